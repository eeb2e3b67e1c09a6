"""Pictures in what people write and beside their names; moderators hide one that stands beside a name."""

import sqlalchemy as sa
from alembic import op

from migrations.widening import forget_decisions, widen

revision = "0091"
down_revision = "0089"

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)

VERBS = ("hide_picture", "show_picture")
NAMED = ("users", "organisations")


def upgrade() -> None:
    """Apply. SQLite would make tables anew otherwise, and what guards them with it."""
    op.create_table(
        "images",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("public_id", sa.String(12), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("width", sa.SmallInteger(), nullable=False),
        sa.Column("height", sa.SmallInteger(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("width BETWEEN 1 AND 1600 AND height BETWEEN 1 AND 1600", name=op.f("ck_images_edges")),
        sa.CheckConstraint("size BETWEEN 1 AND 2000000 AND length(data) = size", name=op.f("ck_images_size")),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name=op.f("fk_images_owner_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_images")),
        sa.UniqueConstraint("public_id", name=op.f("uq_images_public_id")),
    )
    op.create_index(op.f("ix_images_at"), "images", ["at"])
    op.create_index("ix_images_owner_id_at", "images", ["owner_id", "at"])
    op.create_table(
        "image_uses",
        sa.Column("image_id", BIG_ID, nullable=False),
        sa.Column("revision_id", BIG_ID, nullable=False),
        sa.ForeignKeyConstraint(["image_id"], ["images.id"], name=op.f("fk_image_uses_image_id_images")),
        sa.ForeignKeyConstraint(["revision_id"], ["revisions.id"], name=op.f("fk_image_uses_revision_id_revisions")),
        sa.PrimaryKeyConstraint("image_id", "revision_id", name=op.f("pk_image_uses")),
    )
    op.create_index(op.f("ix_image_uses_revision_id"), "image_uses", ["revision_id"])
    for table in NAMED:
        for column in ("avatar", "hidden_avatar"):
            op.execute(f"ALTER TABLE {table} ADD COLUMN {column} VARCHAR(12)")
            op.create_index(op.f(f"ix_{table}_{column}"), table, [column], unique=True)
    widen("decisions", "verb", "verb", VERBS)


def downgrade() -> None:
    """Undo. The pictures go."""
    gone = "verb IN ('hide_picture', 'show_picture')"
    which = f"decision_id IN (SELECT id FROM decisions WHERE {gone})"
    op.execute(f"UPDATE appeals SET outcome_id = NULL WHERE outcome_id IN (SELECT id FROM decisions WHERE {gone})")
    for table in ("notices", "shown_reasons", "appeals"):
        op.execute(f"DELETE FROM {table} WHERE {which}")
    forget_decisions(gone)
    widen("decisions", "verb", "verb", VERBS, narrow=True)
    for table in NAMED:
        for column in ("avatar", "hidden_avatar"):
            op.drop_index(op.f(f"ix_{table}_{column}"), table)
            op.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
    op.drop_table("image_uses")
    op.drop_table("images")
