"""Students, what they handed in, and what runs found in it."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "students",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("code", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("email", sa.Text, nullable=False),
        sa.Column("sid", sa.Text, nullable=False),
        sa.Column("lms", sa.Text, nullable=False),
        sa.UniqueConstraint("code", name="uq_students_code"),
    )
    op.create_table(
        "submissions",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column(
            "student_id", sa.Integer, sa.ForeignKey("students.id", name="fk_submissions_student_id"), nullable=False
        ),
        sa.Column("exercise", sa.Text, nullable=False),
        sa.UniqueConstraint("student_id", "exercise", name="uq_submissions_student_id"),
    )
    op.create_table(
        "attempts",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column(
            "submission_id",
            sa.Integer,
            sa.ForeignKey("submissions.id", name="fk_attempts_submission_id"),
            nullable=False,
        ),
        sa.Column("identity", sa.Text, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("origin", sa.Text, nullable=False),
        sa.Column("file", sa.Text, nullable=False),
        sa.Column("handed_in", _MOMENT),
        sa.Column("late", sa.Boolean, nullable=False),
        sa.Column("problem", sa.Text, nullable=False),
        sa.Column("content", sa.LargeBinary),
        sa.UniqueConstraint("submission_id", "identity", name="uq_attempts_submission_id"),
    )
    op.create_table(
        "runs",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("begun", _MOMENT, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("suites", sa.Text, nullable=False),
        sa.Column("versions", sa.Text, nullable=False),
        sa.UniqueConstraint("key", name="uq_runs_key"),
    )
    op.create_table(
        "reports",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("run_id", sa.Integer, sa.ForeignKey("runs.id", name="fk_reports_run_id"), nullable=False),
        sa.Column("attempt_id", sa.Integer, sa.ForeignKey("attempts.id", name="fk_reports_attempt_id"), nullable=False),
        sa.Column("counts", sa.Boolean, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("points", sa.Double, nullable=False),
        sa.Column("max_points", sa.Double, nullable=False),
        sa.Column("full_points", sa.Double, nullable=False),
        sa.Column("percent", sa.Double),
        sa.Column("json", sa.Text, nullable=False),
        sa.UniqueConstraint("run_id", "attempt_id", name="uq_reports_run_id"),
    )
    op.create_index("ix_reports_attempt_id", "reports", ["attempt_id"])
    op.create_table(
        "checks",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column(
            "report_id",
            sa.Integer,
            sa.ForeignKey("reports.id", name="fk_checks_report_id", ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("check_id", sa.Text, nullable=False),
        sa.Column("function", sa.Text, nullable=False),
        sa.Column("verdict", sa.Text, nullable=False),
        sa.Column("points", sa.Double, nullable=False),
        sa.Column("max_points", sa.Double, nullable=False),
        sa.Column("mistakes", sa.Text, nullable=False),
        sa.UniqueConstraint("report_id", "position", name="uq_checks_report_id"),
    )
