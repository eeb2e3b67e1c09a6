"""The websockets themselves: what may come in over one, and how long it lives.

python-engineio speaks the protocol and wsproto reads the frames. The class that joins them is ours, because theirs holds
a thread more for each socket, compresses for each socket, sends what does not fit only in part, takes a message of any
size, and waits for ever for a telephone that is gone.
"""

import os
import ssl
import sys
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from socket import SHUT_RDWR
from threading import Lock
from typing import Any

from engineio.packet import PING
from engineio.packet import Packet as Line
from flask import Flask
from flask_socketio import SocketIO
from wsproto.connection import Connection, ConnectionState, ConnectionType
from wsproto.events import BytesMessage, CloseConnection, Event, Ping, TextMessage
from wsproto.frame_protocol import CloseReason
from wsproto.utilities import ProtocolError, generate_accept_token

from app.packets import NAMESPACE, Checked, Frame, Rest, is_sound
from app.rooms import Allowance

MOST_BYTES = 4_096
"""Of one message from a page: it names a thread and a number."""

MOST_LINES = 75
"""Connections where each holds one of a hundred threads, those included that are just being told that we are full."""

MOST_FRAMES = 600
"""Frames of one connection in one go, of any sort: pings and pieces too, which cost their sender nothing and keep
everybody else in the process waiting. What is said in whole messages is stopped before that (`rooms.FLOOD`)."""

FRAMES_A_SECOND = 20.0
"""The same a second, for as long as it likes."""

CONNECT_SECONDS = 10
"""How long a connection may take before it says what it wants."""

PING_SECONDS = 25
"""How often a page is asked whether it is there."""

PONG_SECONDS = 20
"""How long it may take to answer."""

DOZE_SECONDS = 0.5
"""How exactly that is kept."""

CHUNK = 4_096
"""Bytes read at a time."""

MOST_WAITING = 500
"""Messages that wait for a slow reader; after that it is hung up, and fetches what it missed when it comes back."""


def under_gevent() -> bool:
    """Whether gevent has patched this process, as gunicorn's gevent workers do before they load the app."""
    monkey = sys.modules.get("gevent.monkey")
    return monkey is not None and bool(monkey.is_module_patched("socket"))


def serve(app: Flask) -> SocketIO:
    """Put the socket server in front of an app."""
    made = SocketIO(
        app, async_mode="gevent" if under_gevent() else "threading", transports=["websocket"], namespaces=[NAMESPACE],
        serializer=Checked, async_handlers=False, max_http_buffer_size=MOST_BYTES, http_compression=False,
        allow_upgrades=False, ping_interval=PING_SECONDS, ping_timeout=PONG_SECONDS,
    )  # fmt: skip
    server, line, pinger = made.server, made.server.eio, Pinger(made.server.eio)

    def begin(sid: str, environ: dict[str, Any]) -> None:
        pinger.mind(line.sockets[sid])
        server._handle_eio_connect(sid, environ)  # noqa: SLF001 - What stood there before.

    line.on("connect", begin)
    line._async = {**line._async, "websocket": Wire}  # noqa: SLF001 - It has no setting for it.
    return made


class Pinger:
    """Asks every page in turn whether it is there: one thread for all, where the library would hold one for each."""

    def __init__(self, line: Any) -> None:
        self._line = line
        self._resting: deque[tuple[float, Any]] = deque()
        self._is_awake = False

    def mind(self, socket: Any) -> None:
        """Take care of a new connection."""
        socket.schedule_ping = lambda: self._rest(socket)
        if not self._is_awake:
            self._is_awake = True
            self._line.start_background_task(self._ping)

    def _rest(self, socket: Any) -> None:
        """It has answered: leave it alone for a while."""
        if socket.last_ping:
            socket.last_ping = None
            self._resting.append((time.monotonic() + PING_SECONDS, socket))

    def _ping(self) -> None:
        while True:
            self._line.sleep(DOZE_SECONDS)
            while self._resting and self._resting[0][0] <= time.monotonic():
                socket = self._resting.popleft()[1]
                if not socket.closing and not socket.closed:
                    socket.last_ping = time.time()  # noqa: TID251 - The library counts from it.
                    socket.send(Line(PING))


class Over(Exception):
    """The connection is to end, with this farewell."""

    def __init__(self, farewell: CloseConnection) -> None:
        super().__init__()
        self.farewell = farewell


GONE = CloseConnection(CloseReason.NORMAL_CLOSURE)
NO_FRAME = CloseConnection(CloseReason.PROTOCOL_ERROR, "That was no frame of a websocket.")
NOT_TEXT = CloseConnection(CloseReason.UNSUPPORTED_DATA, "Only text is read here.")
NO_MESSAGE = CloseConnection(CloseReason.POLICY_VIOLATION, "That was no message of Socket.IO.")
TOO_LONG = CloseConnection(CloseReason.MESSAGE_TOO_BIG, f"That was too long: {MOST_BYTES} bytes are the most.")
TOO_LATE = CloseConnection(CloseReason.POLICY_VIOLATION, "It took too long to say what is wanted.")
TOO_MUCH = CloseConnection(CloseReason.POLICY_VIOLATION, "That was too much at once.")


def _sound(said: str) -> str:
    if not is_sound(said):
        raise Over(NO_MESSAGE)
    return said


class Wire:
    """One websocket, as engineio wants it: called with the request, then read and written until it ends."""

    def __init__(self, handler: Callable[["Wire"], object], server: Any) -> None:
        self._handler, self._server = handler, server
        self.line = handler.__self__  # type: ignore[attr-defined]
        self.line.wire = self
        self._talk = Connection(ConnectionType.SERVER)
        self._events: Iterator[Event] = iter(())
        self._writing = Lock()
        self._socket: Any = None
        self._frames = Allowance(MOST_FRAMES, FRAMES_A_SECOND)
        self._connect_by: float | None = time.monotonic() + CONNECT_SECONDS
        self._farewell = GONE

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Take the connection over from the web server, until it ends."""
        key = environ.get("HTTP_SEC_WEBSOCKET_KEY", "").encode()
        if environ.get("HTTP_SEC_WEBSOCKET_VERSION") != "13" or not key:
            start_response("426 Upgrade Required", [("Content-Type", "text/plain"), ("Sec-WebSocket-Version", "13")])
            return [b"This address speaks websocket, version 13."]
        if self._server.async_mode == "threading" and len(self._server.sockets) > MOST_LINES:
            start_response("503 Service Unavailable", [("Content-Type", "text/plain"), ("Retry-After", "60")])
            return [b"All lines are taken."]
        of_gunicorn = "gunicorn.socket" in environ
        self._socket = environ["gunicorn.socket" if of_gunicorn else "werkzeug.socket"]
        self._socket.settimeout(CONNECT_SECONDS)
        self._socket.sendall(
            b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Accept: " + generate_accept_token(key) + b"\r\n\r\n"
        )
        self._handler(self)
        self._server.sockets.pop(
            self.line.sid, None
        )  # The library, which gets no answer, lets it lie and count a while.
        raise (
            StopIteration if of_gunicorn else ConnectionError
        )  # What each server takes for: there is no answer to send.

    def keep(self) -> None:
        """It has said what it wants: from now on it must only answer when it is asked whether it is there."""
        self._connect_by = None
        self._socket.settimeout(PING_SECONDS + 2 * PONG_SECONDS)

    def send(self, message: Any) -> None:
        """Send a text or a frame, whole."""
        with self._writing:
            self._socket.sendall(message if isinstance(message, bytes) else Frame.of(str(message)))

    def push(self, frame: bytes) -> bool:
        """Send a frame at once, past the queue, where nothing is before it; gives whether that could be done.

        Only gevent can tell: there nobody else runs between the question and the act.
        """
        if self._server.async_mode != "gevent" or isinstance(self._socket, ssl.SSLSocket):
            return False
        if self._writing.locked() or self.line.queue.qsize():
            return False
        try:
            sent = os.write(self._socket.fileno(), frame)
        except BlockingIOError:
            return False
        except OSError:
            return True  # Nobody is there to read it.
        if sent < len(frame):
            self.line.queue.put(Rest(frame[sent:]))
        return True

    def wait(self) -> str | None:
        """The next message; none where the connection is over, which the farewell says why."""
        try:
            return self._next()
        except Over as over:
            self._farewell = over.farewell
        except (OSError, ProtocolError):
            pass
        return None

    def _next(self) -> str:
        said = ""
        while True:
            event = self._event()
            if isinstance(event, TextMessage):
                said += event.data
                if len(said) > MOST_BYTES:
                    raise Over(TOO_LONG)
                if event.message_finished:
                    return _sound(said)
            elif isinstance(event, Ping):
                self.send(self._talk.send(event.response()))

    def _event(self) -> Event:
        """What comes next, of what may come."""
        while (event := next(self._events, None)) is None:
            self._read()
        if self._frames.spend() < 0:
            raise Over(TOO_MUCH)
        if isinstance(event, BytesMessage):
            raise Over(NOT_TEXT)
        if isinstance(event, CloseConnection):
            raise Over(GONE if self._talk.state is ConnectionState.REMOTE_CLOSING else NO_FRAME)
        return event

    def _read(self) -> None:
        if self._connect_by is not None and time.monotonic() > self._connect_by:
            raise Over(TOO_LATE)
        data = self._socket.recv(CHUNK)
        if not data:
            raise Over(GONE)
        self._talk.receive_data(data)
        self._events = self._talk.events()

    def close(self) -> None:
        """Say good-bye, and end the connection."""
        with suppress(OSError, ProtocolError):
            self._socket.sendall(self._talk.send(self._farewell))
        self.cut()

    def cut(self) -> None:
        """End the connection at once: whoever reads or writes on it wakes up."""
        with suppress(OSError):
            self._socket.shutdown(SHUT_RDWR)
