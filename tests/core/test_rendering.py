"""Values are shown so that a person sees what was asked, what was expected and where the answer differs."""

import math
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.core.comparison import Foreign, compare
from grader.core.rendering import MARK, call_text, expected_and_got, shorten, source_text, value_text

LARGE = np.arange(100.0).reshape(10, 10)
USED = np.random.default_rng(5)
USED.random()


def both(got: Any, expected: Any, rtol: float = 1e-9) -> tuple[str, str]:
    """The two texts for a wrong answer."""
    difference = compare(got, expected, rtol=rtol)
    assert difference is not None
    return expected_and_got(difference, got, expected)


# --- calls ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("args", "kwargs", "text"),
    [
        pytest.param((), {}, "f()", id="nothing"),
        pytest.param((5, 3), {"stride": 2}, "f(5, 3, stride=2)", id="numbers"),
        pytest.param(((1,), [], {}), {}, "f((1,), [], {})", id="containers"),
        pytest.param(({"type": "conv", "bias": True},), {}, "f({'type': 'conv', 'bias': True})", id="dict"),
        pytest.param((np.array([[1.0, 2.5]]),), {}, "f(np.array([[1., 2.5]]))", id="array"),
        pytest.param((np.float64(0.5), np.int64(3)), {}, "f(0.5, 3)", id="numpy-scalars"),
        pytest.param((torch.tensor([1.0]),), {}, "f(torch.tensor([1.]))", id="tensor"),
        pytest.param((LARGE,), {}, "f(<ndarray (10, 10) float64>)", id="large-array"),
        pytest.param((len,), {}, "f(len)", id="function"),
        pytest.param((np.random.default_rng(5),), {}, "f(np.random.default_rng(5))", id="generator"),
        pytest.param((USED,), {}, "f(<Generator>)", id="used-generator"),
        pytest.param((Foreign("Net"),), {}, "f(<Net>)", id="foreign"),
        pytest.param((2**600,), {}, "f(<int of 601 bits>)", id="huge-int"),
    ],
)
def test_a_call_reads_as_python(args: Any, kwargs: Any, text: str) -> None:
    """Small arguments are written out, large ones described."""
    assert call_text("f", args, kwargs) == text


PASTEABLE = {
    "number": -3,
    "float": 0.1,
    "text-with-quotes": 'it\'s "quoted"\n',
    "nested": [1, (2.0, {"a": None})],
    "floats": np.array([[1.0, -2.5e-20], [1e300, 0.1]]),
    "ints": np.array([[1, 2], [3, 4]]),
    "uint8": np.array([255], np.uint8),
    "float32": np.array([0.5], np.float32),
    "bools": np.array([True, False]),
    "complex": np.array([1 + 2j]),
    "0d": np.array(2.0),
    "no-cells": np.zeros((0,)),
    "whole-float-above-1e15": np.array([1e22]),
    "tensor": torch.tensor([[0.5, 1.0]]),
    "float64-tensor": torch.tensor([0.1], dtype=torch.float64),
    "int-tensor": torch.tensor([1, 2]),
}


@pytest.mark.parametrize("value", PASTEABLE.values(), ids=PASTEABLE)
def test_source_text_can_be_pasted_into_python(value: Any) -> None:
    """With numpy as np and torch imported, the text gives the value back."""
    again = eval(source_text(value), {"np": np, "torch": torch})

    assert type(again) is type(value)
    assert compare(again, value, rtol=0.0) is None
    assert getattr(again, "dtype", None) == getattr(value, "dtype", None)


def test_long_text_is_shortened_in_the_middle() -> None:
    """Beginning and end stay."""
    text = shorten("a" * 500 + "z" * 500, 100)

    assert (len(text) <= 100, text[0], text[-1], "…" in text) == (True, "a", "z", True)


# --- values ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "text"),
    [
        pytest.param(np.array([[1.0, 10.0], [2.5, 3.0]]), "  1   10\n2.5    3", id="aligned"),
        pytest.param(np.array([1, 2]), "1  2", id="vector"),
        pytest.param(np.arange(4).reshape(2, 1, 2), "[0]\n0  1\n[1]\n2  3", id="blocks"),
        pytest.param(np.array(0.5), "np.array(0.5)", id="0d"),
        pytest.param(np.zeros((0, 3)), "ndarray (0, 3) float64", id="empty"),
        pytest.param(np.array([-0.0]), "0", id="no-negative-zero"),
        pytest.param(np.array([math.nan, math.inf]), "nan  inf", id="not-finite"),
        pytest.param(np.array([True, False]), " True  False", id="bools"),
        pytest.param(torch.tensor([[1.5]]), "1.5", id="tensor"),
        pytest.param(torch.ones(2, requires_grad=True), "1  1", id="tensor-with-gradient"),
        pytest.param(torch.ones(2, dtype=torch.bfloat16), "1  1", id="bfloat16-tensor"),
        pytest.param(torch.tensor([1 + 2j]).conj(), "1-2j", id="conjugated-tensor"),
        pytest.param(LARGE, "ndarray (10, 10) float64", id="large"),
        pytest.param([1, 2.5], "[1, 2.5]", id="list"),
        pytest.param(None, "None", id="none"),
    ],
)
def test_a_value_on_its_own_is_easy_to_read(value: Any, text: str) -> None:
    """Rows in aligned columns, leading axes as labelled blocks."""
    assert value_text(value) == text


# --- expected and got -----------------------------------------------------------------------------------------------


def test_wrong_cells_are_marked() -> None:
    """Only in the answer, and only the wrong ones."""
    expected, got = both(np.array([[1.0, 2], [3, 5]]), np.array([[1.0, 2], [3, 4]]))

    assert MARK not in expected
    assert got.split() == ["1", "2", "3", f"{MARK}5"]


def test_a_small_error_is_shown_with_enough_digits() -> None:
    """A wrong cell never looks like the expected one."""
    expected, got = both(np.array([1 / 3 + 1e-8]), np.array([1 / 3]))

    assert got.removeprefix(MARK) != expected


LOOK_ALIKE = {
    "float-for-int": (3.0, 3),
    "bool-for-int": (True, 1),
    "numpy-float-for-int": (np.float64(3), 3),
    "single-cell-for-scalar": (np.array([3.0]), 3.0),
    "tensor-for-array": (torch.ones(2), np.ones(2)),
    "ints-for-floats": (np.array([1, 2]), np.array([1.0, 2.0])),
    "floats-for-ints": (np.array([[1.0, 2]]), np.array([[1, 2]])),
    "tuple-for-list": ((1, 2), [1, 2]),
    "row-for-vector": (np.ones((1, 3)), np.ones(3)),
    "rounding": (0.1 + 1e-8, 0.1),
    "large-ints-for-floats": (np.ones((10, 10), int), np.ones((10, 10))),
    "large-other-shape": (np.ones((10, 10)), np.ones((10, 11))),
    "array-for-none": (np.ones(2), None),
    "none-for-array": (None, np.ones(2)),
}


@pytest.mark.parametrize(("got", "expected"), LOOK_ALIKE.values(), ids=LOOK_ALIKE)
def test_expected_and_got_never_look_the_same(got: Any, expected: Any) -> None:
    """Where only the type differs, the type is said."""
    one, other = both(got, expected)

    assert one != other


def test_a_large_array_is_summed_up() -> None:
    """How many cells are wrong, the first of them with both numbers, and the largest error."""
    wrong = LARGE.copy()
    wrong[4, 2], wrong[7, 7] = 0, 80

    expected, got = both(wrong, LARGE)

    assert "42 at [4, 2]" in expected
    assert [part in got for part in (f"{MARK}0 at [4, 2]", "2 wrong cells", "largest error 42")] == [True] * 3


def test_a_large_array_of_nan_is_summed_up() -> None:
    """An error that is no number does not stop the report."""
    _, got = both(np.full((10, 10), math.nan), LARGE)

    assert "first of 100 wrong cells; largest error nan" in got


def test_a_large_array_that_is_wrong_within_the_usual_tolerance_is_summed_up() -> None:
    """A suite that asks for more than the usual tolerance gets its report, too."""
    expected, got = both(LARGE + 1e-9, LARGE, rtol=1e-13)

    assert expected != got


def test_a_long_list_is_reduced_to_the_wrong_item() -> None:
    """What is right beside it is left out."""
    right = [np.arange(40.0).reshape(5, 8) for _ in range(20)]
    wrong = [array.copy() for array in right]
    wrong[13][0, 0] = 9

    expected, got = both(wrong, right)

    assert (expected.split()[0], got.split()[0]) == ("0", f"{MARK}9")


def test_a_short_list_is_shown_whole() -> None:
    """Of a short list the neighbours help."""
    assert both([1, 2, 4], [1, 2, 3]) == ("[1, 2, 3]", "[1, 2, 4]")


cells = st.floats() | st.integers(-5, 5).map(float)
arrays = st.builds(
    lambda rows, dtype: np.nan_to_num(np.array(rows)).clip(-9, 9).astype(dtype) if dtype != "f8" else np.array(rows),
    st.lists(st.lists(cells, min_size=3, max_size=3), min_size=1, max_size=40),
    st.sampled_from(["f8", "f4", "i8", "u1", "?", "c16"]),
)
answers = arrays | cells | st.integers() | st.none() | st.text(max_size=4) | st.lists(cells | arrays, max_size=3)


@settings(max_examples=150, deadline=None, database=None)
@given(answers, answers)
def test_every_difference_can_be_shown(got: Any, expected: Any) -> None:
    """Whatever two answers differ in, both get a text."""
    difference = compare(got, expected)
    if difference is not None:
        assert all(expected_and_got(difference, got, expected))
