"""CSV that a spreadsheet opens as what it is: Chinese as Chinese, numbers as numbers, and nobody's name as a formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

from grader.core.hostile import shown

Cell = str | float | None

_FORMULA = re.compile("'*\\s*[=+\\-@\t\r\n＝＋－＠]")
_BYTE_ORDER_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"


def as_csv(rows: Iterable[Sequence[Cell]], *, places: int = 2) -> bytes:
    """
    Rows as CSV in UTF-8, with a byte order mark, without which Excel takes Chinese for something else.

    Args: places: of numbers, behind the point.
    """
    file = io.StringIO(newline="")
    csv.writer(file).writerows([_written(cell, places) for cell in row] for row in rows)
    return (_BYTE_ORDER_MARK + file.getvalue()).encode("utf-8", "backslashreplace")


def defused(text: str) -> str:
    """
    Text that no spreadsheet computes: an apostrophe goes before what would start a formula.

    What looks like the result of this gets one, too; so taking one away from a cell that starts like this gives the text back.
    """
    return f"'{text}" if _FORMULA.match(text) else text


def number(value: float, places: int = 2) -> str:
    """Points, to the hundredth (or to so many places) and without needless zeros."""
    return f"{round(value, places) + 0.0:.{places}f}".rstrip("0").rstrip(".")


def _written(cell: Cell, places: int) -> str:
    """Numbers are ours, also negative ones; text is anybody's."""
    if cell is None:
        return ""
    return defused(shown(cell)) if isinstance(cell, str) else number(cell, places)
