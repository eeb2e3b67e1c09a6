"""Who answers what: residents who answer much or little, and attackers who want one item at the top."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from benchmarks.conversations import NONE, Conversation, homes

TOP = 20
"""How many of the leaders aggressive attackers vote down."""

NO_ALLOWANCE = 1_000_000

Array = np.ndarray[Any, Any]


@dataclass(frozen=True, eq=False)
class Ballots:
    """Votes in the columns of the rule; see `app.rules.dealt.rank_dealt`."""

    person: Array
    item: Array
    value: Array
    dealt: Array
    verified: Array
    area: Array
    cards: Array

    def joined(self, other: "Ballots") -> "Ballots":
        """These people and the other ones together."""
        shifted = {"person": other.person + len(self.verified)}
        columns = ("person", "item", "value", "dealt", "verified", "area", "cards")
        return Ballots(
            **{name: np.append(getattr(self, name), shifted.get(name, getattr(other, name))) for name in columns}
        )


@dataclass(frozen=True)
class Attack:
    """What attackers do beside voting for their target.

    elsewhere  nothing; copy (the answers of a real resident); top (the leaders voted down); all (every item, as
               residents answer it)
    one_area   all live in the same area
    verified   whether they are
    draws_all  draw every card, whatever the plan for drawing is
    """

    name: str
    elsewhere: str = "nothing"
    one_area: bool = False
    verified: bool = True
    draws_all: bool = False


ATTACKS = (
    Attack("focus"),
    Attack("camouflage", elsewhere="copy"),
    Attack("aggressive", elsewhere="top"),
    Attack("diligent", elsewhere="all", draws_all=True),
    Attack("area", one_area=True),
    Attack("camouflaged area", elsewhere="copy", one_area=True),
)
"""The six whose mean and worst are reported."""

SYBIL = Attack("sybil", verified=False)

UNTIL, HAND = "until", "hand"
"""Plans for drawing: until the target comes, or as many cards as some resident."""

ALL, TENTH_OF_CARDS, TENTH_OF_PEOPLE = "all", "tenth of cards", "tenth of people"
ANSWERS = (ALL, TENTH_OF_CARDS, TENTH_OF_PEOPLE)


def marks(secret: int, person: Array, item: Array) -> Array:
    """A number for each person and item, as if by HMAC with the round's secret: everybody's own order of items.

    The mixing is that of splitmix64. What matters here is only that orders are even and independent.
    """
    with np.errstate(over="ignore"):
        mixed = _mix(np.uint64(secret) + person.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15))
        return _mix(mixed + item.astype(np.uint64) * np.uint64(0xD1B54A32D192ED03))


def places(person: Array, mark: Array) -> Array:
    """The place of each card among those of its person, from 0, by mark."""
    order = np.lexsort((mark, person))
    sorted_people = person[order]
    start = np.searchsorted(sorted_people, sorted_people)
    found = np.empty(len(person), dtype=np.int64)
    found[order] = np.arange(len(person)) - start
    return found


def residents(
    talk: Conversation, answers: str, dealt_share: float, allowance: int, chance: np.random.Generator
) -> Ballots:
    """What residents answer, drawn from what they did answer in truth.

    Of each person's votes a part is on cards, in the person's own order; the first `allowance` cards count, all other votes
    are found. A resident's cards are those that they answer: nobody skips.
    """
    rows = _answering(talk, answers, chance)
    person, item = talk.person[rows], talk.item[rows]
    on_card = chance.random(len(person)) < dealt_share
    place = np.full(len(person), NO_ALLOWANCE)
    mark = marks(int(chance.integers(2**62)), person, item)
    place[on_card] = places(person[on_card], mark[on_card])
    dealt = place < allowance
    return Ballots(
        person=person,
        item=item,
        value=talk.value[rows],
        dealt=dealt,
        verified=np.ones(talk.people, dtype=np.bool_),
        area=talk.area,
        cards=np.bincount(person[dealt], minlength=talk.people),
    )


@dataclass(frozen=True, eq=False)
class Plot:
    """What attackers know and want: the target, how many they are, how they draw, and what a resident's hand holds."""

    target: int
    count: int
    draws: str
    allowance: int
    hands: Array


def attackers(talk: Conversation, attack: Attack, plot: Plot, chance: np.random.Generator) -> Ballots:
    """Their votes: everything that they want to say, on a card where one came within the allowance, otherwise found."""
    answer = _wishes(talk, attack, plot, chance)
    place = _own_orders(plot.count, talk.items, chance)
    cards = np.minimum(_drawn(attack, plot, place, chance), plot.allowance)
    person, item = np.nonzero(answer != NONE)
    return Ballots(
        person=person,
        item=item,
        value=answer[person, item].astype(np.int64),
        dealt=(place < cards[:, np.newaxis])[person, item],
        verified=np.full(plot.count, attack.verified),
        area=_areas(attack, plot.count, chance),
        cards=cards,
    )


def _mix(number: Array) -> Array:
    number = (number ^ (number >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    number = (number ^ (number >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return number ^ (number >> np.uint64(31))


def _answering(talk: Conversation, answers: str, chance: np.random.Generator) -> Array:
    if answers == ALL:
        return np.arange(len(talk.person))
    if answers == TENTH_OF_CARDS:
        return np.flatnonzero(chance.random(len(talk.person)) < 0.1)
    chosen = chance.permutation(talk.people) < max(1, round(talk.people / 10))
    return np.flatnonzero(chosen[talk.person])


def _wishes(talk: Conversation, attack: Attack, plot: Plot, chance: np.random.Generator) -> Array:
    """What attackers would answer: attackers × items, NONE where they would not."""
    answer = np.full((plot.count, talk.items), NONE, dtype=np.int8)
    if attack.elsewhere == "copy":
        answer = talk.table[chance.integers(talk.people, size=plot.count)]
    elif attack.elsewhere == "top":
        answer[:, talk.full_order[:TOP]] = -1
    elif attack.elsewhere == "all":
        answer = _as_residents(talk, plot.count, chance)
    answer[:, plot.target] = 1
    return answer


def _as_residents(talk: Conversation, count: int, chance: np.random.Generator) -> Array:
    """An answer on every item, each drawn from those that residents gave to it."""
    agree = (talk.table == 1).sum(axis=0)
    against = (talk.table == -1).sum(axis=0)
    heard = (talk.table != NONE).sum(axis=0)
    drawn = chance.random((count, talk.items)) * heard
    return np.where(drawn < agree, 1, np.where(drawn < agree + against, -1, 0)).astype(np.int8)


def _own_orders(count: int, items: int, chance: np.random.Generator) -> Array:
    """The place of each item in each attacker's own order: attackers × items, from 0."""
    person, item = np.repeat(np.arange(count), items), np.tile(np.arange(items), count)
    mark = marks(int(chance.integers(2**62)), person, item).reshape(count, items)
    return np.argsort(np.argsort(mark, axis=1), axis=1)


def _drawn(attack: Attack, plot: Plot, place: Array, chance: np.random.Generator) -> Array:
    """How many cards each draws."""
    if attack.draws_all:
        return np.full(plot.count, place.shape[1])
    if plot.draws == UNTIL:
        return place[:, plot.target] + 1
    return np.minimum(chance.choice(plot.hands, plot.count), place.shape[1])


def _areas(attack: Attack, count: int, chance: np.random.Generator) -> Array:
    area = homes(count, chance)
    return np.full(count, area[0]) if attack.one_area else area
