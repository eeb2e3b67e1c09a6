"""The queue of jobs: huey, in a file of the instance folder, or in Redis where there is one.

What is to be done stands in the database, written with what caused it. The queue only says “look now”, so that nothing
is lost with it: each minute somebody looks unasked.
"""

import logging
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import cast

from flask import Flask, current_app
from huey import Huey, RedisHuey, SqliteHuey
from huey.consumer import Consumer

from app.bus import PATIENCE_SECONDS, impatience

NAME = "folkmoot"

POLL_SECONDS = 1.0
"""How long a job waits at most in the file before somebody looks at it; Redis hands it over at once."""

WORKERS = 4
"""Jobs at a time: one for a slow mail server, one for a slow receiver, one for slow push services, and one to tell people."""

BLOCK_SECONDS = 1
"""How long a consumer waits on Redis in one go; its connections have to live longer than that."""

log = logging.getLogger(__name__)


class Queue:
    """The queue of one app. `look` is the job that looks what is to be done."""

    def __init__(self, redis_url: str | None, file: Path) -> None:
        self.huey = _in_redis(redis_url) if redis_url else _in_file(file)
        self.look: Callable[[], object] | None = None
        self._failures = _failures(redis=redis_url is not None)

    def wake(self) -> None:
        """Have somebody look soon. Where the queue cannot be reached it is noted, and looked at within the minute."""
        if self.look is None:
            return
        try:
            self.look()
        except self._failures:
            log.warning(
                "The queue of jobs cannot be reached. What is to be done is done within a minute.", exc_info=True
            )


class Beside(Consumer):  # type: ignore[misc]
    """A consumer that runs in threads of a process that belongs to others, and leaves its signals alone."""

    def _set_signal_handlers(self) -> None:
        """The server has its own."""


def beside(queue: Queue) -> Beside:
    """A consumer for the one process of `flask serve`, not started yet."""
    return Beside(queue.huey, workers=WORKERS, max_delay=POLL_SECONDS, check_worker_health=False)


def alone(queue: Queue) -> Consumer:
    """A consumer that is a process of its own."""
    return Consumer(queue.huey, workers=WORKERS, max_delay=POLL_SECONDS, graceful_signal="TERM")


def register(app: Flask, redis_url: str | None) -> Queue:
    """Give the app its queue."""
    queue = Queue(redis_url, Path(app.instance_path) / "jobs.sqlite3")
    app.extensions["queue"] = queue
    return queue


def of_app() -> Queue:
    """The queue of the app at hand."""
    return cast(Queue, current_app.extensions["queue"])


def _in_file(file: Path) -> Huey:
    return SqliteHuey(NAME, filename=str(file), results=False)


def _in_redis(url: str) -> Huey:
    from redis import ConnectionPool

    patience = impatience() | {"socket_timeout": BLOCK_SECONDS + PATIENCE_SECONDS}
    pool = ConnectionPool.from_url(url, **patience)
    return RedisHuey(NAME, connection_pool=pool, blocking=True, read_timeout=BLOCK_SECONDS, results=False)


def _failures(*, redis: bool) -> tuple[type[Exception], ...]:
    if not redis:
        return (sqlite3.Error,)
    from redis.exceptions import RedisError

    return (RedisError,)
