"""Texts that are still being written, kept for their writers; drafts of contributions count how often they were saved."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

DRAFTS = "UPDATE contributions SET version = {} WHERE published_at IS NULL"


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "drafts",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(text) <= 20000", name=op.f("ck_drafts_room")),
        sa.ForeignKeyConstraint(["person_id"], ["users.id"], name=op.f("fk_drafts_person_id_users")),
        sa.PrimaryKeyConstraint("person_id", "key", name=op.f("pk_drafts")),
    )
    op.create_index(op.f("ix_drafts_at"), "drafts", ["at"])
    op.execute(DRAFTS.format(0))


def downgrade() -> None:
    """Undo."""
    op.execute(DRAFTS.format(1))
    op.drop_table("drafts")
