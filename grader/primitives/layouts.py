"""
How an array lies in memory: what a suite tries on purpose, and what a copy in C order would lose.

numpy must be loaded; only its arrays come here.
"""

from __future__ import annotations

from typing import Any

PLAIN, READ_ONLY, FORTRAN, SPACED = "plain", "read-only", "fortran", "spaced"
ODD = frozenset((READ_ONLY, FORTRAN, SPACED))


def layout_of(array: Any) -> str:
    """The one of four that tells most about a numeric array: whoever may not write it, then in what order it is."""
    flags = array.flags
    if not flags.writeable:
        return READ_ONLY
    if flags.c_contiguous:
        return PLAIN
    return FORTRAN if flags.f_contiguous else SPACED


def lay_out(array: Any, layout: str) -> Any:
    """
    The same values, held as `layout` says.

    Args: array: writable, in C order, shape (...,). layout: one of `ODD`; spaced is every second element along the last axis.
    """
    if layout == READ_ONLY:
        array.flags.writeable = False
        return array
    if layout == FORTRAN:
        return array.copy(order="F")
    return array.repeat(2, axis=-1)[..., ::2] if array.ndim else array
