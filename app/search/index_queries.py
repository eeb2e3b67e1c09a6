"""SQL for making the index anew."""

from collections.abc import Sequence

from sqlalchemy import Row, delete, select

from app.contributions.models import Contribution
from app.extensions import db
from app.rounds.models import Round
from app.rules.contributions import IN_ROUNDS
from app.search.models import SearchWord
from app.threads.models import Comment
from app.visibility import contribution_is_listed

BATCH = 500
"""Texts of one transaction: a second's work at most."""


def forget_words() -> None:
    """Forget the words by themselves; each comes back with a text that has it."""
    db.session.execute(delete(SearchWord))


def contributions_after(last: int) -> Sequence[Contribution]:
    """The next listed contributions, locked: nobody hides one while its words are put in."""
    in_rounds = Contribution.kind.in_(IN_ROUNDS)
    statement = select(Contribution).where(Contribution.id > last, contribution_is_listed(), in_rounds)
    return db.session.scalars(statement.order_by(Contribution.id).limit(BATCH).with_for_update()).all()


def comments_after(last: int) -> Sequence[Row[int, str, int]]:
    """The next comments that everybody may read, locked."""
    whole = (Comment.hidden_at.is_(None), Comment.withdrawn_at.is_(None))
    in_rounds = Comment.round_id.in_(select(Round.id).where(Round.space_id.is_(None)))
    statement = select(Comment.id, Comment.body, Comment.round_id).where(Comment.id > last, *whole, in_rounds)
    return db.session.execute(statement.order_by(Comment.id).limit(BATCH).with_for_update()).all()
