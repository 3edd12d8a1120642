"""What suites assert: the same answer, a refusal that names the culprit, arguments left alone."""

import math
from typing import Any

import numpy as np
import pytest

from grader.suite import rejects, same, unchanged, untouched
from grader.suite.assertions import ChangedInput, Compared, Mismatch, Refusal, watched_comparisons


def raising(message: str, kind: type[Exception] = ValueError) -> Any:
    """A function that refuses whatever it is given."""

    def refuse(*_args: Any, **_kwargs: Any) -> None:
        raise kind(message)

    return refuse


# --- same -----------------------------------------------------------------------------------------------------------


def test_same_says_nothing_of_a_right_answer() -> None:
    """Rounding of a Fourier transform included."""
    same(np.array([1.0, 2 + 1e-12]), np.array([1.0, 2.0]))


def test_comparisons_can_be_watched() -> None:
    """Right ones and wrong ones, for as long as somebody measures."""
    seen: list[Compared] = []
    with watched_comparisons(seen.append):
        same(1.0, 1.0, rtol=0.5)
        with pytest.raises(Mismatch):
            same(1, 2)
    same(3, 3)

    assert [(one.got, one.expected, one.rtol, one.difference is None) for one in seen] == [
        (1.0, 1.0, 0.5, True),
        (1, 2, 1e-9, False),
    ]


def test_same_fails_with_everything_that_feedback_needs() -> None:
    """The difference and both values travel with the exception."""
    with pytest.raises(Mismatch) as caught:
        same([1, 2], [1, 3])

    assert (caught.value.difference.where, caught.value.got, caught.value.expected) == ("[1]", [1, 2], [1, 3])


def test_a_mismatch_is_an_assertion_error() -> None:
    """So that plain pytest shows a failure, not an error."""
    with pytest.raises(AssertionError):
        same(1, 2)


def test_a_mismatch_under_plain_pytest_shows_both_values() -> None:
    """A student without the grader's screen sees the same."""
    with pytest.raises(Mismatch) as caught:
        same(np.array([1.0, 3]), np.array([1.0, 2]))

    assert str(caught.value) == "The value is wrong.\nexpected:\n1  2\ngot:\n 1  ▸3"


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("en", "At [1]: The value is wrong."), ("zh-TW", "在 [1]：數值不對。")],
)
def test_a_mismatch_is_explained_in_both_languages(language: str, sentence: str) -> None:
    """With its place."""
    with pytest.raises(Mismatch) as caught:
        same([1, 2], [1, 3])

    assert caught.value.explain(language) == sentence


@pytest.mark.parametrize("got", [None, "x", [], (1,), {}, math.nan, True, np.ones(2), np.ones((2, 3)), object()])
@pytest.mark.parametrize("language", ["en", "zh-TW"])
def test_every_mismatch_can_be_explained(got: object, language: str) -> None:
    """No difference lacks a sentence or a field."""
    with pytest.raises(Mismatch) as caught:
        same(got, np.zeros((2, 2)))

    assert caught.value.explain(language)


# --- rejects --------------------------------------------------------------------------------------------------------

NAMED = {
    "equals": ("stride=0 is too small", {"stride": 0}),
    "words": ("the stride must be at least 1, not 0", {"stride": 0}),
    "capital": ("Stride: 0", {"stride": 0}),
    "with-underscore": ("in_channels is -3", {"in_channels": -3}),
    "as-float": ("stride is 3.0", {"stride": 3}),
    "at-the-end": ("stride is 3.", {"stride": 3}),
    "negative": ("padding=-1 < 0", {"padding": -1}),
    "float": ("p must lie in [0, 1], got 1.5", {"p": 1.5}),
    "small-float": ("h=1e-09", {"h": 1e-9}),
    "nan": ("p is nan", {"p": math.nan}),
    "text": ("unknown type 'convx'", {"type": "convx"}),
    "none": ("kernel is None", {"kernel": None}),
    "bool": ("stride is True", {"stride": True}),
    "tuple": ("kernel (5, 5) does not fit", {"kernel": (5, 5)}),
    "tuple-with-cross": ("the kernel is 5 x 5", {"kernel": (5, 5)}),
    "tuple-with-times": ("the kernel is 5×5", {"kernel": (5, 5)}),
    "list-for-tuple": ("kernel [5, 5]", {"kernel": (5, 5)}),
    "one-axis": ("bias has shape (3,)", {"bias": (3,)}),
    "one-of-several": ("kernel 5 is too large", {"image": 3, "kernel": 5}),
    "numpy-number": ("stride 0", {"stride": np.int64(0)}),
    "chinese": ("stride（步幅）不能是 0", {"stride": 0}),
}


@pytest.mark.parametrize(("message", "blames"), NAMED.values(), ids=NAMED)
def test_a_refusal_that_names_argument_and_value_is_accepted(message: str, blames: dict[str, Any]) -> None:
    """However it is worded."""
    rejects(raising(message), blames=blames)


UNNAMED = {
    "empty": ("", {"stride": 0}),
    "no-name": ("0 is too small", {"stride": 0}),
    "no-value": ("stride is too small", {"stride": 0}),
    "other-name": ("padding is 0", {"stride": 0}),
    "name-within-a-word": ("the strides are 0", {"stride": 0}),
    "name-after-a-letter": ("overstride 0", {"stride": 0}),
    "one-letter-within-a-word": ("the size is 0", {"h": 0}),
    "value-within-a-number": ("stride is below 10", {"stride": 0}),
    "value-before-a-fraction": ("stride is 3.5", {"stride": 3}),
    "value-as-a-fraction": ("stride is 0.3", {"stride": 3}),
    "positive-for-negative": ("padding is 1", {"padding": -1}),
    "longer-negative": ("padding is -10", {"padding": -1}),
    "other-shape": ("kernel (5, 4)", {"kernel": (5, 5)}),
    "shape-within-numbers": ("kernel (15, 51)", {"kernel": (5, 5)}),
    "other-text": ("unknown type 'conv'", {"type": "convx"}),
}


@pytest.mark.parametrize(("message", "blames"), UNNAMED.values(), ids=UNNAMED)
def test_a_refusal_that_does_not_name_them_is_none(message: str, blames: dict[str, Any]) -> None:
    """A student must learn from a message what to correct."""
    with pytest.raises(Refusal) as caught:
        rejects(raising(message), blames=blames)

    assert caught.value.key == "refusal.unnamed"


def test_an_answer_is_no_refusal() -> None:
    """What came instead is told."""
    with pytest.raises(Refusal) as caught:
        rejects(lambda stride: stride * 2, 0, blames={"stride": 0})

    assert caught.value.explain("en") == "Invalid arguments must raise ValueError; this call returned 0."


def test_a_subclass_of_value_error_is_a_refusal() -> None:
    """A student may define a finer class."""
    rejects(raising("stride=0", type("BadStride", (ValueError,), {})), blames={"stride": 0})


@pytest.mark.parametrize("kind", [TypeError, IndexError, ZeroDivisionError, AssertionError])
def test_another_exception_is_no_refusal(kind: type[Exception]) -> None:
    """An accident is not a check of arguments."""
    with pytest.raises(kind):
        rejects(raising("stride=0", kind), blames={"stride": 0})


def test_the_call_gets_its_arguments() -> None:
    """By position and by name."""

    def refuse(image: int, *, stride: int) -> None:
        raise ValueError(f"stride={stride} for an image of {image}")

    with pytest.raises(Refusal, match="stride=0 for an image of 7"):
        rejects(refuse, 7, stride=0, blames={"padding": 0})


@pytest.mark.parametrize("language", ["en", "zh-TW"])
def test_a_missing_name_is_explained_with_the_message(language: str) -> None:
    """What was wanted, and what was said."""
    with pytest.raises(Refusal) as caught:
        rejects(raising("nonsense"), blames={"stride": 0, "kernel": (5, 5)})

    assert [part in caught.value.explain(language) for part in ("stride=0", "kernel=(5, 5)", "nonsense")] == [True] * 3


# --- unchanged ------------------------------------------------------------------------------------------------------


def test_unchanged_returns_the_answer() -> None:
    """So that it can be compared, too."""
    assert unchanged(lambda a, b: a + b, 1, b=2) == 3


def zero_first(image: Any, **_kwargs: Any) -> None:
    """Changes its first argument."""
    image[0] = 0


def zero_inside(layers: Any) -> None:
    """Changes something deep in its argument."""
    layers[0]["weights"][0] = 0


CHANGES = {
    "array": (zero_first, (np.ones(3),), {}, "1"),
    "array-by-a-hair": (lambda a: a.__setitem__(0, 1 + 1e-15), (np.ones(3),), {}, "1"),
    "keyword": (zero_first, (), {"image": np.ones(3)}, "image"),
    "second-argument": (lambda _a, b: b.sort(), ([2, 1], [2, 1]), {}, "2"),
    "list-grows": (lambda a: a.append(1), ([],), {}, "1"),
    "dict-default": (lambda layer: layer.setdefault("stride", 1), ({"kernel": 3},), {}, "1"),
    "deep-inside": (zero_inside, ([{"weights": np.ones(2)}],), {}, "1"),
    "shape": (lambda a: setattr(a, "shape", (4,)), (np.ones((2, 2)),), {}, "1"),
    "one-nan": (lambda a: a.__setitem__(0, math.nan), (np.ones(3),), {}, "1"),
}


@pytest.mark.parametrize(("function", "args", "kwargs", "named"), CHANGES.values(), ids=CHANGES)
@pytest.mark.filterwarnings("ignore:Setting the shape:DeprecationWarning")
def test_a_changed_argument_is_named(function: Any, args: Any, kwargs: Any, named: str) -> None:
    """By position from 1, or by keyword."""
    with pytest.raises(ChangedInput) as caught:
        unchanged(function, *args, **kwargs)

    assert caught.value.fields["arguments"] == named


@pytest.mark.parametrize(
    "argument",
    [
        pytest.param(np.array([math.nan, math.inf]), id="nan"),
        pytest.param(np.zeros((0, 3)), id="empty"),
        pytest.param(np.broadcast_to(1.0, (2, 2)), id="read-only"),
        pytest.param([{"type": "conv", "kernel": (3, 3), "bias": None}], id="layers"),
        pytest.param(len, id="function"),
        pytest.param(object, id="class"),
    ],
)
def test_an_argument_left_alone_is_unchanged(argument: object) -> None:
    """Whatever kind it is of."""
    assert unchanged(lambda _: "answer", argument) == "answer"


def test_a_watched_function_is_asked_what_changed() -> None:
    """A submission's function reports from its own process."""

    class Watched:
        def call_and_watch(self, args: Any, kwargs: Any) -> Any:
            return (args, kwargs), ["2", "bias"]

    with pytest.raises(ChangedInput) as caught:
        unchanged(Watched(), 1, 2, bias=3)  # type: ignore[arg-type]

    assert caught.value.fields["arguments"] == "2, bias"


# --- untouched ------------------------------------------------------------------------------------------------------


class Keeper:
    """An object that keeps the very array it was made from."""

    def __init__(self, weights: Any) -> None:
        self.weights = weights


def test_untouched_gives_the_object_to_its_block() -> None:
    """And says nothing if all stays as it was."""
    with untouched(Keeper, np.ones(2)) as keeper:
        keeper.weights = keeper.weights - 1

    assert keeper.weights.sum() == 0


def test_an_argument_that_the_block_changes_is_named() -> None:
    """The call itself had left it alone."""
    with pytest.raises(ChangedInput) as caught, untouched(Keeper, weights=np.ones(2)) as keeper:
        keeper.weights -= 1

    assert (caught.value.key, caught.value.fields) == ("refusal.changed-later", {"arguments": "weights"})


def test_a_failure_within_the_block_comes_first() -> None:
    """A wrong answer says more than a changed argument."""
    with pytest.raises(Mismatch), untouched(Keeper, np.ones(2)) as keeper:
        keeper.weights -= 1
        same(keeper.weights, np.ones(2))
