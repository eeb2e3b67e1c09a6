"""The community's rules, people's reports, and the moderators' decisions."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from app.columns import BigId, UtcDateTime, enum_column
from app.extensions import Base
from app.identifiers import PUBLIC_ID_LENGTH, public_id
from app.rules.moderation import ReportReason, Verb

MAX_REASON = 1_000

WAITING = text("settled_at IS NULL")
"""Reports that nobody has settled: the ones that indexes and uniqueness are about."""


class CommunityRule(Base):
    """A numbered rule in plain words; the first ones are laid down by the migration."""

    __tablename__ = "community_rules"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    title: Mapped[str] = mapped_column(String(80))
    words: Mapped[str] = mapped_column(Text)


class Report(Base):
    """A person's complaint about a contribution or a comment. The reporter stays unknown to the author."""

    __tablename__ = "reports"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(PUBLIC_ID_LENGTH), unique=True, default=public_id)
    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id"), index=True)
    contribution_id: Mapped[int | None] = mapped_column(ForeignKey("contributions.id"), index=True)
    comment_id: Mapped[int | None] = mapped_column(ForeignKey("comments.id"), index=True)
    reporter_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    reason: Mapped[ReportReason] = mapped_column(enum_column(ReportReason))
    words: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When a moderator decided on what was reported, or decided to keep it."""
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)

    __table_args__ = (
        CheckConstraint("(contribution_id IS NULL) <> (comment_id IS NULL)", name="one_object"),
        Index("ix_reports_waiting", "at", sqlite_where=WAITING, postgresql_where=WAITING),
        Index("uq_reports_waiting_contribution", "reporter_id", "contribution_id", unique=True,
              sqlite_where=WAITING, postgresql_where=WAITING),
        Index("uq_reports_waiting_comment", "reporter_id", "comment_id", unique=True,
              sqlite_where=WAITING, postgresql_where=WAITING),
    )  # fmt: skip


class Decision(Base):
    """What a moderator did to which text or thread, under which rule, why and when.

    Append-only: undoing is a new decision.
    """

    __tablename__ = "decisions"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(PUBLIC_ID_LENGTH), unique=True, default=public_id)
    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id"), index=True)
    verb: Mapped[Verb] = mapped_column(enum_column(Verb, 10))
    contribution_id: Mapped[int | None] = mapped_column(ForeignKey("contributions.id"), index=True)
    comment_id: Mapped[int | None] = mapped_column(ForeignKey("comments.id"), index=True)
    revision_id: Mapped[int | None] = mapped_column(ForeignKey("revisions.id"), index=True)
    thread_id: Mapped[int | None] = mapped_column(ForeignKey("threads.id"), index=True)
    rule: Mapped[int] = mapped_column(ForeignKey("community_rules.number"), index=True)
    reason: Mapped[str] = mapped_column(Text)
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
