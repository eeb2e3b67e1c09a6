"""Who may do what, and when. Each question is answered with none, or with the one reason why not.

`app/sentences.py` puts the reasons into words for the person.
"""

from datetime import datetime
from enum import StrEnum

from app.rules.actors import Actor
from app.rules.contributions import BUILDS_ON, POST, VOTE, Kind, phase_of
from app.rules.phases import Moment, RoundState, Timetable, opens_at, state_at


class No(StrEnum):
    """Why an act is refused."""

    STRANGER = "stranger"
    SILENCED = "silenced"
    ORGANISATION = "organisation"
    NOT_YET = "not_yet"
    TOO_LATE = "too_late"
    NO_SUCH_PHASE = "no_such_phase"
    ROUND_CLOSED = "round_closed"
    ROUND_CANCELLED = "round_cancelled"
    VOTED_IN = "voted_in"
    LOCKED = "locked"
    OWN = "own"
    NOT_OWN = "not_own"
    UNAVAILABLE = "unavailable"
    WRONG_LINK = "wrong_link"
    NOT_COMMISSIONER = "not_commissioner"
    NOT_MODERATOR = "not_moderator"
    OWN_DECISION = "own_decision"
    SPOKE_HERE = "spoke_here"
    SCORES = "scores"
    CASE_CLOSED = "case_closed"
    CASE_HELD = "case_held"
    REMOVED_BY_YOU = "removed_by_you"
    NOT_RESTRAINED = "not_restrained"
    HOLDS_OFFICE = "holds_office"
    NOT_YOURS = "not_yours"
    NOTHING_TAKEN = "nothing_taken"
    APPEALED_ALREADY = "appealed_already"
    APPEAL_TOO_LATE = "appeal_too_late"
    OWN_DECIDED = "own_decided"
    APPEAL_ANSWERED = "appeal_answered"
    SLOWED = "slowed"
    CLOSED_TO_NEW = "closed_to_new"
    ALREADY_HIDDEN = "already_hidden"
    NOT_HIDDEN = "not_hidden"
    ALREADY_LOCKED = "already_locked"
    NOT_LOCKED = "not_locked"
    LATEST_VERSION = "latest_version"
    OWN_REPORT = "own_report"
    NOT_ADMINISTRATOR = "not_administrator"
    OWN_ROLES = "own_roles"
    LAST_ADMINISTRATOR = "last_administrator"
    OWN_SECOND_FACTOR = "own_second_factor"
    NO_SECOND_FACTOR = "no_second_factor"
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
    ALREADY_SETTLED = "already_settled"
    NOT_VERIFIED = "not_verified"
    TOO_MANY_PROPOSALS = "too_many_proposals"
    FIRST_RULE_STAYS = "first_rule_stays"
    ANSWERS_OPEN = "answers_open"
    ANSWERS_CLOSED = "answers_closed"
    NOT_RULE_KEEPER = "not_rule_keeper"
    NOT_CARRIED = "not_carried"
    RULE_CHANGED_SINCE = "rule_changed_since"
    SETTLED_ALREADY = "settled_already"
    ALREADY_OBJECTED = "already_objected"
    NO_OBJECTION = "no_objection"
    TOOK_PART = "took_part"
    HELD_ASKS_NOBODY = "held_asks_nobody"
    REQUESTS_TODAY = "requests_today"
    MESSAGES_TODAY = "messages_today"
    REQUEST_WAITS = "request_waits"
    REQUEST_SETTLED = "request_settled"
    NOT_ASKED = "not_asked"
    ACCOUNT_CLOSED = "account_closed"
    BLOCKED_BY_YOU = "blocked_by_you"
    LEFT_TALK = "left_talk"
    OWN_LETTERBOX = "own_letterbox"
    WROTE_WITH_THEM = "wrote_with_them"
    NOT_TAGGER = "not_tagger"
    OWN_TAG = "own_tag"
    BADGE_BELONGS = "badge_belongs"
    MEMBER_ALREADY = "member_already"
    HAS_OWNERS = "has_owners"
    NOT_CONFIRMER = "not_confirmer"
    OWN_CLAIM = "own_claim"
    NOT_OWNER = "not_owner"
    LAST_OWNER = "last_owner"
    INVITATION_OVER = "invitation_over"
    TOO_MANY_INVITATIONS = "too_many_invitations"
    NOT_MEMBER = "not_member"
    OWN_FOLLOWER = "own_follower"
    FOLLOWS_ENOUGH = "follows_enough"
    NOT_ALIKE = "not_alike"
    SAME_ONE = "same_one"
    NO_PART_IN_IT = "no_part_in_it"
    AUTHORS_MERGE = "authors_merge"
    FOLLOWS_ANOTHER = "follows_another"
    LEADS_OTHERS = "leads_others"
    PROPOSED_ALREADY = "proposed_already"
    DECLINED_BEFORE = "declined_before"
    TOO_MANY_WAIT = "too_many_wait"
    ENDED_ALREADY = "ended_already"
    NOT_JOINED = "not_joined"
    NO_SUCH_VOTE = "no_such_vote"
    UNDER_LOCK = "under_lock"
    NOT_CONTACT = "not_contact"
    CONTACT_IS_ADMINISTRATOR = "contact_is_administrator"
    OWN_LOCKED = "own_locked"
    NO_PICTURE = "no_picture"
    ALREADY_RELEASED = "already_released"
    SAME_PLACE = "same_place"
    OTHER_ROUND = "other_round"
    MOVED_ALREADY = "moved_already"
    NOT_MOVED = "not_moved"
    BRANCH_TOO_LONG = "branch_too_long"
    NOT_ANSWERABLE = "not_answerable"
    NO_ANSWER_TO_IT = "no_answer_to_it"
    TOO_MANY_SPACES = "too_many_spaces"
    INVITATIONS_TODAY = "invitations_today"
    NOT_OPEN_SPACE = "not_open_space"
    NO_REQUESTS = "no_requests"
    SPACE_CLOSED = "space_closed"
    PUT_OUT = "put_out"
    NOT_SPACE_MODERATOR = "not_space_moderator"
    LAST_SPACE_MODERATOR = "last_space_moderator"
    WRITTEN_FOR_MEMBERS = "written_for_members"
    NOT_IN_SPACE = "not_in_space"
    HELD_NOT_HERE = "held_not_here"
    ASKED_ALREADY = "asked_already"
    NOT_IN_A_SPACE = "not_in_a_space"
    BELONGS_THERE = "belongs_there"
    WITH_SITE_ALREADY = "with_site_already"
    PRIVATE_NOW = "private_now"
    SAME_WORDS = "same_words"


def may_post(actor: Actor, kind: Kind, round_: Timetable, now: datetime) -> No | None:
    """May this person publish a contribution of this kind? People and organisations may, while its phase is open."""
    return may_speak(actor) or _phase_opens(kind, posting=True, round_=round_, now=now)


def may_draft(actor: Actor, kind: Kind, round_: Timetable) -> No | None:
    """May this person keep a draft of this kind? At any time, so that what was written too late is not lost."""
    if not actor.is_signed_in:
        return No.STRANGER
    if not round_.opened:
        return No.NOT_YET
    return No.NO_SUCH_PHASE if phase_of(kind, round_) is None else None


def may_vote(actor: Actor, kind: Kind, author_id: int, round_: Timetable, now: datetime) -> No | None:
    """May this person vote, change or withdraw a vote? Not on one's own, never under a badge, not outside the phase."""
    no = may_speak(actor)
    if no is not None:
        return no
    if actor.is_organisation:
        return No.ORGANISATION
    if actor.id == author_id:
        return No.OWN
    return _phase_opens(kind, posting=False, round_=round_, now=now)


def may_join(actor: Actor, kind: Kind, round_: Timetable, now: datetime) -> No | None:
    """May this person say that two of a kind say the same? While people vote on them, so that votes can follow."""
    return may_speak(actor) or _phase_opens(kind, posting=False, round_=round_, now=now)


def may_comment(actor: Actor, round_: Timetable, now: datetime, *, locked: bool) -> No | None:
    """May this person write in the thread? Until the round closes, unless a moderator locked the thread."""
    return may_speak(actor) or _round_is_open(round_, now) or (No.LOCKED if locked else None)


def may_edit(actor: Actor, author_id: int, round_: Timetable, now: datetime) -> No | None:
    """May this person edit the text? Its author, until the round closes; earlier versions stay to be read."""
    return may_speak(actor) or (No.NOT_OWN if actor.id != author_id else _round_is_open(round_, now))


def may_withdraw(actor: Actor, author_id: int) -> No | None:
    """May this person take the text back? Its author, at any time."""
    if not actor.is_signed_in:
        return No.STRANGER
    return None if actor.id == author_id else No.NOT_OWN


def may_mark_useful(actor: Actor, author_id: int) -> No | None:
    """May this person mark a comment as useful? Anybody with an account; not one's own."""
    return may_speak(actor) or (No.OWN if actor.id == author_id else None)


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


def may_return_to_draft(actor: Actor, round_: Timetable, now: datetime, *, voted_in: bool) -> No | None:
    """May this person take an open round back to draft? A commissioner, while nobody has voted in it.

    `voted_in`: whether a vote or a ballot was ever given in it, one that was taken back included.
    """
    if not actor.is_commissioner:
        return No.NOT_COMMISSIONER
    ended = {RoundState.CLOSED: No.ROUND_CLOSED, RoundState.CANCELLED: No.ROUND_CANCELLED}
    return ended.get(state_at(round_, now)) or (No.VOTED_IN if voted_in else None)


def may_report(actor: Actor, author_id: int | None) -> No | None:
    """May this person report it to the moderators? Anybody with an account, a silenced one too; one's own can be withdrawn."""
    if not actor.is_signed_in:
        return No.STRANGER
    return No.OWN_REPORT if actor.id == author_id else None


def may_give_roles(actor: Actor, person_id: int) -> No | None:
    """May this person change the roles of that one? An administrator, and never one's own."""
    if not actor.is_administrator:
        return No.NOT_ADMINISTRATOR
    return No.OWN_ROLES if actor.id == person_id else None


def may_see_order(actor: Actor, *, phase_over: bool) -> bool:
    """May this person see the order of contributions? Everybody after close; the commissioner always."""
    return phase_over or actor.is_commissioner


def may_see_counts(*, phase_over: bool, has_voted: bool, for_all: bool = False) -> bool:
    """May a person see a contribution's counts? Whoever voted on it; everybody after close, or where the round says so."""
    return phase_over or has_voted or for_all


def may_speak(actor: Actor) -> No | None:
    """Has this person a voice now? Everybody with an account, unless moderators decided otherwise for a time."""
    if not actor.is_signed_in:
        return No.STRANGER
    return No.SILENCED if actor.is_silenced else None


def _phase_opens(kind: Kind, *, posting: bool, round_: Timetable, now: datetime) -> No | None:
    not_open = _round_is_open(round_, now)
    if not_open is not None:
        return not_open
    phase = phase_of(kind, round_)
    if phase is None:
        return No.NO_SUCH_PHASE
    if (POST if posting else VOTE)[kind] in opens_at(round_, now):
        return None
    return No.NOT_YET if phase.moment(now) == Moment.AHEAD else No.TOO_LATE


def _round_is_open(round_: Timetable, now: datetime) -> No | None:
    state = state_at(round_, now)
    if round_.is_space and state == RoundState.CLOSED:
        return No.SPACE_CLOSED
    no = {RoundState.CLOSED: No.ROUND_CLOSED, RoundState.CANCELLED: No.ROUND_CANCELLED, RoundState.DRAFT: No.NOT_YET}
    return no.get(state)
