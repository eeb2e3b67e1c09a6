"""The rules as data with versions, and the proposals by which people change them."""

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)

REFUSAL = "What the rules said, and how they came about, is never altered."
ALWAYS = ("rule_versions", "rule_outcomes")
SAID = ("public_id", "round_id", "rule", "on_version", "retires", "title", "words", "why", "by_id", "at", "closes_at",
        "quorum", "majority")  # fmt: skip
"""The columns of a proposal that are never altered; a moderator may hide it."""

ABOUT = {"rule_version_id": "rule_versions", "rule_proposal_id": "rule_proposals", "rule_comment_id": "rule_comments"}


def upgrade() -> None:
    """Apply."""
    _more_of_a_rule()
    _proposals()
    _versions()
    _answers()
    _comments()
    _outcomes()
    _first_versions()
    _decisions()
    _guard()


def _add(table: str, column: str, kind: str, other: str = "", key: str = "id") -> None:
    """Add a column, written out because both databases know this form: nothing is copied, no check is lost."""
    reference = f" CONSTRAINT fk_{table}_{column}_{other} REFERENCES {other} ({key})" if other else ""
    op.execute(f"ALTER TABLE {table} ADD COLUMN {column} {kind}{reference}")
    if other:
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def _postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"


def _more_of_a_rule() -> None:
    _add("community_rules", "round_id", "INTEGER", "rounds")
    _add("community_rules", "retired_at", "TIMESTAMP WITH TIME ZONE" if _postgresql() else "DATETIME")


def _fk(table: str, column: str, other: str, key: str = "id") -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.{key}"], name=op.f(f"fk_{table}_{column}_{other}"))


def _proposals() -> None:
    name = "rule_proposals"
    op.create_table(
        name,
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("public_id", sa.String(12), nullable=False),
        sa.Column("round_id", sa.Integer()),
        sa.Column("rule", sa.Integer()),
        sa.Column("on_version", sa.Integer(), nullable=False),
        sa.Column("retires", sa.Boolean(), nullable=False),
        sa.Column("title", sa.String(80), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("closes_at", MOMENT, nullable=False),
        sa.Column("quorum", sa.Integer(), nullable=False),
        sa.Column("majority", sa.Integer(), nullable=False),
        sa.Column("hidden_at", MOMENT),
        sa.Column("hidden_rule", sa.Integer()),
        sa.CheckConstraint("quorum > 0 AND majority BETWEEN 50 AND 99", name=op.f("ck_rule_proposals_terms")),
        sa.CheckConstraint("(hidden_at IS NULL) = (hidden_rule IS NULL)", name=op.f("ck_rule_proposals_hidden")),
        sa.CheckConstraint("rule IS NOT NULL OR NOT retires", name=op.f("ck_rule_proposals_something_to_drop")),
        _fk(name, "round_id", "rounds"),
        _fk(name, "rule", "community_rules", "number"),
        _fk(name, "hidden_rule", "community_rules", "number"),
        _fk(name, "by_id", "users"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_proposals")),
        sa.UniqueConstraint("public_id", name=op.f("uq_rule_proposals_public_id")),
    )
    for column in ("round_id", "rule", "by_id", "closes_at", "hidden_rule"):
        op.create_index(op.f(f"ix_{name}_{column}"), name, [column])


def _versions() -> None:
    name = "rule_versions"
    op.create_table(
        name,
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("rule", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(80), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("by_id", sa.Integer()),
        sa.Column("proposal_id", BIG_ID),
        _fk(name, "rule", "community_rules", "number"),
        _fk(name, "by_id", "users"),
        _fk(name, "proposal_id", "rule_proposals"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_versions")),
        sa.UniqueConstraint("rule", "number", name=op.f("uq_rule_versions_rule_number")),
        sa.UniqueConstraint("proposal_id", name=op.f("uq_rule_versions_proposal_id")),
    )
    op.create_index(op.f("ix_rule_versions_by_id"), name, ["by_id"])


def _answers() -> None:
    name = "rule_answers"
    choice = sa.Enum("agree", "disagree", "unsure", name="choice", native_enum=False, create_constraint=True, length=10)
    op.create_table(
        name,
        sa.Column("proposal_id", BIG_ID, nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("choice", choice, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        _fk(name, "proposal_id", "rule_proposals"),
        _fk(name, "person_id", "users"),
        sa.PrimaryKeyConstraint("proposal_id", "person_id", name=op.f("pk_rule_answers")),
    )
    op.create_index(op.f("ix_rule_answers_person_id"), name, ["person_id"])


def _comments() -> None:
    name = "rule_comments"
    op.create_table(
        name,
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("public_id", sa.String(12), nullable=False),
        sa.Column("proposal_id", BIG_ID, nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("body_html", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("withdrawn_at", MOMENT),
        sa.Column("hidden_at", MOMENT),
        sa.Column("hidden_rule", sa.Integer()),
        sa.CheckConstraint("(hidden_at IS NULL) = (hidden_rule IS NULL)", name=op.f("ck_rule_comments_hidden")),
        _fk(name, "proposal_id", "rule_proposals"),
        _fk(name, "author_id", "users"),
        _fk(name, "hidden_rule", "community_rules", "number"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_comments")),
        sa.UniqueConstraint("public_id", name=op.f("uq_rule_comments_public_id")),
    )
    op.create_index("ix_rule_comments_proposal_id", name, ["proposal_id", "id"])
    op.create_index(op.f("ix_rule_comments_author_id"), name, ["author_id"])
    op.create_index(op.f("ix_rule_comments_hidden_rule"), name, ["hidden_rule"])


def _outcomes() -> None:
    name = "rule_outcomes"
    op.create_table(
        name,
        sa.Column("proposal_id", BIG_ID, nullable=False),
        sa.Column("adopted", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        *(sa.Column(choice, sa.Integer(), nullable=False) for choice in ("agree", "unsure", "disagree")),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        _fk(name, "proposal_id", "rule_proposals"),
        _fk(name, "by_id", "users"),
        sa.PrimaryKeyConstraint("proposal_id", name=op.f("pk_rule_outcomes")),
    )
    op.create_index(op.f("ix_rule_outcomes_by_id"), name, ["by_id"])


def _first_versions() -> None:
    """The rules that are there become the first version of each."""
    op.execute(
        "INSERT INTO rule_versions (rule, number, title, words, retired, why, at) "
        "SELECT number, 1, title, words, FALSE, 'The first rules.', CURRENT_TIMESTAMP FROM community_rules ORDER BY number"
    )


def _decisions() -> None:
    """A decision names the version of its rule, and may be about a proposal to change one."""
    number = "BIGINT" if _postgresql() else "INTEGER"
    for column, table in ABOUT.items():
        _add("decisions", column, number, table)


def _guard() -> None:
    if _postgresql():
        op.execute(
            "CREATE FUNCTION refuse_to_alter_the_rules() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$"
        )
    for table in ALWAYS:
        _refuse(table, "UPDATE")
        _refuse(table, "DELETE")
    _refuse("rule_proposals", f"UPDATE OF {', '.join(SAID)}")
    _refuse("rule_proposals", "DELETE")


def _refuse(table: str, act: str) -> None:
    named = f"{table}_refuse_{act.split(maxsplit=1)[0].lower()}"
    if _postgresql():
        then = "FOR EACH ROW EXECUTE FUNCTION refuse_to_alter_the_rules()"
    else:
        then = f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    op.execute(f"CREATE TRIGGER {named} BEFORE {act} ON {table} {then}")


def _forget_decisions(which: str) -> None:
    if _postgresql():
        op.execute("ALTER TABLE decisions DISABLE TRIGGER decisions_are_never_altered")
        op.execute(f"DELETE FROM decisions WHERE {which}")
        op.execute("ALTER TABLE decisions ENABLE TRIGGER decisions_are_never_altered")
        return
    op.execute("DROP TRIGGER decisions_refuse_delete")
    op.execute(f"DELETE FROM decisions WHERE {which}")
    op.execute(
        "CREATE TRIGGER decisions_refuse_delete BEFORE DELETE ON decisions "
        "BEGIN SELECT RAISE(ABORT, 'A decision is never altered.'); END"
    )


def downgrade() -> None:
    """Undo. Decisions about proposals go with the proposals: for that alone the guard of decisions lets go."""
    gone = "rule_proposal_id IS NOT NULL OR rule_comment_id IS NOT NULL"
    for table in ("notices", "shown_reasons"):
        op.execute(f"DELETE FROM {table} WHERE decision_id IN (SELECT id FROM decisions WHERE {gone})")
    _forget_decisions(gone)
    for column in ABOUT:
        op.drop_index(op.f(f"ix_decisions_{column}"), "decisions")
        op.execute(f"ALTER TABLE decisions DROP COLUMN {column}")
    for table in ("rule_outcomes", "rule_comments", "rule_answers", "rule_versions", "rule_proposals"):
        op.drop_table(table)
    if _postgresql():
        op.execute("DROP FUNCTION refuse_to_alter_the_rules()")
    op.drop_index(op.f("ix_community_rules_round_id"), "community_rules")
    for column in ("round_id", "retired_at"):
        op.execute(f"ALTER TABLE community_rules DROP COLUMN {column}")
