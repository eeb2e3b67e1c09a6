"""SQL that reads votes, cards and the roll into columns, as the rule `dealt-1` takes them."""

from collections.abc import Sequence
from itertools import chain
from typing import Any

import numpy as np
from sqlalchemy import ColumnElement, Select, and_, case, func, select

from app.accounts.models import User, Verification
from app.contributions.models import Contribution
from app.dealing.models import Deal
from app.extensions import db
from app.rounds.models import Area, Phase, Round, round_areas
from app.rules.columns import Column, Whole
from app.rules.contributions import Kind
from app.rules.dealt_columns import DealtColumns
from app.rules.quarantine import Aside
from app.rules.voting import Choice
from app.trouble.models import Quarantine
from app.trouble.visibility import quarantines_in_force
from app.visibility import listed_in
from app.votes.models import Vote, VoteEvent

Rows = Select[*tuple[Any, ...]]


def aside(round_id: int) -> Aside:
    """The quarantines in force in a round."""
    rows = db.session.execute(quarantines_in_force(round_id)).all()
    people = [row[0] for row in rows if row[1] is None]
    pairs = [(row[0], row[1]) for row in rows if row[1] is not None]
    return Aside(np.array(people, dtype=np.int64), np.array(pairs, dtype=np.int64).reshape(-1, 2))


def dealt_columns(round_id: int, kind: Kind) -> DealtColumns:
    """The round and kind in columns, as the rule `dealt-1` takes them.

    Items are the listed contributions in the order of their ids; people are all who voted on one, or were dealt a card.
    Votes under a quarantine are set aside.
    Votes are read before deals: a card that is dealt meanwhile is one card more, never an answer without its card.
    """
    items = _items(round_id, kind)
    ids = np.array([row.id for row in items], dtype=np.int64)
    votes = _numbers(_vote_rows(round_id, kind), 4)
    votes = votes[np.isin(votes[:, 1], ids)]
    deals = _numbers(_cards(round_id, kind), 2)
    first, to = _first_dealt(round_id, kind), _dealt_to(round_id, kind)
    people = np.union1d(votes[:, 0], deals[:, 0])
    areas = _areas(round_id)
    verified, area = _roll(round_id, kind, people, [row.id for row in areas])
    cards = np.zeros(len(people), dtype=np.int64)
    cards[np.searchsorted(people, deals[:, 0])] = deals[:, 1]
    columns = DealtColumns(
        items=tuple(row.public_id for row in items),
        titles=tuple(row.title for row in items),
        external=tuple(row.external_id for row in items),
        published=np.array([row.published_at.timestamp() for row in items], dtype=np.float64),
        people=people,
        person=np.searchsorted(people, votes[:, 0]),
        item=np.searchsorted(ids, votes[:, 1]),
        value=votes[:, 2],
        dealt=votes[:, 3] == 1,
        verified=verified,
        area=area,
        cards_dealt=cards,
        area_names=tuple(row.name for row in areas),
        population=tuple(row.population for row in areas),
        first_dealt=np.array([first.get(int(one), np.inf) for one in ids], dtype=np.float64),
        dealt_to=np.array([to.get(int(one), 0) for one in ids], dtype=np.int64),
    )
    left_out = aside(round_id).covers(votes[:, 0], votes[:, 1])
    return columns.set_aside(left_out) if left_out.any() else columns


def deals_of(round_id: int, kind: Kind) -> Whole:
    """Every deal: person id, contribution id, place. In the order of people and places."""
    statement = (
        select(Deal.person_id, Deal.contribution_id, Deal.place)
        .where(Deal.round_id == round_id, Deal.kind == kind)
        .order_by(Deal.person_id, Deal.place)
    )
    return _numbers(statement, 3)


def ids_by_name(round_id: int, kind: Kind) -> dict[str, int]:
    """The id of every contribution, listed or not, by its public id."""
    statement = select(Contribution.public_id, Contribution.id)
    return {
        row[0]: row[1]
        for row in db.session.execute(statement.where(Contribution.round_id == round_id, Contribution.kind == kind))
    }


def item_ids(round_id: int, kind: Kind) -> Whole:
    """The ids of the listed contributions, in the order of `dealt_columns`."""
    return _numbers(select(Contribution.id).where(listed_in(round_id, kind)).order_by(Contribution.id), 1)[:, 0]


def stamp(round_id: int, kind: Kind) -> tuple[Any, ...]:
    """Some numbers that move whenever the columns of a round and kind do: the key under which a reckoning is kept."""
    took_part = (
        select(Deal.person_id.label("id"))
        .where(Deal.round_id == round_id)
        .union(select(Vote.person_id).where(Vote.round_id == round_id))
        .subquery()
    )
    listed = select(func.count(), func.sum(Contribution.id), func.sum(Contribution.version)).where(
        listed_in(round_id, kind)
    )
    voted = select(func.max(VoteEvent.id)).where(VoteEvent.round_id == round_id)
    dealt = select(func.max(Deal.id)).where(Deal.round_id == round_id, Deal.kind == kind)
    roll = (
        select(func.sum(Verification.person_id), func.sum(User.area_id), func.sum(User.area_id * User.id))
        .select_from(took_part)
        .join(User, User.id == took_part.c.id)
        .outerjoin(Verification, Verification.person_id == User.id)
    )
    kept_out = select(func.count(), func.count(Quarantine.confirmed_at), func.count(Quarantine.lifted_at))
    quarantined = kept_out.where(Quarantine.round_id == round_id)
    found: list[Any] = []
    for statement in (listed, voted, dealt, roll, quarantined):
        found += db.session.execute(statement).one()
    return tuple(found)


def _items(round_id: int, kind: Kind) -> Sequence[Any]:
    columns = (
        Contribution.id,
        Contribution.public_id,
        Contribution.title,
        Contribution.external_id,
        Contribution.published_at,
    )
    return db.session.execute(select(*columns).where(listed_in(round_id, kind)).order_by(Contribution.id)).all()


def _vote_rows(round_id: int, kind: Kind) -> Rows:
    """Person, contribution, value, and whether the vote answers a counted card: one row a vote."""
    value = case((Vote.choice == Choice.AGREE, 1), (Vote.choice == Choice.DISAGREE, -1), else_=0)
    counted = case((Deal.place <= Round.allowance, 1), else_=0)
    return (
        select(Vote.person_id, Vote.contribution_id, value, counted)
        .select_from(Vote)
        .join(Round, Round.id == Vote.round_id)
        .join(Contribution, Contribution.id == Vote.contribution_id)
        .outerjoin(Deal, Deal.id == Vote.deal_id)
        .where(Vote.round_id == round_id, listed_in(round_id, kind))
    )


def _counted_deals(round_id: int, kind: Kind, *columns: Any) -> Rows:
    return (
        select(*columns)
        .select_from(Deal)
        .join(Round, Round.id == Deal.round_id)
        .where(Deal.round_id == round_id, Deal.kind == kind, Deal.place <= Round.allowance)
    )


def _cards(round_id: int, kind: Kind) -> Rows:
    """Person and how many counted cards each was dealt."""
    return _counted_deals(round_id, kind, Deal.person_id, func.count()).group_by(Deal.person_id)


def _dealt_to(round_id: int, kind: Kind) -> dict[int, int]:
    """How many verified people were dealt each contribution as a counted card."""
    statement = (
        _counted_deals(round_id, kind, Deal.contribution_id, func.count())
        .join(Verification, _on_the_roll(Deal.person_id, round_id, kind))
        .group_by(Deal.contribution_id)
    )
    return {row[0]: row[1] for row in db.session.execute(statement)}


def _first_dealt(round_id: int, kind: Kind) -> dict[int, float]:
    """When each contribution was first dealt to anybody, in seconds."""
    statement = (
        select(Deal.contribution_id, func.min(Deal.at))
        .where(Deal.round_id == round_id, Deal.kind == kind)
        .group_by(Deal.contribution_id)
    )
    return {row[0]: row[1].timestamp() for row in db.session.execute(statement)}


def _areas(round_id: int) -> Sequence[Any]:
    statement = select(Area.id, Area.name, Area.population).join(round_areas).where(round_areas.c.round_id == round_id)
    return db.session.execute(statement.order_by(Area.id)).all()


def _roll(round_id: int, kind: Kind, people: Whole, areas: Sequence[int]) -> tuple[Any, Column]:
    """Of these people, who is on the roll, and in which of the round's areas each lives (−1 for none)."""
    took_part = (
        select(Vote.person_id.label("id"))
        .where(Vote.round_id == round_id)
        .union(select(Deal.person_id).where(Deal.round_id == round_id, Deal.kind == kind))
        .subquery()
    )
    verified = case((Verification.person_id.is_not(None), 1), else_=0)
    statement = (
        select(User.id, func.coalesce(User.area_id, -1), verified)
        .select_from(took_part)
        .join(User, User.id == took_part.c.id)
        .outerjoin(Verification, _on_the_roll(User.id, round_id, kind))
        .order_by(User.id)
    )
    roll = _numbers(statement, 3)
    roll = roll[np.searchsorted(roll[:, 0], people)]
    known = np.array(areas, dtype=np.int64)  # In the order of their ids: the area's number is its place here.
    number = np.searchsorted(known, roll[:, 1])
    home = np.full(len(people), -1)
    inside = np.isin(roll[:, 1], known)
    home[inside] = number[inside]
    return roll[:, 2] == 1, home


def _on_the_roll(person_id: Any, round_id: int, kind: Kind) -> ColumnElement[bool]:
    """Who was verified before the phase closed: whoever shows it later was not on the roll, however late it is frozen."""
    closes = select(Phase.closes_at).where(Phase.round_id == round_id, Phase.kind == kind.phase).scalar_subquery()
    return and_(Verification.person_id == person_id, Verification.at <= closes)


def _numbers(statement: Rows, width: int) -> Whole:
    """Rows of whole numbers as an array: straight from the driver, because there may be ten million."""
    cursor = db.session.connection().execute(statement).cursor
    assert cursor is not None  # A statement that gives rows has one.
    flat = np.fromiter(chain.from_iterable(cursor.fetchall()), dtype=np.int64)
    return flat.reshape(-1, width)
