"""People belong to organisations: claims that a commissioner confirms, members, invitations."""

import sqlalchemy as sa
from alembic import op

revision = "0087"
down_revision = "0086"

MOMENT = sa.DateTime(timezone=True)
ROLE = sa.Enum("owner", "member", name="memberrole", native_enum=False, length=24)
REFUSE = "An account of an organisation does not vote."


def upgrade() -> None:
    """Apply."""
    op.add_column("organisations", sa.Column("confirmed_at", MOMENT))
    op.create_table(
        "memberships",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("role", ROLE, nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.CheckConstraint("role IN ('owner', 'member')", name=op.f("ck_memberships_memberrole")),
        *_links("memberships", organisation_id="organisations", person_id="users", by_id="users"),
        sa.PrimaryKeyConstraint("organisation_id", "person_id", name=op.f("pk_memberships")),
    )
    _index("memberships", "person_id", "by_id")
    _claims()
    _invitations()
    _no_votes()


def _claims() -> None:
    table = "organisation_claims"
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(12), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("settled_at", MOMENT),
        sa.Column("settled_by_id", sa.Integer()),
        sa.Column("confirmed", sa.Boolean()),
        sa.CheckConstraint("settled_by_id <> person_id", name=op.f(f"ck_{table}_not_own")),
        sa.CheckConstraint("(settled_at IS NULL) = (settled_by_id IS NULL)", name=op.f(f"ck_{table}_settled")),
        sa.CheckConstraint("(settled_at IS NULL) = (confirmed IS NULL)", name=op.f(f"ck_{table}_decided")),
        *_links(table, organisation_id="organisations", person_id="users", settled_by_id="users"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("public_id", name=op.f(f"uq_{table}_public_id")),
    )
    _index(table, "organisation_id", "person_id", "settled_by_id")
    waits = sa.text("settled_at IS NULL")
    op.create_index(
        "uq_organisation_claims_waiting", table, ["organisation_id", "person_id"],
        unique=True, sqlite_where=waits, postgresql_where=waits,
    )  # fmt: skip


def _invitations() -> None:
    op.create_table(
        "invitations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(12), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("role", ROLE, nullable=False),
        sa.Column("email", sa.String(255), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("used_at", MOMENT),
        sa.Column("used_by_id", sa.Integer()),
        sa.Column("withdrawn_at", MOMENT),
        sa.CheckConstraint("role IN ('owner', 'member')", name=op.f("ck_invitations_memberrole")),
        sa.CheckConstraint("(used_at IS NULL) = (used_by_id IS NULL)", name=op.f("ck_invitations_used")),
        sa.CheckConstraint("used_at IS NULL OR withdrawn_at IS NULL", name=op.f("ck_invitations_one_end")),
        *_links("invitations", organisation_id="organisations", by_id="users", used_by_id="users"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitations")),
        sa.UniqueConstraint("public_id", name=op.f("uq_invitations_public_id")),
        sa.UniqueConstraint("digest", name=op.f("uq_invitations_digest")),
    )
    _index("invitations", "organisation_id", "by_id", "used_by_id")


def _no_votes() -> None:
    """No vote of an account that speaks only for an organisation, whatever a rule forgot."""
    badge = "EXISTS (SELECT 1 FROM users WHERE users.id = NEW.person_id AND users.organisation_id IS NOT NULL)"
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION refuse_votes_under_a_badge() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN IF {badge} THEN RAISE EXCEPTION '{REFUSE}' USING ERRCODE = 'check_violation'; END IF; "
            "RETURN NEW; END $$"
        )
        op.execute(
            "CREATE TRIGGER votes_refuse_badges BEFORE INSERT ON votes "
            "FOR EACH ROW EXECUTE FUNCTION refuse_votes_under_a_badge()"
        )
        return
    op.execute(
        f"CREATE TRIGGER votes_refuse_badges BEFORE INSERT ON votes WHEN {badge} BEGIN SELECT RAISE(ABORT, '{REFUSE}'); END"
    )


def _links(table: str, **to: str) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint([name], [f"{other}.id"], name=op.f(f"fk_{table}_{name}_{other}"))
        for name, other in to.items()
    ]


def _index(table: str, *names: str) -> None:
    for name in names:
        op.create_index(op.f(f"ix_{table}_{name}"), table, [name])


def downgrade() -> None:
    """Undo."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER votes_refuse_badges ON votes")
        op.execute("DROP FUNCTION refuse_votes_under_a_badge")
    else:
        op.execute("DROP TRIGGER votes_refuse_badges")
    op.drop_table("invitations")
    op.drop_table("organisation_claims")
    op.drop_table("memberships")
    op.drop_column("organisations", "confirmed_at")
