"""The question bank as files beside the solutions: what is read, what is refused, and what `grade check quizzes` says."""

import shutil
from pathlib import Path

import pytest
from quiz_course import FILE, write_quiz_course
from support import ROOT, grade

from grader.core.catalogue import Course, read_course
from grader.primitives.errors import CourseError, UsageError
from grader.usecases.check_quizzes import check_quizzes
from grader.usecases.make_copy import make_copy
from grader.usecases.question_bank import load_bank


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """The tiny course, with a bank of one question."""
    return write_quiz_course(tmp_path)


def spoil(course: Course, name: str, text: str) -> Course:
    assert course.solutions
    (course.solutions / name).write_text(text, encoding="utf-8")
    return course


def test_a_bank_is_read_with_its_topics_and_sentences(course: Course) -> None:
    """And the exercises behind it."""
    bank = load_bank(course)

    assert list(bank.questions) == ["doubling"]
    assert bank.topics["numbers"].zh_TW == "數字"
    assert bank.library.module("one").double(4) == 8


def test_a_good_bank_is_in_order(course: Course) -> None:
    """Every rule is one finding, and the last says how various the questions are."""
    findings = check_quizzes(course, seeds=30, progress=lambda _: None)

    assert [finding.text for finding in findings if not finding.good] == []
    assert findings[-1].text == "1 questions in 1 topics, 1 computed (1 number)"
    assert findings[-1].details[0].startswith("doubling: ")


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        pytest.param("quizzes/numbers_quiz.py", "import nowhere", "cannot be imported", id="import"),
        pytest.param("quizzes/numbers_quiz.py", FILE.replace('"numbers"', '"letters"'), "topic 'letters'", id="topic"),
        pytest.param("quizzes/topics.toml", "[numbers]\nen = 'N'", "topics.toml is wrong", id="language"),
        pytest.param("quizzes/mistakes.toml", "[made-up", "mistakes.toml is wrong", id="toml"),
    ],
)
def test_a_bank_that_is_wrong_is_refused(course: Course, name: str, text: str, says: str) -> None:
    """And the gate reports it as a finding."""
    spoil(course, name, text)

    with pytest.raises(CourseError, match=says):
        load_bank(course)
    assert [finding.good for finding in check_quizzes(course, seeds=3, progress=lambda _: None)] == [False]


def test_a_question_of_an_exercise_that_is_not_there_is_reported(course: Course) -> None:
    """By its id."""
    spoil(course, "quizzes/numbers_quiz.py", FILE.replace('"one"', '"two"'))
    bad = [finding.text for finding in check_quizzes(course, seeds=3, progress=lambda _: None) if not finding.good]

    assert len(bad) == 1
    assert "doubling" in bad[0]
    assert "'two'" in bad[0]


def test_a_sentence_of_an_exercise_may_not_stand_in_the_banks_table(course: Course) -> None:
    """The same id means the same wherever it appears."""
    spoil(course, "quizzes/mistakes.toml", '[squared]\nen = "No."\nzh-TW = "不。"\n')
    bad = [finding.text for finding in check_quizzes(course, seeds=3, progress=lambda _: None) if not finding.good]

    assert bad == ["sentences of mistakes.toml are no exercise's: squared is a mistake of an exercise"]


def test_a_course_without_a_bank_has_no_finding(course: Course) -> None:
    """And says where questions belong when it is asked for one."""
    assert course.solutions
    shutil.rmtree(course.solutions / "quizzes")

    assert check_quizzes(course, seeds=3, progress=lambda _: None) == []
    with pytest.raises(UsageError, match="solutions/quizzes"):
        load_bank(course)


def test_a_students_copy_holds_no_question(tmp_path: Path) -> None:
    """Neither the files, nor a sentence of them."""
    copy = make_copy(read_course(ROOT), tmp_path / "copy")
    names = {path.name for path in copy.folder.parent.rglob("*")}

    assert names & {"quizzes", "topics.toml", "mistakes.toml", "mistakes.py"} == set()


def test_the_command_checks_the_questions_alone(course: Course) -> None:
    """`grade check quizzes`, with fewer seeds where time is short."""
    run = grade("--course", course.folder.parent, "check", "quizzes", "--seeds", 5)

    assert (run.code, "1 questions, 5 seeds" in run.text, "stub" in run.text) == (0, True, False)
