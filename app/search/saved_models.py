"""Searches that people keep."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.columns import UtcDateTime
from app.extensions import Base
from app.identifiers import PUBLIC_ID_LENGTH, public_id
from app.rules.finding import LONGEST


class SavedSearch(Base):
    """A search of one person, and up to where its answers are no longer new.

    `what`, `round`, `area` and `theme` are what its address says, empty where it says nothing.
    """

    __tablename__ = "saved_searches"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(PUBLIC_ID_LENGTH), unique=True, default=public_id)
    person_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    q: Mapped[str] = mapped_column(String(LONGEST))
    what: Mapped[str] = mapped_column(String(20), default="")
    round: Mapped[str] = mapped_column(String(80), default="")
    area: Mapped[str] = mapped_column(String(60), default="")
    theme: Mapped[str] = mapped_column(String(60), default="")
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    looked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    """Contributions that were posted later are new: a draft may be older than its posting."""
    told_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """Up to when its owner, who follows it, was told what is new; none before the first time."""
    seen_comment_id: Mapped[int] = mapped_column(BigInteger)
    """Comments after this one are new."""

    __table_args__ = (UniqueConstraint("person_id", "q", "what", "round", "area", "theme"),)
