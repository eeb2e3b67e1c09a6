"""Who is told of public facts by a program, and each attempt to tell."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, SmallInteger, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.columns import BigId, UtcDateTime, enum_column, only_while
from app.extensions import Base
from app.identifiers import PUBLIC_ID_LENGTH, public_id
from app.rules.webhooks import MAX_ADDRESS, Delivered


class Webhook(Base):
    """An address that an administrator added. Its secret is worked out from its public id."""

    __tablename__ = "webhooks"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(PUBLIC_ID_LENGTH), unique=True, default=public_id)
    address: Mapped[str] = mapped_column(String(MAX_ADDRESS))
    made_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    failures: Mapped[int] = mapped_column(Integer, default=0)
    """Failed tries since the last that was taken."""
    paused_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Delivery(Base):
    """One fact to one address: once, enforced here. Receivers know it by its public id, which each try repeats."""

    __tablename__ = "deliveries"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(PUBLIC_ID_LENGTH), unique=True, default=public_id)
    webhook_id: Mapped[int] = mapped_column(ForeignKey("webhooks.id"))
    outbox_id: Mapped[int] = mapped_column(ForeignKey("outbox.id"), index=True)
    next_at: Mapped[datetime] = mapped_column(UtcDateTime)
    """When it is tried; while somebody tries, when somebody else may."""
    tries: Mapped[int] = mapped_column(SmallInteger, default=0)
    said: Mapped[str] = mapped_column(String(80), default="")
    """What came of the last try: a status, or what went wrong."""
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    outcome: Mapped[Delivered | None] = mapped_column(enum_column(Delivered))

    __table_args__ = (
        UniqueConstraint("webhook_id", "outbox_id"),
        CheckConstraint("(ended_at IS NULL) = (outcome IS NULL)", name="ended"),
        Index("ix_deliveries_waiting", "next_at", **only_while(text("ended_at IS NULL"))),
    )
