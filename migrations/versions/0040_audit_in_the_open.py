"""Where the audit log ended, day by day, as the public was shown it; neither that nor an entry is ever altered."""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0030"

APPEND_ONLY = ("audit_entries", "audit_publications")
REFUSAL = "The audit log is never altered."


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "audit_publications",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("sequence >= 0", name=op.f("ck_audit_publications_sequence")),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_audit_publications")),
    )
    if op.get_bind().dialect.name == "postgresql":
        _guard_on_postgresql()
    else:
        _guard_on_sqlite()


def _guard_on_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION refuse_to_alter_the_log() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$"
    )
    for table in APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER {table}_are_never_altered BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_to_alter_the_log()"
        )


def _guard_on_sqlite() -> None:
    for table in APPEND_ONLY:
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_refuse_{act.lower()} BEFORE {act} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
            )


def downgrade() -> None:
    """Undo."""
    postgresql = op.get_bind().dialect.name == "postgresql"
    op.drop_table("audit_publications")
    if postgresql:
        op.execute("DROP TRIGGER audit_entries_are_never_altered ON audit_entries")
        op.execute("DROP FUNCTION refuse_to_alter_the_log()")
    else:
        for act in ("update", "delete"):
            op.execute(f"DROP TRIGGER audit_entries_refuse_{act}")
