"""What people report and what moderators decide."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from app import audit, clock, once
from app.extensions import db
from app.live import EventKind
from app.markup import clean_text
from app.moderation import queries
from app.moderation.models import Decision, Report
from app.moderation.queries import Target
from app.notifications.queries import notify
from app.rules import moderation as law
from app.rules import permissions
from app.rules.actors import Actor
from app.rules.moderation import ReportReason, Verb
from app.rules.notices import NoticeKind
from app.rules.refusals import Invalid, Missing
from app.sentences import allow
from app.threads.queries import append_event
from app.transaction import announce, transaction

NOTICES = {
    Verb.HIDE: NoticeKind.HIDDEN,
    Verb.RESTORE: NoticeKind.RESTORED,
    Verb.LOCK: NoticeKind.LOCKED,
    Verb.UNLOCK: NoticeKind.UNLOCKED,
}


@dataclass(frozen=True)
class Place:
    """Where a person or a moderator points: a comment, a contribution, one version of either, or a thread."""

    kind: str
    public_id: str
    number: int | None = None

    def find(self, *, lock: bool = False) -> Target:
        """Fetch it. Raises Missing where there is none."""
        finders: dict[str, Callable[[], Target | None]] = {
            "comment": lambda: queries.comment_target(self.public_id, self.number, lock=lock),
            "contribution": lambda: queries.contribution_target(self.public_id, self.number, lock=lock),
            "thread": lambda: queries.thread_target(self.public_id, lock=lock),
        }
        target = finders[self.kind]()
        if target is None:
            raise Missing
        return target


def read_target(actor: Actor, place: Place, *, lock: bool = False) -> Target:
    """What stands there, if this reader may read it. Raises Missing otherwise."""
    target = place.find(lock=lock)
    if not law.may_read(actor, target.state(round_opened=queries.opened(target.contribution.round_id))):
        raise Missing
    return target


def report(actor: Actor, place: Place, reason: ReportReason, words: str, *, key: str | None = None) -> Report:
    """Tell the moderators. A person's second report on the same text, while the first waits, is the first."""
    allow(permissions.may_report(actor, read_target(actor, place).author_id))
    assert actor.id is not None
    with transaction():
        earlier = once.claim(actor.id, key, "report", place.kind, place.public_id, reason, words)
        if earlier is not None:
            return queries.report_by_id(earlier)
        target = place.find(lock=True)
        made = queries.waiting_report(target, actor.id) or _new_report(actor.id, target, reason, words)
        once.settle(actor.id, key, made.public_id)
    return made


def _new_report(reporter_id: int, target: Target, reason: ReportReason, words: str) -> Report:
    made = Report(
        round_id=target.contribution.round_id,
        contribution_id=None if target.comment else target.contribution.id,
        comment_id=target.comment.id if target.comment else None,
        reporter_id=reporter_id,
        reason=reason,
        words=clean_text(words).strip(),
        at=clock.now(),
    )
    db.session.add(made)
    db.session.flush()
    audit.record(reporter_id, "report.made", "report", made.public_id, round_id=made.round_id, reason=reason)
    return made


def decide(actor: Actor, place: Place, verb: Verb, rule: int, reason: str) -> Target:
    """Hide, restore, lock or unlock, with all that follows from it, in one transaction.

    Raises Refused for anybody but a moderator, and for one's own words; Conflict where a colleague was first; Invalid
    where the rule does not exist or no reason is given.
    """
    allow(None if actor.is_moderator else permissions.No.NOT_MODERATOR)
    words = clean_text(reason).strip()
    if not words or queries.rule(rule) is None:
        raise Invalid(_("A decision needs one of the rules and a reason. Nothing was changed. Give both."))
    with transaction():
        target, now = _locked(actor, place), clock.now()
        allow(_idle(verb, target))
        decision = _record(actor, target, verb, rule, words, now)
        _apply(target, verb, rule, now)
        event = append_event(target.thread, _event(target, verb), _event_id(target), now)
        _tell(actor, target, verb, decision, now)
        announce(event)
    return target


def keep(actor: Actor, place: Place) -> None:
    """Leave a reported text as it is; those who reported it are told."""
    allow(None if actor.is_moderator else permissions.No.NOT_MODERATOR)
    with transaction():
        target = _locked(actor, place)
        _settle_reports(actor, target, None, clock.now())
        kind = "comment" if target.comment else "contribution"
        audit.record(actor.id, "report.kept", kind, target.text.public_id, round_id=target.contribution.round_id)


def _locked(actor: Actor, place: Place) -> Target:
    """What is to be decided on, locked, if this moderator may read it and is not a party to it."""
    target = read_target(actor, place, lock=True)
    allow(permissions.may_decide(actor, target.author_id, target.contribution.author_id))
    return target


def _idle(verb: Verb, target: Target) -> permissions.No | None:
    latest = target.revision is not None and target.revision.number == target.text.version
    hidden, locked = target.hideable.hidden_at is not None, target.thread.locked_at is not None
    return permissions.changes_something(verb, hidden=hidden, locked=locked, latest_version=latest)


def _record(actor: Actor, target: Target, verb: Verb, rule: int, reason: str, now: datetime) -> Decision:
    decision = Decision(
        round_id=target.contribution.round_id,
        verb=verb,
        contribution_id=None if target.comment else target.contribution.id,
        comment_id=target.comment.id if target.comment else None,
        revision_id=target.revision.id if target.revision else None,
        thread_id=target.thread.id if target.whole_thread else None,
        rule=rule,
        reason=reason,
        by_id=actor.id,
        at=now,
    )
    db.session.add(decision)
    db.session.flush()
    kind = "comment" if target.comment else "contribution"
    audit.record(
        actor.id, f"decision.{verb}", kind, target.text.public_id,
        round_id=decision.round_id, decision=decision.public_id, rule=rule,
        revision=target.revision.number if target.revision else None, thread=target.whole_thread,
    )  # fmt: skip
    return decision


def _apply(target: Target, verb: Verb, rule: int, now: datetime) -> None:
    """Repeat the decision on what it is about, and keep the count of comments that everybody may read."""
    if verb in {Verb.LOCK, Verb.UNLOCK}:
        target.thread.locked_at, target.thread.locked_rule = (now, rule) if verb is Verb.LOCK else (None, None)
        return
    hideable = target.hideable
    hideable.hidden_at, hideable.hidden_rule = (now, rule) if verb is Verb.HIDE else (None, None)
    if target.comment is not None and target.revision is None and target.comment.withdrawn_at is None:
        target.contribution.comment_count += -1 if verb is Verb.HIDE else 1


def _event(target: Target, verb: Verb) -> EventKind:
    if target.whole_thread:
        return EventKind.THREAD_LOCKED if verb is Verb.LOCK else EventKind.THREAD_UNLOCKED
    if target.revision is not None:
        return EventKind.COMMENT_EDITED if target.comment else EventKind.CONTRIBUTION_EDITED
    if target.comment is not None:
        return EventKind.COMMENT_HIDDEN if verb is Verb.HIDE else EventKind.COMMENT_RESTORED
    return EventKind.CONTRIBUTION_HIDDEN if verb is Verb.HIDE else EventKind.CONTRIBUTION_RESTORED


def _event_id(target: Target) -> str:
    return target.thread.public_id if target.whole_thread else target.text.public_id


def _tell(actor: Actor, target: Target, verb: Verb, decision: Decision, now: datetime) -> None:
    notify(
        target.author_id, NOTICES[verb],
        round_id=decision.round_id, contribution_id=target.contribution.id,
        comment_id=decision.comment_id, decision_id=decision.id, now=now,
    )  # fmt: skip
    if not target.whole_thread:
        _settle_reports(actor, target, decision, now)


def _settle_reports(actor: Actor, target: Target, decision: Decision | None, now: datetime) -> None:
    """Those who reported are told what came of it."""
    assert actor.id is not None
    for report_id, reporter_id in queries.settle(target, actor.id, now):
        notify(
            reporter_id, NoticeKind.REPORT_SETTLED,
            round_id=target.contribution.round_id, contribution_id=target.contribution.id,
            comment_id=target.comment.id if target.comment else None,
            decision_id=decision.id if decision else None, report_id=report_id, now=now,
        )  # fmt: skip
