"""How far an answer is off, in the unit of tolerances."""

import math
from typing import Any

import numpy as np
import pytest

from grader.core.comparison import compare
from grader.core.distance import distance


@pytest.mark.parametrize(
    ("got", "expected", "size"),
    [
        pytest.param(1.5, 1.0, 0.5, id="number"),
        pytest.param(np.array([1.0, 22.0]), np.array([1.0, 20.0]), 0.1, id="share-of-the-largest"),
        pytest.param(np.array([0.0, 3.0]), np.zeros(2), 3.0, id="zeros"),
        pytest.param([1.0, 2.5], [1.0, 2.0], 0.25, id="flat-list"),
        pytest.param({"a": 1.0, "b": 8.0}, {"a": 1.0, "b": 4.0}, 1.0, id="dict"),
        pytest.param((np.ones(2), [3, 4.0]), (np.ones(2), [3, 8.0]), 0.5, id="nested"),
        pytest.param(np.array([math.inf, 1.0]), np.array([math.inf, 2.0]), 0.5, id="infinity-is-left-out"),
        pytest.param(2j, 1j, 1.0, id="complex"),
        pytest.param(np.ones(2, dtype=np.float32), np.full(2, 2.0, dtype=np.float32), 0.5, id="single"),
    ],
)
def test_the_distance_is_a_share(got: Any, expected: Any, size: float) -> None:
    """Of the largest expected value."""
    assert distance(got, expected) == pytest.approx(size)


@pytest.mark.parametrize(
    ("got", "expected"),
    [
        pytest.param(3, 4, id="whole-numbers"),
        pytest.param("a", "b", id="text"),
        pytest.param(None, None, id="nothing"),
        pytest.param([1, 2], [1, 3], id="list-of-whole-numbers"),
        pytest.param(np.array([True]), np.array([False]), id="truth"),
        pytest.param(np.array([math.nan]), np.array([1.0]), id="not-finite"),
        pytest.param(np.array([]), np.array([]), id="empty"),
    ],
)
def test_where_no_tolerance_decides_there_is_no_distance(got: Any, expected: Any) -> None:
    """It is right or it is wrong."""
    assert distance(got, expected) is None


@pytest.mark.parametrize("error", [0.9, 1.1])
def test_the_distance_and_the_comparison_agree(error: float) -> None:
    """What is closer than the tolerance is right."""
    expected = np.array([[2.0, -40.0], [0.0, 1.0]])
    got = expected + np.array([[0.0, 0.0], [error * 40e-9, 0.0]])

    assert (compare(got, expected) is None) is (distance(got, expected) <= 1e-9) is (error < 1)
