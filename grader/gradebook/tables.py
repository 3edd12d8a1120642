"""
The tables, as the newest migration leaves them; a test compares the two.

    students ─ submissions (student x exercise) ─┬─ attempts ─ reports (attempt x run) ─ checks
                                                 └─ overrides
    runs ─ publications                             late_policies (by exercise)
    students ─ quiz_sittings (student x quiz x attempt) ─ quiz_answers
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Boolean, Double, ForeignKey, Integer, LargeBinary, MetaData, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from grader.gradebook.columns import AnyText, Moment

_NAMES = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """What all tables have in common: which type of column a type of Python is."""

    metadata = MetaData(naming_convention=_NAMES)
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy asks for a plain class attribute
        int: Integer,
        str: AnyText,
        float: Double,
        bool: Boolean,
        bytes: LargeBinary,
        datetime: Moment,
    }


class StudentRow(Base):
    """A student. code: the short id that folders and rosters use."""

    __tablename__ = "students"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    email: Mapped[str]
    sid: Mapped[str]
    lms: Mapped[str]


class SubmissionRow(Base):
    """A student's exercise."""

    __tablename__ = "submissions"
    __table_args__ = (UniqueConstraint("student_id", "exercise"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    student_id: Mapped[int] = mapped_column(ForeignKey("students.id"))
    exercise: Mapped[str]

    student: Mapped[StudentRow] = relationship(lazy="joined", innerjoin=True)


class AttemptRow(Base):
    """A file that was handed in. identity: what tells it from the others of its submission. content: for regrades."""

    __tablename__ = "attempts"
    __table_args__ = (UniqueConstraint("submission_id", "identity"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"))
    identity: Mapped[str]
    number: Mapped[int]
    digest: Mapped[str]
    origin: Mapped[str]
    file: Mapped[str]
    handed_in: Mapped[datetime | None]
    late: Mapped[bool]
    problem: Mapped[str]
    content: Mapped[bytes | None] = mapped_column(deferred=True)

    submission: Mapped[SubmissionRow] = relationship(lazy="joined", innerjoin=True)


class RunRow(Base):
    """A grading of a class. key: the caller's name for it. suites, versions: JSON tables of text."""

    __tablename__ = "runs"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    begun: Mapped[datetime]
    note: Mapped[str]
    suites: Mapped[str]
    versions: Mapped[str]


class PublicationRow(Base):
    """A run was published; `reverted` says when that was taken back. The newest that stands is what students see."""

    __tablename__ = "publications"

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("runs.id"), index=True)
    at: Mapped[datetime]
    reverted: Mapped[datetime | None]


class ReportRow(Base):
    """What a run found in an attempt. counts: it gives the grade of its submission in this run. json: ASCII."""

    __tablename__ = "reports"
    __table_args__ = (UniqueConstraint("run_id", "attempt_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("runs.id"))
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempts.id"), index=True)
    counts: Mapped[bool]
    status: Mapped[str]
    reason: Mapped[str]
    points: Mapped[float]
    max_points: Mapped[float]
    full_points: Mapped[float]
    percent: Mapped[float | None]
    json: Mapped[str] = mapped_column(deferred=True)

    attempt: Mapped[AttemptRow] = relationship(lazy="joined", innerjoin=True)


class CheckRow(Base):
    """One check of a report, to be asked about without reading JSON. points: won. mistakes: a JSON list."""

    __tablename__ = "checks"
    __table_args__ = (UniqueConstraint("report_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("reports.id", ondelete="CASCADE"))
    position: Mapped[int]
    check: Mapped[str] = mapped_column("check_id")
    function: Mapped[str]
    verdict: Mapped[str]
    points: Mapped[float]
    max_points: Mapped[float]
    mistakes: Mapped[str]


class OverrideRow(Base):
    """What somebody set by hand. ended: when it was replaced or cleared; NULL while it holds."""

    __tablename__ = "overrides"

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"), index=True)
    points: Mapped[float | None]
    excused: Mapped[bool]
    reason: Mapped[str]
    by: Mapped[str] = mapped_column("set_by")
    at: Mapped[datetime]
    ended: Mapped[datetime | None]

    submission: Mapped[SubmissionRow] = relationship(lazy="joined", innerjoin=True)


class LatePolicyRow(Base):
    """An exercise's late policy."""

    __tablename__ = "late_policies"

    exercise: Mapped[str] = mapped_column(primary_key=True)
    due: Mapped[datetime]
    grace_minutes: Mapped[float]
    percent_per_day: Mapped[float]
    hard_stop: Mapped[datetime | None]


class QuizSittingRow(Base):
    """A student's quiz. attempt: from 0. late: answers after the deadline. chain: the digest of the file it was read from."""

    __tablename__ = "quiz_sittings"
    __table_args__ = (UniqueConstraint("student_id", "quiz", "attempt"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    student_id: Mapped[int] = mapped_column(ForeignKey("students.id"))
    quiz: Mapped[str]
    attempt: Mapped[int]
    opened: Mapped[datetime]
    ended: Mapped[datetime]
    handed_in: Mapped[bool]
    late: Mapped[int]
    chain: Mapped[str]

    student: Mapped[StudentRow] = relationship(lazy="joined", innerjoin=True)


class QuizAnswerRow(Base):
    """An answer. share: of its weight, 0 to 1. mistakes: a JSON list. given: the draw's data, a JSON table."""

    __tablename__ = "quiz_answers"
    __table_args__ = (UniqueConstraint("sitting_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    sitting_id: Mapped[int] = mapped_column(ForeignKey("quiz_sittings.id", ondelete="CASCADE"))
    position: Mapped[int]
    question: Mapped[str]
    topic: Mapped[str]
    share: Mapped[float]
    weight: Mapped[float]
    mistakes: Mapped[str]
    typed: Mapped[str]
    given: Mapped[str]
