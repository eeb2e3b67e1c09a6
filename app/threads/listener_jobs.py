"""What a process tells its sockets when something happened anywhere: in order, and only to those who may still know."""

import time
from collections import defaultdict
from collections.abc import Iterable
from typing import Any, Protocol

from flask import Flask
from werkzeug.test import create_environ

from app import clock
from app.bus import Message
from app.live import AccessChanged, EventKind, Gone, PictureGone, PortraitGone, Published, State, ThreadEvent
from app.outlet import Live
from app.rooms import Room, Seat, Why, round_room, thread_room
from app.rules.refusals import SignInFirst
from app.threads import live_service
from app.threads.queries import Head
from app.threads.sentences import ON, SAY

SWEEP_SECONDS = 5.0
"""How often the database is asked whether more happened than was heard of: a process that is killed may take what it
had to say with it, and Redis forgets what nobody heard."""

SEATS_A_TICK = 1
"""Signed-in sockets whose rights are asked again by the clock, for the same reason."""

VOTES_SECONDS = 2.0
"""How often it is told at most that the votes on one contribution changed."""


class Counts(Protocol):
    """Who keeps count of who is here."""

    def tick(self) -> None: ...  # noqa: D102
    def crowd(self, message: Message) -> None: ...  # noqa: D102
    def editors(self, message: Message) -> None: ...  # noqa: D102
    def typing(self, message: Message) -> None: ...  # noqa: D102


class Ear:
    """Hears the bus for one process. One thread calls it, so nothing here needs a lock."""

    def __init__(self, app: Flask, live: Live, presence: Counts) -> None:
        self._app, self._live, self._rooms, self._presence = app, live, live.rooms, presence
        host = app.config["SETTINGS"].server_name or "localhost"
        self._request = create_environ(base_url=f"{app.config['PREFERRED_URL_SCHEME']}://{host}")
        self._acts = {
            ThreadEvent.__name__: self._event,
            Published.__name__: self._published,
            AccessChanged.__name__: self._access,
            PictureGone.__name__: self._picture,
            "Crowd": presence.crowd,
            "Editors": presence.editors,
            "Typing": presence.typing,
        }
        self._swept = 0.0
        self._votes: dict[str, tuple[float, Message | None]] = {}
        self._round: list[Seat] = []

    def hear(self, message: Message) -> None:
        """Take one message; one of a newer kind of process is passed over."""
        act = self._acts.get(message["what"])
        if act is not None:
            with self._context():
                act(message)

    def tick(self) -> None:
        """Do what is due by the clock."""
        now = time.monotonic()
        self._live.cut_ended()
        self._presence.tick()
        with self._context():
            self._late_votes(now)
            if now - self._swept >= SWEEP_SECONDS:
                self._swept = now
                self._sweep()
            self._check(self._next_seats())

    def turn(self, *, up: bool) -> None:
        """Live updates came back: look at everything anew, for nobody knows what was missed. Or they are gone."""
        if up:
            with self._context():
                self._check(self._rooms.all_seats())
                self._sweep()
        with self._context():
            state = State(str(ON), on=True) if up else State(str(SAY[Why.OFF]), Why.OFF)
        self._live.tell(self._rooms.all_seats(), state)

    def _context(self) -> Any:
        """What fragments are rendered in: no reader's request, but one of the site, which alone has addresses."""
        return self._app.request_context(dict(self._request))

    # -- Events --------------------------------------------------------------------------------------------------------

    def _picture(self, message: Message) -> None:
        self._live.tell(self._rooms.all_seats(), PortraitGone(message["picture"]))

    def _event(self, message: Message) -> None:
        name, round_id = message["thread"], message["round_id"]
        room, list_room = self._rooms.room(thread_room(name)), self._rooms.room(round_room(round_id))
        if room is None and list_room is None:
            return
        if message["seq"] is None:
            self._vote(message)
        elif room is None or message["seq"] > room.last:
            self._tell(name, room, list_room, message)
        else:
            self._tell(name, None, list_room, message)

    def _tell(self, name: str, room: Room | None, list_room: Room | None, message: Message) -> None:
        head = live_service.look(name) if room is None else self._catch_up(room)
        if not head.is_open and list_room is not None:
            self._check(self._rooms.seats_in(list_room))
        news = live_service.news(head, EventKind(message["kind"]), message["id"])
        if news is not None:
            self._live.tell_room(list_room, news)

    def _catch_up(self, room: Room) -> Head:
        """Tell a room all that happened since it was last told; gives the thread as it is now.

        Where the discussion is closed to strangers now, the hiding of the contribution is the last that they hear. In a
        space that was never open to them, everybody's right is asked first.
        """
        head, happenings = live_service.happened(room.id, room.last, clock.now().year)
        ends = [n for n, one in enumerate(happenings, 1) if one.kind is EventKind.CONTRIBUTION_HIDDEN]
        end = len(happenings) if head.is_open else 0 if head.is_shared else max(ends, default=0)
        for happening in happenings[:end]:
            self._live.tell_room(room, happening)
        if not head.is_open:
            self._check(self._rooms.seats_in(room))
        for happening in happenings[end:]:
            self._live.tell_room(room, happening)
        room.last = happenings[-1].seq or room.last if happenings else room.last
        return head

    def _published(self, message: Message) -> None:
        list_room = self._rooms.room(round_room(message["round_id"]))
        if list_room is not None:
            head = live_service.look(message["thread"])
            if head.is_open:
                self._live.tell_room(list_room, live_service.added(head))

    def _vote(self, message: Message) -> None:
        """Tell of the first at once, and of those that follow soon after together."""
        name, now = message["thread"], time.monotonic()
        due, _waiting = self._votes.get(name, (0.0, None))
        if now < due:
            self._votes[name] = (due, message)
            return
        self._votes[name] = (now + VOTES_SECONDS, None)
        head = live_service.look(name)
        if head.is_open:
            self._live.tell_room(self._rooms.room(thread_room(name)), live_service.voted(name, head, message["id"]))
            news = live_service.news(head, EventKind.VOTES_CHANGED, message["id"])
            assert news is not None  # It is open to all.
            self._live.tell_room(self._rooms.room(round_room(message["round_id"])), news)

    def _late_votes(self, now: float) -> None:
        for name, (due, message) in list(self._votes.items()):
            if now >= due:
                del self._votes[name]
                if message is not None:
                    self._vote(message)

    def _sweep(self) -> None:
        """Look into the database for what was never heard."""
        rooms = {room.id: room for room in self._rooms.all_rooms() if room.name == thread_room(room.id)}
        for name in live_service.behind({name: room.last for name, room in rooms.items()}) if rooms else []:
            self._catch_up(rooms[name])

    # -- Rights --------------------------------------------------------------------------------------------------------

    def _access(self, message: Message) -> None:
        seats = self._rooms.all_seats()
        if message["sign_in"] is not None:
            self._end([seat for seat in seats if seat.sign_in == message["sign_in"]])
        if message["person"] is not None:
            self._check([seat for seat in seats if seat.person_id == message["person"]])
        if message["round_id"] is not None:
            rooms = [room for room in self._rooms.all_rooms() if room.round_id == message["round_id"]]
            self._check({seat for room in rooms for seat in self._rooms.seats_in(room)})

    def _next_seats(self) -> list[Seat]:
        """The next few of those who are signed in, and so on round."""
        if not self._round:
            self._round = [seat for seat in self._rooms.all_seats() if seat.key is not None]
        taken, self._round = self._round[:SEATS_A_TICK], self._round[SEATS_A_TICK:]
        return [seat for seat in taken if seat.sid in self._rooms.seats]

    def _check(self, seats: Iterable[Seat]) -> None:
        """Ask for the rights of these sockets again, and put out who has none any more.

        Where that cannot be asked, they are hung up: their pages come back and ask by themselves.
        """
        by_key: dict[str | None, list[Seat]] = defaultdict(list)
        for seat in seats:
            by_key[seat.key].append(seat)
        if by_key:
            self._rooms.begin_check()
        for key, theirs in by_key.items():
            try:
                self._check_reader(key, theirs)
            except SignInFirst:
                self._end(theirs)
            except Exception:
                self._app.logger.exception("rights could not be asked again")
                for seat in theirs:
                    self._live.hang_up(seat)

    def _check_reader(self, key: str | None, seats: list[Seat]) -> None:
        rooms = {room.name: room for seat in seats for name in list(seat.rooms) if (room := self._rooms.room(name))}
        threads = {room.id for room in rooms.values() if room.name == thread_room(room.id)}
        rounds = {room.round_id for room in rooms.values() if room.name == round_room(room.round_id)}
        rights = live_service.rights(key, threads, rounds)
        for seat in seats:
            seat.name = rights.name
        kept = {thread_room(name) for name in rights.threads} | {round_room(one) for one in rights.rounds}
        for room in rooms.values():
            if room.name not in kept:
                self._put_out(room, seats)

    def _put_out(self, room: Room, seats: list[Seat]) -> None:
        say = str(SAY[Why.MISSING])
        is_thread = room.name == thread_room(room.id)
        gone = Gone(Why.MISSING, say, thread=room.id) if is_thread else Gone(Why.MISSING, say, round=room.id)
        self._live.tell([seat for seat in seats if self._rooms.leave(seat, room.name)], gone)

    def _end(self, seats: list[Seat]) -> None:
        """The session of these is over."""
        self._live.tell(seats, State(str(SAY[Why.SIGNED_OUT]), Why.SIGNED_OUT))
        for seat in seats:
            self._live.hang_up(seat, come_back=False)
