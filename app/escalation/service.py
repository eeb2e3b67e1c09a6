"""Put words under lock, name the one who may open them, open them, release them."""

import json
from dataclasses import dataclass, replace
from datetime import datetime
from smtplib import SMTPException
from typing import Any

from flask import current_app, url_for
from flask_babel import gettext as _
from flask_mailman import EmailMessage

from app import audit, clock
from app.accounts.models import User
from app.accounts.queries import person_by_handle
from app.escalation import queries
from app.escalation.models import EscalationContact, LockedText, LockOpening
from app.extensions import db
from app.live import EventKind
from app.markup import clean_text
from app.moderation import acts, case_queries, effects
from app.moderation import queries as moderation
from app.moderation.acts import Order
from app.moderation.case_models import Case
from app.moderation.models import MAX_REASON, Decision
from app.moderation.reading import Target
from app.notifications.queries import notify
from app.rules import cases, decisions
from app.rules import escalation as law
from app.rules.actors import Actor
from app.rules.decisions import Ground, Scope
from app.rules.moderation import Verb
from app.rules.notices import NoticeKind
from app.rules.permissions import No
from app.rules.refusals import Conflict, Invalid, Missing
from app.search.queries import index_text
from app.search.word_queries import forget_words
from app.sentences import SENTENCES, allow
from app.threads.queries import append_event
from app.transaction import announce, transaction


def case_of(actor: Actor, public_id: str, *, lock: bool = False) -> tuple[Case, Target]:
    """A case on a text, for moderators. Raises Refused, and Missing where there is none or it is about no text."""
    allow(None if actor.is_moderator else No.NOT_MODERATOR)
    case = case_queries.case_by_id(public_id)
    found = moderation.subject(case_queries.keys_of(case), lock=lock) if case else None
    if case is None or not isinstance(found, Target):
        raise Missing
    return (case_queries.case_by_id(public_id, lock=True) or case if lock else case), found


def put_under_lock(actor: Actor, public_id: str, rule: int, reason: str, untold: str = "") -> bool:
    """Take the words of a reported text away from everybody, and keep them for the escalation contact.

    `untold`: why the author is not told; empty where they are. Gives whether the contact was reached by mail. Raises as
    a decision does.
    """
    _case, known = case_of(actor, public_id)
    order = acts.tidy(Order(Verb.PUT_UNDER_LOCK, rule, reason, Ground.LAW), Scope.UNDER_LOCK, known.round_id)
    with transaction():
        case, found = case_of(actor, public_id, lock=True)
        now, contact_id = clock.now(), queries.contact_id()
        acts.allow_to_decide(actor, found)
        lease = cases.Lease(case.claimed_by_id, case.claimed_until)
        allow(cases.may_hold(actor, lease, now, closed=case.closed_at is not None))
        allow(decisions.changes_something(order.verb, acts.before_of(found, now), actor.id))
        locked = _lock(actor, replace(found, aspect=Scope.UNDER_LOCK), (order, clean_text(untold).strip()), case, now)
        case.closed_at, case.closed_by_id = now, actor.id
        if contact_id is not None:
            notify(contact_id, NoticeKind.ESCALATED, round_id=locked.round_id, now=now)
    return contact_id is not None and _mail(contact_id)


def _lock(actor: Actor, found: Target, said: tuple[Order, str], case: Case, now: datetime) -> LockedText:
    (order, untold), text = said, found.text
    decision = acts.record(actor, found, order, now, case, silent=bool(untold))
    counted = queries.was_read(found)
    keys = {name: found.keys[name] for name in ("contribution_id", "comment_id")}
    locked = LockedText(
        decision_id=decision.id, **keys, round_id=found.contribution.round_id, author_id=found.author_id,
        words=queries.take_away(found), untold=untold, at=now,
    )  # fmt: skip
    db.session.add(locked)
    db.session.flush()
    text.locked_at = text.hidden_at = now
    text.hidden_rule, text.covered_at = order.rule, None
    db.session.flush()
    forget_words(locked.words)
    found.contribution.comment_count -= counted
    effects.settle(actor, found, decision, unfounded=order.unfounded)
    if not untold:
        _tell(found, decision, NoticeKind.PUT_UNDER_LOCK)
    audit.record(actor.id, "text.locked", *found.name, round_id=found.round_id, lock=locked.public_id, told=not untold)
    kind = EventKind.COMMENT_HIDDEN if found.comment else EventKind.CONTRIBUTION_HIDDEN
    announce(append_event(found.thread, kind, text.public_id, now))
    return locked


def _tell(found: Target, decision: Decision, kind: NoticeKind) -> None:
    about = {"contribution_id": found.contribution.id, "comment_id": found.comment.id if found.comment else None}
    notify(found.author_id, kind, round_id=found.round_id, decision_id=decision.id, now=decision.at, **about)


def _mail(contact_id: int) -> bool:
    """Tell the contact by mail that something waits, without a word of it; false where the mail could not be sent."""
    person = db.session.get_one(User, contact_id)
    place = url_for("escalation.index", _external=True)
    words = _(
        "A moderator has put a text under lock. Somebody may be in danger. Sign in and look: %(place)s", place=place
    )
    try:
        EmailMessage(str(_("A text was put under lock")), words, to=[person.email]).send()
    except (OSError, SMTPException):  # The text is safe already; the moderator is told to call instead.
        current_app.logger.exception("the escalation contact could not be mailed")
        return False
    return True


# -- The contact --------------------------------------------------------------------------------------------------------


def name_contact(actor: Actor, handle: str) -> None:
    """Name the escalation contact, in place of whoever was. Raises Refused, and Invalid where there is no such person."""
    allow(None if actor.is_administrator else No.NOT_ADMINISTRATOR)
    person = person_by_handle(handle.strip().removeprefix("@"))
    if person is None:
        raise Invalid(_("There is nobody of this name. Nothing was changed. Look in the list of people."))
    assert actor.id is not None
    with transaction():
        queries.lock_contacts()
        allow(law.may_name(actor, person.id, person.actor.held))
        now = clock.now()
        queries.end_contact(now)
        db.session.add(EscalationContact(person_id=person.id, named_by_id=actor.id, at=now))
        audit.record(actor.id, "escalation.named", "person", str(person.id))


def for_contact(actor: Actor) -> Any:
    """All that was put under lock, without a word of it, for the contact. Raises Refused for everybody else."""
    allow(law.is_contact(actor, queries.contact_id()))
    return queries.locked_texts()


@dataclass(frozen=True)
class Opened:
    """Words under lock as they are opened: the text, its versions, what reporters wrote, what its author had begun."""

    locked: LockedText
    author: User
    text: dict[str, Any]
    versions: list[dict[str, Any]]
    reports: list[str]
    draft: list[str]


def one_for_contact(actor: Actor, public_id: str) -> LockedText:
    """One of them, without a word of it. Raises Refused and Missing."""
    allow(law.is_contact(actor, queries.contact_id()))
    locked = queries.locked_text(public_id)
    if locked is None:
        raise Missing
    return locked


def open_words(actor: Actor, public_id: str, reason: str) -> Opened:
    """Show the words to the contact, and write down that they were shown, and why. Raises Refused, Missing, Conflict."""
    words = _reason(reason)
    one_for_contact(actor, public_id)
    with transaction():
        locked = _still_locked(actor, public_id)
        assert actor.id is not None
        db.session.add(LockOpening(locked_id=locked.id, by_id=actor.id, reason=words, at=clock.now()))
        audit.record(actor.id, "lock.opened", "locked_text", public_id, round_id=locked.round_id)
        kept = json.loads(locked.words)
    reports = [one["words"] for one in kept["reports"] if one["words"]]
    drafts = [one for one in kept["draft"] if one]
    return Opened(locked, queries.author_of(locked), kept["text"], kept["versions"], reports, drafts)


def _still_locked(actor: Actor, public_id: str) -> LockedText:
    """One, locked against others, if this person may open it. Raises Refused, Missing and Conflict."""
    locked = queries.locked_text(public_id, lock=True)
    if locked is None:
        raise Missing
    allow(law.may_open(actor, queries.contact_id(lock=True), locked.author_id))
    if locked.released_at is not None:
        raise Conflict(str(SENTENCES[No.ALREADY_RELEASED]))
    return locked


def release(actor: Actor, public_id: str, reason: str) -> None:
    """Put the words back where they stood, as they were. Raises Refused, Missing, Conflict."""
    words, known = _reason(reason), one_for_contact(actor, public_id)
    keys = {"contribution_id": known.contribution_id, "comment_id": known.comment_id}
    with transaction():
        found = moderation.subject(keys | {"person_id": None, "organisation_id": None}, lock=True)
        assert isinstance(found, Target)  # What was published stays in the database.
        locked, now = _still_locked(actor, public_id), clock.now()
        rule = db.session.get_one(Decision, locked.decision_id).rule
        order, told = Order(Verb.RELEASE, rule, words, Ground.LAW), not locked.untold
        about = replace(found, aspect=Scope.UNDER_LOCK)
        decision = acts.record(actor, about, order, now, None, silent=not told)
        seen = queries.put_back(locked, found)
        index_text(found.text)
        locked.released_at, locked.released_by_id = now, decision.id
        found.contribution.comment_count += queries.was_read(found)
        audit.record(actor.id, "text.released_from_lock", *found.name, round_id=found.round_id, lock=public_id)
        if told:
            _tell(found, decision, NoticeKind.RESTORED if seen else NoticeKind.DECIDED)
        if seen:
            kind = EventKind.COMMENT_RESTORED if found.comment else EventKind.CONTRIBUTION_RESTORED
            announce(append_event(found.thread, kind, found.text.public_id, now))


def _reason(words: str) -> str:
    kept = clean_text(words).strip()
    if not kept or len(kept) > MAX_REASON:
        raise Invalid(_("Write why, in at most 1,000 characters. Nothing was opened."))
    return kept


def for_administrators(actor: Actor) -> dict[str, Any]:
    """Who the contact is and was, what is under lock without a word of it, and who opened it when and why."""
    allow(None if actor.is_administrator else No.NOT_ADMINISTRATOR)
    return {"contacts": queries.contacts(), "texts": queries.locked_texts(), "openings": queries.openings()}
