"""What people are told.

A notice refers to things; its words are made when it is read, so that it never keeps a text that was hidden since.
"""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from app.columns import BigId, UtcDateTime, enum_column, only_while
from app.extensions import Base
from app.rules.notices import NoticeKind, Topic

FOUND_TEXT = text("search_id IS NOT NULL AND comment_id IS NULL")
FOUND_COMMENT = text("search_id IS NOT NULL AND comment_id IS NOT NULL")
"""Notices that a followed search brought."""


class Notice(Base):
    """One thing that a person is told."""

    __tablename__ = "notices"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    kind: Mapped[NoticeKind] = mapped_column(enum_column(NoticeKind))
    round_id: Mapped[int | None] = mapped_column(ForeignKey("rounds.id"), index=True)
    contribution_id: Mapped[int | None] = mapped_column(ForeignKey("contributions.id"), index=True)
    comment_id: Mapped[int | None] = mapped_column(ForeignKey("comments.id"), index=True)
    decision_id: Mapped[int | None] = mapped_column(ForeignKey("decisions.id"), index=True)
    report_id: Mapped[int | None] = mapped_column(ForeignKey("reports.id"), index=True)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"), index=True)
    held_id: Mapped[int | None] = mapped_column(ForeignKey("held_texts.id"), index=True)
    quarantine_id: Mapped[int | None] = mapped_column(ForeignKey("quarantines.id"), index=True)
    conversation_id: Mapped[int | None] = mapped_column(ForeignKey("conversations.id"), index=True)
    outbox_id: Mapped[int | None] = mapped_column(ForeignKey("outbox.id"))
    """What many were told of: each person once."""
    mailing_id: Mapped[int | None] = mapped_column(ForeignKey("mailings.id"), index=True)
    """The one mail that tells it."""
    search_id: Mapped[int | None] = mapped_column(ForeignKey("saved_searches.id"))
    """The followed search that it answers: each text once a search, and each comment."""
    pairing_id: Mapped[int | None] = mapped_column(ForeignKey("pairings.id"), index=True)
    space_id: Mapped[int | None] = mapped_column(ForeignKey("spaces.id"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    read_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    __table_args__ = (
        Index("ix_notices_person", "person_id", "id"),
        Index("ix_notices_once", "outbox_id", "person_id", unique=True),
        Index("uq_notices_found", "search_id", "contribution_id", unique=True, **only_while(FOUND_TEXT)),
        Index("uq_notices_found_comment", "search_id", "comment_id", unique=True, **only_while(FOUND_COMMENT)),
        Index(
            "ix_notices_unread",
            "person_id",
            sqlite_where=text("read_at IS NULL"),
            postgresql_where=text("read_at IS NULL"),
        ),
    )


class UnwantedTopic(Base):
    """That a person does not want to be told of such things."""

    __tablename__ = "unwanted_topics"

    person_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    topic: Mapped[Topic] = mapped_column(enum_column(Topic), primary_key=True)
