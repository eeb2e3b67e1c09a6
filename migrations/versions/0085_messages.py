"""Messages between two people, and between a person and an organisation."""

import re
from collections.abc import Callable

import sqlalchemy as sa
from alembic import op

revision = "0085"
down_revision = "0082"

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
NOTICE = "message"


def upgrade() -> None:
    """Apply."""
    state = sa.Enum("asked", "accepted", "declined", name="talkstate", native_enum=False, length=24)
    op.create_table(
        "conversations",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("public_id", sa.String(12), nullable=False),
        sa.Column("pair", sa.String(48), nullable=False),
        sa.Column("state", state, nullable=False),
        sa.Column("last_number", sa.Integer(), nullable=False),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.Column("settled_at", MOMENT),
        sa.Column("settled_by_id", sa.Integer()),
        sa.CheckConstraint("state IN ('asked', 'accepted', 'declined')", name=op.f("ck_conversations_talkstate")),
        sa.CheckConstraint("(settled_at IS NULL) = (state = 'asked')", name=op.f("ck_conversations_settled")),
        sa.ForeignKeyConstraint(["settled_by_id"], ["users.id"], name=op.f("fk_conversations_settled_by_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conversations")),
        sa.UniqueConstraint("public_id", name=op.f("uq_conversations_public_id")),
        sa.UniqueConstraint("pair", name=op.f("uq_conversations_pair")),
    )
    op.create_index(op.f("ix_conversations_settled_by_id"), "conversations", ["settled_by_id"])
    _sides()
    _messages()
    _evidence()
    _notices()


def _sides() -> None:
    op.create_table(
        "message_sides",
        sa.Column("conversation_id", BIG_ID, nullable=False),
        sa.Column("is_opener", sa.Boolean(), nullable=False),
        sa.Column("person_id", sa.Integer()),
        sa.Column("organisation_id", sa.Integer()),
        sa.Column("last_at", MOMENT),
        sa.Column("unread", sa.Integer(), nullable=False),
        sa.Column("left_at", MOMENT),
        sa.Column("blocked_at", MOMENT),
        sa.CheckConstraint(
            "(person_id IS NULL) <> (organisation_id IS NULL)", name=op.f("ck_message_sides_one_reader")
        ),
        sa.CheckConstraint("unread >= 0", name=op.f("ck_message_sides_unread")),
        *_links("message_sides", conversation_id="conversations", person_id="users", organisation_id="organisations"),
        sa.PrimaryKeyConstraint("conversation_id", "is_opener", name=op.f("pk_message_sides")),
    )
    op.create_index("ix_message_sides_person", "message_sides", ["person_id", "last_at"])
    op.create_index("ix_message_sides_organisation", "message_sides", ["organisation_id", "last_at"])


def _messages() -> None:
    op.create_table(
        "messages",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("conversation_id", BIG_ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("from_opener", sa.Boolean(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("body_html", sa.Text(), nullable=False),
        sa.Column("withheld", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("at", MOMENT, nullable=False),
        sa.CheckConstraint("number >= 1", name=op.f("ck_messages_number")),
        *_links("messages", conversation_id="conversations", author_id="users"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_messages")),
        sa.UniqueConstraint("conversation_id", "number", name=op.f("uq_messages_conversation_id_number")),
    )
    op.create_index("ix_messages_author", "messages", ["author_id", "at"])


def _evidence() -> None:
    op.create_table(
        "message_evidence",
        sa.Column("report_id", BIG_ID, nullable=False),
        sa.Column("message_id", BIG_ID, nullable=False),
        sa.Column("case_id", BIG_ID, nullable=False),
        sa.Column("is_reported", sa.Boolean(), nullable=False),
        sa.Column("by_reporter", sa.Boolean(), nullable=False),
        sa.Column("body_html", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        *_links("message_evidence", report_id="reports", message_id="messages", case_id="cases"),
        sa.PrimaryKeyConstraint("report_id", "message_id", name=op.f("pk_message_evidence")),
    )
    for name in ("message_id", "case_id"):
        op.create_index(op.f(f"ix_message_evidence_{name}"), "message_evidence", [name])


def _links(table: str, **to: str) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint([name], [f"{other}.id"], name=op.f(f"fk_{table}_{name}_{other}"))
        for name, other in to.items()
    ]


def _notices() -> None:
    kind = "BIGINT" if op.get_bind().dialect.name == "postgresql" else "INTEGER"
    op.execute(
        f"ALTER TABLE notices ADD COLUMN conversation_id {kind} "
        "CONSTRAINT fk_notices_conversation_id_conversations REFERENCES conversations (id)"
    )
    op.create_index(op.f("ix_notices_conversation_id"), "notices", ["conversation_id"])
    _kinds_of_notices(lambda known: [*known, NOTICE])


def _kinds_of_notices(change: Callable[[list[str]], list[str]]) -> None:
    """Let notices be of other kinds.

    On SQLite the check is rewritten in the schema, as its manual of ALTER TABLE describes: making the table anew would
    lose its other checks.
    """
    name, bind = "ck_notices_noticekind", op.get_bind()
    if bind.dialect.name == "postgresql":
        held = bind.scalar(
            sa.text("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = :name"), {"name": name}
        )
        op.drop_constraint(op.f(name), "notices", type_="check")
        op.create_check_constraint(op.f(name), "notices", _one_of(change(re.findall(r"'(\w+)'", held))))
        return
    sql = bind.scalar(sa.text("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = 'notices'"))
    pattern = re.compile(rf"(CONSTRAINT {name} CHECK \()[^()]*\([^()]*\)", re.IGNORECASE)
    known = re.findall(r"'(\w+)'", pattern.search(sql)[0])
    changed = pattern.sub(lambda match: match[1] + _one_of(change(known)), sql)
    version = bind.scalar(sa.text("PRAGMA schema_version"))
    bind.execute(sa.text("PRAGMA writable_schema = ON"))
    bind.execute(
        sa.text("UPDATE sqlite_master SET sql = :sql WHERE type = 'table' AND name = 'notices'"), {"sql": changed}
    )
    bind.execute(sa.text(f"PRAGMA schema_version = {version + 1}"))
    bind.execute(sa.text("PRAGMA writable_schema = OFF"))


def _one_of(kinds: list[str]) -> str:
    return f"kind IN ({', '.join(map(repr, kinds))})"


def downgrade() -> None:
    """Undo. What was written is forgotten."""
    op.execute(f"DELETE FROM notices WHERE kind = '{NOTICE}'")
    _kinds_of_notices(lambda known: [one for one in known if one != NOTICE])
    op.drop_index(op.f("ix_notices_conversation_id"), "notices")
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint(op.f("fk_notices_conversation_id_conversations"), "notices", type_="foreignkey")
    op.execute("ALTER TABLE notices DROP COLUMN conversation_id")
    op.drop_table("message_evidence")
    op.drop_table("messages")
    op.drop_table("message_sides")
    op.drop_table("conversations")
