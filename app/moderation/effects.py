"""What follows of a decision: on what it is about, on open pages, for whom it concerns and for those who reported it.

Inside the transaction of whoever decides.
"""

from datetime import datetime

from app import audit
from app.extensions import db
from app.images import queries as images
from app.live import AccessChanged, EventKind, PictureGone
from app.moderation import case_queries, decision_queries, restraint_queries
from app.moderation.case_queries import Settlement
from app.moderation.models import Decision
from app.moderation.reading import Profile, RuleWords, SpaceFace, Subject, Target
from app.notifications.queries import notify
from app.rules import decisions
from app.rules.actors import Actor
from app.rules.decisions import RESTRAINS, UPHOLDS_A_REPORT, Before, Standing
from app.rules.moderation import Verb
from app.rules.notices import NoticeKind
from app.rules.reports import Outcome
from app.search.queries import index_text
from app.spaces import face_queries as faces
from app.threads.queries import append_event
from app.transaction import announce

NOTICES = {
    Verb.HIDE: NoticeKind.HIDDEN,
    Verb.RESTORE: NoticeKind.RESTORED,
    Verb.LOCK: NoticeKind.LOCKED,
    Verb.UNLOCK: NoticeKind.UNLOCKED,
}


def apply(found: Subject, verb: Verb, decision: Decision, before: Before) -> None:
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
        faces.hide(found.space, decision)
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


def tell(found: Subject, decision: Decision) -> None:
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


def settle(actor: Actor, found: Subject, decision: Decision, *, unfounded: bool) -> None:
    """Those who reported it are told what came of it, and it stands behind a click no more."""
    assert actor.id is not None
    if isinstance(found, Target) and found.text.covered_at is not None:
        set_cover(found, None, decision.at)
    outcome = Outcome.UPHELD if decision.verb in UPHOLDS_A_REPORT else Outcome.UNFOUNDED if unfounded else Outcome.KEPT
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
