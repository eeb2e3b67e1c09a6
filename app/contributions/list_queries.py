"""SQL for the lists of contributions: filtered, ordered, cut into pages by the last one shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, literal, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute, aliased

from app.accounts.models import Organisation, User
from app.contributions.models import Contribution, Link
from app.extensions import db
from app.rounds.models import Area
from app.rules.browsing import PRIME, Order
from app.rules.contributions import Kind
from app.rules.voting import Choice
from app.visibility import contribution_is_listed
from app.votes.models import Vote

AnySelect = Select[*tuple[Any, ...]]
Keys = tuple[ColumnElement[Any] | InstrumentedAttribute[Any], ...]

PAGE = 20
"""Contributions on one page of a list."""


@dataclass(frozen=True)
class Wanted:
    """Which contributions a reader asks for, and how.

    `hits` is the search's (contribution_id, rank), `key` what shuffles the random order, `after` the public id of the
    last one on the page before.
    """

    round_id: int
    kind: Kind
    order: Order
    area_id: int | None = None
    hits: Select[int, int] | None = None
    key: int = 1
    after: str | None = None


@dataclass(frozen=True, slots=True)
class Card:
    """What a list says of one contribution."""

    public_id: str
    kind: Kind
    title: str
    summary: str
    published_at: datetime
    comment_count: int
    agree_count: int
    disagree_count: int
    unsure_count: int
    author_id: int
    author_name: str
    author_handle: str
    author_closed_at: datetime | None
    organisation_name: str | None
    organisation_handle: str | None
    area_name: str | None
    builds_on: int
    my_choice: Choice | None


def cards(wanted: Wanted, reader_id: int | None) -> list[Card]:
    """One page of the list and, where there are more, one card beyond it."""
    statement = _Plan(wanted).page(_cards(reader_id))
    return [Card(**row) for row in db.session.execute(statement).mappings()]


def total(wanted: Wanted) -> int:
    """How many there are in all its pages."""
    counted: int = db.session.execute(_Plan(wanted).narrowed(select(func.count(Contribution.id)))).scalar_one()
    return counted


def totals(round_id: int) -> dict[Kind, int]:
    """How many of each kind the round's lists hold."""
    statement = select(Contribution.kind, func.count()).where(
        Contribution.round_id == round_id, contribution_is_listed()
    )
    counted = dict(db.session.execute(statement.group_by(Contribution.kind)).all())
    return {kind: counted.get(kind, 0) for kind in Kind}


def drafts(round_id: int, author_id: int) -> Sequence[Row[str, Kind, str, datetime]]:
    """The person's own drafts in the round: (public_id, kind, title, created_at), the newest first."""
    statement = select(Contribution.public_id, Contribution.kind, Contribution.title, Contribution.created_at)
    own = statement.where(
        Contribution.round_id == round_id, Contribution.author_id == author_id, Contribution.published_at.is_(None)
    )
    return db.session.execute(own.order_by(Contribution.id.desc())).all()


def _cards(reader_id: int | None) -> AnySelect:
    mine = (Vote.contribution_id == Contribution.id) & (Vote.person_id == literal(reader_id))
    return (
        select(
            Contribution.public_id,
            Contribution.kind,
            Contribution.title,
            Contribution.summary,
            Contribution.published_at,
            Contribution.comment_count,
            Contribution.agree_count,
            Contribution.disagree_count,
            Contribution.unsure_count,
            Contribution.author_id,
            User.display_name.label("author_name"),
            User.handle.label("author_handle"),
            User.closed_at.label("author_closed_at"),
            Organisation.name.label("organisation_name"),
            Organisation.handle.label("organisation_handle"),
            Area.name.label("area_name"),
            _builds_on().label("builds_on"),
            Vote.choice.label("my_choice"),
        )
        .join(User, User.id == Contribution.author_id)
        .outerjoin(Organisation, Organisation.id == User.organisation_id)
        .outerjoin(Area, Area.id == Contribution.area_id)
        .outerjoin(Vote, mine)
    )


def _builds_on() -> ColumnElement[int]:
    """How many listed contributions it answers or builds on."""
    other = aliased(Contribution)
    listed = (other.published_at.is_not(None), other.hidden_at.is_(None), other.withdrawn_at.is_(None))
    counted = select(func.count()).select_from(Link).join(other, other.id == Link.to_id)
    return counted.where(Link.from_id == Contribution.id, *listed).correlate(Contribution).scalar_subquery()


class _Plan:
    """A wish, as the parts of a statement."""

    def __init__(self, wanted: Wanted) -> None:
        self.wanted = wanted
        self.hits = wanted.hits.subquery("hits") if wanted.hits is not None else None
        self.ascending = wanted.order == Order.TOP
        self.keys = self._keys()

    def _keys(self) -> Keys:
        """What the list is ordered by, all up or all down; the last one is never equal."""
        c, newest = Contribution, (Contribution.published_at, Contribution.id)
        match self.wanted.order:
            case Order.BEST if self.hits is not None:
                return (-self.hits.c.rank, *newest)
            case Order.RANDOM:
                return (c.shuffle * self.wanted.key % PRIME, c.id)
            case Order.DISCUSSED:
                return (c.comment_count, c.id)
            case Order.TOP:  # As `rules.ranking` breaks ties.
                people = c.agree_count + c.disagree_count + c.unsure_count
                return (c.disagree_count - c.agree_count, -people, c.published_at, c.public_id)
            case _:
                return newest

    def found(self, statement: AnySelect) -> AnySelect:
        """Of this round and kind, and among the hits where words are searched for."""
        if self.hits is not None:
            statement = statement.join(self.hits, self.hits.c.contribution_id == Contribution.id)
        return statement.where(Contribution.round_id == self.wanted.round_id, Contribution.kind == self.wanted.kind)

    def narrowed(self, statement: AnySelect) -> AnySelect:
        """The same, as far as it stands in lists, and in the area asked for."""
        statement = self.found(statement).where(contribution_is_listed())
        if self.wanted.area_id is None:
            return statement
        return statement.where(Contribution.area_id == self.wanted.area_id)

    def page(self, statement: AnySelect) -> AnySelect:
        """In order, from after the last one shown: it may have been hidden since, its place stays."""
        ordered = self.narrowed(statement).order_by(*(key if self.ascending else key.desc() for key in self.keys))
        last = self._last_shown()
        if last is None:
            return ordered.limit(PAGE + 1)
        here = tuple_(*self.keys)
        there = tuple_(*(literal(value, key.type) for value, key in zip(last, self.keys, strict=True)))
        return ordered.where(here > there if self.ascending else here < there).limit(PAGE + 1)

    def _last_shown(self) -> Row[*tuple[Any, ...]] | None:
        if self.wanted.after is None:
            return None
        where = Contribution.public_id == self.wanted.after
        return db.session.execute(self.found(select(*self.keys)).where(where)).first()
