"""Whom texts call by name."""

import sqlalchemy as sa
from alembic import op

from migrations.widening import widen

revision = "0100"
down_revision = "0091"

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
POINTS = {"contribution_id": "contributions", "comment_id": "comments", "person_id": "users", "outbox_id": "outbox"}
NEW = {
    ("notices", "noticekind", "kind"): ("mentioned",),
    ("unwanted_topics", "topic", "topic"): ("mentions",),
}
"""(table, check, column): the values that it takes from now on."""


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "mentions",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("contribution_id", BIG_ID),
        sa.Column("comment_id", BIG_ID),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("handle", sa.String(80), nullable=False),
        sa.Column("is_over", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("outbox_id", BIG_ID),
        sa.CheckConstraint("(contribution_id IS NULL) <> (comment_id IS NULL)", name=op.f("ck_mentions_one_text")),
        *(
            sa.ForeignKeyConstraint([column], [f"{table}.id"], name=op.f(f"fk_mentions_{column}_{table}"))
            for column, table in POINTS.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mentions")),
    )
    op.create_index("uq_mentions_contribution", "mentions", ["contribution_id", "person_id"], unique=True)
    op.create_index("uq_mentions_comment", "mentions", ["comment_id", "person_id"], unique=True)
    over = sa.text("is_over")
    op.create_index("ix_mentions_over", "mentions", ["id"], sqlite_where=over, postgresql_where=over)
    for name in ("person_id", "outbox_id"):
        op.create_index(op.f(f"ix_mentions_{name}"), "mentions", [name])
    for (table, check, column), values in NEW.items():
        widen(table, check, column, values)


def downgrade() -> None:
    """Undo. Links that stand in texts stay; who was told of them is forgotten."""
    op.drop_table("mentions")
    op.execute("DELETE FROM notices WHERE kind = 'mentioned'")
    op.execute("DELETE FROM unwanted_topics WHERE topic = 'mentions'")
    for (table, check, column), values in NEW.items():
        widen(table, check, column, values, narrow=True)
