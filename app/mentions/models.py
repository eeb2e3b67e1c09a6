"""Whom texts call by name."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, false, text
from sqlalchemy.orm import Mapped, mapped_column

from app.columns import BigId, only_while
from app.extensions import Base
from app.rules.mentions import LONGEST


class Mention(Base):
    """That a text calls a person, or did in an earlier version. Once a text and person, enforced here."""

    __tablename__ = "mentions"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    contribution_id: Mapped[int | None] = mapped_column(ForeignKey("contributions.id"))
    comment_id: Mapped[int | None] = mapped_column(ForeignKey("comments.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    handle: Mapped[str] = mapped_column(String(LONGEST))
    """As it stands in the text: when the account is closed, it is taken out there."""
    is_over: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether the account was closed, and the name is still to be taken out of what is shown."""
    outbox_id: Mapped[int | None] = mapped_column(ForeignKey("outbox.id"), index=True)
    """What is still to tell the person; none once it has, and where an edit brought the name, which tells nobody."""

    __table_args__ = (
        CheckConstraint("(contribution_id IS NULL) <> (comment_id IS NULL)", name="one_text"),
        Index("ix_mentions_over", "id", **only_while(text("is_over"))),
        Index("uq_mentions_contribution", "contribution_id", "person_id", unique=True),
        Index("uq_mentions_comment", "comment_id", "person_id", unique=True),
    )
