"""Themes, and which contributions have them."""

from datetime import datetime

from sqlalchemy import Column, ForeignKey, String, Table
from sqlalchemy.orm import Mapped, mapped_column

from app.columns import UtcDateTime
from app.extensions import Base

MAX_NAME = 60
MAX_DESCRIPTION = 300
MAX_KEYWORDS = 500

contribution_themes = Table(
    "contribution_themes",
    Base.metadata,
    Column("contribution_id", ForeignKey("contributions.id"), primary_key=True),
    Column("theme_id", ForeignKey("themes.id"), primary_key=True, index=True),
)


class Theme(Base):
    """One of the site's themes. One that is out of use is offered no more, and shown nowhere."""

    __tablename__ = "themes"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(MAX_NAME), unique=True)
    description: Mapped[str] = mapped_column(String(MAX_DESCRIPTION), default="")
    keywords: Mapped[str] = mapped_column(String(MAX_KEYWORDS), default="")
    """Words by which it is suggested, as people type them."""
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    retired_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
