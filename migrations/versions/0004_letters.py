"""Letters with codes: their runs, their codes as digests, wrong tries, and what a verification rests on."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

MOMENT = sa.DateTime(timezone=True)
BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
PROOFS = ("identity", "bill", "tenancy", "home")
INDEXES = (
    ("letter_runs", "made_by_id"), ("letter_runs", "area_id"), ("letter_runs", "withdrawn_by_id"),
    ("letter_codes", "run_id"), ("code_tries", "person_id"),
)  # fmt: skip
ALONE = {"resolve_fks": False}
"""SQLite copies the table; the tables that it points to need not be read for that, and one has an index that cannot be."""


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "letter_runs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("area_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("how_many", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("withdrawn_at", MOMENT, nullable=True),
        sa.Column("withdrawn_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("how_many > 0", name=op.f("ck_letter_runs_how_many")),
        sa.ForeignKeyConstraint(["area_id"], ["areas.id"], name=op.f("fk_letter_runs_area_id_areas")),
        sa.ForeignKeyConstraint(["made_by_id"], ["users.id"], name=op.f("fk_letter_runs_made_by_id_users")),
        sa.ForeignKeyConstraint(["withdrawn_by_id"], ["users.id"], name=op.f("fk_letter_runs_withdrawn_by_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_runs")),
        sa.UniqueConstraint("public_id", name=op.f("uq_letter_runs_public_id")),
    )
    op.create_table(
        "letter_codes",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("used_by_id", sa.Integer(), nullable=True),
        sa.Column("used_at", MOMENT, nullable=True),
        sa.CheckConstraint("(used_by_id IS NULL) = (used_at IS NULL)", name=op.f("ck_letter_codes_used")),
        sa.ForeignKeyConstraint(["run_id"], ["letter_runs.id"], name=op.f("fk_letter_codes_run_id_letter_runs")),
        sa.ForeignKeyConstraint(["used_by_id"], ["users.id"], name=op.f("fk_letter_codes_used_by_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_codes")),
        sa.UniqueConstraint("digest", name=op.f("uq_letter_codes_digest")),
        sa.UniqueConstraint("used_by_id", name=op.f("uq_letter_codes_used_by_id")),
    )
    op.create_table(
        "code_tries",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["users.id"], name=op.f("fk_code_tries_person_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_code_tries")),
    )
    for table, column in INDEXES:
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])
    with op.batch_alter_table("verifications", reflect_kwargs=ALONE) as batch_op:
        batch_op.add_column(sa.Column("letter_code_id", BIG_ID, nullable=True))
        batch_op.add_column(sa.Column("area_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("proof", sa.String(length=24), nullable=True))
        batch_op.create_check_constraint(op.f("ck_verifications_proof"), f"proof IN {PROOFS}")
        batch_op.create_foreign_key(
            op.f("fk_verifications_letter_code_id_letter_codes"), "letter_codes", ["letter_code_id"], ["id"]
        )
        batch_op.create_foreign_key(op.f("fk_verifications_area_id_areas"), "areas", ["area_id"], ["id"])
        batch_op.create_unique_constraint(op.f("uq_verifications_letter_code_id"), ["letter_code_id"])
        batch_op.create_index(op.f("ix_verifications_area_id"), ["area_id"])


def downgrade() -> None:
    """Undo."""
    with op.batch_alter_table("verifications", reflect_kwargs=ALONE) as batch_op:
        batch_op.drop_index(op.f("ix_verifications_area_id"))
        batch_op.drop_constraint(op.f("uq_verifications_letter_code_id"), type_="unique")
        batch_op.drop_constraint(op.f("fk_verifications_area_id_areas"), type_="foreignkey")
        batch_op.drop_constraint(op.f("fk_verifications_letter_code_id_letter_codes"), type_="foreignkey")
        batch_op.drop_constraint(op.f("ck_verifications_proof"), type_="check")
        for name in ("proof", "area_id", "letter_code_id"):
            batch_op.drop_column(name)
    for table in ("code_tries", "letter_codes", "letter_runs"):
        op.drop_table(table)
