"""PostgreSQL finds titles that share a word without reading the texts below them; FTS5 can do so already."""

from alembic import op

revision = "0050"
down_revision = "0065"


def upgrade() -> None:
    """Apply."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE INDEX ix_search_documents_title ON search_documents USING gin (to_tsvector('simple', title))"
        )


def downgrade() -> None:
    """Undo."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP INDEX ix_search_documents_title")
