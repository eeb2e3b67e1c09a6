"""Notes of what is strange about the votes on a contribution, and votes that two people set aside."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.columns import BigId, UtcDateTime
from app.extensions import Base
from app.identifiers import PUBLIC_ID_LENGTH, public_id

MAX_WORDS = 1_000

ON_ONE = text("lifted_at IS NULL AND contribution_id IS NOT NULL")
ON_ALL = text("lifted_at IS NULL AND contribution_id IS NULL")


class TroubleNote(Base):
    """That votes on a contribution show these signs: for people to look at. Nothing follows from it by itself.

    `signs` are the names of the signs in their order, `figures` JSON: of each its share and its deviation.
    """

    __tablename__ = "trouble_notes"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(PUBLIC_ID_LENGTH), unique=True, default=public_id)
    contribution_id: Mapped[int] = mapped_column(ForeignKey("contributions.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    signs: Mapped[str] = mapped_column(String(80))
    figures: Mapped[str] = mapped_column(Text)
    looked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    looked_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    looked_words: Mapped[str] = mapped_column(Text, default="")

    __table_args__ = (
        UniqueConstraint("contribution_id", "signs"),
        CheckConstraint("(looked_at IS NULL) = (looked_by_id IS NULL)", name="looked"),
    )


class Quarantine(Base):
    """That the votes of an account on one contribution, or in the whole round, are left out of counts.

    It takes effect when a second person confirms it, and ends when it is lifted. Votes themselves are never touched.
    """

    __tablename__ = "quarantines"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(PUBLIC_ID_LENGTH), unique=True, default=public_id)
    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id"), index=True)
    contribution_id: Mapped[int | None] = mapped_column(ForeignKey("contributions.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    reason: Mapped[str] = mapped_column(Text)
    proposed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    lifted_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    lifted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    lift_reason: Mapped[str] = mapped_column(Text, default="")
    __table_args__ = (
        CheckConstraint("confirmed_by_id <> proposed_by_id", name="two_people"),
        CheckConstraint("proposed_by_id <> person_id AND confirmed_by_id <> person_id", name="not_own"),
        CheckConstraint("(confirmed_at IS NULL) = (confirmed_by_id IS NULL)", name="confirmed"),
        CheckConstraint("(lifted_at IS NULL) = (lifted_by_id IS NULL)", name="lifted"),
        Index("uq_quarantines_on_one", "person_id", "contribution_id", unique=True,
              sqlite_where=ON_ONE, postgresql_where=ON_ONE),
        Index("uq_quarantines_on_all", "person_id", "round_id", unique=True,
              sqlite_where=ON_ALL, postgresql_where=ON_ALL),
    )  # fmt: skip


class Objection(Base):
    """What the person says for whom votes are set aside, once; and why they stay set aside, if they do.

    Where the votes come back, the quarantine's `lift_reason` is the answer.
    """

    __tablename__ = "objections"

    quarantine_id: Mapped[int] = mapped_column(ForeignKey("quarantines.id"), primary_key=True)
    words: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    __table_args__ = (CheckConstraint("(answered_at IS NULL) = (answered_by_id IS NULL)", name="answered"),)
