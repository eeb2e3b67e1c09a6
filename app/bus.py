"""What the processes of one site say to one another, in order: over Redis where there is one, else in memory.

A message is a small dictionary of ids; no words of anybody's travel here. Sending never waits: a courier of its own
carries what was sent, and goes on trying while Redis is away. Redis forgets what nobody heard, so whoever listens must
look at the database again after each `healed`.
"""

import atexit
import json
import logging
import queue
import threading
import time
from collections.abc import Callable
from contextlib import closing, suppress
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from redis import Redis
    from redis.client import PubSub

CHANNEL = "folkmoot:live"
"""With the number of the database: Redis itself keeps channels of two sites on one server no more apart than that."""

TICK_SECONDS = 0.5
"""How often the listener is given time for what is due by the clock."""

QUIET_SECONDS = 1.0
"""After this long without a word from Redis it is asked whether it is there."""

DEAF_SECONDS = 1.5
"""After this long without an answer to that Redis counts as gone: it may hang rather than refuse."""

RETRY_SECONDS = 0.5
"""Between two tries to reach Redis: it heals within about two seconds of its return."""

PATIENCE_SECONDS = 0.5
"""How long one connection or one message to Redis may take."""

REST_SECONDS = 0.02
"""What comes this soon after the last waits and goes together: when hundreds vote in a second, one word of it is enough."""

START_SECONDS = 2.0
"""How long the first page of a process waits until that process hears the others."""

FLUSH_SECONDS = 2.0
"""How long a command that ends waits for what it sent to leave."""

MOST_WAITING = 10_000
"""Messages that wait while Redis is away. What does not fit is lost, and found again in the database by each listener."""

NEVER = float("-inf")

Message = dict[str, Any]

log = logging.getLogger(__name__)


def impatience() -> dict[str, Any]:
    """How Redis is asked, for whatever purpose: once, and not for long. Nobody's request waits for it."""
    from redis.backoff import NoBackoff
    from redis.retry import Retry

    return {
        "socket_timeout": PATIENCE_SECONDS,
        "socket_connect_timeout": PATIENCE_SECONDS,
        "retry": Retry(NoBackoff(), 0),
    }


class Listener(Protocol):
    """Who hears what is sent. All three are called from one thread, one after the other."""

    def hear(self, message: Message) -> None:
        """Take one message."""

    def tick(self) -> None:
        """Do what is due by the clock."""

    def turn(self, *, up: bool) -> None:
        """The bus came up (whatever was sent before may have been missed), or went down."""


class Bus:
    """One process's seat on the bus."""

    def __init__(self, url: str | None) -> None:
        self._url = url
        self._channel = f"{CHANNEL}:{urlsplit(url or '').path.strip('/') or 0}"
        self._outbox: queue.Queue[Message] = queue.Queue(MOST_WAITING)
        self._inbox: queue.Queue[Message] = queue.Queue()
        self._lock = threading.Lock()
        self._courier: threading.Thread | None = None
        self._ear: threading.Thread | None = None
        self._up = threading.Event()
        self._was_up = False
        self._failed_at = NEVER

    @property
    def is_up(self) -> bool:
        """Whether this process hears the others."""
        return self._up.is_set()

    def send(self, message: Message) -> None:
        """Send to every process that listens, this one included. Does not wait, and never fails."""
        if self._url is None:
            if self._ear is not None:
                self._inbox.put(message)
            return
        self._start_courier()
        with suppress(queue.Full):
            self._outbox.put_nowait(message)

    def send_first(self, message: Message) -> None:
        """Send before all that waits and, where Redis answers, before this returns.

        Nothing that happens afterwards may overtake what puts people out.
        """
        is_known_to_be_gone = time.monotonic() - self._failed_at < DEAF_SECONDS
        if self._url is None or is_known_to_be_gone or not self._published(message):
            self.send(message)

    def listen(self, listener: Listener) -> bool:
        """Begin to listen, once; gives whether this process hears the others, after waiting a moment for it."""
        with self._lock:
            if self._ear is None:
                hear = self._hear_memory if self._url is None else self._hear_redis
                self._ear = threading.Thread(target=hear, args=[listener], name="bus-ear", daemon=True)
                self._ear.start()
        return self.is_up if self._was_up else self._up.wait(START_SECONDS)

    # -- Sending -----------------------------------------------------------------------------------------------------

    def _start_courier(self) -> None:
        if self._courier is not None:
            return
        with self._lock:
            if self._courier is None:
                self._courier = threading.Thread(target=self._carry, name="bus-courier", daemon=True)
                self._courier.start()
                atexit.register(self._flush)

    def _carry(self) -> None:
        while True:
            waiting = [self._outbox.get()]
            with suppress(queue.Empty):
                while True:
                    waiting.append(self._outbox.get_nowait())
            while not self._published(*waiting):
                time.sleep(RETRY_SECONDS)
            for _carried in waiting:
                self._outbox.task_done()
            time.sleep(REST_SECONDS)

    def _published(self, *messages: Message) -> bool:
        """Send these, in order and in one trip; what is said twice is sent once, because messages carry no figures."""
        from redis import RedisError

        try:
            trip = self._redis().pipeline(transaction=False)
            for words in dict.fromkeys(map(json.dumps, messages)):
                trip.publish(self._channel, words)
            trip.execute()
        except (RedisError, OSError) as problem:
            if self._failed_at == NEVER:
                log.warning("the live bus cannot send: %s", problem)
            self._failed_at = time.monotonic()
            return False
        self._failed_at = NEVER
        return True

    def _flush(self) -> None:
        until = time.monotonic() + FLUSH_SECONDS
        while self._outbox.unfinished_tasks and time.monotonic() < until:
            time.sleep(0.01)

    # -- Listening ---------------------------------------------------------------------------------------------------

    def _hear_memory(self, listener: Listener) -> None:
        self._turn(listener, up=True)
        tick = time.monotonic()
        while True:
            with suppress(queue.Empty):
                self._tell(listener.hear, self._inbox.get(timeout=max(0.001, tick - time.monotonic())))
            tick = self._tick(listener, tick)

    def _hear_redis(self, listener: Listener) -> None:
        from redis import RedisError

        while True:
            try:
                with closing(self._redis().pubsub()) as heard:  # type: ignore[no-untyped-call]
                    heard.subscribe(self._channel)
                    self._follow(heard, listener)
            except (RedisError, OSError, ValueError) as problem:
                if self.is_up:
                    log.warning("the live bus is down: %s", problem)
            self._turn(listener, up=False)
            time.sleep(RETRY_SECONDS)

    def _follow(self, heard: "PubSub", listener: Listener) -> None:
        """Hear until Redis is gone. Up from the moment at which it says that we are subscribed."""
        from redis import ConnectionError as GoneError

        last = asked = tick = time.monotonic()
        while True:
            message = heard.get_message(timeout=max(0.001, tick - time.monotonic()))
            now = time.monotonic()
            if message is not None:
                last = now
                if message["type"] == "subscribe":
                    self._turn(listener, up=True)
                elif message["type"] == "message":
                    self._tell(listener.hear, json.loads(message["data"]))
            elif asked > last and now - asked > DEAF_SECONDS:
                raise GoneError("no answer")
            elif asked <= last and now - last > QUIET_SECONDS:
                heard.ping()
                asked = now
            tick = self._tick(listener, tick)

    def _tick(self, listener: Listener, due: float) -> float:
        """Give the listener its time where it is due; gives when it is due next."""
        now = time.monotonic()
        if now < due:
            return due
        if self.is_up:
            self._tell(listener.tick)
        return now + TICK_SECONDS

    def _turn(self, listener: Listener, *, up: bool) -> None:
        if up == self.is_up:
            return
        if up:
            self._tell(listener.turn, up=True)
            self._was_up = True
            self._up.set()
        else:
            self._up.clear()
            self._tell(listener.turn, up=False)

    @staticmethod
    def _tell(act: Callable[..., None], *given: Any, **named: Any) -> None:
        """One failure, of the database for example, must not make the process deaf."""
        try:
            act(*given, **named)
        except Exception:
            log.exception("live updates stumbled")

    def _redis(self) -> "Redis":
        """The connections to Redis, made once. Asking twice is our own affair: nothing waits for the library to."""
        if not hasattr(self, "_connections"):
            from redis import Redis

            self._connections = Redis.from_url(str(self._url), **impatience())
        return self._connections
