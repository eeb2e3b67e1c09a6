"""Pictures, and the versions of texts in which they stand."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, LargeBinary, SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from app.columns import BigId, UtcDateTime
from app.extensions import Base
from app.identifiers import PUBLIC_ID_LENGTH, public_id
from app.rules.images import LONGEST_EDGE, Name

MOST_STORED = 2_000_000
"""Bytes that no picture of ours can have: the last guard."""


class Image(Base):
    """A picture as we made it anew: WebP, nothing in it but what it shows.

    The bytes stand in the database: so one process with a file and many workers without a disk of their own are served
    alike, a backup is whole, and what is deleted is gone with the transaction that deletes it.
    """

    __tablename__ = "images"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(PUBLIC_ID_LENGTH), unique=True, default=public_id)
    owner_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    width: Mapped[int] = mapped_column(SmallInteger)
    height: Mapped[int] = mapped_column(SmallInteger)
    size: Mapped[int] = mapped_column(Integer)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    data: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    """Last, so that whoever asks for the rest does not read through it."""

    __table_args__ = (
        CheckConstraint(f"width BETWEEN 1 AND {LONGEST_EDGE} AND height BETWEEN 1 AND {LONGEST_EDGE}", name="edges"),
        CheckConstraint(f"size BETWEEN 1 AND {MOST_STORED} AND length(data) = size", name="size"),
        Index("ix_images_owner_id_at", "owner_id", "at"),
    )

    @property
    def name(self) -> Name:
        """What it is called in its address."""
        return Name(self.public_id, self.width, self.height)


class ImageUse(Base):
    """That a picture stands in a version of a text. Who may read that version may see the picture."""

    __tablename__ = "image_uses"

    image_id: Mapped[int] = mapped_column(ForeignKey("images.id"), primary_key=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("revisions.id"), primary_key=True, index=True)
