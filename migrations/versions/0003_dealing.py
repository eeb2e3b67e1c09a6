"""Cards dealt to people, a round's allowance of them, and the votes that answer them."""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

MOMENT = sa.DateTime(timezone=True)
BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

SECRET_BYTES = 32


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "deals",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("need", "idea", "proposal", name="kind", native_enum=False, create_constraint=True, length=10),
            nullable=False,
        ),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("contribution_id", BIG_ID, nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("answered_at", MOMENT, nullable=True),
        sa.Column("skipped_at", MOMENT, nullable=True),
        sa.CheckConstraint("place > 0", name=op.f("ck_deals_place")),
        sa.ForeignKeyConstraint(
            ["contribution_id"], ["contributions.id"], name=op.f("fk_deals_contribution_id_contributions")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["users.id"], name=op.f("fk_deals_person_id_users")),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_deals_round_id_rounds")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deals")),
        sa.UniqueConstraint("person_id", "contribution_id", name=op.f("uq_deals_person_id_contribution_id")),
        sa.UniqueConstraint("person_id", "round_id", "kind", "place", name=op.f("uq_deals_place")),
        sa.UniqueConstraint("public_id", name=op.f("uq_deals_public_id")),
    )
    op.create_index(op.f("ix_deals_contribution_id"), "deals", ["contribution_id"])
    op.create_index("ix_deals_round", "deals", ["round_id", "kind"])
    columns = ["round_id", "kind", "withdrawn_at", "hidden_at", "published_at", "author_id", "id"]
    op.create_index("ix_contributions_to_deal", "contributions", columns)
    _answer_cards()
    _allow_cards()


def _answer_cards() -> None:
    """Votes and their log learn which card they answer.

    Written out, because both databases know this form: nothing is copied, and no check on the table is lost.
    """
    number = "BIGINT" if op.get_bind().dialect.name == "postgresql" else "INTEGER"
    for table in ("votes", "vote_events"):
        reference = f"CONSTRAINT fk_{table}_deal_id_deals REFERENCES deals (id)"
        op.execute(f"ALTER TABLE {table} ADD COLUMN deal_id {number} {reference}")
    op.create_index(op.f("ix_votes_deal_id"), "votes", ["deal_id"], unique=True)
    op.create_index(op.f("ix_vote_events_deal_id"), "vote_events", ["deal_id"])


def _allow_cards() -> None:
    """Rounds that are there get the usual allowance and a secret each.

    SQLite adds a column that must not be empty only with a constant in it; the application always gives its own.
    """
    check = "CONSTRAINT ck_rounds_allowance CHECK (allowance > 0)"
    op.execute(f"ALTER TABLE rounds ADD COLUMN allowance INTEGER NOT NULL DEFAULT 40 {check}")
    on_postgresql = op.get_bind().dialect.name == "postgresql"
    empty = "BYTEA" if on_postgresql else f"BLOB NOT NULL DEFAULT (x'{'00' * SECRET_BYTES}')"
    op.execute(f"ALTER TABLE rounds ADD COLUMN deal_secret {empty}")
    rounds = sa.table("rounds", sa.column("id", sa.Integer), sa.column("deal_secret", sa.LargeBinary))
    for number in op.get_bind().scalars(sa.select(rounds.c.id)).all():
        row = rounds.update().where(rounds.c.id == number)
        op.execute(row.values(deal_secret=secrets.token_bytes(SECRET_BYTES)))
    if on_postgresql:
        op.execute("ALTER TABLE rounds ALTER COLUMN deal_secret SET NOT NULL")


def downgrade() -> None:
    """Undo."""
    op.drop_index("ix_contributions_to_deal", "contributions")
    op.execute("ALTER TABLE rounds DROP COLUMN deal_secret")
    op.execute("ALTER TABLE rounds DROP COLUMN allowance")
    op.drop_index(op.f("ix_vote_events_deal_id"), "vote_events")
    op.drop_index(op.f("ix_votes_deal_id"), "votes")
    for table in ("vote_events", "votes"):
        op.execute(f"ALTER TABLE {table} DROP COLUMN deal_id")
    op.drop_index("ix_deals_round", "deals")
    op.drop_index(op.f("ix_deals_contribution_id"), "deals")
    op.drop_table("deals")
