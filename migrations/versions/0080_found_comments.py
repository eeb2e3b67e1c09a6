"""Comments are found by their words; what is hidden or withdrawn leaves the indexes at once; names are found without accents."""

import re
import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "0080"
down_revision = "0090"

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
WORD = sa.String(30).with_variant(sa.String(30, collation="C"), "postgresql")

FTS = """
CREATE VIRTUAL TABLE search_index_comments USING fts5(
    body, room, content='search_comments', content_rowid='comment_id', prefix='2 3',
    tokenize='unicode61 remove_diacritics 2'
)
"""
TRIGGERS = (
    """
    CREATE TRIGGER search_comments_added AFTER INSERT ON search_comments BEGIN
        INSERT INTO search_index_comments (rowid, body, room) VALUES (new.comment_id, new.body, new.room);
    END
    """,
    """
    CREATE TRIGGER search_comments_gone AFTER DELETE ON search_comments BEGIN
        INSERT INTO search_index_comments (search_index_comments, rowid, body, room)
        VALUES ('delete', old.comment_id, old.body, old.room);
    END
    """,
    """
    CREATE TRIGGER search_comments_changed AFTER UPDATE ON search_comments BEGIN
        INSERT INTO search_index_comments (search_index_comments, rowid, body, room)
        VALUES ('delete', old.comment_id, old.body, old.room);
        INSERT INTO search_index_comments (rowid, body, room) VALUES (new.comment_id, new.body, new.room);
    END
    """,
)

VECTOR = (
    """
    ALTER TABLE search_comments ADD COLUMN search_index_vector tsvector
    GENERATED ALWAYS AS (to_tsvector('simple', body)) STORED
    """,
    "CREATE INDEX ix_search_documents_words_of_comments ON search_comments USING gin (search_index_vector)",
)
"""Stored, so that the newest of many hits are found without taking every text apart again."""

INDEXES = {"comments": ("search_comments", "comment_id"), "contributions": ("search_documents", "contribution_id")}


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "search_comments",
        sa.Column("comment_id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("room", sa.String(20), nullable=False),
        sa.ForeignKeyConstraint(["comment_id"], ["comments.id"], name=op.f("fk_search_comments_comment_id_comments")),
        sa.PrimaryKeyConstraint("comment_id", name=op.f("pk_search_comments")),
    )
    op.create_index("ix_search_comments_room", "search_comments", ["room", "comment_id"])
    op.create_table(
        "search_words",
        sa.Column("word", WORD, nullable=False),
        sa.PrimaryKeyConstraint("word", name=op.f("pk_search_words")),
    )
    op.execute("ALTER TABLE users ADD COLUMN name_words VARCHAR(200) DEFAULT '' NOT NULL")
    _fill_names()
    for statement in VECTOR if _postgresql() else (FTS, *TRIGGERS):
        op.execute(statement)
    for table, (index, key) in INDEXES.items():
        _take_out_what_is_gone(table, index, key)
        _leave_at_once(table, index, key)
    _move_along()


def _postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"


def _fill_names() -> None:
    """As `identifiers.words` folds them today."""
    bind = op.get_bind()
    update = sa.text("UPDATE users SET name_words = :words WHERE id = :id")
    for row in bind.execute(sa.text("SELECT id, display_name, handle FROM users")).all():
        plain = unicodedata.normalize("NFKD", f"{row.display_name} {row.handle}")
        folded = unicodedata.normalize("NFC", "".join(c for c in plain if not unicodedata.combining(c))).casefold()
        words = " ".join(re.findall(r"[^\W_]+", folded))
        bind.execute(update, {"id": row.id, "words": f" {words} "[:200]})


def _take_out_what_is_gone(table: str, index: str, key: str) -> None:
    gone = f"SELECT id FROM {table} WHERE hidden_at IS NOT NULL OR withdrawn_at IS NOT NULL"
    op.execute(f"DELETE FROM {index} WHERE {key} IN ({gone})")


def _leave_at_once(table: str, index: str, key: str) -> None:
    """A text that nobody but its author and moderators may read leaves the index in the statement that takes it down."""
    delete = f"DELETE FROM {index} WHERE {key} = NEW.id"
    when = "WHEN (NEW.hidden_at IS NOT NULL OR NEW.withdrawn_at IS NOT NULL)"
    event = f"AFTER UPDATE OF hidden_at, withdrawn_at ON {table} FOR EACH ROW {when}"
    _trigger(f"{table}_leave_the_index", event, delete)


def _move_along() -> None:
    """A comment that goes to another round is found there."""
    update = "UPDATE search_comments SET room = 'r' || NEW.round_id WHERE comment_id = NEW.id"
    when = "WHEN (NEW.round_id <> OLD.round_id)"
    _trigger("comments_move_in_the_index", f"AFTER UPDATE OF round_id ON comments FOR EACH ROW {when}", update)


def _trigger(name: str, event: str, act: str) -> None:
    if not _postgresql():
        op.execute(f"CREATE TRIGGER {name} {event} BEGIN {act}; END")
        return
    op.execute(f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {act}; RETURN NULL; END $$")
    op.execute(f"CREATE TRIGGER {name} {event} EXECUTE FUNCTION {name}()")


def downgrade() -> None:
    """Undo."""
    names = {f"{table}_leave_the_index": table for table in INDEXES} | {"comments_move_in_the_index": "comments"}
    for name, table in names.items():
        op.execute(f"DROP TRIGGER {name} ON {table}" if _postgresql() else f"DROP TRIGGER {name}")
        if _postgresql():
            op.execute(f"DROP FUNCTION {name}()")
    if not _postgresql():
        for name in ("added", "gone", "changed"):
            op.execute(f"DROP TRIGGER search_comments_{name}")
        op.execute("DROP TABLE search_index_comments")
    op.execute("ALTER TABLE users DROP COLUMN name_words")
    op.drop_table("search_words")
    op.drop_table("search_comments")
