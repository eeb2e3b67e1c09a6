"""The rows that everything counts on (roles, community rules, the end of the audit chain) and the full-text index."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

ROLES = (
    "resident", "organisation", "researcher", "panel_member", "facilitator", "moderator", "commissioner",
    "administrator",
)  # fmt: skip

RULES = (
    (1, "Talk about the question, not the person",
     "Disagree with what somebody says as firmly as you like. Do not insult, mock or threaten the person who says it."),
    (2, "No hate",
     "Do not attack people for who they are: their race, faith, sex, age, disability, or whom they love."),
    (3, "No private details",
     "Leave out phone numbers, addresses, names of patients or neighbours, and anything told to you in confidence."),
    (4, "Stay with the round",
     "Write about what this round is for. Things that belong elsewhere may be hidden."),
    (5, "No adverts",
     "Do not sell things, and do not post the same text again and again. Organisations write under their badge."),
    (6, "Be one person",
     "One account each. Do not pretend to be somebody else, and do not vote for somebody else."),
    (7, "Nothing against the law",
     "Nothing that the law forbids to publish. In an emergency call 999; this site is not watched round the clock."),
)  # fmt: skip

FTS = """
CREATE VIRTUAL TABLE search_index USING fts5(
    title, body, content='search_documents', content_rowid='contribution_id', tokenize='unicode61 remove_diacritics 2'
)
"""
TRIGGERS = (
    """
    CREATE TRIGGER search_documents_added AFTER INSERT ON search_documents BEGIN
        INSERT INTO search_index (rowid, title, body) VALUES (new.contribution_id, new.title, new.body);
    END
    """,
    """
    CREATE TRIGGER search_documents_gone AFTER DELETE ON search_documents BEGIN
        INSERT INTO search_index (search_index, rowid, title, body)
        VALUES ('delete', old.contribution_id, old.title, old.body);
    END
    """,
    """
    CREATE TRIGGER search_documents_changed AFTER UPDATE ON search_documents BEGIN
        INSERT INTO search_index (search_index, rowid, title, body)
        VALUES ('delete', old.contribution_id, old.title, old.body);
        INSERT INTO search_index (rowid, title, body) VALUES (new.contribution_id, new.title, new.body);
    END
    """,
)
WORDS = """
CREATE INDEX ix_search_documents_words ON search_documents
USING gin ((setweight(to_tsvector('simple', title), 'A') || setweight(to_tsvector('simple', body), 'B')))
"""


def upgrade() -> None:
    """Apply."""
    meta = sa.MetaData()
    bind = op.get_bind()
    tables = {name: sa.Table(name, meta, autoload_with=bind) for name in ("roles", "community_rules", "audit_heads")}
    op.bulk_insert(tables["roles"], [{"name": name} for name in ROLES])
    op.bulk_insert(tables["community_rules"], [{"number": n, "title": t, "words": w} for n, t, w in RULES])
    op.bulk_insert(tables["audit_heads"], [{"id": 1, "sequence": 0, "digest": "0" * 64}])
    for statement in (WORDS,) if bind.dialect.name == "postgresql" else (FTS, *TRIGGERS):
        op.execute(statement)


def downgrade() -> None:
    """Undo."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP INDEX ix_search_documents_words")
    else:
        for name in ("added", "gone", "changed"):
            op.execute(f"DROP TRIGGER search_documents_{name}")
        op.execute("DROP TABLE search_index")
    for name in ("audit_heads", "community_rules", "roles"):
        op.execute(f"DELETE FROM {name}")
