"""The demo's votes and useful marks, dealt by seeded chance: the same people say the same on every machine."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import Any

from app.demo.tables import DemoRound, Person, Posted, Tendency
from app.rules.actors import Role
from app.rules.voting import Choice, VoteSource

Row = dict[str, Any]
Ids = Mapping[str, int]

SEED = 1632
"""Any number would do; this one stays."""

CHANGES_MIND = 0.05
"""The share of votes that were something else at first."""

NEWCOMER_TURNOUT = 0.4
"""Of what others would answer, the resident who shows newcomers round has answered this share: some is left to try."""

NO_VOTES = {Role.COMMISSIONER, Role.ADMINISTRATOR}
"""They may vote; in the demo they keep out of it."""


@dataclass(frozen=True)
class Cast:
    """One act of voting."""

    contribution_id: int
    person: str
    choice: Choice
    at: datetime


def deal(demo: DemoRound, posted: list[Posted], chance: Random) -> list[Cast]:
    """Every act of voting, in the order of time. Nobody votes on their own, nor before or after it was open."""
    casts = [cast for one in posted for cast in _casts(one, voters(demo), chance)]
    return sorted(casts, key=lambda cast: cast.at)


def voters(demo: DemoRound) -> list[Person]:
    """Everybody who votes in the demo."""
    return [person for person in demo.people if not NO_VOTES & set(person.roles)]


def _casts(one: Posted, people: list[Person], chance: Random) -> Iterator[Cast]:
    for person in people:
        keen = NEWCOMER_TURNOUT if person.demo_sign_in == "resident" else 1.0
        if person.key == one.text.author or chance.random() >= one.text.votes.turnout * keen:
            continue
        choice, at = _choice(one.text.votes, chance), _moment(one, chance)
        if chance.random() < CHANGES_MIND:
            first = chance.choice([other for other in Choice if other != choice])
            yield Cast(one.id, person.key, first, one.at + (at - one.at) * chance.uniform(0.2, 0.8))
        yield Cast(one.id, person.key, choice, at)


def _choice(votes: Tendency, chance: Random) -> Choice:
    drawn = chance.random()
    if drawn < votes.agree:
        return Choice.AGREE
    return Choice.UNSURE if drawn < votes.agree + votes.unsure else Choice.DISAGREE


def _moment(one: Posted, chance: Random) -> datetime:
    """Most people answer in the first days."""
    return one.at + (one.votes_until - one.at) * chance.random() ** 2


def events(casts: list[Cast], round_id: int, people: Ids, cards: Mapping[tuple[int, str], int]) -> Iterator[Row]:
    """Acts of voting, or the votes that they came to: the two tables have the same columns.

    `cards` are the ids of cards by contribution and person.
    """
    for cast in casts:
        yield {
            "round_id": round_id,
            "person_id": people[cast.person],
            "contribution_id": cast.contribution_id,
            "choice": cast.choice,
            "at": cast.at,
            "source": VoteSource.DEMO,
            "deal_id": cards.get((cast.contribution_id, cast.person)),
        }


def final(casts: list[Cast]) -> list[Cast]:
    """The last word of each person on each contribution."""
    return list({(cast.contribution_id, cast.person): cast for cast in casts}.values())


def counts(posted: list[Posted], votes: list[Cast]) -> dict[int, Row]:
    """The counts beside each contribution, by its id, from the votes themselves."""
    tally = Counter((vote.contribution_id, vote.choice) for vote in votes)
    return {one.id: {f"{choice.value}_count": tally[one.id, choice] for choice in Choice} for one in posted}


def marks(
    demo: DemoRound, wanted: list[tuple[int, str, int, datetime]], people: Ids, now: datetime, chance: Random
) -> Iterator[Row]:
    """Useful marks for comments given as (id, author, how many, when): by people, never by the author."""
    names = [person.key for person in demo.people]
    for comment_id, author, many, at in wanted:
        for name in chance.sample([name for name in names if name != author], many):
            moment = at + (now - at) * chance.random() ** 3
            yield {"comment_id": comment_id, "person_id": people[name], "at": moment}
