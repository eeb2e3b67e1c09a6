"""Rounds, their phases, their areas, and who took part."""

import secrets
from datetime import datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.columns import UtcDateTime, enum_column
from app.extensions import Base
from app.rules import phases
from app.rules.checks import MOST_FIRST_POSTS
from app.rules.dealing import ALLOWANCE
from app.rules.phases import Lacking, PhaseKind, Timetable

MAX_TITLE = 120
MAX_QUESTION = 300
MAX_IN_SHORT = 600
"""Signs: about a hundred plain words, a minute for a slow reader."""

MAX_DECIDER = 120
MAX_DECIDER_POST = 200
MAX_BUDGET_NOTE = 200
SECRET_BYTES = 32


def _secret() -> bytes:
    return secrets.token_bytes(SECRET_BYTES)


round_areas = Table(
    "round_areas",
    Base.metadata,
    Column("round_id", ForeignKey("rounds.id"), primary_key=True),
    Column("area_id", ForeignKey("areas.id"), primary_key=True, index=True),
)


class Area(Base):
    """A part of the place, with how many people live there."""

    __tablename__ = "areas"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)
    population: Mapped[int] = mapped_column(Integer)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("areas.id"), index=True)
    """The larger area that this one lies in, where there is one."""

    __table_args__ = (CheckConstraint("population >= 0", name="population"),)


class Round(Base):
    """One pass through the commissioning cycle on one question."""

    __tablename__ = "rounds"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    title: Mapped[str] = mapped_column(String(MAX_TITLE))
    question: Mapped[str] = mapped_column(String(MAX_QUESTION))
    in_short: Mapped[str] = mapped_column(String(MAX_IN_SHORT), default="", server_default="")
    """Easy to read: one idea a line."""
    aims: Mapped[str] = mapped_column(Text, default="")
    aims_html: Mapped[str] = mapped_column(Text, default="")
    decider: Mapped[str] = mapped_column(String(MAX_DECIDER), default="")
    decider_post: Mapped[str] = mapped_column(String(MAX_DECIDER_POST), default="")
    budget_pounds: Mapped[int | None] = mapped_column(BigInteger)
    budget_note: Mapped[str] = mapped_column(String(MAX_BUDGET_NOTE), default="")
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    cancelled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    cancelled_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    cancel_reason: Mapped[str | None] = mapped_column(Text)
    import_digest: Mapped[str | None] = mapped_column(String(64))
    """The digest of the files that an imported round was read from, so that repeating an import changes nothing."""
    allowance: Mapped[int] = mapped_column(Integer, default=ALLOWANCE, server_default=str(ALLOWANCE))
    """How many cards of a kind count for each person. Never lowered once the round is open."""
    counts_for_all: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether everybody sees the plain counts of a contribution while voting is open, not only whoever voted on it."""
    hold_first_posts: Mapped[int | None] = mapped_column(Integer)
    """How many first texts of a new person wait for a moderator here; none where the round does as the site does."""
    space_id: Mapped[int | None] = mapped_column(ForeignKey("spaces.id"), unique=True, index=True)
    """The space whose threads this row holds, and nothing else of a round; it has no title and is never opened."""
    deal_secret: Mapped[bytes] = mapped_column(LargeBinary(SECRET_BYTES), default=_secret)
    """What makes each person's order of cards theirs, and no outsider's to foretell."""

    phases: Mapped[list["Phase"]] = relationship(order_by="Phase.opens_at, Phase.id", back_populates="round")
    areas: Mapped[list[Area]] = relationship(secondary=round_areas, order_by=Area.name)

    __table_args__ = (
        CheckConstraint("budget_pounds IS NULL OR budget_pounds >= 0", name="budget"),
        CheckConstraint("(cancelled_at IS NULL) = (cancel_reason IS NULL)", name="cancel_reason"),
        CheckConstraint("allowance > 0", name="allowance"),
        CheckConstraint(f"hold_first_posts BETWEEN 0 AND {MOST_FIRST_POSTS}", name="hold_first_posts"),
        CheckConstraint("space_id IS NULL OR opened_at IS NULL", name="space"),
    )

    @property
    def timetable(self) -> Timetable:
        """The round as the phase arithmetic sees it. Reads the phases: load them with the round."""
        dated = tuple(phases.Phase(phase.kind, phase.opens_at, phase.closes_at) for phase in self.phases)
        is_space = self.space_id is not None
        return Timetable(self.opened_at is not None, self.cancelled_at is not None, dated, is_space)

    def lacking(self, now: datetime) -> tuple[Lacking, ...]:
        """What is missing before the round can open."""
        texts = {
            Lacking.TITLE: self.title,
            Lacking.QUESTION: self.question,
            Lacking.AIMS: self.aims,
            Lacking.DECIDER: self.decider,
        }
        return phases.lacking(texts, self.timetable.phases, now)


class Phase(Base):
    """A dated part of a round."""

    __tablename__ = "phases"

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id"))
    kind: Mapped[PhaseKind] = mapped_column(enum_column(PhaseKind))
    opens_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closes_at: Mapped[datetime] = mapped_column(UtcDateTime)

    round: Mapped[Round] = relationship(back_populates="phases")

    __table_args__ = (UniqueConstraint("round_id", "kind"), CheckConstraint("opens_at < closes_at", name="order"))


class Extension(Base):
    """A deadline that was moved: from when to when, by whom, why. Never shortened."""

    __tablename__ = "extensions"

    id: Mapped[int] = mapped_column(primary_key=True)
    phase_id: Mapped[int] = mapped_column(ForeignKey("phases.id"), index=True)
    was: Mapped[datetime] = mapped_column(UtcDateTime)
    became: Mapped[datetime] = mapped_column(UtcDateTime)
    reason: Mapped[str] = mapped_column(Text)
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)

    __table_args__ = (CheckConstraint("became > was", name="later"),)


class ReturnToDraft(Base):
    """That an open round was taken back to draft: by whom, when, why."""

    __tablename__ = "returns_to_draft"

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id"), index=True)
    reason: Mapped[str] = mapped_column(Text)
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class Participation(Base):
    """That a person took part in a round: posted, commented or voted at least once."""

    __tablename__ = "participations"

    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True, index=True)
    since: Mapped[datetime] = mapped_column(UtcDateTime)
