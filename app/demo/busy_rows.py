"""An idea with as many comments as anybody wants, as rows of our tables: for benches."""

import secrets
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from app.identifiers import public_id, shuffle_key
from app.live import EventKind
from app.markup import plain, render
from app.rules.contributions import Kind
from app.rules.threads import DEEPEST, Spot, spot

Row = dict[str, Any]

SEED = 960

TITLE = "A busy idea"
BODY = "Made by `flask demo busy`, so that a page with many comments can be measured."

LASTS = timedelta(days=10)
"""From the first comment to the last."""

ROOTS = 0.4
"""The share of comments that answer nobody."""

BACK = 30
"""How many comments back the answered one lies, on average: people answer what they have just read."""

USEFUL = 0.3
"""The share of comments that somebody found useful; then it is one to three people."""


@dataclass(frozen=True)
class Shape:
    """Who answers whom: for each comment the place of what it answers, where it stands, its branch, its answers."""

    above: list[int | None]
    spots: list[Spot]
    roots: list[int]
    replies: Counter[int]


@dataclass(frozen=True)
class Scene:
    """Where the talk goes on, who speaks, which words they use (as Markdown and as HTML), and from when to when."""

    thread_id: int
    round_id: int
    people: Sequence[int]
    words: Sequence[tuple[str, str]]
    first: datetime
    step: timedelta


def idea(round_id: int, author_id: int, comments: int, now: datetime) -> Row:
    """The idea that they all talk about."""
    html = render(BODY)
    return {
        "public_id": public_id(),
        "round_id": round_id,
        "kind": Kind.IDEA,
        "author_id": author_id,
        "title": TITLE,
        "body": BODY,
        "body_html": html,
        "summary": plain(html),
        "shuffle": shuffle_key(),
        "comment_count": comments,
        "created_at": now - LASTS,
        "published_at": now - LASTS,
    }


def shape(comments: int, chance: Random) -> Shape:
    """Deal who answers whom."""
    made = Shape([], [], [], Counter())
    for place in range(comments):
        above = _answered(made, place, chance)
        made.above.append(above)
        made.spots.append(spot(place + 1, None if above is None else made.spots[above], made.replies[above or 0]))
        made.roots.append(place if above is None else made.roots[above])
        if above is not None:
            made.replies[above] += 1
    return made


def _answered(made: Shape, place: int, chance: Random) -> int | None:
    """The place of the comment that the next one answers; none for a new top-level comment."""
    above = place - 1 - int(chance.expovariate(1 / BACK))
    if chance.random() < ROOTS or above < 0 or made.spots[above].depth >= DEEPEST:
        return None
    return above


def comments(made: Shape, scene: Scene, ids: Sequence[int], chance: Random) -> Iterator[Row]:
    """The comments, in the order of time, with these ids."""
    for place, (number, above, where) in enumerate(zip(ids, made.above, made.spots, strict=True)):
        body, html = chance.choice(scene.words)
        yield {
            "id": number,
            "public_id": public_id(),
            "thread_id": scene.thread_id,
            "round_id": scene.round_id,
            "parent_id": None if above is None else ids[above],
            "root_id": None if above is None else ids[made.roots[place]],
            "author_id": chance.choice(scene.people),
            "number": place + 1,
            "depth": where.depth,
            "path": where.path,
            "folded": where.folded,
            "reply_count": made.replies[place],
            "useful_count": _useful(scene, chance),
            "body": body,
            "body_html": html,
            "version": 1,
            "created_at": scene.first + place * scene.step,
        }


def _useful(scene: Scene, chance: Random) -> int:
    many = chance.randint(1, 3) if chance.random() < USEFUL else 0
    return min(many, len(scene.people) - 1)


def revisions(found: Iterable[Row]) -> Iterator[Row]:
    """The first version of each comment."""
    for row in found:
        yield {
            "comment_id": row["id"],
            "number": 1,
            "title": "",
            "body": row["body"],
            "body_html": row["body_html"],
            "digest_key": secrets.token_bytes(16),
            "by_id": row["author_id"],
            "at": row["created_at"],
        }


def events(found: Iterable[Row]) -> Iterator[Row]:
    """That each was added; nothing else happened."""
    for row in found:
        yield {
            "thread_id": row["thread_id"],
            "sequence": row["number"],
            "kind": EventKind.COMMENT_ADDED,
            "object_id": row["public_id"],
            "round_id": row["round_id"],
            "at": row["created_at"],
        }


def marks(found: Iterable[Row], scene: Scene, chance: Random) -> Iterator[Row]:
    """As many useful marks as each comment counts; never its author's."""
    for row in found:
        others = [person for person in scene.people if person != row["author_id"]]
        for person in chance.sample(others, row["useful_count"]):
            yield {"comment_id": row["id"], "person_id": person, "at": row["created_at"] + scene.step}
