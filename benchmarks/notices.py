"""How quickly ten thousand followers are told of one comment, and what others feel of it meanwhile.

    python -m benchmarks.notices [--followers N] [--only sqlite|postgresql]

On a fresh database, with the real queue and its consumer in threads of the same process, as `flask serve` has them.
Somebody reads a page and somebody else writes a small thing, over and over: first with nothing to tell, then while
a comment is told. Told are: what the request that caused it took, how long until the last follower had the notice, and
the median and the worst of the others' requests.
"""

import argparse
import statistics
import threading
import time
from collections.abc import Callable

from flask import Flask
from sqlalchemy import func, insert, select, text

from app import clock, queue
from app.accounts.models import User
from app.contributions.models import Contribution
from app.extensions import db
from app.following.models import Follow
from app.identifiers import public_id
from app.notifications.models import Notice
from app.rules.following import Followable, Why
from benchmarks.moderation import on_each_database
from tests import factories
from tests.web import Browser, sign_in_quickly

MAY_TAKE = 5.0
"""Seconds until the last of ten thousand followers is told."""

CALM_SECONDS = 3.0
PATIENCE_SECONDS = 60.0
CHUNK = 1_000


def fill(app: Flask, followers: int) -> tuple[Contribution, Contribution]:
    """An idea with so many followers, and another one."""
    in_round, author = factories.round_(app), factories.user(app)
    followed, other = factories.contribution(app, in_round, author), factories.contribution(app, in_round, author)
    now = clock.now()
    with app.app_context():
        for first in range(0, followers, CHUNK):
            names = [f"follower-{number}" for number in range(first, min(first + CHUNK, followers))]
            people = [
                {
                    "handle": name, "email": f"{name}@example.org", "active": True, "fs_uniquifier": name,
                    "confirmed_at": now, "display_name": name, "created_at": now, "about": "", "about_html": "",
                }
                for name in names
            ]  # fmt: skip
            ids = db.session.scalars(insert(User).returning(User.id), people).all()
            thing = {"kind": Followable.CONTRIBUTION, "object_id": followed.id, "why": Why.ASKED, "since": now}
            db.session.execute(
                insert(Follow), [{"public_id": public_id(), "person_id": person, **thing} for person in ids]
            )
        db.session.commit()
        if db.engine.dialect.name == "postgresql":
            db.session.execute(text("ANALYZE"))
    return followed, other


class Others:
    """Two people who go on using the site: one reads, one writes. Keeps how long each request took."""

    def __init__(self, app: Flask, read: str, write: str) -> None:
        self.reading: list[float] = []
        self.writing: list[float] = []
        self.over = threading.Event()
        reader, writer = (self._client(app) for _ in range(2))
        token = {"csrf_token": writer.token("/account/")}
        acts: list[tuple[list[float], Callable[[], object]]] = [
            (self.reading, lambda: reader.get(read)),
            (self.writing, lambda: writer.post(write, data=token)),
        ]
        self.threads = [threading.Thread(target=self._go_on, args=act) for act in acts]

    def _client(self, app: Flask) -> Browser:
        client: Browser = app.test_client()
        sign_in_quickly(app, client, factories.user(app))
        return client

    def _go_on(self, kept: list[float], act: Callable[[], object]) -> None:
        act()
        while not self.over.is_set():
            start = time.perf_counter()
            act()
            kept.append(time.perf_counter() - start)
            time.sleep(0.02)

    def since(self, reads: int, writes: int, name: str) -> None:
        """Tell the figures of the requests after so many."""
        for what, times in (("reads", self.reading[reads:]), ("writes", self.writing[writes:])):
            middle, worst = statistics.median(times) * 1000, max(times) * 1000
            print(f"  {name}: {what:<6} median {middle:6.1f} ms, worst {worst:6.1f} ms ({len(times)} requests)")


def told(app: Flask) -> int:
    """How many followers have the notice."""
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(Notice).where(Notice.outbox_id.is_not(None))) or 0


def measure(app: Flask, followers: int) -> None:
    """Fill the database, and tell the figures."""
    followed, other = fill(app, followers)
    speaker = app.test_client()
    sign_in_quickly(app, speaker, factories.user(app))
    form = speaker.form(f"/ideas/{followed.public_id}", f"/contributions/{followed.public_id}/comments")
    consumer = queue.beside(app.extensions["queue"])
    consumer.start()
    others = Others(app, f"/ideas/{other.public_id}", f"/mutes/{other.public_id}")
    for thread in others.threads:
        thread.start()
    time.sleep(CALM_SECONDS)
    others.since(0, 0, "calm   ")
    reads, writes, start = len(others.reading), len(others.writing), time.perf_counter()
    assert speaker.post(form.action, data=form.fields | {"body": "What do you say?"}).status_code == 303
    asked = time.perf_counter() - start
    while told(app) < followers + 1 and time.perf_counter() - start < PATIENCE_SECONDS:
        time.sleep(0.05)
    took = time.perf_counter() - start
    others.over.set()
    for thread in others.threads:
        thread.join()
    consumer.stop(graceful=True)
    others.since(reads, writes, "telling")
    kept = "kept" if took <= MAY_TAKE else "NOT KEPT"
    print(f"  the request that caused it: {asked * 1000:.1f} ms")
    print(f"  {told(app):,} people told in {took:.2f} s; limit {MAY_TAKE:.0f} s: {kept}")


def main() -> None:
    """Measure on SQLite, then on PostgreSQL."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--followers", type=int, default=10_000)
    parser.add_argument("--only", choices=["sqlite", "postgresql"])
    given = parser.parse_args()
    on_each_database(given.only, lambda app: measure(app, given.followers))


if __name__ == "__main__":
    main()
