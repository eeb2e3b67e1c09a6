"""Moderators move branches of a discussion, split them off, and move contributions to another kind or round."""

import sqlalchemy as sa
from alembic import op

from migrations.widening import forget_decisions, widen

revision = "0055"
down_revision = "0051"

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
KINDS = ("need", "idea", "proposal")

NEW = {
    ("decisions", "verb", "verb"): ("move", "split", "move_back"),
    ("decisions", "scope", "scope"): ("place",),
    ("notices", "noticekind", "kind"): ("moved",),
}
"""(table, check, column): the values that it takes from now on."""


def upgrade() -> None:
    """Apply."""
    for (table, check, column), values in NEW.items():
        widen(table, check, column, values)
    op.execute("ALTER TABLE threads ADD COLUMN branches_left INTEGER NOT NULL DEFAULT 0")
    _moves()
    op.create_table(
        "moved_comments",
        sa.Column("move_id", BIG_ID, nullable=False),
        sa.Column("comment_id", BIG_ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["move_id"], ["moves.id"], name=op.f("fk_moved_comments_move_id_moves")),
        sa.ForeignKeyConstraint(["comment_id"], ["comments.id"], name=op.f("fk_moved_comments_comment_id_comments")),
        sa.PrimaryKeyConstraint("move_id", "comment_id", name=op.f("pk_moved_comments")),
    )
    op.create_index(op.f("ix_moved_comments_comment_id"), "moved_comments", ["comment_id"])


def _moves() -> None:
    to = {
        "decision_id": "decisions", "undone_by_id": "decisions", "contribution_id": "contributions",
        "comment_id": "comments", "from_thread_id": "threads", "to_thread_id": "threads", "from_parent_id": "comments",
        "from_round_id": "rounds", "to_round_id": "rounds",
    }  # fmt: skip
    kind = sa.Enum(*KINDS, name="kind", native_enum=False, create_constraint=False, length=10)
    op.create_table(
        "moves",
        sa.Column("id", BIG_ID, nullable=False),
        *(
            sa.Column(name, sa.Integer() if table == "rounds" else BIG_ID, nullable=name != "decision_id")
            for name, table in to.items()
        ),
        sa.Column("from_kind", kind),
        sa.Column("to_kind", kind),
        *(
            sa.ForeignKeyConstraint([name], [f"{table}.id"], name=op.f(f"fk_moves_{name}_{table}"))
            for name, table in to.items()
        ),
        sa.CheckConstraint("(contribution_id IS NULL) <> (comment_id IS NULL)", name=op.f("ck_moves_one_thing")),
        sa.CheckConstraint(
            "comment_id IS NULL OR (from_thread_id IS NOT NULL AND to_thread_id IS NOT NULL "
            "AND from_thread_id <> to_thread_id)",
            name=op.f("ck_moves_two_threads"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_moves")),
        sa.UniqueConstraint("decision_id", name=op.f("uq_moves_decision_id")),
    )
    for name in to.keys() - {"decision_id"}:
        op.create_index(op.f(f"ix_moves_{name}"), "moves", [name])


def downgrade() -> None:
    """Undo. What was moved stays where it is; that it was moved is forgotten."""
    gone = "scope = 'place'"
    which = f"decision_id IN (SELECT id FROM decisions WHERE {gone})"
    op.drop_table("moved_comments")
    op.drop_table("moves")
    op.execute(f"UPDATE appeals SET outcome_id = NULL WHERE outcome_id IN (SELECT id FROM decisions WHERE {gone})")
    for table in ("notices", "shown_reasons", "appeals"):
        op.execute(f"DELETE FROM {table} WHERE {which}")
    forget_decisions(gone)
    op.execute("ALTER TABLE threads DROP COLUMN branches_left")
    for (table, check, column), values in NEW.items():
        widen(table, check, column, values, narrow=True)
