"""SQL about following and muting, and nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, case, delete, func, null, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from app.accounts.models import Organisation, User
from app.contributions.models import Contribution
from app.extensions import db
from app.following.models import Follow, Mute
from app.identifiers import public_id
from app.rounds.models import Area, Round
from app.rules.actors import Actor
from app.rules.contributions import Kind
from app.rules.following import Followable, Why
from app.rules.saving import FOLLOWED
from app.search.saved_models import SavedSearch
from app.spaces.models import Space
from app.themes.models import Theme
from app.visibility import (
    contribution_may_be_read_by,
    discussion_may_be_read_by,
    round_is_open_to,
    space_is_known_to,
    space_is_read_by,
)

FOLLOWS_A_PAGE = 50

_INSERTS: dict[str, Any] = {"postgresql": postgresql.insert, "sqlite": sqlite.insert}
"""Each database has its own way to say what happens where a row is there already; both say it alike."""


@dataclass(frozen=True)
class Followed:
    """Something that can be followed, as this reader may see it; `title` is none where its words were taken away."""

    id: int
    kind: Followable
    name: str
    """What it is called in addresses."""
    title: str | None
    of: Kind | None = None


def find(kind: Followable, name: str, actor: Actor) -> Followed | None:
    """What the reader may follow under this name, or none."""
    row = db.session.execute(_FINDERS[kind](name, actor)).first()
    return Followed(row.id, kind, name, row.title, row.of) if row else None


def _round(name: str, actor: Actor) -> Any:
    found = select(Round.id, Round.title, _NO_KIND).where(Round.slug == name, Round.opened_at.is_not(None))
    return found.where(round_is_open_to(actor))


def _contribution(name: str, actor: Actor) -> Any:
    title = case((contribution_may_be_read_by(actor), Contribution.title)).label("title")
    return (
        select(Contribution.id, title, Contribution.kind.label("of"))
        .join(Round, Round.id == Contribution.round_id)
        .where(Contribution.public_id == name, Contribution.published_at.is_not(None), discussion_may_be_read_by(actor))
    )


def _area(name: str, _actor: Actor) -> Any:
    return select(Area.id, Area.name.label("title"), _NO_KIND).where(Area.slug == name)


def _person(name: str, _actor: Actor) -> Any:
    found = select(User.id, User.display_name.label("title"), _NO_KIND).where(User.handle == name)
    return found.where(User.active.is_(True), User.confirmed_at.is_not(None))


def _organisation(name: str, _actor: Actor) -> Any:
    return select(Organisation.id, Organisation.name.label("title"), _NO_KIND).where(Organisation.handle == name)


def _theme(name: str, _actor: Actor) -> Any:
    found = select(Theme.id, Theme.name.label("title"), _NO_KIND)
    return found.where(Theme.slug == name, Theme.retired_at.is_(None))


def _search(name: str, actor: Actor) -> Any:
    found = select(SavedSearch.id, SavedSearch.q.label("title"), _NO_KIND).where(SavedSearch.public_id == name)
    return found.where(SavedSearch.person_id == actor.id, SavedSearch.what.in_(FOLLOWED))


def _space(name: str, actor: Actor) -> Any:
    found = select(Space.id, Space.name.label("title"), _NO_KIND).where(Space.slug == name)
    return found.where(space_is_known_to(actor), space_is_read_by(actor))


_NO_KIND = null().label("of")
_FINDERS = {
    Followable.ROUND: _round,
    Followable.CONTRIBUTION: _contribution,
    Followable.AREA: _area,
    Followable.PERSON: _person,
    Followable.ORGANISATION: _organisation,
    Followable.THEME: _theme,
    Followable.SEARCH: _search,
    Followable.SPACE: _space,
}


def follow(person_id: int, kind: Followable, object_id: int, why: Why, now: datetime) -> None:
    """Follow something. Asked for, it begins anew after a stop; begun by the site, a stop stays one."""
    values = {"public_id": public_id(), "person_id": person_id, "kind": kind, "object_id": object_id}
    insert = _INSERTS[db.session.get_bind().dialect.name](Follow).values(**values, why=why, since=now)
    which = ["kind", "object_id", "person_id"]
    if why is Why.ASKED:
        again = {"why": why, "since": now, "stopped_at": None}
        insert = insert.on_conflict_do_update(index_elements=which, set_=again, where=Follow.stopped_at.is_not(None))
    else:
        insert = insert.on_conflict_do_nothing(index_elements=which)
    db.session.execute(insert)


def stop(person_id: int, follow_id: str, now: datetime) -> bool:
    """Stop one of the person's own; whether there was one of that name, stopped before or not."""
    own = and_(Follow.person_id == person_id, Follow.public_id == follow_id)
    stopped = update(Follow).where(own).values(stopped_at=func.coalesce(Follow.stopped_at, now))
    return bool(db.session.execute(stopped.returning(Follow.id)).first())


def stop_all(person_id: int, kind: Followable, object_id: int, now: datetime) -> None:
    """Stop following something, where the person does."""
    own = and_(Follow.person_id == person_id, Follow.kind == kind, Follow.object_id == object_id)
    db.session.execute(update(Follow).where(own, Follow.stopped_at.is_(None)).values(stopped_at=now))


def standing(person_id: int, kind: Followable, object_id: int) -> Follow | None:
    """How the person stands to something: follows it, or stopped; none where they never did."""
    which = and_(Follow.kind == kind, Follow.object_id == object_id, Follow.person_id == person_id)
    return db.session.scalars(select(Follow).where(which)).one_or_none()


def asked_for(person_id: int) -> int:
    """How much the person follows on their own wish."""
    own = select(func.count()).where(Follow.person_id == person_id, Follow.stopped_at.is_(None))
    return db.session.scalars(own.where(Follow.why == Why.ASKED)).one()


def followed_by(actor: Actor, before: int | None) -> Sequence[Row[Any]]:
    """What the reader follows, the newest first, one more than a page holds.

    Titles and addresses are none where the reader may not read the thing any more.
    """
    readable = contribution_may_be_read_by(actor)
    discussed = discussion_may_be_read_by(actor)
    own_round = and_(Follow.kind == Followable.ROUND, Follow.object_id == Round.id)
    statement = (
        select(
            Follow.id, Follow.public_id, Follow.kind, Follow.why, Follow.since, Contribution.kind.label("of"),
            func.coalesce(
                case((readable, Contribution.title)), case((own_round & Round.opened_at.is_not(None), Round.title)),
                Area.name, User.display_name, Organisation.name, Theme.name, SavedSearch.q, Space.name,
            ).label("title"),
            func.coalesce(
                case((discussed, Contribution.public_id)), case((own_round & Round.opened_at.is_not(None), Round.slug)),
                Area.slug, User.handle, Organisation.handle, Theme.slug, SavedSearch.public_id, Space.slug,
            ).label("name"),
        )
        .select_from(Follow)
        .outerjoin(Contribution, _is(Followable.CONTRIBUTION, Contribution.id))
        .outerjoin(Round, or_(own_round, Round.id == Contribution.round_id))
        .outerjoin(Area, _is(Followable.AREA, Area.id))
        .outerjoin(User, and_(_is(Followable.PERSON, User.id), User.active.is_(True)))
        .outerjoin(Organisation, _is(Followable.ORGANISATION, Organisation.id))
        .outerjoin(SavedSearch, _is(Followable.SEARCH, SavedSearch.id))
        .outerjoin(Theme, and_(_is(Followable.THEME, Theme.id), Theme.retired_at.is_(None)))
        .outerjoin(Space, and_(_is(Followable.SPACE, Space.id), space_is_read_by(actor)))
        .where(Follow.person_id == actor.id, Follow.stopped_at.is_(None))
        .order_by(Follow.id.desc())
        .limit(FOLLOWS_A_PAGE + 1)
    )  # fmt: skip
    if before is not None:
        statement = statement.where(Follow.id < before)
    return db.session.execute(statement).all()


def _is(kind: Followable, object_id: Any) -> Any:
    return and_(Follow.kind == kind, Follow.object_id == object_id)


def searches_followed_by(person_id: int) -> set[int]:
    """Which of their saved searches a person follows."""
    mine = select(Follow.object_id).where(Follow.person_id == person_id, Follow.kind == Followable.SEARCH)
    return set(db.session.scalars(mine.where(Follow.stopped_at.is_(None))))


def mute(person_id: int, contribution_id: int, now: datetime) -> None:
    """Hear nothing more of a discussion. Twice changes nothing."""
    insert = _INSERTS[db.session.get_bind().dialect.name](Mute)
    values = {"person_id": person_id, "contribution_id": contribution_id, "at": now}
    db.session.execute(insert.values(**values).on_conflict_do_nothing())


def unmute(person_id: int, contribution_id: int) -> None:
    """Hear of it again."""
    db.session.execute(delete(Mute).where(Mute.person_id == person_id, Mute.contribution_id == contribution_id))


def is_muted(person_id: int, contribution_id: int) -> bool:
    """Whether the person muted the discussion."""
    return db.session.get(Mute, (contribution_id, person_id)) is not None


def muted_by(actor: Actor) -> Sequence[Row[Any]]:
    """The discussions that the reader muted, the newest first."""
    title = case((contribution_may_be_read_by(actor), Contribution.title)).label("title")
    statement = (
        select(Contribution.public_id.label("name"), Contribution.kind.label("of"), title)
        .select_from(Mute)
        .join(Contribution, Contribution.id == Mute.contribution_id)
        .join(Round, Round.id == Contribution.round_id)
        .where(Mute.person_id == actor.id, discussion_may_be_read_by(actor))
        .order_by(Mute.at.desc(), Mute.contribution_id.desc())
        .limit(FOLLOWS_A_PAGE)
    )
    return db.session.execute(statement).all()


def erase(person_id: int) -> None:
    """Forget what a person follows and muted; that others follow the person ends too."""
    db.session.execute(delete(Follow).where(Follow.person_id == person_id))
    db.session.execute(delete(Follow).where(Follow.kind == Followable.PERSON, Follow.object_id == person_id))
    db.session.execute(delete(Mute).where(Mute.person_id == person_id))
