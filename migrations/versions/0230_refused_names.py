"""What moderators of the site hid of a space is known again, whatever the space was called meanwhile."""

import sqlalchemy as sa
from alembic import op

revision = "0230"
down_revision = "0210"


def upgrade() -> None:
    """Apply. What was hidden and given up before is not known any more."""
    op.create_table(
        "space_refusals",
        sa.Column("decision_id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("space_id", sa.Integer, nullable=False),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decisions.id"], name=op.f("fk_space_refusals_decision_id_decisions")
        ),
        sa.ForeignKeyConstraint(["space_id"], ["spaces.id"], name=op.f("fk_space_refusals_space_id_spaces")),
        sa.PrimaryKeyConstraint("decision_id", "digest", name=op.f("pk_space_refusals")),
    )
    op.create_index(op.f("ix_space_refusals_space_id"), "space_refusals", ["space_id"])


def downgrade() -> None:
    """Undo."""
    op.drop_table("space_refusals")
