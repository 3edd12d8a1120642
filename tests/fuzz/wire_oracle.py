"""What a decoded value may be: exactly these types, fresh memory, and nothing beyond the limits of the format."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import torch

from grader.primitives import wire
from grader.primitives.wire import Handle

SCALARS = frozenset(np.dtype(dtype).type for dtype in wire.DTYPES)
PLAIN = SCALARS | {type(None), bool, float, complex, str, bytes, list, tuple}
TENSOR_DTYPES = frozenset(torch.from_numpy(np.zeros(1, dtype)).dtype for dtype in wire.DTYPES)


def flaw(value: object) -> str | None:
    """The first thing about a decoded value that no value may have, in words; None if there is none."""
    places: set[int] = set()
    for count, (part, depth) in enumerate(_parts(value), start=1):
        if depth > wire.MAX_DEPTH or count > wire.MAX_ITEMS:
            return "too deep or too many items"
        if found := _flaw_of_part(part):
            return f"{found}: {type(part).__module__}.{type(part).__qualname__}"
        place = _place(part)
        if place in places:
            return "two arrays in the same memory"
        places |= {place} - {0}
    return None


def _parts(value: object) -> Iterator[tuple[object, int]]:
    """The value and everything in it, each with its depth. Only exact builtin containers are looked into."""
    waiting = [(value, 0)]
    while waiting:
        part, depth = waiting.pop()
        yield part, depth
        if type(part) in (list, tuple):
            waiting.extend((item, depth + 1) for item in part)  # type: ignore[attr-defined]
        elif type(part) is dict:
            waiting.extend((item, depth + 1) for entry in part.items() for item in entry)


def _flaw_of_part(part: object) -> str | None:
    kind = type(part)
    if kind in PLAIN:
        return None
    look = _LOOKS.get(kind)
    return look(part) if look else "a type that the format does not have"


def _flaw_of_integer(number: int) -> str | None:
    return "a whole number above the limit" if number.bit_length() > wire.MAX_INT_BITS else None


def _flaw_of_map(entries: dict[Any, Any]) -> str | None:
    return None if all(map(_is_key, entries)) else "a map with impossible keys"


def _flaw_of_handle(handle: Handle) -> str | None:
    kinds = (type(handle.number), type(handle.description), type(handle.callable))
    fits = kinds == (int, str, bool) and 0 <= handle.number < 2**63 and len(handle.description) <= 200
    return None if fits else "a handle with impossible fields"


def _flaw_of_array(array: np.ndarray) -> str | None:
    if array.dtype.str not in wire.DTYPES or array.dtype.metadata is not None:
        return f"an array of dtype {array.dtype}"
    flags = array.flags
    if array.base is not None or not (flags.owndata and flags.writeable and flags.aligned and flags.c_contiguous):
        return "an array that is no fresh memory"
    if math.prod(length or 1 for length in array.shape) * array.itemsize > wire.MAX_BODY or array.ndim > wire.MAX_DEPTH:
        return "an array of impossible shape"
    if array.dtype.kind == "b" and array.view("|u1").max(initial=0) > 1:
        return "a truth value that is neither true nor false"
    return None


def _flaw_of_tensor(tensor: torch.Tensor) -> str | None:
    if tensor.dtype not in TENSOR_DTYPES or tensor.layout is not torch.strided or tensor.device.type != "cpu":
        return f"a tensor of dtype {tensor.dtype} and layout {tensor.layout}"
    if tensor.requires_grad or tensor._base is not None or not tensor.is_contiguous():
        return "a tensor that is no plain memory"
    if tensor.untyped_storage().nbytes() != tensor.numel() * tensor.element_size():
        return "a tensor that is a part of other memory"
    return _flaw_of_array(np.array(tensor.numpy()))


_LOOKS: dict[type, Callable[[Any], str | None]] = {
    int: _flaw_of_integer,
    dict: _flaw_of_map,
    Handle: _flaw_of_handle,
    np.ndarray: _flaw_of_array,
    torch.Tensor: _flaw_of_tensor,
}


def _is_key(key: object) -> bool:
    return type(key) in (str, bool) or (type(key) is int and key.bit_length() <= wire.MAX_KEY_BITS)


def _place(part: Any) -> int:
    """Where an array's numbers lie; 0 for what has none."""
    if type(part) is np.ndarray:
        return int(part.ctypes.data) if part.size else 0
    if type(part) is torch.Tensor:
        return part.data_ptr() if part.numel() else 0
    return 0
