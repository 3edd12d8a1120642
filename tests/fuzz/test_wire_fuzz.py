"""Any frame is data or a `ProtocolError`, what may cross arrives to the last bit, and the fuzzer sees what it looks for."""

import re
import time
from collections import namedtuple
from dataclasses import dataclass
from typing import Any

import fuzz_wire
import numpy as np
import pytest
import torch
from fuzz_wire import Fuzzer, load_corpus
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from wire_oracle import flaw

from grader.primitives import wire
from grader.primitives.errors import ProtocolError, Unsendable
from grader.primitives.wire import Handle

CORPUS = load_corpus(fuzz_wire.CORPUS)
VALID = {name: frame for name, frame in CORPUS.items() if name.startswith("valid-")}
HOSTILE = {name: frame for name, frame in CORPUS.items() if name.startswith("hostile-")}
MUTANTS = 5000
LARGEST_CORPUS = 200_000

Point = namedtuple("Point", "x y")  # noqa: PYI024 - students use the untyped one
SURROGATES_OF_ONE = re.compile("[\ud800-\udbff][\udc00-\udfff]")
"""They arrive as the character that they stand for."""

quick = settings(max_examples=150, deadline=None, database=None)


def received(frame: bytes) -> Any:
    """What the other side makes of a frame."""
    start = wire.PREFIX.size
    header, _ = wire.frame_lengths(frame[:start])
    return wire.decode(frame[start : start + header], frame[start + header :])


def sent(value: object) -> Any:
    """The value after its journey."""
    return received(wire.encode(value))


# --- the corpus and its mutants -------------------------------------------------------------------------------------


@pytest.mark.parametrize("frame", CORPUS.values(), ids=CORPUS)
def test_a_frame_of_the_corpus_is_data_or_a_protocol_error(frame: bytes) -> None:
    """Nothing else became of any frame that was ever worth keeping."""
    fuzzer = Fuzzer(seed=0)
    fuzzer.feed(frame)

    assert fuzzer.findings == {}


@pytest.mark.parametrize("frame", VALID.values(), ids=VALID)
def test_a_valid_frame_of_the_corpus_is_data(frame: bytes) -> None:
    """What was once sent can still be read, and is written in the same way."""
    assert wire.encode(received(frame)) == frame


@pytest.mark.parametrize("frame", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_frame_of_the_corpus_is_refused(frame: bytes) -> None:
    """What was once refused still is."""
    with pytest.raises(ProtocolError):
        received(frame)


def test_mutants_of_the_corpus_are_data_or_a_protocol_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """The beginning of what the fuzzer does, always the same; measuring coverage makes any large frame slow."""
    monkeypatch.setattr(fuzz_wire, "SLOW", 10 * fuzz_wire.SLOW)
    fuzzer = Fuzzer(seed=20_000, corpus=CORPUS.values())
    fuzzer.run(MUTANTS)

    assert fuzzer.findings == {}


def test_the_corpus_is_small() -> None:
    """It is made of frames that people can read."""
    assert sum(map(len, CORPUS.values())) < LARGEST_CORPUS


# --- what the fuzzer sees -------------------------------------------------------------------------------------------

NAP = 0.1
GOOD = wire.encode(np.arange(3.0))


def view_of_the_body(_header: bytes, body: bytes) -> Any:
    return np.frombuffer(body, "<f8")


def sleepy(_header: bytes, _body: bytes) -> None:
    end = time.process_time() + NAP
    while time.process_time() < end:
        pass


def raising(error: Exception) -> Any:
    def decode(_header: bytes, _body: bytes) -> None:
        raise error

    return decode


@pytest.mark.parametrize(
    ("decode", "reason"),
    [
        pytest.param(raising(KeyError("tag")), "KeyError", id="another-exception"),
        pytest.param(raising(MemoryError()), "MemoryError", id="no-memory"),
        pytest.param(raising(RecursionError()), "RecursionError", id="too-deep"),
        pytest.param(view_of_the_body, "no fresh memory", id="a-view"),
        pytest.param(sleepy, "slow", id="slow"),
        pytest.param(lambda *_: {1, 2}, "a type that the format does not have", id="another-type"),
    ],
)
def test_a_careless_decoder_is_found_out(
    decode: fuzz_wire.Decode, reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The fuzzer reports what it is there for, with the frame."""
    monkeypatch.setattr(fuzz_wire, "SLOW", NAP / 2)
    fuzzer = Fuzzer(seed=0, decode=decode)
    fuzzer.feed(GOOD)

    assert [(reason in finding.reason, finding.frame) for finding in fuzzer.findings.values()] == [(True, GOOD)]


class Text(str):
    """Not the builtin class."""

    __slots__ = ()


def two_of_one_memory() -> list[torch.Tensor]:
    tensor = torch.ones(3)
    return [tensor, tensor.detach()]


def deep(levels: int) -> Any:
    value: Any = 0
    for _ in range(levels):
        value = [value]
    return value


FLAWS = {
    "text-subclass": lambda: Text("a"),
    "text-subclass-in-a-map": lambda: {"a": [Text("a")]},
    "text-subclass-as-a-key": lambda: {Text("a"): 1},
    "namedtuple": lambda: Point(1, 2),
    "float-key": lambda: {0.5: 1},
    "large-key": lambda: {2**64: 1},
    "large-int": lambda: -(2**512),
    "too-deep": lambda: deep(wire.MAX_DEPTH + 1),
    "too-many": lambda: [0] * wire.MAX_ITEMS,
    "function": lambda: len,
    "negative-handle": lambda: Handle(-1, "name"),
    "handle-of-an-array": lambda: Handle(1, "name", np.bool_(True)),  # type: ignore[arg-type]
    "object-array": lambda: np.array([None]),
    "big-endian-array": lambda: np.zeros(2, ">f8"),
    "text-array": lambda: np.array(["a"]),
    "void-scalar": lambda: np.zeros(1, "V2")[0],
    "array-subclass": lambda: np.ma.array([1]),
    "part-of-an-array": lambda: np.zeros(4)[1:],
    "read-only-array": lambda: np.broadcast_to(0.0, (3,)),
    "fortran-array": lambda: np.asfortranarray(np.zeros((2, 3))),
    "bools-of-other-bytes": lambda: np.array([2], "u1").view(bool).copy(),
    "empty-array-of-many-rows": lambda: np.zeros((2**40, 0)),
    "parameter": lambda: torch.nn.Parameter(torch.ones(1)),
    "tensor-with-gradient": lambda: torch.ones(1, requires_grad=True),
    "part-of-a-tensor": lambda: torch.ones(4)[1:],
    "bfloat16-tensor": lambda: torch.ones(1, dtype=torch.bfloat16),
    "tensors-of-one-memory": two_of_one_memory,
}


@pytest.mark.parametrize("make", FLAWS.values(), ids=FLAWS)
def test_what_no_decoder_may_build_is_a_flaw(make: Any) -> None:
    """Types outside the list, memory that is not fresh, numbers beyond the limits."""
    assert flaw(make())


def test_the_fuzzer_finds_a_tag_that_makes_trouble() -> None:
    """It gets from valid frames to one that a weaker decoder does not survive, by itself."""

    def weak(header: bytes, body: bytes) -> Any:
        if b'["s","|O"' in header:
            raise TypeError("cannot create an object array from memory")
        return wire.decode(header, body)

    fuzzer = Fuzzer(seed=1, corpus=VALID.values(), decode=weak)
    fuzzer.run(MUTANTS)

    assert any("TypeError" in reason for reason in fuzzer.findings)


def test_a_frame_that_takes_a_new_step_is_kept() -> None:
    """From one valid frame the fuzzer learns others, by what they do inside of the decoder."""
    fuzzer = Fuzzer(seed=1, corpus=[GOOD])
    fuzzer.run(500)

    assert fuzzer.kept


def test_the_same_seed_makes_the_same_frames() -> None:
    """So that a finding can be had again."""
    fuzzers = [Fuzzer(seed=5, corpus=VALID.values()) for _ in range(2)]
    for fuzzer in fuzzers:
        fuzzer.run(300)

    assert fuzzers[0].outcomes == fuzzers[1].outcomes


# --- what may cross arrives as it is --------------------------------------------------------------------------------


def like(value: Any) -> Any:
    """All that must stay: class, dtype, shape and bytes."""
    if type(value) is torch.Tensor:
        return torch.Tensor, like(value.numpy())
    return type(value), value.dtype.str, value.shape, value.tobytes()


dtypes = st.sampled_from(wire.DTYPES)
shapes = arrays.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=4)


@st.composite
def numeric(draw: Any) -> np.ndarray:
    """An array of any dtype and shape, of any bits that its dtype can have."""
    dtype, shape = np.dtype(draw(dtypes)), draw(shapes)
    size = int(np.prod(shape)) * dtype.itemsize
    raw = draw(st.binary(min_size=size, max_size=size))
    return np.frombuffer(bytes(b % 2 for b in raw) if dtype.kind == "b" else raw, dtype).reshape(shape)


@quick
@given(numeric())
def test_any_array_arrives_as_it_is(array: np.ndarray) -> None:
    """Whatever its dtype, its shape and the bits of its numbers, also those of a NaN."""
    assert like(sent(array)) == like(array)


@quick
@given(numeric())
def test_any_tensor_arrives_as_it_is(array: np.ndarray) -> None:
    """As a tensor of the same dtype."""
    tensor = torch.from_numpy(array.copy())

    assert like(sent(tensor)) == like(tensor)


@quick
@given(numeric().filter(lambda array: array.size > 0))
def test_any_scalar_arrives_as_it_is(array: np.ndarray) -> None:
    """As a scalar of the same class."""
    scalar = array.flat[0]

    assert like(sent(scalar)) == like(scalar)


@quick
@given(numeric(), st.permutations(range(4)), st.booleans())
def test_an_array_in_any_layout_arrives_in_the_plain_one(array: np.ndarray, axes: list[int], backwards: bool) -> None:
    """Transposed, backwards, big-endian: the numbers are the same, row by row, little-endian."""
    odd = array.transpose([axis for axis in axes if axis < array.ndim])
    odd = odd.astype(odd.dtype.newbyteorder(">"))[:: -1 if backwards else 1] if odd.ndim else odd
    plain = np.array(odd.astype(array.dtype), order="C")

    assert like(sent(odd)) == like(plain)


@quick
@given(numeric())
def test_an_array_arrives_in_fresh_memory(array: np.ndarray) -> None:
    """Nothing that is received lies in the frame's bytes."""
    assert flaw(sent([array, array])) is None


@quick
@given(st.floats(), st.floats())
def test_any_complex_number_arrives_as_it_is(real: float, imaginary: float) -> None:
    """Both parts, with their signs."""
    assert repr(sent(complex(real, imaginary))) == repr(complex(real, imaginary))


@quick
@given(st.text(st.characters()).filter(lambda text: not SURROGATES_OF_ONE.search(text)))
def test_any_text_arrives_as_it_is(text: str) -> None:
    """Every character, also half a one."""
    assert sent(text) == text


@quick
@given(st.integers(0, 2**63 - 1), st.text(max_size=200), st.booleans())
def test_any_handle_arrives_as_it_is(number: int, description: str, is_callable: bool) -> None:
    """With its number, its description and whether it can be called."""
    assert sent(Handle(number, description, is_callable)) == Handle(number, description, is_callable)


# --- what may not cross is an error, wherever it is -----------------------------------------------------------------


@dataclass
class Record:
    """A class of a student's."""

    x: int = 0


class Pair(tuple):
    """A tuple with manners of its own."""

    __slots__ = ()


class Scalar(np.float64):
    """A number that is not numpy's own."""


class Tensor(torch.Tensor):
    """A tensor that is not torch's own."""


WRONG = {
    "class-instance": Record(),
    "class": Record,
    "function": flaw,
    "builtin": len,
    "module": np,
    "exception": ValueError("no"),
    "set": {1},
    "frozenset": frozenset({1}),
    "range": range(2),
    "slice": slice(1),
    "ellipsis": ...,
    "bytearray": bytearray(b"a"),
    "memoryview": memoryview(b"a"),
    "int-subclass": type("Int", (int,), {})(1),
    "float-subclass": type("Float", (float,), {})(1),
    "complex-subclass": type("Complex", (complex,), {})(1),
    "text-subclass": Text("a"),
    "bytes-subclass": type("Bytes", (bytes,), {})(b"a"),
    "list-subclass": type("List", (list,), {})([1]),
    "tuple-subclass": Pair((1, 2)),
    "namedtuple-subclass": type("Far", (Point,), {})(1, 2),
    "dict-subclass": type("Dict", (dict,), {})(),
    "numpy-float-subclass": Scalar(1),
    "numpy-text": np.str_("a"),
    "numpy-bytes": np.bytes_(b"a"),
    "numpy-date": np.datetime64("2024-01-01"),
    "numpy-duration": np.timedelta64(1, "s"),
    "numpy-record": np.zeros(1, [("a", "<f8")])[0],
    "numpy-dtype": np.dtype("f8"),
    "object-array": np.array([None]),
    "text-array": np.array(["a"]),
    "date-array": np.array(["2024-01-01"], "M8[D]"),
    "structured-array": np.zeros(1, [("a", "<f8")]),
    "record-array": np.zeros(1, [("a", "<f8")]).view(np.recarray),
    "masked-array": np.ma.array([1], mask=[True]),
    "tensor-subclass": torch.ones(1).as_subclass(Tensor),
    "sparse-tensor": torch.eye(2).to_sparse(),
    "torch-dtype": torch.float32,
    "torch-module": torch.nn.Linear(1, 1),
}

PLACES = {
    "alone": lambda wrong: wrong,
    "in-a-list": lambda wrong: [1, wrong],
    "in-a-tuple": lambda wrong: (wrong,),
    "in-a-namedtuple": lambda wrong: Point(1, wrong),
    "in-a-map": lambda wrong: {"a": wrong},
    "deep": lambda wrong: {"a": [(1, {"b": wrong})]},
}


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG)
def test_a_wrong_type_is_unsendable(wrong: object, place: Any) -> None:
    """A class that the format does not name is an error, alone or within data."""
    with pytest.raises(Unsendable):
        sent(place(wrong))


@pytest.mark.parametrize(
    "key",
    [
        pytest.param(None, id="none"),
        pytest.param(0.5, id="float"),
        pytest.param((1, 2), id="tuple"),
        pytest.param(b"a", id="bytes"),
        pytest.param(Text("a"), id="text-subclass"),
        pytest.param(np.int64(1), id="numpy-int"),
        pytest.param(np.str_("a"), id="numpy-text"),
        pytest.param(2**64, id="large-int"),
        pytest.param(Handle(1, "a"), id="handle"),
        pytest.param(Record, id="class"),
    ],
)
def test_a_wrong_key_is_unsendable(key: Any) -> None:
    """Keys are text, truth values and whole numbers of at most 64 bits."""
    with pytest.raises(Unsendable):
        sent({key: 1})
