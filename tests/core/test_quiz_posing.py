"""Posing: unfit draws are thrown away, what is posed is complete, and authors' mistakes are named."""

from typing import Any

import pytest
from quiz_bank import (
    ALL,
    BASE,
    OWN,
    SEED,
    TOPICS,
    WHY,
    Exercises,
    asked,
    bank_of,
    doubling,
    picking,
    posed,
    sizes,
    steps,
)

from grader.core.quiz import Choice, Formula, Matrix, MultipleChoice, Number, Order, SpotTheError, Text
from grader.core.quiz.bank import Declared, make_bank
from grader.core.quiz.draws import Seed
from grader.core.quiz.posing import pose, unfit
from grader.core.quiz.questions import Question
from grader.primitives.errors import CourseError

SEEDS = [Seed(b"s", "q", str(number)) for number in range(200)]
ONE = Text("one", "一")


def test_no_draw_is_posed_in_which_a_mistake_gives_the_right_answer() -> None:
    """Two squared is two doubled, and nothing doubled is nothing."""
    numbers = {posed(doubling, seed).given["number"] for seed in SEEDS}

    assert numbers
    assert numbers.isdisjoint({0, 1, 2})


def test_unfit_draws_are_counted_with_their_reason() -> None:
    """The linter reports how many there are."""

    def tight(draw: Any, reference: Any) -> Question:
        number = draw.integer(1, 4)
        return Number(**BASE, given={}, answer=2 * number, wrong=reference.wrong("double", number, ids=["squared"]))

    bank = bank_of(tight)
    rejected = [pose(bank, bank.question("tight"), seed).rejected for seed in SEEDS]

    assert {why for each in rejected for why in each} == {"the answer and squared are the same"}


@pytest.mark.parametrize(
    ("question", "why"),
    [
        pytest.param(Number(**BASE, answer=0.5, decimals=2, wrong={"made-up": 0.52}), "same", id="too-near"),
        pytest.param(Number(**BASE, answer=5, wrong={"made-up": 7, "other": 7}), "same", id="two-mistakes"),
        pytest.param(
            Matrix(**BASE, answer=[[1.0, 2.5]], decimals=1, wrong={"made-up": [[1.1, 2.4]]}), "same", id="cells"
        ),
        pytest.param(Number(prompt=Text("1,024 of 7", "7"), explanation=WHY, answer=1024), "prompt", id="in-prompt"),
        pytest.param(
            Choice(**BASE, options={"right": Text("two", "二"), "made-up": Text("also two", "二"), "other": ONE}),
            "alike",
            id="options",
        ),
        pytest.param(
            Order(**BASE, items={"b": ONE, "a": Text("one", "壹"), "c": Text("two", "二")}), "alike", id="steps"
        ),
    ],
)
def test_what_would_be_marked_unfairly_is_unfit(question: Question, why: str) -> None:
    """Nearer than any typed value can tell, or given away."""
    assert why in (unfit(question) or "")


@pytest.mark.parametrize("function", ALL, ids=lambda each: each.__name__)
def test_the_same_seed_poses_the_same_question(function: Any) -> None:
    """And another student gets another one, where anything is drawn."""
    assert posed(function) == posed(function)
    assert len({repr(posed(function, seed)) for seed in SEEDS[:30]}) > (0 if function.__name__ == "spotting" else 1)


def test_a_posed_question_is_complete() -> None:
    """Id, topic, slide, filled texts, and the exercise's own sentence."""
    question = posed(doubling)
    number = question.given["number"]

    assert (question.id, question.topic, question.slide) == ("doubling", "doubling", "001 p. 1")
    assert question.prompt.en == f"Double {number}."
    assert question.explanation.zh_TW == f"$2 \\cdot {number} = {2 * number}$"
    assert question.mistakes["squared"] == Text("You squared it.", "你把它平方了。")


def test_points_of_a_formula_tell_its_mistakes_apart() -> None:
    """They are drawn until they do."""
    question = posed(sizes)

    assert isinstance(question, Formula)
    assert len(question.points) == 12
    assert unfit(question) is None


def test_steps_are_never_shown_in_the_right_order() -> None:
    """Or nothing would have to be done."""
    assert all(tuple(posed(steps, seed).items) != ("p", "q", "r", "s") for seed in SEEDS)  # type: ignore[attr-defined]


def test_a_question_for_which_no_draw_is_fit_is_refused() -> None:
    """After a bounded number of draws, with the reason and what to do."""

    def never(draw: Any, reference: Any) -> Question:
        return Number(**BASE, answer=4, wrong=reference.wrong("double", 2, ids=["squared"]))

    with pytest.raises(CourseError, match=r"never: none of 200 draws .* squared are the same 200 times.*larger ranges"):
        posed(never)


@pytest.mark.parametrize(
    ("make", "says"),
    [
        pytest.param(lambda: Number(**BASE, answer=0.5), "tolerance", id="no-tolerance"),
        pytest.param(lambda: Number(**BASE, answer=float("nan")), "finite", id="nan"),
        pytest.param(lambda: Number(**BASE, answer=True), "number", id="true"),
        pytest.param(lambda: Number(**BASE, answer="5"), "number", id="text"),
        pytest.param(lambda: Number(**BASE, answer=5, credit="share"), "credit", id="no-share-of-a-number"),
        pytest.param(lambda: Matrix(**BASE, answer=[[1], [2, 3]]), "different length", id="ragged"),
        pytest.param(lambda: Choice(**BASE, options={"right": ONE}), "2 to 26", id="one-option"),
        pytest.param(lambda: Choice(**BASE, options={"a": ONE, "b": ONE}), "keys", id="no-right-option"),
        pytest.param(
            lambda: MultipleChoice(**BASE, options={"a": ONE, "b": ONE}, answer=()), "no right", id="none-right"
        ),
        pytest.param(
            lambda: Order(**BASE, items={"a": ONE, "b": ONE}, answer=("a", "a")), "each step once", id="twice"
        ),
        pytest.param(lambda: SpotTheError(**BASE, lines=(ONE,), answer=2), "no line", id="no-such-line"),
    ],
)
def test_a_question_that_cannot_be_is_refused(make: Any, says: str) -> None:
    """Where its author makes it."""
    with pytest.raises(CourseError, match=says):
        make()


@pytest.mark.parametrize(
    ("question", "says"),
    [
        pytest.param(
            Number(**BASE, answer=5, wrong={"unheard-of": 6}), "nobody knows the mistake 'unheard-of'", id="id"
        ),
        pytest.param(Number(prompt=Text("<n>", "<n>"), explanation=WHY, answer=5), "no value", id="no-value"),
        pytest.param(
            Number(prompt=Text("<n>", "n"), explanation=WHY, answer=5, given={"n": 7}), "other fields", id="fields"
        ),
        pytest.param(
            Number(prompt=Text("<answer>", "<answer>"), explanation=WHY, answer=5),
            "no value",
            id="answer-in-the-prompt",
        ),
    ],
)
def test_a_question_that_cannot_be_completed_is_refused(question: Question, says: str) -> None:
    """With the question's id."""
    with pytest.raises(CourseError, match=f"Question fixed: .*{says}"):
        asked(question)


def test_an_error_in_a_questions_function_names_the_question() -> None:
    """Whatever it raises."""

    def broken(draw: Any, reference: Any) -> Question:
        return reference.double()

    with pytest.raises(CourseError, match=r"Question broken cannot be drawn .TypeError"):
        posed(broken)


def test_a_function_that_no_exercise_has_is_named() -> None:
    """So is a mistake that a function does not have."""

    def elsewhere(draw: Any, reference: Any) -> Question:
        return reference.triple(2)

    def unknown(draw: Any, reference: Any) -> Question:
        return Number(**BASE, answer=5, wrong=reference.wrong("double", 2, ids=["tripled"]))

    with pytest.raises(CourseError, match="has triple"):
        posed(elsewhere)
    with pytest.raises(CourseError, match="no known mistake 'tripled'"):
        posed(unknown)


@pytest.mark.parametrize(
    ("topics", "says"),
    [(("nowhere",), "topic 'nowhere'"), (("ideas", "ideas"), "Two questions")],
    ids=["topic", "twice"],
)
def test_a_bank_that_contradicts_itself_is_refused(topics: tuple[str, ...], says: str) -> None:
    """Unknown topics, and ids that occur twice."""
    declared = [Declared("same", topic, "", (), picking) for topic in topics]

    with pytest.raises(CourseError, match=says):
        make_bank(declared, TOPICS, OWN, Exercises())


def test_questions_are_in_the_order_of_their_topics() -> None:
    """Not in that of their files."""
    declared = [Declared(topic, topic, "", (), picking) for topic in ("ideas", "doubling")]

    assert list(make_bank(declared, TOPICS, OWN, Exercises()).questions) == ["doubling", "ideas"]
    assert SEED.attempt == 0
