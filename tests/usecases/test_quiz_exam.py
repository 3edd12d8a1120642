"""An exam for a class: made, sat, collected; what is refused, and what the deadline does."""

import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from quiz_course import WITH_MORE, write_quiz_course

from grader.core.catalogue import Course
from grader.core.coursework import Student
from grader.core.quiz.forms import typed_form
from grader.core.quiz.marking import AskAgain
from grader.core.quiz.sheets import ANSWERS, line_of, read_lines, read_sheet
from grader.gradebook.book import Gradebook
from grader.primitives.errors import QuizError, UsageError
from grader.usecases.quizzes.collect_exam import Collected, collect_exam
from grader.usecases.quizzes.make_exam import Key, make_exam, read_keys
from grader.usecases.quizzes.sit_exam import Exam

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
CLASS = (Student("ada", "Ada"), Student("bob", "Bob"), Student("eve", "Eve"))
QUIZ = """
id = "midterm"
title.en = "Midterm"
title.zh-TW = "期中考"
language = "en"
minutes = 30

[[questions]]
id = "doubling"
weight = 2

[[questions]]
topic = "shapes"

[[questions]]
id = "word"
"""


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Course:
    """With three questions, and a secret."""
    monkeypatch.setenv("GRADER_SECRET", "of the teacher")
    return write_quiz_course(tmp_path / "course", WITH_MORE)


@pytest.fixture
def made(course: Course, tmp_path: Path) -> Path:
    """The quiz, made for three students."""
    return make(course, tmp_path, QUIZ)


def make(course: Course, folder: Path, quiz: str) -> Path:
    file = folder / "midterm.toml"
    file.write_text(quiz, encoding="utf-8")
    return make_exam(course, file, CLASS, folder / "exam").folder


def key_of(made: Path, student: str) -> Key:
    return next(key for key in read_keys(made).values() if key.student.id == student)


def sit(
    made: Path,
    student: str,
    *,
    right: bool = True,
    places: tuple[int, ...] = (0, 1, 2),
    at: datetime = NOON,
    end: bool = True,
) -> Path:
    """Answer, hand in; the file of answers."""
    key = key_of(made, student)
    with Exam(made / f"sheets/{student}.quiz", lambda: at) as exam:
        for place in places:
            question = key.questions[place]
            value = question.answer if right else next(iter(question.wrong.values()))  # type: ignore[attr-defined]
            assert exam.answer(place, typed_form(question, value)) is None
        if end:
            exam.hand_in()
        return exam.answers_path


def collect(made: Path) -> Collected:
    with Gradebook.open(made / "gradebook.sqlite") as book:
        return collect_exam(made / "sheets", made, book)


# --- making ---------------------------------------------------------------------------------------------------------


def test_every_student_gets_a_sheet_with_numbers_of_their_own(made: Path) -> None:
    """The same file, class and secret make the same sheets."""
    sheets = [read_sheet((made / f"sheets/{student.id}.quiz").read_bytes()) for student in CLASS]

    assert len({sheet.questions[0].prompt for sheet in sheets}) == 3
    assert {sheet.weights for sheet in sheets} == {(2.0, 1.0, 1.0)}


def test_a_sheet_tells_no_answer(made: Path) -> None:
    """No answer, no mistake, no explanation, no name of a question."""
    text = (made / "sheets/ada.quiz").read_text(encoding="utf-8")

    words = ('"answer"', '"wrong"', '"mistakes"', '"explanation"', '"id"', "made-up", "squared", "It grows", "doubling")
    assert [word for word in words if word in text] == []


def test_keys_are_for_the_teacher_only(made: Path) -> None:
    """By the permissions of their file."""
    assert (made / "keys.jsonl").stat().st_mode & 0o077 == 0


def test_a_quiz_may_draw_its_questions(course: Course, tmp_path: Path) -> None:
    """So many of those that are named, others for each student."""
    made = make(course, tmp_path, QUIZ.replace("weight = 2\n", "").replace("minutes = 30", "number = 2"))
    chosen = [tuple(question.id for question in key.questions) for key in read_keys(made).values()]

    assert {len(each) for each in chosen} == {2}


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        pytest.param('"doubling"', '"doublng"', "no question 'doublng'; did you mean doubling", id="unknown-question"),
        pytest.param('"shapes"', '"shape"', "no topic 'shape'; did you mean shapes", id="unknown-topic"),
        pytest.param('id = "word"', 'id = "doubling"', "asked twice", id="twice"),
        pytest.param('id = "word"', 'id = "word"\ntopic = "words"', "one of the two", id="id-and-topic"),
        pytest.param('id = "word"', 'topic = "words"\ncount = 5', "has 1 questions", id="more-than-there-are"),
        pytest.param("weight = 2", "weight = -1", "weight", id="weight"),
        pytest.param("weight = 2", "weights = 2", "unknown setting, 'weights'", id="unknown-key"),
        pytest.param("minutes = 30", "minutes = true", "minutes", id="minutes"),
        pytest.param("minutes = 30", "number = 9", "give 3 questions", id="number"),
        pytest.param("minutes = 30", "number = 2", "same", id="number-with-weights"),
        pytest.param("minutes = 30", "closes = 2026-03-01T12:00:00", "zone", id="time-without-zone"),
        pytest.param('language = "en"', 'language = "fr"', "en, zh-TW", id="language"),
        pytest.param('id = "midterm"', "", "'id' is missing", id="no-id"),
        pytest.param('id = "midterm"', 'id = "../x"', "hyphens", id="id-of-a-path"),
        pytest.param('id = "midterm"', "id = ", "not valid TOML", id="toml"),
        pytest.param("[[questions]]", "[[quesions]]", "unknown setting, 'quesions'", id="misspelled-table"),
    ],
)
def test_a_quiz_file_that_is_wrong_is_refused(course: Course, tmp_path: Path, old: str, new: str, says: str) -> None:
    """With what is wrong; nothing is written."""
    with pytest.raises(UsageError, match=says):
        make(course, tmp_path, QUIZ.replace(old, new))

    assert not (tmp_path / "exam").exists()


def test_nothing_is_written_over(course: Course, made: Path, tmp_path: Path) -> None:
    """Sheets that were handed out stay."""
    with pytest.raises(UsageError, match="there already"):
        make_exam(course, tmp_path / "midterm.toml", CLASS, made)


# --- sitting --------------------------------------------------------------------------------------------------------


def test_what_cannot_be_read_is_asked_again_without_the_answer(made: Path) -> None:
    """It follows from the question alone."""
    with Exam(made / "sheets/ada.quiz", lambda: NOON) as exam:
        again = [exam.answer(0, "1,5"), exam.answer(0, "1.234"), exam.answer(1, "1 2\n3"), exam.answer(2, "Z")]

        assert all(isinstance(each, AskAgain) for each in again)
        assert exam.typed == {}


def test_the_deadline_is_kept_across_a_restart(made: Path) -> None:
    """It counts from the first opening, whatever happens to the process."""
    with Exam(made / "sheets/ada.quiz", lambda: NOON) as exam:
        assert exam.left is not None
        assert timedelta(minutes=29) < exam.left <= timedelta(minutes=30)
        exam.answer(2, "A")
    with Exam(made / "sheets/ada.quiz", lambda: NOON + timedelta(minutes=29)) as exam:
        assert not exam.is_over()
        assert exam.typed == {2: "A"}
    with Exam(made / "sheets/ada.quiz", lambda: NOON + timedelta(minutes=31)) as exam:
        assert exam.is_over()
        with pytest.raises(UsageError, match="time is over"):
            exam.answer(2, "B")
        assert exam.typed == {2: "A"}


def test_a_clock_that_is_set_back_gives_no_time(made: Path) -> None:
    """Time goes on from the latest that was seen."""
    with Exam(made / "sheets/ada.quiz", lambda: NOON) as exam:
        exam.answer(2, "A")
    with Exam(made / "sheets/ada.quiz", lambda: NOON + timedelta(minutes=20)) as exam:
        exam.answer(2, "B")
    with Exam(made / "sheets/ada.quiz", lambda: NOON - timedelta(days=1)) as exam:
        assert exam.left is not None
        assert exam.left <= timedelta(minutes=10)


def test_one_window_at_a_time(made: Path) -> None:
    """A second one is told so."""
    with (
        Exam(made / "sheets/ada.quiz"),
        pytest.raises(UsageError, match="another window"),
        Exam(made / "sheets/ada.quiz"),
    ):
        pass


def test_an_answer_that_was_broken_off_costs_only_itself(made: Path) -> None:
    """A power cut in the middle of a line."""
    path = sit(made, "ada", places=(0, 2), end=False)
    content = path.read_bytes()
    path.write_bytes(content[:-10])
    with Exam(made / "sheets/ada.quiz", lambda: NOON) as exam:
        assert list(exam.typed) == [0]
        exam.answer(2, "A")
        exam.hand_in()

    assert [len(result.responses) for result in collect(made).results] == [3]


@pytest.mark.parametrize("content", [b"", b"{}", b"[]", b"\xff", b'{"schema": "quiz-sheet/1"}', b"[" * 100_000])
def test_a_file_that_is_no_sheet_is_refused(tmp_path: Path, content: bytes) -> None:
    """Whatever it is."""
    (tmp_path / "x.quiz").write_bytes(content)

    with pytest.raises(QuizError, match="no sheet"):
        Exam(tmp_path / "x.quiz")


def test_answers_of_another_sheet_are_not_added_to(made: Path) -> None:
    """Nor changed."""
    path = sit(made, "ada")
    os.replace(path, made / "sheets/bob.answers")

    with pytest.raises(QuizError, match="another sheet"), Exam(made / "sheets/bob.quiz"):
        pass


# --- collecting -----------------------------------------------------------------------------------------------------


def test_a_class_is_collected_into_the_gradebook(made: Path) -> None:
    """Points by weight (half of Bob's cells are right), mistakes by id, who is missing; a second time changes nothing."""
    sit(made, "ada")
    sit(made, "bob", right=False)
    collected = collect(made)

    assert [(each.student, each.points, each.max_points) for each in collected.results] == [
        ("ada", 4.0, 4.0),
        ("bob", 0.5, 4.0),
    ]
    assert {name for response in collected.results[1].responses for name in response.mistakes} == {"squared", "made-up"}
    assert (collected.refused, collected.missing) == ((), ("eve",))
    assert collect(made) == collected


def test_an_answer_that_was_never_given_earns_nothing(made: Path) -> None:
    """The rest counts, also where nobody handed in."""
    sit(made, "ada", places=(0,), end=False)
    (result,) = collect(made).results

    assert (result.points, result.handed_in, [each.typed != "" for each in result.responses]) == (
        2.0,
        False,
        [True, False, False],
    )


def test_the_last_answer_to_a_question_counts(made: Path) -> None:
    """It may be changed until the end."""
    sit(made, "ada", right=False, end=False)
    sit(made, "ada")

    assert collect(made).results[0].points == 4.0


def changed(content: bytes, change: str) -> bytes:
    lines = content.splitlines(keepends=True)
    match change:
        case "an answer":
            lines[1] = lines[1].replace(b'"typed":"', b'"typed":"1')
        case "a time":
            lines[1] = lines[1].replace(b"2026-03-01T12", b"2026-03-01T11")
        case "a line is missing":
            del lines[1]
        case "two lines are swapped":
            lines[1], lines[2] = lines[2], lines[1]
        case "no file of answers":
            return b"my answers: 1, 2, 3\n"
        case "empty":
            return b""
        case "nothing but bytes":
            return bytes(range(256)) * 40
    return b"".join(lines)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ("an answer", "Line 2 is not as it was written"),
        ("a time", "Line 2 is not as it was written"),
        ("a line is missing", "Line 2 is not as it was written"),
        ("two lines are swapped", "Line 2 is not as it was written"),
        ("no file of answers", "Line 1 is none"),
        ("empty", "no file of answers"),
        ("nothing but bytes", "Line 1 is none"),
    ],
)
def test_a_file_that_was_changed_is_refused_with_the_reason(made: Path, change: str, says: str) -> None:
    """And the others count."""
    path = sit(made, "ada")
    sit(made, "bob")
    path.write_bytes(changed(path.read_bytes(), change))
    collected = collect(made)

    assert [each.student for each in collected.results] == ["bob"]
    assert [(each.file, says in each.why) for each in collected.refused] == [("ada.answers", True)]


def forged(made: Path, *lines: tuple[str, datetime, dict[str, object]], seal: str | None = None) -> bytes:
    """A file whose chain is right: anybody can compute one who has the sheet."""
    before = seal or key_of(made, "ada").seal
    content = b""
    for number, (event, at, fields) in enumerate(lines):
        first = {"schema": ANSWERS, "seal": before, "quiz": "midterm", "student": "ada"} if number == 0 else {}
        line, written = line_of(event, at, before, **first, **fields)
        before, content = line.chain, content + written
    return content


ANSWER = ("answered", NOON, {"place": 2, "typed": "A"})


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        pytest.param([ANSWER], "order", id="never-opened"),
        pytest.param([("opened", NOON, {}), ("handed in", NOON, {}), ANSWER], "order", id="after-the-end"),
        pytest.param([("opened", NOON, {}), ("bribed", NOON, {}), ANSWER], "order", id="unheard-of"),
        pytest.param([("opened", NOON + timedelta(hours=1), {}), ANSWER], "backwards", id="backwards"),
        pytest.param(
            [("opened", NOON, {}), ("answered", NOON, {"place": 9, "typed": "A"})], "does not have", id="place"
        ),
        pytest.param(
            [("opened", NOON, {}), ("answered", NOON, {"place": 0, "typed": 5})], "does not have", id="no-text"
        ),
        pytest.param([("opened", NOON, {}), ("answered", NOON, {})], "does not have", id="no-place"),
    ],
)
def test_a_file_that_cannot_have_come_about_is_refused(
    made: Path, lines: list[tuple[str, datetime, dict[str, object]]], says: str
) -> None:
    """Though its chain is right."""
    (made / "sheets/ada.answers").write_bytes(forged(made, *lines))
    collected = collect(made)

    assert (collected.results, [says in each.why for each in collected.refused]) == ((), [True])


def test_answers_under_a_seal_that_nobody_made_are_refused(made: Path) -> None:
    """A seal cannot be guessed."""
    (made / "sheets/ada.answers").write_bytes(forged(made, ("opened", NOON, {}), ANSWER, seal="0" * 64))

    assert "no sheet of this quiz" in collect(made).refused[0].why


def test_answers_after_the_deadline_do_not_count(made: Path) -> None:
    """Where somebody has changed their program to take them."""
    late = ("answered", NOON + timedelta(minutes=31), {"place": 2, "typed": "A"})
    (made / "sheets/ada.answers").write_bytes(forged(made, ("opened", NOON, {}), late))
    (result,) = collect(made).results

    assert (result.points, result.late) == (0.0, 1)


def test_of_two_files_of_a_student_the_longer_counts_if_it_goes_on_from_the_other(made: Path) -> None:
    """One that contradicts it is refused."""
    path = sit(made, "ada", places=(0,), end=False)
    early = path.read_bytes()
    sit(made, "ada", places=(1, 2))
    (made / "sheets/copy.answers").write_bytes(early)
    assert (collect(made).refused, collect(made).results[0].points) == ((), 4.0)

    (made / "sheets/copy.answers").write_bytes(forged(made, ("opened", NOON, {}), ANSWER))
    assert ["differs" in each.why for each in collect(made).refused] == [True]


def test_a_file_that_contradicts_what_was_collected_is_refused(made: Path) -> None:
    """Whoever changes the answers after the exam changes their chain."""
    sit(made, "ada")
    before = collect(made).results
    (made / "sheets/ada.answers").write_bytes(forged(made, ("opened", NOON, {}), ANSWER))
    collected = collect(made)

    assert ["collected of ada before" in each.why for each in collected.refused] == [True]
    assert collected.results == before


def test_a_link_and_an_endless_file_are_not_read(made: Path) -> None:
    """What is handed in is hostile."""
    sit(made, "bob")
    (made / "sheets/link.answers").symlink_to(made / "keys.jsonl")
    with (made / "sheets/large.answers").open("wb") as file:
        file.truncate(10**9)
    collected = collect(made)

    assert {each.file for each in collected.refused} == {"link.answers", "large.answers"}


def test_keys_that_were_changed_are_refused(made: Path) -> None:
    """And a folder without any."""
    (made / "keys.jsonl").write_text('{"seal": 1}\n')
    with pytest.raises(QuizError, match="not as it was written"):
        read_keys(made)
    with pytest.raises(UsageError, match="grade quiz make"):
        read_keys(made / "sheets")


def test_a_receipt_stands_for_every_line(made: Path) -> None:
    """Another answer gives another one."""
    with Exam(made / "sheets/ada.quiz", lambda: NOON) as exam:
        exam.answer(2, "A")
        first = exam.receipt
        exam.answer(2, "B")
        last = exam.hand_in()
    lines = read_lines((made / "sheets/ada.answers").read_bytes())

    assert first != last == lines[-1].chain[:12]
    assert json.loads((made / "sheets/ada.quiz").read_text())["student"] == "ada"
