"""How quickly the site's search answers over a hundred thousand comments, on both databases.

    python -m benchmarks.finding [--comments N] [--only sqlite|postgresql]

On a fresh database: so many comments of about forty words in two hundred discussions, and ten thousand people. Words are as
common as in speech: the tenth one stands in every other comment, the five-thousandth in a few. Each question is asked as a
stranger, through the same door as the page, thirty times after three that warm up; the median and the 95th percentile by the
clock and the median of our own processor time are told, in milliseconds, and whether both databases gave the same answers in the
same order. What PostgreSQL does is no time of our own; what SQLite does is.
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import accumulate, islice
from pathlib import Path
from random import Random

from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import insert, text

from app import clock, create_app
from app.accounts.models import User
from app.extensions import db
from app.rules.actors import VISITOR
from app.rules.finding import What
from app.search import finding_service
from app.search.finding_acts import Asked
from app.search.finding_service import Result
from app.search.queries import index_comments
from app.threads.models import Comment, Thread
from config import Settings
from tests import factories, servers

TIMES, WARM_UP = 30, 3
THREADS = 200
PEOPLE = 10_000
VOCABULARY = 30_000
LENGTH = 40
SEED = 7
KEY = "a bench keeps no secrets"

MAY_TAKE = 50
"""Milliseconds in the median, for any question."""

SHORTEST = 6
"""Letters of a word, at least."""

SYLLABLES = ("ba", "co", "di", "fe", "gu", "ha", "jo", "ki", "lu", "me", "no", "pa", "ri", "so", "tu", "va", "wi", "ze")


def word(number: int) -> str:
    """The word of this rank; two ranks never share one."""
    said = ""
    while number or len(said) < SHORTEST:
        number, rest = divmod(number, len(SYLLABLES))
        said += SYLLABLES[rest]
    return said


WORDS = [word(number) for number in range(VOCABULARY)]
QUESTIONS = {
    "a word of every other comment": Asked(q=WORDS[1]),
    "a rare word": Asked(q=WORDS[5_000]),
    "two common words": Asked(q=f"{WORDS[3]} {WORDS[8]}"),
    "a phrase of two common words": Asked(q=f'"{WORDS[2]} {WORDS[1]}"'),
    "a rare phrase of three common words": Asked(q=f'"{WORDS[8]} {WORDS[3]} {WORDS[1]}"'),
    "three letters of a word": Asked(q=WORDS[40][:3]),
    "a common word in one round": Asked(q=WORDS[1], round="quiet"),
    "a common word of the last day": Asked(q=WORDS[1], since="day"),
    "a mistyped word": Asked(q=WORDS[5_000][:-1] + "x"),
    "a mistyped and a common word": Asked(q=f"{WORDS[1]} {WORDS[5_000][:-1]}x"),
    "a name": Asked(q="Person 77"),
    "nothing": Asked(q="qqqqqqqq"),
}


def rows(threads: list[Thread], author_id: int, number: int) -> Iterator[dict[str, object]]:
    """So many comments, one a minute, the last one now."""
    chance, now = Random(SEED), clock.now().replace(microsecond=0)
    heaped = list(accumulate(1 / (rank + 2) for rank in range(VOCABULARY)))
    for n in range(number):
        thread = threads[n % len(threads)]
        body = " ".join(chance.choices(WORDS, cum_weights=heaped, k=LENGTH))
        yield {
            "public_id": f"{n:012}", "thread_id": thread.id, "round_id": thread.round_id, "author_id": author_id,
            "number": n // len(threads) + 1, "depth": 0, "path": f"{n // len(threads) + 1:05}", "folded": False,
            "body": body, "body_html": f"<p>{body}</p>", "created_at": now - timedelta(minutes=number - n),
        }  # fmt: skip


def fill(app: Flask, number: int) -> None:
    """A town that talks."""
    busy, _quiet = factories.round_(app, slug="busy"), factories.round_(app, slug="quiet")
    author = factories.user(app)
    ideas = [factories.contribution(app, busy, author, title=f"Idea {n} {WORDS[n]}") for n in range(THREADS)]
    with app.app_context():
        ids = [idea.id for idea in ideas]
        threads = list(db.session.query(Thread).filter(Thread.contribution_id.in_(ids)).order_by(Thread.id))
        made = rows(threads, author.id, number)
        while batch := list(islice(made, 2_000)):
            db.session.execute(insert(Comment), batch)
            said = db.session.query(Comment.id, Comment.body).order_by(Comment.id.desc()).limit(len(batch))
            index_comments(busy.id, ((row.id, row.body) for row in said))
        db.session.execute(
            insert(User),
            [
                {
                    "handle": f"town-{n}", "email": f"town{n}@example.org", "active": True, "fs_uniquifier": f"town{n}",
                    "confirmed_at": clock.now(), "display_name": f"Person {n}", "created_at": clock.now(),
                }
                for n in range(PEOPLE)
            ],
        )  # fmt: skip
        db.session.commit()
        db.session.execute(text("VACUUM ANALYZE" if db.engine.dialect.name == "postgresql" else "ANALYZE"))


def name_of(result: Result) -> str:
    """What this is called on both databases: public ids of contributions are random."""
    return str(result.row.title if result.what is What.CONTRIBUTION else result.row[1])


def measure(app: Flask) -> dict[str, tuple[float, float, float, list[str]]]:
    """For each question: the median, the 95th percentile, the median of the processor, and what was found."""
    told = {}
    for name, asked in QUESTIONS.items():
        spent, worked, found = [], [], []
        for attempt in range(WARM_UP + TIMES):
            with app.test_request_context():
                began, work = time.perf_counter(), time.process_time()
                page = finding_service.find(VISITOR, asked)
                if attempt >= WARM_UP:
                    spent.append(1_000 * (time.perf_counter() - began))
                    worked.append(1_000 * (time.process_time() - work))
                found = [name_of(result) for result in page.results]
        last = statistics.quantiles(spent, n=20)[-1]
        told[name] = (statistics.median(spent), last, statistics.median(worked), found)
    return told


@contextmanager
def site(database: str) -> Iterator[Flask]:
    """A fresh site on this database."""
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        settings = Settings(
            env="test", secret_key=KEY, password_salt=KEY,
            instance_path=here, database_url=database or f"sqlite:///{here / 'bench.sqlite3'}", rate_limits=False,
            mail_backend="locmem",
        )  # fmt: skip
        app = create_app(settings)
        with app.app_context():
            upgrade()
        yield app
        with app.app_context():
            db.engine.dispose()


def main() -> None:
    """Fill, ask, tell."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--comments", type=int, default=100_000)
    asked.add_argument("--only", choices=["sqlite", "postgresql"])
    wish = asked.parse_args()
    told = {}
    if wish.only != "postgresql":
        with site("") as app:
            fill(app, wish.comments)
            told["SQLite"] = measure(app)
    if wish.only != "sqlite":
        with servers.postgresql() as server, site(server) as app:
            fill(app, wish.comments)
            told["PostgreSQL"] = measure(app)
    print(f"{wish.comments:,} comments; milliseconds, median / 95th percentile / of the processor")
    for name in QUESTIONS:
        figures = "   ".join(
            f"{database} {seen[name][0]:6.1f} / {seen[name][1]:6.1f} / {seen[name][2]:6.1f}"
            for database, seen in told.items()
        )
        print(f"{name:32} {figures}   {len(next(iter(told.values()))[name][-1])} on the page")
    slow = [name for seen in told.values() for name in QUESTIONS if seen[name][0] > MAY_TAKE]
    print(f"above {MAY_TAKE} ms: {', '.join(slow) or 'none'}")
    if len(told) > 1:
        same = all(told["SQLite"][name][-1] == told["PostgreSQL"][name][-1] for name in QUESTIONS)
        print("both databases answered the same, in the same order" if same else "THE ANSWERS DIFFER")


if __name__ == "__main__":
    main()
