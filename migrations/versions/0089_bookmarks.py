"""People save contributions and comments for themselves."""

import sqlalchemy as sa
from alembic import op

revision = "0089"
down_revision = "0088"

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "bookmarks",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("contribution_id", BIG_ID),
        sa.Column("comment_id", BIG_ID),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(contribution_id IS NULL) <> (comment_id IS NULL)", name=op.f("ck_bookmarks_one_text")),
        sa.ForeignKeyConstraint(["person_id"], ["users.id"], name=op.f("fk_bookmarks_person_id_users")),
        sa.ForeignKeyConstraint(
            ["contribution_id"], ["contributions.id"], name=op.f("fk_bookmarks_contribution_id_contributions")
        ),
        sa.ForeignKeyConstraint(["comment_id"], ["comments.id"], name=op.f("fk_bookmarks_comment_id_comments")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bookmarks")),
    )
    op.create_index("ix_bookmarks_person", "bookmarks", ["person_id", "id"])
    op.create_index("uq_bookmarks_contribution", "bookmarks", ["person_id", "contribution_id"], unique=True)
    op.create_index("uq_bookmarks_comment", "bookmarks", ["person_id", "comment_id"], unique=True)
    for name in ("contribution_id", "comment_id"):
        op.create_index(op.f(f"ix_bookmarks_{name}"), "bookmarks", [name])


def downgrade() -> None:
    """Undo."""
    op.drop_table("bookmarks")
