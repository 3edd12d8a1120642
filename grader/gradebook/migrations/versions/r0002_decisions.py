"""What people decide: what is published, what is set by hand, what late work costs."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables; nothing that was there changes."""
    op.create_table(
        "publications",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("run_id", sa.Integer, sa.ForeignKey("runs.id", name="fk_publications_run_id"), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("reverted", _MOMENT),
    )
    op.create_index("ix_publications_run_id", "publications", ["run_id"])
    op.create_table(
        "overrides",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column(
            "submission_id",
            sa.Integer,
            sa.ForeignKey("submissions.id", name="fk_overrides_submission_id"),
            nullable=False,
        ),
        sa.Column("points", sa.Double),
        sa.Column("excused", sa.Boolean, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("set_by", sa.Text, nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("ended", _MOMENT),
    )
    op.create_index("ix_overrides_submission_id", "overrides", ["submission_id"])
    op.create_table(
        "late_policies",
        sa.Column("exercise", sa.Text, primary_key=True),
        sa.Column("due", _MOMENT, nullable=False),
        sa.Column("grace_minutes", sa.Double, nullable=False),
        sa.Column("percent_per_day", sa.Double, nullable=False),
        sa.Column("hard_stop", _MOMENT),
    )
