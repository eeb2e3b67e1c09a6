"""The first ranking: contributions of one kind in one round, in order, by a rule that the reader chooses."""

from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from app.results import queries
from app.rounds.models import Round
from app.rounds.queries import round_by_slug
from app.rules import ranking
from app.rules.actors import Actor, Role
from app.rules.contributions import Kind
from app.rules.permissions import may_see_order
from app.rules.phases import Phase, phase_is_over
from app.rules.ranking import Entry, Rule, Score, Tally
from app.rules.refusals import Missing, Refused
from app.rules.turnout import AreaCount, Heard, heard

OPERATOR = Actor(roles=frozenset({Role.COMMISSIONER}))
"""Whoever may run commands on the server may read the database, and so what a commissioner sees."""


@dataclass(frozen=True)
class Item:
    """A contribution in its place."""

    rank: int
    id: str
    external_id: str | None
    title: str
    score: Score
    agree: int
    disagree: int
    unsure: int
    people: int


COLUMNS = tuple(field.name for field in fields(Item))
"""What is published of each contribution, in this order."""


@dataclass(frozen=True)
class Ranking:
    """The order by one rule: `people` voted, `votes` times in all. Hidden and withdrawn contributions are left out."""

    round: str
    kind: Kind
    rule: Rule
    people: int
    votes: int
    items: list[Item]

    def as_json(self) -> dict[str, Any]:
        """What is published."""
        return asdict(self)


@dataclass(frozen=True)
class Results:
    """What a reader's results page holds: no ranking and no areas where the reader may not see the order yet."""

    round: Round
    kinds: list[Kind]
    kind: Kind
    rule: Rule
    phase: Phase | None
    over: bool
    ranking: Ranking | None
    areas: list[Heard]
    elsewhere: int
    """People who voted and whose area is not known, or not one of the round's."""


def rank(round_: Round, kind: Kind, rule: Rule) -> Ranking:
    """Count the votes and put the contributions in order."""
    found = {row.public_id: row for row in queries.tallies(round_.id, kind)}
    tally = {key: Tally(row.agree, row.disagree, row.unsure) for key, row in found.items()}
    places = ranking.order([Entry(key, tally[key], row.published_at) for key, row in found.items()], rule)
    items = [
        Item(
            rank=place.rank,
            id=place.key,
            external_id=found[place.key].external_id,
            title=found[place.key].title,
            score=place.score,
            people=tally[place.key].people,
            **asdict(tally[place.key]),
        )
        for place in places
    ]
    votes = sum(item.people for item in items)
    return Ranking(round_.slug, kind, rule, queries.voters(round_.id, kind), votes, items)


def rank_for_operator(slug: str, kind: Kind, rule: Rule) -> Ranking:
    """The order for whoever runs the site's commands. Raises Missing."""
    return rank(round_by_slug(slug, OPERATOR), kind, rule)


def results_for(actor: Actor, slug: str, kind: Kind | None, rule: Rule, now: datetime) -> Results:
    """What this reader may see of the results; by default of the kind whose phase was the last to close.

    Raises Missing where there is no such round for this reader, or the round does without that kind.
    """
    round_ = round_by_slug(slug, actor)
    kinds = [one for one in Kind if round_.timetable.phase(one.phase)]
    chosen = kind or _last_closed(round_, kinds, now)
    if chosen not in kinds:
        raise Missing
    over = phase_is_over(round_.timetable, chosen.phase, now)
    shown = may_see_order(actor, phase_over=over)
    areas, elsewhere = _areas(round_, chosen) if shown else ([], 0)
    return Results(
        round=round_,
        kinds=kinds,
        kind=chosen,
        rule=rule,
        phase=round_.timetable.phase(chosen.phase),
        over=over,
        ranking=rank(round_, chosen, rule) if shown else None,
        areas=areas,
        elsewhere=elsewhere,
    )


def ranking_for(actor: Actor, slug: str, kind: Kind | None, rule: Rule, now: datetime) -> Ranking:
    """The order alone, for exports. Raises Refused where this reader may not see it yet."""
    found = results_for(actor, slug, kind, rule, now)
    if found.ranking is None:
        raise Refused(_("The order is not shown before the close. Nothing is wrong with your link: come back then."))
    return found.ranking


def _last_closed(round_: Round, kinds: list[Kind], now: datetime) -> Kind | None:
    """The kind that was decided last; before the first close, the first kind."""
    over = [kind for kind in kinds if phase_is_over(round_.timetable, kind.phase, now)]
    return over[-1] if over else next(iter(kinds), None)


def _areas(round_: Round, kind: Kind) -> tuple[list[Heard], int]:
    """The round's areas as they were heard, and how many voters belong to none of them. Nothing in a round without."""
    if not round_.areas:
        return [], 0
    voters = queries.voters_by_area(round_.id, kind)
    counts = [AreaCount(area.name, area.population, voters.pop(area.id, 0)) for area in round_.areas]
    return heard(counts), sum(voters.values())
