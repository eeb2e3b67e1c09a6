"""Words under lock, who opened them, and who is told of urgent harm."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from app.columns import BigId, UtcDateTime, only_while
from app.extensions import Base
from app.identifiers import PUBLIC_ID_LENGTH, public_id

RUNNING = text("ended_at IS NULL")
"""The contact of now; the index lets there be one."""


class EscalationContact(Base):
    """That a person is the escalation contact from an hour to an hour, named by an administrator."""

    __tablename__ = "escalation_contacts"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    named_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    __table_args__ = (
        CheckConstraint("person_id <> named_by_id", name="another"),
        Index("uq_escalation_contacts_one", text("(ended_at IS NULL)"), unique=True, **only_while(RUNNING)),
    )


class LockedText(Base):
    """The words of a contribution or a comment, with all their versions, as they stood when they were put under lock.

    `words` is JSON, emptied when they are released: then they stand where they stood before. `untold` is why the author
    was not told; empty where they were.
    """

    __tablename__ = "locked_texts"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(PUBLIC_ID_LENGTH), unique=True, default=public_id)
    decision_id: Mapped[int] = mapped_column(ForeignKey("decisions.id"), unique=True)
    released_by_id: Mapped[int | None] = mapped_column(ForeignKey("decisions.id"), index=True)
    contribution_id: Mapped[int | None] = mapped_column(ForeignKey("contributions.id"), index=True)
    comment_id: Mapped[int | None] = mapped_column(ForeignKey("comments.id"), index=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id"), index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    words: Mapped[str] = mapped_column(Text)
    untold: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    released_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    __table_args__ = (
        CheckConstraint("(contribution_id IS NULL) <> (comment_id IS NULL)", name="one_text"),
        CheckConstraint("(released_at IS NULL) = (released_by_id IS NULL)", name="released"),
    )


class LockOpening(Base):
    """That somebody opened words under lock, and why. Append-only, enforced by the database."""

    __tablename__ = "lock_openings"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    locked_id: Mapped[int] = mapped_column(ForeignKey("locked_texts.id"), index=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    reason: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
