"""SQL for the lists of contributions: filtered, ordered, cut into pages by the last one shown."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Row, ScalarSelect, Select, case, func, literal, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute, aliased

from app.accounts.models import Organisation, User, portrait
from app.columns import json_rows
from app.contributions.models import Contribution, Link
from app.extensions import db
from app.organisations.rows import body_of
from app.rounds.models import Area, Round
from app.rules.actors import Actor
from app.rules.browsing import PRIME, Order
from app.rules.contributions import IN_ROUNDS, Kind
from app.rules.nearness import ELSEWHERE
from app.rules.voting import Choice
from app.themes.models import Theme, contribution_themes
from app.unread.rows import new_below
from app.visibility import contribution_is_found_by, contribution_is_listed
from app.votes.models import Vote

AnySelect = Select[*tuple[Any, ...]]
Keys = tuple[ColumnElement[Any] | InstrumentedAttribute[Any], ...]

PAGE = 20
"""Contributions on one page of a list."""


@dataclass(frozen=True)
class Wanted:
    """Which contributions a reader asks for, and how.

    `rings` says how near each area is; `hits` is the search's (contribution_id, rank), `key` what shuffles the random order, `after` the public id of the
    last one on the page before.
    """

    round_id: int
    kind: Kind
    order: Order
    area_id: int | None = None
    theme_id: int | None = None
    rings: Mapping[int, int] = field(default_factory=dict)
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
    portrait: str | None
    area_name: str | None
    builds_on: int
    my_choice: Choice | None
    new: int | None
    """Comments that came since the reader was there; none where they have not been."""
    themes: str | None
    """Their names, as JSON."""

    @property
    def theme_names(self) -> list[str]:
        """What it is about, in the site's words."""
        return [name for (name,) in json.loads(self.themes or "[]")]


class Filter(NamedTuple):
    """An area or a theme by which a list can be narrowed."""

    id: int
    slug: str
    name: str


def filters(round_: Round) -> tuple[list[Filter], list[Filter]]:
    """The areas that a round is about (its own or, where it is about the whole place, all) and the themes in use, by name."""
    area = select(literal(0).label("of"), Area.id, Area.slug, Area.name)
    theme = select(literal(1).label("of"), Theme.id, Theme.slug, Theme.name).where(Theme.retired_at.is_(None))
    both = theme if round_.areas else area.union_all(theme)
    found = [(row[0], Filter(*row[1:])) for row in db.session.execute(both)]
    own = [Filter(one.id, one.slug, one.name) for one in round_.areas]
    areas, themes = (sorted((one for of, one in found if of == which), key=lambda one: one.name) for which in (0, 1))
    return own or areas, themes


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
    return {kind: counted.get(kind, 0) for kind in IN_ROUNDS}


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
            case((Contribution.covered_at.is_(None), Contribution.summary), else_="").label("summary"),
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
            portrait(User, Organisation).label("portrait"),
            Area.name.label("area_name"),
            _builds_on().label("builds_on"),
            Vote.choice.label("my_choice"),
            _themes().label("themes"),
            new_below(reader_id).label("new"),
        )
        .join(User, User.id == Contribution.author_id)
        .outerjoin(Organisation, Organisation.id == body_of(Contribution))
        .outerjoin(Area, Area.id == Contribution.area_id)
        .outerjoin(Vote, mine)
    )


def _themes() -> ScalarSelect[str]:
    """The names of its themes in use."""
    names = select(Theme.name).join(contribution_themes, contribution_themes.c.theme_id == Theme.id)
    mine = names.where(contribution_themes.c.contribution_id == Contribution.id, Theme.retired_at.is_(None))
    return json_rows(mine.correlate(Contribution).order_by(Theme.name))


def has_theme(theme_id: int) -> ColumnElement[bool]:
    """Contributions that have this theme."""
    ties = contribution_themes.c
    return Contribution.id.in_(select(ties.contribution_id).where(ties.theme_id == theme_id))


def themed(theme_id: int, actor: Actor, after: str | None) -> list[Card]:
    """What this reader may read under a theme, the newest first, after the last one shown; one more than a page holds."""
    keys = (Contribution.published_at, Contribution.id)
    statement = _under(theme_id, actor, _cards(actor.id)).order_by(*(key.desc() for key in keys)).limit(PAGE + 1)
    if after is not None:
        last = db.session.execute(select(*keys).where(Contribution.public_id == after)).first()
        if last is not None:
            there = tuple_(*(literal(value, key.type) for value, key in zip(last, keys, strict=True)))
            statement = statement.where(tuple_(*keys) < there)
    return [Card(**row) for row in db.session.execute(statement).mappings()]


def themed_total(theme_id: int, actor: Actor) -> int:
    """How many there are."""
    counted: int = db.session.execute(_under(theme_id, actor, select(func.count(Contribution.id)))).scalar_one()
    return counted


def _under(theme_id: int, actor: Actor, statement: AnySelect) -> AnySelect:
    joined = statement.join(Round, Round.id == Contribution.round_id)
    return joined.where(has_theme(theme_id), contribution_is_found_by(actor))


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
            case Order.NEAR:
                near = case(self.wanted.rings, value=c.area_id, else_=ELSEWHERE) if self.wanted.rings else literal(0)
                return (-near, *newest)
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
        if self.wanted.area_id is not None:
            statement = statement.where(Contribution.area_id == self.wanted.area_id)
        if self.wanted.theme_id is not None:
            statement = statement.where(has_theme(self.wanted.theme_id))
        return statement

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
