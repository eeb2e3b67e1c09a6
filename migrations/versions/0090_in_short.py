"""What a round is about, in a few plain words."""

import sqlalchemy as sa
from alembic import op

revision = "0090"
down_revision = "0074"


def upgrade() -> None:
    """Apply."""
    op.add_column("rounds", sa.Column("in_short", sa.String(600), server_default="", nullable=False))


def downgrade() -> None:
    """Undo."""
    op.drop_column("rounds", "in_short")
