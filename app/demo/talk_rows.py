"""The demo's talk as rows of our tables: threads, comments in their places, and what happened in each thread, in order."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from app.demo.tables import Comment, Contribution, Judgement, Posted, Said, Thread, later
from app.identifiers import public_id
from app.live import EventKind
from app.markup import render
from app.rules.threads import Spot, spot

Row = dict[str, Any]
Ids = Mapping[str, int]
Happening = tuple[datetime, EventKind, str]


def said(thread: Thread, posted: Posted) -> list[Said]:
    """The comments of a thread, numbered as they were written."""
    written = sorted(thread.comments, key=lambda words: words.after)
    return [
        Said(words, public_id(), number, posted.at + timedelta(hours=words.after))
        for number, words in enumerate(written, start=1)
    ]


def happenings(talk: Sequence[Said], posted: Posted, thread_id: str, lock: datetime | None) -> list[Happening]:
    """All that happened in a thread, in the order of time; its place in the list is its number."""
    edited, hidden = later(posted.at, posted.text.edited_hours), _hidden_at(posted.text, posted.at)
    found = [
        (edited, EventKind.CONTRIBUTION_EDITED, posted.public_id),
        (hidden, EventKind.CONTRIBUTION_HIDDEN, posted.public_id),
        (lock, EventKind.THREAD_LOCKED, thread_id),
    ]
    for one in talk:
        found += [
            (one.at, EventKind.COMMENT_ADDED, one.public_id),
            (later(one.at, one.words.edited_hours), EventKind.COMMENT_EDITED, one.public_id),
            (later(one.at, one.words.withdrawn_hours), EventKind.COMMENT_WITHDRAWN, one.public_id),
            (_hidden_at(one.words, one.at), EventKind.COMMENT_HIDDEN, one.public_id),
        ]
    return sorted((at, kind, name) for at, kind, name in found if at is not None)


def _hidden_at(text: Comment | Contribution, at: datetime) -> datetime | None:
    return later(at, text.hidden.hours if text.hidden else None)


def events(found: Sequence[Happening], thread_id: int, round_id: int) -> Iterator[Row]:
    """The same as rows, numbered from one."""
    for sequence, (at, kind, name) in enumerate(found, start=1):
        yield {
            "thread_id": thread_id,
            "sequence": sequence,
            "kind": kind,
            "object_id": name,
            "round_id": round_id,
            "at": at,
        }


def thread_row(posted: Posted, name: str, round_id: int, found: Sequence[Happening], lock: Judgement | None) -> Row:
    """A thread after all that happened in it."""
    return {
        "public_id": name,
        "contribution_id": posted.id,
        "round_id": round_id,
        "sequence": len(found),
        "last_number": sum(kind == EventKind.COMMENT_ADDED for _, kind, _ in found),
        "locked_at": later(posted.at, lock.hours if lock else None),
        "locked_rule": lock.rule if lock else None,
    }


@dataclass(frozen=True)
class Place:
    """Where a comment stands, under which top-level comment, with how many answers."""

    spot: Spot
    root: str | None
    replies: int


def places(talk: Sequence[Said]) -> dict[str, Place]:
    """Where each comment stands, by its key."""
    spots: dict[str, Spot] = {}
    roots: dict[str, str | None] = {}
    replies: Counter[str] = Counter()
    for one in talk:
        key, parent = one.words.key, one.words.parent or ""
        spots[key] = spot(one.number, spots.get(parent), replies[parent])
        roots[key] = (roots[parent] or parent) if parent else None
        replies[parent] += 1
    return {key: Place(spots[key], roots[key], replies[key]) for key in spots}


def comment_row(one: Said, place: Place, author_id: int) -> Row:
    """One comment in its place; its thread, round, parent and branch are put in by whoever knows their ids."""
    words = one.words
    return {
        "public_id": one.public_id,
        "author_id": author_id,
        "number": one.number,
        "depth": place.spot.depth,
        "path": place.spot.path,
        "folded": place.spot.folded,
        "reply_count": place.replies,
        "useful_count": words.useful,
        "body": words.body,
        "body_html": render(words.body),
        "version": 2 if words.earlier_body else 1,
        "created_at": one.at,
        "edited_at": later(one.at, words.edited_hours),
        "withdrawn_at": later(one.at, words.withdrawn_hours),
        "hidden_at": _hidden_at(words, one.at),
        "hidden_rule": words.hidden.rule if words.hidden else None,
    }


def readable(talk: Iterable[Said]) -> int:
    """How many comments everybody may read."""
    return sum(one.words.hidden is None and one.words.withdrawn_hours is None for one in talk)


def questions(said: Sequence[Said], ids: Ids, people: Ids, round_id: int) -> Iterator[Row]:
    """The questions of a thread, with their answers."""
    by_key = {one.words.key: one for one in said}
    for one in said:
        if not one.words.asks:
            continue
        answer = by_key.get(one.words.answer or "")
        yield {
            "comment_id": ids[one.words.key],
            "round_id": round_id,
            "answer_id": ids[answer.words.key] if answer else None,
            "answered_by_id": people[answer.words.author] if answer else None,
            "answered_at": answer.at if answer else None,
        }
