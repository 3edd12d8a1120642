"""The JSON of questions: exact, the same for good, strict, and silent about answers while they are open."""

import json
from pathlib import Path
from typing import Any

import pytest
from quiz_bank import ALL, posed

from grader.core.quiz.layout import question_lines
from grader.core.quiz.marking import AskAgain, mark
from grader.core.quiz.stored import SCHEMA, blank, from_json, public_json, to_json
from grader.primitives.errors import QuizError

GOLDEN = Path(__file__).with_name("quiz_questions.json")
SECRETS = (
    "answer",
    "wrong",
    "mistakes",
    "explanation",
    "tolerance",
    "points",
    "key",
    "made-up",
    "squared",
    "id",
    "slide",
)


def test_the_same_seed_gives_the_same_json_for_good() -> None:
    """As it was written down once: no version of Python or numpy may change what was drawn."""
    now = {function.__name__: to_json(posed(function)) for function in ALL}

    assert json.loads(json.dumps(now)) == json.loads(GOLDEN.read_text(encoding="utf-8"))


@pytest.mark.parametrize("function", ALL, ids=lambda each: each.__name__)
def test_a_question_survives_its_json(function: Any) -> None:
    """Every field of every kind."""
    question = posed(function)

    assert from_json(json.loads(json.dumps(to_json(question)))) == question


@pytest.mark.parametrize("function", ALL, ids=lambda each: each.__name__)
def test_what_may_be_shown_tells_no_answer(function: Any) -> None:
    """No answer, no mistake, no key of an option, at any depth."""
    shown = json.dumps(public_json(posed(function)))

    assert [secret for secret in SECRETS if f'"{secret}"' in shown] == []


@pytest.mark.parametrize("function", ALL, ids=lambda each: each.__name__)
def test_what_may_be_shown_is_enough_to_ask(function: Any) -> None:
    """The same lines in both languages, and the same answers are asked again."""
    question = posed(function)
    shown = blank(json.loads(json.dumps(public_json(question))))

    assert [question_lines(shown, each, 80) for each in ("en", "zh-TW")] == [
        question_lines(question, each, 80) for each in ("en", "zh-TW")
    ]
    for text in ("", "1,5", "1.234", "1 2\n3", "Z", "A", "12", "n + 1", "n +", "1 2 3", "ABCD"):
        again, known = mark(shown, text), mark(question, text)
        assert isinstance(again, AskAgain) == isinstance(known, AskAgain), text


@pytest.mark.parametrize("data", [None, [], {}, {"schema": "quiz-question-public/1"}], ids=repr)
def test_what_cannot_be_shown_is_refused(data: object) -> None:
    """A sheet that somebody has edited."""
    with pytest.raises(QuizError):
        blank(data)


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"schema": "quiz-question/2"}, id="another-version"),
        pytest.param({"kind": "essay"}, id="another-kind"),
        pytest.param({"answer": "many"}, id="no-number"),
        pytest.param({"more": 1}, id="one-field-more"),
        pytest.param({"prompt": {"en": "only"}}, id="one-language"),
        pytest.param({"prompt": {"en": 1, "zh-TW": 2}}, id="text-that-is-none"),
        pytest.param({"wrong": [1]}, id="list-for-a-map"),
        pytest.param({"given": None}, id="null-for-a-map"),
        pytest.param({"mistakes": {"a": 1}}, id="map-for-a-list"),
    ],
)
def test_json_that_is_no_question_is_refused(change: dict[str, Any]) -> None:
    """With what is wrong, and never by another error."""
    data = {**to_json(posed(ALL[0])), **change}

    with pytest.raises(QuizError, match=SCHEMA):
        from_json(data)


@pytest.mark.parametrize("data", [None, [], "text", 5, {}, {"schema": SCHEMA}], ids=repr)
def test_json_of_another_shape_is_refused(data: object) -> None:
    """Whatever it is."""
    with pytest.raises(QuizError):
        from_json(data)
