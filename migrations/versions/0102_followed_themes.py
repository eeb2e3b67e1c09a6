"""Themes can be followed."""

from alembic import op

from migrations.widening import widen

revision = "0102"
down_revision = "0101"

NEW = ("theme",)


def upgrade() -> None:
    """Apply."""
    widen("follows", "followable", "kind", NEW)


def downgrade() -> None:
    """Undo. Who followed a theme is forgotten."""
    op.execute("DELETE FROM follows WHERE kind = 'theme'")
    widen("follows", "followable", "kind", NEW, narrow=True)
