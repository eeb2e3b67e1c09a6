"""Who follows what, and which discussions somebody wants to hear nothing of."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.columns import BigId, UtcDateTime, enum_column
from app.extensions import Base
from app.identifiers import PUBLIC_ID_LENGTH, public_id
from app.rules.following import Followable, Why


class Follow(Base):
    """That a person follows something; `stopped_at` once they stopped, which is remembered.

    What is followed is a kind and the id of a row of its table: kinds are added without a column for each.
    """

    __tablename__ = "follows"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(PUBLIC_ID_LENGTH), unique=True, default=public_id)
    person_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    kind: Mapped[Followable] = mapped_column(enum_column(Followable))
    object_id: Mapped[int] = mapped_column(BigInteger)
    why: Mapped[Why] = mapped_column(enum_column(Why))
    since: Mapped[datetime] = mapped_column(UtcDateTime)
    stopped_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    __table_args__ = (
        UniqueConstraint("kind", "object_id", "person_id"),
        Index("ix_follows_person", "person_id", "id"),
    )


class Mute(Base):
    """That a person wants to hear nothing of a discussion, whatever else they follow."""

    __tablename__ = "mutes"

    contribution_id: Mapped[int] = mapped_column(ForeignKey("contributions.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True, index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
