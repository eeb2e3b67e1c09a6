"""A round may show everybody how many voted how, while voting is open."""

import sqlalchemy as sa
from alembic import op

revision = "0210"
down_revision = "0150"


def upgrade() -> None:
    """Apply."""
    op.add_column("rounds", sa.Column("counts_for_all", sa.Boolean, nullable=False, server_default=sa.false()))


def downgrade() -> None:
    """Undo."""
    op.execute("ALTER TABLE rounds DROP COLUMN counts_for_all")
