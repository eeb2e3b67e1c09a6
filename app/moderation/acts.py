"""A decision with all that follows from it, inside the transaction that a service has begun.

What it is about is locked by then, in the fixed order: contribution, thread, case, person.
"""

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from app import audit
from app.columns import OBJECTS
from app.extensions import db
from app.images import queries as images
from app.live import AccessChanged, EventKind, PictureGone
from app.markup import clean_text
from app.messages import report_queries as letters
from app.moderation import case_queries, decision_queries, queries, restraint_queries
from app.moderation.case_models import Case
from app.moderation.case_queries import Settlement
from app.moderation.models import Decision
from app.moderation.reading import Membership, Profile, RuleWords, SpaceFace, Subject, Target
from app.notifications.queries import notify
from app.rules import appeals, cases, decisions
from app.rules.actors import Actor
from app.rules.decisions import CAN_BE_APPEALED, RESTRAINS, UPHOLDS_A_REPORT, Before, Ground, Scope, Standing
from app.rules.moderation import Verb
from app.rules.notices import NoticeKind
from app.rules.permissions import No
from app.rules.refusals import Invalid
from app.rules.reports import Outcome
from app.rules.spaces import is_public_face
from app.search.queries import index_text
from app.sentences import allow
from app.spaces import face_queries as faces
from app.spaces import report_queries as space_reports
from app.threads.queries import append_event
from app.transaction import announce

NOTICES = {
    Verb.HIDE: NoticeKind.HIDDEN,
    Verb.RESTORE: NoticeKind.RESTORED,
    Verb.LOCK: NoticeKind.LOCKED,
    Verb.UNLOCK: NoticeKind.UNLOCKED,
}


@dataclass(frozen=True)
class Order:
    """What a moderator decides, in the words of the form. `days`: how long, where it is for a time."""

    verb: Verb
    rule: int | None
    reason: str
    ground: Ground = Ground.RULES
    facts: str = ""
    days: int | None = None
    unfounded: bool = False


def tidy(order: Order, scope: Scope, round_id: int | None) -> Order:
    """The order as it may stand. Raises Invalid where it lacks a rule or a reason, or lasts too long."""
    reason, keeps = clean_text(order.reason).strip(), order.verb is Verb.KEEP
    known = order.rule is not None and queries.rule(order.rule, round_id) is not None
    if not keeps and order.rule is not None and not known:
        raise Invalid(
            _("This rule does not hold for all that you decide on. Nothing was changed. Choose another rule.")
        )
    if not keeps and not (reason and known):
        raise Invalid(_("A decision needs one of the rules and a reason. Nothing was changed. Give both."))
    if not decisions.may_last(order.verb, order.days):
        raise Invalid(_("This lasts from one day to a year. Nothing was changed. Give the days again."))
    if order.verb not in decisions.VERBS[scope]:
        raise Invalid(_("This cannot be decided here. Nothing was changed. Open the case again."))
    facts = clean_text(order.facts).strip()
    rule = order.rule if known else None
    return Order(order.verb, rule, reason, order.ground, facts, order.days, order.unfounded)


def allow_to_decide(actor: Actor, found: Subject) -> None:
    """Raise, with the reason in words, where this moderator stands too near."""
    allow(cases.may_decide(actor, parties(actor, found)))


def parties(actor: Actor, found: Subject) -> cases.Parties:
    """Who stands too near to what is to be judged."""
    assert actor.id is not None or not actor.is_moderator  # Only people moderate.
    if isinstance(found, Target):
        spoke = actor.id is not None and queries.has_spoken(found.thread.id, actor.id)
        badge = actor.id is not None and found.text.organisation_id in queries.organisations_of(actor.id)
        return cases.Parties(found.author_id, found.contribution.author_id, found.round_id, spoke, speaks_for=badge)
    if isinstance(found, RuleWords):
        spoke = actor.id is not None and queries.has_talked(found.proposal.id, actor.id)
        return cases.Parties(found.author_id, found.proposal.by_id, found.round_id, spoke)
    if isinstance(found, SpaceFace):
        return cases.Parties(found.author_id, speaks_for=faces.belongs(found.space.id, actor.id))
    own = actor.id is not None and found.organisation is not None
    speaks_for = own and found.body.id in queries.organisations_of(actor.id or 0)
    wrote_with = (
        actor.id is not None
        and found.person is not None
        and (letters.wrote_with(actor.id, found.person.id) or space_reports.reported_by(actor.id, found.person.id))
    )
    return cases.Parties(found.author_id, speaks_for=speaks_for, wrote_with=wrote_with)


def carry_out(
    actor: Actor,
    found: Subject,
    order: Order,
    now: datetime,
    reported: Subject | None,
    *,
    undoes: Decision | None = None,
) -> Decision:
    """Decide: record, apply, tell whoever it concerns and whoever reported it, and close the case on it.

    `reported` is what the reports that this settles are about: mostly the same; none where it settles no reports.
    `undoes` is the decision that an appeal contested: of several restraints, only its own ends.
    Raises Conflict where a colleague was first or has the case; Refused for whoever stands too near.
    """
    order = tidy(order, found.scope, found.round_id)
    allow_to_decide(actor, found)
    if isinstance(found, Profile) and found.person is not None:
        allow(decisions.may_restrain(order.verb, found.person.actor.held))
    case = case_queries.open_case(reported.keys, lock=True) if reported else None
    if case is not None:
        lease = cases.Lease(case.claimed_by_id, case.claimed_until)
        allow(cases.may_hold(actor, lease, now, closed=case.closed_at is not None))
    before = before_of(found, now)
    allow(decisions.changes_something(order.verb, before, actor.id))
    decision = record(actor, found, order, now, case)
    if order.verb is Verb.END and undoes is not None and isinstance(found, Profile) and found.person is not None:
        restraint_queries.lift_one(found.person, undoes.id, decision)
    else:
        _apply(found, order.verb, decision, before)
    _tell(found, decision)
    if reported is not None:
        settle(actor, reported, order, decision)
    if case is not None:
        case.closed_at, case.closed_by_id = now, actor.id
    return decision


def carry_out_in_space(actor: Actor, found: Target, order: Order, now: datetime) -> Decision:
    """The same in a space, by a moderator of it: recorded, applied, and the author is told.

    No case of the site's moderators hangs on it, and it stands in no public log. Raises Invalid, Refused or Conflict as
    `carry_out` does.
    """
    order = tidy(order, found.scope, None)
    allow(No.OWN_DECISION if actor.id == found.author_id else None)
    before = before_of(found, now)
    allow(decisions.changes_something(order.verb, before, actor.id))
    decision = record(actor, found, order, now, None)
    _apply(found, order.verb, decision, before)
    _tell(found, decision)
    return decision


def before_of(found: Subject, now: datetime) -> Before:
    """What a decision on this would come upon."""
    if isinstance(found, Profile):
        restrained = found.person is not None and bool(restraint_queries.running(found.person.id, now))
        named = found.body
        return Before(
            restrained=restrained, picture=named.avatar is not None, picture_hidden=named.hidden_avatar is not None
        )
    if isinstance(found, RuleWords):
        return Before(*_standing(found), withdrawn=found.withdrawn, fixed=True)
    if isinstance(found, SpaceFace):
        standing = Standing.HIDDEN if found.hidden else Standing.SEEN
        return Before(standing, private=not is_public_face(found.space.kind))
    thread, latest = found.thread, found.revision is not None and found.revision.number == found.text.version
    slowed = any(end is not None and now < end for end in (thread.slow_until, thread.closed_to_new_until))
    return Before(
        *_standing(found),
        latest_version=latest,
        withdrawn=found.text.withdrawn_at is not None,
        under_lock=found.text.locked_at is not None or found.contribution.locked_at is not None,
        locked=thread.locked_at is not None,
        closed=slowed or thread.locked_at is not None,
    )


def _standing(found: Target | RuleWords) -> tuple[Standing, int | None]:
    """How the words stand, and who removed them, where they are removed."""
    if found.hideable.hidden_at is None:
        return Standing.SEEN, None
    last = decision_queries.last_removal(found)
    removed = last is not None and last.verb is Verb.REMOVE
    return (Standing.REMOVED, last.by_id) if removed and last else (Standing.HIDDEN, None)


def can_still_undo(found: Subject, decision: Decision, now: datetime) -> bool:
    """Whether there is something left of a decision that could be taken back."""
    if isinstance(found, Profile):
        person = found.person
        if decision.verb is Verb.HIDE_PICTURE:
            return found.body.hidden_avatar is not None
        return person is not None and any(
            one.decision_id == decision.id for one in restraint_queries.running(person.id, now)
        )
    if isinstance(found, SpaceFace):
        last = decision_queries.last_removal(found)
        return found.hidden and last is not None and last.id == decision.id
    before = before_of(found, now)
    of_thread = isinstance(found, Target) and found.whole_thread
    return before.closed if of_thread else before.standing is not Standing.SEEN


def record(
    actor: Actor, found: Subject | Membership, order: Order, now: datetime, case: Case | None, *, silent: bool = False
) -> Decision:
    """Write the decision down, and into the audit log without its words.

    `silent`: it does not say whom it concerns, because to be told of it would do harm.
    """
    target = found if isinstance(found, Target) else None
    decision = Decision(
        case_id=case.id if case else None, round_id=found.round_id, verb=order.verb, scope=found.scope,
        **{name: found.keys[name] for name in OBJECTS if name != "person_id"},
        author_id=None if silent else found.author_id,
        revision_id=target.revision.id if target and target.revision else None,
        thread_id=target.thread.id if target and target.whole_thread else None,
        rule=order.rule, ground=order.ground, facts=order.facts, reason=order.reason,
        until=decisions.ends_at(order.verb, order.days, now),
        appeal_by=now + appeals.APPEAL_WITHIN if order.verb in CAN_BE_APPEALED else None,
        by_id=actor.id, at=now,
    )  # fmt: skip
    db.session.add(decision)
    db.session.flush()
    audit.record(
        actor.id, f"decision.{order.verb}", *found.name,
        round_id=decision.round_id, decision=decision.public_id, rule=order.rule, ground=order.ground,
        revision=target.revision.number if target and target.revision else None,
        thread=decision.thread_id is not None, until=decision.until.isoformat() if decision.until else None,
        case=case.public_id if case else None,
    )  # fmt: skip
    return decision


def _apply(found: Subject, verb: Verb, decision: Decision, before: Before) -> None:
    """Repeat the decision on what it is about, and announce it to open pages."""
    if isinstance(found, Profile):
        if verb in {Verb.HIDE_PICTURE, Verb.SHOW_PICTURE}:
            _apply_to_picture(found, shown=verb is Verb.SHOW_PICTURE)
        elif found.person is not None:
            _apply_to_person(found, verb, decision)
        return
    if isinstance(found, RuleWords):
        _hide_or_show(found, verb, decision, before)
        return
    if isinstance(found, SpaceFace):
        _apply_to_face(found, verb, decision)
        return
    if found.whole_thread:
        _apply_to_thread(found, verb, decision)
    else:
        _apply_to_text(found, verb, decision, before)
    event = _event(found, verb, before)
    if event is not None:
        name = found.thread.public_id if found.whole_thread else found.text.public_id
        announce(append_event(found.thread, event, name, decision.at))


def _apply_to_person(found: Profile, verb: Verb, decision: Decision) -> None:
    assert found.person is not None
    if verb is Verb.END:
        restraint_queries.lift_all(found.person, decision)
    elif verb in RESTRAINS:
        restraint_queries.restrain(found.person, RESTRAINS[verb], decision)
        announce(AccessChanged(person=found.person.id))  # Open pages of somebody who is suspended hear no more.


def _apply_to_face(found: SpaceFace, verb: Verb, decision: Decision) -> None:
    """Take the name and the words of a space away, or bring them back; those who look after it are told."""
    if verb is Verb.HIDE:
        faces.hide(found.space)
        faces.tell_others(found.space, decision)
    elif verb is Verb.RESTORE:
        faces.bring_back(found.space)


def _apply_to_picture(found: Profile, *, shown: bool) -> None:
    """Hide the picture beside the name or bring it back; one that stood in its place meanwhile goes."""
    named = found.body
    gone = named.avatar if shown else named.hidden_avatar
    kept = named.hidden_avatar if shown else named.avatar
    if named.avatar is not None:
        announce(PictureGone(named.avatar))
    named.avatar, named.hidden_avatar = (kept, None) if shown else (None, kept)
    db.session.flush()
    images.drop(gone)


def _apply_to_thread(found: Target, verb: Verb, decision: Decision) -> None:
    thread = found.thread
    if verb is Verb.LOCK:
        thread.locked_at, thread.locked_rule = decision.at, decision.rule
    elif verb is Verb.SLOW:
        thread.slow_until = decision.until
    elif verb is Verb.CLOSE_TO_NEW:
        thread.closed_to_new_until = decision.until
    else:
        thread.locked_at = thread.locked_rule = thread.slow_until = thread.closed_to_new_until = None


def _apply_to_text(found: Target, verb: Verb, decision: Decision, before: Before) -> None:
    """Hide or show, and keep the count of comments that everybody may read."""
    gone = _hide_or_show(found, verb, decision, before)
    if found.revision is None:
        index_text(found.text)
    counts = found.comment is not None and found.revision is None and found.comment.withdrawn_at is None
    if counts and gone != (before.standing is not Standing.SEEN):
        found.contribution.comment_count += -1 if gone else 1


def _hide_or_show(found: Target | RuleWords, verb: Verb, decision: Decision, before: Before) -> bool:
    """Repeat the decision on the words; gives whether they are gone after it."""
    after = decisions.standing_after(verb, before.standing)
    gone = after is not Standing.SEEN
    if after is not before.standing:
        hideable = found.hideable
        hideable.hidden_at, hideable.hidden_rule = (decision.at, decision.rule) if gone else (None, None)
    return gone


def _event(found: Target, verb: Verb, before: Before) -> EventKind | None:
    """What open pages hear; nothing where they need not change."""
    if found.whole_thread:
        if verb is Verb.LOCK:
            return EventKind.THREAD_LOCKED
        return EventKind.THREAD_UNLOCKED if verb is Verb.UNLOCK and before.locked else None
    if decisions.standing_after(verb, before.standing) is before.standing:
        return None
    if found.revision is not None:
        return EventKind.COMMENT_EDITED if found.comment else EventKind.CONTRIBUTION_EDITED
    if found.comment is not None:
        return EventKind.COMMENT_RESTORED if verb is Verb.RESTORE else EventKind.COMMENT_HIDDEN
    return EventKind.CONTRIBUTION_RESTORED if verb is Verb.RESTORE else EventKind.CONTRIBUTION_HIDDEN


def _tell(found: Subject, decision: Decision) -> None:
    """Tell whom it concerns. What was kept as it is concerns nobody but those who reported it."""
    if decision.verb is Verb.KEEP:
        return
    kind = NOTICES.get(decision.verb, NoticeKind.DECIDED)
    if isinstance(found, SpaceFace) and decision.verb is Verb.HIDE:
        kind = NoticeKind.SPACE_NAME_HIDDEN
    for person_id in decision_queries.concerned(decision):
        notify(
            person_id, kind, space_id=decision.space_id,
            round_id=decision.round_id, contribution_id=_contribution_id(found), comment_id=decision.comment_id,
            decision_id=decision.id, now=decision.at,
        )  # fmt: skip


def settle(actor: Actor, found: Subject, order: Order, decision: Decision) -> None:
    """Those who reported it are told what came of it, and it stands behind a click no more."""
    assert actor.id is not None
    if isinstance(found, Target) and found.text.covered_at is not None:
        set_cover(found, None, decision.at)
    outcome = (
        Outcome.UPHELD if order.verb in UPHOLDS_A_REPORT else Outcome.UNFOUNDED if order.unfounded else Outcome.KEPT
    )
    for report_id, reporter_id in case_queries.settle(found, Settlement(decision.at, actor.id, outcome)):
        notify(
            reporter_id, NoticeKind.REPORT_SETTLED,
            round_id=decision.round_id, contribution_id=_contribution_id(found), comment_id=decision.comment_id,
            decision_id=decision.id, report_id=report_id, now=decision.at,
        )  # fmt: skip


def _contribution_id(found: Subject) -> int | None:
    return found.contribution.id if isinstance(found, Target) else None


def set_cover(found: Target, covered_at: datetime | None, now: datetime) -> None:
    """Put a text behind a click, because of the reports that wait on it, or bring it out again: a moderator has looked."""
    found.text.covered_at = covered_at
    act = "text.covered" if covered_at else "text.uncovered"
    audit.record(None, act, *found.name, round_id=found.round_id)
    changed = EventKind.COMMENT_EDITED if found.comment else EventKind.CONTRIBUTION_EDITED
    announce(append_event(found.thread, changed, found.text.public_id, now))
