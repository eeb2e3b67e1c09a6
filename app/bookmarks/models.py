"""What people save for themselves. Nobody else ever sees it, and it counts for nothing."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.columns import BigId, UtcDateTime
from app.extensions import Base


class Bookmark(Base):
    """That a person saved a contribution or a comment: a reference, which is read again each time."""

    __tablename__ = "bookmarks"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    contribution_id: Mapped[int | None] = mapped_column(ForeignKey("contributions.id"), index=True)
    comment_id: Mapped[int | None] = mapped_column(ForeignKey("comments.id"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)

    __table_args__ = (
        CheckConstraint("(contribution_id IS NULL) <> (comment_id IS NULL)", name="one_text"),
        Index("ix_bookmarks_person", "person_id", "id"),
        Index("uq_bookmarks_contribution", "person_id", "contribution_id", unique=True),
        Index("uq_bookmarks_comment", "person_id", "comment_id", unique=True),
    )
