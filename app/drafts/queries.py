"""SQL about texts on their way. Every statement names the person: nobody's are found by their key alone."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, delete, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from app.accounts.models import User
from app.drafts.models import Draft
from app.extensions import db
from app.rules.drafts import KEPT_FOR, MARKED_FOR, MOST, comment_key, keys_of


def lock_writer(person_id: int) -> bool:
    """Lock a person's account against its closing, and their other texts against this one; false where it is closed."""
    statement = select(User.id).where(User.id == person_id, User.active.is_(True)).with_for_update(key_share=True)
    return db.session.execute(statement).first() is not None


def put(person_id: int, key: str, text: str, version: int | None, *, seen: int, now: datetime) -> int | None:
    """Keep the words; gives the row's new revision.

    None, and nothing was kept, where they have been posted or thrown away since the writer saw revision `seen`.
    """
    row = {"text": text, "version": version, "at": now}
    made = _insert().values(person_id=person_id, key=key, revision=1, **row)
    on_top = or_(Draft.text != "", Draft.revision <= seen)
    replaced = made.on_conflict_do_update(
        index_elements=[Draft.person_id, Draft.key], set_=row | {"revision": Draft.revision + 1}, where=on_top
    )
    revision: int | None = db.session.scalar(replaced.returning(Draft.revision))
    return revision


def empty(person_id: int, keys: Iterable[str], now: datetime) -> int:
    """Take the words away where there are any; gives the highest revision, or nought."""
    mine = and_(Draft.person_id == person_id, Draft.key.in_(list(keys)))
    gone = {"text": "", "version": None, "revision": Draft.revision + 1, "at": now}
    revisions = db.session.scalars(update(Draft).where(mine, Draft.text != "").values(gone).returning(Draft.revision))
    return max(revisions, default=0)


def arrived(person_id: int, keys: Iterable[str], now: datetime, *, upto: int | None = None) -> None:
    """Forget words that have been posted, in the transaction that posts them, and mark that they have.

    `upto`: only as far as that revision; what was written there since is another text, and stays.
    """
    made = _insert().values(
        [{"person_id": person_id, "key": key, "text": "", "version": None, "revision": 1, "at": now} for key in keys]
    )
    gone = {"text": "", "version": None, "revision": Draft.revision + 1, "at": now}
    where = None if upto is None else Draft.revision <= upto
    db.session.execute(made.on_conflict_do_update(index_elements=[Draft.person_id, Draft.key], set_=gone, where=where))


def form_arrived(person_id: int, form: str, now: datetime) -> None:
    """The same for all the fields that a form may have."""
    arrived(person_id, keys_of(form), now)


def found(person_id: int, keys: Sequence[str], now: datetime) -> Sequence[Row[str, str, int | None, int, datetime]]:
    """What is kept under these keys, marks included: (key, text, version, revision, when)."""
    statement = select(Draft.key, Draft.text, Draft.version, Draft.revision, Draft.at)
    mine = and_(Draft.person_id == person_id, Draft.key.in_(keys), Draft.at > now - KEPT_FOR)
    return db.session.execute(statement.where(mine)).all()


def begun(person_id: int, now: datetime) -> Sequence[Row[str, str, datetime]]:
    """All that a person has begun, the latest first: (key, text, when)."""
    mine = and_(Draft.person_id == person_id, Draft.text != "", Draft.at > now - KEPT_FOR)
    return db.session.execute(select(Draft.key, Draft.text, Draft.at).where(mine).order_by(Draft.at.desc())).all()


def trim(person_id: int) -> None:
    """Let the oldest leave, where a person has begun more than there is room for."""
    mine = and_(Draft.person_id == person_id, Draft.text != "")
    over = select(Draft.key).where(mine).order_by(Draft.at.desc(), Draft.key).offset(MOST)
    db.session.execute(delete(Draft).where(Draft.person_id == person_id, Draft.key.in_(over.scalar_subquery())))


def moved(comments: Sequence[str], from_: str, to: str) -> None:
    """Let replies that anybody has begun to comments that went from one contribution to another be found there.

    The one statement here that names nobody: what moves is the place, for all who write there.
    """
    keys = {comment_key(from_, one): comment_key(to, one) for one in comments}
    begun_here = select(Draft.person_id, Draft.key).where(Draft.key.in_(keys))
    for person_id, key in db.session.execute(begun_here.order_by(Draft.person_id, Draft.key)).all():
        mine = Draft.person_id == person_id
        db.session.execute(delete(Draft).where(mine, Draft.key == keys[key]))
        db.session.execute(update(Draft).where(mine, Draft.key == key).values(key=keys[key]))


def erase(person_id: int) -> None:
    """Take away all that a person has begun, marks included."""
    db.session.execute(delete(Draft).where(Draft.person_id == person_id))


def clear(now: datetime) -> int:
    """Take away what is too old; gives how many texts went."""
    marks = and_(Draft.text == "", Draft.at <= now - MARKED_FOR)
    db.session.execute(delete(Draft).where(marks))
    old = db.session.execute(delete(Draft).where(Draft.at <= now - KEPT_FOR).returning(Draft.key))
    return len(old.all())


def _insert() -> Any:
    dialect = postgresql if db.session.get_bind().dialect.name == "postgresql" else sqlite
    return dialect.insert(Draft)
