"""Themes, by which contributions are sorted; and areas that lie in larger ones."""

import sqlalchemy as sa
from alembic import op

revision = "0081"
down_revision = "0080"

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "themes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(60), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("description", sa.String(300), nullable=False),
        sa.Column("keywords", sa.String(500), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("retired_at", MOMENT),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_themes")),
        sa.UniqueConstraint("slug", name=op.f("uq_themes_slug")),
        sa.UniqueConstraint("name", name=op.f("uq_themes_name")),
    )
    name = "contribution_themes"
    op.create_table(
        name,
        sa.Column("contribution_id", BIG_ID, nullable=False),
        sa.Column("theme_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contribution_id"], ["contributions.id"], name=op.f(f"fk_{name}_contribution_id_contributions")
        ),
        sa.ForeignKeyConstraint(["theme_id"], ["themes.id"], name=op.f(f"fk_{name}_theme_id_themes")),
        sa.PrimaryKeyConstraint("contribution_id", "theme_id", name=op.f(f"pk_{name}")),
    )
    op.create_index(op.f(f"ix_{name}_theme_id"), name, ["theme_id"])
    op.execute(
        "ALTER TABLE areas ADD COLUMN parent_id INTEGER CONSTRAINT fk_areas_parent_id_areas REFERENCES areas (id)"
    )
    op.create_index(op.f("ix_areas_parent_id"), "areas", ["parent_id"])


def downgrade() -> None:
    """Undo."""
    op.drop_index(op.f("ix_areas_parent_id"), "areas")
    op.execute("ALTER TABLE areas DROP COLUMN parent_id")
    op.drop_table("contribution_themes")
    op.drop_table("themes")
