"""Show an exercise's picture: text with marks for colours, which its author has drawn."""

from __future__ import annotations

from grader.core.catalogue import Exercise
from grader.core.texts import LANGUAGES
from grader.primitives.errors import UsageError


def picture_of(exercise: Exercise, language: str) -> str:
    """
    The picture in a language, else in the first one.

    Raises: UsageError if there is none.
    """
    for path in (exercise.picture_file(language), exercise.picture_file(LANGUAGES[0])):
        if path.is_file():
            return path.read_text(encoding="utf-8")
    raise UsageError(f"{exercise.id} has no picture.", next_step=f"Read {exercise.folder / 'README.md'}.")
