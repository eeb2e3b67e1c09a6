"""SQL about saved searches, and nothing else."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, func, select

from app.accounts.models import User
from app.extensions import db
from app.following.models import Follow
from app.notifications.models import Notice
from app.rules.following import Followable
from app.search.saved_models import SavedSearch
from app.threads.models import Comment


def lock_owner(person_id: int) -> None:
    """Let one person's searches be saved one after the other, so that nobody keeps more than is allowed."""
    db.session.execute(select(User.id).where(User.id == person_id).with_for_update())


def saved_by(person_id: int) -> Sequence[SavedSearch]:
    """A person's searches, the newest first."""
    mine = select(SavedSearch).where(SavedSearch.person_id == person_id)
    return db.session.scalars(mine.order_by(SavedSearch.id.desc())).all()


def lock_saved(public_id: str, person_id: int) -> SavedSearch | None:
    """One of this person's searches, locked; nobody finds another's."""
    mine = select(SavedSearch).where(SavedSearch.public_id == public_id, SavedSearch.person_id == person_id)
    return db.session.scalars(mine.with_for_update().execution_options(populate_existing=True)).one_or_none()


def add(person_id: int, said: dict[str, str], now: datetime) -> SavedSearch:
    """Keep a search; all that is there by now is no longer new."""
    made = SavedSearch(person_id=person_id, made_at=now, looked_at=now, seen_comment_id=newest_comment(), **said)
    db.session.add(made)
    db.session.flush()
    return made


def newest_comment() -> int:
    """The id of the newest comment; 0 where there is none."""
    return db.session.scalar(select(func.max(Comment.id))) or 0


def drop(search: SavedSearch) -> None:
    """Delete a search, that it is followed, and what was told of it."""
    db.session.execute(delete(Notice).where(Notice.search_id == search.id))
    db.session.execute(delete(Follow).where(Follow.kind == Followable.SEARCH, Follow.object_id == search.id))
    db.session.delete(search)


def erase(person_id: int) -> None:
    """Forget all searches of a person."""
    db.session.execute(delete(SavedSearch).where(SavedSearch.person_id == person_id))
