"""The next hint for a function: one step further each time."""

from __future__ import annotations

from dataclasses import dataclass

from grader.core.catalogue import Course, Exercise, Function
from grader.core.progress import Progress, ProgressUnavailable
from grader.core.texts import pick
from grader.primitives.errors import UsageError


@dataclass(frozen=True)
class Hint:
    """A hint. number: from 1; of: how many the function has. forgotten: its number could not be kept."""

    function: str
    text: str
    number: int
    of: int
    forgotten: bool = False


def give_hint(course: Course, exercise: Exercise, function: str, progress: Progress, language: str) -> Hint:
    """
    The next hint; after the last one, the last one again.

    Raises: UsageError if there is no such function, or it has no hints.
    """
    wanted = exercise.function(function)
    hints = _hints(wanted, language)
    if not hints:
        raise UsageError(f"There are no hints for {function}.", next_step=f"Read {exercise.folder / 'README.md'}.")
    try:
        number = min(progress.hints_given(course.id, exercise.id, function) + 1, len(hints))
        progress.note_hint(course.id, exercise.id, function, number)
    except ProgressUnavailable:
        return Hint(function, hints[0], 1, len(hints), forgotten=True)
    return Hint(function, hints[number - 1], number, len(hints))


def _hints(function: Function, language: str) -> tuple[str, ...]:
    return tuple(pick(function.hints, language)) if function.hints else ()
