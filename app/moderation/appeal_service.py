"""Appeals: contest a decision, answer it, put things right."""

from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from app import audit, clock
from app.contributions.models import Revision
from app.extensions import db
from app.markup import clean_text
from app.moderation import acts, appeal_queries, decision_queries, hearing_acts, move_acts
from app.moderation.acts import Order
from app.moderation.case_models import MAX_APPEAL, Appeal
from app.moderation.hearing_acts import Hearing
from app.moderation.models import Decision
from app.moderation.move_acts import WayBack
from app.moderation.reading import Membership, Subject, Target
from app.notifications.queries import notify, notify_all
from app.rules import appeals as law
from app.rules.actors import Actor
from app.rules.appeals import Bench
from app.rules.contributions import Kind
from app.rules.decisions import Scope
from app.rules.moderation import Verb
from app.rules.notices import NoticeKind
from app.rules.permissions import No
from app.rules.refusals import Conflict, Invalid, Missing
from app.sentences import SENTENCES, allow
from app.spaces import acts as membership
from app.spaces import queries as spaces
from app.spaces.models import Space
from app.transaction import transaction


def appeal(actor: Actor, public_id: str, words: str, *, asked_site: bool = False) -> Appeal:
    """Contest a decision; what a moderator of a space decided, before the others or, if so asked, before the site's.

    Raises Missing, Refused, Conflict for a second time, Invalid without words.
    """
    words = _words(words)
    try:
        with transaction():
            decision = appeal_queries.lock_decision(public_id)
            concerned = decision_queries.concerned(decision) if decision else ()
            if decision is None or actor.id not in concerned:
                raise Missing
            now, made = clock.now(), appeal_queries.appeal_against(decision.id)
            allow(law.may_appeal(actor, concerned, decision.appeal_by, now, made=made is not None))
            space = spaces.space_of_round(decision.round_id)
            by = hearing_acts.bench_of(space, decision, asked_site=asked_site)
            row = Appeal(
                decision_id=decision.id, decider_id=decision.by_id, person_id=actor.id, words=words, at=now,
                answer_by=now + law.ANSWER_WITHIN, space_id=space.id if space and by is Bench.SPACE else None,
            )  # fmt: skip
            db.session.add(row)
            db.session.flush()
            audit.record(
                actor.id, "appeal.made", "appeal", row.public_id,
                round_id=decision.round_id, decision=decision.public_id,
            )  # fmt: skip
            if space is not None and by is Bench.SPACE:
                judges = hearing_acts.other_moderators(space, decision)
                _tell(judges, NoticeKind.SPACE_APPEALED, space, now)
    except IntegrityError as error:
        raise Conflict(str(SENTENCES[No.APPEALED_ALREADY])) from error
    return row


def ask_site(actor: Actor, public_id: str) -> None:
    """Take one's own appeal from the moderators of a space to those of the site, for good.

    Raises Missing where there is none, Conflict where it was answered or is there already.
    """
    with transaction():
        told = hearing_acts.statement(actor, public_id)
        if told.appeal is None or not told.in_space:
            raise Missing
        row = appeal_queries.appeal_by_id(told.appeal.public_id, lock=True)
        assert row is not None  # Appeals are kept.
        by = Bench.SITE if row.space_id is None else Bench.SPACE
        allow(law.may_ask_site(actor, row.person_id, by, answered=row.decided_at is not None))
        row.space_id = None
        audit.record(actor.id, "appeal.to_site", "appeal", row.public_id, round_id=told.decision.round_id)


def read(actor: Actor, public_id: str) -> tuple[Hearing, Subject | None, Revision | None]:
    """An appeal for whoever may look at it, what it is about, and out of a space the one text as it stood.

    That somebody read out of a space to which they do not belong is put down. Raises Refused and Missing.
    """
    hearing = hearing_acts.find(actor, public_id)
    if hearing.space is None:
        return hearing, hearing_acts.about(hearing.decision), None
    with transaction():
        hearing = hearing_acts.find(actor, public_id)
        return hearing, None, hearing_acts.words_of(actor, hearing)


def answer(actor: Actor, public_id: str, words: str, *, upheld: bool) -> Space | None:
    """Answer an appeal: turn it down, or uphold it and put everything right, with the history kept.

    Gives the space in which it was decided, for its own moderators. Raises Refused for whoever made the decision, Conflict
    where a colleague answered.
    """
    words = _words(words)
    with transaction():
        decision = hearing_acts.find(actor, public_id).decision
        way = _way_back(decision) if upheld else None
        subject = way.about if way else hearing_acts.about(decision, lock=True)
        hearing = hearing_acts.find(actor, public_id, lock=True)
        row, decision = hearing.appeal, hearing.decision
        allow(hearing.no)
        now = clock.now()
        if way is not None:
            row.outcome_id = _go_back(actor, way, decision, words, now)
        elif upheld and decision.scope is Scope.MEMBERSHIP:
            row.outcome_id = _let_in(actor, hearing, words, now)
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
        if hearing.space is not None:
            row.space_id = None if hearing.bench is Bench.SITE else row.space_id
            others = set(spaces.moderators(hearing.space.id)) - {actor.id, row.person_id}
            _tell(sorted(others), NoticeKind.SPACE_APPEAL_ANSWERED, hearing.space, now)
    return None if hearing.from_outside else hearing.space


def _tell(people: list[int], kind: NoticeKind, space: Space, now: datetime) -> None:
    notify_all(kind, [{"person_id": one, "space_id": space.id} for one in people], now=now)


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
    if isinstance(subject, Target) and subject.contribution.kind is Kind.TOPIC:
        return acts.carry_out_in_space(actor, subject, order, now).id
    return acts.carry_out(actor, subject, order, now, None, undoes=decision).id


def _let_in(actor: Actor, hearing: Hearing, words: str, now: datetime) -> int | None:
    """Make a member again of whoever was put out; none where they came back since, or were put out anew."""
    space, decision, person_id = hearing.space, hearing.decision, hearing.appeal.person_id
    assert space is not None  # Nobody is put out of anything else.
    if not spaces.is_out_by(space.id, person_id, decision.id):
        return None
    about = Membership(person_id, spaces.round_of(space.id).id)
    made = acts.record(actor, about, Order(Verb.LET_IN, decision.rule, words), now, None)
    membership.come_in(space.id, person_id, now)
    return made.id


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
