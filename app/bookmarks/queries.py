"""SQL about what people saved."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, case, delete, func, select
from sqlalchemy.dialects import postgresql, sqlite

from app.accounts.models import Organisation, User
from app.bookmarks.models import Bookmark
from app.contributions.models import Contribution
from app.extensions import db
from app.organisations.rows import body_of
from app.rounds.models import Round
from app.rules.actors import Actor
from app.threads.models import Comment, Thread
from app.visibility import comment_may_be_read_by, contribution_may_be_read_by

SAVED_A_PAGE = 30


def contribution_id(public_id: str, actor: Actor) -> int | None:
    """A posted contribution that this reader may read."""
    statement = select(Contribution.id).join(Contribution.round).where(Contribution.public_id == public_id)
    posted = (contribution_may_be_read_by(actor), Contribution.published_at.is_not(None))
    return db.session.scalar(statement.where(*posted))


def comment_id(public_id: str, actor: Actor) -> int | None:
    """A comment that this reader may read."""
    statement = (
        select(Comment.id)
        .join(Comment.thread)
        .join(Thread.contribution)
        .join(Contribution.round)
        .where(Comment.public_id == public_id)
    )
    return db.session.scalar(statement.where(contribution_may_be_read_by(actor), comment_may_be_read_by(actor)))


def save(person_id: int, now: datetime, **what: int) -> None:
    """Save a contribution or a comment. Twice is once."""
    dialect = postgresql if db.session.get_bind().dialect.name == "postgresql" else sqlite
    row = {"person_id": person_id, "at": now, **what}
    db.session.execute(dialect.insert(Bookmark).values(row).on_conflict_do_nothing())


def drop(person_id: int, bookmark_id: int | None = None) -> None:
    """Let go of one thing that the person saved, or of all."""
    mine = delete(Bookmark).where(Bookmark.person_id == person_id)
    db.session.execute(mine if bookmark_id is None else mine.where(Bookmark.id == bookmark_id))


def saved(actor: Actor, before: int | None) -> Sequence[Row[*tuple[Any, ...]]]:
    """What a person saved, the last first, one more than a page holds.

    What they may not read any more has neither title nor words nor a name.
    """
    readable = contribution_may_be_read_by(actor)
    said = and_(readable, comment_may_be_read_by(actor), Comment.covered_at.is_(None))
    names = func.coalesce(Organisation.name, User.display_name)
    statement = (
        select(
            Bookmark.id, Bookmark.at, Bookmark.comment_id.is_not(None).label("is_comment"), Contribution.kind,
            case((readable, Contribution.title)).label("title"),
            case((readable, Contribution.public_id)).label("contribution"),
            case((and_(readable, comment_may_be_read_by(actor)), Comment.public_id)).label("comment"),
            case((said, names)).label("name"), case((said, Comment.body_html)).label("words"),
            case((readable, Round.title)).label("round"),
        )
        .select_from(Bookmark)
        .outerjoin(Comment, Comment.id == Bookmark.comment_id)
        .outerjoin(Thread, Thread.id == Comment.thread_id)
        .join(
            Contribution,
            Contribution.id == func.coalesce(Bookmark.contribution_id, Thread.contribution_id),
        )
        .join(Round, Round.id == Contribution.round_id)
        .outerjoin(User, User.id == Comment.author_id)
        .outerjoin(Organisation, Organisation.id == body_of(Comment))
        .where(Bookmark.person_id == actor.id)
        .order_by(Bookmark.id.desc())
        .limit(SAVED_A_PAGE + 1)
    )  # fmt: skip
    if before is not None:
        statement = statement.where(Bookmark.id < before)
    return db.session.execute(statement).all()
