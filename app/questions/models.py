"""Comments that ask those who decide, and the reply that answers each."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.columns import UtcDateTime
from app.extensions import Base


class Question(Base):
    """That a comment is a question and, once a commissioner said so, which reply is the answer."""

    __tablename__ = "questions"

    comment_id: Mapped[int] = mapped_column(ForeignKey("comments.id"), primary_key=True, autoincrement=False)
    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id"))
    answer_id: Mapped[int | None] = mapped_column(ForeignKey("comments.id"), unique=True, index=True)
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    __table_args__ = (
        CheckConstraint("(answer_id IS NULL) = (answered_by_id IS NULL)", name="answered_by"),
        CheckConstraint("(answer_id IS NULL) = (answered_at IS NULL)", name="answered_at"),
        CheckConstraint("answer_id <> comment_id", name="not_itself"),
        Index("ix_questions_round", "round_id", "comment_id"),
    )
