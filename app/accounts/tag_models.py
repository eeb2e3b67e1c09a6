"""What staff say of people."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.columns import UtcDateTime, enum_column
from app.extensions import Base
from app.rules.tags import Tag


class PersonTag(Base):
    """That a person bears a tag, who gave it and when; the audit log keeps what was taken away."""

    __tablename__ = "person_tags"

    person_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    tag: Mapped[Tag] = mapped_column(enum_column(Tag), primary_key=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
