"""Practice: what is asked, kept, and taken up again, whatever happens to the process, the clock or the file."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from quiz_course import WITH_MORE, write_quiz_course

from grader.core.catalogue import Course
from grader.core.quiz.forms import typed_form
from grader.core.quiz.marking import AskAgain, Marked
from grader.core.quiz.questions import Question
from grader.core.quiz.stored import from_json
from grader.primitives.errors import UsageError
from grader.usecases.question_bank import load_bank
from grader.usecases.quizzes.answer_log import read_entries
from grader.usecases.quizzes.practice import Practice, find_topic, log_path, practise, show_standing

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Course:
    """Three topics of one question each, and a home of its own."""
    monkeypatch.setenv("GRADER_HOME", str(tmp_path / "home"))
    return write_quiz_course(tmp_path / "course", WITH_MORE)


def answer(practice: Practice, *, right: bool = True, at: datetime = NOON) -> Question:
    question = practice.questions[0]
    value = question.answer if right else question.wrong[next(iter(question.wrong))]  # type: ignore[attr-defined]
    assert isinstance(practice.answer(typed_form(question, value), lambda: at), Marked)
    return question


def test_every_answer_is_kept_with_its_question(course: Course) -> None:
    """All of it, so that nothing is drawn again in order to mark it."""
    with practise(course, "numbers", 2) as practice:
        assert practice
        asked = [answer(practice), answer(practice, right=False)]
    entries = [entry for entry in read_entries(log_path(course)) if entry["event"] == "answered"]

    assert [from_json(entry["posed"]) for entry in entries] == asked
    assert [(entry["share"], entry["mistakes"]) for entry in entries] == [(1.0, []), (0.0, ["squared"])]


def test_each_time_the_numbers_are_others(course: Course) -> None:
    """Within a quiz, and in the next one."""
    numbers = []
    for _ in range(2):
        with practise(course, "numbers", 3) as practice:
            assert practice
            numbers += [answer(practice).given["number"] for _ in range(3)]

    assert len(set(numbers)) > 3


def test_a_quiz_goes_on_where_it_was_left(course: Course) -> None:
    """With the very question that was open; a fresh one begins anew."""
    with practise(course, "numbers", 3) as practice:
        assert practice
        answer(practice)
        open_question = practice.questions[0]
    with practise(course, "numbers", 3) as again:
        assert again
        assert (again.resumed, again.number, len(again.questions)) == (1, 2, 2)
        assert again.questions[0] == open_question
    with practise(course, "numbers", 3, fresh=True) as fresh:
        assert fresh
        assert (fresh.resumed, len(fresh.questions)) == (0, 3)


def test_what_is_asked_again_is_not_kept(course: Course) -> None:
    """It is no answer."""
    with practise(course, "numbers", 1) as practice:
        assert practice
        assert isinstance(practice.answer("1,5"), AskAgain)
        assert len(practice.questions) == 1
    assert [entry["event"] for entry in read_entries(log_path(course))] == ["began"]


def test_a_question_that_is_given_up_counts_as_not_known(course: Course) -> None:
    """It is due soon."""
    with practise(course, "words", 1) as practice:
        assert practice
        practice.give_up(lambda: NOON)

    assert show_standing(course, lambda: NOON + timedelta(hours=1)).due == 1


def test_a_review_asks_what_is_due_with_new_numbers(course: Course) -> None:
    """And nothing where nothing is."""
    with practise(course, "numbers", 1) as practice:
        assert practice
        first = answer(practice, right=False)
    with practise(course, "review", 9, clock=lambda: NOON) as nothing:
        assert nothing is None
    with practise(course, "review", 9, clock=lambda: NOON + timedelta(hours=1)) as review:
        assert review
        assert [question.id for question in review.questions] == ["doubling"]
        assert review.questions[0].given != first.given


def test_a_clock_that_was_set_back_loses_nothing(course: Course) -> None:
    """Answers count from the latest time that was seen."""
    with practise(course, "numbers", 2, clock=lambda: NOON) as practice:
        assert practice
        answer(practice, at=NOON)
        answer(practice, at=NOON - timedelta(days=400))
    times = [entry["at"] for entry in read_entries(log_path(course)) if entry["event"] == "answered"]

    assert times == [NOON.isoformat()] * 2
    assert show_standing(course, lambda: NOON - timedelta(days=400)).standings[0].seen == 1


def test_a_second_process_is_told_to_wait(course: Course) -> None:
    """Two would mix up their numbers; looking is allowed."""
    with practise(course, "numbers", 1), pytest.raises(UsageError, match="Another `grade quiz` is open"):
        with practise(course, "words", 1):
            pass
        show_standing(course)


def test_an_entry_that_was_broken_off_costs_only_itself(course: Course) -> None:
    """A power cut in the middle of a line, and damage in the middle of the file."""
    with practise(course, "numbers", 3) as practice:
        assert practice
        answer(practice)
        answer(practice)
    path = log_path(course)
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(lines[0] + b"x" * 40 + b"\n" + lines[2] + lines[1][: len(lines[1]) // 2])
    with practise(course, "numbers", 3) as again:
        assert again
        assert again.resumed == 1
        answer(again)

    assert [entry["event"] for entry in read_entries(path)] == ["began", "answered", "answered"]


@pytest.mark.parametrize(
    "junk", [b"\n", b"{}\n", b"\xff\x00\n", b"0" * 16 + b" [1]\n"], ids=["empty", "json", "bytes", "list"]
)
def test_a_file_of_something_else_is_no_history(course: Course, junk: bytes) -> None:
    """It is left as it is, and added to."""
    path = log_path(course)
    path.parent.mkdir(parents=True)
    path.write_bytes(junk)
    with practise(course, "numbers", 1) as practice:
        assert practice
        answer(practice)

    assert path.read_bytes().startswith(junk)


def test_a_log_that_cannot_be_written_is_named(course: Course) -> None:
    """With what to do."""
    log_path(course).mkdir(parents=True)

    with pytest.raises(UsageError, match="GRADER_HOME"), practise(course, "numbers", 1):
        pass


@pytest.mark.parametrize(
    ("wanted", "topic"),
    [("numbers", "numbers"), ("num", "numbers"), ("NUM", "numbers"), ("形", "shapes"), ("w", "words")],
)
def test_a_topic_is_found_by_the_beginning_of_its_name(course: Course, wanted: str, topic: str) -> None:
    """In either language."""
    assert find_topic(load_bank(course), wanted) == topic


def test_a_topic_that_is_not_there_is_refused_with_those_that_are(course: Course) -> None:
    """So is one that several names begin with."""
    with pytest.raises(UsageError, match="numbers, shapes, words"):
        find_topic(load_bank(course), "nothing")
    with pytest.raises(UsageError, match="several"):
        find_topic(load_bank(course), "")


def test_answers_to_questions_that_are_gone_are_kept_but_not_asked(course: Course) -> None:
    """A course may drop a question."""
    with practise(course, "words", 1) as practice:
        assert practice
        answer(practice, right=False)
    assert course.solutions
    (course.solutions / "quizzes/more_quiz.py").unlink()

    assert show_standing(course, lambda: NOON + timedelta(days=9)).due == 0
    assert len(list(read_entries(log_path(course)))) == 2
