"""How far the removal of everything that an account posted has come."""

import sqlalchemy as sa
from alembic import op

revision = "0061"
down_revision = "0060"

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
UNFINISHED = sa.text("finished_at IS NULL")


def _fk(column: str, other: str, key: str = "id") -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.{key}"], name=op.f(f"fk_removals_{column}_{other}"))


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "removals",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("public_id", sa.String(12), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("rule", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("total", "done", "left")),
        *(sa.Column(f"{name}_until", sa.BigInteger(), nullable=False) for name in ("comments", "contributions")),
        sa.Column("finished_at", MOMENT),
        _fk("person_id", "users"),
        _fk("by_id", "users"),
        _fk("rule", "community_rules", "number"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_removals")),
        sa.UniqueConstraint("public_id", name=op.f("uq_removals_public_id")),
    )
    for column in ("person_id", "by_id", "rule"):
        op.create_index(op.f(f"ix_removals_{column}"), "removals", [column])
    op.create_index(
        "uq_removals_unfinished", "removals", ["person_id", "by_id"], unique=True,
        sqlite_where=UNFINISHED, postgresql_where=UNFINISHED,
    )  # fmt: skip


def downgrade() -> None:
    """Undo."""
    op.drop_table("removals")
