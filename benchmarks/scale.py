"""Whether the ranking is quick enough for a large town: `python -m benchmarks.scale [PART …]`.

    ranking   the rule on one and on ten million votes
    closing   freezing a phase with one million votes, on a SQLite database
    dealing   one card among 10,000 ideas and 100,000 people: benchmarks/dealing.py

Each measurement is a process of its own, so that its peak of memory is its own, and uses one thread. Seconds are both
those on the wall and those of the processor: on a busy machine only the second tell something.
"""

import argparse
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import numpy as np
from sqlalchemy import text

from app import clock
from app.extensions import db
from app.results import snapshot_service
from app.rules.dealt import RankingResult, rank_dealt

ROOT = Path(__file__).resolve().parents[1]

AREAS = 50
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}

SIZES = ((1_000_000, 1_000, 50_000), (1_000_000, 10_000, 100_000), (10_000_000, 2_000, 500_000))
"""Votes, items, people."""

CLOSING = (1_000, 50_000, 20)
"""Items, people, and cards that each was dealt and answered."""

FILL = (
    """
    INSERT INTO areas (id, slug, name, population)
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 50)
    SELECT i, 'a' || i, 'Area ' || i, 1000 + 100 * i FROM n
    """,
    "INSERT INTO round_areas (round_id, area_id) SELECT 1, id FROM areas",
    "UPDATE users SET area_id = id % 50 + 1",
    """
    INSERT INTO verifications (person_id, method, at)
    SELECT id, 'command_line', created_at FROM users WHERE id % 10 < 8
    """,
    """
    INSERT INTO votes (contribution_id, person_id, round_id, choice, at, source, deal_id)
    SELECT contribution_id, person_id, 1,
        CASE WHEN (person_id * 7 + contribution_id * 13) % 97 < 20 + contribution_id % 60 THEN 'agree'
            WHEN (person_id + contribution_id) % 5 = 0 THEN 'unsure' ELSE 'disagree' END, at, 'web', id FROM deals
    """,
)
"""What `benchmarks.dealing` leaves out: areas, verifications (four people of five), and a vote for every card."""


def peak() -> str:
    """The most memory that this process has held."""
    return f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB at the peak"


def timed(work: Callable[[], object]) -> str:
    """Do it; gives the seconds."""
    wall, processor = time.perf_counter(), time.process_time()
    work()
    return f"{time.process_time() - processor:.1f} s of the processor, {time.perf_counter() - wall:.1f} s on the wall"


def made_up_ranking(votes: int, items: int, people: int) -> Callable[[], RankingResult]:
    """The rule, ready to be called on votes by chance: four people of five are verified, all votes are on cards."""
    chance = np.random.default_rng(1)
    each = votes // people
    person = np.repeat(np.arange(people, dtype=np.int32), each)
    first = np.repeat(chance.integers(items, size=people, dtype=np.int32), each)
    item = (first + np.tile(np.arange(each, dtype=np.int32), people)) % np.int32(items)
    liking = chance.random(items).astype(np.float32)
    value = np.where(chance.random(len(person), dtype=np.float32) < liking[item], 1, -1).astype(np.int8)
    value[::7] = 0
    dealt = np.ones(len(person), dtype=np.bool_)
    columns = {
        "verified": chance.random(people) < 0.8,
        "area": chance.integers(-1, AREAS, people),
        "cards_dealt": each + chance.integers(20, size=people),
        "area_share": chance.random(AREAS),
        "first_dealt": np.arange(items),
    }
    return lambda: rank_dealt(person, item, value, dealt, items=items, seed=1, **columns)


def ranking(votes: int, items: int, people: int) -> None:
    """Rank once; print one line."""
    work = made_up_ranking(votes, items, people)
    print(
        f"ranking, {votes:,} votes, {items:,} items, {people:,} people: {timed(work)}, {peak()}, the columns included"
    )


def closing(items: int, people: int, cards: int) -> None:
    """Fill a database, let the hour come when the phase closes, and freeze it, telling how far it is."""
    from benchmarks import dealing

    with dealing.fresh(None):
        dealing.fill(items, people, cards)
        for statement in FILL:
            db.session.execute(text(statement))
        db.session.commit()
        began, later = time.perf_counter(), clock.now() + timedelta(days=2 * 366)

        def tell(words: str) -> None:
            print(f"  {time.perf_counter() - began:5.1f} s  {words}", flush=True)

        spent = timed(lambda: snapshot_service.close_phases(later, tell))
    print(f"closing, {people * cards:,} votes, {items:,} items, {people:,} people: {spent}, {peak()}")


def apart(*command: str) -> None:
    """Run one measurement as a process of its own."""
    subprocess.run([sys.executable, "-m", *command], cwd=ROOT, env=os.environ | ONE_THREAD, check=True)


def main() -> None:
    """Measure what was asked for, or everything."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", metavar="PART", help="ranking, closing, dealing; all where none is named")
    parser.add_argument("--only", type=int, nargs=3, metavar="N", help="one size: votes, items, people (or cards)")
    asked = parser.parse_args()
    if asked.only:
        {"ranking": ranking, "closing": closing}[asked.parts[0]](*asked.only)
        return
    parts = asked.parts or ["ranking", "closing", "dealing"]
    sizes = {"ranking": SIZES, "closing": (CLOSING,)}
    for part in parts:
        for size in sizes.get(part, ()):
            apart("benchmarks.scale", part, "--only", *map(str, size))
    if "dealing" in parts:
        apart("benchmarks.dealing")


if __name__ == "__main__":
    main()
