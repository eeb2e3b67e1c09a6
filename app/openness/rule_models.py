"""How the rules change: their versions, and the proposals by which people change them."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.columns import BigId, UtcDateTime, enum_column
from app.extensions import Base
from app.identifiers import PUBLIC_ID_LENGTH, public_id
from app.rules.rulemaking import ProposalState, Terms
from app.rules.voting import Choice

MAX_RULE_TITLE = 80
MAX_RULE_WORDS = 600
"""A rule that takes longer to read is not read."""
MAX_WHY = 2_000


class RuleVersion(Base):
    """The words of a rule from a moment on, why, and by which proposal. Never altered: triggers refuse it."""

    __tablename__ = "rule_versions"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    rule: Mapped[int] = mapped_column(ForeignKey("community_rules.number"))
    number: Mapped[int]
    title: Mapped[str] = mapped_column(String(MAX_RULE_TITLE))
    words: Mapped[str] = mapped_column(Text)
    retired: Mapped[bool]
    """Whether the rule ceased to hold with this version."""
    why: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    """Who wrote it in; none for the rules that came with the site."""
    proposal_id: Mapped[int | None] = mapped_column(ForeignKey("rule_proposals.id"), unique=True)

    __table_args__ = (UniqueConstraint("rule", "number"),)


class RuleProposal(Base):
    """That somebody would have a rule changed, added or dropped. What it says is never altered: triggers refuse it."""

    __tablename__ = "rule_proposals"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(PUBLIC_ID_LENGTH), unique=True, default=public_id)
    round_id: Mapped[int | None] = mapped_column(ForeignKey("rounds.id"), index=True)
    rule: Mapped[int | None] = mapped_column(ForeignKey("community_rules.number"), index=True)
    """The rule that it would change; none for a new one."""
    on_version: Mapped[int]
    """The version of that rule that stood then; 0 for a new one."""
    retires: Mapped[bool]
    title: Mapped[str] = mapped_column(String(MAX_RULE_TITLE))
    words: Mapped[str] = mapped_column(Text)
    why: Mapped[str] = mapped_column(Text)
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    closes_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    quorum: Mapped[int]
    majority: Mapped[int]
    hidden_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    hidden_rule: Mapped[int | None] = mapped_column(ForeignKey("community_rules.number"), index=True)

    __table_args__ = (
        CheckConstraint("quorum > 0 AND majority BETWEEN 50 AND 99", name="terms"),
        CheckConstraint("(hidden_at IS NULL) = (hidden_rule IS NULL)", name="hidden"),
        CheckConstraint("rule IS NOT NULL OR NOT retires", name="something_to_drop"),
    )

    @property
    def terms(self) -> Terms:
        """What it takes to carry it."""
        return Terms(self.closes_at, self.quorum, self.majority)

    @property
    def said(self) -> tuple[str, str, str]:
        """All its words: the rule's name, the rule, why."""
        return self.title, self.words, self.why

    def state(self, *, settled: bool = False, overtaken: bool = False) -> ProposalState:
        """What the law needs to know of it."""
        return ProposalState(self.by_id, self.terms, self.hidden_at is not None, settled, overtaken)


class RuleAnswer(Base):
    """What a verified resident says of a proposal. One a person: the primary key enforces it."""

    __tablename__ = "rule_answers"

    proposal_id: Mapped[int] = mapped_column(ForeignKey("rule_proposals.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True, index=True)
    choice: Mapped[Choice] = mapped_column(enum_column(Choice, 10))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class RuleComment(Base):
    """Words in the discussion of a proposal."""

    __tablename__ = "rule_comments"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(PUBLIC_ID_LENGTH), unique=True, default=public_id)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("rule_proposals.id"))
    author_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    body: Mapped[str] = mapped_column(Text)
    body_html: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    hidden_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    hidden_rule: Mapped[int | None] = mapped_column(ForeignKey("community_rules.number"), index=True)

    __table_args__ = (
        CheckConstraint("(hidden_at IS NULL) = (hidden_rule IS NULL)", name="hidden"),
        Index("ix_rule_comments_proposal_id", "proposal_id", "id"),
    )


class RuleOutcome(Base):
    """That a proposal was written into the rules or declined, by whom and why, with the answers as they stood.

    Never altered: triggers refuse it.
    """

    __tablename__ = "rule_outcomes"

    proposal_id: Mapped[int] = mapped_column(ForeignKey("rule_proposals.id"), primary_key=True)
    adopted: Mapped[bool]
    reason: Mapped[str] = mapped_column(Text)
    agree: Mapped[int]
    unsure: Mapped[int]
    disagree: Mapped[int]
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
