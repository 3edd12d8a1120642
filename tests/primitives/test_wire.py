"""The wire format carries plain data unchanged, refuses what is too large, and survives any bytes."""

import contextlib
import json
import math
import subprocess
import sys
import time
import tracemalloc
from collections import OrderedDict, defaultdict, namedtuple
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.primitives import wire
from grader.primitives.errors import ProtocolError, Unsendable
from grader.primitives.wire import Handle

Point = namedtuple("Point", "x y")  # noqa: PYI024 - students use the untyped one
FAR_TOO_MANY = 2**46
"""Cells of a claimed array: more bytes than a process can address, so that copying it fails at once."""

quick = settings(max_examples=200, deadline=None, database=None)


class Thing:
    """Something that is not data."""


class Subclass(np.ndarray):
    """An array class of a student's."""


def received(frame: bytes) -> Any:
    """What the other side makes of a frame."""
    header, body = wire.frame_lengths(frame[: wire.PREFIX.size])
    rest = frame[wire.PREFIX.size :]
    if len(rest) != header + body:
        raise ProtocolError("the frame is shorter or longer than it says")
    return wire.decode(rest[:header], rest[header:])


def sent(value: object, **options: Any) -> Any:
    """The value after its journey."""
    return received(wire.encode(value, **options))


def decoded(description: object, body: bytes = b"") -> Any:
    """What a hand-made header and body decode to."""
    return wire.decode(json.dumps(description).encode(), body)


def identical(one: Any, other: Any) -> bool:
    """The same class and content, to the last bit."""
    if type(one) is not type(other):
        return False
    if isinstance(one, torch.Tensor):
        return one.dtype == other.dtype and identical(one.numpy(), other.numpy())
    if isinstance(one, (np.ndarray, np.generic)):
        return one.dtype == other.dtype and one.shape == other.shape and one.tobytes() == other.tobytes()
    if isinstance(one, (list, tuple)):
        return len(one) == len(other) and all(map(identical, one, other))
    if isinstance(one, dict):
        return identical(list(one.items()), list(other.items()))
    return repr(one) == repr(other)


# --- round trips ----------------------------------------------------------------------------------------------------

UNCHANGED = {
    "none": None,
    "true": True,
    "false": False,
    "zero": 0,
    "negative-int": -7,
    "512-bit-int": 2**512 - 1,
    "float": 0.1,
    "negative-zero": -0.0,
    "smallest-float": 5e-324,
    "infinity": math.inf,
    "complex": 1.5 - 2j,
    "complex-infinity": complex(math.inf, -0.0),
    "empty-text": "",
    "chinese": "卷積",
    "emoji": "🐍",
    "nul-and-escape": "\0\x1b[31m",
    "lone-surrogate": "\ud800",
    "bytes": b"\x00\xff",
    "no-bytes": b"",
    "empty-list": [],
    "empty-tuple": (),
    "empty-dict": {},
    "nested": [1, (2.0, [None]), {"a": [True]}],
    "dict-with-int-keys": {1: "one", -2: "minus two"},
    "dict-with-bool-key": {True: 1},
    "list-that-looks-like-a-tag": ["a", "<f8", [1], 8],
    "dict-that-looks-like-an-array": {"dtype": "<f8", "shape": [1], "data": "AAAA"},
    "text-that-looks-like-a-header": '["a","<f8",[1],8]',
    "float16-array": np.array([1.5, -2], dtype=np.float16),
    "float32-array": np.array([0.1], dtype=np.float32),
    "bool-array": np.array([True, False]),
    "complex64-array": np.array([1 + 2j], dtype=np.complex64),
    "3d-array": np.arange(24).reshape(2, 3, 4),
    "0d-array": np.array(3.5),
    "empty-array": np.zeros((0, 3)),
    "nan-array": np.array([math.nan, -math.inf]),
    "numpy-float32-scalar": np.float32(0.1),
    "numpy-int8-scalar": np.int8(-3),
    "numpy-uint64-scalar": np.uint64(2**64 - 1),
    "numpy-bool-scalar": np.bool_(True),
    "numpy-complex-scalar": np.complex128(1 - 1j),
    "arrays-in-a-dict": {"a": np.arange(3), "b": [np.eye(2), np.float64(1)]},
    "float-tensor": torch.tensor([[0.1, 2.0]]),
    "int-tensor": torch.tensor([1, 2]),
    "bool-tensor": torch.tensor([True]),
    "0d-tensor": torch.tensor(1.5, dtype=torch.float64),
    "empty-tensor": torch.zeros((2, 0)),
    "half-tensor": torch.tensor([1.5], dtype=torch.float16),
    "handle": Handle(7, "Module", callable=True),
}


@pytest.mark.parametrize("value", UNCHANGED.values(), ids=UNCHANGED)
def test_plain_data_arrive_unchanged(value: object) -> None:
    """What was sent arrives with the same class, dtype, shape and bits."""
    assert identical(sent(value), value)


@pytest.mark.parametrize("dtype", ["i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "f2", "f4", "f8", "c8", "c16", "b1"])
def test_every_dtype_arrives(dtype: str) -> None:
    """All fixed-size numeric dtypes cross as they are."""
    value = np.array([[0, 1], [1, 0]], dtype=dtype)

    assert identical(sent(value), value)


ADAPTED = {
    "big-endian-floats": (np.array([1.5, 2], dtype=">f8"), np.array([1.5, 2])),
    "big-endian-ints": (np.array([1, 256], dtype=">i4"), np.array([1, 256], dtype=np.int32)),
    "transposed": (np.arange(6.0).reshape(2, 3).T, np.array([[0.0, 3], [1, 4], [2, 5]])),
    "fortran-order": (np.asfortranarray(np.arange(6.0).reshape(2, 3)), np.arange(6.0).reshape(2, 3)),
    "negative-strides": (np.arange(4)[::-2], np.array([3, 1])),
    "bools-of-other-bytes": (np.array([0, 1, 2, 255], dtype=np.uint8).view(bool), np.array([False, True, True, True])),
    "0d-bool-of-another-byte": (np.array(7, dtype=np.uint8).view(bool), np.array(True)),
    "strided-bools-of-other-bytes": (np.full((2, 4), 2, np.uint8).view(bool)[:, ::2], np.ones((2, 2), dtype=bool)),
    "bool-tensor-of-other-bytes": (torch.tensor([2], dtype=torch.uint8).view(torch.bool), torch.tensor([True])),
    "surrogates-of-one-character": ("\ud83d\udc0d", "🐍"),
    "broadcast": (np.broadcast_to(2.0, (2, 2)), np.full((2, 2), 2.0)),
    "longdouble-array": (np.array([1.5], dtype=np.longdouble), np.array([1.5])),
    "longdouble-scalar": (np.longdouble(1.5), np.float64(1.5)),
    "long-complex-array": (np.array([1.5j], dtype=np.clongdouble), np.array([1.5j])),
    "namedtuple": (Point(1, [2]), (1, [2])),
    "namedtuple-in-a-list": ([Point(1, 2)], [(1, 2)]),
    "ordered-dict": (OrderedDict(b=1, a=2), {"b": 1, "a": 2}),
    "defaultdict": (defaultdict(list, {"a": [1]}), {"a": [1]}),
    "parameter": (torch.nn.Parameter(torch.ones(2)), torch.ones(2)),
    "tensor-with-gradient": (torch.ones(2, requires_grad=True), torch.ones(2)),
    "transposed-tensor": (torch.arange(4).reshape(2, 2).T, torch.tensor([[0, 2], [1, 3]])),
    "bfloat16-tensor": (torch.tensor([1.5], dtype=torch.bfloat16), torch.tensor([1.5])),
    "conjugated-tensor": (torch.tensor([1 + 2j]).conj(), torch.tensor([1 - 2j])),
    "negated-tensor": (torch.tensor([1 + 2j]).conj().imag, torch.tensor([-2.0])),
}


@pytest.mark.parametrize(("value", "expected"), ADAPTED.values(), ids=ADAPTED)
def test_odd_but_honest_data_arrive_as_their_plain_kind(value: object, expected: object) -> None:
    """Memory layout, byte order and containers' names do not matter; the numbers do."""
    assert identical(sent(value), expected)


def test_nan_arrives_as_nan() -> None:
    """A float that is no number stays one."""
    assert math.isnan(sent(math.nan))


def test_a_copy_arrives() -> None:
    """The decoded array is writable and shares nothing with the frame."""
    arrived = sent(np.arange(3))
    arrived[0] = 9

    assert arrived.flags.owndata


def test_a_read_only_array_is_sent() -> None:
    """Sending never writes to what is sent."""
    value = np.arange(3.0)
    value.flags.writeable = False

    assert identical(sent(value), np.arange(3.0))


@pytest.mark.parametrize(
    "value", [np.longdouble("1e4000"), np.array([np.longdouble("1e4000")])], ids=["scalar", "array"]
)
def test_a_number_beyond_float64_arrives_as_infinite(value: Any) -> None:
    """Without a warning, and whatever a student told numpy to do about overflows."""
    with np.errstate(all="raise"):
        arrived = sent(value)

    assert np.isinf(arrived).all()


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param(np.int64(3), 3, id="int"),
        pytest.param(np.float64(0.5), 0.5, id="float"),
        pytest.param(np.bool_(True), True, id="bool"),
        pytest.param([np.int8(1), (np.float32(2),)], [1, (2.0,)], id="nested"),
        pytest.param(np.longdouble(1.5), 1.5, id="longdouble"),
    ],
)
def test_numpy_scalars_as_arguments_become_python_numbers(value: object, expected: object) -> None:
    """A submission without numpy can be given numpy's numbers."""
    assert identical(sent(value, as_arguments=True), expected)


def read_only(array: np.ndarray) -> np.ndarray:
    """The array, not to be written."""
    array.flags.writeable = False
    return array


LAYOUTS = {
    "plain": np.arange(6.0).reshape(2, 3),
    "read-only": read_only(np.arange(6.0).reshape(2, 3)),
    "fortran": np.asfortranarray(np.arange(6.0).reshape(2, 3)),
    "spaced": np.arange(12.0).reshape(2, 6)[:, ::2],
    "one-axis-spaced": np.arange(6)[::2],
    "bools-spaced": np.array([[True, False, True, True]])[:, ::2],
    "read-only-and-no-axis": read_only(np.array(3)),
}


def as_argument(value: object) -> Any:
    """What a submission is given for it."""
    frame = wire.encode(value, as_arguments=True)
    header = wire.PREFIX.unpack(frame[:8])[0]
    return wire.decode(frame[8 : 8 + header], frame[8 + header :], as_arguments=True)


@pytest.mark.parametrize("value", LAYOUTS.values(), ids=LAYOUTS)
def test_an_argument_arrives_in_its_layout(value: np.ndarray) -> None:
    """What a suite tries on purpose reaches a submission: who may write, and in what order the numbers lie."""
    arrived = as_argument(value)

    looks = [(a.flags.writeable, a.flags.c_contiguous, a.flags.f_contiguous) for a in (arrived, value)]
    assert identical(np.array(arrived, order="C"), np.array(value, order="C"))
    assert looks[0] == looks[1]


@pytest.mark.parametrize("value", LAYOUTS.values(), ids=LAYOUTS)
def test_an_answer_arrives_in_c_order(value: np.ndarray) -> None:
    """Only the grader chooses layouts."""
    arrived = sent(value)

    assert arrived.flags.owndata
    assert arrived.flags.writeable
    assert arrived.flags.c_contiguous


@pytest.mark.parametrize("layout", ["read-only", "fortran", "spaced", "plain", "", 7, None, ["fortran"]])
def test_an_answer_cannot_choose_its_layout(layout: object) -> None:
    """A submission's frame that names one is refused, whatever it names."""
    with pytest.raises(ProtocolError):
        decoded(["m", layout, "<i8", [1], 8], bytes(8))


@pytest.mark.parametrize("layout", ["plain", "", 7, None, ["fortran"]])
def test_no_argument_has_an_unknown_layout(layout: object) -> None:
    """Three layouts have names, and nothing else is one."""
    with pytest.raises(ProtocolError):
        wire.decode(json.dumps(["m", layout, "<i8", [1], 8]).encode(), bytes(8), as_arguments=True)


def test_an_exported_object_arrives_as_its_handle() -> None:
    """What is not data is named by `export`, also deep inside of data."""
    thing = Thing()

    arrived = sent({"net": [thing]}, export=lambda value: Handle(3, type(value).__name__))

    assert arrived == {"net": [Handle(3, "Thing")]}


def test_a_handles_description_is_cut() -> None:
    """A description is for people, so a long one is not kept."""
    assert len(sent(Handle(1, "x" * 10_000)).description) == 200


plain_data = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**512) + 1, 2**512 - 1) | st.floats() | st.text() | st.binary(),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.lists(inner, max_size=4).map(tuple)
        | st.dictionaries(st.text() | st.integers(-(2**64) + 1, 2**64 - 1), inner, max_size=4)
    ),
    max_leaves=20,
)


@quick
@given(plain_data)
def test_any_plain_data_arrive_unchanged(value: object) -> None:
    """No combination of plain data is mistaken for another."""
    assert identical(sent(value), value)


# --- what is refused before it is sent ------------------------------------------------------------------------------


def nested(depth: int) -> Any:
    """Lists in lists."""
    value: Any = 0
    for _ in range(depth):
        value = [value]
    return value


def shared_lists(levels: int) -> Any:
    """A list whose items are all the same list, and so on: few objects, endless when written out."""
    value: Any = [0] * 10
    for _ in range(levels):
        value = [value] * 10
    return value


def cycle() -> Any:
    """A list that holds itself."""
    value: list[Any] = []
    value.append(value)
    return value


UNSENDABLE = {
    "deep": lambda: nested(wire.MAX_DEPTH + 1),
    "many-items": lambda: [0] * wire.MAX_ITEMS,
    "list-bomb": lambda: shared_lists(12),
    "cycle": cycle,
    "huge-int": lambda: 2**wire.MAX_INT_BITS,
    "huge-negative-int": lambda: -(2**wire.MAX_INT_BITS),
    "huge-int-as-key": lambda: {2**wire.MAX_KEY_BITS: 0},
    "long-text": lambda: "x" * (wire.MAX_HEADER + 1),
    "text-that-is-long-when-escaped": lambda: "卷" * (wire.MAX_HEADER // 4),
    "many-texts": lambda: ["x" * 2**20] * 17,
    "long-bytes": lambda: bytes(wire.MAX_BODY + 1),
    "many-bytes": lambda: [bytes(2**20)] * 65,
    "large-array": lambda: np.zeros(wire.MAX_BODY // 8 + 1),
    "many-arrays": lambda: [np.zeros(2**17)] * 65,
    "zero-stride-bomb": lambda: np.broadcast_to(0.0, (FAR_TOO_MANY,)),
    "zero-stride-longdouble-bomb": lambda: np.broadcast_to(np.longdouble(0), (FAR_TOO_MANY,)),
    "zero-stride-big-endian-bomb": lambda: np.broadcast_to(np.zeros((), ">f8"), (FAR_TOO_MANY,)),
    "zero-stride-tensor-bomb": lambda: torch.zeros(1).expand(FAR_TOO_MANY),
    "zero-stride-bfloat16-bomb": lambda: torch.zeros(1, dtype=torch.bfloat16).expand(FAR_TOO_MANY),
    "zero-stride-conjugated-bomb": lambda: torch.zeros(1, dtype=torch.complex64).expand(FAR_TOO_MANY).conj(),
    "many-axes-in-all": lambda: [np.zeros((1,) * 32)] * 4000,
    "more-axes-than-can-be-decoded": lambda: np.zeros((1,) * 40),
    "float-key": lambda: {0.5: 1},
    "none-key": lambda: {None: 1},
    "tuple-key": lambda: {(1, 2): 1},
    "object-array": lambda: np.array([Thing()]),
    "text-array": lambda: np.array(["a"]),
    "date-array": lambda: np.array(["2024-01-01"], dtype="datetime64[D]"),
    "date-scalar": lambda: np.datetime64("2024-01-01"),
    "numpy-text": lambda: np.str_("a"),
    "structured-array": lambda: np.zeros(2, dtype=[("a", "<f8")]),
    "masked-array": lambda: np.ma.array([1, 2], mask=[True, False]),
    "array-subclass": lambda: np.ones((2, 2)).view(Subclass),
    "empty-array-with-more-rows-than-fit": lambda: np.zeros((wire.MAX_BODY // 8 + 1, 0)),
    "numpy-float-subclass": lambda: type("Float", (np.float64,), {})(3),
    "sparse-tensor": lambda: torch.eye(2).to_sparse(),
    "float8-tensor": lambda: torch.ones(2).to(torch.float8_e4m3fn),
    "meta-tensor": lambda: torch.zeros(2, device="meta"),
    "set": lambda: {1, 2},
    "range": lambda: range(3),
    "generator": lambda: (i for i in range(3)),
    "function": lambda: len,
    "class": lambda: int,
    "object": Thing,
    "int-subclass": lambda: type("Int", (int,), {})(3),
    "float-subclass": lambda: type("Float", (float,), {})(3),
    "text-subclass": lambda: type("Text", (str,), {})("a"),
    "list-subclass": lambda: type("List", (list,), {})([1]),
    "dict-subclass": lambda: type("Dict", (dict,), {})(a=1),
    "bytearray": lambda: bytearray(b"a"),
}


@pytest.mark.parametrize("make", UNSENDABLE.values(), ids=UNSENDABLE)
def test_what_cannot_cross_is_unsendable(make: Any) -> None:
    """Too large, too deep, or no plain data: one kind of error, before anything is copied."""
    with pytest.raises(Unsendable):
        wire.encode(make())


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(lambda: nested(wire.MAX_DEPTH), id="depth"),
        pytest.param(lambda: [0] * (wire.MAX_ITEMS - 1), id="items"),
        pytest.param(lambda: 2**wire.MAX_INT_BITS - 1, id="int"),
        pytest.param(lambda: {2**wire.MAX_KEY_BITS - 1: 0}, id="key"),
        pytest.param(lambda: bytes(wire.MAX_BODY), id="body"),
    ],
)
def test_the_limits_themselves_are_allowed(make: Any) -> None:
    """What is just within a limit arrives."""
    value = make()

    assert sent(value) == value


@pytest.mark.parametrize(
    "name", ["sparse-tensor", "float8-tensor", "masked-array", "object-array", "array-subclass", "set"]
)
def test_an_object_that_cannot_cross_can_be_exported(name: str) -> None:
    """With `export`, what is no plain data stays at home under a number."""
    assert sent(UNSENDABLE[name](), export=lambda _: Handle(5, "it")) == Handle(5, "it")


class Liar(list):
    """A list that lies about its items."""

    def __iter__(self) -> Any:
        raise RuntimeError("asked for its opinion")

    __len__ = __iter__


def test_a_lying_container_is_not_asked() -> None:
    """Classes are told apart by identity; no method of a foreign class is run."""
    with pytest.raises(Unsendable):
        wire.encode(Liar([1]))


# --- hostile frames -------------------------------------------------------------------------------------------------

EIGHT = bytes(8)
HOSTILE = {
    "no-header": (b"", b""),
    "not-json": (b"{", b""),
    "not-utf8": (b'"\xff"', b""),
    "not-ascii": ('"卷積"'.encode(), b""),
    "utf-16": ('["l",[]]'.encode("utf-16"), b""),
    "utf-32": ('["l",[]]'.encode("utf-32"), b""),
    "byte-order-mark": ("1".encode("utf-8-sig"), b""),
    "python-literal": (b"__import__('os')", b""),
    "two-values": (b"1 2", b""),
    "deep-json": (b"[" * 200_000, b""),
    "deep-closed-json": (b"[" * 100_000 + b"]" * 100_000, b""),
    "deep-lists": (b'["l",[' * 40 + b"]]" * 40, b""),
    "int-of-many-digits": (b"9" * 10_000, b""),
    "int-above-the-limit": (str(2**600).encode(), b""),
    "bare-dict": (b'{"a": 1}', b""),
    "dict-imitating-an-array": (b'{"a": "<f8", "shape": [1]}', EIGHT),
    "empty-list": (b"[]", b""),
    "no-tag": (b"[1, 2]", b""),
    "unknown-tag": (b'["o", 1]', b""),
    "tag-null": (b"[null, 1]", b""),
    "tag-list": (b'[["l"], []]', b""),
    "tag-dict": (b'[{"l": 1}, []]', b""),
    "list-without-items": (b'["l"]', b""),
    "list-of-text": (b'["l", "abc"]', b""),
    "list-with-two-parts": (b'["l", [], []]', b""),
    "map-entry-no-pair": (b'["d", [["a"]]]', b""),
    "map-entry-text": (b'["d", ["ab"]]', b""),
    "map-list-key": (b'["d", [[["l", []], 1]]]', b""),
    "map-null-key": (b'["d", [[null, 1]]]', b""),
    "map-float-key": (b'["d", [[1.5, 1]]]', b""),
    "map-huge-key": (b'["d", [[%d, 1]]]' % 2**600, b""),
    "map-key-above-its-limit": (b'["d", [[%d, 1]]]' % 2**wire.MAX_KEY_BITS, b""),
    "map-key-below-its-limit": (b'["d", [[-%d, 1]]]' % 2**wire.MAX_KEY_BITS, b""),
    "map-same-key-twice": (b'["d", [["a", 1], ["a", 2]]]', b""),
    "map-equal-keys": (b'["d", [[1, 1], [true, 2]]]', b""),
    "complex-of-ints": (b'["c", 1, 2]', b""),
    "complex-of-text": (b'["c", "1", "2"]', b""),
    "bytes-longer-than-the-frame": (b'["y", 9]', EIGHT),
    "bytes-of-negative-length": (b'["y", -1]', b""),
    "bytes-of-bool-length": (b'["y", true]', b"\0"),
    "bytes-of-float-length": (b'["y", 8.0]', EIGHT),
    "unused-bytes": (b"1", b"\0"),
    "unused-bytes-after-a-value": (b'["y", 8]', EIGHT + b"\0"),
    "handle-without-number": (b'["h", "1", "x", false]', b""),
    "handle-of-bool": (b'["h", true, "x", false]', b""),
    "handle-without-flag": (b'["h", 1, "x", 0]', b""),
    "handle-of-huge-number": (b'["h", %d, "x", false]' % 2**600, b""),
    "handle-of-negative-number": (b'["h", -1, "x", true]', b""),
    "bool-array-of-twos": (b'["a", "|b1", [2], 2]', b"\1\2"),
    "bool-scalar-of-255": (b'["s", "|b1", [], 1]', b"\xff"),
    "bool-tensor-of-twos": (b'["T", "|b1", [1], 1]', b"\2"),
    "object-array": (b'["a", "|O", [1], 8]', EIGHT),
    "object-array-by-name": (b'["a", "O", [1], 8]', EIGHT),
    "void-array": (b'["a", "|V8", [1], 8]', EIGHT),
    "structured-array": (b'["a", "<f8,<f8", [1], 16]', EIGHT * 2),
    "subarray-dtype": (b'["a", "(2,)<f8", [1], 16]', EIGHT * 2),
    "date-array": (b'["a", "<M8[s]", [1], 8]', EIGHT),
    "text-array": (b'["a", "<U2", [1], 8]', EIGHT),
    "big-endian-array": (b'["a", ">f8", [1], 8]', EIGHT),
    "native-order-array": (b'["a", "=f8", [1], 8]', EIGHT),
    "dtype-of-bytes-unknown": (b'["a", "<f3", [1], 3]', b"\0\0\0"),
    "dtype-list": (b'["a", ["<f8"], [1], 8]', EIGHT),
    "shape-does-not-fill": (b'["a", "<f8", [2], 8]', EIGHT),
    "shape-nan": (b'["a", "<f8", [NaN], 8]', EIGHT),
    "shape-infinite": (b'["a", "<f8", [Infinity], 8]', EIGHT),
    "shape-float": (b'["a", "<f8", [1.0], 8]', EIGHT),
    "shape-bool": (b'["a", "<f8", [true], 8]', EIGHT),
    "shape-text": (b'["a", "<f8", ["1"], 8]', EIGHT),
    "shape-null": (b'["a", "<f8", null, 8]', EIGHT),
    "shape-negative": (b'["a", "<f8", [-1], -8]', EIGHT),
    "shape-two-negatives": (b'["a", "<f8", [-1, -1], 8]', EIGHT),
    "shape-huge-and-empty": (b'["a", "<f8", [%d, 0], 0]' % 2**62, b""),
    "shape-many-huge-and-empty": (b'["a", "<f8", [%d, %d, 0], 0]' % (2**62, 2**62), b""),
    "shape-empty-with-more-rows-than-fit": (b'["a", "<f8", [%d, 0], 0]' % (wire.MAX_BODY // 8 + 1), b""),
    "shape-beyond-int64": (b'["a", "<f8", [%d, 0], 0]' % 2**70, b""),
    "shape-of-too-many-axes": (b'["a", "<f8", [%s], 8]' % b",".join([b"1"] * 33), EIGHT),
    "length-huge": (b'["a", "<f8", [%d], %d]' % (2**60, 2**63), EIGHT),
    "length-negative": (b'["a", "<f8", [0], -8]', b""),
    "scalar-with-a-shape": (b'["s", "<f8", [1], 8]', EIGHT),
    "scalar-of-objects": (b'["s", "|O", [], 8]', EIGHT),
    "tensor-of-objects": (b'["T", "|O", [], 8]', EIGHT),
    "too-many-axes-in-all": (b'["l", [' + b",".join([b'["a", "<f8", [0%s], 0]' % (b", 1" * 31)] * 4000) + b"]]", b""),
    "too-many-items": (b'["l", [' + b",".join([b"0"] * wire.MAX_ITEMS) + b"]]", b""),
}


@pytest.mark.parametrize(("header", "body"), HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_frame_is_a_protocol_error(header: bytes, body: bytes) -> None:
    """Bytes that `encode` never makes are refused, and nothing else happens."""
    with pytest.raises(ProtocolError):
        wire.decode(header, body)


COLLIDING = 2**61 - 1
"""Multiples of it have the hash 0."""

QUICK = 1.0
"""Seconds of processor time in which any frame must be decoded, also on a machine that is slow, on one of three tries."""

COSTLY = {
    "keys-of-one-hash": lambda: b'["d",[' + b",".join(b"[%d,0]" % (i * COLLIDING) for i in range(49_000)) + b"]]",
    "keys-of-few-hashes": lambda: b'["d",[' + b",".join(b"[%d,0]" % (i << 44) for i in range(49_000)) + b"]]",
    **{
        name: lambda piece=piece: b"[" + piece * (wire.MAX_HEADER // len(piece) - 1) + b"0]"
        for name, piece in {
            "lists": b"[],",
            "lists-of-lists": b"[[[[[[[]]]]]]],",
            "lists-of-something": b"[0],",
            "objects": b"{},",
            "objects-of-something": b'{"":0},',
            "floats": b"0.5,",
            "texts": b'"",',
            "escaped-texts": b'"\\"",',
            "whole-numbers": b"9" * 4300 + b",",
        }.items()
    },
    "unclosed-text": lambda: b'"' + b'\\"' * (wire.MAX_HEADER // 2 - 1),
    "float-of-many-digits": lambda: b"0." + b"1" * (wire.MAX_HEADER - 2),
    **{
        name: lambda item=item: b'["l",[' + b",".join([item] * (wire.MAX_ITEMS - 1)) + b"]]"
        for name, item in {
            "empty-arrays": b'["a","<f8",[0],0]',
            "empty-arrays-of-many-axes": b'["a","<f8",[0%s],0]' % (b",1" * 31),
            "empty-tensors": b'["T","<f8",[0],0]',
            "handles": b'["h",0,"",true]',
            "empty-lists": b'["l",[]]',
        }.items()
    },
}


def seconds_to_decode(header: bytes) -> float:
    """Processor time until there is a value or a refusal, without what measuring coverage takes."""
    tracer = sys.gettrace()
    sys.settrace(None)
    start = time.process_time()
    with contextlib.suppress(ProtocolError):
        wire.decode(header, b"")
    seconds = time.process_time() - start
    sys.settrace(tracer)
    return seconds


@pytest.mark.parametrize("make", COSTLY.values(), ids=COSTLY)
def test_no_frame_costs_much_time(make: Any) -> None:
    """However large the header is, decoding or refusing it is a matter of moments."""
    header = make()

    assert any(seconds_to_decode(header) < QUICK for _ in range(3))


def test_a_header_of_many_lists_costs_little_memory() -> None:
    """It is refused before its 16 MB become half a gigabyte of lists."""
    header = COSTLY["lists"]()
    tracemalloc.start()
    with pytest.raises(ProtocolError):
        wire.decode(header, b"")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert peak < 3 * wire.MAX_HEADER


def test_a_long_whole_number_costs_no_time_whatever_python_allows() -> None:
    """Python's own limit on the digits of a number can be switched off, also from outside."""
    limit = sys.get_int_max_str_digits()
    sys.set_int_max_str_digits(0)
    try:
        assert seconds_to_decode(b"9" * 500_000) < QUICK
    finally:
        sys.set_int_max_str_digits(limit)


DENSE = {
    "lists": lambda: [[]] * (wire.MAX_ITEMS - 1),
    "texts-full-of-commas": lambda: ["[" * 10 + "," * 90] * (wire.MAX_ITEMS - 1),
    "text-full-of-quotes": lambda: '\\",[' * 2**20,
    "map-of-handles": lambda: {str(key): Handle(0, '",') for key in range(wire.MAX_ITEMS // 2 - 1)},
    "list-of-scalars": lambda: [np.float64(0)] * (wire.MAX_ITEMS - 1),
    "map-of-0d-arrays": lambda: {str(key): np.zeros(()) for key in range(wire.MAX_ITEMS // 3 - 1)},
    "arrays-of-many-axes": lambda: [np.zeros((0,) * 32)] * (wire.MAX_ITEMS // 34 - 1),
}


@pytest.mark.parametrize("make", DENSE.values(), ids=DENSE)
def test_every_allowed_item_fits_into_a_header(make: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the sender accepts is never too dense for the receiver, whatever the limit is."""
    monkeypatch.setattr(wire, "MAX_ITEMS", 1000)
    value = make()

    assert len(sent(value)) == len(value)


def test_an_empty_array_of_huge_shape_takes_no_memory() -> None:
    """A shape without cells is harmless, whatever its other sizes; it is built, or refused."""
    assert decoded(["a", "<f8", [0, 10**6], 0]).shape == (0, 10**6)


@pytest.mark.parametrize(
    ("header", "body"),
    [
        pytest.param(2**32 - 1, 0, id="header"),
        pytest.param(0, 2**32 - 1, id="body"),
        pytest.param(wire.MAX_HEADER + 1, 0, id="header-by-one"),
        pytest.param(0, wire.MAX_BODY + 1, id="body-by-one"),
    ],
)
def test_a_frame_that_announces_too_much_is_refused(header: int, body: int) -> None:
    """Nobody reads a frame before its lengths are known to be sane."""
    with pytest.raises(ProtocolError, match="larger than allowed"):
        wire.frame_lengths(wire.PREFIX.pack(header, body))


@pytest.mark.parametrize("cut", [1, 5, 20])
def test_a_truncated_body_is_a_protocol_error(cut: int) -> None:
    """An array that lacks its last bytes is not filled up."""
    frame = wire.encode(np.arange(4.0))
    header, _ = wire.frame_lengths(frame[: wire.PREFIX.size])
    start = wire.PREFIX.size + header

    with pytest.raises(ProtocolError):
        wire.decode(frame[wire.PREFIX.size : start], frame[start:-cut])


def test_a_tensor_where_torch_is_not_installed_is_a_protocol_error() -> None:
    """A submission cannot break a grader that has no torch by claiming to send a tensor."""
    program = (
        "import sys; sys.modules['torch'] = None\n"
        "from grader.primitives import wire, errors\n"
        'try: wire.decode(b\'["T", "<f4", [], 4]\', bytes(4))\n'
        "except errors.ProtocolError: print('refused')\n"
    )

    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)

    assert (ended.stdout, ended.stderr) == ("refused\n", "")


def test_neither_numpy_nor_torch_is_imported_for_plain_data() -> None:
    """A submission that needs only Python gets an answer without waiting for an import."""
    program = (
        "import sys\n"
        "from grader.primitives import wire\n"
        "frame = wire.encode([1, 'a', {'b': 2.0}])\n"
        "header, body = wire.frame_lengths(frame[:8])\n"
        "wire.decode(frame[8:8 + header], frame[8 + header:])\n"
        "print({'numpy', 'torch'} & set(sys.modules))\n"
    )

    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert ended.stdout == "set()\n"


# --- fuzzing --------------------------------------------------------------------------------------------------------

TAGS = ["l", "t", "d", "c", "y", "h", "a", "s", "T", "o", ""]
json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-4, 16)
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.sampled_from([*TAGS, *wire.DTYPES, "|O", ">f8"]),
    lambda inner: (
        st.lists(inner, max_size=5)
        | st.dictionaries(st.text(max_size=3), inner, max_size=3)
        | st.tuples(st.sampled_from(TAGS), inner).map(list)
        | st.tuples(st.sampled_from("asT"), st.sampled_from(wire.DTYPES), st.lists(inner, max_size=3), inner).map(list)
        | st.tuples(st.sampled_from("lt"), st.lists(inner, max_size=4)).map(list)
        | st.tuples(st.just("d"), st.lists(st.tuples(inner, inner).map(list), max_size=3)).map(list)
    ),
    max_leaves=12,
)


def is_data(value: Any) -> bool:
    """Nothing but what the format can name."""
    if type(value) in (list, tuple):
        return all(map(is_data, value))
    if type(value) is dict:
        return all(is_data(key) and is_data(item) for key, item in value.items())
    plain = (type(None), bool, int, float, complex, str, bytes, Handle, np.ndarray, torch.Tensor)
    return type(value) in plain or isinstance(value, np.generic)


def data_or_protocol_error(header: bytes, body: bytes) -> None:
    """Decode; any other exception than ProtocolError fails the test that asks."""
    with contextlib.suppress(ProtocolError):
        assert is_data(wire.decode(header, body))


@quick
@given(json_values, st.binary(max_size=32))
def test_any_json_with_any_body_is_data_or_a_protocol_error(header: object, body: bytes) -> None:
    """No header that is JSON can do more than describe data."""
    data_or_protocol_error(json.dumps(header).encode(), body)


@quick
@given(st.binary(max_size=64), st.binary(max_size=16))
def test_any_bytes_are_data_or_a_protocol_error(header: bytes, body: bytes) -> None:
    """Random bytes are almost never a message, and never an accident."""
    data_or_protocol_error(header, body)


FRAMES = [
    wire.encode(value)
    for value in (
        {"id": 3, "kind": "value", "value": np.arange(6.0).reshape(2, 3)},
        {"id": 4, "kind": "value", "value": [1, (2.5, "text"), {"a": None}]},
        {"value": torch.ones(2, 2), "handle": Handle(1, "Net", callable=True)},
        [np.float32(1), 1 + 2j, b"bytes", True, np.zeros((0, 2), dtype=bool)],
    )
]


@quick
@given(st.data())
def test_a_damaged_frame_is_data_or_a_protocol_error(data: st.DataObject) -> None:
    """A frame in which bytes are replaced, dropped or added never does anything else."""
    frame = bytearray(data.draw(st.sampled_from(FRAMES)))
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(frame) - 1))
        frame[place : place + data.draw(st.integers(0, 2))] = data.draw(
            st.binary(max_size=2) | st.sampled_from([b"[", b"]", b"9", b'"', b"-", b","])
        )
    frame += b"\0" * max(0, wire.PREFIX.size - len(frame))
    try:
        header, _ = wire.frame_lengths(bytes(frame[: wire.PREFIX.size]))
    except ProtocolError:
        return
    rest = bytes(frame[wire.PREFIX.size :])
    data_or_protocol_error(rest[:header], rest[header:])
