"""What pages say over a socket: watch this, leave it, I am here, I am writing. Nothing here writes to the database."""

import time
from collections.abc import Callable
from typing import Any

from flask import current_app, request, session
from flask_login import current_user
from flask_socketio import ConnectionRefusedError as Refusing
from flask_socketio import SocketIO
from werkzeug.sansio.utils import host_is_trusted

from app import clock
from app.bus import Listener
from app.outlet import Live
from app.packets import MALFORMED, NAMESPACE
from app.rooms import FLOOD, MOST_WATCHES, Room, Seat, Why, round_room, thread_room
from app.rules.refusals import Missing, SignInFirst
from app.threads import live_service
from app.threads.sentences import SAY

MOST_ON_THREADS = 60
"""Sockets where each holds a thread of the server's hundred: pages need the rest."""

LATEST_EVENT = 2**31 - 1
"""The largest number that the database keeps for an event."""

LONGEST_NAME = 100
"""Signs of a thread's or a round's name."""

TYPED_SECONDS = 2.0
"""How often a person's writing is told at most."""

Answer = dict[str, Any]


class Turned(Exception):
    """What the page asked for is not done; the code says why."""

    def __init__(self, code: Why) -> None:
        super().__init__(code)
        self.code = code


def refusal(code: Why) -> Answer:
    """The answer that says no, in words."""
    return {"ok": False, "code": code.value, "say": str(SAY[code])}


def register(server: SocketIO, live: Live, listener: Listener) -> None:
    """Answer what pages say."""
    handlers = Handlers(live, listener)
    server.on_event("connect", handlers.connect, namespace=NAMESPACE)
    server.on_event("disconnect", handlers.disconnect, namespace=NAMESPACE)
    for name in ("watch", "unwatch", "typing", "here"):
        server.on_event(name, handlers.answering(getattr(handlers, name)), namespace=NAMESPACE)
    for name in (MALFORMED, "*"):
        server.on_event(name, handlers.answering(not_ours), namespace=NAMESPACE)


class Handlers:
    """One method for each thing that a page may say."""

    def __init__(self, live: Live, listener: Listener) -> None:
        self.live, self.listener = live, listener

    def answering(self, act: Callable[..., Answer]) -> Callable[..., Answer]:
        """Answer every message: with what was asked for, or with why not."""

        def answer(*message: Any) -> Answer:
            seat = self.live.rooms.seats.get(request.sid)  # type: ignore[attr-defined]
            if seat is None:
                return refusal(Why.CLOSING)
            try:
                self._pace(seat)
                return {"ok": True, **act(seat, *message)}
            except Turned as turned:
                return refusal(turned.code)
            except Missing:
                return refusal(Why.MISSING)
            except SignInFirst:
                self.live.hang_up(seat)
                return refusal(Why.SIGNED_OUT)
            except Exception:
                current_app.logger.exception("a socket's message failed")
                return refusal(Why.OFF)

        return answer

    def _pace(self, seat: Seat) -> None:
        left = seat.messages.spend()
        if left < FLOOD:
            self.live.hang_up(seat)
        if left < 0:
            raise Turned(Why.BUSY)

    # -- Coming and going ----------------------------------------------------------------------------------------------

    def connect(self, _auth: Any = None) -> None:
        """Let a page in, or say why not."""
        why_not = self._why_not()
        if why_not is not None:
            said = refusal(why_not)
            raise Refusing(said["say"], {"code": said["code"], "say": said["say"]})
        sid = request.sid  # type: ignore[attr-defined]
        seat = Seat(sid, self.live.line_of(sid))
        if current_user.is_authenticated:
            seat.person_id, seat.key = current_user.id, current_user.get_id()
            seat.sign_in = session.get("sign_in")
            seat.name = live_service.shown_name(current_user)
        self.live.seat(seat)

    def _why_not(self) -> Why | None:
        trusted = current_app.config["TRUSTED_HOSTS"]
        if trusted and not host_is_trusted(request.environ.get("HTTP_HOST"), trusted):
            return Why.BAD
        if self.live.is_closing:
            return Why.CLOSING
        if self.live.on_threads and len(self.live.rooms.seats) >= MOST_ON_THREADS:
            return Why.FULL
        if "_user_id" in session and not current_user.is_authenticated:
            return Why.SIGNED_OUT
        return None if self.live.bus.listen(self.listener) else Why.OFF

    def disconnect(self, reason: str) -> None:
        """A page went. Where it just fell silent, or says that it goes, the connection below goes too."""
        seat = self.live.rooms.rise(request.sid)  # type: ignore[attr-defined]
        if seat is not None and reason != SocketIO.reason.SERVER_DISCONNECT:
            self.live.cut(seat)

    # -- What a page may say -------------------------------------------------------------------------------------------

    def watch(self, seat: Seat, message: Any = None) -> Answer:
        """Watch a thread from an event on, or a round."""
        if not self.live.bus.is_up:
            raise Turned(Why.OFF)
        if len(seat.rooms) >= MOST_WATCHES:
            raise Turned(Why.BUSY)
        match message:
            case {"thread": str(thread), "after": int(after)} if _is_name(thread) and _is_number(after):
                return self._watch_thread(seat, thread, after)
            case {"round": str(slug)} if _is_name(slug):
                return self._watch_round(seat, slug)
        raise Turned(Why.BAD)

    def _watch_thread(self, seat: Seat, thread: str, after: int) -> Answer:
        self._enter(seat, lambda: live_service.thread_for(seat.key, thread), thread_room)
        try:
            told = live_service.events_since(live_service.reader(seat.key), thread, after, clock.now().year)
        except Missing:
            self.live.rooms.leave(seat, thread_room(thread))
            raise
        return dict(told)

    def _watch_round(self, seat: Seat, slug: str) -> Answer:
        self._enter(seat, lambda: live_service.round_for(seat.key, slug), lambda _id: "")
        return {"round": slug}

    def _enter(self, seat: Seat, ask: Callable[[], live_service.Watched], name: Callable[[str], str]) -> None:
        """Ask for the right, and enter with the answer; ask again where rights changed while we asked."""
        rooms = self.live.rooms
        while seat.sid in rooms.seats:
            checks, watched = rooms.checks, ask()
            room = Room(name(watched.id) or round_room(watched.round_id), watched.id, watched.round_id, watched.last)
            if rooms.enter(seat, room, checks):
                return
        raise Turned(Why.CLOSING)

    def unwatch(self, seat: Seat, message: Any = None) -> Answer:
        """Leave a room. Leaving where one is not does no harm."""
        for name in _rooms_named(seat, message, self.live):
            self.live.rooms.leave(seat, name)
        return {}

    def typing(self, seat: Seat, message: Any = None) -> Answer:
        """Somebody who watches a thread is writing in it. It is told at most every two seconds."""
        thread = _thread_of(seat, message)
        if seat.person_id is None:
            raise Turned(Why.MISSING)
        now = time.monotonic()
        if now - seat.typed_at >= TYPED_SECONDS:
            seat.typed_at = now
            self.live.send({"what": "Typing", "thread": thread, "person": seat.person_id, "name": seat.name})
        return {}

    def here(self, seat: Seat, message: Any = None) -> Answer:
        """The page is being looked at; a text of the person's own may be open in it to edit."""
        _thread_of(seat, message)
        editing = message.get("editing")
        if editing is not None and not (isinstance(editing, str) and _is_name(editing)):
            raise Turned(Why.BAD)
        if editing != seat.editing:
            seat.editing = None
            if editing is not None:
                live_service.own_text(seat.key, editing)
            seat.editing = editing
        return {}


def not_ours(_seat: Seat, *_message: Any) -> Answer:
    """What came is none of the messages above, or has no shape at all."""
    raise Turned(Why.BAD)


def _is_name(name: str) -> bool:
    return 0 < len(name) <= LONGEST_NAME and name.isprintable()


def _is_number(after: int) -> bool:
    return not isinstance(after, bool) and 0 <= after <= LATEST_EVENT


def _thread_of(seat: Seat, message: Any) -> str:
    """The thread that a message is about, which its socket watches."""
    match message:
        case {"thread": str(thread)} if thread_room(thread) in seat.rooms:
            return thread
        case {"thread": str()}:
            raise Turned(Why.MISSING)
    raise Turned(Why.BAD)


def _rooms_named(seat: Seat, message: Any, live: Live) -> list[str]:
    match message:
        case {"thread": str(thread)}:
            return [thread_room(thread)]
        case {"round": str(slug)}:
            rooms = (live.rooms.room(name) for name in list(seat.rooms))
            return [room.name for room in rooms if room and room.id == slug and room.name == round_room(room.round_id)]
    raise Turned(Why.BAD)
