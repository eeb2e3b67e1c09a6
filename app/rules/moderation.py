"""Who may read a text, and what moderators may do. `app/visibility.py` says the same as a query."""

from dataclasses import dataclass, replace
from enum import StrEnum

from app.rules.actors import Actor


class Verb(StrEnum):
    """What a decision does."""

    HIDE = "hide"
    RESTORE = "restore"
    LOCK = "lock"
    UNLOCK = "unlock"


class ReportReason(StrEnum):
    """Why a person reports a text."""

    PRIVATE_DETAILS = "private_details"
    INSULT = "insult"
    ADVERT = "advert"
    OFF_TOPIC = "off_topic"
    UNTRUE = "untrue"
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


def may_read(actor: Actor, text: TextState) -> bool:
    """Whether the words of a contribution, a comment or a revision may be shown to this reader.

    A draft is its author's alone. A round that was never opened is its commissioners'. Hidden or withdrawn words are
    for moderators and their author, and for nobody else by any channel.
    """
    is_author = actor.id is not None and actor.id == text.author_id
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
    return text.published and (text.round_opened or actor.is_commissioner)
