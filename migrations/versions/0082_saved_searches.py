"""Searches that people keep, and up to where they have read them."""

import sqlalchemy as sa
from alembic import op

revision = "0082"
down_revision = "0081"

NAME = "saved_searches"
MOMENT = sa.DateTime(timezone=True)
SAID = ("person_id", "q", "what", "round", "area", "theme")


def upgrade() -> None:
    """Apply."""
    op.create_table(
        NAME,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(12), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("q", sa.String(200), nullable=False),
        sa.Column("what", sa.String(20), nullable=False),
        sa.Column("round", sa.String(80), nullable=False),
        sa.Column("area", sa.String(60), nullable=False),
        sa.Column("theme", sa.String(60), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("looked_at", MOMENT, nullable=False),
        sa.Column("seen_comment_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["users.id"], name=op.f(f"fk_{NAME}_person_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{NAME}")),
        sa.UniqueConstraint("public_id", name=op.f(f"uq_{NAME}_public_id")),
        sa.UniqueConstraint(*SAID, name=op.f(f"uq_{NAME}_{'_'.join(SAID)}")),
    )


def downgrade() -> None:
    """Undo."""
    op.drop_table(NAME)
