"""What follows from a person's answers: progress, order of practice, and when a question is due again."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from quiz_bank import bank_of, doubling, picking, rows

from grader.core.quiz.history import (
    Answered,
    History,
    Sitting,
    entry_of,
    next_moment,
    practice_order,
    rating_of,
    read_history,
    sitting_entry,
    standings,
)
from grader.core.quiz.reviewing import due_now, next_due, schedule

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
BANK = bank_of(doubling, picking, rows)


def answer(question: str, share: float = 1.0, *mistakes: str, minutes: float = 0, sitting: str = "s") -> Answered:
    return Answered(question, START + timedelta(minutes=minutes), share, mistakes, sitting)


def test_a_log_gives_back_what_was_put_in() -> None:
    """Answers and sittings."""
    sitting = Sitting("s", "doubling", ("doubling", "picking"))
    one = answer("doubling", 0.5, "squared")

    assert read_history([sitting_entry(sitting, START), entry_of(one)]) == History((one,), (sitting,))


@pytest.mark.parametrize(
    "entry",
    [
        {},
        {"event": "unheard-of"},
        {"event": "answered"},
        {"event": "answered", "question": "a", "at": "never"},
        {"event": "began"},
    ],
)
def test_entries_that_are_not_understood_are_passed_over(entry: dict[str, Any]) -> None:
    """Those of a later version, too; what is beside them counts."""
    assert read_history([entry_of(answer("a")), entry, entry_of(answer("b"))]).answers == (answer("a"), answer("b"))


def test_time_never_runs_backwards() -> None:
    """A clock that was set back gives the time of the latest answer, and no answer is lost."""
    late, early = answer("a", minutes=60), answer("b", minutes=0)

    assert next_moment(START, late.at) == late.at
    assert [each.at for each in read_history([entry_of(late), entry_of(early)]).answers] == [late.at, late.at]


def test_a_sitting_is_unfinished_until_its_last_answer() -> None:
    """Only the last one of a name counts."""
    old, new = Sitting("old", "n", ("a", "b")), Sitting("new", "n", ("a", "b"))
    history = History((answer("a", sitting="new"),), (old, new))

    assert history.unfinished("n") == new
    assert history.unfinished("other") is None
    assert History((*history.answers, answer("b", sitting="new")), (old, new)).unfinished("n") is None


def test_the_last_answer_decides_whether_a_question_is_right() -> None:
    """In a topic's progress."""
    (standing,) = standings(BANK, History((answer("doubling"), answer("doubling", 0.0), answer("picking"))))

    assert (standing.questions, standing.seen, standing.right) == (3, 2, 1)


def test_practice_begins_with_what_is_new_then_what_was_wrong() -> None:
    """And begins again from the front where more are wanted than there are."""
    history = History((answer("doubling"), answer("picking", 0.0)))

    assert practice_order(BANK.of_topic("doubling"), history, 4) == ("rows", "picking", "doubling", "rows")


@pytest.mark.parametrize(
    ("now", "before", "rating"),
    [
        pytest.param(answer("a"), None, 3, id="right"),
        pytest.param(answer("a"), answer("a", 0.0), 3, id="right-after-a-slip"),
        pytest.param(answer("a"), answer("a", 0.0, "made-up"), 2, id="right-after-a-mistake"),
        pytest.param(answer("a", 0.75), None, 2, id="right-in-part"),
        pytest.param(answer("a", 0.75, "made-up"), None, 1, id="right-in-part-with-a-mistake"),
        pytest.param(answer("a", 0.25), None, 1, id="hardly-right"),
        pytest.param(answer("a", 0.0), None, 1, id="wrong"),
    ],
)
def test_the_rating_follows_from_the_answer(now: Answered, before: Answered | None, rating: int) -> None:
    """Nobody is asked how it felt."""
    assert rating_of(now, before) == rating


def test_a_question_is_due_later_each_time_it_is_right() -> None:
    """The distance between reviews grows."""
    answers: list[Answered] = []
    waits = []
    for _ in range(5):
        at = next_due(History(tuple(answers))) or START
        answers.append(Answered("a", at, 1.0, (), "s"))
        due = next_due(History(tuple(answers)))
        assert due is not None
        waits.append(due - at)

    assert waits == sorted(waits)
    assert waits[-1] > timedelta(days=20)


def test_a_mistake_that_was_seen_comes_back_sooner() -> None:
    """Than a wrong answer of no known kind, though both are then answered right, and first among those that are due."""
    slip = [answer("slip", 0.0), answer("slip", minutes=5), answer("slip", minutes=60 * 24 * 3)]
    mistake = [answer("known", 0.0, "made-up"), answer("known", minutes=5), answer("known", minutes=60 * 24 * 3)]
    history = History(tuple(sorted(slip + mistake, key=lambda each: each.at)))
    dues = {due.question: due.at for due in schedule(history)}

    assert dues["known"] < dues["slip"]
    seen = History((answer("slip", 0.0), answer("known", 0.0, "made-up", minutes=1)))
    assert [due.question for due in due_now(seen, START + timedelta(days=1))] == ["known", "slip"]


def test_the_schedule_is_the_same_for_the_same_answers() -> None:
    """Nothing in it is drawn."""
    history = History(tuple(answer(name, minutes=place * 7) for place, name in enumerate("abcab")))

    assert schedule(history) == schedule(history)
    assert due_now(history, START) == ()
