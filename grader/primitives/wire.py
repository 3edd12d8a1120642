"""
Values to bytes and back, for the pipes between the grader and a student's process.

A frame is two lengths, a JSON header and raw little-endian buffers. The header describes one value: a bare JSON scalar
is itself, everything else is a list whose first item is a tag, so no value can imitate another kind. The format carries
numbers, text, bytes, lists, tuples, maps and numeric arrays; what else a process wants to name is a `Handle`, which is
only a number and a description. It has no way to name a class or a function: decoding hostile bytes builds fresh data
or raises `ProtocolError`. Nothing here reads or writes a file.

numpy and torch are used if they are loaded already (encoding) or if an array arrives (decoding), never before.
"""

from __future__ import annotations

import gc
import json
import math
import struct
import sys
from collections import OrderedDict, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from grader.primitives import headers, layouts
from grader.primitives.errors import ProtocolError, Unsendable

PREFIX = struct.Struct("<II")
MAX_HEADER = 16 * 2**20
MAX_BODY = 64 * 2**20
MAX_ITEMS = 100_000
MAX_DEPTH = 32
MAX_INT_BITS = 512
MAX_KEY_BITS = 64  # longer ones share one hash by the thousand, and a map of them takes minutes to build
_HANDLE_BITS = 63

# Every dtype that may cross, as numpy spells it on the wire.
DTYPES = ("|b1", "|i1", "<i2", "<i4", "<i8", "|u1", "<u2", "<u4", "<u8", "<f2", "<f4", "<f8", "<c8", "<c16")
_ITEM_SIZES = {dtype: int(dtype[2:]) for dtype in DTYPES}
_BARE = frozenset((type(None), bool, float, str))
_DICTS = (dict, OrderedDict, defaultdict)


@dataclass(frozen=True)
class Handle:
    """An object that stays in its process: `number` names it there, `description` is for people, never trusted."""

    number: int
    description: str
    callable: bool = False


Export = Callable[[object], Handle]


def encode(value: object, export: Export | None = None, *, as_arguments: bool = False) -> bytes:
    """
    One frame holding `value`.

    Args: export: names an object that is not data; without it such an object is an error.
        as_arguments: numpy scalars become Python numbers; read-only, Fortran and spaced arrays arrive as such, not as copies.
    Raises: Unsendable if the value is too large, too deep or of a kind that cannot cross.
    """
    encoder = _Encoder(export, as_arguments=as_arguments)
    header = json.dumps(encoder.describe(value, 0), separators=(",", ":")).encode("ascii")
    if len(header) > MAX_HEADER:
        raise Unsendable(f"the value takes {len(header) // 2**20} MB of text; {MAX_HEADER // 2**20} MB is the limit")
    return b"".join([PREFIX.pack(len(header), encoder.size), header, *encoder.buffers])


def frame_lengths(prefix: bytes) -> tuple[int, int]:
    """Lengths of header and body (bytes) that a frame's first 8 bytes announce. Raises ProtocolError above the caps."""
    header, body = PREFIX.unpack(prefix)
    if header > MAX_HEADER or body > MAX_BODY:
        raise ProtocolError("a frame larger than allowed")
    return header, body


def decode(header: bytes, body: bytes, *, as_arguments: bool = False) -> Any:
    """
    The value that a frame describes, built anew. Raises ProtocolError for anything else.

    Args: as_arguments: from whom it comes may choose how arrays lie in memory; else they are writable, in C order.
    """
    decoder = _Decoder(body, as_arguments=as_arguments)
    looks_for_cycles = gc.isenabled()
    gc.disable()  # there are none in a frame, and looking for them takes half of a large one's time
    try:
        value = decoder.build(headers.parse(header, MAX_ITEMS), 0)
    finally:
        if looks_for_cycles:
            gc.enable()
    if decoder.used != len(body):
        raise ProtocolError("the frame has bytes that no value uses")
    return value


class _Encoder:
    """Describes values, collects their buffers, and counts what they cost before copying them."""

    def __init__(self, export: Export | None, *, as_arguments: bool) -> None:
        self.buffers: list[bytes] = []
        self.size = 0
        self._items = 0
        self._characters = 0
        self._export = export
        self._as_arguments = as_arguments

    def describe(self, value: object, depth: int) -> Any:
        self._count(1)
        if depth > MAX_DEPTH:
            raise Unsendable(f"nested more than {MAX_DEPTH} deep")
        kind = type(value)
        if value is None or kind is bool or kind is float:
            return value
        if kind is int:
            return self._integer(value)
        if kind is str:
            return self._text(value)  # type: ignore[arg-type]
        if kind is list or kind is tuple or _is_namedtuple(value):
            tag = "l" if kind is list else "t"
            return [tag, [self.describe(item, depth + 1) for item in _items_of(value)]]
        if kind in _DICTS:
            return ["d", [self._entry(key, item, depth) for key, item in _entries_of(value)]]
        return self._rare(value, depth)

    def _rare(self, value: object, depth: int) -> Any:
        kind = type(value)
        if kind is complex:
            return ["c", value.real, value.imag]  # type: ignore[attr-defined]
        if kind is bytes:
            return self._buffer("y", value)  # type: ignore[arg-type]
        if kind is Handle:
            return ["h", value.number, value.description, value.callable]  # type: ignore[attr-defined]
        described = self._array(value, depth)
        if described is not None:
            return described
        if self._export is None:
            raise Unsendable(f"an object of class {kind.__name__} cannot be sent")
        return self.describe(self._export(value), depth)

    def _array(self, value: Any, depth: int) -> Any:
        """An array, a numpy scalar or a tensor of numbers; None for anything else."""
        numpy, torch = sys.modules.get("numpy"), sys.modules.get("torch")
        if numpy is not None and type(value) is numpy.ndarray:
            return self._in_memory(value) if _is_numeric(value) else None
        if numpy is not None and _is_scalar(value, numpy) and _is_numeric(value):
            if self._as_arguments:
                return self.describe(_plain_scalar(value), depth)
            return self._numbers("s", numpy.asarray(value))
        if torch is not None and type(value) in (torch.Tensor, torch.nn.Parameter):
            return self._tensor(value, torch)
        return None

    def _in_memory(self, array: Any) -> list[Any]:
        layout = layouts.layout_of(array) if self._as_arguments else layouts.PLAIN
        described = self._numbers("a", array)
        return described if layout == layouts.PLAIN else ["m", layout, *described[1:]]

    def _tensor(self, tensor: Any, torch: Any) -> Any:
        """A dense tensor in memory; bfloat16, which numpy lacks, as float32. Its size is checked before it is copied."""
        if tensor.device.type != "cpu" or tensor.layout is not torch.strided or tensor.is_quantized:
            return None
        self._afford(tensor.numel() * max(tensor.element_size(), 4))
        tensor = tensor.detach().resolve_conj().resolve_neg()
        if tensor.dtype is torch.bfloat16:
            tensor = tensor.float()
        try:
            array = tensor.numpy()
        except TypeError:  # a dtype that numpy lacks
            return None
        return self._numbers("T", array)

    def _numbers(self, tag: str, array: Any) -> Any:
        if array.ndim > MAX_DEPTH:
            raise Unsendable(f"an array of {array.ndim} axes; {MAX_DEPTH} is the limit")
        if tag != "s":
            self._count(1 + array.ndim)
        self._afford(_room(array.shape, array.dtype.itemsize))
        if array.dtype.str.lstrip("<>=|") in ("f16", "c32"):  # long doubles differ between machines
            with sys.modules["numpy"].errstate(all="ignore"):
                array = array.astype("<f8" if array.dtype.kind == "f" else "<c16")
        if array.dtype.kind == "b":  # a view of other data as bools can have any bytes
            array = array.view("|u1").astype(bool, order="C")
        array = array.astype(array.dtype.newbyteorder("<"), order="C", copy=False)
        return [tag, array.dtype.str, list(map(int, array.shape)), *self._buffer("", array.tobytes())[1:]]

    def _buffer(self, tag: str, raw: bytes) -> list[Any]:
        self._spend(len(raw))
        self.buffers.append(raw)
        return [tag, len(raw)]

    def _entry(self, key: object, item: object, depth: int) -> list[Any]:
        if not _is_key(key):
            what = f"{key.bit_length()} bits" if type(key) is int else f"class {type(key).__name__}"
            raise Unsendable(
                f"a dictionary key of {what} cannot be sent; use text or whole numbers of {MAX_KEY_BITS} bits"
            )
        return [self.describe(key, depth + 1), self.describe(item, depth + 1)]

    def _integer(self, value: Any) -> int:
        if value.bit_length() > MAX_INT_BITS:
            raise Unsendable(
                f"a whole number of {value.bit_length()} bits is too large; {MAX_INT_BITS} bits is the limit"
            )
        return int(value)

    def _text(self, value: str) -> str:
        self._characters += len(value)
        if self._characters > MAX_HEADER:
            raise Unsendable(
                f"text of {self._characters // 2**20} MB is too long; {MAX_HEADER // 2**20} MB is the limit"
            )
        return value

    def _count(self, items: int) -> None:
        """An array counts as two items, and each of its axes as one more."""
        self._items += items
        if self._items > MAX_ITEMS:
            raise Unsendable(f"more than {MAX_ITEMS} items; return an array instead of many single values")

    def _afford(self, size: int) -> None:
        if self.size + size > MAX_BODY:
            raise Unsendable(f"{(self.size + size) / 2**20:,.0f} MB of data; {MAX_BODY // 2**20} MB is the limit")

    def _spend(self, size: int) -> None:
        self._afford(size)
        self.size += size


class _Decoder:
    """Builds values from a description and takes their buffers from the body in order."""

    def __init__(self, body: bytes, *, as_arguments: bool) -> None:
        self._body = memoryview(body)
        self._as_arguments = as_arguments
        self.used = 0
        self._items = 1

    def build(self, node: Any, depth: int) -> Any:
        kind = type(node)
        if kind in _BARE or (kind is int and node.bit_length() <= MAX_INT_BITS):
            return node
        if kind is not list or not node or type(node[0]) is not str or node[0] not in _BUILDERS:
            raise ProtocolError("a whole number that is too large, or a value without a known tag")
        return _BUILDERS[node[0]](self, node[1:], depth)

    def sequence(self, parts: list[Any], depth: int) -> list[Any]:
        (items,) = _exactly(parts, list)
        below = self._go_below(depth, len(items))
        return [item if type(item) in _BARE else self.build(item, below) for item in items]

    def mapping(self, parts: list[Any], depth: int) -> dict[Any, Any]:
        (entries,) = _exactly(parts, list)
        below = self._go_below(depth, 2 * len(entries))
        built = {}
        for entry in entries:
            if type(entry) is not list or len(entry) != len(("key", "value")) or not _is_key(entry[0]):
                raise ProtocolError("a map entry that is no pair with a plain key")
            built[entry[0]] = self.build(entry[1], below)
        if len(built) != len(entries):
            raise ProtocolError("a map with the same key twice")
        return built

    def complex(self, parts: list[Any], _depth: int) -> complex:
        return complex(*_exactly(parts, float, float))

    def bytes(self, parts: list[Any], _depth: int) -> bytes:
        (length,) = _exactly(parts, int)
        return bytes(self._take(length))

    def handle(self, parts: list[Any], _depth: int) -> Handle:
        number, description, is_callable = _exactly(parts, int, str, bool)
        if not 0 <= number < 2**_HANDLE_BITS:
            raise ProtocolError("a handle with an impossible number")
        return Handle(number, description[:200], is_callable)

    def array(self, parts: list[Any], _depth: int) -> Any:
        array = self._numbers(parts)
        self._count(1 + array.ndim)
        return array

    def laid_out(self, parts: list[Any], depth: int) -> Any:
        if not self._as_arguments or not parts or type(parts[0]) is not str or parts[0] not in layouts.ODD:
            raise ProtocolError("an array of a layout that is unknown, or not for the sender to choose")
        return layouts.lay_out(self.array(parts[1:], depth), parts[0])

    def _numbers(self, parts: list[Any]) -> Any:
        dtype, shape, length = _exactly(parts, str, list, int)
        if dtype not in _ITEM_SIZES or len(shape) > MAX_DEPTH or any(type(n) is not int or n < 0 for n in shape):
            raise ProtocolError("an array of an unknown dtype or shape")
        if length != math.prod(shape) * _ITEM_SIZES[dtype]:
            raise ProtocolError("an array whose data do not fill its shape")
        if not length and _room(shape, _ITEM_SIZES[dtype]) > MAX_BODY:
            raise ProtocolError("an empty array with more rows than an array can have")
        import numpy as np  # noqa: PLC0415 - loaded only when an array arrives

        try:
            array = np.ndarray(shape, dtype, self._take(length)).copy()
        except (ValueError, OverflowError) as error:
            raise ProtocolError("an array of an impossible shape") from error
        if dtype == "|b1" and array.view("|u1").max(initial=0) > 1:
            raise ProtocolError("a truth value that is neither true nor false")
        return array

    def scalar(self, parts: list[Any], _depth: int) -> Any:
        array = self._numbers(parts)
        if array.shape != ():
            raise ProtocolError("a scalar with a shape")
        return array[()]

    def tensor(self, parts: list[Any], depth: int) -> Any:
        try:
            import torch  # noqa: PLC0415 - loaded only when a tensor arrives

            return torch.from_numpy(self.array(parts, depth))
        except (ImportError, TypeError) as error:
            raise ProtocolError("a tensor of an unknown dtype, or where there is no torch") from error

    def _go_below(self, depth: int, items: int) -> int:
        """Count the items of a container before they are built; the depth that they are at."""
        if items and depth >= MAX_DEPTH:
            raise ProtocolError("too deep")
        self._count(items)
        return depth + 1

    def _count(self, items: int) -> None:
        self._items += items
        if self._items > MAX_ITEMS:
            raise ProtocolError("too many items")

    def _take(self, length: int) -> Any:
        if length < 0 or self.used + length > len(self._body):
            raise ProtocolError("a value longer than the frame")
        taken = self._body[self.used : self.used + length]
        self.used += length
        return taken


_BUILDERS: dict[str, Callable[[_Decoder, list[Any], int], Any]] = {
    "l": _Decoder.sequence,
    "t": lambda decoder, parts, depth: tuple(decoder.sequence(parts, depth)),
    "d": _Decoder.mapping,
    "c": _Decoder.complex,
    "y": _Decoder.bytes,
    "h": _Decoder.handle,
    "a": _Decoder.array,
    "m": _Decoder.laid_out,
    "s": _Decoder.scalar,
    "T": _Decoder.tensor,
}


def _exactly(parts: list[Any], *kinds: type) -> list[Any]:
    """The parts, if they are of these very types."""
    if tuple(map(type, parts)) != kinds:
        raise ProtocolError("a tagged value with the wrong parts")
    return parts


def _is_key(key: object) -> bool:
    """May it be a key of a map? Text, a truth value or a whole number that is not large."""
    return type(key) in (str, bool) or (type(key) is int and key.bit_length() <= MAX_KEY_BITS)


def _items_of(value: Any) -> Any:
    """The items as the container stores them, whatever its class says."""
    return list.__iter__(value) if type(value) is list else tuple.__iter__(value)


def _entries_of(value: Any) -> Any:
    """The entries as the dictionary stores them, whatever its class says."""
    return dict.items(value)


def _is_namedtuple(value: object) -> bool:
    kind = type(value)
    return kind.__base__ is tuple and type(kind.__dict__.get("_fields")) is tuple


def _is_scalar(value: object, numpy: Any) -> bool:
    """Is it of one of numpy's own classes? A student's class can inherit from them."""
    kind = type(value)
    return issubclass(kind, numpy.generic) and numpy.dtype(kind).type is kind


def _room(shape: Iterable[int], item_size: int) -> int:
    """Bytes of an array in which no axis is empty: even of rows without cells, nobody should have to walk 2**60."""
    return math.prod(length or 1 for length in shape) * item_size


def _is_numeric(array: Any) -> bool:
    return array.dtype.kind in "biufc" and array.dtype.names is None


def _plain_scalar(value: Any) -> Any:
    """A numpy scalar as a Python number (a long double's own `item` is no Python number)."""
    return {"b": bool, "f": float, "c": complex}.get(value.dtype.kind, int)(value)
