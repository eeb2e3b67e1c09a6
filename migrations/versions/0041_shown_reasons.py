"""Reasons of decisions that moderators found fit for the public."""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "shown_reasons",
        sa.Column("decision_id", BIG_ID, nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["decision_id"], ["decisions.id"], name=op.f("fk_shown_reasons_decision_id_decisions")),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_shown_reasons_by_id_users")),
        sa.PrimaryKeyConstraint("decision_id", name=op.f("pk_shown_reasons")),
    )
    op.create_index(op.f("ix_shown_reasons_by_id"), "shown_reasons", ["by_id"])
    op.create_index("ix_decisions_at", "decisions", ["at", "id"])


def downgrade() -> None:
    """Undo."""
    op.drop_index("ix_decisions_at", "decisions")
    op.drop_table("shown_reasons")
