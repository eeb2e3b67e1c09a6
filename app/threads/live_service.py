"""What happened in a thread, as it may be read today: for a page that asks, and for all that watch. The same words both times."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from app.accounts.models import User
from app.accounts.queries import person_of_session
from app.live import EventKind, Happening, ListKind, News
from app.rules.actors import VISITOR, Actor
from app.rules.contributions import Kind
from app.rules.refusals import Missing, SignInFirst
from app.threads import page_queries, queries
from app.threads.queries import Happened, Head
from app.threads.reading import View, whole

MOST_EVENTS = 200
"""Events of one answer: more than a page that was asleep for an hour has missed."""

WITH_WORDS = {EventKind.COMMENT_ADDED, EventKind.COMMENT_EDITED, EventKind.COMMENT_RESTORED}
"""Events that bring the comment as it is today: its words, or the place without words of one that was taken down."""

WITHOUT_WORDS = {EventKind.COMMENT_HIDDEN, EventKind.COMMENT_WITHDRAWN}
"""Events that bring the place without words, with the date and the rule; nothing where the words are back today."""


@dataclass(frozen=True)
class Watched:
    """A room that this reader may enter."""

    id: str
    round_id: int
    last: int = 0


class Fragment(NamedTuple):
    """A comment as everybody may read it today."""

    html: str
    has_words: bool


def reader(key: str | None) -> Actor:
    """Whoever holds this session's key, as of now. Raises SignInFirst where nobody does any more."""
    person = _person(key)
    return person.actor if person else VISITOR


def _person(key: str | None) -> User | None:
    person = person_of_session(key) if key is not None else None
    if key is not None and (person is None or not person.active or person.actor.is_suspended):
        raise SignInFirst("")
    return person


def shown_name(person: User | None) -> str | None:
    """The name that others may see while this person reads or writes; none unless the person chose so."""
    return person.display_name if person is not None and person.is_seen else None


def own_text(key: str | None, public_id: str) -> None:
    """Raise Missing where this is no comment or contribution of the reader's own."""
    actor = reader(key)
    if actor.id is None or not queries.is_author(public_id, actor.id):
        raise Missing


def thread_for(key: str | None, public_id: str) -> Watched:
    """A thread that may be watched. Raises Missing where this reader may not see it."""
    head = queries.head_of(public_id, reader(key))
    return Watched(public_id, head.round_id, head.last)


def round_for(key: str | None, slug: str) -> Watched:
    """A round that may be watched. Raises Missing where this reader may not know of it."""
    return Watched(slug, queries.round_id_of(slug, reader(key)))


def events_since(actor: Actor, thread: str, after: int, year: int) -> Mapping[str, object]:
    """What happened in a thread after that number.

    Raises Missing where this reader may not read the contribution.
    """
    head, rows = queries.news_of(thread, actor, after, MOST_EVENTS + 1)
    events = [happening.payload() for happening in _happenings(thread, head, rows[:MOST_EVENTS], year)]
    return {"thread": thread, "last": head.last, "events": events, "more": len(rows) > MOST_EVENTS}


def look(thread: str) -> Head:
    """A thread as it is now, whoever asks: for what is told to those who watch it. Raises Missing where it is not there."""
    return queries.head_of(thread, None)


def happened(thread: str, after: int, year: int) -> tuple[Head, list[Happening]]:
    """The same, and what is to be told of it after that number, in order."""
    head, rows = queries.news_of(thread, None, after, MOST_EVENTS)
    return head, _happenings(thread, head, rows, year)


def voted(thread: str, head: Head, contribution: str) -> Happening:
    """That votes changed. How, each page asks for itself: it depends on the reader."""
    return Happening(thread, None, EventKind.VOTES_CHANGED, contribution, head.comments, head.contribution)


def news(head: Head, kind: EventKind, id: str) -> News | None:  # noqa: A002 - As the event says it.
    """The same for those who watch the round; none where strangers may not know of it. That it went, all may know."""
    if not head.is_open and kind is not EventKind.CONTRIBUTION_HIDDEN:
        return None
    return News(head.round, kind, id, head.contribution, head.comments)


def added(head: Head) -> News:
    """That something new stands in the lists of its round."""
    return News(head.round, ListKind.CONTRIBUTION_ADDED, head.contribution, head.contribution, head.comments, head.kind)


def _happenings(thread: str, head: Head, rows: Sequence[Happened], year: int) -> list[Happening]:
    shown = _fragments([row.object_id for row in rows if row.kind in WITH_WORDS | WITHOUT_WORDS], head, year)
    return [_happening(thread, head, row, shown.get(row.object_id)) for row in rows]


def _happening(thread: str, head: Head, row: Happened, shown: Fragment | None) -> Happening:
    kinds = WITH_WORDS if shown is None or shown.has_words else WITH_WORDS | WITHOUT_WORDS
    html = shown.html if shown is not None and row.kind in kinds else None
    parent = row.parent if html is not None else None
    return Happening(
        thread, row.sequence, row.kind, row.object_id, head.comments, head.contribution, html=html, parent=parent
    )


def _fragments(public_ids: Sequence[str], head: Head, year: int) -> dict[str, Fragment]:
    """These comments for all who read there. One that was moved away has none; nor has any where not all read the same."""
    if not public_ids or not head.is_shared:
        return {}
    view = View(may_reply=True, year=year, apart=head.kind is Kind.TOPIC)
    found = page_queries.some(head.id, list(public_ids), VISITOR)
    return {name: Fragment(whole(facts, view), facts.words is not None) for name, facts in found.items()}


def behind(heard: Mapping[str, int]) -> list[str]:
    """Those of these threads in which more happened than was heard of, and those that are no longer open to all."""
    now = queries.states_of(heard)
    return [name for name, (last, is_open) in now.items() if last > heard[name] or not is_open]


@dataclass(frozen=True)
class Rights:
    """What one reader may go on watching."""

    name: str | None
    threads: set[str]
    rounds: set[int]


def rights(key: str | None, threads: Iterable[str], rounds: Iterable[int]) -> Rights:
    """Which of these a reader may watch now. Raises SignInFirst where the session is nobody's any more."""
    person = _person(key)
    actor = person.actor if person else VISITOR
    return Rights(shown_name(person), queries.readable_threads(threads, actor), queries.readable_rounds(rounds, actor))
