"""Texts that wait for a moderator, watched words, reports by the checks, and texts behind a click."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0021"

MOMENT = sa.DateTime(timezone=True)
BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
ALONE = {"resolve_fks": False}
"""SQLite copies a table that is altered; the ones that it points to need not be read for that."""

NOTICE_CHECK = "ck_notices_noticekind"
BEFORE = (
    "hidden", "restored", "locked", "unlocked", "report_settled", "replied", "commented", "votes_aside",
    "votes_stay_aside", "votes_back", "decided", "asked", "answered", "passed_on", "appeal_decided", "all_removed",
)  # fmt: skip
REPORT_CHECKS = {
    "one_object": " + ".join(
        f"(CASE WHEN {name}_id IS NULL THEN 0 ELSE 1 END)"
        for name in ("contribution", "comment", "person", "organisation")
    )
    + " = 1",
    "reportreason": "reason IN ('private_details', 'insult', 'hate', 'advert', 'off_topic', 'untrue', 'impostor', "
    "'illegal', 'other')",
    "outcome": "outcome IN ('upheld', 'kept', 'unfounded')",
}
"""Made again where SQLite makes the table anew: it forgets them then."""

NEW = ("held_released", "held_refused")
WAITING = "settled_at IS NULL"
HELD_INDEXES = (
    "round_id", "author_id", "contribution_id", "parent_id", "quote_id", "settled_by_id", "comment_id",
)  # fmt: skip
FIRST_WORDS = (
    "kill yourself", "kill all", "kill them all", "go back to your country", "go back where you came from",
    "should be shot", "should be hanged", "deserve to die", "subhuman*", "sub-human*", "vermin", "parasites",
    "i know where you live", "we know where you live",
)  # fmt: skip
"""Threats, and words that make animals of people. Moderators change the list; slurs are for them to add."""


def upgrade() -> None:
    """Apply."""
    _held_texts()
    words = op.create_table(
        "watched_words",
        sa.Column("words", sa.String(length=60), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_watched_words_by_id_users")),
        sa.PrimaryKeyConstraint("words", name=op.f("pk_watched_words")),
    )
    op.create_index(op.f("ix_watched_words_by_id"), "watched_words", ["by_id"])
    for one in FIRST_WORDS:
        op.execute(words.insert().values(words=one, at=sa.func.now()))
    for table in ("contributions", "comments"):
        op.add_column(table, sa.Column("covered_at", MOMENT, nullable=True))
    _reporters(may_be_none=True)
    with op.batch_alter_table("notices", reflect_kwargs=ALONE) as batch_op:
        batch_op.add_column(sa.Column("held_id", BIG_ID, nullable=True))
        batch_op.create_foreign_key(op.f("fk_notices_held_id_held_texts"), "held_texts", ["held_id"], ["id"])
        batch_op.create_index(op.f("ix_notices_held_id"), ["held_id"])
        _change_kinds(batch_op, BEFORE + NEW)


def _held_texts() -> None:
    people, comments = ("author_id", "settled_by_id"), ("parent_id", "quote_id", "comment_id")
    op.create_table(
        "held_texts",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("contribution_id", BIG_ID, nullable=False),
        sa.Column("body", sa.Text(), nullable=True),
        sa.Column("parent_id", BIG_ID, nullable=True),
        sa.Column("quote_id", BIG_ID, nullable=True),
        sa.Column("why", sa.String(length=24), nullable=False),
        sa.Column("signs", sa.String(length=200), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("settled_at", MOMENT, nullable=True),
        sa.Column("settled_by_id", sa.Integer(), nullable=True),
        sa.Column("released", sa.Boolean(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("comment_id", BIG_ID, nullable=True),
        sa.CheckConstraint("why IN ('first_posts', 'hold_first', 'checks')", name=op.f("ck_held_texts_held")),
        sa.CheckConstraint("(settled_at IS NULL) = (settled_by_id IS NULL)", name=op.f("ck_held_texts_settled")),
        sa.CheckConstraint("(settled_at IS NULL) = (released IS NULL)", name=op.f("ck_held_texts_decided")),
        sa.CheckConstraint("settled_by_id <> author_id", name=op.f("ck_held_texts_not_own")),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_held_texts_round_id_rounds")),
        sa.ForeignKeyConstraint(
            ["contribution_id"], ["contributions.id"], name=op.f("fk_held_texts_contribution_id_contributions")
        ),
        *(sa.ForeignKeyConstraint([one], ["users.id"], name=op.f(f"fk_held_texts_{one}_users")) for one in people),
        *(
            sa.ForeignKeyConstraint([one], ["comments.id"], name=op.f(f"fk_held_texts_{one}_comments"))
            for one in comments
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_held_texts")),
        sa.UniqueConstraint("public_id", name=op.f("uq_held_texts_public_id")),
    )
    for column in HELD_INDEXES:
        op.create_index(op.f(f"ix_held_texts_{column}"), "held_texts", [column])
    op.create_index("ix_held_texts_waiting", "held_texts", ["at"], **_while(WAITING))
    op.create_index(
        "uq_held_texts_whole", "held_texts", ["contribution_id"], unique=True, **_while(f"{WAITING} AND body IS NULL")
    )


def _while(condition: str) -> dict[str, sa.TextClause]:
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}


def _reporters(*, may_be_none: bool) -> None:
    """Let reports do without a reporter, or not. On SQLite the table is made anew; notices let go of it meanwhile."""
    if op.get_bind().dialect.name != "sqlite":
        op.alter_column("reports", "reporter_id", existing_type=sa.Integer(), nullable=may_be_none)
        return
    op.execute("CREATE TEMP TABLE pointed AS SELECT id, report_id FROM notices WHERE report_id IS NOT NULL")
    op.execute("UPDATE notices SET report_id = NULL")
    with op.batch_alter_table("reports", reflect_kwargs=ALONE) as batch_op:
        batch_op.alter_column("reporter_id", existing_type=sa.Integer(), nullable=may_be_none)
        for name, condition in REPORT_CHECKS.items():
            batch_op.create_check_constraint(op.f(f"ck_reports_{name}"), condition)
    op.execute("UPDATE notices SET report_id = pointed.report_id FROM pointed WHERE pointed.id = notices.id")
    op.execute("DROP TABLE pointed")


def _change_kinds(batch_op: object, kinds: tuple[str, ...]) -> None:
    """Replace the check; SQLite has forgotten the old one when it makes the table anew."""
    if op.get_bind().dialect.name != "sqlite":
        batch_op.drop_constraint(op.f(NOTICE_CHECK), type_="check")
    batch_op.create_check_constraint(op.f(NOTICE_CHECK), f"kind IN ({', '.join(repr(kind) for kind in kinds)})")


def downgrade() -> None:
    """Undo. What waited is gone, and what the checks reported and what people were told of it is forgotten."""
    kind, reporter = sa.column("kind", sa.String()), sa.column("reporter_id", sa.Integer())
    op.execute(sa.delete(sa.table("notices", kind)).where(kind.in_(NEW)))
    op.execute(sa.delete(sa.table("reports", reporter)).where(reporter.is_(None)))
    with op.batch_alter_table("notices", reflect_kwargs=ALONE) as batch_op:
        batch_op.drop_index(op.f("ix_notices_held_id"))
        batch_op.drop_constraint(op.f("fk_notices_held_id_held_texts"), type_="foreignkey")
        batch_op.drop_column("held_id")
        _change_kinds(batch_op, BEFORE)
    _reporters(may_be_none=False)
    for table in ("comments", "contributions"):
        op.drop_column(table, "covered_at")
    op.drop_table("watched_words")
    op.drop_table("held_texts")
