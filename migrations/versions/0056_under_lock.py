"""Texts under lock: their words kept apart, who may open them, each opening, and who is told of urgent harm."""

import sqlalchemy as sa
from alembic import op

from migrations.widening import forget_decisions, widen

revision = "0056"
down_revision = "0055"

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)

NEW = {
    ("decisions", "verb", "verb"): ("put_under_lock", "release"),
    ("decisions", "scope", "scope"): ("under_lock",),
    ("notices", "noticekind", "kind"): ("put_under_lock", "escalated"),
}
"""(table, check, column): the values that it takes from now on."""

REFUSAL = "That somebody opened a text under lock is never altered."


def upgrade() -> None:
    """Apply."""
    for (table, check, column), values in NEW.items():
        widen(table, check, column, values)
    moment = "TIMESTAMP WITH TIME ZONE" if op.get_bind().dialect.name == "postgresql" else "DATETIME"
    for table in ("contributions", "comments"):
        op.execute(f"ALTER TABLE {table} ADD COLUMN locked_at {moment}")
    _contacts()
    _texts()
    _openings()
    _guard()


def _fk(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}"))


def _contacts() -> None:
    name = "escalation_contacts"
    op.create_table(
        name,
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("named_by_id", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT),
        sa.CheckConstraint("person_id <> named_by_id", name=op.f("ck_escalation_contacts_another")),
        _fk(name, "person_id", "users"),
        _fk(name, "named_by_id", "users"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_escalation_contacts")),
    )
    for column in ("person_id", "named_by_id"):
        op.create_index(op.f(f"ix_{name}_{column}"), name, [column])
    running = {key: sa.text("ended_at IS NULL") for key in ("sqlite_where", "postgresql_where")}
    op.create_index("uq_escalation_contacts_one", name, [sa.text("(ended_at IS NULL)")], unique=True, **running)


def _texts() -> None:
    name = "locked_texts"
    to = {
        "decision_id": "decisions", "released_by_id": "decisions", "contribution_id": "contributions",
        "comment_id": "comments", "round_id": "rounds", "author_id": "users",
    }  # fmt: skip
    op.create_table(
        name,
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("public_id", sa.String(12), nullable=False),
        *(
            sa.Column(
                column,
                BIG_ID if other in {"decisions", "contributions", "comments"} else sa.Integer(),
                nullable=column not in {"decision_id", "round_id", "author_id"},
            )
            for column, other in to.items()
        ),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("untold", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("released_at", MOMENT),
        sa.CheckConstraint("(contribution_id IS NULL) <> (comment_id IS NULL)", name=op.f("ck_locked_texts_one_text")),
        sa.CheckConstraint("(released_at IS NULL) = (released_by_id IS NULL)", name=op.f("ck_locked_texts_released")),
        *(_fk(name, column, other) for column, other in to.items()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_locked_texts")),
        sa.UniqueConstraint("public_id", name=op.f("uq_locked_texts_public_id")),
        sa.UniqueConstraint("decision_id", name=op.f("uq_locked_texts_decision_id")),
    )
    for column in to.keys() - {"decision_id"}:
        op.create_index(op.f(f"ix_{name}_{column}"), name, [column])


def _openings() -> None:
    name = "lock_openings"
    op.create_table(
        name,
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("locked_id", BIG_ID, nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        _fk(name, "locked_id", "locked_texts"),
        _fk(name, "by_id", "users"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lock_openings")),
    )
    for column in ("locked_id", "by_id"):
        op.create_index(op.f(f"ix_{name}_{column}"), name, [column])


def _guard() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION refuse_to_alter_openings() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$"
        )
        op.execute(
            "CREATE TRIGGER lock_openings_are_never_altered BEFORE UPDATE OR DELETE ON lock_openings "
            "FOR EACH ROW EXECUTE FUNCTION refuse_to_alter_openings()"
        )
        return
    for act in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER lock_openings_refuse_{act.lower()} BEFORE {act} ON lock_openings "
            f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        )


def downgrade() -> None:
    """Undo. Where words are under lock it refuses: they would be lost. Release them first."""
    waiting = op.get_bind().scalar(sa.text("SELECT COUNT(*) FROM locked_texts WHERE released_at IS NULL"))
    if waiting:
        raise RuntimeError(f"{waiting} texts are under lock, and would be lost: release them first.")
    gone = "scope = 'under_lock'"
    which = f"decision_id IN (SELECT id FROM decisions WHERE {gone})"
    for table in ("lock_openings", "locked_texts", "escalation_contacts"):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_to_alter_openings()")
    op.execute(f"DELETE FROM notices WHERE kind IN ('put_under_lock', 'escalated') OR {which}")
    op.execute(f"DELETE FROM shown_reasons WHERE {which}")
    forget_decisions(gone)
    for table in ("contributions", "comments"):
        op.execute(f"ALTER TABLE {table} DROP COLUMN locked_at")
    for (table, check, column), values in NEW.items():
        widen(table, check, column, values, narrow=True)
