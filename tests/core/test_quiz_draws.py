"""Draws: the same for good, independent of each other, and fair."""

from collections import Counter

import pytest

from grader.core.quiz.draws import Draw, Seed
from grader.core.quiz.linting import chi_square, chi_square_bound

SEED = Seed(b"secret", "quiz", "student")
GOLDEN = [669, 254, 258, 888, 547, 446, 886, 380]
GOLDEN_ORDER = ("c", "f", "d", "e", "b", "a")


def test_a_stream_is_the_same_for_good() -> None:
    """These numbers were written down once; a change of them would change every quiz that was ever set."""
    draw = SEED.stream("question", "numbers")

    assert [draw.integer(0, 999) for _ in range(8)] == GOLDEN
    assert draw.shuffled("abcdef") == GOLDEN_ORDER


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(Seed(b"Secret", "quiz", "student").stream("question", "numbers"), id="secret"),
        pytest.param(Seed(b"secret", "quiz2", "student").stream("question", "numbers"), id="quiz"),
        pytest.param(Seed(b"secret", "quiz", "student2").stream("question", "numbers"), id="student"),
        pytest.param(Seed(b"secret", "quiz", "student", 1).stream("question", "numbers"), id="attempt"),
        pytest.param(SEED.stream("question2", "numbers"), id="question"),
        pytest.param(SEED.stream("question", "order"), id="purpose"),
        pytest.param(Seed(b"secret", "qui", "zstudent").stream("question", "numbers"), id="cut-elsewhere"),
    ],
)
def test_streams_differ_in_every_part_of_their_name(other: Draw) -> None:
    """Secret, quiz, student, attempt, question, purpose, and where one part ends and the next begins."""
    here = SEED.stream("question", "numbers")

    assert [here.integer(0, 999) for _ in range(8)] != [other.integer(0, 999) for _ in range(8)]


@pytest.mark.parametrize("span", [2, 3, 7, 10])
def test_whole_numbers_are_equally_likely(span: int) -> None:
    """By a chi-square that equal chances exceed once in a million; the draws are always the same ones."""
    draw = SEED.stream("uniform", str(span))
    counts = Counter(draw.integer(5, 4 + span) for _ in range(3000))

    assert set(counts) == set(range(5, 5 + span))
    assert chi_square(list(counts.values())) < chi_square_bound(span - 1)


def test_orders_are_equally_likely() -> None:
    """All six of three things."""
    draw = SEED.stream("uniform", "orders")
    counts = Counter(draw.shuffled("abc") for _ in range(3000))

    assert len(counts) == 6
    assert chi_square(list(counts.values())) < chi_square_bound(5)


def test_ranges_include_both_ends() -> None:
    """Also of decimals and cells."""
    draw = SEED.stream("ends", "")

    assert {draw.decimal(0.1, 0.3, 1) for _ in range(100)} == {0.1, 0.2, 0.3}
    assert {cell for row in draw.matrix(10, 10, -1, 1) for cell in row} == {-1, 0, 1}
    assert sorted(draw.sample(range(5), 5)) == [0, 1, 2, 3, 4]


@pytest.mark.parametrize(("low", "high"), [(1, 0), (0, 2**64)], ids=["empty", "too-wide"])
def test_a_range_that_cannot_be_drawn_from_is_refused(low: int, high: int) -> None:
    """Instead of drawing for ever."""
    with pytest.raises(ValueError, match="no whole number"):
        SEED.stream("", "").integer(low, high)
