"""SQL about how people have conducted themselves, texts that wait, watched words, and who reported what."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    ScalarSelect,
    Select,
    delete,
    func,
    insert,
    literal,
    select,
    union_all,
    update,
)
from sqlalchemy.orm import InstrumentedAttribute, aliased

from app.accounts.models import User
from app.checks.models import HeldText, WatchedWord
from app.contributions.models import Contribution
from app.extensions import db
from app.rounds.models import Round
from app.rules.checks_repeats import LOOK_BACK, MOST_COMPARED
from app.rules.trust import HIDDEN_COUNTS_FOR_DAYS, STANDS_AFTER_HOURS, Conduct
from app.threads.models import Comment
from app.visibility import stands_in_round

HOUR = timedelta(hours=1)

ENOUGH = 200
"""Texts of one person that are counted at most: beyond what any rule asks for."""

MOST_LISTED = 100
"""Waiting texts on one page: more than anybody reads in a sitting; the next ones come up as these are decided."""

AnySelect = Select[*tuple[Any, ...]]
Moment = InstrumentedAttribute[datetime] | InstrumentedAttribute[datetime | None]


@dataclass(frozen=True)
class Record:
    """How a person has posted so far: the conduct, all texts that were ever posted, and those of the last hour."""

    conduct: Conduct
    posted: int
    last_hour: int


def record(person_id: int, now: datetime) -> Record:
    """What the rules of trust ask about a person, in one statement.

    Texts in spaces count as posts of the last hour alone: whoever makes a space of their own decides there what stands.
    """
    old, season = now - timedelta(hours=STANDS_AFTER_HOURS), now - timedelta(days=HIDDEN_COUNTS_FOR_DAYS)
    posted = ((Comment, Comment.created_at), (Contribution, Contribution.published_at))
    counts = [
        *(
            _count(m, person_id, at <= old, m.hidden_at.is_(None), m.withdrawn_at.is_(None), stands_in_round(m))
            for m, at in posted
        ),
        *(_count(m, person_id, m.hidden_at >= season, stands_in_round(m)) for m, _ in posted),
        *(_count(m, person_id, at.is_not(None), stands_in_round(m)) for m, at in posted),
        *(_count(m, person_id, at > now - HOUR) for m, at in posted),
        _count(
            HeldText, person_id, HeldText.at > now - HOUR, HeldText.comment_id.is_(None), HeldText.body.is_not(None)
        ),
    ]
    since, *found = db.session.execute(select(User.created_at, *counts).where(User.id == person_id)).one()
    conduct = Conduct((now - since).days, found[0] + found[1], found[2] + found[3])
    return Record(conduct, found[4] + found[5], sum(found[6:]))


def _count(model: Any, person_id: int, *where: ColumnElement[bool]) -> ScalarSelect[int]:
    some = select(literal(1)).select_from(model).where(model.author_id == person_id, *where).limit(ENOUGH).subquery()
    return select(func.count()).select_from(some).scalar_subquery()


def latest(person_id: int, now: datetime) -> Sequence[Row[str, datetime]]:
    """The person's latest texts in rounds, those that wait included: (words, when), the newest first.

    What is said in spaces is nobody's business elsewhere: moderators of the site are told what this finds.
    """
    since = now - LOOK_BACK
    parts = (
        _latest(Comment.body, Comment.created_at, since, Comment.author_id == person_id, stands_in_round(Comment)),
        _latest(
            Contribution.body,
            Contribution.published_at,
            since,
            Contribution.author_id == person_id,
            stands_in_round(Contribution),
        ),
        _latest(HeldText.body, HeldText.at, since, HeldText.author_id == person_id, HeldText.settled_at.is_(None)),
    )
    both = union_all(*(select(part.c.body, part.c.at) for part in parts)).subquery()
    rows: AnySelect = select(both.c.body, both.c.at).order_by(both.c.at.desc()).limit(MOST_COMPARED)
    return db.session.execute(rows).all()


def _latest(body: Any, at: Moment, since: datetime, *where: ColumnElement[bool]) -> Any:
    recent = select(body.label("body"), at.label("at")).where(*where, at > since, body.is_not(None))
    return recent.order_by(at.desc()).limit(MOST_COMPARED).subquery()


def first_posts_of(round_id: int) -> int | None:
    """How many first texts of a new person a round lets wait; none where it does as the site does."""
    return db.session.scalar(select(Round.hold_first_posts).where(Round.id == round_id))


# -- Texts that wait ------------------------------------------------------------------------------------------------


def waiting() -> Sequence[Row[Any]]:
    """The texts that wait, the longest waiting first: its row, what it is or stands under, its author and round."""
    statement = _held().where(HeldText.settled_at.is_(None)).order_by(HeldText.at, HeldText.id)
    return db.session.execute(statement.limit(MOST_LISTED)).all()


def count_waiting() -> int:
    """How many texts wait."""
    return db.session.scalar(select(func.count(HeldText.id)).where(HeldText.settled_at.is_(None))) or 0


def of_author(person_id: int) -> Sequence[Row[Any]]:
    """A person's own texts that wait or were refused, the newest first; what was released is where all can read it."""
    mine = _held().where(HeldText.author_id == person_id, HeldText.released.is_not(True))
    return db.session.execute(mine.order_by(HeldText.id.desc())).all()


def held(public_id: str) -> Row[Any] | None:
    """One text that was held, whatever became of it."""
    return db.session.execute(_held().where(HeldText.public_id == public_id)).first()


def _held() -> AnySelect:
    """(held, contribution, thread's author's name …): what a list or a page says of a held text."""
    author, made = aliased(User), aliased(Comment)
    return (
        select(
            HeldText, Contribution, Round.title.label("round_title"), Round.slug.label("slug"),
            author.display_name.label("name"), author.handle.label("handle"), made.public_id.label("comment"),
        )
        .join(Contribution, Contribution.id == HeldText.contribution_id)
        .join(Round, Round.id == HeldText.round_id)
        .join(author, author.id == HeldText.author_id)
        .outerjoin(made, made.id == HeldText.comment_id)
    )  # fmt: skip


def lock_held(held_id: int) -> HeldText | None:
    """The row of a held text, locked, as it is now; none where it was taken back meanwhile.

    The contribution and its thread are locked before it.
    """
    statement = select(HeldText).where(HeldText.id == held_id).with_for_update()
    return db.session.scalars(statement.execution_options(populate_existing=True)).one_or_none()


def held_of_contribution(contribution_id: int) -> HeldText | None:
    """The row that says that this contribution itself waits."""
    whole = (HeldText.contribution_id == contribution_id, HeldText.body.is_(None), HeldText.settled_at.is_(None))
    return db.session.scalars(select(HeldText).where(*whole)).first()


def drop(held_id: int) -> None:
    """Take away the row of a text that waits no longer, because its author took it back or it was posted after all."""
    db.session.execute(delete(HeldText).where(HeldText.id == held_id))


def erase(person_id: int) -> None:
    """Of a closed account: what waited is gone, and the words of what was refused."""
    mine = (HeldText.author_id == person_id, HeldText.released.is_not(True))
    db.session.execute(delete(HeldText).where(*mine, HeldText.settled_at.is_(None)))
    db.session.execute(update(HeldText).where(*mine, HeldText.body.is_not(None)).values(body=""))


# -- Watched words --------------------------------------------------------------------------------------------------


def watched_words() -> list[str]:
    """The list, in its order."""
    return list(db.session.scalars(select(WatchedWord.words).order_by(WatchedWord.words)))


def watch(words: str, by_id: int, now: datetime) -> None:
    """Put a word on the list."""
    db.session.execute(insert(WatchedWord).values(words=words, by_id=by_id, at=now))


def unwatch(words: Iterable[str]) -> int:
    """Take words off the list; gives how many were there."""
    return len(
        db.session.execute(
            delete(WatchedWord).where(WatchedWord.words.in_(list(words))).returning(WatchedWord.words)
        ).all()
    )
