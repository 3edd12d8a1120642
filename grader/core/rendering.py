"""
Values as text for people: calls that can be pasted into Python, matrices in aligned columns, wrong cells marked.

All text is plain; a wrong cell carries `MARK` before its number, so it is visible without colours too.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from grader.core.comparison import (
    Difference,
    as_numpy,
    describe,
    is_array,
    is_generator,
    is_number,
    is_tensor,
    wrong_cells,
)

MARK = "▸"
SMALL = 80
"""Arrays of up to this many cells are shown whole."""
MAX_LINE = 400


def call_text(name: str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> str:
    """The call as Python source, with small arrays written out: `conv_output_size(5, 3, stride=2)`."""
    parts = [source_text(value) for value in args] + [f"{key}={source_text(value)}" for key, value in kwargs.items()]
    return f"{name}({', '.join(parts)})"


def source_text(value: Any) -> str:
    """A value as Python source; a large array as a description in angle brackets."""
    if is_array(value):
        if value.size > SMALL if not is_tensor(value) else value.numel() > SMALL:
            return f"<{describe(value)}>"
        maker = "torch.tensor" if is_tensor(value) else "np.array"
        kind = str(value.dtype)
        kind = kind if is_tensor(value) else f"np.{kind}"
        suffix = f", dtype={kind}" if kind not in ("np.float64", "torch.float32") else ""
        return f"{maker}({_nested_text(value.tolist())}{suffix})"
    if type(value) in (list, tuple) and len(value) <= SMALL:
        inner = ", ".join(source_text(item) for item in value)
        return f"[{inner}]" if type(value) is list else f"({inner}{',' if len(value) == 1 else ''})"
    if type(value) is dict and len(value) <= SMALL:
        return "{" + ", ".join(f"{source_text(key)}: {source_text(item)}" for key, item in value.items()) + "}"
    return shorten(_scalar_text(value))


def value_text(value: Any) -> str:
    """A value on its own: arrays as aligned rows, everything else as Python source."""
    if is_array(value) and value.ndim > 0:
        return _array_text(_as_array(value), None) if _cells(value) <= SMALL else describe(value)
    return source_text(value)


def expected_and_got(difference: Difference, whole_got: Any, whole_expected: Any) -> tuple[str, str]:
    """Both values as text, with enough digits to see the difference and the wrong cells of arrays marked."""
    got, expected = whole_got, whole_expected
    if difference.where and not (_is_short(got) and _is_short(expected)):
        got, expected = difference.got, difference.expected
    if not (is_array(got) and is_array(expected) and tuple(got.shape) == tuple(expected.shape) and got.ndim > 0):
        return _plain_pair(expected, got)
    wrong = wrong_cells(got, expected)
    if not wrong.any():  # right by the usual tolerance, or of another kind
        wrong = wrong_cells(got, expected, 0.0)
    if not wrong.any():
        return _plain_pair(expected, got)
    if _cells(got) > SMALL:
        return _summary(_as_array(expected), _as_array(got), wrong)
    digits = _digits_needed(_as_array(got)[wrong], _as_array(expected)[wrong])
    return _array_text(_as_array(expected), None, digits), _array_text(_as_array(got), wrong, digits)


def shorten(text: str, limit: int = MAX_LINE) -> str:
    """Text of at most `limit` characters, with the middle left out."""
    if len(text) <= limit:
        return text
    half = (limit - 3) // 2
    return f"{text[:half]} … {text[-half:]}"


def _plain_pair(expected: Any, got: Any) -> tuple[str, str]:
    texts = value_text(expected), value_text(got)
    if texts[0] == texts[1]:
        return f"{texts[0]}  ({describe(expected)})", f"{texts[1]}  ({describe(got)})"
    return texts


def _is_short(value: Any) -> bool:
    return not is_array(value) and len(value_text(value)) <= MAX_LINE


def _summary(expected: Any, got: Any, wrong: Any) -> tuple[str, str]:
    """What to say of arrays too large to show: how many cells are wrong, the first one, and the largest error."""
    import numpy as np  # noqa: PLC0415 - only where arrays are shown

    first = tuple(int(i) for i in np.argwhere(wrong)[0])
    with np.errstate(all="ignore"):
        error = np.abs(got.astype(complex) - expected.astype(complex))[wrong]
    largest = _number(float(np.nanmax(error)) if np.isfinite(error).any() else math.nan, 4)
    place, count = f"[{', '.join(map(str, first))}]", int(wrong.sum())
    return (
        f"{describe(expected)}; {_number(expected[first], 10)} at {place}",
        f"{describe(got)}; {MARK}{_number(got[first], 10)} at {place}, first of {count} wrong cells; largest error {largest}",
    )


def _array_text(array: Any, wrong: Any, digits: int = 6) -> str:
    """Rows in aligned columns; leading axes as labelled blocks."""
    if array.ndim == 1:
        array, wrong = array[None], None if wrong is None else wrong[None]
    if array.size == 0:
        return describe(array)
    cells = [_number(x, digits) for x in array.ravel()]
    marks = [False] * len(cells) if wrong is None else wrong.ravel().tolist()
    texts = [(MARK if bad else "") + cell for cell, bad in zip(cells, marks, strict=True)]
    width = max(map(len, texts))
    columns = array.shape[-1]
    lines = ["  ".join(t.rjust(width) for t in texts[i : i + columns]) for i in range(0, len(texts), columns)]
    return "\n".join(_with_block_labels(lines, array.shape))


def _with_block_labels(lines: list[str], shape: tuple[int, ...]) -> list[str]:
    if len(shape) <= 2:  # noqa: PLR2004 - a matrix needs no labels
        return lines
    import numpy as np  # noqa: PLC0415 - only where arrays are shown

    rows, labelled = shape[-2], []
    for number, index in enumerate(np.ndindex(*shape[:-2])):
        labelled += [f"[{', '.join(map(str, index))}]", *lines[number * rows : (number + 1) * rows]]
    return labelled


def _digits_needed(got: Any, expected: Any) -> int:
    """Significant digits, 6 to 17, that make every wrong cell look different from the expected one."""
    pairs = list(zip(got.ravel().tolist(), expected.ravel().tolist(), strict=True))
    for digits in (6, 9, 12):
        if all(_number(a, digits) != _number(b, digits) for a, b in pairs):
            return digits
    return 17


def _number(value: Any, digits: int) -> str:
    """A number with up to `digits` significant digits and no needless zeros."""
    value = value.item() if hasattr(value, "item") else value
    if type(value) is float:
        return f"{value + 0.0:.{digits}g}"
    if type(value) is complex:
        return f"{value:.{digits}g}"
    return str(value)


def _nested_text(value: Any) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(_nested_text(item) for item in value) + "]"
    if type(value) is float and value.is_integer() and abs(value) < 1e15:  # noqa: PLR2004 - above, repr is shorter
        return f"{int(value)}."
    return repr(value)


def _scalar_text(value: Any) -> str:
    if is_number(value) and hasattr(value, "item"):
        return repr(value.item())
    if type(value) is int and value.bit_length() > 512:  # noqa: PLR2004 - str() of a huge int is slow
        return f"<int of {value.bit_length()} bits>"
    if value is None or is_number(value) or type(value) is str:
        return repr(value)
    if is_generator(value):
        return _generator_text(value)
    if callable(value) and hasattr(value, "__name__"):
        return str(value.__name__)
    return f"<{describe(value)}>"


def _generator_text(generator: Any) -> str:
    """How to make the generator, if nothing was drawn from it yet."""
    import numpy as np  # noqa: PLC0415 - a generator is here, so numpy is

    seed = generator.bit_generator.seed_seq.entropy
    fresh = type(seed) is int and np.random.default_rng(seed).bit_generator.state == generator.bit_generator.state
    return f"np.random.default_rng({seed})" if fresh else f"<{describe(generator)}>"


def _cells(value: Any) -> int:
    return int(value.numel() if is_tensor(value) else value.size)


def _as_array(value: Any) -> Any:
    return as_numpy(value) if is_tensor(value) else value
