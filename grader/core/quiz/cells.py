"""Matrices as people type them: rows on lines or after semicolons, cells after spaces or commas, brackets or none."""

from __future__ import annotations

import re
import unicodedata
from fractions import Fraction

from grader.core.quiz.numbers import Unclear, read_number

_MOST_CELLS = 400
_LONGEST = 8000
_ENDS = str.maketrans({"；": ";", "，": ",", "、": ",", "\t": " ", "\u3000": " "})


def read_matrix(text: str, *, whole: bool, decimals: int | None = None) -> tuple[tuple[Fraction, ...], ...]:
    """
    The matrix that a person typed, as rows.

    Args: whole, decimals: what is asked for, as of `read_number`.
    Raises: Unclear if a cell cannot be read, or rows differ in length.
    """
    if len(text) > _LONGEST:
        raise Unclear("long")
    lines = _rows(unicodedata.normalize("NFKC", text.translate(_ENDS)))
    if not lines:
        raise Unclear("empty")
    rows = tuple(_row(line, whole=whole, decimals=decimals) for line in lines)
    lengths = [len(row) for row in rows]
    if len(set(lengths)) > 1:
        raise Unclear("ragged", lengths=", ".join(map(str, lengths)))
    if sum(lengths) > _MOST_CELLS:
        raise Unclear("long")
    return rows


def cells_in(line: str) -> list[str]:
    """The cells of one row, as text. Commas separate where there are no spaces, or where spaces follow all of them."""
    plain = re.sub(r"[\[\](){}|]", " ", line).strip().strip(",").strip()
    plain = re.sub(r"\s*,\s+|\s+,\s*", " ", plain)
    return plain.split() if re.search(r"\s", plain) else plain.split(",")


def _rows(text: str) -> list[str]:
    """Lines with something on them; `[[1, 2], [3, 4]]` is cut between its rows, too."""
    cut = re.sub(r"[\])]\s*,?\s*[\[(]", ";", text)
    return [line for line in re.split(r"[;\n\r]+", cut) if re.sub(r"[\[\](){}|,\s]", "", line)]


def _row(line: str, *, whole: bool, decimals: int | None) -> tuple[Fraction, ...]:
    return tuple(read_number(cell, whole=whole, decimals=decimals).value for cell in cells_in(line))
