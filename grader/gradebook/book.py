"""
The gradebook: open it, record what a run found, look at grades, publish, revert, and decide by hand.

    with Gradebook.open("class/gradebook.sqlite") as book:
        run = book.begin_run(RunNotes(key="2026-03-01"))
        book.record(run.id, [Graded(attempt, report)])
        book.compare(None, run.id)
        book.publish(run.id)
        book.grades()

Every method is one transaction. All raise GradebookError where the database cannot, UsageError where there is no such thing.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy import select
from sqlalchemy.orm import Session

from grader.core.coursework import Attempt, Student
from grader.core.grades import Gradesheet, Override, Place, gradesheet
from grader.core.lateness import LatePolicy
from grader.core.quiz.results import Result
from grader.core.regrading import Change, changed_checks
from grader.core.report import ExerciseReport
from grader.core.runs import Graded, Reverted, Run, RunNotes, RunState
from grader.gradebook import reading
from grader.gradebook.database import Database
from grader.gradebook.quizzes import record_results, results_of
from grader.gradebook.recording import record_all, record_student, submission_of
from grader.gradebook.tables import LatePolicyRow, OverrideRow, PublicationRow, RunRow, StudentRow
from grader.primitives.errors import UsageError

_PATIENCE = 5.0


class Gradebook:
    """An open gradebook; close it, or use it in a `with` statement."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @classmethod
    def open(cls, where: str | Path, *, patience: float = _PATIENCE) -> Self:
        """
        Open a gradebook, make it if there is none, and bring an older one up to date.

        where: a file's path, or a URL of PostgreSQL. patience: seconds to wait for another program that is writing.
        """
        return cls(Database(where, patience=patience))

    @property
    def name(self) -> str:
        """Where it is, for people; without a password."""
        return self._database.name

    def close(self) -> None:
        """Let go of it."""
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    # --- what a run found -------------------------------------------------------------------------------------------

    def add_students(self, students: Iterable[Student]) -> None:
        """Keep students who may have handed in nothing; what is newly known of others replaces what was."""
        with self._database.writing() as session:
            for student in students:
                record_student(session, student)

    def begin_run(self, notes: RunNotes) -> Run:
        """A new draft, or the run that was begun with the same key."""
        with self._database.writing() as session:
            row = session.scalar(select(RunRow).where(RunRow.key == notes.key))
            if row is None:
                suites, versions = (json.dumps(dict(table), sort_keys=True) for table in (notes.suites, notes.versions))
                row = RunRow(key=notes.key, begun=_now(), note=notes.note, suites=suites, versions=versions)
                session.add(row)
                session.flush()
            return reading.run_of(session, row.id)

    def record(self, run: int, graded: Iterable[Graded]) -> None:
        """
        Keep attempts, with their content, and their reports, all or none.

        What is there already is left alone; a draft's report of the same attempt is replaced. A published run does not change.
        """
        with self._database.writing() as session:
            published = reading.run_of(session, run).state is not RunState.DRAFT
            record_all(session, run, graded, published=published)

    # --- what is in it ----------------------------------------------------------------------------------------------

    def runs(self) -> tuple[Run, ...]:
        """Every run, oldest first."""
        with self._database.reading() as session:
            return reading.all_runs(session)

    def grades(self, run: int | None = None) -> Gradesheet:
        """The grades that are published, or would be if `run` were."""
        with self._database.reading() as session:
            return gradesheet(reading.students(session), reading.grades(session, _view(session, run)))

    def reports(self, run: int | None = None, *, student: str | None = None) -> Mapping[Place, ExerciseReport]:
        """The reports behind `grades(run)`, of one student or of all."""
        with self._database.reading() as session:
            return reading.reports(session, _view(session, run), student)

    def attempts(self, run: int | None = None, *, counting: bool = True) -> Iterator[Attempt]:
        """
        What was handed in, with its content, so that it can be graded again: of the published grades, or of one run.

        counting: only attempts that give a grade. The gradebook is not kept busy between two of them.
        """
        with self._database.reading() as session:
            view = reading.published_view(session) if run is None else [reading.run_of(session, run).id]
            found = reading.attempts_in(session, view)
        for number, counts in found.items():
            if counts or not counting:
                with self._database.reading() as session:
                    attempt = reading.attempt(session, number, counts=counts)
                yield attempt

    def compare(self, before: int | None, after: int) -> tuple[Change, ...]:
        """
        What `after` changes for everybody whom it graded, by student and exercise.

        before: a run, then students in only one of the two are there, too; None: what is published now.
        """
        with self._database.reading() as session:
            views = [
                reading.published_view(session) if before is None else [reading.run_of(session, before).id],
                [reading.run_of(session, after).id],
            ]
            return _changes(session, views[0], views[1], everybody=before is not None)

    # --- quizzes ----------------------------------------------------------------------------------------------------

    def record_quiz(self, students: Iterable[Student], results: Iterable[Result]) -> None:
        """Keep the results of a quiz, all or none; a student's newer result of the same attempt replaces the older."""
        with self._database.writing() as session:
            record_results(session, students, results)

    def quiz_results(self, quiz: str | None = None) -> tuple[Result, ...]:
        """The results of a quiz, or of all quizzes."""
        with self._database.reading() as session:
            return results_of(session, quiz)

    # --- publishing -------------------------------------------------------------------------------------------------

    def publish(self, run: int) -> Run:
        """Let a run's reports give the grades of those whom it graded."""
        with self._database.writing() as session:
            if not reading.run_of(session, run).reports:
                raise UsageError(f"Run {run} has no report to publish.", next_step="Grade something in it first.")
            if reading.published_view(session)[-1:] != [run]:
                session.add(PublicationRow(run_id=run, at=_now(), reverted=None))
                session.flush()
            return reading.run_of(session, run)

    def revert(self) -> Reverted:
        """Take the newest publication back: grades are what they were before it, overrides stay."""
        with self._database.writing() as session:
            standing = reading.standing_publications(session)
            if not standing:
                raise UsageError("Nothing is published.", next_step="Publish a run first.")
            standing[-1].reverted = _now()
            session.flush()
            view = reading.published_view(session)
            now = reading.run_of(session, view[-1]) if view else None
            return Reverted(reading.run_of(session, standing[-1].run_id), now)

    # --- decided by hand --------------------------------------------------------------------------------------------

    def set_override(
        self, student: str, exercise: str, *, points: float | None = None, excused: bool = False, reason: str, by: str
    ) -> Override:
        """Set a grade by hand, whatever any run says: points of the whole exercise, or excused from it."""
        if (points is None) is not excused:
            raise UsageError("An override gives points or excuses, one of the two.", next_step="Leave one out.")
        if points is not None and not (math.isfinite(points) and points >= 0):
            raise UsageError(f"{points} points cannot be given.", next_step="Give a number from 0.")
        if not reason.strip():
            raise UsageError("An override needs a reason.", next_step="Say why, for the student and for later.")
        with self._database.writing() as session:
            submission = submission_of(session, _student_row(session, student), exercise)
            _end_override(session, submission.id)
            override = Override(points, excused, reason.strip(), by, _now())
            session.add(OverrideRow(submission=submission, ended=None, **vars(override)))
            return override

    def clear_override(self, student: str, exercise: str) -> bool:
        """Let runs decide again. Was there an override?"""
        with self._database.writing() as session:
            return _end_override(session, submission_of(session, _student_row(session, student), exercise).id)

    def set_policy(self, exercise: str, policy: LatePolicy | None) -> None:
        """Set what late work in an exercise costs, from now on and for all that is there; None: nothing."""
        with self._database.writing() as session:
            row = session.get(LatePolicyRow, exercise)
            if row is not None:
                session.delete(row)
                session.flush()
            if policy is not None:
                session.add(LatePolicyRow(exercise=exercise, **vars(policy)))

    def policies(self) -> Mapping[str, LatePolicy]:
        """The late policy of each exercise that has one."""
        with self._database.reading() as session:
            return reading.late_policies(session)


def _now() -> datetime:
    return datetime.now(UTC)


def _view(session: Session, run: int | None) -> list[int]:
    """The published runs; with `run`, as though it were published last."""
    view = reading.published_view(session)
    return view if run is None else [*(each for each in view if each != run), reading.run_of(session, run).id]


def _changes(session: Session, before: list[int], after: list[int], *, everybody: bool) -> tuple[Change, ...]:
    rows = [reading.counting_reports(session, view) for view in (before, after)]
    grades = [{grade.place: grade for grade in reading.grades(session, view)} for view in (before, after)]
    marks = [reading.marks(session, each.values()) for each in rows]
    places = rows[1].keys() | rows[0].keys() if everybody else rows[1].keys()
    changes = []
    for place in sorted(places):
        old, new = (each.get(place) for each in rows)
        checks = changed_checks(marks[0].get(old.id, []) if old else [], marks[1].get(new.id, []) if new else [])
        pair = [each.get(place) if row else None for each, row in zip(grades, (old, new), strict=True)]
        grade = pair[1] or pair[0]
        assert grade is not None, "every place has a report in one of the two"
        changes.append(Change(grade.student, grade.exercise, pair[0], pair[1], checks if old and new else ()))
    return tuple(changes)


def _student_row(session: Session, student: str) -> StudentRow:
    row = session.scalar(select(StudentRow).where(StudentRow.code == student))
    if row is None:
        raise UsageError(
            f"The gradebook knows no student {student!r:.80}.", next_step="Check the id; `grades` lists them all."
        )
    return row


def _end_override(session: Session, submission: int) -> bool:
    wanted = select(OverrideRow).where(OverrideRow.submission_id == submission, OverrideRow.ended.is_(None))
    rows = session.scalars(wanted).all()
    for row in rows:
        row.ended = _now()
    return bool(rows)
