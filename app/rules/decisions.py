"""The moderators' decisions: what each does to a text, a thread or a person, and which changes nothing."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from app.rules.actors import Role
from app.rules.moderation import Verb
from app.rules.permissions import No
from app.rules.restraints import RestraintKind


class Scope(StrEnum):
    """What a decision is about."""

    TEXT = "text"
    VERSION = "version"
    THREAD = "thread"
    PERSON = "person"
    ORGANISATION = "organisation"
    PLACE = "place"
    """Where a branch of a discussion, or a contribution, stands."""
    UNDER_LOCK = "under_lock"
    """A text that nobody may see, because it is against the law or somebody is in danger."""
    SPACE = "space"
    """The name of a space, and what it says it is for."""
    MEMBERSHIP = "membership"
    """Whether a person belongs to a space."""


class Ground(StrEnum):
    """What a decision rests on: our own rules, or the law of the land."""

    RULES = "rules"
    LAW = "law"


VERBS = {
    Scope.TEXT: (Verb.KEEP, Verb.ASK_EDIT, Verb.HIDE, Verb.REMOVE, Verb.RESTORE),
    Scope.VERSION: (Verb.HIDE, Verb.RESTORE),
    Scope.THREAD: (Verb.LOCK, Verb.SLOW, Verb.CLOSE_TO_NEW, Verb.UNLOCK),
    Scope.PERSON: (
        Verb.KEEP,
        Verb.HIDE_PICTURE,
        Verb.SHOW_PICTURE,
        Verb.WARN,
        Verb.HOLD,
        Verb.SILENCE,
        Verb.SUSPEND,
        Verb.END,
    ),
    Scope.ORGANISATION: (Verb.KEEP, Verb.HIDE_PICTURE, Verb.SHOW_PICTURE),
    Scope.PLACE: (Verb.MOVE, Verb.SPLIT, Verb.MOVE_BACK),
    Scope.UNDER_LOCK: (Verb.PUT_UNDER_LOCK, Verb.RELEASE),
    Scope.SPACE: (Verb.KEEP, Verb.ASK_EDIT, Verb.HIDE, Verb.RESTORE),
    Scope.MEMBERSHIP: (Verb.PUT_OUT, Verb.LET_IN),
}
"""What can be decided about what."""

FOR_A_TIME = {
    Verb.SLOW: timedelta(days=1),
    Verb.CLOSE_TO_NEW: timedelta(days=7),
    Verb.HOLD: timedelta(days=7),
    Verb.SILENCE: timedelta(days=3),
    Verb.SUSPEND: timedelta(days=7),
}
"""What ends by itself, and after how long where the moderator says nothing else."""

RESTRAINS = {
    Verb.HOLD: RestraintKind.HOLD,
    Verb.SILENCE: RestraintKind.SILENCE,
    Verb.SUSPEND: RestraintKind.SUSPEND,
}

OFFICES = frozenset({Role.MODERATOR, Role.COMMISSIONER, Role.ADMINISTRATOR})
"""Whoever runs the site together with the moderators."""

LONGEST = timedelta(days=365)
"""Nobody is silenced for ever: after a year somebody must look again."""

SLOW_GAP = timedelta(minutes=10)
"""How long one person waits between two comments in a slowed thread: as long as it takes to cool down."""

NEW_FOR = timedelta(days=7)
"""How long an account is new, where a thread is closed to new people."""

CAN_BE_APPEALED = frozenset(Verb) - {
    Verb.KEEP, Verb.RESTORE, Verb.UNLOCK, Verb.END, Verb.MOVE_BACK, Verb.PUT_UNDER_LOCK, Verb.RELEASE,
    Verb.SHOW_PICTURE, Verb.LET_IN,
}  # fmt: skip
"""What takes something away from somebody. What is under lock no other moderator can read, so none can answer an appeal:
the escalation contact looks, and a complaint goes to the council."""

UPHOLDS_A_REPORT = CAN_BE_APPEALED - {
    Verb.LOCK, Verb.SLOW, Verb.CLOSE_TO_NEW, Verb.MOVE, Verb.SPLIT, Verb.PUT_OUT,
} | {Verb.PUT_UNDER_LOCK}  # fmt: skip
"""What shows that a report was right."""


class Standing(StrEnum):
    """How a text, or one version of it, stands."""

    SEEN = "seen"
    HIDDEN = "hidden"
    REMOVED = "removed"


@dataclass(frozen=True)
class Before:
    """What a decision comes upon.

    `removed_by`: who removed the text, where it is removed. `fixed`: its author cannot edit
    it. `closed`: the thread is locked, slowed or closed to new
    people. `private`: only members of a space may know of it by now. `restrained`: the person is held, silenced or suspended. `picture`: one stands beside the name;
    `picture_hidden`: a moderator took one away from there.
    """

    standing: Standing = Standing.SEEN
    removed_by: int | None = None
    latest_version: bool = False
    fixed: bool = False
    withdrawn: bool = False
    under_lock: bool = False
    locked: bool = False
    closed: bool = False
    private: bool = False
    restrained: bool = False
    picture: bool = False
    picture_hidden: bool = False


def changes_something(verb: Verb, before: Before, actor_id: int | None) -> No | None:
    """Would the decision change anything? A second moderator who comes to the same end is told so.

    What was removed is brought back by somebody else than who removed it: that is what tells removing from hiding.
    """
    if before.latest_version:
        return No.LATEST_VERSION
    if before.private and verb is not Verb.KEEP:
        return No.PRIVATE_NOW
    if before.under_lock and verb not in VERBS[Scope.THREAD]:
        return No.UNDER_LOCK
    seen, removed = before.standing is Standing.SEEN, before.standing is Standing.REMOVED
    no = {
        Verb.HIDE: None if seen else No.ALREADY_HIDDEN,
        Verb.REMOVE: No.ALREADY_HIDDEN if removed else None,
        Verb.RESTORE: No.NOT_HIDDEN if seen else No.REMOVED_BY_YOU if before.removed_by == actor_id else None,
        Verb.ASK_EDIT: None if seen and not (before.withdrawn or before.fixed) else No.UNAVAILABLE,
        Verb.LOCK: No.ALREADY_LOCKED if before.locked else None,
        Verb.UNLOCK: None if before.closed else No.NOT_LOCKED,
        Verb.END: None if before.restrained else No.NOT_RESTRAINED,
        Verb.HIDE_PICTURE: None if before.picture else No.NO_PICTURE,
        Verb.SHOW_PICTURE: None if before.picture_hidden else No.NOT_HIDDEN,
    }
    return no.get(verb)


def may_restrain(verb: Verb, roles: frozenset[Role]) -> No | None:
    """May a person with these roles be held, silenced or suspended? Not while they hold an office.

    Moderators could otherwise put out one another, or whoever appoints them; an administrator takes the office first.
    """
    return No.HOLDS_OFFICE if verb in RESTRAINS and not roles.isdisjoint(OFFICES) else None


def standing_after(verb: Verb, standing: Standing) -> Standing:
    """How the text stands after a decision that was allowed."""
    after = {Verb.HIDE: Standing.HIDDEN, Verb.REMOVE: Standing.REMOVED, Verb.RESTORE: Standing.SEEN}
    return after.get(verb, standing)


def ends_at(verb: Verb, days: int | None, now: datetime) -> datetime | None:
    """When what was decided ends by itself; none for what stays until another decision."""
    if verb not in FOR_A_TIME:
        return None
    return now + (timedelta(days=days) if days else FOR_A_TIME[verb])


def may_last(verb: Verb, days: int | None) -> bool:
    """Whether a decision may be for so many days: at least one, at most a year."""
    return verb not in FOR_A_TIME or days is None or 1 <= days <= LONGEST.days


@dataclass(frozen=True)
class Tempo:
    """What a thread asks of whoever writes in it: until when it is slowed, and closed to new accounts."""

    slow_until: datetime | None = None
    closed_to_new_until: datetime | None = None

    def asks_something(self, now: datetime) -> bool:
        """Whether anything is asked at this hour."""
        return any(end is not None and now < end for end in (self.slow_until, self.closed_to_new_until))


def may_join(tempo: Tempo, here_since: datetime, last_spoke: datetime | None, now: datetime) -> No | None:
    """May a person who made the account then, and wrote here last then, write in the thread now?"""
    if tempo.closed_to_new_until is not None and now < tempo.closed_to_new_until and now - here_since < NEW_FOR:
        return No.CLOSED_TO_NEW
    slowed = tempo.slow_until is not None and now < tempo.slow_until
    return No.SLOWED if slowed and last_spoke is not None and now - last_spoke < SLOW_GAP else None
