"""Notes of strange votes, and votes that two people set aside."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

MOMENT = sa.DateTime(timezone=True)
BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
QUARANTINE_INDEXES = (
    "round_id", "contribution_id", "person_id", "proposed_by_id", "confirmed_by_id", "lifted_by_id",
)  # fmt: skip


def upgrade() -> None:
    """Apply."""
    _notes()
    _quarantines()


def _notes() -> None:
    op.create_table(
        "trouble_notes",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.Column("contribution_id", BIG_ID, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("signs", sa.String(length=80), nullable=False),
        sa.Column("figures", sa.Text(), nullable=False),
        sa.Column("looked_at", MOMENT, nullable=True),
        sa.Column("looked_by_id", sa.Integer(), nullable=True),
        sa.Column("looked_words", sa.Text(), nullable=False),
        sa.CheckConstraint("(looked_at IS NULL) = (looked_by_id IS NULL)", name=op.f("ck_trouble_notes_looked")),
        sa.ForeignKeyConstraint(
            ["contribution_id"], ["contributions.id"], name=op.f("fk_trouble_notes_contribution_id_contributions")
        ),
        sa.ForeignKeyConstraint(["looked_by_id"], ["users.id"], name=op.f("fk_trouble_notes_looked_by_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trouble_notes")),
        sa.UniqueConstraint("public_id", name=op.f("uq_trouble_notes_public_id")),
        sa.UniqueConstraint("contribution_id", "signs", name=op.f("uq_trouble_notes_contribution_id_signs")),
    )
    op.create_index(op.f("ix_trouble_notes_at"), "trouble_notes", ["at"])
    op.create_index(op.f("ix_trouble_notes_looked_by_id"), "trouble_notes", ["looked_by_id"])


def _quarantines() -> None:
    people = ("person_id", "proposed_by_id", "confirmed_by_id", "lifted_by_id")
    op.create_table(
        "quarantines",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("contribution_id", BIG_ID, nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("proposed_by_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("proposed_at", MOMENT, nullable=False),
        sa.Column("confirmed_by_id", sa.Integer(), nullable=True),
        sa.Column("confirmed_at", MOMENT, nullable=True),
        sa.Column("lifted_by_id", sa.Integer(), nullable=True),
        sa.Column("lifted_at", MOMENT, nullable=True),
        sa.Column("lift_reason", sa.Text(), nullable=False),
        sa.CheckConstraint("confirmed_by_id <> proposed_by_id", name=op.f("ck_quarantines_two_people")),
        sa.CheckConstraint(
            "proposed_by_id <> person_id AND confirmed_by_id <> person_id", name=op.f("ck_quarantines_not_own")
        ),
        sa.CheckConstraint("(confirmed_at IS NULL) = (confirmed_by_id IS NULL)", name=op.f("ck_quarantines_confirmed")),
        sa.CheckConstraint("(lifted_at IS NULL) = (lifted_by_id IS NULL)", name=op.f("ck_quarantines_lifted")),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_quarantines_round_id_rounds")),
        sa.ForeignKeyConstraint(
            ["contribution_id"], ["contributions.id"], name=op.f("fk_quarantines_contribution_id_contributions")
        ),
        *(sa.ForeignKeyConstraint([one], ["users.id"], name=op.f(f"fk_quarantines_{one}_users")) for one in people),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quarantines")),
        sa.UniqueConstraint("public_id", name=op.f("uq_quarantines_public_id")),
    )
    for column in QUARANTINE_INDEXES:
        op.create_index(op.f(f"ix_quarantines_{column}"), "quarantines", [column])
    for name, columns, where in (
        (
            "uq_quarantines_on_one",
            ["person_id", "contribution_id"],
            "lifted_at IS NULL AND contribution_id IS NOT NULL",
        ),
        ("uq_quarantines_on_all", ["person_id", "round_id"], "lifted_at IS NULL AND contribution_id IS NULL"),
    ):
        op.create_index(
            name, "quarantines", columns, unique=True, sqlite_where=sa.text(where), postgresql_where=sa.text(where)
        )


def downgrade() -> None:
    """Undo."""
    op.drop_table("quarantines")
    op.drop_table("trouble_notes")
