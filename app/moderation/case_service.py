"""What moderators do with a case: take it, give it back, pass it on, ask, decide."""

from datetime import datetime

from flask_babel import gettext as _

from app import audit, clock
from app.markup import clean_text
from app.moderation import acts, case_queries, queries, queue_queries
from app.moderation.acts import Order
from app.moderation.case_models import MAX_NOTE, Case
from app.moderation.reading import Profile, SpaceFace, Subject, Target, keys
from app.notifications.queries import notify
from app.rules import cases
from app.rules.actors import Actor
from app.rules.cases import LEASE, CaseEventKind, Lease, Urgency
from app.rules.decisions import VERBS, Scope
from app.rules.moderation import Verb
from app.rules.notices import NoticeKind
from app.rules.permissions import No
from app.rules.refusals import Invalid, Missing
from app.sentences import allow
from app.transaction import transaction


def find(actor: Actor, public_id: str, *, lock: bool = False) -> tuple[Case, Subject]:
    """A case and what it is about. Raises Refused and Missing.

    Locked in the fixed order: what the case is about, then the case.
    """
    allow(None if actor.is_moderator else No.NOT_MODERATOR)
    case = case_queries.case_by_id(public_id)
    if case is None:
        raise Missing
    found = queries.subject(case_queries.keys_of(case), lock=lock)
    assert found is not None  # What is published, and every account, stays in the database.
    return (case_queries.case_by_id(public_id, lock=True) or case if lock else case), found


def take(actor: Actor, public_id: str) -> None:
    """Take a case for a while, or take it again; nobody else can decide it meanwhile.

    Raises Conflict where a colleague was first. Whoever stands too near is refused, and the case is passed on.
    """
    with transaction():
        case, found = find(actor, public_id, lock=True)
        now = clock.now()
        near = cases.may_decide(actor, acts.parties(actor, found))
        if near is None:
            allow(cases.may_hold(actor, lease_of(case), now, closed=case.closed_at is not None))
            case.claimed_by_id, case.claimed_until = actor.id, now + LEASE
            audit.record(actor.id, "case.taken", "case", case.public_id, round_id=case.round_id)
        elif case.closed_at is None:
            _pass_by(actor, case, now)
    allow(near)


def _pass_by(actor: Actor, case: Case, now: datetime) -> None:
    """Take a case away from somebody who may not judge it, so that it does not wait for that person."""
    assert actor.id is not None
    if case.claimed_by_id == actor.id:
        case.claimed_by_id = case.claimed_until = None
    if case.assigned_to_id == actor.id:
        case.assigned_to_id = None
    case_queries.note(case, CaseEventKind.PASSED_ON, actor.id, now)
    audit.record(actor.id, "case.passed_on", "case", case.public_id, round_id=case.round_id)


def take_next(actor: Actor) -> str | None:
    """Take the most urgent case that nobody has; gives its name, or none where nothing waits."""
    allow(None if actor.is_moderator else No.NOT_MODERATOR)
    free = queue_queries.next_free(actor, clock.now())
    if free is None:
        return None
    take(actor, free.public_id)
    return free.public_id


def give_back(actor: Actor, public_id: str) -> None:
    """Give a case back before its lease ends. Twice changes nothing."""
    with transaction():
        case, _found = find(actor, public_id, lock=True)
        if lease_of(case).held_at(clock.now()) == actor.id:
            case.claimed_by_id = case.claimed_until = None
            audit.record(actor.id, "case.given_back", "case", case.public_id, round_id=case.round_id)


def write_note(actor: Actor, public_id: str, words: str) -> None:
    """Leave a note that moderators alone read."""
    words = _words(words)
    with transaction():
        case, _found = find(actor, public_id, lock=True)
        _note(actor, case, CaseEventKind.NOTE, words)


def pass_on(actor: Actor, public_id: str, words: str, to: str | None, *, urgent: bool) -> None:
    """Pass a case on: to one colleague, or to whoever comes next; `urgent` puts it on top of the queue.

    Raises Invalid where there is no such colleague, Conflict where another colleague has the case.
    """
    words = _words(words)
    with transaction():
        case, _found = find(actor, public_id, lock=True)
        now = clock.now()
        allow(cases.may_hold(actor, lease_of(case), now, closed=case.closed_at is not None))
        colleague = _colleague(actor, to) if to else None
        case.claimed_by_id = case.claimed_until = None
        case.assigned_to_id = colleague
        if urgent:
            case.escalated_at, case.urgency = now, Urgency.URGENT
        kind = CaseEventKind.ESCALATED if urgent else CaseEventKind.ASSIGNED
        _note(actor, case, kind, words, colleague)
        if colleague is not None:
            notify(colleague, NoticeKind.PASSED_ON, round_id=case.round_id, case_id=case.id, now=now)


def _colleague(actor: Actor, handle: str) -> int:
    for person_id, known, _name in case_queries.moderators(actor.id):
        if known == handle:
            return person_id
    raise Invalid(_("There is no colleague of this name. Nothing was changed. Choose one of the list."))


def ask(actor: Actor, public_id: str, words: str) -> None:
    """Ask the author something; the answer comes into the case."""
    words = _words(words)
    with transaction():
        case, _found = find(actor, public_id, lock=True)
        now = clock.now()
        allow(cases.may_hold(actor, lease_of(case), now, closed=case.closed_at is not None))
        if case.author_id is None:
            raise Invalid(_("An organisation has several people, so nobody can be asked here. Nothing was sent."))
        _note(actor, case, CaseEventKind.ASKED, words)
        notify(case.author_id, NoticeKind.ASKED, round_id=case.round_id, case_id=case.id, now=now)


def questions(actor: Actor, public_id: str) -> Case:
    """A case as its author knows it: by the questions asked. Raises Missing where none was asked of this person."""
    case = case_queries.case_by_id(public_id)
    if case is None or case.author_id != actor.id or not case_queries.events_of(case.id, CaseEventKind.ASKED):
        raise Missing
    return case


def answer(actor: Actor, public_id: str, words: str) -> None:
    """The author answers. Raises Missing where nothing was asked, Conflict where it is decided."""
    words = _words(words)
    with transaction():
        questions(actor, public_id)
        case = case_queries.case_by_id(public_id, lock=True)
        assert case is not None  # It was there above, and cases stay.
        allow(No.CASE_CLOSED if case.closed_at else None)
        _note(actor, case, CaseEventKind.ANSWERED, words)
        asked = case_queries.events_of(case.id, CaseEventKind.ASKED)
        for moderator_id in {event.CaseEvent.by_id for event in asked}:
            notify(moderator_id, NoticeKind.ANSWERED, round_id=case.round_id, case_id=case.id, now=clock.now())


def decide(actor: Actor, public_id: str, order: Order, also: Order | None = None) -> Subject:
    """Decide a case that one has taken; `also` is about the author of the text. All of it, or nothing.

    Raises Conflict where a colleague has taken or decided it, Refused for whoever stands too near.
    """
    with transaction():
        case, found = find(actor, public_id, lock=True)
        now = clock.now()
        allow(cases.may_hold(actor, lease_of(case), now, closed=case.closed_at is not None))
        about = _as_thread(found) if order.verb in VERBS[Scope.THREAD] else found
        acts.carry_out(actor, about, order, now, found)
        if also is not None:
            _restrain(actor, found, also, now)
    return found


def _restrain(actor: Actor, found: Subject, order: Order, now: datetime) -> None:
    person = queries.subject(keys(person_id=found.author_id), lock=True) if found.author_id else None
    if not isinstance(person, Profile) or person.person is None or person.person.closed_at is not None:
        raise Invalid(_("The author’s account is closed, so only the text can be decided on. Nothing was changed."))
    acts.carry_out(actor, person, order, now, None)


def _as_thread(found: Subject) -> Subject:
    return Target(found.contribution, found.thread, whole_thread=True) if isinstance(found, Target) else found


def decide_several(actor: Actor, public_ids: list[str], order: Order) -> int:
    """One decision on several cases of obvious spam, each with a record of its own; all of them, or none.

    Raises as `decide` does, for the first that cannot be decided. Gives how many were decided.
    """
    if not public_ids or order.verb not in {Verb.HIDE, Verb.REMOVE}:
        raise Invalid(_("Tick at least one case, and choose to hide or to remove. Nothing was changed."))
    with transaction():
        now = clock.now()
        for public_id in _in_order_of_locks(actor, public_ids):
            _case, found = find(actor, public_id, lock=True)
            if isinstance(found, Profile | SpaceFace):
                raise Invalid(_("Only texts are decided together. Nothing was changed. Look at people one by one."))
            acts.carry_out(actor, found, order, now, found)
    return len(set(public_ids))


def _in_order_of_locks(actor: Actor, public_ids: list[str]) -> list[str]:
    """Two moderators who tick the same cases must not wait for one another in a ring."""
    found = {public_id: find(actor, public_id)[1] for public_id in public_ids}
    rank = {name: one.contribution.id if isinstance(one, Target) else 0 for name, one in found.items()}
    return sorted(rank, key=lambda name: (rank[name], name))


def lease_of(case: Case) -> Lease:
    """Who has taken it."""
    return Lease(case.claimed_by_id, case.claimed_until)


def _words(words: str) -> str:
    kept = clean_text(words).strip()
    if not kept or len(kept) > MAX_NOTE:
        raise Invalid(_("Write something, and at most 2,000 characters. Nothing was sent."))
    return kept


def _note(actor: Actor, case: Case, kind: CaseEventKind, words: str, to_id: int | None = None) -> None:
    assert actor.id is not None
    case_queries.note(case, kind, actor.id, clock.now(), words, to_id)
    audit.record(actor.id, f"case.{kind}", "case", case.public_id, round_id=case.round_id, to=to_id)
