"""What a class's statistics come down to, as a few tables of text: for a terminal, or whoever prints them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from grader.core.catalogue import Course
from grader.core.class_statistics import FEW, CheckStatistics, ClassStatistics, ExerciseStatistics
from grader.core.submission import printable
from grader.core.texts import pick, say

NONE = "–"
_LISTED = 10


@dataclass(frozen=True)
class EssenceTable:
    """
    A small table in one language.

    headings, rows: as many cells each. numeric: which columns are numbers, for alignment. note: a sentence below, or "".
    """

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: tuple[bool, ...]
    note: str = ""


def essence(statistics: ClassStatistics, course: Course, language: str) -> tuple[EssenceTable, ...]:
    """Exercises, the functions that cost most, the hardest checks, frequent mistakes, limits. Empty tables are left out."""
    exercises = in_order(statistics, course)
    tables = [
        _exercises(exercises, course, language),
        _functions(exercises, language),
        _checks(exercises, language),
        _mistakes(exercises, language),
        _limits(exercises, language),
    ]
    return tuple(table for table in tables if table.rows)


def in_order(statistics: ClassStatistics, course: Course) -> list[ExerciseStatistics]:
    """The exercises that were handed in, in the course's order."""
    places = {exercise.id: place for place, exercise in enumerate(course.exercises)}
    return sorted(statistics.exercises, key=lambda each: places.get(each.exercise, len(places)))


def percent(value: float | None) -> str:
    """A percentage (0 to 100) as people read it; never rounded up to 100."""
    if value is None:
        return NONE
    rounded = f"{value:.1f}".removesuffix(".0")
    return "99.9 %" if rounded == "100" and value < 100 else f"{rounded} %"  # noqa: PLR2004 - all of it


def two_places(value: float | None) -> str:
    """A difficulty or a discrimination."""
    return NONE if value is None else f"{value:.2f}".replace("-0.00", "0.00")


def seconds(value: float | None) -> str:
    """A time, to the tenth of a second."""
    return NONE if value is None else f"{value:.1f}"


def _exercises(exercises: Iterable[ExerciseStatistics], course: Course, language: str) -> EssenceTable:
    titles = {exercise.id: str(pick(exercise.titles, language)) for exercise in course.exercises}
    rows = [
        (
            each.exercise,
            titles.get(each.exercise, ""),
            str(each.n),
            percent(each.mean),
            percent(each.median),
            str(each.full_marks),
            str(each.not_graded),
        )
        for each in exercises
    ]
    keys = ("exercise", "exercise-title", "n", "mean", "median", "full-marks", "without-score")
    return _table("exercises", keys, rows, language, text_columns=2)


def _functions(exercises: Iterable[ExerciseStatistics], language: str) -> EssenceTable:
    found = [(f.share, each.exercise, f) for each in exercises for f in each.functions if f.share is not None]
    lowest = sorted(found, key=lambda entry: entry[0])[:_LISTED]
    rows = [
        (
            exercise,
            f.name,
            *map(str, (f.n, percent(100 * share), f.full, f.partly, f.nothing, f.not_attempted, f.missing)),
        )
        for share, exercise, f in lowest
    ]
    keys = ("exercise", "function", "n", "mean-share", "full", "partly", "nothing", "not-attempted", "missing")
    return _table("functions", keys, rows, language, text_columns=2)


def _checks(exercises: Iterable[ExerciseStatistics], language: str) -> EssenceTable:
    found = [(each.exercise, check) for each in exercises for check in each.checks if check.difficulty is not None]
    hardest = sorted(found, key=lambda entry: entry[1].difficulty or 0.0)[:_LISTED]
    rows = [
        (
            exercise,
            check.function,
            printable(check.title),
            str(check.n),
            two_places(check.difficulty),
            two_places(check.discrimination),
            flag(check, language),
        )
        for exercise, check in hardest
    ]
    keys = ("exercise", "function", "check", "n", "difficulty", "discrimination", "flag")
    note = say("class-report.about-checks", language, few=FEW)
    return _table("hardest", keys, rows, language, text_columns=3, note=note)


def flag(check: CheckStatistics, language: str) -> str:
    """Why a check's numbers mean little; "" where they are of enough students."""
    return say("class-report.few", language, few=FEW) if check.few else ""


def _mistakes(exercises: Iterable[ExerciseStatistics], language: str) -> EssenceTable:
    found = [(each.exercise, mistake) for each in exercises for mistake in each.mistakes]
    frequent = sorted(found, key=lambda entry: -entry[1].students)[:_LISTED]
    rows = [(e, m.function, m.id, str(m.students), printable(m.message)) for e, m in frequent]
    keys = ("exercise", "function", "mistake", "students", "message")
    table = _table("mistakes", keys, rows, language, text_columns=3)
    return EssenceTable(table.title, table.headings, table.rows, (*table.numeric[:-1], False))


def _limits(exercises: Iterable[ExerciseStatistics], language: str) -> EssenceTable:
    rows = [
        (each.exercise, say(f"verdict.{limit.replace(' ', '-')}", language), str(count))
        for each in exercises
        for limit, count in each.limits.items()
        if count
    ]
    return _table("limits", ("exercise", "limit", "students-who"), rows, language, text_columns=2)


def _table(
    title: str,
    keys: Sequence[str],
    rows: Sequence[tuple[str, ...]],
    language: str,
    *,
    text_columns: int,
    note: str = "",
) -> EssenceTable:
    def word(key: str) -> str:
        return say(f"class-report.{key}", language)

    numeric = tuple(place >= text_columns for place in range(len(keys)))
    return EssenceTable(word(title), tuple(map(word, keys)), tuple(rows), numeric, note)
