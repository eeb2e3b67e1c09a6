"""Whoever asked is told which reply is the answer."""

from alembic import op

from migrations.widening import widen

revision = "0101"
down_revision = "0100"

NEW = ("question_answered",)


def upgrade() -> None:
    """Apply."""
    widen("notices", "noticekind", "kind", NEW)


def downgrade() -> None:
    """Undo. Who was told is forgotten."""
    op.execute("DELETE FROM notices WHERE kind = 'question_answered'")
    widen("notices", "noticekind", "kind", NEW, narrow=True)
