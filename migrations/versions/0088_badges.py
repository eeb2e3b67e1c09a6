"""Under whose badge a text is posted: that of an organisation to which its author belongs."""

from alembic import op

revision = "0088"
down_revision = "0087"

TABLES = ("contributions", "comments", "held_texts")


def upgrade() -> None:
    """Apply. SQLite would make these tables anew otherwise, and what guards them with it."""
    for table in TABLES:
        op.execute(
            f"ALTER TABLE {table} ADD COLUMN organisation_id INTEGER "
            f"CONSTRAINT fk_{table}_organisation_id_organisations REFERENCES organisations (id)"
        )
        op.create_index(op.f(f"ix_{table}_organisation_id"), table, ["organisation_id"])


def downgrade() -> None:
    """Undo."""
    for table in TABLES:
        op.drop_index(op.f(f"ix_{table}_organisation_id"), table)
        if op.get_bind().dialect.name == "postgresql":
            op.drop_constraint(op.f(f"fk_{table}_organisation_id_organisations"), table, type_="foreignkey")
        op.execute(f"ALTER TABLE {table} DROP COLUMN organisation_id")
