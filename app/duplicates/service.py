"""Pairings: propose that two say the same, answer for one's own, end it. Nothing is joined without both authors."""

from datetime import datetime

from app import audit, clock, once
from app.contributions.models import Contribution
from app.duplicates import queries
from app.duplicates.models import Pairing
from app.extensions import db
from app.live import EventKind
from app.notifications.queries import notify
from app.rules import duplicates as law
from app.rules.actors import Actor
from app.rules.duplicates import Step, Way
from app.rules.moderation import may_read
from app.rules.notices import NoticeKind
from app.rules.permissions import No, may_join
from app.rules.refusals import Missing, SignInFirst
from app.search.queries import index_text
from app.sentences import SENTENCES, allow
from app.threads.queries import append_event, lock_thread_of
from app.transaction import announce, transaction


def propose(actor: Actor, lead: str, follower: str, way: Way, *, key: str | None = None) -> str:
    """Propose that two contributions say the same, by their public ids; gives the pairing's.

    Whoever wrote one of the two says yes for it by proposing. Raises Missing, SignInFirst, Refused or Conflict; then nothing
    was changed.
    """
    me = signed_in(actor)
    with transaction():
        ids = queries.id_of(lead), queries.id_of(follower)
        allow(No.SAME_ONE if ids[0] == ids[1] else None)
        found = queries.both(*ids, lock=True)
        leads, follows = (_readable(actor, found[one]) for one in ids)
        made = once.claim(me, key, "pairing.propose", lead, follower, way)
        if made is not None:
            return made
        now = clock.now()
        allow(may_join(actor, leads.kind, leads.round.timetable, now))
        sides = queries.side(leads, follows), queries.side(follows, leads)
        allow(law.may_propose(actor, way, *sides, queries.before(*ids, way, me)))
        said = {"lead_said": leads.author_id == me or None, "follower_said": follows.author_id == me or None}
        pairing = Pairing(
            round_id=leads.round_id, lead_id=leads.id, follower_id=follows.id, way=way, by_id=me, at=now, **said
        )
        queries.add(pairing)
        _record(pairing, me, "pairing.proposed", way=way)
        for of, consents in ((leads, pairing.lead_said), (follows, pairing.follower_said)):
            if not consents:
                about = {"round_id": of.round_id, "contribution_id": of.id, "pairing_id": pairing.id}
                notify(of.author_id, NoticeKind.SAME_ASKED, now=now, **about)
        _join_if_agreed(pairing, leads, follows, me, now)
        once.settle(me, key, pairing.public_id)
        return pairing.public_id


def answer(actor: Actor, public_id: str, *, yes: bool) -> Step:
    """Say yes or no for what one wrote; gives how far it has come. A yes of both authors joins the two.

    Raises Missing, SignInFirst or Refused; then nothing was changed.
    """
    me = signed_in(actor)
    with transaction():
        pairing, lead, follower = _lock(actor, public_id)
        now = clock.now()
        allow(law.may_answer(actor, pairing.step, lead.author_id, follower.author_id))
        allow(may_join(actor, lead.kind, lead.round.timetable, now) if yes else None)
        pairing.lead_said = yes if lead.author_id == me else pairing.lead_said
        pairing.follower_said = yes if follower.author_id == me else pairing.follower_said
        _record(pairing, me, "pairing.agreed" if yes else "pairing.declined")
        if yes:
            _join_if_agreed(pairing, lead, follower, me, now)
        else:
            _end(pairing, (lead, follower), me, now)
        return pairing.step


def end(actor: Actor, public_id: str) -> Way:
    """Undo what was joined, or take back what waits: both are again what they were. Votes stay where their people put them.

    Raises Missing, SignInFirst or Refused; then nothing was changed.
    """
    me = signed_in(actor)
    with transaction():
        pairing, lead, follower = _lock(actor, public_id)
        now = clock.now()
        allow(law.may_end(actor, pairing.step, lead.author_id, follower.author_id, pairing.by_id))
        was_joined = pairing.step is Step.JOINED
        _record(pairing, me, "pairing.undone" if was_joined else "pairing.taken_back")
        _end(pairing, (lead, follower), me, now)
        if was_joined:
            _part(pairing, lead, follower, now)
        return pairing.way


def signed_in(actor: Actor) -> int:
    """The person's id. Raises SignInFirst for a stranger."""
    if actor.id is None:
        raise SignInFirst(str(SENTENCES[No.STRANGER]))
    return actor.id


def _lock(actor: Actor, public_id: str) -> tuple[Pairing, Contribution, Contribution]:
    """The pairing with both its contributions locked, and read anew after the wait. Raises Missing for who has no part in it."""
    pairing = queries.pairing(public_id)
    found = queries.both(pairing.lead_id, pairing.follower_id, lock=True)
    pairing = queries.pairing(public_id)
    lead, follower = found[pairing.lead_id], found[pairing.follower_id]
    if not law.may_see(actor, lead.author_id, follower.author_id, pairing.by_id):
        raise Missing
    return pairing, lead, follower


def _readable(actor: Actor, of: Contribution) -> Contribution:
    if not may_read(actor, of.state):
        raise Missing
    return of


def _join_if_agreed(pairing: Pairing, lead: Contribution, follower: Contribution, me: int, now: datetime) -> None:
    if not (pairing.lead_said and pairing.follower_said):
        return
    allow(law.may_stand_together(queries.side(lead, follower), queries.side(follower, lead)))
    link = queries.link_between(lead.id, follower.id)
    if link is not None:  # A merge takes its place; the database lets a follower have one lead.
        link.ended_at, link.ended_by_id = now, me
        _record(link, me, "pairing.replaced", by=pairing.public_id)
        db.session.flush()
    pairing.joined_at = now
    db.session.flush()
    merges = pairing.way is Way.MERGE
    if merges:
        follower.withdrawn_at = now
    _announce({lead: EventKind.CONTRIBUTION_EDITED, follower: _down(merges=merges)}, now)
    asked = queries.ask_supporters(pairing, lead.author_id, now)
    _record(pairing, me, "pairing.joined", asked=asked)
    _tell(pairing, (lead, follower), NoticeKind.SAME_JOINED, me, now)


def _down(*, merges: bool) -> EventKind:
    return EventKind.CONTRIBUTION_WITHDRAWN if merges else EventKind.CONTRIBUTION_EDITED


def _end(pairing: Pairing, both: tuple[Contribution, Contribution], me: int, now: datetime) -> None:
    pairing.ended_at, pairing.ended_by_id = now, me
    _tell(pairing, both, NoticeKind.SAME_ENDED, me, now)


def _part(pairing: Pairing, lead: Contribution, follower: Contribution, now: datetime) -> None:
    """Give each its own place again. What a moderator hid meanwhile stays hidden."""
    happened = {lead: EventKind.CONTRIBUTION_EDITED}
    if pairing.way is Way.MERGE:
        follower.withdrawn_at = None
    index_text(follower)
    if follower.hidden_at is None:
        restored = pairing.way is Way.MERGE
        happened[follower] = EventKind.CONTRIBUTION_RESTORED if restored else EventKind.CONTRIBUTION_EDITED
    _announce(happened, now)


def _announce(happened: dict[Contribution, EventKind], now: datetime) -> None:
    """Tell open pages, the older thread first. Of what everybody may not read nothing is told."""
    for of in sorted(happened, key=lambda one: one.id):
        if of.hidden_at is None:
            announce(append_event(lock_thread_of(of.id), happened[of], of.public_id, now))


def _tell(pairing: Pairing, both: tuple[Contribution, Contribution], kind: NoticeKind, me: int, now: datetime) -> None:
    """Tell the authors and whoever proposed it, each once, and not the one who did it."""
    about = {both[1].author_id: both[1], pairing.by_id: both[0], both[0].author_id: both[0]}
    for person_id, of in about.items():
        if person_id != me:
            refers = {"round_id": of.round_id, "contribution_id": of.id, "pairing_id": pairing.id}
            notify(person_id, kind, now=now, **refers)


def _record(pairing: Pairing, me: int, act: str, **details: object) -> None:
    ids = {"lead": pairing.lead_id, "follower": pairing.follower_id}
    audit.record(me, act, "pairing", pairing.public_id, round_id=pairing.round_id, **ids, **details)
