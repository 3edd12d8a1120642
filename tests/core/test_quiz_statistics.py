"""Statistics of a quiz, against figures worked out by hand."""

from datetime import UTC, datetime

import pytest

from grader.core.quiz.results import Response, Result
from grader.core.quiz.statistics import correlation, kr20, quiz_statistics

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def result(student: str, *shares: float, attempt: int = 0, mistakes: tuple[str, ...] = (), size: int = 3) -> Result:
    responses = tuple(
        Response(f"q{place}", "topic", share, 1.0, mistakes if share == 0 else (), "x", {"size": size, "A": ((1,),)})
        for place, share in enumerate(shares)
    )
    return Result(student, "quiz", attempt, NOON, NOON, True, 0, student, responses)


FOUR = [result("a", 1, 1, 1), result("b", 1, 1, 0), result("c", 1, 0, 0), result("d", 0, 0, 0)]
"""A perfect ladder: 3, 2, 1 and 0 right; difficulties 3/4, 1/2, 1/4."""


def test_kr20_of_a_ladder() -> None:
    """The sum of p q is 3/16 + 4/16 + 3/16 = 5/8, the variance of the totals 5/4: 3/2 (1 - 1/2) = 3/4."""
    assert kr20(FOUR) == pytest.approx(0.75)


@pytest.mark.parametrize(
    "results",
    [
        pytest.param([], id="nobody"),
        pytest.param(FOUR[:1], id="one-student"),
        pytest.param([result("a", 1), result("b", 0)], id="one-question"),
        pytest.param([result("a", 1, 0), result("b", 0, 1)], id="no-variance"),
        pytest.param([result("a", 1, 1), result("b", 0, 1, 1)], id="other-questions"),
    ],
)
def test_kr20_is_left_out_where_it_means_nothing(results: list[Result]) -> None:
    """Instead of dividing by nothing."""
    assert kr20(results) is None


def test_difficulty_and_discrimination() -> None:
    """Each question against the others' sum: shares 1 1 1 0 against rests 2 1 0 0 (halves) give 0.522."""
    found = quiz_statistics("quiz", FOUR)

    assert [each.difficulty for each in found.questions] == [0.75, 0.5, 0.25]
    assert found.questions[0].discrimination == pytest.approx(0.5222, abs=1e-4)
    assert (found.n, found.mean, found.median) == (4, 50.0, 50.0)


def test_a_question_that_all_get_right_tells_nobody_apart() -> None:
    """Its discrimination is not defined."""
    found = quiz_statistics("quiz", [result("a", 1, 1), result("b", 1, 0)])

    assert found.questions[0].discrimination is None


def test_only_first_attempts_count() -> None:
    """Whatever comes in what order."""
    found = quiz_statistics("quiz", [result("a", 1, 1, attempt=1), result("a", 0, 0), result("b", 1, 1)])

    assert (found.n, found.mean) == (2, 50.0)


def test_shares_of_mistakes() -> None:
    """Of a question's students, and of the class: each student counts once."""
    found = quiz_statistics("quiz", [result("a", 0, 0, mistakes=("no-bias",)), result("b", 0, 1), result("c", 1, 1)])

    assert found.questions[0].mistakes == (("no-bias", pytest.approx(1 / 3)),)
    assert found.mistakes == (("no-bias", 1, pytest.approx(1 / 3)),)


def test_difficulty_by_the_value_of_a_parameter() -> None:
    """Only of scalars that took a few values."""
    found = quiz_statistics("quiz", [result("a", 1, size=3), result("b", 0, size=5), result("c", 0, size=5)])

    assert [(each.name, each.value, each.n, each.difficulty) for each in found.questions[0].by_value] == [
        ("size", "3", 1, 1.0),
        ("size", "5", 2, 0.0),
    ]


def test_a_class_that_is_empty_has_no_figures() -> None:
    """And a quiz that is not there."""
    assert quiz_statistics("other", FOUR).mean is None
    assert quiz_statistics("quiz", []).questions == ()


@pytest.mark.parametrize(
    ("xs", "ys", "value"), [([1, 2], [2, 4], 1), ([1, 2], [4, 2], -1), ([1, 1], [1, 2], None), ([], [], None)]
)
def test_correlation(xs: list[float], ys: list[float], value: float | None) -> None:
    """From -1 to 1, or none."""
    assert correlation(xs, ys) == (None if value is None else pytest.approx(value))
