"""The removal of everything that an account posted, which may take more than one visit."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from app.columns import BigId, UtcDateTime, only_while
from app.extensions import Base
from app.identifiers import PUBLIC_ID_LENGTH, public_id

UNFINISHED = text("finished_at IS NULL")


class Removal(Base):
    """That a moderator decided to remove all that a person had posted by then, and how far that has come.

    `total`: texts that there were; `done`: removed; `left`: looked at and left to a colleague. All comments up to
    `comments_until` and all contributions up to `contributions_until` (ids) are dealt with, so that nothing is removed
    twice, not even what an appeal brings back meanwhile.
    """

    __tablename__ = "removals"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(PUBLIC_ID_LENGTH), unique=True, default=public_id)
    person_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    rule: Mapped[int] = mapped_column(ForeignKey("community_rules.number"), index=True)
    reason: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    total: Mapped[int]
    done: Mapped[int] = mapped_column(default=0)
    left: Mapped[int] = mapped_column(default=0)
    comments_until: Mapped[int] = mapped_column(BigInteger, default=0)
    contributions_until: Mapped[int] = mapped_column(BigInteger, default=0)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    __table_args__ = (Index("uq_removals_unfinished", "person_id", "by_id", unique=True, **only_while(UNFINISHED)),)
