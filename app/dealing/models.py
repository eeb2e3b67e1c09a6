"""Cards: which contribution was dealt to whom, in which place, and what came of it."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.columns import BigId, UtcDateTime, enum_column
from app.extensions import Base
from app.identifiers import PUBLIC_ID_LENGTH, public_id
from app.rules.contributions import Kind


class Deal(Base):
    """One card. It is open until `answered_at` or `skipped_at`; undoing clears them, and the log of votes keeps the trace.

    Rows are never deleted. A card counts while its `place` is within its round's allowance.
    """

    __tablename__ = "deals"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(PUBLIC_ID_LENGTH), unique=True, default=public_id)
    """The card's name in forms."""
    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id"))
    kind: Mapped[Kind] = mapped_column(enum_column(Kind, 10))
    person_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    contribution_id: Mapped[int] = mapped_column(ForeignKey("contributions.id"), index=True)
    place: Mapped[int] = mapped_column(Integer)
    """1 is the person's first card of this kind in this round."""
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    skipped_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    __table_args__ = (
        UniqueConstraint("person_id", "contribution_id"),
        UniqueConstraint("person_id", "round_id", "kind", "place", name="uq_deals_place"),
        CheckConstraint("place > 0", name="place"),
        Index("ix_deals_round", "round_id", "kind"),
    )
