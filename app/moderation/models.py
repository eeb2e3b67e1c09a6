"""The community's rules, people's reports, and the moderators' decisions."""

from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, CheckConstraint, ForeignKey, Index, String, Text, false, func, select, text
from sqlalchemy.orm import Mapped, mapped_column

from app.columns import ONE_OBJECT, BigId, UtcDateTime, enum_column, only_while
from app.extensions import Base
from app.identifiers import PUBLIC_ID_LENGTH, public_id
from app.rules.decisions import Ground, Scope
from app.rules.moderation import ReportReason, Verb
from app.rules.reports import Outcome

MAX_REASON = 1_000
MAX_READY_TITLE = 80

WAITING = text("settled_at IS NULL")
"""Reports that nobody has settled: the ones that indexes and uniqueness are about."""


class CommunityRule(Base):
    """A numbered rule as it stands: the latest of its `rule_versions`, repeated here. The first came with the site."""

    __tablename__ = "community_rules"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    title: Mapped[str] = mapped_column(String(80))
    words: Mapped[str] = mapped_column(Text)
    round_id: Mapped[int | None] = mapped_column(ForeignKey("rounds.id"), index=True)
    """The round in which alone it holds; none for a rule of the whole site."""
    retired_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When it ceased to hold; its number stays with it, and is never given again."""


def _version_in_force(context: Any) -> Any:
    """The version of a decision's rule that stands when the decision is written."""
    versions = Base.metadata.tables["rule_versions"].c
    of_it = select(func.max(versions.id)).where(versions.rule == context.get_current_parameters()["rule"])
    return context.connection.execute(of_it).scalar()


class Report(Base):
    """A complaint about a text, words about the rules, a person or an organisation. The reporter stays unknown to the author.

    Without a reporter it comes from the automatic checks.
    """

    __tablename__ = "reports"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(PUBLIC_ID_LENGTH), unique=True, default=public_id)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"), index=True)
    """The file on it; none on what was settled before there were cases."""
    round_id: Mapped[int | None] = mapped_column(ForeignKey("rounds.id"), index=True)
    contribution_id: Mapped[int | None] = mapped_column(ForeignKey("contributions.id"), index=True)
    comment_id: Mapped[int | None] = mapped_column(ForeignKey("comments.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    rule_proposal_id: Mapped[int | None] = mapped_column(ForeignKey("rule_proposals.id"), index=True)
    rule_comment_id: Mapped[int | None] = mapped_column(ForeignKey("rule_comments.id"), index=True)
    space_id: Mapped[int | None] = mapped_column(ForeignKey("spaces.id"), index=True)
    revision_id: Mapped[int | None] = mapped_column(ForeignKey("revisions.id"), index=True)
    """The version of the text that stood when it was reported."""
    reporter_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    reason: Mapped[ReportReason] = mapped_column(enum_column(ReportReason))
    words: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When a moderator decided on what was reported, or decided to keep it."""
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    outcome: Mapped[Outcome | None] = mapped_column(enum_column(Outcome))

    __table_args__ = (
        CheckConstraint(ONE_OBJECT, name="one_object"),
        Index("ix_reports_waiting", "at", **only_while(WAITING)),
        Index("uq_reports_waiting_contribution", "reporter_id", "contribution_id", unique=True, **only_while(WAITING)),
        Index("uq_reports_waiting_comment", "reporter_id", "comment_id", unique=True, **only_while(WAITING)),
        Index("uq_reports_waiting_person", "reporter_id", "person_id", unique=True, **only_while(WAITING)),
        Index("uq_reports_waiting_organisation", "reporter_id", "organisation_id", unique=True, **only_while(WAITING)),
        Index(
            "uq_reports_waiting_rule_proposal", "reporter_id", "rule_proposal_id", unique=True, **only_while(WAITING)
        ),
        Index("uq_reports_waiting_rule_comment", "reporter_id", "rule_comment_id", unique=True, **only_while(WAITING)),
        Index("uq_reports_waiting_space", "reporter_id", "space_id", unique=True, **only_while(WAITING)),
    )


class Decision(Base):
    """What a moderator did to which text, thread or person, under which rule, on which facts, why, when, how long.

    Append-only, enforced by the database: undoing is a new decision.
    """

    __tablename__ = "decisions"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(PUBLIC_ID_LENGTH), unique=True, default=public_id)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"), index=True)
    round_id: Mapped[int | None] = mapped_column(ForeignKey("rounds.id"), index=True)
    verb: Mapped[Verb] = mapped_column(enum_column(Verb))
    scope: Mapped[Scope] = mapped_column(enum_column(Scope), server_default=Scope.TEXT)
    contribution_id: Mapped[int | None] = mapped_column(ForeignKey("contributions.id"), index=True)
    comment_id: Mapped[int | None] = mapped_column(ForeignKey("comments.id"), index=True)
    revision_id: Mapped[int | None] = mapped_column(ForeignKey("revisions.id"), index=True)
    thread_id: Mapped[int | None] = mapped_column(ForeignKey("threads.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    """Whom it concerns: the author of the text, or the person; who is told, and who may appeal. Of an organisation it is
    whoever speaks for it, which changes."""
    rule: Mapped[int | None] = mapped_column(ForeignKey("community_rules.number"), index=True)
    """None only where nothing was found against any."""
    rule_version_id: Mapped[int | None] = mapped_column(
        ForeignKey("rule_versions.id"), index=True, default=_version_in_force
    )
    """The words of the rule that stood then; none where it was decided before rules had versions: the first ones."""
    rule_proposal_id: Mapped[int | None] = mapped_column(ForeignKey("rule_proposals.id"), index=True)
    rule_comment_id: Mapped[int | None] = mapped_column(ForeignKey("rule_comments.id"), index=True)
    """Where it is about the proposal to change a rule, or about words in its discussion."""
    space_id: Mapped[int | None] = mapped_column(ForeignKey("spaces.id"), index=True)
    """Where it is about the name of a space."""
    ground: Mapped[Ground] = mapped_column(enum_column(Ground), default=Ground.RULES, server_default=Ground.RULES)
    facts: Mapped[str] = mapped_column(Text, default="", server_default="")
    reason: Mapped[str] = mapped_column(Text)
    automated: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When it ends by itself; none where it stays."""
    appeal_by: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """The last moment for an appeal; none where nothing was taken away."""
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)

    __table_args__ = (
        CheckConstraint("rule IS NOT NULL OR verb = 'keep'", name="rule_given"),
        Index("ix_decisions_at", "at", "id"),
        Index("ix_decisions_author_id_at", "author_id", "at"),
    )


class ReadyReason(Base):
    """A reason that moderators choose and then change to fit. Retired ones stay, because the log names them."""

    __tablename__ = "ready_reasons"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(PUBLIC_ID_LENGTH), unique=True, default=public_id)
    rule: Mapped[int] = mapped_column(ForeignKey("community_rules.number"), index=True)
    title: Mapped[str] = mapped_column(String(MAX_READY_TITLE))
    words: Mapped[str] = mapped_column(Text)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    """None on those that came with the site."""
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    retired_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
