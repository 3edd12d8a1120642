"""
Writes what a run found. What is there already is left alone, so that a batch may be recorded again after a stop.

All functions work in the session, and so in the transaction, of their caller.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session, undefer

from grader.core.coursework import Attempt, Student
from grader.core.grades import score_of
from grader.core.report import ExerciseReport
from grader.core.runs import Graded
from grader.gradebook.columns import storable
from grader.gradebook.tables import AttemptRow, CheckRow, ReportRow, StudentRow, SubmissionRow
from grader.primitives.errors import UsageError


def record_student(session: Session, student: Student) -> StudentRow:
    """The student's row; what is newly known about them replaces what was."""
    row = session.scalar(select(StudentRow).where(StudentRow.code == student.id))
    if row is None:
        row = StudentRow(code=student.id, name=student.name, email=student.email, sid=student.sid, lms=student.lms)
        session.add(row)
        session.flush()
        return row
    for field in ("name", "email", "sid", "lms"):
        known = getattr(student, field)
        if known and storable(known) != getattr(row, field):
            setattr(row, field, known)
    return row


def submission_of(session: Session, student: StudentRow, exercise: str) -> SubmissionRow:
    """The row of a student's exercise."""
    wanted = select(SubmissionRow).where(SubmissionRow.student_id == student.id, SubmissionRow.exercise == exercise)
    row = session.scalar(wanted)
    if row is None:
        row = SubmissionRow(student=student, exercise=exercise)
        session.add(row)
        session.flush()
    return row


def record_all(session: Session, run: int, graded: Iterable[Graded], *, published: bool) -> None:
    """
    Record attempts and their reports in a run; of each submission, the latest recorded attempt that counts does.

    Raises: UsageError if that would change a run that was published.
    """
    for each in graded:
        if each.attempt.exercise != each.report.exercise:
            raise UsageError(
                f"A report about {each.report.exercise} cannot be that of an attempt at {each.attempt.exercise}.",
                next_step="Grade the attempt again.",
            )
        attempt = _record_attempt(session, each.attempt)
        _record_report(session, run, attempt, each, published=published)


def _record_attempt(session: Session, attempt: Attempt) -> AttemptRow:
    submission = submission_of(session, record_student(session, attempt.student), attempt.exercise)
    identity = _identity(attempt)
    wanted = select(AttemptRow).where(AttemptRow.submission_id == submission.id, AttemptRow.identity == identity)
    row = session.scalar(wanted)
    if row is None:
        row = AttemptRow(
            submission=submission,
            identity=identity,
            number=attempt.number,
            digest=attempt.digest,
            origin=attempt.origin,
            file=attempt.file,
            handed_in=attempt.handed_in,
            late=attempt.late,
            problem=attempt.problem,
            content=attempt.content,
        )
        session.add(row)
        session.flush()
    return row


def _identity(attempt: Attempt) -> str:
    """Number, content and time: the same file handed in later is another attempt, so no published lateness changes."""
    moment = "-" if attempt.handed_in is None else repr(attempt.handed_in.timestamp())
    return f"{attempt.number} {attempt.digest if attempt.content is not None else '-'} {moment} {attempt.late:d}"


def _record_report(session: Session, run: int, attempt: AttemptRow, graded: Graded, *, published: bool) -> None:
    as_json = json.dumps(graded.report.to_json(), sort_keys=True)
    wanted = select(ReportRow).where(ReportRow.run_id == run, ReportRow.attempt_id == attempt.id)
    row = session.scalar(wanted.options(undefer(ReportRow.json)))
    if row is not None and row.json == as_json and (published or row.counts == graded.attempt.counts):
        return
    if published:
        raise UsageError(
            f"Run {run} was published and does not change any more.", next_step="Begin another run, and publish that."
        )
    if row is not None:
        session.execute(delete(ReportRow).where(ReportRow.id == row.id))
        session.expunge(row)
    if graded.attempt.counts:
        _count_no_other(session, run, attempt)
    _add_report(session, run, attempt, graded, as_json)


def _count_no_other(session: Session, run: int, attempt: AttemptRow) -> None:
    others = select(AttemptRow.id).where(AttemptRow.submission_id == attempt.submission_id)
    changed = update(ReportRow).where(ReportRow.run_id == run, ReportRow.attempt_id.in_(others)).values(counts=False)
    session.execute(changed)


def _add_report(session: Session, run: int, attempt: AttemptRow, graded: Graded, as_json: str) -> None:
    report, score = graded.report, score_of(graded.report)
    row = ReportRow(
        run_id=run,
        attempt=attempt,
        counts=graded.attempt.counts,
        status="not graded" if score.reason else "graded",
        reason=score.reason,
        points=score.points,
        max_points=score.max_points,
        full_points=score.full_points,
        percent=report.percent,
        json=as_json,
    )
    session.add(row)
    session.flush()
    if checks := _checks(row.id, report):
        session.execute(insert(CheckRow), checks)


def _checks(report_id: int, report: ExerciseReport) -> list[dict[str, Any]]:
    return [
        {
            "report_id": report_id,
            "position": position,
            "check": check.id,
            "function": check.function,
            "verdict": str(check.verdict),
            "points": check.won if check.counted else 0.0,
            "max_points": check.points,
            "mistakes": json.dumps(list(check.mistakes)),
        }
        for position, check in enumerate(report.checks)
    ]
