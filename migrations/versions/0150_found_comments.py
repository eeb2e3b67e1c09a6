"""Followed searches tell of comments too: each once a search."""

import sqlalchemy as sa
from alembic import op

revision = "0150"
down_revision = "0140"

TABLE = "notices"
BEFORE = sa.text("search_id IS NOT NULL")
TEXT = sa.text("search_id IS NOT NULL AND comment_id IS NULL")
COMMENT = sa.text("search_id IS NOT NULL AND comment_id IS NOT NULL")


def upgrade() -> None:
    """Apply."""
    op.drop_index("uq_notices_found", TABLE)
    _once("uq_notices_found", "contribution_id", TEXT)
    _once("uq_notices_found_comment", "comment_id", COMMENT)


def downgrade() -> None:
    """Undo. Who was told of a comment that a search found is forgotten."""
    op.execute("DELETE FROM notices WHERE search_id IS NOT NULL AND comment_id IS NOT NULL")
    op.drop_index("uq_notices_found_comment", TABLE)
    op.drop_index("uq_notices_found", TABLE)
    _once("uq_notices_found", "contribution_id", BEFORE)


def _once(name: str, column: str, where: sa.TextClause) -> None:
    op.create_index(name, TABLE, ["search_id", column], unique=True, sqlite_where=where, postgresql_where=where)
