"""How far an answer is from the expected one, in the unit in which tolerances are given."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

from grader.core.comparison import as_numpy, is_array, is_number, number_kind, scale_of_list, scale_of_values

_MEASURED = ("float", "complex")


def distance(got: Any, expected: Any) -> float | None:
    """
    The largest error of an answer that is alike in kind, as a share of the largest expected value: what `rtol` bounds.

    None where `compare` decides without a tolerance: whole numbers, text, values that are not finite.
    """
    if isinstance(expected, (list, tuple)):
        scale = scale_of_list(expected)
        pairs = zip(got, expected, strict=True)
        return _largest(distance(a, b) if scale is None else _error(a, b, scale) for a, b in pairs)
    if isinstance(expected, dict):
        return _largest(distance(got[key], expected[key]) for key in expected)
    return _error(got, expected, None) if is_array(expected) or is_number(expected) else None


def _error(got: Any, expected: Any, scale: float | None) -> float | None:
    import numpy as np  # noqa: PLC0415 - only where numbers are compared

    if number_kind(expected) not in _MEASURED:
        return None
    got, expected = as_numpy(got), as_numpy(expected)
    finite = np.isfinite(expected)
    if not finite.any() or not np.isfinite(got[finite]).all():
        return None
    scale = scale_of_values(expected[finite]) if scale is None else scale
    error = float(np.abs(got[finite] - expected[finite]).max()) / scale
    return error if math.isfinite(error) else None


def _largest(errors: Iterable[float | None]) -> float | None:
    return max((error for error in errors if error is not None), default=None)
