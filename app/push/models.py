"""The devices on which people are told."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from app.columns import UtcDateTime
from app.extensions import Base
from app.identifiers import PUBLIC_ID_LENGTH, public_id
from app.rules.pushing import MAX_ENDPOINT


class PushDevice(Base):
    """A browser of one person: where its push service takes lines for it, and with which keys it reads them."""

    __tablename__ = "push_devices"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(PUBLIC_ID_LENGTH), unique=True, default=public_id)
    person_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    endpoint: Mapped[str] = mapped_column(String(MAX_ENDPOINT), unique=True)
    """Whoever knows it can have lines shown: it is told to nobody. A browser that changes hands changes its person."""
    point: Mapped[str] = mapped_column(String(100))
    secret: Mapped[str] = mapped_column(String(30))
    name: Mapped[str] = mapped_column(String(60))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    told_until: Mapped[int] = mapped_column(BigInteger)
    """The newest notice that the device was told, or that was there before it."""
    next_at: Mapped[datetime] = mapped_column(UtcDateTime)
    """When it may be told the next; while somebody tries, when somebody else may."""
    failures: Mapped[int] = mapped_column(SmallInteger, default=0)
    paused_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
