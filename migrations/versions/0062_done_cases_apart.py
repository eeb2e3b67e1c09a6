"""The index of decided cases holds those alone, so that SQLite does not read the queue through it and then sort it."""

import sqlalchemy as sa
from alembic import op

revision = "0062"
down_revision = "0061"

COLUMNS = ["closed_at", "id"]
DECIDED = sa.text("closed_at IS NOT NULL")


def upgrade() -> None:
    """Apply."""
    op.drop_index("ix_cases_done", "cases")
    op.create_index("ix_cases_done", "cases", COLUMNS, sqlite_where=DECIDED, postgresql_where=DECIDED)


def downgrade() -> None:
    """Undo."""
    op.drop_index("ix_cases_done", "cases")
    op.create_index("ix_cases_done", "cases", COLUMNS)
