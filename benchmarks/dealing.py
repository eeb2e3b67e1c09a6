"""How long dealing one card takes, and whether it grows with the people.

    python -m benchmarks.dealing [--items N] [--people N] [--cards N] [--deals N] [--only sqlite|postgresql]

A round with so many ideas is made on a fresh database, once with a hundredth of the people and once with all; each was
dealt some cards. Then people picked by chance are dealt one card, skip it and are dealt the next, by the service that the page
uses: the lock, the person's order over all that is left, the new card, the commit. A first card works the order out; the next
finds it kept. The first deals are not counted.
"""

import argparse
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import bindparam, text

from app import clock, create_app
from app.columns import UtcDateTime
from app.dealing import service
from app.extensions import db
from app.rules.actors import Actor
from app.rules.contributions import Kind
from app.rules.dealing import first_cards, next_card
from config import Settings
from tests import servers

SLUG = "bench"
WARM_UP = 10

PEOPLE = """
INSERT INTO users (id, handle, email, active, fs_uniquifier, display_name, about, about_html, created_at)
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :people)
SELECT i, 'p' || i, 'p' || i || '@bench.example', true, 'u' || i, 'Person', '', '', :now FROM n
"""
ROUND = """
INSERT INTO rounds (id, slug, title, question, aims, aims_html, decider, decider_post, budget_note, created_at, opened_at,
    allowance, deal_secret)
VALUES (1, 'bench', 'Bench', '', '', '', '', '', '', :now, :now, 40, :secret)
"""
PHASE = "INSERT INTO phases (id, round_id, kind, opens_at, closes_at) VALUES (1, 1, 'ideas', :opens, :closes)"
IDEAS = """
INSERT INTO contributions (id, public_id, round_id, kind, author_id, title, body, body_html, summary, outcomes, who_would,
    version, shuffle, agree_count, disagree_count, unsure_count, comment_count, created_at, published_at)
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :items)
SELECT i, 'c' || i, 1, 'idea', 1, 'Idea', '', '', '', '', '', 1, i, 0, 0, 0, 0, :now, :now FROM n
"""
DEALS = """
INSERT INTO deals (public_id, round_id, kind, person_id, contribution_id, place, at, answered_at)
WITH RECURSIVE p(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM p WHERE i < :people),
    c(j) AS (SELECT 1 UNION ALL SELECT j + 1 FROM c WHERE j < :cards)
SELECT i || 'x' || j, 1, 'idea', i, (i * 31 + j * 101) % :items + 1, j, :now, :now FROM p, c
"""

OPEN_CARD = "SELECT public_id FROM deals WHERE person_id = :person AND answered_at IS NULL AND skipped_at IS NULL"


def fill(items: int, people: int, cards: int) -> None:
    """One round, its ideas, its people and the cards that they were dealt and answered."""
    now = clock.now()
    moments = {"now": now, "opens": now.replace(year=now.year - 1), "closes": now.replace(year=now.year + 1)}
    given = moments | {"items": items, "people": people, "cards": cards, "secret": bytes(32)}
    for statement in (PEOPLE, ROUND, PHASE, IDEAS, DEALS):
        found = text(statement)
        wanted = [name for name in given if f":{name}" in statement]
        typed = found.bindparams(*(bindparam(name, type_=UtcDateTime) for name in wanted if name in moments))
        db.session.execute(typed, {name: given[name] for name in wanted})
    db.session.commit()
    db.session.execute(text("ANALYZE"))
    db.session.commit()


Spent = tuple[float, float]
"""Milliseconds by the clock, and of this process's own work."""


def deal_to(people: int, deals: int) -> tuple[list[Spent], list[Spent]]:
    """Deal people picked by chance their first card and the next; gives what each took."""
    chance, first, after = random.Random(1), [], []
    first_cards.cache_clear()
    for person in chance.sample(range(2, people + 1), deals + WARM_UP):
        actor = Actor(person)
        first.append(timed(lambda actor=actor: service.deal(actor, SLUG, Kind.IDEA)))
        card = db.session.execute(text(OPEN_CARD), {"person": person}).scalar_one()
        db.session.remove()
        after.append(timed(lambda actor=actor, card=card: service.skip(actor, SLUG, card)))
    return first[WARM_UP:], after[WARM_UP:]


def timed(act: Callable[[], object]) -> Spent:
    """How long one act takes, in a session of its own."""
    began, worked = time.perf_counter(), time.process_time()
    act()
    spent = (time.perf_counter() - began) * 1000, (time.process_time() - worked) * 1000
    db.session.remove()
    return spent


def order_alone(items: int) -> float:
    """Milliseconds of working out the order alone, without a database."""
    spent = []
    for person in range(1, 21):
        began = time.perf_counter()
        next_card(bytes(32), person, range(1, items + 1))
        spent.append((time.perf_counter() - began) * 1000)
    return statistics.median(spent)


@contextmanager
def fresh(server: str | None) -> Iterator[Flask]:
    """An app on a database of its own with the tables laid out."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/bench.sqlite3"
        if server:
            from tests.databases import PostgresqlDatabase

            url = PostgresqlDatabase(server, f"bench_{time.time_ns()}").url
        settings = replace(Settings.from_environment(), database_url=url, redis_url=None, instance_path=Path(folder))
        app = create_app(settings)
        with app.app_context():
            upgrade()
            yield app
            db.session.remove()
            db.engine.dispose()


def measure(kind: str, server: str | None, asked: argparse.Namespace, people: int) -> None:
    """Print one line of figures."""
    with fresh(server):
        fill(asked.items, people, asked.cards)
        found = deal_to(people, asked.deals)
    for card, both in zip(("first card", "next card"), found, strict=True):
        spent, worked = zip(*sorted(both), strict=True)
        middle, worst, own = statistics.median(spent), spent[int(len(spent) * 0.95)], statistics.median(worked)
        figures = f"median {middle:.1f} ms ({own:.1f} ms our own work), 95 % under {worst:.1f} ms"
        print(f"{kind}: {people:,} people, {card}: {figures}")


def main() -> None:
    """Measure both databases, with few people and with many."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--items", type=int, default=10_000)
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--cards", type=int, default=10)
    parser.add_argument("--deals", type=int, default=100)
    parser.add_argument("--only", choices=("sqlite", "postgresql"))
    asked = parser.parse_args()
    print(
        f"{asked.items:,} ideas, {asked.cards} cards dealt to each; the order alone takes {order_alone(asked.items):.1f} ms"
    )
    for kind in ("sqlite", "postgresql") if asked.only is None else (asked.only,):
        for people in (max(asked.people // 100, asked.deals + WARM_UP + 2), asked.people):
            if kind == "sqlite":
                measure(kind, None, asked, people)
            else:
                with servers.postgresql() as server:
                    measure(kind, server, asked, people)


if __name__ == "__main__":
    main()
