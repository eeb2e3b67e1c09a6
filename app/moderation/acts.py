"""A decision with all that follows from it, inside the transaction that a service has begun.

What it is about is locked by then, in the fixed order: contribution, thread, case, person.
"""

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from app import audit
from app.columns import OBJECTS
from app.extensions import db
from app.markup import clean_text
from app.messages import report_queries as letters
from app.moderation import case_queries, decision_queries, effects, queries, restraint_queries
from app.moderation.case_models import Case
from app.moderation.models import Decision
from app.moderation.reading import Membership, Profile, RuleWords, SpaceFace, Subject, Target
from app.rules import appeals, cases, decisions
from app.rules.actors import Actor
from app.rules.decisions import CAN_BE_APPEALED, Before, Ground, Scope, Standing
from app.rules.moderation import Verb
from app.rules.permissions import No
from app.rules.refusals import Invalid
from app.rules.spaces import is_public_face
from app.sentences import allow
from app.spaces import face_queries as faces
from app.spaces import report_queries as space_reports


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
        effects.apply(found, order.verb, decision, before)
    effects.tell(found, decision)
    if reported is not None:
        effects.settle(actor, reported, decision, unfounded=order.unfounded)
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
    effects.apply(found, order.verb, decision, before)
    effects.tell(found, decision)
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
