"""What happened and is still to be told: written by whoever caused it, in the same transaction."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Integer, text
from sqlalchemy.orm import Mapped, mapped_column

from app.columns import BigId, UtcDateTime, enum_column, only_while
from app.extensions import Base
from app.rules.outbox import Happened

WAITING = text("done_at IS NULL")


class Outgoing(Base):
    """One thing that followers are told of. Ids alone: what may be told is asked when it is told."""

    __tablename__ = "outbox"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    kind: Mapped[Happened] = mapped_column(enum_column(Happened))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    """Who caused it, and is not told."""
    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id"), index=True)
    contribution_id: Mapped[int | None] = mapped_column(ForeignKey("contributions.id"), index=True)
    comment_id: Mapped[int | None] = mapped_column(ForeignKey("comments.id"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    reached: Mapped[int] = mapped_column(Integer, default=0)
    """Everybody up to this person's id was told: whoever goes on after a crash begins here."""
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    __table_args__ = (Index("ix_outbox_waiting", "id", **only_while(WAITING)),)
