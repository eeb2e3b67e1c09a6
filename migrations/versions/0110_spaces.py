"""Spaces: areas with members of their own, requests, invitations, and what was reported of them."""

import sqlalchemy as sa
from alembic import op

from migrations.widening import widen

revision = "0110"
down_revision = "0121"

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
WAITS = sa.text("settled_at IS NULL")
OPEN = sa.text("used_at IS NULL AND withdrawn_at IS NULL")

NEW = {
    ("contributions", "kind", "kind"): ("topic",),
    ("follows", "followable", "kind"): ("space",),
    ("notices", "noticekind", "kind"): (
        "space_asked", "space_accepted", "space_declined", "space_invited", "space_put_out",
    ),
}  # fmt: skip
"""(table, check, column): the values that it takes from now on. A topic is not dealt and has no ranking: the other tables
that name a kind go on refusing it."""

TO_SPACE = "INTEGER CONSTRAINT fk_{table}_space_id_spaces REFERENCES spaces (id)"


def upgrade() -> None:
    """Apply."""
    _spaces()
    _people()
    _requests()
    _invitations()
    _evidence()
    op.execute(
        f"ALTER TABLE rounds ADD COLUMN space_id {TO_SPACE.format(table='rounds')} "
        "CONSTRAINT ck_rounds_space CHECK (space_id IS NULL OR opened_at IS NULL)"
    )
    op.create_index(op.f("ix_rounds_space_id"), "rounds", ["space_id"], unique=True)
    op.execute(f"ALTER TABLE notices ADD COLUMN space_id {TO_SPACE.format(table='notices')}")
    op.create_index(op.f("ix_notices_space_id"), "notices", ["space_id"])
    for (table, check, column), values in NEW.items():
        widen(table, check, column, values)


def _spaces() -> None:
    op.create_table(
        "spaces",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(80), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("about_html", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.CheckConstraint("kind IN ('open', 'request', 'invitation', 'secret')", name=op.f("ck_spaces_spacekind")),
        *_links("spaces", created_by_id="users"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_spaces")),
        sa.UniqueConstraint("slug", name=op.f("uq_spaces_slug")),
    )
    _index("spaces", "created_by_id")


def _people() -> None:
    op.create_table(
        "space_members",
        sa.Column("space_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(24), nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.CheckConstraint("role IN ('moderator', 'member')", name=op.f("ck_space_members_spacerole")),
        *_links("space_members", space_id="spaces", person_id="users"),
        sa.PrimaryKeyConstraint("space_id", "person_id", name=op.f("pk_space_members")),
    )
    _index("space_members", "person_id")
    op.create_table(
        "space_outs",
        sa.Column("space_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        *_links("space_outs", space_id="spaces", person_id="users", by_id="users"),
        sa.PrimaryKeyConstraint("space_id", "person_id", name=op.f("pk_space_outs")),
    )
    _index("space_outs", "person_id", "by_id")


def _requests() -> None:
    table = "space_requests"
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(12), nullable=False),
        sa.Column("space_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("settled_at", MOMENT),
        sa.Column("settled_by_id", sa.Integer()),
        sa.Column("accepted", sa.Boolean()),
        sa.Column("answer", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint("(settled_at IS NULL) = (accepted IS NULL)", name=op.f(f"ck_{table}_decided")),
        sa.CheckConstraint("settled_by_id <> person_id", name=op.f(f"ck_{table}_not_own")),
        *_links(table, space_id="spaces", person_id="users", settled_by_id="users"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("public_id", name=op.f(f"uq_{table}_public_id")),
    )
    _index(table, "person_id", "settled_by_id")
    op.create_index("ix_space_requests_space", table, ["space_id", "person_id", "id"])
    op.create_index(
        "uq_space_requests_waiting", table, ["space_id", "person_id"],
        unique=True, sqlite_where=WAITS, postgresql_where=WAITS,
    )  # fmt: skip


def _invitations() -> None:
    table = "space_invitations"
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(12), nullable=False),
        sa.Column("space_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer()),
        sa.Column("email", sa.String(255), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("used_at", MOMENT),
        sa.Column("used_by_id", sa.Integer()),
        sa.Column("withdrawn_at", MOMENT),
        sa.CheckConstraint("(used_at IS NULL) = (used_by_id IS NULL)", name=op.f(f"ck_{table}_used")),
        sa.CheckConstraint("used_at IS NULL OR withdrawn_at IS NULL", name=op.f(f"ck_{table}_one_end")),
        *_links(table, space_id="spaces", person_id="users", by_id="users", used_by_id="users"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("public_id", name=op.f(f"uq_{table}_public_id")),
        sa.UniqueConstraint("digest", name=op.f(f"uq_{table}_digest")),
    )
    _index(table, "space_id", "person_id", "by_id", "used_by_id")
    op.create_index(
        "uq_space_invitations_open", table, ["space_id", "person_id"],
        unique=True, sqlite_where=OPEN, postgresql_where=OPEN,
    )  # fmt: skip


def _evidence() -> None:
    op.create_table(
        "space_evidence",
        sa.Column("report_id", BIG_ID, nullable=False),
        sa.Column("text_id", sa.String(12), nullable=False),
        sa.Column("case_id", BIG_ID, nullable=False),
        sa.Column("title", sa.String(150), nullable=False),
        sa.Column("body_html", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        *_links("space_evidence", report_id="reports", case_id="cases"),
        sa.PrimaryKeyConstraint("report_id", "text_id", name=op.f("pk_space_evidence")),
    )
    _index("space_evidence", "case_id")


def _links(table: str, **to: str) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint([name], [f"{other}.id"], name=op.f(f"fk_{table}_{name}_{other}"))
        for name, other in to.items()
    ]


def _index(table: str, *names: str) -> None:
    for name in names:
        op.create_index(op.f(f"ix_{table}_{name}"), table, [name])


def downgrade() -> None:
    """Undo, where no space was made: an older site would show what is said in one."""
    made = op.get_bind().scalar(sa.text("SELECT count(*) FROM spaces"))
    if made:
        raise RuntimeError("Spaces were made. An older version cannot keep them private, so this is not undone.")
    for (table, check, column), values in NEW.items():
        widen(table, check, column, values, narrow=True)
    op.drop_index(op.f("ix_notices_space_id"), "notices")
    op.execute("ALTER TABLE notices DROP COLUMN space_id")
    op.drop_index(op.f("ix_rounds_space_id"), "rounds")
    op.execute("ALTER TABLE rounds DROP COLUMN space_id")
    for table in ("space_evidence", "space_invitations", "space_requests", "space_outs", "space_members", "spaces"):
        op.drop_table(table)
