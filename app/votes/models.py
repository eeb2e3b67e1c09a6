"""Votes, and the append-only log whose projection they are."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.columns import BigId, UtcDateTime, enum_column
from app.extensions import Base
from app.rules.voting import Choice, VoteSource


class Vote(Base):
    """What a person says of a contribution now. One a person and contribution: the primary key enforces it."""

    __tablename__ = "votes"

    contribution_id: Mapped[int] = mapped_column(ForeignKey("contributions.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True, index=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id"), index=True)
    choice: Mapped[Choice] = mapped_column(enum_column(Choice, 10))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    source: Mapped[VoteSource] = mapped_column(enum_column(VoteSource, 10))
    deal_id: Mapped[int | None] = mapped_column(ForeignKey("deals.id"), unique=True, index=True)
    """The card that it answers; none for a vote that was found. No two votes answer one card."""


class VoteEvent(Base):
    """One act of voting, changing or withdrawing (`choice` none). Never altered."""

    __tablename__ = "vote_events"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    contribution_id: Mapped[int] = mapped_column(ForeignKey("contributions.id"))
    choice: Mapped[Choice | None] = mapped_column(enum_column(Choice, 10))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    source: Mapped[VoteSource] = mapped_column(enum_column(VoteSource, 10))
    deal_id: Mapped[int | None] = mapped_column(ForeignKey("deals.id"), index=True)
    """The card that it answered. Votes are what this log comes to, their cards included."""

    __table_args__ = (Index("ix_vote_events_contribution", "contribution_id", "at"),)
