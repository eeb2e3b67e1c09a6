"""The sockets of one process, and how something is told to them. The only place that sends; `live.py` says what may be sent."""

import signal
import time
from collections import deque
from collections.abc import Callable, Iterable
from threading import current_thread, main_thread
from types import FrameType
from typing import Any, ClassVar, Protocol

from flask_socketio import SocketIO
from socketio.packet import DISCONNECT

from app.bus import Bus, Message
from app.packets import NAMESPACE, Prepared
from app.rooms import Room, Rooms, Seat
from app.wire import MOST_WAITING

END_SECONDS = 2.0
"""How long a socket that was hung up may take to read what it was told before."""

TURN = 100
"""Sockets that are told in one go under gevent, before anybody else in the process has a turn: about a millisecond."""


class Told(Protocol):
    """Something that may be told: one of the typed events of `live.py`."""

    NAME: ClassVar[str]

    def payload(self) -> dict[str, object]:
        """What leaves, by name."""


class Live:
    """The sockets of one process."""

    def __init__(self, server: SocketIO, bus: Bus) -> None:
        self.bus = bus
        self.rooms = Rooms()
        self.is_closing = False
        self._ending: deque[tuple[float, Any]] = deque()
        self._server = server.server

    @property
    def on_threads(self) -> bool:
        """Whether each socket holds a thread of the server."""
        return bool(self._server.async_mode == "threading")

    def line_of(self, sid: str) -> str:
        """The connection below a socket."""
        return str(self._server.manager.eio_sid_from_sid(sid, NAMESPACE))

    def seat(self, seat: Seat) -> None:
        """Take a socket in: it may be silent from now on."""
        self._line(seat).wire.keep()
        self.rooms.sit(seat)

    def tell_room(self, room: Room | None, what: Told, *, but: int | None = None) -> None:
        """Tell everybody in a room; not the person `but`."""
        if room is not None:
            self.tell((s for s in self.rooms.seats_in(room) if but is None or s.person_id != but), what)

    def tell(self, seats: Iterable[Seat], what: Told) -> None:
        """Tell these sockets. It is put into words and framed once. Whoever does not keep up is hung up."""
        line, packet = self._server.eio, Prepared(what.NAME, what.payload())
        for number, seat in enumerate(seats, 1):
            if number % TURN == 0 and not self.on_threads:
                self.pause(0)
            socket = line.sockets.get(seat.line)
            if socket is None or socket.closed:
                continue
            if socket.queue.qsize() > MOST_WAITING:
                self.hang_up(seat)
            elif not socket.wire.push(packet.encode()):
                line.send_packet(seat.line, packet)

    def hang_up(self, seat: Seat, *, come_back: bool = True) -> None:
        """End a socket, when all that was told before is read. Its page comes back, unless it is told otherwise."""
        self.rooms.rise(seat.sid)
        socket = self._line(seat)
        if socket is None:
            return
        self._ending.append((time.monotonic(), socket))
        if not come_back:
            self._server._send_packet(seat.line, self._server.packet_class(DISCONNECT, namespace=NAMESPACE))  # noqa: SLF001 - Its own `disconnect` waits until a slow reader has read all.
        socket.close(wait=False, reason=self._server.reason.SERVER_DISCONNECT)

    def cut(self, seat: Seat) -> None:
        """End the connection below a socket at once."""
        socket = self._line(seat)
        if socket is not None:
            socket.wire.cut()

    def cut_ended(self, after: float = END_SECONDS) -> None:
        """End the connections of those that were hung up a moment ago, and that nobody reads."""
        now = time.monotonic()
        while self._ending and now - self._ending[0][0] >= after:
            self._ending.popleft()[1].wire.cut()

    def start(self, act: Callable[[], None]) -> None:
        """Do this beside what is being done."""
        self._server.start_background_task(act)

    def pause(self, seconds: float) -> None:
        """Wait."""
        self._server.sleep(seconds)

    def send(self, message: Message) -> None:
        """Send what touches no database (who reads, who writes) to every process."""
        self.bus.send(message)

    def _line(self, seat: Seat) -> Any:
        return self._server.eio.sockets.get(seat.line)


def drain_at_end(live: Live) -> None:
    """When the server is told to stop, let the pages go: they come back to the next one by themselves.

    gunicorn has no hook for that moment: a worker that is told to stop waits for its open requests, and a socket is one
    that never ends. So its own handler is called from ours. Where no server has set one, there is nothing to do.
    """
    before = signal.getsignal(signal.SIGTERM) if current_thread() is main_thread() else None
    if not callable(before):
        return

    def let_go() -> None:
        live.is_closing = True
        for seat in live.rooms.all_seats():
            live.hang_up(seat)
        live.pause(END_SECONDS)
        live.cut_ended()

    def stop(sign: int, frame: FrameType | None) -> None:
        live.start(let_go)
        before(sign, frame)

    signal.signal(signal.SIGTERM, stop)
