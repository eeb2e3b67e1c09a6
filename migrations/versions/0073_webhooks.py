"""Addresses that are told of public facts, and each attempt to tell."""

import sqlalchemy as sa
from alembic import op

revision = "0073"
down_revision = "0072"

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
WAITING = sa.text("ended_at IS NULL")


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "webhooks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(12), nullable=False),
        sa.Column("address", sa.String(500), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("paused_at", MOMENT),
        sa.Column("removed_at", MOMENT),
        sa.ForeignKeyConstraint(["made_by_id"], ["users.id"], name=op.f("fk_webhooks_made_by_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhooks")),
        sa.UniqueConstraint("public_id", name=op.f("uq_webhooks_public_id")),
    )
    op.create_index(op.f("ix_webhooks_made_by_id"), "webhooks", ["made_by_id"])
    op.create_table(
        "deliveries",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("public_id", sa.String(12), nullable=False),
        sa.Column("webhook_id", sa.Integer(), nullable=False),
        sa.Column("outbox_id", BIG_ID, nullable=False),
        sa.Column("next_at", MOMENT, nullable=False),
        sa.Column("tries", sa.SmallInteger(), nullable=False),
        sa.Column("said", sa.String(80), nullable=False),
        sa.Column("ended_at", MOMENT),
        sa.Column("outcome", sa.String(24)),
        sa.CheckConstraint("outcome IN ('taken', 'failed', 'dropped')", name=op.f("ck_deliveries_delivered")),
        sa.CheckConstraint("(ended_at IS NULL) = (outcome IS NULL)", name=op.f("ck_deliveries_ended")),
        sa.ForeignKeyConstraint(["webhook_id"], ["webhooks.id"], name=op.f("fk_deliveries_webhook_id_webhooks")),
        sa.ForeignKeyConstraint(["outbox_id"], ["outbox.id"], name=op.f("fk_deliveries_outbox_id_outbox")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliveries")),
        sa.UniqueConstraint("public_id", name=op.f("uq_deliveries_public_id")),
        sa.UniqueConstraint("webhook_id", "outbox_id", name=op.f("uq_deliveries_webhook_id_outbox_id")),
    )
    op.create_index(op.f("ix_deliveries_outbox_id"), "deliveries", ["outbox_id"])
    op.create_index("ix_deliveries_waiting", "deliveries", ["next_at"], sqlite_where=WAITING, postgresql_where=WAITING)


def downgrade() -> None:
    """Undo."""
    op.drop_table("deliveries")
    op.drop_table("webhooks")
