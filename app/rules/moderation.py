"""Who may read a text, and what moderators may do. `app/visibility.py` says the same as a query."""

from dataclasses import dataclass, replace
from enum import StrEnum

from app.rules.actors import Actor


class Verb(StrEnum):
    """What a decision does."""

    KEEP = "keep"
    ASK_EDIT = "ask_edit"
    HIDE = "hide"
    REMOVE = "remove"
    RESTORE = "restore"
    LOCK = "lock"
    SLOW = "slow"
    CLOSE_TO_NEW = "close_to_new"
    UNLOCK = "unlock"
    WARN = "warn"
    HOLD = "hold"
    SILENCE = "silence"
    SUSPEND = "suspend"
    END = "end"
    MOVE = "move"
    SPLIT = "split"
    MOVE_BACK = "move_back"
    PUT_UNDER_LOCK = "put_under_lock"
    RELEASE = "release"
    HIDE_PICTURE = "hide_picture"
    """The picture beside a name."""
    SHOW_PICTURE = "show_picture"
    PUT_OUT = "put_out"
    """End somebody's membership of a space."""
    LET_IN = "let_in"


class ReportReason(StrEnum):
    """Why a person reports a text."""

    PRIVATE_DETAILS = "private_details"
    INSULT = "insult"
    HATE = "hate"
    ADVERT = "advert"
    OFF_TOPIC = "off_topic"
    UNTRUE = "untrue"
    IMPOSTOR = "impostor"
    ILLEGAL = "illegal"
    OTHER = "other"


@dataclass(frozen=True)
class TextState:
    """What the reading of a text depends on."""

    author_id: int
    published: bool = True
    withdrawn: bool = False
    hidden: bool = False
    round_opened: bool = True
    locked: bool = False
    """Under lock: the words are kept apart, and nobody reads them here."""
    outside: bool = False
    """It stands in a space, and this reader is not among those who read there."""


def may_read(actor: Actor, text: TextState) -> bool:
    """Whether the words of a contribution, a comment or a revision may be shown to this reader.

    A draft is its author's alone. A round that was never opened is its commissioners'. Hidden or withdrawn words are
    for moderators and their author, and for nobody else by any channel; words under lock are for nobody at all. What
    stands in a space is read only by those who read there: give the actor as `spaces.within` sees them.
    """
    is_author = actor.id is not None and actor.id == text.author_id
    if text.locked or text.outside:
        return False
    if not text.published:
        return is_author
    if not text.round_opened and not actor.is_commissioner:
        return False
    if text.hidden or text.withdrawn:
        return is_author or actor.is_moderator
    return True


def may_read_discussion(actor: Actor, text: TextState) -> bool:
    """Whether the thread under a contribution may be shown: it stays when the author takes the words back."""
    return may_read(actor, replace(text, withdrawn=False))


def left_a_place(actor: Actor, text: TextState) -> bool:
    """Whether a page may say that this was here and went: only of what this reader could once have read."""
    return text.published and not text.outside and (text.round_opened or actor.is_commissioner)
