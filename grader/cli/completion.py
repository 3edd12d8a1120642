"""What the shell may complete: exercises and their functions."""

from __future__ import annotations

import contextlib
from pathlib import Path

import click
from click.shell_completion import CompletionItem

from grader.core.catalogue import find_course
from grader.core.texts import pick
from grader.primitives.errors import GraderError


def exercise_items(incomplete: str) -> list[CompletionItem]:
    """Exercises that start with what was typed; none where no course is found."""
    with contextlib.suppress(GraderError):
        course = find_course(Path.cwd())
        return [
            CompletionItem(e.id, help=pick(e.titles, "en")) for e in course.exercises if e.id.startswith(incomplete)
        ]
    return []


def exercises(_ctx: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """For an argument that names an exercise."""
    return exercise_items(incomplete)


def functions(ctx: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """For an argument that names a function of the exercise named before it."""
    with contextlib.suppress(GraderError):
        exercise = find_course(Path.cwd()).exercise(str(ctx.params.get("exercise") or ctx.info_name))
        return [CompletionItem(f.name) for f in exercise.functions if f.name.startswith(incomplete)]
    return []
