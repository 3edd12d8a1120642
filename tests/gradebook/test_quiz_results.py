"""Quizzes in the gradebook, in SQLite and in PostgreSQL."""

import dataclasses
from datetime import UTC, datetime

from grader.core.coursework import Student
from grader.core.quiz.results import Response, Result
from grader.gradebook.book import Gradebook

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
ADA, BOB = Student("ada", "Ada"), Student("bob", "Bob")
GIVEN = {"kernel": 3, "p": 0.5, "A": [[1, 2]], "code": "x = 1\ny = 2"}
RIGHT = Response("q1", "topic", 1.0, 2.0, (), "18,496", GIVEN)
WRONG = Response("q2", "topic", 0.25, 1.0, ("no-bias", "one-filter"), "卷積\x00\x1b\ud800", {})


def result(student: Student, *responses: Response, quiz: str = "midterm", chain: str = "c") -> Result:
    return Result(student.id, quiz, 0, NOON, NOON, True, 0, chain, responses)


def test_results_come_back_as_they_were(book: Gradebook) -> None:
    """Every field, by quiz and student; text that no database takes is kept in a form that it does."""
    results = [result(BOB, RIGHT), result(ADA, RIGHT, dataclasses.replace(WRONG, typed="卷積 1/3"))]
    book.record_quiz([ADA, BOB], results)

    assert book.quiz_results("midterm") == (results[1], results[0])
    assert book.quiz_results() == (results[1], results[0])
    assert book.quiz_results("final") == ()


def test_hostile_text_is_kept(book: Gradebook) -> None:
    """Zeros, escapes and halves of characters fail in no database."""
    book.record_quiz([ADA], [result(ADA, WRONG)])

    assert book.quiz_results()[0].responses[0].typed.startswith("卷積")


def test_a_later_file_of_a_student_replaces_the_earlier(book: Gradebook) -> None:
    """With all its answers, and of no other quiz."""
    book.record_quiz([ADA], [result(ADA, RIGHT, WRONG), result(ADA, RIGHT, quiz="final")])
    book.record_quiz([ADA], [result(ADA, RIGHT, RIGHT, chain="d")])

    assert [(each.quiz, len(each.responses), each.points) for each in book.quiz_results()] == [
        ("final", 1, 2.0),
        ("midterm", 2, 4.0),
    ]


def test_quizzes_change_no_grade_of_an_exercise(book: Gradebook) -> None:
    """Nor are they graded again with them."""
    book.record_quiz([ADA], [result(ADA, RIGHT)])

    assert book.grades().grades == ()
    assert list(book.attempts()) == []
