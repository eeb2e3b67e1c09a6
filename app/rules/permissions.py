"""Who may do what, and when. Each question is answered with none, or with the one reason why not.

`app/sentences.py` puts the reasons into words for the person.
"""

from datetime import datetime
from enum import StrEnum

from app.rules.actors import Actor
from app.rules.contributions import BUILDS_ON, POST, VOTE, Kind
from app.rules.moderation import Verb
from app.rules.phases import Moment, RoundState, Timetable, opens_at, state_at


class No(StrEnum):
    """Why an act is refused."""

    STRANGER = "stranger"
    ORGANISATION = "organisation"
    NOT_YET = "not_yet"
    TOO_LATE = "too_late"
    NO_SUCH_PHASE = "no_such_phase"
    ROUND_CLOSED = "round_closed"
    ROUND_CANCELLED = "round_cancelled"
    LOCKED = "locked"
    OWN = "own"
    NOT_OWN = "not_own"
    UNAVAILABLE = "unavailable"
    WRONG_LINK = "wrong_link"
    NOT_COMMISSIONER = "not_commissioner"
    NOT_MODERATOR = "not_moderator"
    OWN_DECISION = "own_decision"
    ALREADY_HIDDEN = "already_hidden"
    NOT_HIDDEN = "not_hidden"
    ALREADY_LOCKED = "already_locked"
    NOT_LOCKED = "not_locked"
    LATEST_VERSION = "latest_version"
    OWN_REPORT = "own_report"
    NOT_ADMINISTRATOR = "not_administrator"
    OWN_ROLES = "own_roles"
    LAST_ADMINISTRATOR = "last_administrator"
    NOT_VERIFIER = "not_verifier"
    OWN_VERIFICATION = "own_verification"
    BADGE_LIVES_NOWHERE = "badge_lives_nowhere"
    VERIFIED_ALREADY = "verified_already"
    AREA_SHOWN = "area_shown"
    OWN_LETTERS = "own_letters"
    CODE_UNKNOWN = "code_unknown"
    CODE_USED = "code_used"
    CODE_WITHDRAWN = "code_withdrawn"
    CODE_EXPIRED = "code_expired"
    NOT_WATCHER = "not_watcher"
    OWN_VOTES = "own_votes"
    SAME_PERSON = "same_person"
    ALREADY_CONFIRMED = "already_confirmed"
    ALREADY_LIFTED = "already_lifted"


def may_post(actor: Actor, kind: Kind, round_: Timetable, now: datetime) -> No | None:
    """May this person publish a contribution of this kind? People and organisations may, while its phase is open."""
    return No.STRANGER if not actor.is_signed_in else _phase_opens(kind, posting=True, round_=round_, now=now)


def may_draft(actor: Actor, kind: Kind, round_: Timetable) -> No | None:
    """May this person keep a draft of this kind? At any time, so that what was written too late is not lost."""
    if not actor.is_signed_in:
        return No.STRANGER
    if not round_.opened:
        return No.NOT_YET
    return No.NO_SUCH_PHASE if round_.phase(kind.phase) is None else None


def may_vote(actor: Actor, kind: Kind, author_id: int, round_: Timetable, now: datetime) -> No | None:
    """May this person vote, change or withdraw a vote? Not on one's own, never under a badge, not outside the phase."""
    if not actor.is_signed_in:
        return No.STRANGER
    if actor.is_organisation:
        return No.ORGANISATION
    if actor.id == author_id:
        return No.OWN
    return _phase_opens(kind, posting=False, round_=round_, now=now)


def may_comment(actor: Actor, round_: Timetable, now: datetime, *, locked: bool) -> No | None:
    """May this person write in the thread? Until the round closes, unless a moderator locked the thread."""
    if not actor.is_signed_in:
        return No.STRANGER
    return _round_is_open(round_, now) or (No.LOCKED if locked else None)


def may_edit(actor: Actor, author_id: int, round_: Timetable, now: datetime) -> No | None:
    """May this person edit the text? Its author, until the round closes; earlier versions stay to be read."""
    if not actor.is_signed_in:
        return No.STRANGER
    return No.NOT_OWN if actor.id != author_id else _round_is_open(round_, now)


def may_withdraw(actor: Actor, author_id: int) -> No | None:
    """May this person take the text back? Its author, at any time."""
    if not actor.is_signed_in:
        return No.STRANGER
    return None if actor.id == author_id else No.NOT_OWN


def may_mark_useful(actor: Actor, author_id: int) -> No | None:
    """May this person mark a comment as useful? Anybody with an account; not one's own."""
    if not actor.is_signed_in:
        return No.STRANGER
    return No.OWN if actor.id == author_id else None


def may_link(actor: Actor, author_id: int, kind: Kind, other: Kind, round_: Timetable, now: datetime) -> No | None:
    """May this person link the contribution to the other?

    Its author may: an idea to needs, a proposal to ideas.
    """
    if BUILDS_ON[kind] != other:
        return No.WRONG_LINK
    return may_edit(actor, author_id, round_, now)


def may_run_rounds(actor: Actor) -> No | None:
    """May this person create, edit, open, extend or cancel rounds?"""
    return None if actor.is_commissioner else No.NOT_COMMISSIONER


def may_decide(actor: Actor, author_id: int, thread_author_id: int) -> No | None:
    """May this moderator decide on a text? Never on one's own, and never on one in the thread under one's own.

    `thread_author_id`: whose contribution the text is, or stands under.
    """
    if not actor.is_moderator:
        return No.NOT_MODERATOR
    return No.OWN_DECISION if actor.id in {author_id, thread_author_id} else None


def may_report(actor: Actor, author_id: int) -> No | None:
    """May this person report the text to the moderators? Anybody with an account; one's own can be withdrawn."""
    if not actor.is_signed_in:
        return No.STRANGER
    return No.OWN_REPORT if actor.id == author_id else None


def changes_something(verb: Verb, *, hidden: bool, locked: bool, latest_version: bool) -> No | None:
    """Would the decision change anything? A second moderator who comes to the same end is told so.

    `latest_version`: the decision is on one version alone, and that is the one on the page.
    """
    if latest_version:
        return No.LATEST_VERSION
    already = {
        Verb.HIDE: No.ALREADY_HIDDEN if hidden else None,
        Verb.RESTORE: None if hidden else No.NOT_HIDDEN,
        Verb.LOCK: No.ALREADY_LOCKED if locked else None,
        Verb.UNLOCK: None if locked else No.NOT_LOCKED,
    }
    return already[verb]


def may_give_roles(actor: Actor, person_id: int) -> No | None:
    """May this person change the roles of that one? An administrator, and never one's own."""
    if not actor.is_administrator:
        return No.NOT_ADMINISTRATOR
    return No.OWN_ROLES if actor.id == person_id else None


def may_see_order(actor: Actor, *, phase_over: bool) -> bool:
    """May this person see the order of contributions? Everybody after close; the commissioner always."""
    return phase_over or actor.is_commissioner


def may_see_counts(*, phase_over: bool, has_voted: bool) -> bool:
    """May a person see a contribution's counts? Whoever voted on it; everybody after close."""
    return phase_over or has_voted


def _phase_opens(kind: Kind, *, posting: bool, round_: Timetable, now: datetime) -> No | None:
    not_open = _round_is_open(round_, now)
    if not_open is not None:
        return not_open
    if (POST if posting else VOTE)[kind] in opens_at(round_, now):
        return None
    phase = round_.phase(kind.phase)
    if phase is None:
        return No.NO_SUCH_PHASE
    return No.NOT_YET if phase.moment(now) == Moment.AHEAD else No.TOO_LATE


def _round_is_open(round_: Timetable, now: datetime) -> No | None:
    state = state_at(round_, now)
    no = {RoundState.CLOSED: No.ROUND_CLOSED, RoundState.CANCELLED: No.ROUND_CANCELLED, RoundState.DRAFT: No.NOT_YET}
    return no.get(state)
