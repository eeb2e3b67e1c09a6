"""The tables of the house."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "areas",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("population", sa.Integer(), nullable=False),
        sa.CheckConstraint("population >= 0", name=op.f("ck_areas_population")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_areas")),
        sa.UniqueConstraint("name", name=op.f("uq_areas_name")),
        sa.UniqueConstraint("slug", name=op.f("uq_areas_slug")),
    )
    op.create_table(
        "audit_heads",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_heads")),
    )
    op.create_table(
        "community_rules",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_community_rules")),
    )
    op.create_table(
        "organisations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("handle", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("about_html", sa.Text(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisations")),
        sa.UniqueConstraint("handle", name=op.f("uq_organisations_handle")),
    )
    op.create_table(
        "roles",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roles")),
        sa.UniqueConstraint("name", name=op.f("uq_roles_name")),
    )
    op.create_table(
        "users",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("handle", sa.String(length=80), nullable=False),
        sa.Column("email", sa.String(length=255), nullable=False),
        sa.Column("password", sa.String(length=255), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("fs_uniquifier", sa.String(length=64), nullable=False),
        sa.Column("confirmed_at", MOMENT, nullable=True),
        sa.Column("display_name", sa.String(length=80), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("about_html", sa.Text(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("closed_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["area_id"], ["areas.id"], name=op.f("fk_users_area_id_areas")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_users_organisation_id_organisations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
        sa.UniqueConstraint("email", name=op.f("uq_users_email")),
        sa.UniqueConstraint("fs_uniquifier", name=op.f("uq_users_fs_uniquifier")),
        sa.UniqueConstraint("handle", name=op.f("uq_users_handle")),
    )
    with op.batch_alter_table("users", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_users_area_id"), ["area_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_users_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "rounds",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("question", sa.String(length=300), nullable=False),
        sa.Column("aims", sa.Text(), nullable=False),
        sa.Column("aims_html", sa.Text(), nullable=False),
        sa.Column("decider", sa.String(length=120), nullable=False),
        sa.Column("decider_post", sa.String(length=200), nullable=False),
        sa.Column("budget_pounds", sa.BigInteger(), nullable=True),
        sa.Column("budget_note", sa.String(length=200), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("opened_at", MOMENT, nullable=True),
        sa.Column("cancelled_at", MOMENT, nullable=True),
        sa.Column("cancelled_by_id", sa.Integer(), nullable=True),
        sa.Column("cancel_reason", sa.Text(), nullable=True),
        sa.Column("import_digest", sa.String(length=64), nullable=True),
        sa.CheckConstraint("(cancelled_at IS NULL) = (cancel_reason IS NULL)", name=op.f("ck_rounds_cancel_reason")),
        sa.CheckConstraint("budget_pounds IS NULL OR budget_pounds >= 0", name=op.f("ck_rounds_budget")),
        sa.ForeignKeyConstraint(["cancelled_by_id"], ["users.id"], name=op.f("fk_rounds_cancelled_by_id_users")),
        sa.ForeignKeyConstraint(["created_by_id"], ["users.id"], name=op.f("fk_rounds_created_by_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rounds")),
        sa.UniqueConstraint("slug", name=op.f("uq_rounds_slug")),
    )
    with op.batch_alter_table("rounds", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_rounds_cancelled_by_id"), ["cancelled_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_rounds_created_by_id"), ["created_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_rounds_opened_at"), ["opened_at"], unique=False)

    op.create_table(
        "submissions",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("result", sa.String(length=80), nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["users.id"], name=op.f("fk_submissions_person_id_users")),
        sa.PrimaryKeyConstraint("person_id", "key", name=op.f("pk_submissions")),
    )
    with op.batch_alter_table("submissions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_submissions_at"), ["at"], unique=False)

    op.create_table(
        "user_roles",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("role_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["role_id"], ["roles.id"], name=op.f("fk_user_roles_role_id_roles")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_user_roles_user_id_users")),
        sa.PrimaryKeyConstraint("user_id", "role_id", name=op.f("pk_user_roles")),
    )
    with op.batch_alter_table("user_roles", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_user_roles_role_id"), ["role_id"], unique=False)

    op.create_table(
        "verifications",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "method",
            sa.Enum(
                "letter",
                "in_person",
                "command_line",
                "import",
                name="verificationmethod",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_verifications_by_id_users")),
        sa.ForeignKeyConstraint(["person_id"], ["users.id"], name=op.f("fk_verifications_person_id_users")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_verifications")),
    )
    with op.batch_alter_table("verifications", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_verifications_by_id"), ["by_id"], unique=False)

    op.create_table(
        "audit_entries",
        sa.Column(
            "sequence", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("act", sa.String(length=60), nullable=False),
        sa.Column("object_kind", sa.String(length=30), nullable=False),
        sa.Column("object_id", sa.String(length=80), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=True),
        sa.Column("details", sa.Text(), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_audit_entries_round_id_rounds")),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_audit_entries")),
        sa.UniqueConstraint("digest", name=op.f("uq_audit_entries_digest")),
    )
    with op.batch_alter_table("audit_entries", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_entries_act"), ["act"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_entries_object_id"), ["object_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_entries_round_id"), ["round_id"], unique=False)

    op.create_table(
        "contributions",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("need", "idea", "proposal", name="kind", native_enum=False, create_constraint=True, length=10),
            nullable=False,
        ),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(length=150), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("body_html", sa.Text(), nullable=False),
        sa.Column("summary", sa.String(length=240), nullable=False),
        sa.Column("cost_pounds", sa.BigInteger(), nullable=True),
        sa.Column("outcomes", sa.Text(), nullable=False),
        sa.Column("who_would", sa.Text(), nullable=False),
        sa.Column("external_id", sa.String(length=40), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("shuffle", sa.BigInteger(), nullable=False),
        sa.Column("agree_count", sa.Integer(), nullable=False),
        sa.Column("disagree_count", sa.Integer(), nullable=False),
        sa.Column("unsure_count", sa.Integer(), nullable=False),
        sa.Column("comment_count", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("published_at", MOMENT, nullable=True),
        sa.Column("edited_at", MOMENT, nullable=True),
        sa.Column("withdrawn_at", MOMENT, nullable=True),
        sa.Column("hidden_at", MOMENT, nullable=True),
        sa.Column("hidden_rule", sa.Integer(), nullable=True),
        sa.CheckConstraint("(hidden_at IS NULL) = (hidden_rule IS NULL)", name=op.f("ck_contributions_hidden")),
        sa.CheckConstraint(
            "agree_count >= 0 AND disagree_count >= 0 AND unsure_count >= 0", name=op.f("ck_contributions_counts")
        ),
        sa.CheckConstraint("cost_pounds IS NULL OR cost_pounds >= 0", name=op.f("ck_contributions_cost")),
        sa.ForeignKeyConstraint(["area_id"], ["areas.id"], name=op.f("fk_contributions_area_id_areas")),
        sa.ForeignKeyConstraint(["author_id"], ["users.id"], name=op.f("fk_contributions_author_id_users")),
        sa.ForeignKeyConstraint(
            ["hidden_rule"], ["community_rules.number"], name=op.f("fk_contributions_hidden_rule_community_rules")
        ),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_contributions_round_id_rounds")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contributions")),
        sa.UniqueConstraint("public_id", name=op.f("uq_contributions_public_id")),
        sa.UniqueConstraint("round_id", "external_id", name=op.f("uq_contributions_round_id_external_id")),
    )
    with op.batch_alter_table("contributions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_contributions_area_id"), ["area_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_contributions_author_id"), ["author_id"], unique=False)
        batch_op.create_index("ix_contributions_discussed", ["round_id", "kind", "comment_count", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_contributions_hidden_rule"), ["hidden_rule"], unique=False)
        batch_op.create_index("ix_contributions_newest", ["round_id", "kind", "published_at", "id"], unique=False)

    op.create_table(
        "participations",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["users.id"], name=op.f("fk_participations_person_id_users")),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_participations_round_id_rounds")),
        sa.PrimaryKeyConstraint("round_id", "person_id", name=op.f("pk_participations")),
    )
    with op.batch_alter_table("participations", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_participations_person_id"), ["person_id"], unique=False)

    op.create_table(
        "phases",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "needs",
                "ideas",
                "proposals",
                "vote",
                "brief",
                "offers",
                "assessment",
                "decision",
                "delivery",
                "review",
                name="phasekind",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("opens_at", MOMENT, nullable=False),
        sa.Column("closes_at", MOMENT, nullable=False),
        sa.CheckConstraint("opens_at < closes_at", name=op.f("ck_phases_order")),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_phases_round_id_rounds")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_phases")),
        sa.UniqueConstraint("round_id", "kind", name=op.f("uq_phases_round_id_kind")),
    )
    op.create_table(
        "round_areas",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["area_id"], ["areas.id"], name=op.f("fk_round_areas_area_id_areas")),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_round_areas_round_id_rounds")),
        sa.PrimaryKeyConstraint("round_id", "area_id", name=op.f("pk_round_areas")),
    )
    with op.batch_alter_table("round_areas", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_round_areas_area_id"), ["area_id"], unique=False)

    op.create_table(
        "extensions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("phase_id", sa.Integer(), nullable=False),
        sa.Column("was", MOMENT, nullable=False),
        sa.Column("became", MOMENT, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.CheckConstraint("became > was", name=op.f("ck_extensions_later")),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_extensions_by_id_users")),
        sa.ForeignKeyConstraint(["phase_id"], ["phases.id"], name=op.f("fk_extensions_phase_id_phases")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_extensions")),
    )
    with op.batch_alter_table("extensions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_extensions_by_id"), ["by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_extensions_phase_id"), ["phase_id"], unique=False)

    op.create_table(
        "links",
        sa.Column("from_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("to_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_links_by_id_users")),
        sa.ForeignKeyConstraint(["from_id"], ["contributions.id"], name=op.f("fk_links_from_id_contributions")),
        sa.ForeignKeyConstraint(["to_id"], ["contributions.id"], name=op.f("fk_links_to_id_contributions")),
        sa.PrimaryKeyConstraint("from_id", "to_id", name=op.f("pk_links")),
    )
    with op.batch_alter_table("links", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_links_by_id"), ["by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_links_to_id"), ["to_id"], unique=False)

    op.create_table(
        "search_documents",
        sa.Column(
            "contribution_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contribution_id"], ["contributions.id"], name=op.f("fk_search_documents_contribution_id_contributions")
        ),
        sa.PrimaryKeyConstraint("contribution_id", name=op.f("pk_search_documents")),
    )
    op.create_table(
        "threads",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.Column("contribution_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("last_number", sa.Integer(), nullable=False),
        sa.Column("locked_at", MOMENT, nullable=True),
        sa.Column("locked_rule", sa.Integer(), nullable=True),
        sa.CheckConstraint("(locked_at IS NULL) = (locked_rule IS NULL)", name=op.f("ck_threads_locked")),
        sa.ForeignKeyConstraint(
            ["contribution_id"], ["contributions.id"], name=op.f("fk_threads_contribution_id_contributions")
        ),
        sa.ForeignKeyConstraint(
            ["locked_rule"], ["community_rules.number"], name=op.f("fk_threads_locked_rule_community_rules")
        ),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_threads_round_id_rounds")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_threads")),
        sa.UniqueConstraint("contribution_id", name=op.f("uq_threads_contribution_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_threads_public_id")),
    )
    with op.batch_alter_table("threads", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_threads_locked_rule"), ["locked_rule"], unique=False)
        batch_op.create_index(batch_op.f("ix_threads_round_id"), ["round_id"], unique=False)

    op.create_table(
        "vote_events",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("contribution_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "choice",
            sa.Enum("agree", "disagree", "unsure", name="choice", native_enum=False, create_constraint=True, length=10),
            nullable=True,
        ),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column(
            "source",
            sa.Enum("web", "import", "demo", name="votesource", native_enum=False, create_constraint=True, length=10),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["contribution_id"], ["contributions.id"], name=op.f("fk_vote_events_contribution_id_contributions")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["users.id"], name=op.f("fk_vote_events_person_id_users")),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_vote_events_round_id_rounds")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vote_events")),
    )
    with op.batch_alter_table("vote_events", schema=None) as batch_op:
        batch_op.create_index("ix_vote_events_contribution", ["contribution_id", "at"], unique=False)
        batch_op.create_index(batch_op.f("ix_vote_events_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_vote_events_round_id"), ["round_id"], unique=False)

    op.create_table(
        "votes",
        sa.Column("contribution_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column(
            "choice",
            sa.Enum("agree", "disagree", "unsure", name="choice", native_enum=False, create_constraint=True, length=10),
            nullable=False,
        ),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column(
            "source",
            sa.Enum("web", "import", "demo", name="votesource", native_enum=False, create_constraint=True, length=10),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["contribution_id"], ["contributions.id"], name=op.f("fk_votes_contribution_id_contributions")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["users.id"], name=op.f("fk_votes_person_id_users")),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_votes_round_id_rounds")),
        sa.PrimaryKeyConstraint("contribution_id", "person_id", name=op.f("pk_votes")),
    )
    with op.batch_alter_table("votes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_votes_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_votes_round_id"), ["round_id"], unique=False)

    op.create_table(
        "comments",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.Column("thread_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("root_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("quote_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("depth", sa.SmallInteger(), nullable=False),
        sa.Column("path", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("folded", sa.Boolean(), nullable=False),
        sa.Column("reply_count", sa.Integer(), nullable=False),
        sa.Column("useful_count", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("body_html", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("edited_at", MOMENT, nullable=True),
        sa.Column("withdrawn_at", MOMENT, nullable=True),
        sa.Column("hidden_at", MOMENT, nullable=True),
        sa.Column("hidden_rule", sa.Integer(), nullable=True),
        sa.CheckConstraint("(hidden_at IS NULL) = (hidden_rule IS NULL)", name=op.f("ck_comments_hidden")),
        sa.CheckConstraint("reply_count >= 0 AND useful_count >= 0", name=op.f("ck_comments_counts")),
        sa.ForeignKeyConstraint(["author_id"], ["users.id"], name=op.f("fk_comments_author_id_users")),
        sa.ForeignKeyConstraint(
            ["hidden_rule"], ["community_rules.number"], name=op.f("fk_comments_hidden_rule_community_rules")
        ),
        sa.ForeignKeyConstraint(["parent_id"], ["comments.id"], name=op.f("fk_comments_parent_id_comments")),
        sa.ForeignKeyConstraint(["quote_id"], ["comments.id"], name=op.f("fk_comments_quote_id_comments")),
        sa.ForeignKeyConstraint(["root_id"], ["comments.id"], name=op.f("fk_comments_root_id_comments")),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_comments_round_id_rounds")),
        sa.ForeignKeyConstraint(["thread_id"], ["threads.id"], name=op.f("fk_comments_thread_id_threads")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comments")),
        sa.UniqueConstraint("public_id", name=op.f("uq_comments_public_id")),
        sa.UniqueConstraint("thread_id", "number", name=op.f("uq_comments_thread_id_number")),
        sa.UniqueConstraint("thread_id", "path", name=op.f("uq_comments_thread_id_path")),
    )
    with op.batch_alter_table("comments", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_comments_author_id"), ["author_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_comments_hidden_rule"), ["hidden_rule"], unique=False)
        batch_op.create_index(
            "ix_comments_open_path",
            ["thread_id", "path"],
            unique=False,
            sqlite_where=sa.text("NOT folded"),
            postgresql_where=sa.text("NOT folded"),
        )
        batch_op.create_index(batch_op.f("ix_comments_parent_id"), ["parent_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_comments_quote_id"), ["quote_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_comments_root_id"), ["root_id"], unique=False)
        batch_op.create_index(
            "ix_comments_root_useful",
            ["thread_id", "useful_count", "id"],
            unique=False,
            sqlite_where=sa.text("parent_id IS NULL"),
            postgresql_where=sa.text("parent_id IS NULL"),
        )
        batch_op.create_index(batch_op.f("ix_comments_round_id"), ["round_id"], unique=False)

    op.create_table(
        "thread_events",
        sa.Column("thread_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("sequence", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "comment.added",
                "comment.edited",
                "comment.withdrawn",
                "comment.hidden",
                "comment.restored",
                "comment.removed",
                "thread.locked",
                "thread.unlocked",
                "contribution.edited",
                "contribution.withdrawn",
                "contribution.hidden",
                "contribution.restored",
                "votes.changed",
                name="eventkind",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("object_id", sa.String(length=12), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_thread_events_round_id_rounds")),
        sa.ForeignKeyConstraint(["thread_id"], ["threads.id"], name=op.f("fk_thread_events_thread_id_threads")),
        sa.PrimaryKeyConstraint("thread_id", "sequence", name=op.f("pk_thread_events")),
    )
    with op.batch_alter_table("thread_events", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_thread_events_round_id"), ["round_id"], unique=False)

    op.create_table(
        "reports",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("contribution_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("comment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("reporter_id", sa.Integer(), nullable=False),
        sa.Column(
            "reason",
            sa.Enum(
                "private_details",
                "insult",
                "advert",
                "off_topic",
                "untrue",
                "illegal",
                "other",
                name="reportreason",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("settled_at", MOMENT, nullable=True),
        sa.Column("settled_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("(contribution_id IS NULL) <> (comment_id IS NULL)", name=op.f("ck_reports_one_object")),
        sa.ForeignKeyConstraint(["comment_id"], ["comments.id"], name=op.f("fk_reports_comment_id_comments")),
        sa.ForeignKeyConstraint(
            ["contribution_id"], ["contributions.id"], name=op.f("fk_reports_contribution_id_contributions")
        ),
        sa.ForeignKeyConstraint(["reporter_id"], ["users.id"], name=op.f("fk_reports_reporter_id_users")),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_reports_round_id_rounds")),
        sa.ForeignKeyConstraint(["settled_by_id"], ["users.id"], name=op.f("fk_reports_settled_by_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reports")),
        sa.UniqueConstraint("public_id", name=op.f("uq_reports_public_id")),
    )
    with op.batch_alter_table("reports", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reports_comment_id"), ["comment_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_reports_contribution_id"), ["contribution_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_reports_reporter_id"), ["reporter_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_reports_round_id"), ["round_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_reports_settled_by_id"), ["settled_by_id"], unique=False)
        batch_op.create_index(
            "ix_reports_waiting",
            ["at"],
            unique=False,
            sqlite_where=sa.text("settled_at IS NULL"),
            postgresql_where=sa.text("settled_at IS NULL"),
        )
        batch_op.create_index(
            "uq_reports_waiting_comment",
            ["reporter_id", "comment_id"],
            unique=True,
            sqlite_where=sa.text("settled_at IS NULL"),
            postgresql_where=sa.text("settled_at IS NULL"),
        )
        batch_op.create_index(
            "uq_reports_waiting_contribution",
            ["reporter_id", "contribution_id"],
            unique=True,
            sqlite_where=sa.text("settled_at IS NULL"),
            postgresql_where=sa.text("settled_at IS NULL"),
        )

    op.create_table(
        "revisions",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("contribution_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("comment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("number", sa.SmallInteger(), nullable=False),
        sa.Column("title", sa.String(length=150), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("body_html", sa.Text(), nullable=False),
        sa.Column("cost_pounds", sa.BigInteger(), nullable=True),
        sa.Column("outcomes", sa.Text(), nullable=True),
        sa.Column("who_would", sa.Text(), nullable=True),
        sa.Column("digest_key", sa.LargeBinary(length=16), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("hidden_at", MOMENT, nullable=True),
        sa.Column("hidden_rule", sa.Integer(), nullable=True),
        sa.CheckConstraint("(contribution_id IS NULL) <> (comment_id IS NULL)", name=op.f("ck_revisions_one_text")),
        sa.CheckConstraint("(hidden_at IS NULL) = (hidden_rule IS NULL)", name=op.f("ck_revisions_hidden")),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_revisions_by_id_users")),
        sa.ForeignKeyConstraint(["comment_id"], ["comments.id"], name=op.f("fk_revisions_comment_id_comments")),
        sa.ForeignKeyConstraint(
            ["contribution_id"], ["contributions.id"], name=op.f("fk_revisions_contribution_id_contributions")
        ),
        sa.ForeignKeyConstraint(
            ["hidden_rule"], ["community_rules.number"], name=op.f("fk_revisions_hidden_rule_community_rules")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revisions")),
        sa.UniqueConstraint("comment_id", "number", name=op.f("uq_revisions_comment_id_number")),
        sa.UniqueConstraint("contribution_id", "number", name=op.f("uq_revisions_contribution_id_number")),
    )
    with op.batch_alter_table("revisions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_revisions_by_id"), ["by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_revisions_hidden_rule"), ["hidden_rule"], unique=False)

    op.create_table(
        "useful_marks",
        sa.Column("comment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["comment_id"], ["comments.id"], name=op.f("fk_useful_marks_comment_id_comments")),
        sa.ForeignKeyConstraint(["person_id"], ["users.id"], name=op.f("fk_useful_marks_person_id_users")),
        sa.PrimaryKeyConstraint("comment_id", "person_id", name=op.f("pk_useful_marks")),
    )
    with op.batch_alter_table("useful_marks", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_useful_marks_person_id"), ["person_id"], unique=False)

    op.create_table(
        "decisions",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column(
            "verb",
            sa.Enum(
                "hide", "restore", "lock", "unlock", name="verb", native_enum=False, create_constraint=True, length=10
            ),
            nullable=False,
        ),
        sa.Column("contribution_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("comment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("revision_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("thread_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("rule", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_decisions_by_id_users")),
        sa.ForeignKeyConstraint(["comment_id"], ["comments.id"], name=op.f("fk_decisions_comment_id_comments")),
        sa.ForeignKeyConstraint(
            ["contribution_id"], ["contributions.id"], name=op.f("fk_decisions_contribution_id_contributions")
        ),
        sa.ForeignKeyConstraint(["revision_id"], ["revisions.id"], name=op.f("fk_decisions_revision_id_revisions")),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_decisions_round_id_rounds")),
        sa.ForeignKeyConstraint(["rule"], ["community_rules.number"], name=op.f("fk_decisions_rule_community_rules")),
        sa.ForeignKeyConstraint(["thread_id"], ["threads.id"], name=op.f("fk_decisions_thread_id_threads")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decisions")),
        sa.UniqueConstraint("public_id", name=op.f("uq_decisions_public_id")),
    )
    with op.batch_alter_table("decisions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_decisions_by_id"), ["by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_decisions_comment_id"), ["comment_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_decisions_contribution_id"), ["contribution_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_decisions_revision_id"), ["revision_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_decisions_round_id"), ["round_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_decisions_rule"), ["rule"], unique=False)
        batch_op.create_index(batch_op.f("ix_decisions_thread_id"), ["thread_id"], unique=False)

    op.create_table(
        "notices",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "hidden",
                "restored",
                "locked",
                "unlocked",
                "report_settled",
                "replied",
                "commented",
                name="noticekind",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("round_id", sa.Integer(), nullable=True),
        sa.Column("contribution_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("comment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("decision_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("report_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("read_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["comment_id"], ["comments.id"], name=op.f("fk_notices_comment_id_comments")),
        sa.ForeignKeyConstraint(
            ["contribution_id"], ["contributions.id"], name=op.f("fk_notices_contribution_id_contributions")
        ),
        sa.ForeignKeyConstraint(["decision_id"], ["decisions.id"], name=op.f("fk_notices_decision_id_decisions")),
        sa.ForeignKeyConstraint(["person_id"], ["users.id"], name=op.f("fk_notices_person_id_users")),
        sa.ForeignKeyConstraint(["report_id"], ["reports.id"], name=op.f("fk_notices_report_id_reports")),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_notices_round_id_rounds")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
    )
    with op.batch_alter_table("notices", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_notices_comment_id"), ["comment_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_notices_contribution_id"), ["contribution_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_notices_decision_id"), ["decision_id"], unique=False)
        batch_op.create_index("ix_notices_person", ["person_id", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_notices_report_id"), ["report_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_notices_round_id"), ["round_id"], unique=False)
        batch_op.create_index(
            "ix_notices_unread",
            ["person_id"],
            unique=False,
            sqlite_where=sa.text("read_at IS NULL"),
            postgresql_where=sa.text("read_at IS NULL"),
        )

    op.create_index("ix_users_email_lower", "users", [sa.text("lower(email)")], unique=True)


def downgrade() -> None:
    """Undo."""
    op.drop_index("ix_users_email_lower", "users")
    with op.batch_alter_table("notices", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_notices_unread", sqlite_where=sa.text("read_at IS NULL"), postgresql_where=sa.text("read_at IS NULL")
        )
        batch_op.drop_index(batch_op.f("ix_notices_round_id"))
        batch_op.drop_index(batch_op.f("ix_notices_report_id"))
        batch_op.drop_index("ix_notices_person")
        batch_op.drop_index(batch_op.f("ix_notices_decision_id"))
        batch_op.drop_index(batch_op.f("ix_notices_contribution_id"))
        batch_op.drop_index(batch_op.f("ix_notices_comment_id"))

    op.drop_table("notices")
    with op.batch_alter_table("decisions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_decisions_thread_id"))
        batch_op.drop_index(batch_op.f("ix_decisions_rule"))
        batch_op.drop_index(batch_op.f("ix_decisions_round_id"))
        batch_op.drop_index(batch_op.f("ix_decisions_revision_id"))
        batch_op.drop_index(batch_op.f("ix_decisions_contribution_id"))
        batch_op.drop_index(batch_op.f("ix_decisions_comment_id"))
        batch_op.drop_index(batch_op.f("ix_decisions_by_id"))

    op.drop_table("decisions")
    with op.batch_alter_table("useful_marks", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_useful_marks_person_id"))

    op.drop_table("useful_marks")
    with op.batch_alter_table("revisions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_revisions_hidden_rule"))
        batch_op.drop_index(batch_op.f("ix_revisions_by_id"))

    op.drop_table("revisions")
    with op.batch_alter_table("reports", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_reports_waiting_contribution",
            sqlite_where=sa.text("settled_at IS NULL"),
            postgresql_where=sa.text("settled_at IS NULL"),
        )
        batch_op.drop_index(
            "uq_reports_waiting_comment",
            sqlite_where=sa.text("settled_at IS NULL"),
            postgresql_where=sa.text("settled_at IS NULL"),
        )
        batch_op.drop_index(
            "ix_reports_waiting",
            sqlite_where=sa.text("settled_at IS NULL"),
            postgresql_where=sa.text("settled_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_reports_settled_by_id"))
        batch_op.drop_index(batch_op.f("ix_reports_round_id"))
        batch_op.drop_index(batch_op.f("ix_reports_reporter_id"))
        batch_op.drop_index(batch_op.f("ix_reports_contribution_id"))
        batch_op.drop_index(batch_op.f("ix_reports_comment_id"))

    op.drop_table("reports")
    with op.batch_alter_table("thread_events", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_thread_events_round_id"))

    op.drop_table("thread_events")
    with op.batch_alter_table("comments", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_comments_round_id"))
        batch_op.drop_index(
            "ix_comments_root_useful",
            sqlite_where=sa.text("parent_id IS NULL"),
            postgresql_where=sa.text("parent_id IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_comments_root_id"))
        batch_op.drop_index(batch_op.f("ix_comments_quote_id"))
        batch_op.drop_index(batch_op.f("ix_comments_parent_id"))
        batch_op.drop_index(
            "ix_comments_open_path", sqlite_where=sa.text("NOT folded"), postgresql_where=sa.text("NOT folded")
        )
        batch_op.drop_index(batch_op.f("ix_comments_hidden_rule"))
        batch_op.drop_index(batch_op.f("ix_comments_author_id"))

    op.drop_table("comments")
    with op.batch_alter_table("votes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_votes_round_id"))
        batch_op.drop_index(batch_op.f("ix_votes_person_id"))

    op.drop_table("votes")
    with op.batch_alter_table("vote_events", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_vote_events_round_id"))
        batch_op.drop_index(batch_op.f("ix_vote_events_person_id"))
        batch_op.drop_index("ix_vote_events_contribution")

    op.drop_table("vote_events")
    with op.batch_alter_table("threads", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_threads_round_id"))
        batch_op.drop_index(batch_op.f("ix_threads_locked_rule"))

    op.drop_table("threads")
    op.drop_table("search_documents")
    with op.batch_alter_table("links", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_links_to_id"))
        batch_op.drop_index(batch_op.f("ix_links_by_id"))

    op.drop_table("links")
    with op.batch_alter_table("extensions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_extensions_phase_id"))
        batch_op.drop_index(batch_op.f("ix_extensions_by_id"))

    op.drop_table("extensions")
    with op.batch_alter_table("round_areas", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_round_areas_area_id"))

    op.drop_table("round_areas")
    op.drop_table("phases")
    with op.batch_alter_table("participations", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_participations_person_id"))

    op.drop_table("participations")
    with op.batch_alter_table("contributions", schema=None) as batch_op:
        batch_op.drop_index("ix_contributions_newest")
        batch_op.drop_index(batch_op.f("ix_contributions_hidden_rule"))
        batch_op.drop_index("ix_contributions_discussed")
        batch_op.drop_index(batch_op.f("ix_contributions_author_id"))
        batch_op.drop_index(batch_op.f("ix_contributions_area_id"))

    op.drop_table("contributions")
    with op.batch_alter_table("audit_entries", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_entries_round_id"))
        batch_op.drop_index(batch_op.f("ix_audit_entries_object_id"))
        batch_op.drop_index(batch_op.f("ix_audit_entries_act"))

    op.drop_table("audit_entries")
    with op.batch_alter_table("verifications", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_verifications_by_id"))

    op.drop_table("verifications")
    with op.batch_alter_table("user_roles", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_user_roles_role_id"))

    op.drop_table("user_roles")
    with op.batch_alter_table("submissions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_submissions_at"))

    op.drop_table("submissions")
    with op.batch_alter_table("rounds", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_rounds_opened_at"))
        batch_op.drop_index(batch_op.f("ix_rounds_created_by_id"))
        batch_op.drop_index(batch_op.f("ix_rounds_cancelled_by_id"))

    op.drop_table("rounds")
    with op.batch_alter_table("users", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_users_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_users_area_id"))

    op.drop_table("users")
    op.drop_table("roles")
    op.drop_table("organisations")
    op.drop_table("community_rules")
    op.drop_table("audit_heads")
    op.drop_table("areas")
