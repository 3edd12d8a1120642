"""
Arguments too large for one frame: an array is made in the student's process and filled part by part.

The student's code gets an array like any other. Only the grader's side sends such requests; what comes back is one handle.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from grader.core.comparison import is_array, is_tensor
from grader.primitives import wire

LARGEST = 32 * 2**20
"""Bytes of an array that still crosses within its call; a frame holds twice as many."""

PART = 16 * 2**20
"""Bytes of one part."""

Ask = Callable[[dict[str, Any]], Mapping[str, Any]]


def sent_ahead(value: Any, ask: Ask) -> Any:
    """The argument as a request can carry it: a large array is sent now, and what stands for it is its handle."""
    if not is_array(value) or _size(value) <= LARGEST:
        return value
    numbers = value.detach().numpy() if is_tensor(value) else value
    made = ask({"do": "make", "dtype": numbers.dtype.str, "shape": list(numbers.shape), "tensor": is_tensor(value)})
    handle = made.get("value")
    if type(handle) is not wire.Handle:
        return value
    for start, part in _parts(value.detach() if is_tensor(value) else value, PART // numbers.dtype.itemsize):
        ask({"do": "fill", "target": handle.number, "start": start, "value": part})
    return wire.Handle(handle.number, "", callable=False)


def _size(array: Any) -> int:
    return int(array.numel() * array.element_size() if is_tensor(array) else array.nbytes)


def _parts(array: Any, step: int) -> Iterator[tuple[int, Any]]:
    """The array's numbers in order, in parts of `step`, each with the place of its first one."""
    flat = array.reshape(-1)
    for start in range(0, len(flat), step):
        yield start, flat[start : start + step]
