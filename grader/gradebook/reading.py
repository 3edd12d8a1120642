"""
Reads grades, reports and attempts. A view is a list of runs: of each submission, the last run that counts it gives the grade.

So a run that graded one exercise, or three students, changes nothing for the others when it is published.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session, undefer

from grader.core.coursework import Attempt, Student
from grader.core.grades import Grade, HandedIn, Override, Place, Score
from grader.core.lateness import LatePolicy, lateness
from grader.core.regrading import Mark
from grader.core.report import ExerciseReport
from grader.core.report_reading import report_from_json
from grader.core.runs import Run, RunNotes, RunState
from grader.gradebook.tables import (
    AttemptRow,
    CheckRow,
    LatePolicyRow,
    OverrideRow,
    PublicationRow,
    ReportRow,
    RunRow,
    StudentRow,
    SubmissionRow,
)
from grader.primitives.errors import UsageError

View = Sequence[int]


# --- runs -----------------------------------------------------------------------------------------------------------


def standing_publications(session: Session) -> Sequence[PublicationRow]:
    """Publications that were not taken back, oldest first."""
    wanted = select(PublicationRow).where(PublicationRow.reverted.is_(None)).order_by(PublicationRow.id)
    return session.scalars(wanted).all()


def published_view(session: Session) -> list[int]:
    """The runs that students see, in the order of their last publication."""
    ids = [publication.run_id for publication in standing_publications(session)]
    return list(reversed(dict.fromkeys(reversed(ids))))


def all_runs(session: Session) -> tuple[Run, ...]:
    """Every run, oldest first."""
    counted = session.execute(select(ReportRow.run_id, func.count()).group_by(ReportRow.run_id))
    reports = Counter({row[0]: row[1] for row in counted})
    publications = defaultdict(list)
    for publication in session.scalars(select(PublicationRow).order_by(PublicationRow.id)):
        publications[publication.run_id].append(publication)
    rows = session.scalars(select(RunRow).order_by(RunRow.id)).all()
    return tuple(_run(row, publications[row.id], reports[row.id]) for row in rows)


def run_of(session: Session, number: int) -> Run:
    """One run. Raises: UsageError if there is none of this number."""
    for run in all_runs(session):
        if run.id == number:
            return run
    raise UsageError(f"The gradebook has no run {number}.", next_step="List its runs, and take the number from there.")


def _run(row: RunRow, publications: Sequence[PublicationRow], reports: int) -> Run:
    times = [publication.at for publication in publications if publication.reverted is None]
    state = RunState.PUBLISHED if times else RunState.REVERTED if publications else RunState.DRAFT
    notes = RunNotes(row.key, json.loads(row.suites), json.loads(row.versions), row.note)
    return Run(row.id, notes, row.begun, state, max(times, default=None), reports)


# --- grades ---------------------------------------------------------------------------------------------------------


def students(session: Session) -> tuple[Student, ...]:
    """Everybody, also those without an attempt."""
    return tuple(map(_student, session.scalars(select(StudentRow).order_by(StudentRow.code))))


def counting_reports(session: Session, view: View) -> Mapping[Place, ReportRow]:
    """The report that gives the grade, by student and exercise."""
    order = {run: place for place, run in enumerate(view)}
    rows = session.scalars(select(ReportRow).where(ReportRow.run_id.in_(view), ReportRow.counts)).all()
    return {_place(row.attempt.submission): row for row in sorted(rows, key=lambda row: (order[row.run_id], row.id))}


def grades(session: Session, view: View) -> list[Grade]:
    """Every grade in a view, and every override."""
    rows, overrides, policies = counting_reports(session, view), _overrides(session), late_policies(session)
    found = [_grade(row, policies.get(place[1]), overrides.get(place)) for place, row in rows.items()]
    alone = {place: each for place, each in _overridden(session).items() if place not in rows}
    found += [
        Grade(_student(submission.student), submission.exercise, None, None, None, None, overrides[place])
        for place, submission in alone.items()
    ]
    return found


def late_policies(session: Session) -> Mapping[str, LatePolicy]:
    """The late policy of each exercise that has one."""
    rows = session.scalars(select(LatePolicyRow))
    return {r.exercise: LatePolicy(r.due, r.grace_minutes, r.percent_per_day, r.hard_stop) for r in rows}


def marks(session: Session, reports: Iterable[ReportRow]) -> Mapping[int, list[Mark]]:
    """The checks of reports, in order, by the report's row."""
    found: dict[int, list[Mark]] = defaultdict(list)
    for ids in _in_portions([report.id for report in reports]):
        wanted = select(CheckRow).where(CheckRow.report_id.in_(ids)).order_by(CheckRow.report_id, CheckRow.position)
        for row in session.scalars(wanted):
            mark = Mark(row.check, row.function, row.verdict, row.points, row.max_points)
            found[row.report_id].append(mark)
    return found


def reports(session: Session, view: View, student: str | None) -> Mapping[Place, ExerciseReport]:
    """The reports behind the grades, of one student or of all."""
    rows = {place: row.id for place, row in counting_reports(session, view).items() if student in (None, place[0])}
    texts: dict[int, str] = {}
    for ids in _in_portions(list(rows.values())):
        wanted = select(ReportRow.id, ReportRow.json).where(ReportRow.id.in_(ids))
        texts |= {row[0]: row[1] for row in session.execute(wanted)}
    return {place: report_from_json(json.loads(texts[number])) for place, number in sorted(rows.items())}


def _grade(row: ReportRow, policy: LatePolicy | None, override: Override | None) -> Grade:
    attempt = row.attempt
    handed = HandedIn(attempt.number, attempt.digest, attempt.origin, attempt.file, attempt.handed_in, attempt.late)
    return Grade(
        student=_student(attempt.submission.student),
        exercise=attempt.submission.exercise,
        run=row.run_id,
        handed=handed,
        score=Score(row.points, row.max_points, row.full_points, row.reason),
        lateness=lateness(policy, attempt.handed_in, said_late=attempt.late),
        override=override,
    )


def _overrides(session: Session) -> Mapping[Place, Override]:
    rows = session.scalars(select(OverrideRow).where(OverrideRow.ended.is_(None)))
    return {_place(r.submission): Override(r.points, r.excused, r.reason, r.by, r.at) for r in rows}


def _overridden(session: Session) -> Mapping[Place, SubmissionRow]:
    rows = session.scalars(select(OverrideRow).where(OverrideRow.ended.is_(None)))
    return {_place(row.submission): row.submission for row in rows}


# --- attempts -------------------------------------------------------------------------------------------------------


def attempts_in(session: Session, view: View) -> Mapping[int, bool]:
    """The attempts that a view has reports of, by student, exercise and number; does each one count?"""
    counting = {row.attempt_id for row in counting_reports(session, view).values()}
    rows = session.scalars(select(ReportRow).where(ReportRow.run_id.in_(view))).all()
    found = {row.attempt_id: (*_place(row.attempt.submission), row.attempt.number, row.id) for row in rows}
    return {number: number in counting for number in sorted(found, key=lambda number: found[number])}


def attempt(session: Session, number: int, *, counts: bool) -> Attempt:
    """An attempt with its content, as it was handed in."""
    row = session.get_one(AttemptRow, number, options=[undefer(AttemptRow.content)])
    return Attempt(
        student=_student(row.submission.student),
        exercise=row.submission.exercise,
        number=row.number,
        counts=counts,
        origin=row.origin,
        file=row.file,
        content=row.content,
        handed_in=row.handed_in,
        late=row.late,
        problem=row.problem,
    )


def _student(row: StudentRow) -> Student:
    return Student(row.code, row.name, row.email, row.sid, row.lms)


def _place(row: SubmissionRow) -> Place:
    return row.student.code, row.exercise


def _in_portions(ids: Sequence[int], size: int = 500) -> Iterable[Sequence[int]]:
    """SQLite takes so many values in one statement."""
    return (ids[start : start + size] for start in range(0, len(ids), size))
