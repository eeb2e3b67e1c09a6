"""What can be found: one row a contribution, its words with accents folded.

SQLite has an FTS5 table beside it and PostgreSQL an index on a tsvector; both are made by the migration.
"""

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import Base


class SearchDocument(Base):
    """The folded words of one contribution."""

    __tablename__ = "search_documents"

    contribution_id: Mapped[int] = mapped_column(ForeignKey("contributions.id"), primary_key=True, autoincrement=False)
    title: Mapped[str] = mapped_column(Text)
    body: Mapped[str] = mapped_column(Text)
