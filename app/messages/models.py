"""What two sides write to each other: two people, or a person and an organisation. Nobody else reads it."""

from datetime import datetime

from sqlalchemy import Boolean, CheckConstraint, ForeignKey, Index, Integer, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from app.columns import BigId, UtcDateTime, enum_column
from app.extensions import Base
from app.identifiers import PUBLIC_ID_LENGTH, public_id
from app.rules.messages import TalkState

MAX_PAIR = 48
"""Room for two kinds and two numbers of nineteen digits."""


class Conversation(Base):
    """All that two sides write to each other; one a pair, enforced here."""

    __tablename__ = "conversations"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(PUBLIC_ID_LENGTH), unique=True, default=public_id)
    pair: Mapped[str] = mapped_column(String(MAX_PAIR), unique=True)
    """Who the two are, in a fixed order, so that both find the same one whoever writes first."""
    state: Mapped[TalkState] = mapped_column(enum_column(TalkState))
    last_number: Mapped[int] = mapped_column(Integer, default=0)
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)

    __table_args__ = (CheckConstraint("(settled_at IS NULL) = (state = 'asked')", name="settled"),)


class Side(Base):
    """One of the two, and what stands in its letterbox.

    `last_at` and `unread` know only what this side may read, so that what is held back from it moves nothing.
    """

    __tablename__ = "message_sides"

    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"), primary_key=True)
    is_opener: Mapped[bool] = mapped_column(Boolean, primary_key=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"))
    last_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """None while this side knows of nothing."""
    unread: Mapped[int] = mapped_column(Integer, default=0)
    left_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    blocked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """Since when this side hears nothing of the other."""

    __table_args__ = (
        CheckConstraint("(person_id IS NULL) <> (organisation_id IS NULL)", name="one_reader"),
        CheckConstraint("unread >= 0", name="unread"),
        Index("ix_message_sides_person", "person_id", "last_at"),
        Index("ix_message_sides_organisation", "organisation_id", "last_at"),
    )


class Message(Base):
    """One message. `withheld`: the other side had blocked the sender, and never reads it.

    Its words are gone where the sender's account was closed before anybody read them.
    """

    __tablename__ = "messages"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"))
    number: Mapped[int] = mapped_column(Integer)
    author_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    from_opener: Mapped[bool] = mapped_column(Boolean)
    body: Mapped[str] = mapped_column(Text)
    body_html: Mapped[str] = mapped_column(Text)
    withheld: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    at: Mapped[datetime] = mapped_column(UtcDateTime)

    __table_args__ = (
        UniqueConstraint("conversation_id", "number"),
        CheckConstraint("number >= 1", name="number"),
        Index("ix_messages_author", "author_id", "at"),
    )


class MessageEvidence(Base):
    """A message as it stood when it, or one beside it, was reported: all of any conversation that moderators read."""

    __tablename__ = "message_evidence"

    report_id: Mapped[int] = mapped_column(ForeignKey("reports.id"), primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id"), primary_key=True, index=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    is_reported: Mapped[bool] = mapped_column(Boolean)
    by_reporter: Mapped[bool] = mapped_column(Boolean)
    """Written by the side that reported."""
    body_html: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
