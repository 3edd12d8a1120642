"""What is printed beside reports: lists, progress, hints, findings."""

from __future__ import annotations

import functools
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from grader.core.texts import pick, say

if TYPE_CHECKING:
    from grader.core.catalogue import Course, Exercise
    from grader.usecases.check_course import Problem
    from grader.usecases.examine_machine import Finding
    from grader.usecases.give_hint import Hint
    from grader.usecases.show_progress import Overview


@functools.cache
def console(*, err: bool = False) -> Console:
    """The terminal (or file, or pipe) that is printed to."""
    return Console(stderr=err, highlight=False, soft_wrap=False)


def show_overview(overview: Overview, language: str) -> None:
    """Every exercise with the best score, then what to do next."""
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column(say("screen.exercise", language), no_wrap=True)
    table.add_column(say("screen.title", language))
    table.add_column(say("screen.best", language), justify="right", no_wrap=True)
    table.add_column(say("screen.attempts", language), justify="right")
    for row in overview.rows:
        best = row.standing.best
        score = Text("–", "dim") if best is None else Text(f"{best:.0f} %", "green" if best >= 100 else "yellow")  # noqa: PLR2004
        attempts = str(row.standing.attempts or "–")
        table.add_row(row.exercise.id, str(pick(row.exercise.titles, language)), score, attempts)
    console().print(table)
    key = "screen.next" if overview.next else "screen.all-done"
    console().print("\n" + escape(say(key, language, exercise=overview.next.id if overview.next else "")))
    if overview.problem:
        console(err=True).print(escape(say("cli.no-progress", language, problem=overview.problem)), style="yellow")


def show_catalogue(course: Course, language: str) -> None:
    """Every exercise: id, title, functions, file."""
    for exercise in course.exercises:
        console().print(Text(exercise.id, "bold") + Text(f"  {pick(exercise.titles, language)}"))
        names = ", ".join(function.name for function in exercise.functions)
        console().print(Padding(Text(names), (0, 0, 0, 2), expand=False))
        console().print(Padding(Text(str(_relative(exercise)), "dim"), (0, 0, 0, 2), expand=False))


def show_hint(hint: Hint, exercise: Exercise, language: str, *, chosen: bool) -> None:
    """One hint and how to get the next."""
    head = say("screen.hint", language, function=hint.function, number=hint.number, of=hint.of)
    console().print(Text(head, "bold"))
    console().print(Padding(Text(hint.text), (0, 0, 0, 2), expand=False))
    if hint.forgotten:
        console(err=True).print(escape(say("cli.hint-forgotten", language)), style="yellow")
    elif hint.number < hint.of:
        console().print(
            escape(say("screen.next-hint", language, exercise=exercise.id, function=hint.function)), style="dim"
        )
    if not chosen and len(exercise.functions) > 1:
        names = ", ".join(function.name for function in exercise.functions)
        console().print(escape(say("screen.hint-functions", language, functions=names)), style="dim")


def show_source(source: str) -> None:
    """Python source, coloured on a terminal."""
    if not sys.stdout.isatty():
        sys.stdout.write(source)
        return
    from rich.syntax import Syntax  # noqa: PLC0415 - loads pygments

    console().print(Syntax(source, "python", background_color="default", word_wrap=True))


def show_findings(findings: Sequence[Finding], language: str) -> None:
    """What `grade doctor` found."""
    for finding in findings:
        mark = {True: Text("✓", "green"), False: Text("✗", "red"), None: Text("·", "dim")}[finding.good]
        console().print(mark + Text(f" {finding.name:<10}") + Text(finding.value))
        if finding.advice:
            console().print(Padding(Text(say(finding.advice, language), "yellow"), (0, 0, 0, 13), expand=False))


def show_problems(problems: Sequence[Problem], language: str) -> None:
    """What `grade check` found."""
    for problem in problems:
        mark = Text("✓", "green") if problem.good else Text("✗", "red")
        console().print(mark + Text(f" {problem.exercise:<11}") + Text(problem.text))
        for line in problem.details:
            console().print(Padding(Text(line, "dim" if line.startswith(" ") else ""), (0, 0, 0, 13), expand=False))
    bad = sum(not problem.good for problem in problems)
    console().print(escape(say(_verdict_on_course(bad), language, count=bad)))


def _verdict_on_course(problems: int) -> str:
    return {0: "screen.check-good", 1: "screen.check-bad-one"}.get(problems, "screen.check-bad")


def _relative(exercise: Exercise) -> str:
    from pathlib import Path  # noqa: PLC0415

    path = exercise.student_file
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)
