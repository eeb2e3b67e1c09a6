"""What is still to be told to many, and what somebody does not want to be told."""

import sqlalchemy as sa
from alembic import op

revision = "0071"
down_revision = "0070"

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
ALONE = {"resolve_fks": False}
"""SQLite copies a table that is altered; the ones that it points to need not be read for that."""

BEFORE = (
    "hidden", "restored", "locked", "unlocked", "report_settled", "replied", "commented", "votes_aside",
    "votes_stay_aside", "votes_back", "decided", "asked", "answered", "passed_on", "appeal_decided", "all_removed",
    "held_released", "held_refused", "same_asked", "same_joined", "same_ended", "move_asked",
    "moved", "put_under_lock", "escalated",
)  # fmt: skip
NEW = ("published", "round_opened", "round_extended", "round_cancelled", "webhook_paused")
CHECK = "ck_notices_noticekind"
HAPPENED = ("comment", "contribution", "round_opened", "round_extended", "round_cancelled")
TOPICS = ("answers", "comments", "posts", "rounds")
POINTS = {"by_id": "users", "round_id": "rounds", "contribution_id": "contributions", "comment_id": "comments"}


def upgrade() -> None:
    """Apply."""
    _outbox()
    _topics()
    with op.batch_alter_table("notices", reflect_kwargs=ALONE) as batch:
        batch.add_column(sa.Column("outbox_id", BIG_ID))
        batch.create_foreign_key(op.f("fk_notices_outbox_id_outbox"), "outbox", ["outbox_id"], ["id"])
        batch.create_index("ix_notices_once", ["outbox_id", "person_id"], unique=True)
        _change_kinds(batch, (*BEFORE, *NEW))


def _one_of(column: str, values: tuple[str, ...]) -> str:
    return f"{column} IN ({', '.join(repr(value) for value in values)})"


def _outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("by_id", sa.Integer()),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("contribution_id", BIG_ID),
        sa.Column("comment_id", BIG_ID),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("reached", sa.Integer(), nullable=False),
        sa.Column("done_at", MOMENT),
        sa.CheckConstraint(_one_of("kind", HAPPENED), name=op.f("ck_outbox_happened")),
        *(
            sa.ForeignKeyConstraint([column], [f"{table}.id"], name=op.f(f"fk_outbox_{column}_{table}"))
            for column, table in POINTS.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
    )
    for column in POINTS:
        op.create_index(op.f(f"ix_outbox_{column}"), "outbox", [column])
    waiting = sa.text("done_at IS NULL")
    op.create_index("ix_outbox_waiting", "outbox", ["id"], sqlite_where=waiting, postgresql_where=waiting)


def _topics() -> None:
    op.create_table(
        "unwanted_topics",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("topic", sa.String(24), nullable=False),
        sa.CheckConstraint(_one_of("topic", TOPICS), name=op.f("ck_unwanted_topics_topic")),
        sa.ForeignKeyConstraint(["person_id"], ["users.id"], name=op.f("fk_unwanted_topics_person_id_users")),
        sa.PrimaryKeyConstraint("person_id", "topic", name=op.f("pk_unwanted_topics")),
    )


def _change_kinds(batch: object, kinds: tuple[str, ...]) -> None:
    """Replace the check; SQLite has forgotten the old one when it makes the table anew."""
    if op.get_bind().dialect.name != "sqlite":
        batch.drop_constraint(op.f(CHECK), type_="check")
    batch.create_check_constraint(op.f(CHECK), _one_of("kind", kinds))


def downgrade() -> None:
    """Undo. What people were told of what they follow is forgotten."""
    op.execute(f"DELETE FROM notices WHERE {_one_of('kind', NEW)}")
    with op.batch_alter_table("notices", reflect_kwargs=ALONE) as batch:
        batch.drop_index("ix_notices_once")
        batch.drop_constraint(op.f("fk_notices_outbox_id_outbox"), type_="foreignkey")
        batch.drop_column("outbox_id")
        _change_kinds(batch, BEFORE)
    op.drop_table("unwanted_topics")
    op.drop_table("outbox")
