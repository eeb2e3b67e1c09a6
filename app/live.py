"""Every event that may leave the process: its name, its room, its payload. Public facts only, never a text's words.

The only place that emits. Services queue an announcement inside `transaction()`; it goes out after the commit.
"""

from dataclasses import asdict, dataclass
from enum import StrEnum

from blinker import Signal


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


@dataclass(frozen=True)
class ThreadEvent:
    """One thing that happened in a thread. `seq` is none for what has no place in the sequence (`votes.changed`)."""

    thread: str
    seq: int | None
    kind: EventKind
    id: str

    @property
    def room(self) -> str:
        """The room that hears of it."""
        return f"thread:{self.thread}"

    def payload(self) -> dict[str, object]:
        """What leaves: ids and the kind."""
        return {name: value for name, value in asdict(self).items() if value is not None}


announced = Signal("Sent once for each event, after the commit of the transaction that caused it.")


def emit(event: ThreadEvent) -> None:
    """Send one event to whoever listens in this process."""
    announced.send(event.room, event=event)
