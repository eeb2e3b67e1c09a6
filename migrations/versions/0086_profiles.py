"""People choose whether their page lists what they wrote, and staff say who works or researches with residents."""

import sqlalchemy as sa
from alembic import op

revision = "0086"
down_revision = "0085"


def upgrade() -> None:
    """Apply."""
    op.add_column("users", sa.Column("lists_works", sa.Boolean(), nullable=False, server_default=sa.true()))
    op.create_table(
        "person_tags",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("tag", sa.Enum("front_line", "researcher", name="tag", native_enum=False, length=24), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("tag IN ('front_line', 'researcher')", name=op.f("ck_person_tags_tag")),
        sa.ForeignKeyConstraint(["person_id"], ["users.id"], name=op.f("fk_person_tags_person_id_users")),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_person_tags_by_id_users")),
        sa.PrimaryKeyConstraint("person_id", "tag", name=op.f("pk_person_tags")),
    )
    op.create_index(op.f("ix_person_tags_by_id"), "person_tags", ["by_id"])


def downgrade() -> None:
    """Undo."""
    op.drop_table("person_tags")
    op.drop_column("users", "lists_works")
