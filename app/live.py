"""Everything that may leave over a socket: its name, its room, its payload. Public facts only.

Services queue an announcement inside `transaction()`; after the commit it goes on the bus, as ids, to every
process. What each process tells its own sockets is made there, from what may be read at that moment. `outlet.py` sends it.
"""

from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from typing import ClassVar, cast

from blinker import Signal
from flask import Flask, current_app

from app.outlet import Live
from app.rooms import Why
from app.rules.contributions import Kind


class EventKind(StrEnum):
    """What can happen in a thread that others watch."""

    COMMENT_ADDED = "comment.added"
    COMMENT_EDITED = "comment.edited"
    COMMENT_WITHDRAWN = "comment.withdrawn"
    COMMENT_HIDDEN = "comment.hidden"
    COMMENT_RESTORED = "comment.restored"
    COMMENT_REMOVED = "comment.removed"
    THREAD_LOCKED = "thread.locked"
    THREAD_UNLOCKED = "thread.unlocked"
    CONTRIBUTION_EDITED = "contribution.edited"
    CONTRIBUTION_WITHDRAWN = "contribution.withdrawn"
    CONTRIBUTION_HIDDEN = "contribution.hidden"
    CONTRIBUTION_RESTORED = "contribution.restored"
    VOTES_CHANGED = "votes.changed"


# -- What services announce: ids, for every process to look at ---------------------------------------------------------


@dataclass(frozen=True)
class ThreadEvent:
    """One thing that happened in a thread. `seq` is none for what has no place in the sequence (`votes.changed`)."""

    thread: str
    seq: int | None
    kind: EventKind
    id: str
    round_id: int

    @property
    def is_urgent(self) -> bool:
        """Whether it goes before what waits."""
        return False


class ListKind(StrEnum):
    """What can happen to a list alone."""

    CONTRIBUTION_ADDED = "contribution.added"


@dataclass(frozen=True)
class Published:
    """A need, an idea or a proposal is in the list of its round now; its thread is the name by which it is found."""

    thread: str
    round_id: int

    @property
    def is_urgent(self) -> bool:
        """Whether it goes before what waits."""
        return False


@dataclass(frozen=True)
class AccessChanged:
    """What somebody may see may have changed: of one person, of one signing-in (it has ended), or of a whole round."""

    person: int | None = None
    sign_in: str | None = None
    round_id: int | None = None

    @property
    def is_urgent(self) -> bool:
        """Whether it goes before what waits: nothing that happens afterwards may reach who is to be put out."""
        return True


@dataclass(frozen=True)
class PictureGone:
    """A picture stands beside a name no longer: a moderator hid it, or whoever chose it took another or none."""

    picture: str

    @property
    def is_urgent(self) -> bool:
        """Whether it goes before what waits: whatever is told later is rendered without it."""
        return True


Announcement = ThreadEvent | Published | AccessChanged | PictureGone

announced = Signal("Sent once for each announcement, after the commit of the transaction that caused it.")


def emit(announcement: Announcement) -> None:
    """Let every process know."""
    announced.send(type(announcement).__name__, event=announcement)
    bus = of_app().bus
    message = {"what": type(announcement).__name__, **asdict(announcement)}
    (bus.send_first if announcement.is_urgent else bus.send)(message)


# -- What leaves: the typed events of the sockets ----------------------------------------------------------------------


@dataclass(frozen=True)
class Leaving:
    """What is told to sockets. The words in `html` and `say` are those that everybody may read."""

    NAME: ClassVar[str]

    def payload(self) -> dict[str, object]:
        """What leaves, by name; optional parts that are none do not."""
        optional = {field.name for field in fields(self) if field.default is None}
        return {
            field.name: value
            for field in fields(self)
            if (value := getattr(self, field.name)) is not None or field.name not in optional
        }


@dataclass(frozen=True)
class Happening(Leaving):
    """An event of a thread, to those who watch it. `html` and `parent`: the comment as everybody may read it now."""

    NAME = "event"

    thread: str
    seq: int | None
    kind: EventKind
    id: str
    comments: int
    contribution: str
    html: str | None = None
    parent: str | None = None

    def payload(self) -> dict[str, object]:
        """What leaves. A comment that answers none says so where it brings its words."""
        return super().payload() | ({"parent": self.parent} if self.html is not None else {})


@dataclass(frozen=True)
class News(Leaving):
    """The same, to those who watch the round: no words. `of` is the kind of what was added to a list."""

    NAME = "news"

    round: str
    kind: EventKind | ListKind
    id: str
    contribution: str
    comments: int
    of: Kind | None = None


@dataclass(frozen=True)
class PortraitGone(Leaving):
    """The picture of that public id stands beside a name no longer, to everybody who watches anything: names stand anywhere."""

    NAME = "portrait"

    gone: str


@dataclass(frozen=True)
class Here(Leaving):
    """How many people read a thread, and the names of those who chose to be seen."""

    NAME = "here"

    thread: str
    people: int
    names: list[str]


@dataclass(frozen=True)
class Typing(Leaving):
    """Somebody is writing."""

    NAME = "typing"

    thread: str
    name: str | None


@dataclass(frozen=True)
class Editing(Leaving):
    """How many other pages have the same text open to edit."""

    NAME = "editing"

    id: str
    others: int


@dataclass(frozen=True)
class Gone(Leaving):
    """The socket was put out of a room."""

    NAME = "gone"

    code: Why
    say: str
    thread: str | None = None
    round: str | None = None


@dataclass(frozen=True)
class State(Leaving):
    """Live updates went off or came back; `code` says why they are off."""

    NAME = "live"

    say: str
    code: Why | None = None
    on: bool = False


# -- How it finds its way out --------------------------------------------------------------------------------------------


def register(app: Flask, live: Live) -> None:
    """Let announcements find the way out."""
    app.extensions["live"] = live


def of_app() -> Live:
    """The sockets of the app at hand."""
    return cast(Live, current_app.extensions["live"])
