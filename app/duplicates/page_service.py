"""What the pages about two that say the same show, and to whom."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from app import clock
from app.contributions.models import Contribution
from app.contributions.queries import contribution_by_id
from app.duplicates import queries
from app.duplicates.models import Pairing
from app.rules.actors import Actor
from app.rules.contributions import Kind
from app.rules.duplicates import may_answer, may_end, may_see
from app.rules.moderation import may_read
from app.rules.permissions import No, may_join
from app.rules.refusals import Missing
from app.sentences import allow


@dataclass(frozen=True)
class Desk:
    """Where a pairing is proposed: for which contribution, and what was proposed about it before."""

    contribution: Contribution
    is_author: bool
    before: Sequence[Row[Any]]
    why_not: No | None
    now: datetime


def desk(actor: Actor, public_id: str, kind: Kind) -> Desk:
    """For a contribution of one's own or, for moderators, of anybody. Raises Missing, Gone or Refused."""
    found = contribution_by_id(public_id, kind, actor)
    is_author = actor.id == found.author_id
    allow(None if is_author or actor.is_moderator else No.NO_PART_IN_IT)
    now = clock.now()
    why_not = may_join(actor, found.kind, found.round.timetable, now) or (None if found.is_whole else No.UNAVAILABLE)
    return Desk(found, is_author, queries.pairings_of(found.id), why_not, now)


@dataclass(frozen=True)
class PairingPage:
    """A pairing as one of its parties sees it; `lead` or `follower` is none where this reader may not read it."""

    pairing: Pairing
    kind: Kind
    round_title: str
    round_slug: str
    lead: Contribution | None
    follower: Contribution | None
    mine: frozenset[str]
    """Which of the two the reader wrote: “lead”, “follower”."""
    asks: bool
    """Whether the reader is asked for a yes or a no."""
    may_end: bool
    now: datetime


def pairing_page(actor: Actor, public_id: str) -> PairingPage:
    """Raises Missing for whoever has no part in it."""
    pairing = queries.pairing(public_id)
    found = queries.both(pairing.lead_id, pairing.follower_id)
    lead, follower = found[pairing.lead_id], found[pairing.follower_id]
    authors = (lead.author_id, follower.author_id)
    if not may_see(actor, *authors, pairing.by_id):
        raise Missing
    said = {"lead": pairing.lead_said, "follower": pairing.follower_said}
    wrote = dict(zip(said, authors, strict=True))
    mine = frozenset(name for name, author in wrote.items() if author == actor.id)
    open_to_answer = may_answer(actor, pairing.step, *authors) is None
    return PairingPage(
        pairing,
        lead.kind,
        lead.round.title,
        lead.round.slug,
        lead if may_read(actor, lead.state) else None,
        follower if may_read(actor, follower.state) else None,
        mine,
        open_to_answer and any(said[name] is None for name in mine),
        may_end(actor, pairing.step, *authors, pairing.by_id) is None,
        clock.now(),
    )
