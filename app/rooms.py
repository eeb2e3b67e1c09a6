"""Who watches what in this process: open sockets, and the rooms that they are in. In memory, and asked nothing else."""

import threading
import time
from dataclasses import dataclass, field
from enum import StrEnum

MOST_WATCHES = 12
"""Rooms of one socket: a page watches one thread and its round."""

BURST = 40
"""Messages of one socket in one go."""

A_SECOND = 5.0
"""Messages of one socket a second, for as long as it likes."""

FLOOD = -400
"""So many messages beyond what is allowed are no slip of a page: the socket is hung up."""


class Why(StrEnum):
    """Why a page is not told, or not told any more."""

    BAD = "bad"
    MISSING = "missing"
    BUSY = "busy"
    OFF = "off"
    FULL = "full"
    CLOSING = "closing"
    SIGNED_OUT = "signed_out"


class Allowance:
    """So many in one go, and then so many a second for as long as one likes."""

    def __init__(self, burst: float, a_second: float) -> None:
        self._burst, self._a_second = burst, a_second
        self._left, self._counted_at = burst, time.monotonic()

    def spend(self) -> float:
        """Count one; gives what is left, less than 0 where there was none."""
        now = time.monotonic()
        self._left = min(self._burst, self._left + (now - self._counted_at) * self._a_second) - 1
        self._counted_at = now
        return self._left


@dataclass(eq=False)
class Seat:
    """One open socket, and the person who held the session when it was opened.

    `line` is the connection below it; `key` is the session's key to the person, `sign_in` names the one signing-in that it belongs to. Neither says what
    the person may do: that is asked each time.
    """

    sid: str
    line: str
    key: str | None = None
    sign_in: str | None = None
    person_id: int | None = None
    name: str | None = None
    """What others may see as the name; none where the person did not choose to be seen."""

    rooms: set[str] = field(default_factory=set)
    editing: str | None = None
    messages: Allowance = field(default_factory=lambda: Allowance(BURST, A_SECOND))
    typed_at: float = 0.0


@dataclass(eq=False)
class Room:
    """What is watched together: a thread, with the number of the last event that was told, or a round."""

    name: str
    id: str
    round_id: int
    last: int = 0
    told: tuple[int, tuple[str, ...]] | None = None
    """How many people, and which names, the room was told to be here; none where somebody came who was not told yet."""

    seats: dict[str, Seat] = field(default_factory=dict)


def thread_room(public_id: str) -> str:
    """The room of a thread."""
    return f"thread:{public_id}"


def round_room(round_id: int) -> str:
    """The room of a round."""
    return f"round:{round_id}"


class Rooms:
    """All sockets and rooms of this process."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self.seats: dict[str, Seat] = {}
        self._rooms: dict[str, Room] = {}
        self.checks = 0
        """How often rights were asked again. Whoever asked for a right before may not enter with the answer."""

    def sit(self, seat: Seat) -> None:
        """A socket was opened."""
        with self._lock:
            self.seats[seat.sid] = seat

    def rise(self, sid: str) -> Seat | None:
        """A socket was closed: it is in no room any more."""
        with self._lock:
            seat = self.seats.pop(sid, None)
            if seat is not None:
                for name in list(seat.rooms):
                    self.leave(seat, name)
            return seat

    def enter(self, seat: Seat, room: Room, checks: int) -> bool:
        """Let a socket into a room; not where rights were asked again since `checks`, or the socket is gone."""
        with self._lock:
            if self.checks != checks or seat.sid not in self.seats:
                return False
            entered = self._rooms.setdefault(room.name, room)
            entered.seats[seat.sid], entered.told = seat, None
            seat.rooms.add(room.name)
            return True

    def leave(self, seat: Seat, name: str) -> bool:
        """Take a socket out of a room; gives whether it was in it. An empty room is forgotten."""
        with self._lock:
            room = self._rooms.get(name)
            if room is None or room.seats.pop(seat.sid, None) is None:
                return False
            seat.rooms.discard(name)
            if not room.seats:
                del self._rooms[name]
            return True

    def room(self, name: str) -> Room | None:
        """The room of that name, if anybody is in it."""
        return self._rooms.get(name)

    def begin_check(self) -> None:
        """Rights are about to be asked again: an answer from before counts no more."""
        with self._lock:
            self.checks += 1

    def all_seats(self) -> list[Seat]:
        """Every open socket."""
        with self._lock:
            return list(self.seats.values())

    def all_rooms(self) -> list[Room]:
        """Every room that somebody is in."""
        with self._lock:
            return list(self._rooms.values())

    def seats_in(self, room: Room) -> list[Seat]:
        """The sockets in a room."""
        with self._lock:
            return list(room.seats.values())
