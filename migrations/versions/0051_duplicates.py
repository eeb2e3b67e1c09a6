"""Contributions that say the same, joined with their authors' consent, and votes that move by their people's."""

import sqlalchemy as sa
from alembic import op

revision = "0051"
down_revision = "0050"

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
ALONE = {"resolve_fks": False}
"""SQLite copies a table that is altered; the ones that it points to need not be read for that."""

NOTICE_CHECK = "ck_notices_noticekind"
BEFORE = (
    "hidden", "restored", "locked", "unlocked", "report_settled", "replied", "commented", "votes_aside",
    "votes_stay_aside", "votes_back", "decided", "asked", "answered", "passed_on", "appeal_decided", "all_removed",
    "held_released", "held_refused",
)  # fmt: skip
NEW = ("same_asked", "same_joined", "same_ended", "move_asked")


def upgrade() -> None:
    """Apply."""
    _pairings()
    _move_answers()
    with op.batch_alter_table("notices", reflect_kwargs=ALONE) as batch:
        batch.add_column(sa.Column("pairing_id", BIG_ID, nullable=True))
        batch.create_foreign_key(op.f("fk_notices_pairing_id_pairings"), "pairings", ["pairing_id"], ["id"])
        batch.create_index(op.f("ix_notices_pairing_id"), ["pairing_id"])
        _change_kinds(batch, BEFORE + NEW)


def _fk(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}"))


def _pairings() -> None:
    name = "pairings"
    references = {"round_id": "rounds", "lead_id": "contributions", "follower_id": "contributions", "by_id": "users",
                  "ended_by_id": "users"}  # fmt: skip
    op.create_table(
        name,
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("public_id", sa.String(12), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("lead_id", BIG_ID, nullable=False),
        sa.Column("follower_id", BIG_ID, nullable=False),
        sa.Column("way", sa.String(10), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("lead_said", sa.Boolean(), nullable=True),
        sa.Column("follower_said", sa.Boolean(), nullable=True),
        sa.Column("joined_at", MOMENT, nullable=True),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("ended_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("way IN ('link', 'merge')", name=op.f("ck_pairings_way")),
        sa.CheckConstraint("lead_id <> follower_id", name=op.f("ck_pairings_two")),
        sa.CheckConstraint("joined_at IS NULL OR (lead_said AND follower_said)", name=op.f("ck_pairings_consent")),
        sa.CheckConstraint("(ended_at IS NULL) = (ended_by_id IS NULL)", name=op.f("ck_pairings_ended")),
        *(_fk(name, column, other) for column, other in references.items()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pairings")),
        sa.UniqueConstraint("public_id", name=op.f("uq_pairings_public_id")),
    )
    for column in references:
        op.create_index(op.f(f"ix_{name}_{column}"), name, [column])
    running = ["lead_id", "follower_id", "way"]
    op.create_index("uq_pairings_running", name, running, unique=True, **_while("ended_at IS NULL"))
    joined = _while("ended_at IS NULL AND joined_at IS NOT NULL")
    op.create_index("uq_pairings_one_lead", name, ["follower_id"], unique=True, **joined)


def _move_answers() -> None:
    name = "move_answers"
    references = {"from_id": "contributions", "to_id": "contributions", "person_id": "users", "pairing_id": "pairings"}
    op.create_table(
        name,
        sa.Column("from_id", BIG_ID, nullable=False),
        sa.Column("to_id", BIG_ID, nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("pairing_id", BIG_ID, nullable=False),
        sa.Column("moved", sa.Boolean(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        *(_fk(name, column, other) for column, other in references.items()),
        sa.PrimaryKeyConstraint("from_id", "to_id", "person_id", name=op.f("pk_move_answers")),
    )
    for column in ("to_id", "person_id", "pairing_id"):
        op.create_index(op.f(f"ix_{name}_{column}"), name, [column])


def _while(condition: str) -> dict[str, sa.TextClause]:
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}


def _change_kinds(batch: object, kinds: tuple[str, ...]) -> None:
    """Replace the check; SQLite has forgotten the old one when it makes the table anew."""
    if op.get_bind().dialect.name != "sqlite":
        batch.drop_constraint(op.f(NOTICE_CHECK), type_="check")
    batch.create_check_constraint(op.f(NOTICE_CHECK), f"kind IN ({', '.join(map(repr, kinds))})")


def downgrade() -> None:
    """Undo."""
    op.execute(f"DELETE FROM notices WHERE kind IN ({', '.join(map(repr, NEW))})")
    with op.batch_alter_table("notices", reflect_kwargs=ALONE) as batch:
        batch.drop_index(op.f("ix_notices_pairing_id"))
        batch.drop_constraint(op.f("fk_notices_pairing_id_pairings"), type_="foreignkey")
        batch.drop_column("pairing_id")
        _change_kinds(batch, BEFORE)
    op.drop_table("move_answers")
    op.drop_table("pairings")
