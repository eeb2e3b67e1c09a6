"""How quickly somebody who reads in five hundred discussions sees what is new: `make bench-unread`.

    python -m benchmarks.unread [--threads N] [--comments N] [--only sqlite|postgresql]

On a fresh database: so many discussions, so many comments in all, and a person who left off in the middle of each. Told are
the median and the best of twenty of the question alone, then of the whole page.
"""

import argparse

from flask import Flask
from sqlalchemy import insert, text

from app import clock
from app.contributions.models import Contribution
from app.extensions import db
from app.live import EventKind
from app.rules.actors import Actor, Role
from app.threads.models import Comment, Thread, ThreadEventRecord
from app.unread import service
from app.unread.models import LeftOff
from benchmarks.moderation import TIMES, comments, on_each_database, tell, timed
from tests import factories
from tests.web import sign_in_quickly

MAY_TAKE = 0.02
"""Seconds: what is new for a person in five hundred threads."""

NEW = 10
"""Comments that are new in each discussion."""


def fill(app: Flask, threads: int, total: int) -> object:
    """Discussions, and somebody who has read all but the last few comments of each; gives that person."""
    round_, author, reader, now = factories.round_(app), factories.user(app), factories.user(app), clock.now()
    with app.app_context():
        rows = [
            {
                "public_id": f"bench{n:07}", "kind": "idea", "title": f"Idea {n}", "body": "", "body_html": "", "summary": "",
                "author_id": author.id, "round_id": round_.id, "created_at": now, "published_at": now, "version": 1,
                "comment_count": total // threads, "shuffle": n, "agree_count": 0, "disagree_count": 0, "unsure_count": 0,
                "outcomes": "", "who_would": "",
            }
            for n in range(threads)
        ]  # fmt: skip
        db.session.execute(insert(Contribution), rows)
        ideas = db.session.query(Contribution.id).filter(Contribution.public_id.like("bench%")).all()
        each = total // threads
        made = [
            {"contribution_id": idea.id, "round_id": round_.id, "sequence": each, "last_number": each} for idea in ideas
        ]
        db.session.execute(insert(Thread), made)
        found = db.session.query(Thread).filter(Thread.contribution_id.in_([idea.id for idea in ideas])).all()
        for thread in found:
            said = comments(thread, author.id, 1, each, now)
            db.session.execute(insert(Comment), said)
            about = {"thread_id": thread.id, "round_id": round_.id, "kind": EventKind.COMMENT_ADDED, "at": now}
            events = [about | {"sequence": one["number"], "object_id": one["public_id"]} for one in said]
            db.session.execute(insert(ThreadEventRecord), events)
        here = {"person_id": reader.id, "sequence": each - NEW, "at": now}
        db.session.execute(insert(LeftOff), [here | {"thread_id": thread.id} for thread in found])
        db.session.commit()
        if db.engine.dialect.name == "postgresql":
            db.session.execute(text("ANALYZE"))
    return reader


def measure(app: Flask, threads: int, total: int) -> None:
    """Fill the database and tell the figures."""
    reader = fill(app, threads, total)
    actor = Actor(reader.id, frozenset({Role.RESIDENT}))  # type: ignore[attr-defined]
    with app.test_request_context():
        assert all(one.new == str(NEW) for one in service.discussions(actor))
        asked = [timed(lambda: service.discussions(actor)) for _ in range(TIMES)]
    tell(f"what is new in {threads} of {total:,} comments", asked, MAY_TAKE)
    client = app.test_client()
    sign_in_quickly(app, client, reader)
    tell("the page of it", [timed(lambda: client.get("/discussions")) for _ in range(TIMES)], 5 * MAY_TAKE)


def main() -> None:
    """Measure on SQLite, then on PostgreSQL."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--threads", type=int, default=500)
    parser.add_argument("--comments", type=int, default=100_000)
    parser.add_argument("--only", choices=["sqlite", "postgresql"])
    given = parser.parse_args()
    on_each_database(given.only, lambda app: measure(app, given.threads, given.comments))


if __name__ == "__main__":
    main()
