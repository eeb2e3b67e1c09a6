"""Pairings of contributions that say the same, and what each supporter answered who was asked to move a vote."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.columns import BigId, UtcDateTime, enum_column, only_while
from app.extensions import Base
from app.identifiers import PUBLIC_ID_LENGTH, public_id
from app.rules.duplicates import Step, Way

RUNNING = text("ended_at IS NULL")
JOINED = text("pairings.ended_at IS NULL AND pairings.joined_at IS NOT NULL")
"""Those that are joined now."""

_ONE_LEAD = text("ended_at IS NULL AND joined_at IS NOT NULL")


class Pairing(Base):
    """Somebody proposed that two contributions say the same: who, what each author said, since when they are joined, the end.

    `lead_said`, `follower_said`: what the author of each said; none until then. A no ends it.
    """

    __tablename__ = "pairings"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(PUBLIC_ID_LENGTH), unique=True, default=public_id)
    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id"), index=True)
    lead_id: Mapped[int] = mapped_column(ForeignKey("contributions.id"), index=True)
    follower_id: Mapped[int] = mapped_column(ForeignKey("contributions.id"), index=True)
    way: Mapped[Way] = mapped_column(enum_column(Way, 10))
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    lead_said: Mapped[bool | None]
    follower_said: Mapped[bool | None]
    joined_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)

    __table_args__ = (
        CheckConstraint("lead_id <> follower_id", name="two"),
        CheckConstraint("joined_at IS NULL OR (lead_said AND follower_said)", name="consent"),
        CheckConstraint("(ended_at IS NULL) = (ended_by_id IS NULL)", name="ended"),
        Index("uq_pairings_running", "lead_id", "follower_id", "way", unique=True, **only_while(RUNNING)),
        Index("uq_pairings_one_lead", "follower_id", unique=True, **only_while(_ONE_LEAD)),
    )

    @property
    def step(self) -> Step:
        """How far it has come."""
        if self.ended_at is not None:
            return Step.ENDED
        return Step.WAITING if self.joined_at is None else Step.JOINED


class MoveAnswer(Base):
    """What a supporter answered who was asked to move a vote. One a person and pair, for ever: nobody is asked twice."""

    __tablename__ = "move_answers"

    from_id: Mapped[int] = mapped_column(ForeignKey("contributions.id"), primary_key=True)
    to_id: Mapped[int] = mapped_column(ForeignKey("contributions.id"), primary_key=True, index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True, index=True)
    pairing_id: Mapped[int] = mapped_column(ForeignKey("pairings.id"), index=True)
    moved: Mapped[bool]
    at: Mapped[datetime] = mapped_column(UtcDateTime)
