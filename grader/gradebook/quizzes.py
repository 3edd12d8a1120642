"""
Quizzes in the gradebook: one sitting for each student, quiz and attempt, with every answer.

All functions work in the session, and so in the transaction, of their caller.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from grader.core.coursework import Student
from grader.core.quiz.results import Response, Result
from grader.gradebook.recording import record_student
from grader.gradebook.tables import QuizAnswerRow, QuizSittingRow, StudentRow


def record_results(session: Session, students: Iterable[Student], results: Iterable[Result]) -> None:
    """Keep results; one of the same student, quiz and attempt is replaced, unless it is the same."""
    codes = {student.id: record_student(session, student) for student in students}
    for result in results:
        _record(session, codes[result.student], result)


def results_of(session: Session, quiz: str | None = None) -> tuple[Result, ...]:
    """The results of a quiz, or of all, by quiz, student and attempt."""
    wanted = select(QuizSittingRow).join(StudentRow).order_by(QuizSittingRow.quiz, StudentRow.code)
    if quiz is not None:
        wanted = wanted.where(QuizSittingRow.quiz == quiz)
    rows = session.scalars(wanted.order_by(QuizSittingRow.attempt)).all()
    answers = select(QuizAnswerRow).where(QuizAnswerRow.sitting_id.in_([row.id for row in rows]))
    responses: dict[int, list[Response]] = {row.id: [] for row in rows}
    for answer in session.scalars(answers.order_by(QuizAnswerRow.sitting_id, QuizAnswerRow.position)):
        responses[answer.sitting_id].append(_response(answer))
    return tuple(_result(row, responses[row.id]) for row in rows)


def _record(session: Session, student: StudentRow, result: Result) -> None:
    same = (QuizSittingRow.student_id == student.id, QuizSittingRow.quiz == result.quiz)
    row = session.scalar(select(QuizSittingRow).where(*same, QuizSittingRow.attempt == result.attempt))
    if row is not None and row.chain == result.chain:
        return
    if row is not None:
        session.execute(delete(QuizAnswerRow).where(QuizAnswerRow.sitting_id == row.id))
        session.execute(delete(QuizSittingRow).where(QuizSittingRow.id == row.id))
        session.expunge(row)
    row = QuizSittingRow(
        student=student,
        quiz=result.quiz,
        attempt=result.attempt,
        opened=result.opened,
        ended=result.ended,
        handed_in=result.handed_in,
        late=result.late,
        chain=result.chain,
    )
    session.add(row)
    session.flush()
    if result.responses:
        session.execute(
            insert(QuizAnswerRow), [_values(row.id, place, each) for place, each in enumerate(result.responses)]
        )


def _values(sitting: int, position: int, response: Response) -> dict[str, object]:
    return {
        "sitting_id": sitting,
        "position": position,
        "question": response.question,
        "topic": response.topic,
        "share": response.share,
        "weight": response.weight,
        "mistakes": json.dumps(list(response.mistakes)),
        "typed": response.typed,
        "given": json.dumps(dict(response.given)),
    }


def _response(row: QuizAnswerRow) -> Response:
    mistakes = tuple(json.loads(row.mistakes))
    return Response(row.question, row.topic, row.share, row.weight, mistakes, row.typed, json.loads(row.given))


def _result(row: QuizSittingRow, responses: Iterable[Response]) -> Result:
    return Result(
        student=row.student.code,
        quiz=row.quiz,
        attempt=row.attempt,
        opened=row.opened,
        ended=row.ended,
        handed_in=row.handed_in,
        late=row.late,
        chain=row.chain,
        responses=tuple(responses),
    )
