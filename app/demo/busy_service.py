"""Making an idea with many comments, so that its page can be measured."""

from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import islice
from random import Random

from app import audit
from app.contributions.models import Contribution, Revision
from app.demo import busy_rows, queries, reading
from app.demo.busy_rows import Row, Scene
from app.identifiers import public_id
from app.markup import render
from app.rounds.queries import note_participation
from app.rules.refusals import Invalid, Missing
from app.search.queries import index_comments, index_contribution
from app.threads.models import Comment, Thread, ThreadEventRecord, UsefulMark
from app.transaction import transaction

WRITERS = 40

BATCH = 5_000
"""Comments of one statement: enough to be quick, few enough to stay small in memory."""

Tick = Callable[[int], None]
"""Told how many comments went in."""


def make_busy(slug: str, comments: int, now: datetime, tick: Tick) -> str:
    """Add an idea with so many comments to a round; gives its name in addresses. Everything is written, or nothing.

    Raises Missing where there is no such round, and Invalid where there is nobody to speak.
    """
    chance = Random(busy_rows.SEED)  # noqa: S311 - chance that repeats, no secret
    made = busy_rows.shape(comments, chance)
    with transaction():
        round_id, people = queries.round_id(slug), queries.writers(WRITERS)
        if round_id is None:
            raise Missing(f"There is no round “{slug}”. Nothing was made.")
        if not people:
            raise Invalid("There is nobody who could have written this. Make an account first. Nothing was made.")
        idea = busy_rows.idea(round_id, people[0], comments, now)
        thread_id = _add_idea(idea, comments)
        scene = Scene(thread_id, round_id, people, _words(), now - busy_rows.LASTS, busy_rows.LASTS / (comments + 1))
        ids = queries.reserve_comment_ids(comments)
        _add_comments(busy_rows.comments(made, scene, ids, chance), scene, chance, tick)
        for person in people:
            note_participation(round_id, person, now)
        audit.record(None, "demo.busy", "contribution", idea["public_id"], round_id=round_id, comments=comments)
    return str(idea["public_id"])


def _add_idea(idea: Row, comments: int) -> int:
    """The idea with its first version, its words to be found by, and its thread, whose id is given."""
    number = queries.add_keyed(Contribution, "public_id", [idea])[idea["public_id"]]
    texts = {name: idea[name] for name in ("title", "body", "body_html")}
    first = {"contribution_id": number, "number": 1, "by_id": idea["author_id"], "at": idea["published_at"]}
    queries.add(Revision, [texts | first])
    index_contribution(number, idea["title"], idea["body"])
    name, last = public_id(), {"sequence": comments, "last_number": comments}
    thread = {"public_id": name, "contribution_id": number, "round_id": idea["round_id"]}
    return queries.add_keyed(Thread, "public_id", [thread | last])[name]


def _words() -> list[tuple[str, str]]:
    """What people of the demo said, each rendered once."""
    said = [words.body for thread in reading.load().threads for words in thread.comments if not words.hidden]
    return [(body, render(body)) for body in said]


def _add_comments(found: Iterator[Row], scene: Scene, chance: Random, tick: Tick) -> None:
    while batch := list(islice(found, BATCH)):
        queries.pour(Comment, batch)
        index_comments(scene.round_id, ((row["id"], row["body"]) for row in batch))
        queries.pour(Revision, busy_rows.revisions(batch))
        queries.pour(ThreadEventRecord, busy_rows.events(batch))
        queries.pour(UsefulMark, busy_rows.marks(batch, scene, chance))
        tick(len(batch))
