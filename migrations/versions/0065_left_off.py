"""Where people left off in discussions."""

import sqlalchemy as sa
from alembic import op

revision = "0065"
down_revision = "0042"


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "left_off",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("thread_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("sequence >= 0", name=op.f("ck_left_off_sequence")),
        sa.ForeignKeyConstraint(["person_id"], ["users.id"], name=op.f("fk_left_off_person_id_users")),
        sa.ForeignKeyConstraint(["thread_id"], ["threads.id"], name=op.f("fk_left_off_thread_id_threads")),
        sa.PrimaryKeyConstraint("person_id", "thread_id", name=op.f("pk_left_off")),
    )
    op.create_index(op.f("ix_left_off_thread_id"), "left_off", ["thread_id"])


def downgrade() -> None:
    """Undo."""
    op.drop_table("left_off")
