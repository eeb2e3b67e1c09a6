"""Who follows what, and the discussions that somebody muted."""

import sqlalchemy as sa
from alembic import op

revision = "0070"
down_revision = "0062"

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
KINDS = ("round", "contribution", "area", "person", "organisation")
WHYS = ("asked", "wrote", "commented")


def _one_of(column: str, values: tuple[str, ...], name: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(f"{column} IN ({', '.join(repr(value) for value in values)})", name=op.f(name))


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "follows",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("public_id", sa.String(12), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("object_id", sa.BigInteger(), nullable=False),
        sa.Column("why", sa.String(24), nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("stopped_at", MOMENT),
        _one_of("kind", KINDS, "ck_follows_followable"),
        _one_of("why", WHYS, "ck_follows_why"),
        sa.ForeignKeyConstraint(["person_id"], ["users.id"], name=op.f("fk_follows_person_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follows")),
        sa.UniqueConstraint("public_id", name=op.f("uq_follows_public_id")),
        sa.UniqueConstraint("kind", "object_id", "person_id", name=op.f("uq_follows_kind_object_id_person_id")),
    )
    _follow_one_s_own()
    op.create_index("ix_follows_person", "follows", ["person_id", "id"])
    op.create_table(
        "mutes",
        sa.Column("contribution_id", BIG_ID, nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["contribution_id"], ["contributions.id"], name=op.f("fk_mutes_contribution_id_contributions")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["users.id"], name=op.f("fk_mutes_person_id_users")),
        sa.PrimaryKeyConstraint("contribution_id", "person_id", name=op.f("pk_mutes")),
    )
    op.create_index(op.f("ix_mutes_person_id"), "mutes", ["person_id"])


def _follow_one_s_own() -> None:
    """What people wrote and where they commented before, as it is from now on."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    name = "lower(hex(randomblob(6)))" if sqlite else "substr(md5(random()::text), 1, 12)"
    columns = "(public_id, person_id, kind, object_id, why, since)"
    op.execute(
        f"INSERT INTO follows {columns} SELECT {name}, author_id, 'contribution', id, 'wrote', published_at "
        "FROM contributions WHERE published_at IS NOT NULL AND author_id IN (SELECT id FROM users WHERE active)"
    )
    op.execute(
        f"INSERT INTO follows {columns} SELECT {name}, said.author_id, 'contribution', said.about, 'commented', said.at "
        "FROM (SELECT c.author_id, t.contribution_id AS about, min(c.created_at) AS at FROM comments c "
        "JOIN threads t ON t.id = c.thread_id JOIN contributions w ON w.id = t.contribution_id "
        "JOIN users u ON u.id = c.author_id WHERE u.active AND c.author_id <> w.author_id "
        "GROUP BY c.author_id, t.contribution_id) said"
    )


def downgrade() -> None:
    """Undo."""
    op.drop_table("mutes")
    op.drop_table("follows")
