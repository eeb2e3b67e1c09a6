"""Devices on which people are told while the site is closed."""

import sqlalchemy as sa
from alembic import op

revision = "0121"
down_revision = "0120"

NAME = "push_devices"
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Apply."""
    op.create_table(
        NAME,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(12), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("endpoint", sa.String(1000), nullable=False),
        sa.Column("point", sa.String(100), nullable=False),
        sa.Column("secret", sa.String(30), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("told_until", sa.BigInteger(), nullable=False),
        sa.Column("next_at", MOMENT, nullable=False),
        sa.Column("failures", sa.SmallInteger(), nullable=False),
        sa.Column("paused_at", MOMENT),
        sa.ForeignKeyConstraint(["person_id"], ["users.id"], name=op.f(f"fk_{NAME}_person_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{NAME}")),
        sa.UniqueConstraint("public_id", name=op.f(f"uq_{NAME}_public_id")),
        sa.UniqueConstraint("endpoint", name=op.f(f"uq_{NAME}_endpoint")),
    )
    op.create_index(op.f("ix_push_devices_person_id"), NAME, ["person_id"])


def downgrade() -> None:
    """Undo."""
    op.drop_table(NAME)
