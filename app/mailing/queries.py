"""SQL about mail, and nothing else."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import selectinload

from app.accounts.models import User
from app.extensions import db
from app.identifiers import public_id
from app.mailing.models import MailChoice, Mailing
from app.notifications.models import Notice
from app.rules.mailing import LEASE, MOST_TRIES, STALE, Choice, Ended, Rhythm

PEOPLE_AT_A_TIME = 500

_INSERTS: dict[str, Any] = {"postgresql": postgresql.insert, "sqlite": sqlite.insert}


def choice_of(person_id: int) -> Choice:
    """What the person chose, or what holds for whoever chose nothing."""
    row = db.session.get(MailChoice, person_id)
    return Choice(row.rhythm, row.quiet_from, row.quiet_until) if row else Choice()


def set_choice(person_id: int, choice: Choice) -> None:
    """Write down what the person chose."""
    values = {"rhythm": choice.rhythm, "quiet_from": choice.quiet_from, "quiet_until": choice.quiet_until}
    insert = _INSERTS[db.session.get_bind().dialect.name](MailChoice).values(person_id=person_id, **values)
    db.session.execute(insert.on_conflict_do_update(index_elements=["person_id"], set_=values))


def people_with_news(rhythms: frozenset[Rhythm], after: int, now: datetime) -> Sequence[Any]:
    """People of these rhythms who have unread news that no mail told yet: (id, joined_at, rhythm, quiet hours)."""
    chose = MailChoice.rhythm.in_(rhythms)
    wants = or_(chose, MailChoice.person_id.is_(None)) if Choice().rhythm in rhythms else chose
    news = select(Notice.id).where(_news_of(User.id, now)).exists()
    statement = (
        select(User.id, func.coalesce(User.confirmed_at, User.created_at, type_=User.created_at.type).label("joined_at"),
               MailChoice.rhythm, MailChoice.quiet_from, MailChoice.quiet_until)
        .outerjoin(MailChoice, MailChoice.person_id == User.id)
        .where(User.id > after, wants, news, _gets_mail())
        .order_by(User.id)
        .limit(PEOPLE_AT_A_TIME)
    )  # fmt: skip
    return db.session.execute(statement).all()


def recent_mails(people: Sequence[int], now: datetime) -> dict[int, list[datetime]]:
    """When mail was made for these people in the last seven days; what said nothing is no mail."""
    recent = and_(
        Mailing.made_at > now - timedelta(days=7), or_(Mailing.outcome.is_(None), Mailing.outcome != Ended.EMPTY)
    )
    found: dict[int, list[datetime]] = {person: [] for person in people}
    for person, at in db.session.execute(
        select(Mailing.person_id, Mailing.made_at).where(Mailing.person_id.in_(people), recent)
    ):
        found[person].append(at)
    return found


def make(person_id: int, period: str, now: datetime) -> None:
    """Make a mail of all news of a person, unless that one was made before."""
    values = {"public_id": public_id(), "person_id": person_id, "period": period, "made_at": now, "tries": 0}
    insert = _INSERTS[db.session.get_bind().dialect.name](Mailing).values(**values)
    once = insert.on_conflict_do_nothing(index_elements=["person_id", "period"]).returning(Mailing.id)
    made = db.session.scalar(once)
    if made is not None:
        db.session.execute(update(Notice).where(_news_of(person_id, now)).values(mailing_id=made))


def claim(now: datetime) -> Mailing | None:
    """Take the oldest mail that waits and that nobody else works on; none where there is none."""
    free = or_(Mailing.claimed_at.is_(None), Mailing.claimed_at < now - LEASE)
    waiting = select(Mailing).where(Mailing.ended_at.is_(None), free).order_by(Mailing.id).limit(1)
    fresh = waiting.with_for_update(skip_locked=True).execution_options(populate_existing=True)
    mailing = db.session.scalars(fresh).one_or_none()
    if mailing is not None:
        mailing.claimed_at, mailing.tries = now, mailing.tries + 1
        if mailing.tries > MOST_TRIES:
            mailing.ended_at, mailing.outcome = now, Ended.FAILED
    return mailing


def end(mailing_id: int, outcome: Ended, now: datetime) -> None:
    """Note what became of a mail."""
    ended = update(Mailing).where(Mailing.id == mailing_id, Mailing.ended_at.is_(None))
    db.session.execute(ended.values(ended_at=now, outcome=outcome))


def reader(person_id: int) -> User | None:
    """Whom a mail is for, with the roles that say what they may read; none where they get no mail any more."""
    statement = select(User).where(User.id == person_id, _gets_mail()).options(selectinload(User.roles))
    return db.session.scalars(statement.execution_options(populate_existing=True)).one_or_none()


def person_of(mailing_id: str) -> int | None:
    """Whom the mail of this public id went to."""
    return db.session.scalar(select(Mailing.person_id).where(Mailing.public_id == mailing_id))


def erase(person_id: int) -> None:
    """Forget what a person chose and was mailed; their notices are gone by then."""
    db.session.execute(delete(MailChoice).where(MailChoice.person_id == person_id))
    db.session.execute(delete(Mailing).where(Mailing.person_id == person_id))


def _gets_mail() -> ColumnElement[bool]:
    return and_(User.active.is_(True), User.confirmed_at.is_not(None), User.closed_at.is_(None))


def _news_of(person_id: Any, now: datetime) -> ColumnElement[bool]:
    unread = and_(Notice.read_at.is_(None), Notice.mailing_id.is_(None))
    return and_(Notice.person_id == person_id, unread, Notice.at > now - STALE)
