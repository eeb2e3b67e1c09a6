"""What can be found: one row a contribution and one a comment, their words with accents folded; and the words by themselves.

SQLite has FTS5 tables beside them and PostgreSQL indexes on tsvectors, made by the migrations, and so are the triggers by
which a text that is hidden or withdrawn leaves them at once, whoever takes it down.
"""

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import Base

LONGEST_WORD = 30

Spelling = String(LONGEST_WORD).with_variant(String(LONGEST_WORD, collation="C"), "postgresql")
"""Compared byte by byte on both databases, so that both know the same words by their first letter."""


class SearchDocument(Base):
    """The folded words of one contribution."""

    __tablename__ = "search_documents"

    contribution_id: Mapped[int] = mapped_column(ForeignKey("contributions.id"), primary_key=True, autoincrement=False)
    title: Mapped[str] = mapped_column(Text)
    body: Mapped[str] = mapped_column(Text)


class SearchComment(Base):
    """The folded words of one comment that everybody may read."""

    __tablename__ = "search_comments"

    comment_id: Mapped[int] = mapped_column(ForeignKey("comments.id"), primary_key=True, autoincrement=False)
    body: Mapped[str] = mapped_column(Text)
    room: Mapped[str] = mapped_column(String(20))
    """The round in which it stands, as a word of the index: see `room_of`."""

    __table_args__ = (Index("ix_search_comments_room", "room", "comment_id"),)


def room_of(round_id: int) -> str:
    """A round as a word of the index."""
    return f"r{round_id}"


class SearchWord(Base):
    """A word that stood in some text, for finding what somebody meant. It is never shown: only words of what is found are."""

    __tablename__ = "search_words"

    word: Mapped[str] = mapped_column(Spelling, primary_key=True)
