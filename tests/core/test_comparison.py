"""An answer is right if its type, shape, kind of number and values are; nothing looser, nothing stricter."""

import math
import warnings
from collections import namedtuple
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.core.comparison import Foreign, compare, describe

Point = namedtuple("Point", "x y")  # noqa: PYI024 - students use the untyped one
IMAGE = np.arange(12.0).reshape(3, 4)
THIRDS = np.arange(1, 7).reshape(2, 3) / 3
HUGE = 2**70

quick = settings(max_examples=150, deadline=None, database=None)


class Float(float):
    """A number class of a student's."""


class Array(np.ndarray):
    """An array class of a student's."""


class Agreeable:
    """An object that claims to equal everything."""

    shape, dtype, ndim = (), np.dtype(float), 0

    def __eq__(self, other: object) -> bool:
        return True

    __hash__ = None  # type: ignore[assignment]


def through_fft(image: Any) -> Any:
    """The same numbers with the rounding noise of a fast Fourier transform."""
    return np.fft.ifft2(np.fft.fft2(image)).real


def matrix(rows: Any) -> Any:
    """numpy's old matrix class."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return np.matrix(rows)


RIGHT = {
    "none": (None, None),
    "bool": (True, True),
    "numpy-bool-for-bool": (np.bool_(False), False),
    "0d-bool-for-bool": (np.array(True), True),
    "bool-for-numpy-bool": (True, np.bool_(True)),
    "int": (3, 3),
    "numpy-int-for-int": (np.int64(3), 3),
    "numpy-uint8-for-int": (np.uint8(3), 3),
    "0d-array-for-int": (np.array(3), 3),
    "int-for-numpy-int": (3, np.int32(3)),
    "huge-int": (HUGE, HUGE),
    "largest-uint64": (np.uint64(2**64 - 1), 2**64 - 1),
    "int-for-float": (2, 2.0),
    "numpy-float-for-float": (np.float64(0.5), 0.5),
    "0d-array-for-float": (np.array(0.5), 0.5),
    "float-for-0d-array": (0.5, np.array(0.5)),
    "0d-tensor-for-float": (torch.tensor(0.5), 0.5),
    "float-with-rounding": (0.1 + 0.2, 0.3),
    "float-nearly-zero": (1e-12, 0.0),
    "negative-zero": (-0.0, 0.0),
    "nan-where-expected": (math.nan, math.nan),
    "infinite-where-expected": (-math.inf, -math.inf),
    "complex": (1 + 2j, 1 + 2j),
    "text": ("same", "same"),
    "empty-list": ([], []),
    "list": ([1, 2.0, "a", None], [1, 2.0, "a", None]),
    "ints-in-a-list-of-floats": ([1, 2.0], [1.0, 2.0]),
    "tuple": ((1, (2, 3)), (1, (2, 3))),
    "namedtuple-for-tuple": (Point(1, 2.5), (1, 2.5)),
    "tuple-for-namedtuple": ((1, 2.5), Point(1, 2.5)),
    "dict": ({"a": 1, "b": [2.0]}, {"b": [2.0], "a": 1}),
    "dict-with-int-keys": ({1: 1.0}, {1: 1.0}),
    "array": (IMAGE.copy(), IMAGE),
    "transposed-memory": (np.asfortranarray(IMAGE), IMAGE),
    "view": (np.flip(np.flip(IMAGE)), IMAGE),
    "read-only": (np.broadcast_to(1.0, (2, 2)), np.ones((2, 2))),
    "big-endian": (IMAGE.astype(">f8"), IMAGE),
    "fft-noise": (through_fft(IMAGE), IMAGE),
    "fft-noise-in-a-list": ([float(x) for x in through_fft(IMAGE)[0]], [float(x) for x in IMAGE[0]]),
    "exact-float32": (IMAGE.astype(np.float32), IMAGE),
    "int8-for-int64": (np.array([1, 2], np.int8), np.array([1, 2])),
    "uint64-for-int64": (np.array([1, 2], np.uint64), np.array([1, 2])),
    "bool-array": (np.array([True, False]), np.array([True, False])),
    "bools-with-odd-bytes": (np.frombuffer(b"\x02\x00", dtype=bool), np.array([True, False])),
    "empty-array": (np.zeros((0, 3)), np.zeros((0, 3))),
    "nan-and-inf-in-place": (np.array([math.nan, math.inf, 1]), np.array([math.nan, math.inf, 1])),
    "tensor": (torch.ones(2, 3), torch.ones(2, 3)),
    "tensor-with-gradient": (torch.ones(2, requires_grad=True), torch.ones(2)),
    "parameter-for-tensor": (torch.nn.Parameter(torch.ones(2)), torch.ones(2)),
    "bfloat16-tensor": (torch.ones(2, dtype=torch.bfloat16), torch.ones(2, dtype=torch.bfloat16)),
    "conjugated-tensor": (torch.tensor([1 + 2j]).conj(), torch.tensor([1 - 2j])),
    "negated-tensor": (torch.tensor([1 + 2j]).conj().imag, torch.tensor([-2.0])),
    "arrays-in-a-tuple": ((IMAGE, 3), (IMAGE, 3)),
    "arrays-in-a-dict": ({"w": IMAGE}, {"w": IMAGE}),
}


@pytest.mark.parametrize(("got", "expected"), RIGHT.values(), ids=RIGHT)
def test_a_right_answer_is_right(got: object, expected: object) -> None:
    """How numbers are stored does not matter."""
    assert compare(got, expected) is None


WRONG = {
    "none-for-number": (None, 3, "none"),
    "none-for-array": (None, IMAGE, "none"),
    "none-for-list": (None, [], "none"),
    "none-for-dict": (None, {}, "none"),
    "none-for-text": (None, "a", "none"),
    "number-for-none": (0, None, "type"),
    "true-for-one": (True, 1, "kind"),
    "false-for-zero": (False, 0, "kind"),
    "true-for-one-point-zero": (True, 1.0, "kind"),
    "one-for-true": (1, True, "kind"),
    "one-point-zero-for-true": (1.0, True, "kind"),
    "numpy-bool-for-int": (np.bool_(True), 1, "kind"),
    "bool-array-for-ints": (np.array([True]), np.array([1]), "kind"),
    "whole-float-for-int": (3.0, 3, "kind"),
    "numpy-whole-float-for-int": (np.float64(3), 3, "kind"),
    "0d-float-for-int": (np.array(3.0), 3, "kind"),
    "whole-floats-for-ints": (np.array([3.0]), np.array([3]), "kind"),
    "ints-for-floats": (np.array([3]), np.array([3.0]), "kind"),
    "float-in-a-list-of-ints": ([1, 2.0], [1, 2], "kind"),
    "true-in-a-list-of-floats": ([True, 2.0], [1.0, 2.0], "kind"),
    "complex-for-float": (1 + 0j, 1.0, "kind"),
    "complex-array-for-floats": (np.array([1 + 0j]), np.array([1.0]), "kind"),
    "other-int": (4, 3, "value"),
    "other-huge-int": (HUGE + 1, HUGE, "value"),
    "other-huge-int-in-a-list": ([HUGE + 1], [HUGE], "value"),
    "numpy-int-near-a-huge-int": (np.uint64(2**63 + 1), 2**63, "value"),
    "small-int-for-huge-int": (0, 2**5000, "value"),
    "numpy-int-for-huge-int": (np.int64(0), 2**5000, "value"),
    "huge-int-for-float": (2**5000, 1.0, "not-finite"),
    "other-large-ints": (np.array([10**12 + 1]), np.array([10**12]), "value"),
    "uint64-for-minus-one": (np.array([2**64 - 1], np.uint64), np.array([-1]), "value"),
    "other-float": (0.25, 0.5, "value"),
    "opposite-sign": (-0.5, 0.5, "value"),
    "nan": (math.nan, 0.5, "not-finite"),
    "infinite": (math.inf, 0.5, "not-finite"),
    "finite-for-nan": (0.5, math.nan, "value"),
    "finite-for-infinite": (1e308, math.inf, "value"),
    "opposite-infinity": (-math.inf, math.inf, "value"),
    "nan-in-an-array": (np.array([1.0, math.nan]), np.array([1.0, 2.0]), "not-finite"),
    "nan-elsewhere": (np.array([math.nan, 1.0]), np.array([1.0, math.nan]), "not-finite"),
    "nan-in-a-list": ([1.0, math.nan], [1.0, 2.0], "not-finite"),
    "float32-array": (THIRDS.astype(np.float32), THIRDS, "rounding"),
    "float32-rounding": (THIRDS.astype(np.float32).astype(np.float64), THIRDS, "rounding"),
    "float32-scalar": (np.float32(1 / 3), 1 / 3, "rounding"),
    "rounded-by-hand": (round(1 / 3, 6), 1 / 3, "rounding"),
    "rounded-in-a-list": ([0.333333, 1.0], [1 / 3, 1.0], "rounding"),
    "one-cell-wrong": (IMAGE + (IMAGE == 5), IMAGE, "value"),
    "all-zeros": (np.zeros((3, 4)), IMAGE, "value"),
    "single-cell-for-scalar": (np.array([3.0]), 3.0, "shape"),
    "scalar-for-single-cell": (3.0, np.array([3.0]), "type"),
    "lone-value-for-array": (2.0, np.full((3, 3), 2.0), "type"),
    "0d-array-for-array": (np.array(2.0), np.full((3, 3), 2.0), "shape"),
    "row-for-vector": (np.ones((1, 3)), np.ones(3), "shape"),
    "broadcastable": (np.ones((3, 1)), np.ones((3, 4)), "shape"),
    "transposed": (IMAGE.T, IMAGE, "shape"),
    "other-empty-shape": (np.zeros((0, 3)), np.zeros((3, 0)), "shape"),
    "list-for-array": (IMAGE.tolist(), IMAGE, "type"),
    "array-for-list": (np.array([1, 2]), [1, 2], "type"),
    "list-for-tuple": ([1, 2], (1, 2), "type"),
    "tuple-for-list": ((1, 2), [1, 2], "type"),
    "namedtuple-for-list": (Point(1, 2), [1, 2], "type"),
    "text-for-number": ("3", 3, "type"),
    "number-for-text": (3, "3", "type"),
    "bytes-for-text": (b"a", "a", "type"),
    "other-text": ("b", "a", "value"),
    "list-for-number": ([3], 3, "type"),
    "dict-for-list": ({0: 1}, [1], "type"),
    "set-for-list": ({1, 2}, [1, 2], "type"),
    "range-for-list": (range(2), [0, 1], "type"),
    "shorter-list": ([1], [1, 2], "length"),
    "longer-tuple": ((1, 2, 3), (1, 2), "length"),
    "nested-item": ([[1, 2], [3, 5]], [[1, 2], [3, 4]], "value"),
    "missing-key": ({"a": 1}, {"a": 1, "b": 2}, "missing-key"),
    "surplus-key": ({"a": 1, "b": 2}, {"a": 1}, "surplus-key"),
    "text-key-for-int-key": ({"1": 1}, {1: 1}, "missing-key"),
    "masked-array": (np.ma.array(IMAGE, mask=IMAGE > 3), IMAGE, "type"),
    "masked-nothing": (np.ma.masked, 0.0, "type"),
    "matrix": (matrix(IMAGE), IMAGE, "type"),
    "array-subclass": (IMAGE.view(Array), IMAGE, "type"),
    "float-subclass": (Float(3.0), 3.0, "type"),
    "object-that-equals-everything": (Agreeable(), 3.0, "type"),
    "object-for-none": (Agreeable(), None, "type"),
    "object-for-text": (Agreeable(), "a", "type"),
    "foreign-object": (Foreign("torch.Tensor"), IMAGE, "type"),
    "tensor-for-array": (torch.ones(3), np.ones(3), "type"),
    "array-for-tensor": (np.ones(3, np.float32), torch.ones(3), "type"),
    "other-tensor": (torch.zeros(3), torch.ones(3), "value"),
    "int-tensor-for-floats": (torch.ones(3, dtype=torch.int64), torch.ones(3), "kind"),
    "bool-tensor-for-ints": (torch.tensor([True]), torch.tensor([1]), "kind"),
}


@pytest.mark.parametrize(("got", "expected", "reason"), WRONG.values(), ids=WRONG)
def test_a_wrong_answer_is_wrong_for_its_reason(got: object, expected: object, reason: str) -> None:
    """The first thing that is wrong is named, by a key of the texts."""
    difference = compare(got, expected)

    assert difference is not None
    assert difference.reason == reason


@pytest.mark.parametrize(
    ("got", "expected", "where"),
    [
        pytest.param(1, 2, "", id="whole"),
        pytest.param([1, 2], [1, 3], "[1]", id="list"),
        pytest.param([(1, 2), (3, 5)], [(1, 2), (3, 4)], "[1][1]", id="nested"),
        pytest.param({"a": [0, {"b": 1}]}, {"a": [0, {"b": 2}]}, "['a'][1]['b']", id="dict"),
        pytest.param([1.0, 2.5], [1.0, 2.0], "[1]", id="floats"),
        pytest.param([IMAGE, IMAGE + 1], [IMAGE, IMAGE], "[1]", id="arrays"),
    ],
)
def test_the_place_of_the_first_difference_is_told(got: object, expected: object, where: str) -> None:
    """A path in Python's notation leads to the wrong item."""
    difference = compare(got, expected)

    assert difference is not None
    assert difference.where == where


def test_how_many_values_are_not_finite_is_told() -> None:
    """Only values that should be finite are counted."""
    difference = compare(np.array([math.nan, math.inf, 1, math.nan]), np.array([1.0, 2, 3, math.nan]))

    assert difference is not None
    assert difference.fields["count"] == "2"


@pytest.mark.parametrize(("error", "is_right"), [(0.9e-9, True), (1.1e-9, False)], ids=["just-within", "just-beyond"])
def test_the_tolerance_is_relative_to_the_largest_expected_value(error: float, is_right: bool) -> None:
    """Small cells beside large ones may carry the large ones' rounding."""
    expected = np.array([1e-6, 1000.0])

    assert (compare(np.array([1e-6 + 1000 * error, 1000.0]), expected) is None) is is_right


def test_a_list_of_floats_is_compared_like_an_array() -> None:
    """The largest value of a flat list sets the tolerance of all its items."""
    assert compare([1e-6 + 0.9e-6, 1000.0], [1e-6, 1000.0]) is None


def test_an_infinite_value_does_not_loosen_the_tolerance() -> None:
    """The scale comes from finite values only."""
    assert compare(np.array([1.1, math.inf]), np.array([1.0, math.inf])) is not None


def test_another_tolerance_can_be_asked_for() -> None:
    """A suite whose results depend on many steps may be more lenient."""
    assert compare(1.001, 1.0, rtol=1e-2) is None


def test_a_suite_that_expects_what_is_no_data_is_told() -> None:
    """That is a mistake of the suite, not of the student."""
    with pytest.raises(TypeError, match="object"):
        compare(1, object())


@pytest.mark.parametrize(
    ("value", "words"),
    [
        pytest.param(IMAGE, "ndarray (3, 4) float64", id="array"),
        pytest.param(torch.ones(2), "Tensor (2,) float32", id="tensor"),
        pytest.param([1, 2, 3], "list of 3", id="list"),
        pytest.param((), "tuple of 0", id="tuple"),
        pytest.param({"a": 1}, "dict of 1", id="dict"),
        pytest.param(True, "bool", id="bool"),
        pytest.param(np.float32(1), "float32", id="numpy-scalar"),
        pytest.param(None, "NoneType", id="none"),
        pytest.param(Foreign("torch.nn.Linear"), "torch.nn.Linear", id="foreign"),
    ],
)
def test_describe_says_what_kind_of_thing_it_is(value: object, words: str) -> None:
    """In words that need no translation."""
    assert describe(value) == words


numbers = st.booleans() | st.integers(-(10**25), 10**25) | st.floats() | st.complex_numbers(max_magnitude=1e300)
arrays = st.builds(
    lambda cells, dtype, shape: np.array(cells, dtype="f8").astype(dtype).reshape(shape),
    st.lists(st.integers(0, 3), min_size=4, max_size=4),
    st.sampled_from(["?", "u1", "i8", "u8", "f2", "f4", "f8", "c16"]),
    st.sampled_from([(4,), (2, 2), (1, 4)]),
)
data = st.recursive(
    st.none() | numbers | st.text(max_size=3) | arrays,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.lists(inner, max_size=3).map(tuple)
        | st.dictionaries(st.text(max_size=2), inner, max_size=3)
    ),
    max_leaves=8,
)


@quick
@given(data)
def test_everything_equals_itself(value: Any) -> None:
    """Also nan, infinities, huge numbers and empty things."""
    assert compare(value, value) is None


@quick
@given(data, data)
def test_any_two_things_can_be_compared(got: Any, expected: Any) -> None:
    """No answer makes the comparison itself fail, and no numpy warning is let out."""
    compare(got, expected)
