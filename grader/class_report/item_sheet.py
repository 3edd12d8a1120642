"""The statistics of all hidden checks as a spreadsheet: CSV with one row for each, in which no text is taken for a formula."""

from __future__ import annotations

from collections.abc import Sequence

from grader.core.catalogue import Course
from grader.core.cells import Cell, as_csv
from grader.core.class_essence import flag, in_order
from grader.core.class_statistics import ClassStatistics
from grader.core.texts import say

_COLUMNS = ("exercise", "function", "id", "check", "n", "difficulty", "discrimination", "flag")
_PLACES = 4


def item_sheet(statistics: ClassStatistics, course: Course, language: str) -> bytes:
    """One row for each hidden check, in UTF-8 with a byte order mark, without which Excel takes Chinese for something else."""
    rows: list[Sequence[Cell]] = [[say(f"class-report.{key}", language) for key in _COLUMNS]]
    rows += [
        [
            exercise.exercise,
            check.function,
            check.id,
            check.title,
            check.n,
            check.difficulty,
            check.discrimination,
            flag(check, language),
        ]
        for exercise in in_order(statistics, course)
        for check in exercise.checks
    ]
    return as_csv(rows, places=_PLACES)
