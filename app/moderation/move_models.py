"""Where something stood before a moderator moved it, so that it can be moved back and old addresses lead on."""

from sqlalchemy import CheckConstraint, Enum, ForeignKey, Integer
from sqlalchemy.orm import Mapped, mapped_column

from app.columns import BigId
from app.extensions import Base
from app.rules.contributions import Kind

WAS = Enum(
    Kind,
    native_enum=False,
    create_constraint=False,
    length=10,
    values_callable=lambda kinds: [kind.value for kind in kinds],
    name="kind",
)


class Move(Base):
    """What one decision moved: a branch of comments, named by its first, or a contribution."""

    __tablename__ = "moves"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey("decisions.id"), unique=True)
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("decisions.id"), index=True)
    contribution_id: Mapped[int | None] = mapped_column(ForeignKey("contributions.id"), index=True)
    comment_id: Mapped[int | None] = mapped_column(ForeignKey("comments.id"), index=True)
    from_thread_id: Mapped[int | None] = mapped_column(ForeignKey("threads.id"), index=True)
    to_thread_id: Mapped[int | None] = mapped_column(ForeignKey("threads.id"), index=True)
    from_parent_id: Mapped[int | None] = mapped_column(ForeignKey("comments.id"), index=True)
    """What the first comment answered; none where it stood at the top."""
    from_kind: Mapped[Kind | None] = mapped_column(WAS)
    to_kind: Mapped[Kind | None] = mapped_column(WAS)
    from_round_id: Mapped[int | None] = mapped_column(ForeignKey("rounds.id"), index=True)
    to_round_id: Mapped[int | None] = mapped_column(ForeignKey("rounds.id"), index=True)

    __table_args__ = (
        CheckConstraint("(contribution_id IS NULL) <> (comment_id IS NULL)", name="one_thing"),
        CheckConstraint(
            "comment_id IS NULL OR (from_thread_id IS NOT NULL AND to_thread_id IS NOT NULL "
            "AND from_thread_id <> to_thread_id)",
            name="two_threads",
        ),
    )


class MovedComment(Base):
    """One comment of a branch that was moved, and its number in the thread that it left."""

    __tablename__ = "moved_comments"

    move_id: Mapped[int] = mapped_column(ForeignKey("moves.id"), primary_key=True)
    comment_id: Mapped[int] = mapped_column(ForeignKey("comments.id"), primary_key=True, index=True)
    number: Mapped[int] = mapped_column(Integer)
