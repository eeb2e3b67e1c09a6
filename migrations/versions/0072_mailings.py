"""What people chose about mail, and each mail that was made."""

import sqlalchemy as sa
from alembic import op

revision = "0072"
down_revision = "0071"

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
ALONE = {"resolve_fks": False}
"""SQLite copies a table that is altered; the ones that it points to need not be read for that."""

KINDS = (
    "hidden", "restored", "locked", "unlocked", "report_settled", "replied", "commented", "votes_aside",
    "votes_stay_aside", "votes_back", "decided", "asked", "answered", "passed_on", "appeal_decided", "all_removed",
    "held_released", "held_refused", "published", "round_opened", "round_extended", "round_cancelled",
    "webhook_paused", "same_asked", "same_joined", "same_ended", "move_asked",
    "moved", "put_under_lock", "escalated",
)  # fmt: skip
WAITING = sa.text("ended_at IS NULL")


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "mail_choices",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("rhythm", sa.String(24), nullable=False),
        sa.Column("quiet_from", sa.SmallInteger(), nullable=False),
        sa.Column("quiet_until", sa.SmallInteger(), nullable=False),
        sa.CheckConstraint("rhythm IN ('at_once', 'daily', 'weekly', 'none')", name=op.f("ck_mail_choices_rhythm")),
        sa.CheckConstraint(
            "quiet_from BETWEEN 0 AND 23 AND quiet_until BETWEEN 0 AND 23", name=op.f("ck_mail_choices_hours")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["users.id"], name=op.f("fk_mail_choices_person_id_users")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_mail_choices")),
    )
    op.create_table(
        "mailings",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("public_id", sa.String(12), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("period", sa.String(40), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("claimed_at", MOMENT),
        sa.Column("tries", sa.SmallInteger(), nullable=False),
        sa.Column("ended_at", MOMENT),
        sa.Column("outcome", sa.String(24)),
        sa.CheckConstraint("outcome IN ('sent', 'empty', 'failed')", name=op.f("ck_mailings_ended_as")),
        sa.CheckConstraint("(ended_at IS NULL) = (outcome IS NULL)", name=op.f("ck_mailings_ended")),
        sa.ForeignKeyConstraint(["person_id"], ["users.id"], name=op.f("fk_mailings_person_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mailings")),
        sa.UniqueConstraint("public_id", name=op.f("uq_mailings_public_id")),
        sa.UniqueConstraint("person_id", "period", name=op.f("uq_mailings_person_id_period")),
    )
    op.create_index("ix_mailings_waiting", "mailings", ["id"], sqlite_where=WAITING, postgresql_where=WAITING)
    with op.batch_alter_table("notices", reflect_kwargs=ALONE) as batch:
        batch.add_column(sa.Column("mailing_id", BIG_ID))
        batch.create_foreign_key(op.f("fk_notices_mailing_id_mailings"), "mailings", ["mailing_id"], ["id"])
        batch.create_index(op.f("ix_notices_mailing_id"), ["mailing_id"])
        _keep_check(batch)


def downgrade() -> None:
    """Undo. What people chose is forgotten."""
    with op.batch_alter_table("notices", reflect_kwargs=ALONE) as batch:
        batch.drop_index(op.f("ix_notices_mailing_id"))
        batch.drop_constraint(op.f("fk_notices_mailing_id_mailings"), type_="foreignkey")
        batch.drop_column("mailing_id")
        _keep_check(batch)
    op.drop_table("mailings")
    op.drop_table("mail_choices")


def _keep_check(batch: object) -> None:
    """SQLite forgets the check when it makes the table anew."""
    if op.get_bind().dialect.name == "sqlite":
        kinds = ", ".join(repr(kind) for kind in KINDS)
        batch.create_check_constraint(op.f("ck_notices_noticekind"), f"kind IN ({kinds})")
