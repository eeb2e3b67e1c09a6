"""The jobs: shells round what may run twice without harm."""

import logging
from threading import Lock

from flask import Flask
from huey import crontab

from app import clock
from app.images import service as images
from app.mailing import service as mailing
from app.mentions import service as mentions
from app.outbox import service
from app.outbox import thin_service as thinning
from app.push import delivery_service as pushes
from app.queue import Queue
from app.results import snapshot_service as results
from app.search import watch_service as watch
from app.trouble import watch_service as trouble
from app.webhooks import delivery_service as webhooks

log = logging.getLogger(__name__)


def register(app: Flask, queue: Queue) -> None:
    """Tell the queue what its jobs are. Mail servers and receivers may be slow: nobody's notice waits for them.

    People name the push services of their devices, so only one job of a process at a time may wait for those.
    """
    pushing = Lock()

    @queue.huey.task(name="mail")  # type: ignore[untyped-decorator]
    def mail() -> None:
        with app.app_context():
            mailing.make_due(mailing.AT_ONCE, clock.now())
            mailing.send_made(clock.now())

    @queue.huey.task(name="post")  # type: ignore[untyped-decorator]
    def post() -> None:
        with app.app_context():
            webhooks.deliver_all(clock.now())

    @queue.huey.task(name="push")  # type: ignore[untyped-decorator]
    def push() -> None:
        _push(app, pushing)

    @queue.huey.task(name="look")  # type: ignore[untyped-decorator]
    def look() -> None:
        with app.app_context():
            service.tell_all(clock.now())
            mentions.forget_closed()
        mail()
        push()
        post()

    @queue.huey.periodic_task(crontab(minute="*"), name="every_minute")  # type: ignore[untyped-decorator]
    def every_minute() -> None:
        look()

    queue.look = look
    _by_the_clock(app, queue)
    _of_votes(app, queue)


def _by_the_clock(app: Flask, queue: Queue) -> None:
    """What is done each hour and each night, whatever happened."""

    @queue.huey.periodic_task(crontab(minute="5"), name="digests")  # type: ignore[untyped-decorator]
    def digests() -> None:
        with app.app_context():
            mailing.make_due(mailing.DIGESTS, clock.now())
            mailing.send_made(clock.now())

    @queue.huey.periodic_task(crontab(minute="25"), name="pictures")  # type: ignore[untyped-decorator]
    def pictures() -> None:
        with app.app_context():
            images.clear(clock.now())

    @queue.huey.periodic_task(crontab(minute="35"), name="searches")  # type: ignore[untyped-decorator]
    def searches() -> None:
        with app.app_context():
            watch.tell(clock.now())

    @queue.huey.periodic_task(crontab(hour="2", minute="20"), name="thin")  # type: ignore[untyped-decorator]
    def thin() -> None:
        with app.app_context():
            thinning.thin(clock.now())


def _of_votes(app: Flask, queue: Queue) -> None:
    """Freeze what has closed, soon: until then somebody who moves house still moves the result. And look for trouble."""

    @queue.huey.periodic_task(crontab(minute="*/5"), name="results")  # type: ignore[untyped-decorator]
    def close() -> None:
        with app.app_context():
            results.close_phases(clock.now(), log.info)

    @queue.huey.periodic_task(crontab(minute="15"), name="unusual_votes")  # type: ignore[untyped-decorator]
    def look_for_trouble() -> None:
        with app.app_context():
            trouble.watch_votes(clock.now())


def _push(app: Flask, pushing: Lock) -> None:
    if not pushing.acquire(blocking=False):
        return  # What this job would tell is told within the minute.
    try:
        with app.app_context():
            pushes.tell_all(clock.now())
    finally:
        pushing.release()
