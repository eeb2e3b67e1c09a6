"""Saved searches can be followed."""

import sqlalchemy as sa
from alembic import op

from migrations.widening import widen

revision = "0103"
down_revision = "0102"

NEW = {("follows", "followable", "kind"): ("search",), ("notices", "noticekind", "kind"): ("found",)}
"""(table, check, column): the values that it takes from now on."""


def upgrade() -> None:
    """Apply."""
    for (table, check, column), values in NEW.items():
        widen(table, check, column, values)
    op.add_column("saved_searches", sa.Column("told_at", sa.DateTime(timezone=True)))
    op.execute(
        "ALTER TABLE notices ADD COLUMN search_id INTEGER "
        "CONSTRAINT fk_notices_search_id_saved_searches REFERENCES saved_searches (id)"
    )
    told = sa.text("search_id IS NOT NULL")
    once = {"unique": True, "sqlite_where": told, "postgresql_where": told}
    op.create_index("uq_notices_found", "notices", ["search_id", "contribution_id"], **once)


def downgrade() -> None:
    """Undo. Who followed a search, and was told of it, is forgotten."""
    op.execute("DELETE FROM follows WHERE kind = 'search'")
    op.execute("DELETE FROM notices WHERE kind = 'found'")
    op.drop_index("uq_notices_found", "notices")
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint(op.f("fk_notices_search_id_saved_searches"), "notices", type_="foreignkey")
    op.execute("ALTER TABLE notices DROP COLUMN search_id")
    op.execute("ALTER TABLE saved_searches DROP COLUMN told_at")
    for (table, check, column), values in NEW.items():
        widen(table, check, column, values, narrow=True)
