"""Questions to those who decide, and their answers."""

import sqlalchemy as sa
from alembic import op

revision = "0074"
down_revision = "0073"

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "questions",
        sa.Column("comment_id", BIG_ID, nullable=False, autoincrement=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("answer_id", BIG_ID),
        sa.Column("answered_by_id", sa.Integer()),
        sa.Column("answered_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint("(answer_id IS NULL) = (answered_by_id IS NULL)", name=op.f("ck_questions_answered_by")),
        sa.CheckConstraint("(answer_id IS NULL) = (answered_at IS NULL)", name=op.f("ck_questions_answered_at")),
        sa.CheckConstraint("answer_id <> comment_id", name=op.f("ck_questions_not_itself")),
        sa.ForeignKeyConstraint(["comment_id"], ["comments.id"], name=op.f("fk_questions_comment_id_comments")),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_questions_round_id_rounds")),
        sa.ForeignKeyConstraint(["answer_id"], ["comments.id"], name=op.f("fk_questions_answer_id_comments")),
        sa.ForeignKeyConstraint(["answered_by_id"], ["users.id"], name=op.f("fk_questions_answered_by_id_users")),
        sa.PrimaryKeyConstraint("comment_id", name=op.f("pk_questions")),
    )
    op.create_index(op.f("ix_questions_answer_id"), "questions", ["answer_id"], unique=True)
    op.create_index(op.f("ix_questions_answered_by_id"), "questions", ["answered_by_id"])
    op.create_index("ix_questions_round", "questions", ["round_id", "comment_id"])
    op.execute("ALTER TABLE held_texts ADD COLUMN asks BOOLEAN NOT NULL DEFAULT FALSE")


def downgrade() -> None:
    """Undo."""
    op.execute("ALTER TABLE held_texts DROP COLUMN asks")
    op.drop_table("questions")
