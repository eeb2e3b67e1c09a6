"""Contributions of one kind in one round, in order, by a rule that the reader chooses; and what stands beside it."""

import json
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from threading import Lock

from flask_babel import gettext as _

from app import clock
from app.markup import plain
from app.results import dealt_queries, page_queries, queries, snapshot_queries
from app.results.page_queries import Quoted
from app.results.reading import DealtRanking, Item, Ranking, Source, Way, dealt_ranking
from app.results.snapshot_queries import Frozen
from app.rounds.models import Round
from app.rounds.queries import round_by_slug
from app.rules import ranking
from app.rules.actors import Actor, Role
from app.rules.certificates import UNREADABLE
from app.rules.contributions import IN_ROUNDS, Kind
from app.rules.dealt_columns import DealtColumns, seed_of
from app.rules.findings import Findings, Shift, findings, places, shifts
from app.rules.frozen import is_sealed, thaw
from app.rules.permissions import may_see_order
from app.rules.phases import Phase, phase_is_over
from app.rules.ranking import Entry, Rule, Tally
from app.rules.refusals import Conflict, Missing, Refused
from app.rules.turnout import AreaCount, Heard, heard

OPERATOR = Actor(roles=frozenset({Role.COMMISSIONER}))
"""Whoever may run commands on the server may read the database, and so what a commissioner sees."""

PAGE = 50
"""Places on one page: more would make it heavy on a telephone."""

KEPT = 16
"""Reckonings that a process keeps, the latest made; each a few megabytes at ten thousand items."""

EXCERPT = 240
"""Signs of a comment that are shown beside a place."""


@dataclass(frozen=True)
class Reckoning:
    """An order by `dealt-1` with what stands beside it; nothing in it may reach a reader who may not see the order."""

    ranking: DealtRanking
    findings: Findings
    places: dict[Rule, dict[int, int]]
    areas: list[Heard]
    elsewhere: int
    intact: bool = True
    """Whether the frozen record that it was made from is the one that the digest vouches for."""


@dataclass(frozen=True)
class Beside:
    """What a page by `dealt-1` shows besides the order. `population`: of the round's areas, 0 where it has none."""

    findings: Findings
    places: dict[Rule, dict[int, int]]
    shifts: tuple[Shift, ...]
    comments: dict[str, list[Quoted]]
    frozen: Frozen | None
    intact: bool
    population: int
    titles: dict[int, str]
    """By the item's number; where one was taken down, nothing."""


@dataclass(frozen=True)
class Results:
    """What a reader's results page holds: no ranking and no areas where the reader may not see the order yet."""

    round: Round
    kinds: list[Kind]
    kind: Kind
    rule: Way
    phase: Phase | None
    over: bool
    ranking: Ranking | None
    areas: list[Heard]
    elsewhere: int
    """People who voted and whose area is not known, or not one of the round's."""
    first: int = 1
    """The first place on this page."""
    beside: Beside | None = None

    @property
    def here(self) -> list[Item]:
        """The items on this page."""
        return self.ranking.items[self.first - 1 : self.first - 1 + PAGE] if self.ranking else []


class Kept:
    """The latest reckonings by key. One thread at a time reckons, so that a crowd after the close costs one reckoning."""

    def __init__(self) -> None:
        self._found: OrderedDict[Hashable, Reckoning] = OrderedDict()
        self._lock = Lock()

    def of(self, key: Hashable, reckon: Callable[[], Reckoning]) -> Reckoning:
        """What is kept under the key; reckoned where nothing is, and then the oldest is let go."""
        found = self._found.get(key)
        if found is not None:
            return found
        with self._lock:
            found = self._found.get(key) or reckon()
            self._found[key] = found
            while len(self._found) > KEPT:
                self._found.popitem(last=False)
        return found


_kept = Kept()


def rank(round_: Round, kind: Kind, rule: Rule) -> Ranking:
    """Count the votes and put the contributions in order by a plain rule."""
    found = {row.public_id: row for row in queries.tallies(round_.id, kind)}
    tally = {key: Tally(row.agree, row.disagree, row.unsure) for key, row in found.items()}
    aside = queries.set_aside(round_.id, kind)
    in_order = ranking.order([Entry(key, tally[key], row.published_at) for key, row in found.items()], rule)
    items = [
        Item(
            rank=place.rank,
            id=place.key,
            external_id=found[place.key].external_id,
            title=found[place.key].title,
            score=place.score,
            people=tally[place.key].people,
            quarantined=aside.get(place.key, 0),
            **asdict(tally[place.key]),
        )
        for place in in_order
    ]
    votes = sum(item.people for item in items)
    people, left_out = queries.voters(round_.id, kind), sum(aside.values())
    return Ranking(round_.slug, kind, Way(rule), people, votes, left_out, items)


def rank_for_operator(slug: str, kind: Kind, way: Way) -> Ranking:
    """The order for whoever runs the site's commands. Raises Missing, and Conflict where a frozen record was altered."""
    round_ = round_by_slug(slug, OPERATOR)
    if way is not Way.DEALT:
        return rank(round_, kind, Rule(way))
    over = phase_is_over(round_.timetable, kind.phase, clock.now())
    reckoned = _reckoned(round_, kind, over=over)[0]
    if not reckoned.intact:
        raise _altered()
    return reckoned.ranking


def results_for(actor: Actor, slug: str, kind: Kind | None, way: Way, now: datetime, first: int = 1) -> Results:
    """What this reader may see of the results; by default of the kind whose phase was the last to close.

    `first` is the first place on the page. Raises Missing where there is no such round for this reader, or the round does
    without that kind.
    """
    round_ = round_by_slug(slug, actor)
    kinds = [one for one in IN_ROUNDS if round_.timetable.phase(one.phase)]
    chosen = kind or _last_closed(round_, kinds, now)
    if chosen not in kinds:
        raise Missing
    phase, over = round_.timetable.phase(chosen.phase), phase_is_over(round_.timetable, chosen.phase, now)
    found = Results(round_, kinds, chosen, way, phase, over, ranking=None, areas=[], elsewhere=0)
    if not may_see_order(actor, phase_over=over):
        return found
    return _dealt(found, first) if way is Way.DEALT else _plain(found, first)


def ranking_for(actor: Actor, slug: str, kind: Kind | None, way: Way, now: datetime) -> Ranking:
    """The order alone, for exports. Raises Refused where this reader may not see it yet."""
    found = results_for(actor, slug, kind, way, now)
    if found.ranking is None:
        raise Refused(_("The order is not shown before the close. Nothing is wrong with your link: come back then."))
    if found.beside and not found.beside.intact:
        raise _altered()
    return found.ranking


def _altered() -> Conflict:
    return Conflict(_("The record of this result was altered, so there is no file of it. Tell the auditors."))


def _plain(found: Results, first: int) -> Results:
    areas, elsewhere = _areas(found.round, found.kind)
    order = rank(found.round, found.kind, Rule(found.rule))
    return replace(found, ranking=order, areas=areas, elsewhere=elsewhere, first=_within(first, order))


def _dealt(found: Results, first: int) -> Results:
    reckoned, frozen = _reckoned(found.round, found.kind, over=found.over)
    order = reckoned.ranking
    found = replace(
        found, ranking=order, areas=reckoned.areas, elsewhere=reckoned.elsewhere, first=_within(first, order)
    )
    beside = Beside(
        findings=reckoned.findings,
        places=reckoned.places,
        shifts=shifts({item.number: item.rank for item in order.items if item.rank}, reckoned.places),
        comments=_comments([item.id for item in found.here]),
        frozen=frozen,
        intact=reckoned.intact,
        population=sum(area.population for area in found.round.areas),
        titles={item.number: item.title for item in order.items},
    )
    return replace(found, beside=beside)


def _within(first: int, order: Ranking) -> int:
    return min(max(first, 1), max(len(order.items), 1))


def _comments(contributions: list[str]) -> dict[str, list[Quoted]]:
    found = page_queries.useful_comments(contributions)
    return {key: [replace(one, words=plain(one.words, EXCERPT)) for one in quoted] for key, quoted in found.items()}


def _reckoned(round_: Round, kind: Kind, *, over: bool) -> tuple[Reckoning, Frozen | None]:
    """The order and what stands beside it: the frozen one after the close where there is one, else as of now."""
    frozen = snapshot_queries.latest(round_.id, kind, final=over)
    if not over or frozen is None:
        return _live(round_, kind, over=over), frozen
    key = (round_.slug, "snapshot", frozen.facts.snapshot)
    reckoned = _kept.of(key, lambda: _thawed(frozen, round_.slug, kind))
    return _titled(reckoned, round_.id, kind), frozen


def _live(round_: Round, kind: Kind, *, over: bool) -> Reckoning:
    key = (round_.slug, kind, over, round_.allowance, *dealt_queries.stamp(round_.id, kind))
    source = Source(clock.now(), round_.allowance, seed_of(round_.slug, kind), open=not over)
    return _kept.of(key, lambda: _reckon(round_.slug, kind, dealt_queries.dealt_columns(round_.id, kind), source))


def _thawed(frozen: Frozen, slug: str, kind: Kind) -> Reckoning:
    facts = frozen.facts
    held = snapshot_queries.contents(frozen.id)
    try:
        columns = thaw(json.loads(held.log), facts.allowance)
    except UNREADABLE as error:
        raise Conflict(
            _("The record of this result was destroyed, so it cannot be shown. Tell the auditors.")
        ) from error
    source = Source(
        facts.made_at,
        facts.allowance,
        facts.seed,
        open=facts.closes_at is None,
        snapshot=facts.snapshot,
        digest=frozen.digest,
    )
    intact = is_sealed(held.log, held.results, frozen.digest)
    return replace(_reckon(slug, kind, columns, source), intact=intact)


def _reckon(slug: str, kind: Kind, columns: DealtColumns, source: Source) -> Reckoning:
    ranked = columns.rank(source.seed)
    *spoke, elsewhere = columns.counted_by_area().tolist()
    counts = [AreaCount(*one) for one in zip(columns.area_names, columns.population, spoke, strict=True)]
    return Reckoning(
        ranking=dealt_ranking(slug, kind, columns, ranked, source),
        findings=findings(columns, ranked, source.seed),
        places=places(columns, ranked.placed),
        areas=heard(counts),
        elsewhere=elsewhere,
    )


def _titled(reckoned: Reckoning, round_id: int, kind: Kind) -> Reckoning:
    """Titles as they are now: words are not frozen, because a person may have them erased. What is down has none."""
    now = page_queries.titles(round_id, kind)
    items = [
        replace(item, title=now.get(item.id, ("", None))[0], external_id=now.get(item.id, ("", None))[1])
        for item in reckoned.ranking.items
    ]
    return replace(reckoned, ranking=replace(reckoned.ranking, items=items))


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
