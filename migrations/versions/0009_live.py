"""Rounds that were taken back to draft, and people who let others see that they are reading."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "returns_to_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_returns_to_draft_by_id_users")),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_returns_to_draft_round_id_rounds")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_returns_to_draft")),
    )
    op.create_index(op.f("ix_returns_to_draft_by_id"), "returns_to_draft", ["by_id"])
    op.create_index(op.f("ix_returns_to_draft_round_id"), "returns_to_draft", ["round_id"])
    # No batch: on SQLite it would lay the table out anew and lose the index on lower-case addresses.
    op.add_column("users", sa.Column("is_seen", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    """Undo."""
    op.drop_column("users", "is_seen")
    op.drop_table("returns_to_draft")
