"""Appeals: contest a decision, answer it, put things right."""

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from app import audit, clock
from app.columns import OBJECTS
from app.extensions import db
from app.markup import clean_text
from app.moderation import acts, appeal_queries, decision_queries, move_acts, queries
from app.moderation.acts import Order
from app.moderation.case_models import MAX_APPEAL, Appeal
from app.moderation.models import Decision
from app.moderation.move_acts import WayBack
from app.moderation.reading import Subject, Target
from app.notifications.queries import notify
from app.rules import appeals as law
from app.rules.actors import Actor
from app.rules.decisions import Scope
from app.rules.moderation import Verb
from app.rules.notices import NoticeKind
from app.rules.permissions import No
from app.rules.refusals import Conflict, Invalid, Missing
from app.sentences import SENTENCES, allow
from app.spaces.queries import space_of_round
from app.transaction import transaction


@dataclass(frozen=True)
class Statement:
    """A decision as it is told to whom it concerns, with the appeal against it, and whether one can still be made."""

    decision: Decision
    appeal: Appeal | None
    subject: Subject | None
    no: No | None


def statement(actor: Actor, public_id: str) -> Statement:
    """A decision, for whom it concerns and for moderators. Raises Missing for everybody else.

    What a moderator of a space decided is for whom it concerns alone.
    """
    decision = decision_queries.decision_by_id(public_id)
    if decision is None:
        raise Missing
    moderates = actor.is_moderator and space_of_round(decision.round_id) is None
    concerned = decision_queries.concerned(decision)
    if not (moderates or actor.id in concerned):
        raise Missing
    made = appeal_queries.appeal_against(decision.id)
    no = law.may_appeal(actor, concerned, decision.appeal_by, clock.now(), made=made is not None)
    return Statement(decision, made, about(decision), no)


def about(decision: Decision, *, lock: bool = False) -> Subject | None:
    """What a decision is about."""
    person_id = decision.author_id if decision.scope is Scope.PERSON else None
    named = {name: getattr(decision, name) for name in OBJECTS if name != "person_id"}
    found = queries.subject(named | {"person_id": person_id}, lock=lock)
    if isinstance(found, Target) and decision.scope is Scope.THREAD:
        return Target(found.contribution, found.thread, whole_thread=True)
    if isinstance(found, Target) and decision.revision_id is not None:
        return Target(found.contribution, found.thread, found.comment, queries.revision_by_id(decision.revision_id))
    return found


def appeal(actor: Actor, public_id: str, words: str) -> Appeal:
    """Contest a decision. Raises Missing, Refused, Conflict for a second time, Invalid without words."""
    words = _words(words)
    try:
        with transaction():
            decision = appeal_queries.lock_decision(public_id)
            concerned = decision_queries.concerned(decision) if decision else ()
            if decision is None or actor.id not in concerned:
                raise Missing
            now, made = clock.now(), appeal_queries.appeal_against(decision.id)
            allow(law.may_appeal(actor, concerned, decision.appeal_by, now, made=made is not None))
            row = Appeal(
                decision_id=decision.id, decider_id=decision.by_id, person_id=actor.id, words=words, at=now,
                answer_by=now + law.ANSWER_WITHIN,
            )  # fmt: skip
            db.session.add(row)
            db.session.flush()
            audit.record(
                actor.id, "appeal.made", "appeal", row.public_id,
                round_id=decision.round_id, decision=decision.public_id,
            )  # fmt: skip
    except IntegrityError as error:
        raise Conflict(str(SENTENCES[No.APPEALED_ALREADY])) from error
    return row


def find(actor: Actor, public_id: str, *, lock: bool = False) -> tuple[Appeal, Decision]:
    """An appeal with the decision that it contests, for moderators. Raises Refused and Missing."""
    allow(None if actor.is_moderator else No.NOT_MODERATOR)
    found = appeal_queries.appeal_by_id(public_id, lock=lock)
    if found is None:
        raise Missing
    return found, db.session.get_one(Decision, found.decision_id)


def why_not(actor: Actor, appeal: Appeal, decision: Decision) -> No | None:
    """Why this moderator cannot answer an appeal; none where they can."""
    concerned = {appeal.person_id, *decision_queries.concerned(decision)}
    return law.may_answer(actor, appeal.decider_id, concerned, answered=appeal.decided_at is not None)


def answer(actor: Actor, public_id: str, words: str, *, upheld: bool) -> None:
    """Answer an appeal: turn it down, or uphold it and put everything right, with the history kept.

    Raises Refused for whoever made the decision, Conflict where a colleague answered.
    """
    words = _words(words)
    with transaction():
        _appeal, decision = find(actor, public_id)
        way = _way_back(decision) if upheld else None
        subject = way.about if way else about(decision, lock=True)
        row, decision = find(actor, public_id, lock=True)
        allow(why_not(actor, row, decision))
        now = clock.now()
        if way is not None:
            row.outcome_id = _go_back(actor, way, decision, words, now)
        elif upheld and subject is not None:
            row.outcome_id = _put_right(actor, subject, decision, words, now)
        row.upheld, row.answer, row.decided_by_id, row.decided_at = upheld, words, actor.id, now
        audit.record(
            actor.id, "appeal.answered", "appeal", row.public_id, round_id=decision.round_id, upheld=upheld,
        )  # fmt: skip
        notify(
            row.person_id, NoticeKind.APPEAL_DECIDED,
            round_id=decision.round_id, comment_id=decision.comment_id, contribution_id=_contribution_id(subject),
            decision_id=decision.id, now=now,
        )  # fmt: skip


UNDOES = {
    Verb.HIDE: Verb.RESTORE,
    Verb.REMOVE: Verb.RESTORE,
    Verb.LOCK: Verb.UNLOCK,
    Verb.SLOW: Verb.UNLOCK,
    Verb.CLOSE_TO_NEW: Verb.UNLOCK,
    Verb.HOLD: Verb.END,
    Verb.SILENCE: Verb.END,
    Verb.SUSPEND: Verb.END,
    Verb.HIDE_PICTURE: Verb.SHOW_PICTURE,
}
"""What takes a decision back. A warning, or a wish that somebody edit, is taken back by the answer's words."""


def _put_right(actor: Actor, subject: Subject, decision: Decision, words: str, now: datetime) -> int | None:
    """Make the decision that takes back the one that was contested; none where it was taken back before."""
    verb = UNDOES.get(decision.verb)
    if verb is None or not acts.can_still_undo(subject, decision, now):
        return None
    order = Order(verb, decision.rule, words)
    return acts.carry_out(actor, subject, order, now, None, undoes=decision).id


def _way_back(decision: Decision) -> WayBack | None:
    """The way back of what was moved; none where it was moved by no decision, or moved again since."""
    if decision.scope is not Scope.PLACE or decision.verb is Verb.MOVE_BACK:
        return None
    try:
        return move_acts.way_back(decision.id)
    except Conflict:
        return None


def _go_back(actor: Actor, way: WayBack, decision: Decision, words: str, now: datetime) -> int:
    """Put what was moved back where it stood, by a new decision."""
    for place in way.places:
        acts.allow_to_decide(actor, Target(place.contribution, place.thread, way.root))
    order = Order(Verb.MOVE_BACK, decision.rule, words)
    made = acts.record(actor, way.about, order, now, None)
    left = move_acts.go_back(way, made)
    if left is not None:
        acts.carry_out(actor, left, Order(Verb.HIDE, decision.rule, words), now, None)
    return made.id


def _contribution_id(subject: Subject | None) -> int | None:
    return subject.contribution.id if isinstance(subject, Target) else None


def _words(words: str) -> str:
    kept = clean_text(words).strip()
    if not kept or len(kept) > MAX_APPEAL:
        raise Invalid(_("Write something, and at most 4,000 characters. Nothing was sent."))
    return kept
