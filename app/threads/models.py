"""The live discussion of a contribution: its thread, its comments, its events in order, and the useful marks."""

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    ForeignKey,
    Index,
    Integer,
    SmallInteger,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.columns import BigId, UtcDateTime, enum_column
from app.extensions import Base
from app.identifiers import PUBLIC_ID_LENGTH, public_id
from app.live import EventKind

if TYPE_CHECKING:
    from app.accounts.models import Organisation, User
    from app.contributions.models import Contribution

MAX_BODY = 5_000

OPEN = text("NOT folded")
"""Comments that a page of the thread shows; the rest wait behind a link."""

ROOTS = text("parent_id IS NULL")
"""Top-level comments."""

Path = Text().with_variant(Text(collation="C"), "postgresql")
"""Compared byte by byte on both databases: the order of paths is the order of reading."""


class Thread(Base):
    """The discussion of one contribution. Its row is the lock under which everything in it is written."""

    __tablename__ = "threads"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(PUBLIC_ID_LENGTH), unique=True, default=public_id)
    contribution_id: Mapped[int] = mapped_column(ForeignKey("contributions.id"), unique=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id"), index=True)
    sequence: Mapped[int] = mapped_column(Integer, default=0)
    """The number of the last event."""
    last_number: Mapped[int] = mapped_column(Integer, default=0)
    """The number of the last comment, withdrawn and hidden ones included."""
    locked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    locked_rule: Mapped[int | None] = mapped_column(ForeignKey("community_rules.number"), index=True)
    slow_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_to_new_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    branches_left: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    """Branches that moderators moved to other threads; where there are none, no page asks for them."""

    contribution: Mapped["Contribution"] = relationship(back_populates="thread")

    __table_args__ = (CheckConstraint("(locked_at IS NULL) = (locked_rule IS NULL)", name="locked"),)


class Comment(Base):
    """One person's words in a thread.

    `path` is the parent's path and the comment's own number in five signs of base 36: sorted, it is the order of
    reading. `folded` says that the comment stands in a collapsed branch.
    """

    __tablename__ = "comments"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(PUBLIC_ID_LENGTH), unique=True, default=public_id)
    thread_id: Mapped[int] = mapped_column(ForeignKey("threads.id"))
    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id"), index=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("comments.id"), index=True)
    root_id: Mapped[int | None] = mapped_column(ForeignKey("comments.id"), index=True)
    """The top-level comment of the branch; none on a top-level comment."""
    quote_id: Mapped[int | None] = mapped_column(ForeignKey("comments.id"), index=True)
    """The comment that is quoted: a reference, rendered again when its source is hidden."""
    author_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    """Under whose badge it stands; none where its author speaks as themselves."""
    number: Mapped[int] = mapped_column(Integer)
    depth: Mapped[int] = mapped_column(SmallInteger)
    path: Mapped[str] = mapped_column(Path)
    folded: Mapped[bool] = mapped_column(Boolean)
    reply_count: Mapped[int] = mapped_column(Integer, default=0)
    useful_count: Mapped[int] = mapped_column(Integer, default=0)
    body: Mapped[str] = mapped_column(Text)
    body_html: Mapped[str] = mapped_column(Text)
    version: Mapped[int] = mapped_column(Integer, default=1)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    edited_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    hidden_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    hidden_rule: Mapped[int | None] = mapped_column(ForeignKey("community_rules.number"), index=True)
    locked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """Since when its words are under lock: they stand in `locked_texts` alone, and here are none."""
    covered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """Since when it stands behind a click, because of many reports; none once a moderator has looked."""

    author: Mapped["User"] = relationship()
    organisation: Mapped["Organisation | None"] = relationship()
    thread: Mapped[Thread] = relationship()

    __table_args__ = (
        UniqueConstraint("thread_id", "path"),
        UniqueConstraint("thread_id", "number"),
        CheckConstraint("(hidden_at IS NULL) = (hidden_rule IS NULL)", name="hidden"),
        CheckConstraint("reply_count >= 0 AND useful_count >= 0", name="counts"),
        Index("ix_comments_open_path", "thread_id", "path", sqlite_where=OPEN, postgresql_where=OPEN),
        Index("ix_comments_root_useful", "thread_id", "useful_count", "id", sqlite_where=ROOTS, postgresql_where=ROOTS),
    )


class ThreadEventRecord(Base):
    """One thing that happened in a thread, in order; written in the transaction of what it tells, under the lock."""

    __tablename__ = "thread_events"

    thread_id: Mapped[int] = mapped_column(ForeignKey("threads.id"), primary_key=True)
    sequence: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    kind: Mapped[EventKind] = mapped_column(enum_column(EventKind, 30))
    object_id: Mapped[str] = mapped_column(String(PUBLIC_ID_LENGTH))
    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class UsefulMark(Base):
    """That a person found a comment useful: one a person and comment."""

    __tablename__ = "useful_marks"

    comment_id: Mapped[int] = mapped_column(ForeignKey("comments.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True, index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
