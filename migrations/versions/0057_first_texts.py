"""A round may say for itself how many first texts of a new person wait for a moderator."""

from alembic import op

revision = "0057"
down_revision = "0056"

MOST = 20


def upgrade() -> None:
    """Apply."""
    op.execute(
        "ALTER TABLE rounds ADD COLUMN hold_first_posts INTEGER "
        f"CONSTRAINT ck_rounds_hold_first_posts CHECK (hold_first_posts BETWEEN 0 AND {MOST})"
    )


def downgrade() -> None:
    """Undo."""
    op.execute("ALTER TABLE rounds DROP COLUMN hold_first_posts")
