"""Who is here: how many people read a thread, who writes, who else has the same text open. Touches no database.

Each process tells the others whom it has, when that changes and now and then, and adds up what it hears.
"""

import time
from collections import defaultdict
from dataclasses import dataclass, field

from app import identifiers
from app.bus import Message
from app.live import Editing, Here, Typing
from app.outlet import Live
from app.rooms import Room, thread_room

COUNT_SECONDS = 2.0
"""How often it is counted who is here, and so how often a page is told of it at most."""

REPEAT_SECONDS = 10.0
"""How often a process says again whom it has, though nothing changed."""

FORGET_SECONDS = 30.0
"""After this long without a word the people of a process count as gone: it may have been killed."""

MOST_NAMES = 20
"""Names that a page is told."""


@dataclass
class Crowd:
    """The people whom one process has in a thread."""

    people: list[int]
    strangers: int
    names: dict[str, str]
    at: float = field(default_factory=time.monotonic, compare=False)


class Presence:
    """Counts for one process. One thread calls it."""

    def __init__(self, live: Live) -> None:
        self._live, self._me = live, identifiers.public_id()
        self._counted = 0.0
        self._crowds: dict[str, dict[str, Crowd]] = defaultdict(dict)
        self._editors: dict[str, dict[str, tuple[int, float]]] = defaultdict(dict)
        self._said: dict[str, tuple[object, float]] = {}

    # -- Saying whom we have -------------------------------------------------------------------------------------------

    def tick(self) -> None:
        """Count, where it is time to."""
        now = time.monotonic()
        if now - self._counted < COUNT_SECONDS:
            return
        self._counted = now
        rooms = [room for room in self._live.rooms.all_rooms() if room.name == thread_room(room.id)]
        crowds = {room.id: self._crowd(room) for room in rooms}
        fresh = {room.id for room in rooms if room.told is None}
        self._say("Crowd", now, {name: vars(crowd) for name, crowd in crowds.items()}, fresh)
        editors: dict[str, int] = defaultdict(int)
        for seat in self._live.rooms.all_seats():
            if seat.editing:
                editors[seat.editing] += 1
        self._say("Editors", now, {name: {"pages": pages} for name, pages in editors.items()}, set())

    def _crowd(self, room: Room) -> Crowd:
        seats = self._live.rooms.seats_in(room)
        people = {seat.person_id: seat.name for seat in seats if seat.person_id is not None}
        names = {str(person): name for person, name in people.items() if name}
        strangers = sum(seat.person_id is None for seat in seats)
        return Crowd(sorted(people), strangers, dict(list(names.items())[:MOST_NAMES]), 0.0)

    def _say(self, what: str, now: float, counted: dict[str, Message], fresh: set[str]) -> None:
        """Say what changed, what was not said for a while, and once of each that it is empty now."""
        keys = {f"{what}:{name}" for name in counted}
        gone = [key for key in self._said if key.startswith(f"{what}:") and key not in keys]
        for key in gone:
            del self._said[key]
            self._live.send({"what": what, "id": key.removeprefix(f"{what}:"), "from": self._me, **EMPTY[what]})
        for name, count in counted.items():
            key = f"{what}:{name}"
            before, at = self._said.get(key, (None, 0.0))
            if count != before or now - at >= REPEAT_SECONDS or name in fresh:
                self._said[key] = (count, now)
                self._live.send({"what": what, "id": name, "from": self._me, **count})

    # -- Hearing whom the others have ----------------------------------------------------------------------------------

    def crowd(self, message: Message) -> None:
        """Add up who reads a thread, and tell those who watch it if that changed."""
        name, crowds = message["id"], self._crowds[message["id"]]
        crowds[message["from"]] = Crowd(message["people"], message["strangers"], message["names"])
        since = time.monotonic() - FORGET_SECONDS
        for process in [
            process for process, crowd in crowds.items() if crowd.at < since or not (crowd.people or crowd.strangers)
        ]:
            del crowds[process]
        room = self._live.rooms.room(thread_room(name))
        if room is None:
            del self._crowds[name]
            return
        here = self._here(name)
        if room.told != (here.people, tuple(here.names)):
            room.told = (here.people, tuple(here.names))
            self._live.tell_room(room, here)

    def _here(self, thread: str) -> Here:
        crowds = self._crowds[thread].values()
        people = {person for crowd in crowds for person in crowd.people}
        names = {person: name for crowd in crowds for person, name in crowd.names.items()}
        return Here(thread, len(people) + sum(crowd.strangers for crowd in crowds), sorted(names.values())[:MOST_NAMES])

    def editors(self, message: Message) -> None:
        """Tell the pages that have a text open to edit how many others have it."""
        name, pages = message["id"], self._editors[message["id"]]
        pages[message["from"]] = (message["pages"], time.monotonic())
        since = time.monotonic() - FORGET_SECONDS
        others = sum(number for number, at in pages.values() if at >= since) - 1
        seats = [seat for seat in self._live.rooms.all_seats() if seat.editing == name]
        if not seats:
            del self._editors[name]
            return
        self._live.tell(seats, Editing(name, others))

    def typing(self, message: Message) -> None:
        """Tell a thread that somebody is writing; not the writer."""
        room = self._live.rooms.room(thread_room(message["thread"]))
        self._live.tell_room(room, Typing(message["thread"], message["name"]), but=message["person"])


EMPTY: dict[str, Message] = {
    "Crowd": {"people": [], "strangers": 0, "names": {}},
    "Editors": {"pages": 0},
}
"""What a process says when it has nobody there any more."""
