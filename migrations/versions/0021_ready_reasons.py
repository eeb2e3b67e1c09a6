"""Ready-made reasons that moderators choose from and change."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"

MOMENT = sa.DateTime(timezone=True)

WRITTEN = datetime(2026, 11, 26, tzinfo=UTC)

FIRST = (
    (1, "Mocks somebody",
     ("You are welcome to disagree, as firmly as you like. These words mock the person instead of answering what they "
     "said. Please say it again without that.")),
    (2, "Attacks people for who they are",
     ("These words attack people for who they are. Nobody should have to read that here. What you think about the "
     "question is welcome in other words.")),
    (3, "Shows where somebody lives, or a number",
     ("Your point is welcome. These words tell strangers where somebody lives or how to reach them. Please post it again "
     "without that.")),
    (4, "Belongs elsewhere",
     ("This round is about something else, so your words would be lost here. Please look whether another round fits, or "
     "call us.")),
    (5, "An advert",
     ("This sells something, or says the same again and again. Organisations are welcome to suggest and answer under "
     "their badge.")),
    (6, "Pretends to be somebody else",
     ("It looks as if this was written in somebody else’s name. One account each, please. If we are wrong, tell us in an "
     "appeal.")),
    (7, "Against the law",
     "We may not show this, because the law forbids to publish it. If you think that we are wrong, please appeal."),
)  # fmt: skip


def upgrade() -> None:
    """Apply."""
    reasons = op.create_table(
        "ready_reasons",
        sa.Column("id", sa.Integer(), nullable=False, primary_key=True),
        sa.Column("public_id", sa.String(length=12), nullable=False, unique=True),
        sa.Column("rule", sa.Integer(), sa.ForeignKey("community_rules.number"), nullable=False, index=True),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), sa.ForeignKey("users.id"), nullable=True, index=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("retired_at", MOMENT, nullable=True),
    )
    rows = [
        {"public_id": f"first{rule}", "rule": rule, "title": title, "words": words, "at": WRITTEN}
        for rule, title, words in FIRST
    ]
    op.bulk_insert(reasons, rows)


def downgrade() -> None:
    """Undo."""
    op.drop_table("ready_reasons")
