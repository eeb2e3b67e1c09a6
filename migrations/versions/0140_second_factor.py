"""A second code when signing in: how, its key, the recovery codes, the last code that was taken."""

import sqlalchemy as sa
from alembic import op

from migrations.widening import widen

revision = "0140"
down_revision = "0131"

NEW = ("second_factor_off",)
COLUMNS = {
    "tf_primary_method": sa.String(64),
    "tf_totp_secret": sa.Text(),
    "mf_recovery_codes": sa.UnicodeText(),
    "last_code_step": sa.Integer(),
}


def upgrade() -> None:
    """Apply."""
    for name, kind in COLUMNS.items():
        op.add_column("users", sa.Column(name, kind))
    widen("notices", "noticekind", "kind", NEW)


def downgrade() -> None:
    """Undo. Whoever had a second factor signs in with the password alone."""
    op.execute("DELETE FROM notices WHERE kind = 'second_factor_off'")
    widen("notices", "noticekind", "kind", NEW, narrow=True)
    for name in reversed(COLUMNS):
        op.drop_column("users", name)
