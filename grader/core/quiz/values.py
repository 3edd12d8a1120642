"""Values of a question as plain data: whole numbers, numbers, text, vectors and matrices as tuples."""

from __future__ import annotations

import math
from typing import Any

from grader.primitives.errors import CourseError

Cell = int | float
Rows = tuple[tuple[Cell, ...], ...]
_DIGITS = 12


def plain(value: Any, what: str) -> Any:
    """
    A value of an author or a reference function as data: arrays and lists become tuples, numbers of numpy those of Python.

    Numbers keep 12 digits, so that the same draw gives the same JSON on every machine. Raises: CourseError for anything else.
    """
    if hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, (list, tuple)):
        return tuple(plain(each, what) for each in value)
    if isinstance(value, float) and math.isfinite(value):
        return float(f"{value:.{_DIGITS}g}")
    if isinstance(value, (str, bool)) or type(value) is int:
        return value
    raise CourseError(f"{what} is {value!r}.", next_step="Give a finite number, a text, or lists of those.")


def number(value: Any, what: str) -> Cell:
    """A single number. Raises CourseError for anything else, True and False included."""
    found = plain(value, what)
    if isinstance(found, bool) or not isinstance(found, (int, float)):
        raise CourseError(f"{what} is {value!r}.", next_step="Give a finite number.")
    return found


def matrix(value: Any, what: str) -> Rows:
    """
    A matrix as rows; a vector becomes one row. Whole numbers throughout lose their point.

    Raises: CourseError if the rows differ in length, or a cell is no number.
    """
    found = plain(value, what)
    if not isinstance(found, tuple) or not found:
        raise CourseError(f"{what} is {value!r}.", next_step="Give rows of numbers.")
    rows = found if all(isinstance(row, tuple) for row in found) else (found,)
    if len({len(row) for row in rows}) != 1 or not rows[0]:
        raise CourseError(f"{what} has rows of different length, or empty ones.", next_step="Give a full matrix.")
    cells = tuple(tuple(number(cell, what) for cell in row) for row in rows)
    whole = all(float(cell).is_integer() for row in cells for cell in row)
    return tuple(tuple(int(cell) for cell in row) for row in cells) if whole else cells
