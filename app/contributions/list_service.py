"""What a list of contributions shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from app import clock, display
from app.contributions import list_queries
from app.contributions.list_queries import PAGE, Card, Filter, Wanted
from app.contributions.sentences import WORDS
from app.display import days_left
from app.rounds.models import Round
from app.rounds.queries import all_areas, round_by_slug
from app.rules import browsing
from app.rules.actors import Actor
from app.rules.browsing import Order
from app.rules.contributions import VOTE, Kind
from app.rules.nearness import AROUND, rings
from app.rules.permissions import may_post
from app.rules.phases import Moment, Phase, opens_at, phase_is_over
from app.rules.uktime import on_the_clock
from app.search.queries import matching


@dataclass(frozen=True)
class Ask:
    """What the address of a list says. What cannot be read in it is left out."""

    order: str = ""
    area: str = ""
    theme: str = ""
    q: str = ""
    after: str = ""
    day: str = ""


@dataclass(frozen=True)
class Near:
    """How near each area is to the reader's own, and the order in words."""

    rings: dict[int, int]
    words: str


@dataclass(frozen=True)
class Listing:
    """One page of a round's list of one kind."""

    round: Round
    kind: Kind
    now: datetime
    cards: Sequence[Card]
    total: int
    totals: dict[Kind, int]
    order: Order
    orders: Sequence[Order]
    near: Near | None
    areas: Sequence[Filter]
    area: Filter | None
    themes: Sequence[Filter]
    theme: Filter | None
    q: str
    after: str | None
    """The last one shown here, where there are more."""
    is_first: bool
    day: date
    phase: Phase | None
    voting_open: bool
    is_over: bool
    may_post: bool
    drafts: Sequence[Any]

    @property
    def phase_words(self) -> str:
        """“Ideas: 12 days left”; empty where the round does without this kind."""
        if self.round.cancelled_at is not None:
            return str(_("Called off"))
        if self.phase is None:
            return ""
        words, moment = WORDS[self.kind], self.phase.moment(self.now)
        if moment == Moment.OPEN:
            return str(words.closing) % {"left": days_left(self.phase.closes_at, self.now)}
        if moment == Moment.OVER:
            return str(words.closed) % {"when": display.moment(self.phase.closes_at, self.now)}
        return str(words.opening) % {"when": display.moment(self.phase.opens_at, self.now)}

    @property
    def empty_words(self) -> str:
        """Why nobody has written, or what would help."""
        if self.may_post:
            return str(_("The first words are the hardest, and they can be short. Say it as it happened to you."))
        return str(_("What people write will stand here."))

    def note(self, card: Card) -> str:
        """What a card says of links and, when voting has closed or where the round shows them before, of votes."""
        parts = [_links(card)] if card.builds_on else []
        if self.is_over or (self.round.counts_for_all and self.voting_open):
            counts = {"agree": card.agree_count, "unsure": card.unsure_count, "disagree": card.disagree_count}
            parts.append(str(_("%(agree)s agree, %(unsure)s unsure, %(disagree)s disagree", **counts)))
        return " · ".join(parts)


def listing(actor: Actor, slug: str, kind: Kind, ask: Ask, secret: str, home: int | None = None) -> Listing:
    """One page of the list; `secret` keys the random order; `home` is the area in which the reader lives. Raises Missing where there is no round for this reader."""
    round_, now = round_by_slug(slug, actor), clock.now()
    table = round_.timetable
    voting_open, over = VOTE[kind] in opens_at(table, now), phase_is_over(table, kind.phase, now)
    q = ask.q.strip()
    orders = browsing.orders(voting_open=voting_open, over=over, searching=bool(q), at_home=home is not None)
    order = next((order for order in orders if order == ask.order), orders[0])
    areas, offered = list_queries.filters(round_)
    area = next((area for area in areas if area.slug == ask.area), None)
    theme = next((theme for theme in offered if theme.slug == ask.theme), None)
    day = _day(ask.day) or on_the_clock(now)[0]
    near = _near(home) if order is Order.NEAR and home is not None else None
    wanted = Wanted(
        round_id=round_.id,
        kind=kind,
        order=order,
        area_id=area.id if area else None,
        theme_id=theme.id if theme else None,
        rings=near.rings if near else {},
        hits=matching(q) if q else None,
        key=browsing.shuffle_key(secret, str(actor.id or browsing.VISITOR_SEED), day),
        after=ask.after or None,
    )
    cards, totals = list_queries.cards(wanted, actor.id), list_queries.totals(round_.id)
    return Listing(
        round=round_,
        kind=kind,
        now=now,
        cards=cards[:PAGE],
        total=list_queries.total(wanted) if q or area or theme else totals[kind],
        totals=totals,
        order=order,
        orders=orders,
        near=near,
        areas=areas,
        area=area,
        themes=offered,
        theme=theme,
        q=q,
        after=cards[PAGE - 1].public_id if len(cards) > PAGE else None,
        is_first=not ask.after,
        day=day,
        phase=table.phase(kind.phase),
        voting_open=voting_open,
        is_over=over,
        may_post=may_post(actor, kind, table, now) is None if actor.is_signed_in else voting_open,
        drafts=list_queries.drafts(round_.id, actor.id) if actor.id is not None else (),
    )


def _near(home: int) -> Near:
    areas = {area.id: area for area in all_areas()}
    found = rings(home, {area.id: area.parent_id for area in areas.values()})
    around = ", ".join(area.name for area in areas.values() if found[area.id] == AROUND)
    if around:
        said = _("First %(area)s, where you live; then around it: %(around)s; then everywhere else.",
                 area=areas[home].name, around=around)  # fmt: skip
    else:
        said = _("First %(area)s, where you live; then everywhere else.", area=areas[home].name)
    return Near(found, str(said))


def _links(card: Card) -> str:
    if card.kind is Kind.IDEA:
        return str(ngettext("Answers %(num)s need", "Answers %(num)s needs", card.builds_on))
    return str(ngettext("Builds on %(num)s idea", "Builds on %(num)s ideas", card.builds_on))


def _day(words: str) -> date | None:
    try:
        return date.fromisoformat(words)
    except ValueError:
        return None
