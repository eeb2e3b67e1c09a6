"""People are told that votes of theirs were set aside, and can ask for another look."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

MOMENT = sa.DateTime(timezone=True)
BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
CHECK = "ck_notices_noticekind"
BEFORE = ("hidden", "restored", "locked", "unlocked", "report_settled", "replied", "commented")
NEW = ("votes_aside", "votes_stay_aside", "votes_back")


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "objections",
        sa.Column("quarantine_id", BIG_ID, nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("answered_at", MOMENT, nullable=True),
        sa.CheckConstraint("(answered_at IS NULL) = (answered_by_id IS NULL)", name=op.f("ck_objections_answered")),
        sa.ForeignKeyConstraint(
            ["quarantine_id"], ["quarantines.id"], name=op.f("fk_objections_quarantine_id_quarantines")
        ),
        sa.ForeignKeyConstraint(["answered_by_id"], ["users.id"], name=op.f("fk_objections_answered_by_id_users")),
        sa.PrimaryKeyConstraint("quarantine_id", name=op.f("pk_objections")),
    )
    op.create_index(op.f("ix_objections_answered_by_id"), "objections", ["answered_by_id"])
    with op.batch_alter_table("notices", copy_from=_notices(BEFORE)) as batch_op:
        batch_op.add_column(sa.Column("quarantine_id", BIG_ID))
        batch_op.create_foreign_key(
            op.f("fk_notices_quarantine_id_quarantines"), "quarantines", ["quarantine_id"], ["id"]
        )
        batch_op.create_index(op.f("ix_notices_quarantine_id"), ["quarantine_id"])
        batch_op.drop_constraint(op.f(CHECK), type_="check")
        batch_op.create_check_constraint(op.f(CHECK), _one_of(BEFORE + NEW))


def downgrade() -> None:
    """Undo. What people were told of votes set aside is forgotten."""
    kind = sa.column("kind", sa.String())
    op.execute(sa.delete(sa.table("notices", kind)).where(kind.in_(NEW)))
    with op.batch_alter_table("notices", copy_from=_notices(BEFORE + NEW, quarantines=True)) as batch_op:
        batch_op.drop_index(op.f("ix_notices_quarantine_id"))
        batch_op.drop_constraint(op.f("fk_notices_quarantine_id_quarantines"), type_="foreignkey")
        batch_op.drop_column("quarantine_id")
        batch_op.drop_constraint(op.f(CHECK), type_="check")
        batch_op.create_check_constraint(op.f(CHECK), _one_of(BEFORE))
    op.drop_table("objections")


def _one_of(kinds: tuple[str, ...]) -> str:
    words = ", ".join(f"'{kind}'" for kind in kinds)
    return f"kind IN ({words})"


def _notices(kinds: tuple[str, ...], *, quarantines: bool = False) -> sa.Table:
    """The table as it stands: SQLite makes it anew, and cannot be asked for its checks."""
    to = {"round_id": "rounds", "contribution_id": "contributions", "comment_id": "comments"}
    to |= {"decision_id": "decisions", "report_id": "reports"} | (
        {"quarantine_id": "quarantines"} if quarantines else {}
    )
    unread = sa.text("read_at IS NULL")
    return sa.Table(
        "notices",
        sa.MetaData(),
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(24), nullable=False),
        *(sa.Column(name, sa.Integer() if name == "round_id" else BIG_ID, index=False) for name in to),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("read_at", MOMENT),
        sa.ForeignKeyConstraint(["person_id"], ["users.id"], name="fk_notices_person_id_users"),
        *(
            sa.ForeignKeyConstraint([name], [f"{table}.id"], name=f"fk_notices_{name}_{table}")
            for name, table in to.items()
        ),
        sa.PrimaryKeyConstraint("id", name="pk_notices"),
        sa.CheckConstraint(_one_of(kinds), name=CHECK),
        *(sa.Index(f"ix_notices_{name}", name) for name in to),
        sa.Index("ix_notices_person", "person_id", "id"),
        sa.Index("ix_notices_unread", "person_id", sqlite_where=unread, postgresql_where=unread),
    )
