"""Texts that wait for a moderator before anybody else reads them, and the words that moderators watch for."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, false, text
from sqlalchemy.orm import Mapped, mapped_column

from app.columns import BigId, UtcDateTime, enum_column
from app.extensions import Base
from app.identifiers import PUBLIC_ID_LENGTH, public_id
from app.rules.checks import Held

MAX_WATCHED = 60
"""Signs of a watched word or phrase."""

MAX_SIGNS = 200
"""Room for the names of what the checks found."""

WAITING = text("settled_at IS NULL")
"""Texts that no moderator has decided on yet."""

WHOLE = text("settled_at IS NULL AND body IS NULL")
"""Contributions among them."""


class HeldText(Base):
    """A text that waits for a moderator, and what became of it.

    A comment waits here, with its words in `body`, and is not among the comments before it is released: so no list, count,
    search, event, notice, quote or export can hold it. A contribution waits as what it was before, its author's draft;
    `body` is none. `contribution_id` is what waits, or what the comment would stand under.
    """

    __tablename__ = "held_texts"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(PUBLIC_ID_LENGTH), unique=True, default=public_id)
    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id"), index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    contribution_id: Mapped[int] = mapped_column(ForeignKey("contributions.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    """Under whose badge a comment would stand."""
    body: Mapped[str | None] = mapped_column(Text)
    """Emptied when the comment is released: its words then stand among the comments alone."""
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("comments.id"), index=True)
    quote_id: Mapped[int | None] = mapped_column(ForeignKey("comments.id"), index=True)
    asks: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether the comment is a question to those who decide."""
    why: Mapped[Held] = mapped_column(enum_column(Held))
    signs: Mapped[str] = mapped_column(String(MAX_SIGNS), default="")
    """The names of what the checks found, with spaces between; never what they found."""
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    released: Mapped[bool | None]
    reason: Mapped[str] = mapped_column(Text, default="")
    """Why it was refused, as the author reads it."""
    comment_id: Mapped[int | None] = mapped_column(ForeignKey("comments.id"), index=True)
    """The comment that was made of it."""

    __table_args__ = (
        CheckConstraint("(settled_at IS NULL) = (settled_by_id IS NULL)", name="settled"),
        CheckConstraint("(settled_at IS NULL) = (released IS NULL)", name="decided"),
        CheckConstraint("settled_by_id <> author_id", name="not_own"),
        Index("ix_held_texts_waiting", "at", sqlite_where=WAITING, postgresql_where=WAITING),
        Index("uq_held_texts_whole", "contribution_id", unique=True, sqlite_where=WHOLE, postgresql_where=WHOLE),
    )

    @property
    def is_comment(self) -> bool:
        """Whether a comment waits, and not the contribution itself."""
        return self.body is not None


class WatchedWord(Base):
    """A word or phrase that moderators want to be told of, folded; a star at its end takes any ending."""

    __tablename__ = "watched_words"

    words: Mapped[str] = mapped_column(String(MAX_WATCHED), primary_key=True)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    """None for the words that the site came with."""
    at: Mapped[datetime] = mapped_column(UtcDateTime)
