"""The moderators' files: a case, what was said in it, an appeal, and what restrains a person for a time."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, SmallInteger, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from app.columns import ONE_OBJECT, BigId, UtcDateTime, enum_column, only_while
from app.extensions import Base
from app.identifiers import PUBLIC_ID_LENGTH, public_id
from app.rules.cases import CaseEventKind
from app.rules.moderation import ReportReason
from app.rules.restraints import RestraintKind

MAX_NOTE = 2_000
MAX_APPEAL = 4_000

OPEN = text("closed_at IS NULL")
"""Cases that nobody has decided."""

DECIDED = text("closed_at IS NOT NULL")

UNANSWERED = text("decided_at IS NULL")
"""Appeals that wait."""


class Case(Base):
    """The moderators' file on one thing: all the reports on it, who has it, what was said. One open case a thing.

    `revision_id` is the version of the text that stood at the first report, `evidence` the words of a profile or the name of a space then;
    both stay whatever becomes of the text. Moderators alone read them.
    """

    __tablename__ = "cases"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(PUBLIC_ID_LENGTH), unique=True, default=public_id)
    round_id: Mapped[int | None] = mapped_column(ForeignKey("rounds.id"), index=True)
    contribution_id: Mapped[int | None] = mapped_column(ForeignKey("contributions.id"), index=True)
    comment_id: Mapped[int | None] = mapped_column(ForeignKey("comments.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    rule_proposal_id: Mapped[int | None] = mapped_column(ForeignKey("rule_proposals.id"), index=True)
    rule_comment_id: Mapped[int | None] = mapped_column(ForeignKey("rule_comments.id"), index=True)
    space_id: Mapped[int | None] = mapped_column(ForeignKey("spaces.id"), index=True)
    thread_id: Mapped[int | None] = mapped_column(ForeignKey("threads.id"), index=True)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    revision_id: Mapped[int | None] = mapped_column(ForeignKey("revisions.id"), index=True)
    evidence: Mapped[str] = mapped_column(Text, default="")
    reason: Mapped[ReportReason] = mapped_column(enum_column(ReportReason))
    """The gravest reason of its reports."""
    urgency: Mapped[int] = mapped_column(SmallInteger)
    """`rules.cases.Urgency`: the smaller, the sooner."""
    report_count: Mapped[int] = mapped_column(Integer, default=0)
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    claimed_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    claimed_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    assigned_to_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    escalated_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)

    __table_args__ = (
        CheckConstraint(ONE_OBJECT, name="one_object"),
        CheckConstraint("(claimed_by_id IS NULL) = (claimed_until IS NULL)", name="lease"),
        CheckConstraint("(closed_at IS NULL) = (closed_by_id IS NULL)", name="closed"),
        Index("ix_cases_queue", "urgency", "opened_at", "id", **only_while(OPEN)),
        Index("ix_cases_done", "closed_at", "id", **only_while(DECIDED)),
        Index("uq_cases_open_contribution", "contribution_id", unique=True, **only_while(OPEN)),
        Index("uq_cases_open_comment", "comment_id", unique=True, **only_while(OPEN)),
        Index("uq_cases_open_person", "person_id", unique=True, **only_while(OPEN)),
        Index("uq_cases_open_organisation", "organisation_id", unique=True, **only_while(OPEN)),
        Index("uq_cases_open_rule_proposal", "rule_proposal_id", unique=True, **only_while(OPEN)),
        Index("uq_cases_open_rule_comment", "rule_comment_id", unique=True, **only_while(OPEN)),
        Index("uq_cases_open_space", "space_id", unique=True, **only_while(OPEN)),
    )


class CaseEvent(Base):
    """One thing that was said or done in a case. Append-only."""

    __tablename__ = "case_events"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    kind: Mapped[CaseEventKind] = mapped_column(enum_column(CaseEventKind))
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    to_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    words: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class Appeal(Base):
    """That a person contests a decision; one a decision. Another moderator than the decider answers, enforced here."""

    __tablename__ = "appeals"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(PUBLIC_ID_LENGTH), unique=True, default=public_id)
    decision_id: Mapped[int] = mapped_column(ForeignKey("decisions.id"), unique=True)
    decider_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    """Who made the decision: repeated here, so that the check below can see it."""
    person_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    words: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    answer_by: Mapped[datetime] = mapped_column(UtcDateTime)
    upheld: Mapped[bool | None]
    answer: Mapped[str] = mapped_column(Text, default="")
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    outcome_id: Mapped[int | None] = mapped_column(ForeignKey("decisions.id"), index=True)
    """The new decision that put things right, where the appeal was upheld."""
    space_id: Mapped[int | None] = mapped_column(ForeignKey("spaces.id"), index=True)
    """The space whose other moderators answer; none where those of the site do."""

    __table_args__ = (
        CheckConstraint("decided_by_id <> decider_id", name="another_moderator"),
        CheckConstraint("decided_by_id <> person_id", name="not_own"),
        CheckConstraint("(decided_at IS NULL) = (decided_by_id IS NULL)", name="decided"),
        CheckConstraint("(decided_at IS NULL) = (upheld IS NULL)", name="answered"),
        Index("ix_appeals_waiting", "answer_by", "id", **only_while(UNANSWERED)),
    )


class Restraint(Base):
    """That a person is held, silenced or suspended from an hour to an hour, by which decision, and by which ended."""

    __tablename__ = "restraints"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    kind: Mapped[RestraintKind] = mapped_column(enum_column(RestraintKind))
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decision_id: Mapped[int] = mapped_column(ForeignKey("decisions.id"), index=True)
    lifted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    lifted_by_id: Mapped[int | None] = mapped_column(ForeignKey("decisions.id"), index=True)
    """The decision that ended it early."""

    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="order"),
        CheckConstraint("(lifted_at IS NULL) = (lifted_by_id IS NULL)", name="lifted"),
    )
