"""
Is a student's answer the expected one? Exactly: same type, shape, kind of number; finite where it must be; within tolerance.

Nothing of the answer is ever asked for its opinion (`==`, `bool`, `len` of a foreign class): types are checked by
identity first, and only plain data is looked at.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

RTOL = 1e-9
"""Allowed error, relative to the largest expected value: FFT rounding passes, float32 does not."""

SINGLE_PRECISION = 1e-4
"""An error below this (relative) looks like rounding in float32 or by hand rather than like a wrong formula."""


class Foreign:
    """An object that stayed in the student's process; only its description is here."""

    def __init__(self, description: str) -> None:
        self._description = description


@dataclass(frozen=True)
class Difference:
    """
    Why an answer is not the expected one.

    reason: a key of the texts, `difference.REASON`. fields: what the text names. where: path to the wrong item, "" for
    the whole answer. got, expected: the two items there.
    """

    reason: str
    got: Any
    expected: Any
    where: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)


def compare(got: Any, expected: Any, *, rtol: float = RTOL, where: str = "") -> Difference | None:
    """
    None if `got` is the expected answer, else the first difference.

    Args: expected: None, a bool, a number, text, an array, a tensor, or lists, tuples and string-keyed dicts of these.
    Raises: TypeError if `expected` is something else: a mistake in the suite.
    """
    if isinstance(expected, (list, tuple)):
        return _compare_sequences(got, expected, rtol, where)
    if isinstance(expected, dict):
        return _compare_mappings(got, expected, rtol, where)
    if expected is None or isinstance(expected, str):
        alike = type(got) is type(expected) and got == expected
        return None if alike else _value_or_type(got, expected, where)
    if is_array(expected) or is_number(expected):
        return _compare_numbers(got, expected, rtol, where, scale=None)
    raise TypeError(f"same() cannot compare with an expected value of class {type(expected).__name__}")


def describe(value: Any) -> str:
    """What kind of thing this is, in words that need no translation: `ndarray (3, 4) float64`, `list of 3`, `int`."""
    if isinstance(value, Foreign):
        return value._description  # noqa: SLF001 - public names are the student's
    if is_array(value):
        return f"{'Tensor' if is_tensor(value) else 'ndarray'} {tuple(value.shape)} {str(value.dtype).removeprefix('torch.')}"
    if type(value) in (list, tuple, dict):
        return f"{type(value).__name__} of {len(value)}"
    return type(value).__name__


def is_tensor(value: Any) -> bool:
    """Is it exactly a torch tensor (of this process)?"""
    torch = sys.modules.get("torch")
    return torch is not None and type(value) in (torch.Tensor, torch.nn.Parameter)


def is_array(value: Any) -> bool:
    """Is it exactly a numpy array or a torch tensor (of this process), not a subclass?"""
    numpy = sys.modules.get("numpy")
    return (numpy is not None and type(value) is numpy.ndarray) or is_tensor(value)


def is_generator(value: Any) -> bool:
    """Is it exactly a numpy random generator as `default_rng` makes them?"""
    random = sys.modules.get("numpy.random")
    return random is not None and type(value) is random.Generator and type(value.bit_generator) is random.PCG64


def is_number(value: Any) -> bool:
    """Is it a Python number or bool, or a numpy scalar?"""
    numpy = sys.modules.get("numpy")
    return type(value) in (bool, int, float, complex) or (numpy is not None and isinstance(value, numpy.generic))


def number_kind(value: Any) -> str:
    """`bool`, `int`, `float` or `complex` for a number or an array; another name for what is none."""
    if type(value) in (bool, int, float, complex):
        return type(value).__name__
    dtype = as_numpy(value).dtype
    return {"b": "bool", "i": "int", "u": "int", "f": "float", "c": "complex"}.get(dtype.kind, str(dtype))


def wrong_cells(got: Any, expected: Any, rtol: float = RTOL, scale: float | None = None) -> Any:
    """Boolean array: which cells of two arrays of one shape differ by more than the tolerance."""
    import numpy as np  # noqa: PLC0415 - only where arrays are compared

    got, expected = as_numpy(got), as_numpy(expected)
    if got.dtype.kind in "bui" and expected.dtype.kind in "bui":
        return np.asarray(got != expected)
    finite = np.isfinite(expected)
    tolerance = rtol * (scale_of_values(expected[finite]) if scale is None else scale)
    with np.errstate(all="ignore"):
        near = np.abs(got - expected) <= tolerance
    alike = (got == expected) | (np.isnan(got) & np.isnan(expected))
    return ~np.where(finite, near & np.isfinite(got), alike)


def _compare_sequences(got: Any, expected: Any, rtol: float, where: str) -> Difference | None:
    kind = list if isinstance(expected, list) else tuple
    if not (type(got) is kind or (kind is tuple and isinstance(got, tuple))):
        return _type_difference(got, expected, where)
    if len(got) != len(expected):
        fields = {"got": str(len(got)), "expected": str(len(expected))}
        return Difference("length", got, expected, where, fields)
    scale = scale_of_list(expected)
    pairs = enumerate(zip(got, expected, strict=True))
    if scale is not None:
        return _first(_compare_numbers(a, b, rtol, f"{where}[{i}]", scale=scale) for i, (a, b) in pairs)
    return _first(compare(a, b, rtol=rtol, where=f"{where}[{i}]") for i, (a, b) in pairs)


def _compare_mappings(got: Any, expected: dict[Any, Any], rtol: float, where: str) -> Difference | None:
    if type(got) is not dict:
        return _type_difference(got, expected, where)
    missing = [key for key in expected if key not in got]
    surplus = [key for key in got if key not in expected]
    if missing or surplus:
        reason, keys = ("missing-key", missing) if missing else ("surplus-key", surplus)
        return Difference(reason, got, expected, where, {"key": repr(keys[0])})
    return _first(compare(got[key], expected[key], rtol=rtol, where=f"{where}[{key!r}]") for key in expected)


def _compare_numbers(got: Any, expected: Any, rtol: float, where: str, *, scale: float | None) -> Difference | None:
    if not is_number(got) and not is_array(got):
        return _type_difference(got, expected, where)
    if is_array(expected) and expected.ndim > 0 and (not is_array(got) or is_tensor(got) != is_tensor(expected)):
        return _type_difference(got, expected, where)
    if _shape(got) != _shape(expected):
        return Difference("shape", got, expected, where, {"got": str(_shape(got)), "expected": str(_shape(expected))})
    kinds = number_kind(got), number_kind(expected)
    if kinds[0] != kinds[1] and not (kinds == ("int", "float") and not _shape(expected)):
        return Difference("kind", got, expected, where, {"got": kinds[0], "expected": kinds[1]})
    return _compare_values(got, expected, rtol, where, scale)


def _compare_values(got: Any, expected: Any, rtol: float, where: str, scale: float | None) -> Difference | None:
    if not _shape(got) and number_kind(got) == number_kind(expected) == "int":
        return None if int(got) == int(expected) else Difference("value", got, expected, where)
    wrong = wrong_cells(got, expected, rtol, scale)
    if not wrong.any():
        return None
    a, b = as_numpy(got), as_numpy(expected)
    unexpected = ~_finite(a) & _finite(b)
    if unexpected.any():
        return Difference("not-finite", got, expected, where, {"count": str(int(unexpected.sum()))})
    rounding = number_kind(expected) == "float" and not wrong_cells(a, b, SINGLE_PRECISION, scale).any()
    return Difference("rounding" if rounding else "value", got, expected, where)


def _value_or_type(got: Any, expected: Any, where: str) -> Difference:
    return (
        Difference("value", got, expected, where)
        if type(got) is type(expected)
        else _type_difference(got, expected, where)
    )


def _type_difference(got: Any, expected: Any, where: str) -> Difference:
    reason = "none" if got is None else "type"
    return Difference(reason, got, expected, where, {"got": describe(got), "expected": describe(expected)})


def _first(differences: Iterable[Difference | None]) -> Difference | None:
    return next((difference for difference in differences if difference is not None), None)


def scale_of_list(values: Iterable[Any]) -> float | None:
    """Largest size among plain floats in a list; None if something else is in it."""
    sizes = [abs(value) for value in values if type(value) in (int, float) and math.isfinite(value)]
    is_flat = all(type(value) in (int, float) for value in values) and any(type(value) is float for value in values)
    return (max(sizes, default=0.0) or 1.0) if is_flat else None


def scale_of_values(values: Any) -> float:
    """Largest size in an array; 1 where all is zero, or nothing is there."""
    return float(abs(values).max()) or 1.0 if values.size else 1.0


def _shape(value: Any) -> tuple[int, ...]:
    return tuple(value.shape) if is_array(value) else ()


def _finite(array: Any) -> Any:
    import numpy as np  # noqa: PLC0415 - only where arrays are compared

    return np.isfinite(array)


def as_numpy(value: Any) -> Any:
    """A number, an array or a tensor as an array."""
    import numpy as np  # noqa: PLC0415 - only where arrays are compared

    if is_tensor(value):
        value = value.detach().cpu().resolve_conj().resolve_neg()
        return value.float().numpy() if str(value.dtype) == "torch.bfloat16" else value.numpy()
    if type(value) is int and value.bit_length() > 63:  # noqa: PLR2004 - an int64 holds 63 bits
        return np.asarray(float(value)) if value.bit_length() < 1000 else np.asarray(math.inf)  # noqa: PLR2004
    return np.asarray(value)
