"""Texts on their way, kept for the person who is writing them."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.columns import UtcDateTime
from app.extensions import Base
from app.rules.drafts import MAX_KEY, MAX_TEXT


class Draft(Base):
    """One text that a person has begun: one a person and key (see `rules.drafts`).

    Without words it marks, for a day, that they were posted or thrown away, so that a late message with the same words
    does not bring them back. `revision` counts what became of the row; `version` is that of the published text from
    which the words began.
    """

    __tablename__ = "drafts"

    person_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    key: Mapped[str] = mapped_column(String(MAX_KEY), primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    version: Mapped[int | None] = mapped_column(Integer)
    revision: Mapped[int] = mapped_column(Integer, default=1)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)

    __table_args__ = (CheckConstraint(f"length(text) <= {MAX_TEXT}", name="room"),)
