"""Frozen results, which nothing may alter."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

REFUSAL = "A snapshot is never altered: make a new one that corrects it."


def upgrade() -> None:
    postgresql = op.get_bind().dialect.name == "postgresql"
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "snapshots",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True),
        sa.Column("public_id", sa.String(12), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("need", "idea", "proposal", name="kind", native_enum=False, create_constraint=True, length=10),
            nullable=False,
        ),
        sa.Column("rule", sa.String(20), nullable=False),
        sa.Column("rule_version", sa.Integer(), nullable=False),
        sa.Column("seed", sa.BigInteger(), nullable=False),
        sa.Column("cap", sa.Double(), nullable=False),
        sa.Column("allowance", sa.Integer(), nullable=False),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("made_at", moment, nullable=False),
        sa.Column("closes_at", moment),
        sa.Column("made_by_id", sa.Integer()),
        sa.Column("corrects_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite")),
        sa.Column("log", sa.LargeBinary(), nullable=False),
        sa.Column("roll", sa.LargeBinary(), nullable=False),
        sa.Column("results", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.CheckConstraint("provisional OR closes_at IS NOT NULL", name=op.f("ck_snapshots_final")),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_snapshots_round_id_rounds")),
        sa.ForeignKeyConstraint(["made_by_id"], ["users.id"], name=op.f("fk_snapshots_made_by_id_users")),
        sa.ForeignKeyConstraint(["corrects_id"], ["snapshots.id"], name=op.f("fk_snapshots_corrects_id_snapshots")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_snapshots")),
        sa.UniqueConstraint("public_id", name=op.f("uq_snapshots_public_id")),
    )
    op.create_index("ix_snapshots_round", "snapshots", ["round_id", "kind", "id"])
    op.create_index(op.f("ix_snapshots_made_by_id"), "snapshots", ["made_by_id"])
    op.create_index(op.f("ix_snapshots_corrects_id"), "snapshots", ["corrects_id"])
    _guard_on_postgresql() if postgresql else _guard_on_sqlite()


def _guard_on_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION refuse_to_alter_snapshots() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$"
    )
    op.execute(
        "CREATE TRIGGER snapshots_are_never_altered BEFORE UPDATE OR DELETE ON snapshots "
        "FOR EACH ROW EXECUTE FUNCTION refuse_to_alter_snapshots()"
    )


def _guard_on_sqlite() -> None:
    for act in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER snapshots_refuse_{act.lower()} BEFORE {act} ON snapshots "
            f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        )


def downgrade() -> None:
    op.drop_table("snapshots")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_to_alter_snapshots()")
