"""The statistics of all hidden checks as a spreadsheet: CSV with one row for each, in which no text is taken for a formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence

from grader.class_report.hostile import in_one_line
from grader.core.catalogue import Course
from grader.core.class_essence import flag, in_order
from grader.core.class_statistics import ClassStatistics
from grader.core.texts import say

_COLUMNS = ("exercise", "function", "id", "check", "n", "difficulty", "discrimination", "flag")
_FORMULA = re.compile(r"'*\s*[=+\-@\t\r＝＋－＠]")
_BYTE_ORDER_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"
_PLACES = 4

Cell = str | float | None


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
    file = io.StringIO(newline="")
    csv.writer(file).writerows([_written(cell) for cell in row] for row in rows)
    return (_BYTE_ORDER_MARK + file.getvalue()).encode()


def defused(text: str) -> str:
    """Text that no spreadsheet computes: an apostrophe goes before what would start a formula, or what looks so defused."""
    return f"'{text}" if _FORMULA.match(text) else text


def _written(cell: Cell) -> str:
    """Numbers are ours, also negative ones; text is anybody's."""
    if cell is None:
        return ""
    return defused(in_one_line(cell, 1000)) if isinstance(cell, str) else f"{round(cell, _PLACES) + 0.0:g}"
