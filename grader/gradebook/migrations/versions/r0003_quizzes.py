"""Quizzes: who took which, and every answer."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables; nothing that was there changes."""
    op.create_table(
        "quiz_sittings",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column(
            "student_id", sa.Integer, sa.ForeignKey("students.id", name="fk_quiz_sittings_student_id"), nullable=False
        ),
        sa.Column("quiz", sa.Text, nullable=False),
        sa.Column("attempt", sa.Integer, nullable=False),
        sa.Column("opened", _MOMENT, nullable=False),
        sa.Column("ended", _MOMENT, nullable=False),
        sa.Column("handed_in", sa.Boolean, nullable=False),
        sa.Column("late", sa.Integer, nullable=False),
        sa.Column("chain", sa.Text, nullable=False),
        sa.UniqueConstraint("student_id", "quiz", "attempt", name="uq_quiz_sittings_student_id"),
    )
    op.create_table(
        "quiz_answers",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column(
            "sitting_id",
            sa.Integer,
            sa.ForeignKey("quiz_sittings.id", name="fk_quiz_answers_sitting_id", ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("topic", sa.Text, nullable=False),
        sa.Column("share", sa.Double, nullable=False),
        sa.Column("weight", sa.Double, nullable=False),
        sa.Column("mistakes", sa.Text, nullable=False),
        sa.Column("typed", sa.Text, nullable=False),
        sa.Column("given", sa.Text, nullable=False),
        sa.UniqueConstraint("sitting_id", "position", name="uq_quiz_answers_sitting_id"),
    )
