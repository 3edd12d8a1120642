"""What was found in a class's folder, as lines for a person: said before anything is graded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from grader.core.coursework import Attempt, Handed, Student
from grader.core.submission import on_one_line
from grader.core.texts import say

_LONGEST = 300
_MANY = 4
_ONE = {"students": "students-one", "attempts": "attempts-one"}


def describe(handed: Handed, language: str) -> tuple[str, ...]:
    """Lines without markup, safe to print: layouts, attempts at each exercise, who has nothing, what was not matched."""
    return tuple(on_one_line(line, _LONGEST * 2) for line in _lines(handed, language))


def counted(key: str, count: int, language: str) -> str:
    """A number of things: `students` or `attempts`."""
    return say(f"intake.{_ONE[key]}", language) if count == 1 else say(f"intake.{key}", language, count=count)


def _lines(handed: Handed, language: str) -> Iterator[str]:
    if handed.layouts:
        yield say("intake.recognised", language, layouts=say("intake.comma", language).join(handed.layouts))
    else:
        yield say("intake.nothing", language)
    yield from _exercises(handed.attempts, language)
    yield from _crowds(handed.attempts, language)
    yield from _problems([attempt for attempt in handed.attempts if attempt.content is None], language)
    yield from _idle(handed.idle, language)
    if handed.unmatched:
        yield say("intake.unmatched", language, count=len(handed.unmatched))
    for unmatched in handed.unmatched:
        yield say("intake.file", language, file=on_one_line(unmatched.origin, _LONGEST), why=unmatched.why)
    if handed.skipped:
        yield say("intake.skipped", language, count=handed.skipped)


def _exercises(attempts: Sequence[Attempt], language: str) -> Iterator[str]:
    for exercise in sorted({attempt.exercise for attempt in attempts}):
        these = [attempt for attempt in attempts if attempt.exercise == exercise]
        students = counted("students", len({attempt.student.id for attempt in these}), language)
        count = counted("attempts", len(these), language)
        yield say("intake.exercise", language, exercise=exercise, students=students, attempts=count)


def _crowds(attempts: Sequence[Attempt], language: str) -> Iterator[str]:
    """Who has handed in so often that it may be several students, as in the folder of a section."""
    counts = Counter((attempt.student, attempt.exercise) for attempt in attempts)
    crowds = [(student, count) for (student, _), count in counts.items() if count >= _MANY]
    if crowds:
        yield say("intake.crowds", language)
    for student, count in crowds:
        name = say("intake.name", language, name=student.name, id=student.id)
        yield f"{name}: {counted('attempts', count, language)}"


def _problems(attempts: Sequence[Attempt], language: str) -> Iterator[str]:
    if attempts:
        yield say("intake.unreadable", language, count=len(attempts))
    for attempt in attempts:
        yield say("intake.file", language, file=on_one_line(attempt.origin, _LONGEST), why=attempt.problem)


def _idle(idle: Sequence[Student], language: str) -> Iterator[str]:
    if idle:
        yield say("intake.idle", language, students=counted("students", len(idle), language))
    for student in idle:
        yield say("intake.name", language, name=student.name, id=student.id)
