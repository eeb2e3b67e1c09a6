"""How quick the moderators' queue is with ten thousand open cases, and how quickly everything of a spammer goes.

    python -m benchmarks.moderation [--cases N] [--texts N] [--only sqlite|postgresql]

On a fresh database: so many reported comments, each with its case, and four times as many cases that were decided; and an account with so many comments in fifty
discussions. The queue is asked for as a moderator, its first page and one from the middle; the best and the median of
twenty are told, in processor time and by the clock. Then everything of the account is removed in one act.
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import insert, text

from app import clock, create_app
from app.contributions.models import Contribution
from app.extensions import db
from app.moderation import mass_service
from app.moderation.case_models import Case
from app.moderation.models import Report
from app.moderation.queue_queries import After
from app.rounds.models import Round
from app.rules.actors import Actor, Role
from app.rules.moderation import ReportReason
from app.threads.models import Comment, Thread
from config import Settings
from tests import factories, servers
from tests.web import Browser, sign_in_quickly

TIMES = 20
THREADS = 50
AFTER = timedelta(seconds=30)

DECIDED = 4
"""Decided cases for each that is open: half a year of a busy site."""

DECIDED_SINCE = timedelta(days=180)

QUEUE_MAY_TAKE = 0.1
"""Seconds: a page of the queue with ten thousand open cases."""

REMOVAL_MAY_TAKE = 2.0
"""Seconds: deciding, with its consequences, on an author with five thousand posts."""


def comments(thread: Thread, author_id: int, first: int, number: int, now: datetime) -> list[dict[str, object]]:
    """Top-level comments of one author, numbered from `first`."""
    return [
        {
            "public_id": f"{thread.id:04}{n:08}", "thread_id": thread.id, "round_id": thread.round_id,
            "author_id": author_id, "number": n, "depth": 0, "path": f"{n:05}", "folded": False,
            "body": "Cheap scooters.", "body_html": "<p>Cheap scooters, visit my shop.</p>", "created_at": now,
        }
        for n in range(first, first + number)
    ]  # fmt: skip


def fill(app: Flask, cases: int, texts: int) -> tuple[Actor, str, object]:
    """Discussions with all that; gives the moderator, the spammer's handle and the moderator's account."""
    round_, now = factories.round_(app), clock.now()
    moderator, spammer = factories.user(app, Role.MODERATOR), factories.user(app)
    author, reporter = factories.user(app), factories.user(app)
    ideas = [factories.contribution(app, round_, author) for _ in range(THREADS)]
    with app.app_context():
        threads = list(db.session.query(Thread).filter(Thread.contribution_id.in_([idea.id for idea in ideas])))
        for thread in threads:
            reported, spam = cases // THREADS, texts // THREADS
            rows = comments(thread, author.id, 1, reported, now) + comments(thread, spammer.id, reported + 1, spam, now)
            db.session.execute(insert(Comment), rows)
        _report(reporter.id, author.id, now)
        db.session.execute(text("UPDATE contributions SET comment_count = :n"), {"n": (cases + texts) // THREADS})
        db.session.commit()
        if db.engine.dialect.name == "postgresql":
            db.session.execute(text("ANALYZE"))
        assert db.session.query(Round).count() == 1
        assert db.session.query(Contribution).count() == THREADS
    return Actor(moderator.id, frozenset({Role.MODERATOR})), spammer.handle, moderator


def _report(reporter_id: int, author_id: int, now: datetime) -> None:
    """A case and a report on every comment of the author."""
    reasons = list(ReportReason)
    found = db.session.execute(
        text("SELECT id, thread_id, round_id FROM comments WHERE author_id = :author ORDER BY id"),
        {"author": author_id},
    ).all()
    db.session.execute(insert(Case), [
        {
            "comment_id": row.id, "thread_id": row.thread_id, "round_id": row.round_id, "author_id": author_id,
            "reason": reasons[place % len(reasons)], "urgency": place % 3, "report_count": 1,
            "opened_at": now - place * AFTER,
        }
        for place, row in enumerate(found)
    ])  # fmt: skip
    cases = db.session.execute(text("SELECT id, comment_id, round_id FROM cases WHERE closed_at IS NULL")).all()
    db.session.execute(insert(Case), [
        {
            "comment_id": row.id, "thread_id": row.thread_id, "round_id": row.round_id, "author_id": author_id,
            "reason": reasons[0], "urgency": 1, "report_count": 1, "opened_at": now - DECIDED_SINCE,
            "closed_at": now - place * AFTER, "closed_by_id": reporter_id,
        }
        for _ in range(DECIDED)
        for place, row in enumerate(found)
    ])  # fmt: skip
    db.session.execute(insert(Report), [
        {
            "case_id": row.id, "comment_id": row.comment_id, "round_id": row.round_id, "reporter_id": reporter_id,
            "reason": ReportReason.INSULT, "at": now,
        }
        for row in cases
    ])  # fmt: skip


def timed(act: Callable[[], object]) -> tuple[float, float]:
    """How long an act took: (processor time of this process, by the clock), in seconds."""
    processor, wall = time.process_time(), time.perf_counter()
    act()
    return time.process_time() - processor, time.perf_counter() - wall


def remove(actor: Actor, handle: str) -> None:
    """Everything of an account, in as many visits as it takes."""
    name = mass_service.begin(actor, handle, 5, "The same advert.")
    while mass_service.go_on(actor, name).finished_at is None:
        pass


def tell(name: str, times: list[tuple[float, float]], may_take: float) -> None:
    """One line: the median and the best of both."""
    processor, wall = ([one[side] for one in times] for side in (0, 1))
    middle, best = statistics.median(wall), min(wall)
    kept = "kept" if best <= may_take else "NOT KEPT"
    print(
        f"  {name:<44} {middle * 1000:8.1f} ms (best {best * 1000:.1f}, processor "
        f"{statistics.median(processor) * 1000:.1f}); limit {may_take * 1000:.0f}: {kept}"
    )


def measure(app: Flask, cases: int, texts: int) -> None:
    """Fill the database and tell the figures."""
    actor, handle, moderator = fill(app, cases, texts)
    client = app.test_client()
    sign_in_quickly(app, client, moderator)
    middle = After(1, clock.now() - cases // 2 * AFTER, 0)
    for name, address in (
        ("queue, first page", "/moderation/queue"),
        ("queue, from the middle", f"/moderation/queue?after={middle}".replace("+", "%2B")),
    ):
        assert client.get(address).status_code == 200
        tell(
            f"{name}, {cases:,} open cases",
            [timed(lambda at=address: client.get(at)) for _ in range(TIMES)],
            QUEUE_MAY_TAKE,
        )
    with app.test_request_context():
        removal = [timed(lambda: remove(actor, handle))]
    tell(f"everything of an author with {texts:,} posts", removal, REMOVAL_MAY_TAKE)


@contextmanager
def fresh_app(url: str, folder: Path) -> Iterator[Flask]:
    """An app on an empty database."""
    settings = replace(
        Settings.from_environment(), env="test", database_url=url, instance_path=folder, rate_limits=False
    )
    app = create_app(settings)
    app.test_client_class = Browser
    with app.app_context():
        upgrade()
    yield app
    with app.app_context():
        db.engine.dispose()


def on_each_database(only: str | None, measure: Callable[[Flask], None]) -> None:
    """Measure on a fresh SQLite, then on a fresh PostgreSQL; `only` names one of them."""
    with tempfile.TemporaryDirectory() as folder:
        if only != "postgresql":
            print("SQLite")
            with fresh_app(f"sqlite:///{folder}/bench.sqlite3", Path(folder)) as app:
                measure(app)
        if only != "sqlite":
            print("PostgreSQL")
            with servers.postgresql() as url, fresh_app(url, Path(folder)) as app:
                measure(app)


def main() -> None:
    """Measure on SQLite, then on PostgreSQL."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--texts", type=int, default=5_000)
    parser.add_argument("--only", choices=["sqlite", "postgresql"])
    given = parser.parse_args()
    on_each_database(given.only, lambda app: measure(app, given.cases, given.texts))


if __name__ == "__main__":
    main()
