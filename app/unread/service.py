"""Where a person left off, and what is new since."""

from datetime import datetime
from typing import NamedTuple

from app import clock
from app.contributions.page_reading import Shown
from app.rules.actors import Actor
from app.rules.contributions import Kind
from app.rules.permissions import No
from app.rules.refusals import Missing, SignInFirst
from app.rules.unread import MOST_LISTED, New, News, read_up_to, told
from app.sentences import SENTENCES
from app.transaction import transaction
from app.unread import queries


class Discussion(NamedTuple):
    """A discussion in which a person has read; `new` is “3”, “99+” or empty."""

    public_id: str
    kind: Kind
    title: str
    comments: int
    round: str
    slug: str
    space: str | None
    """The space in which it stands, by its address; none of what stands in a round."""
    at: datetime
    new: str


def news(actor: Actor, shown: Shown) -> News | None:
    """What is new to this reader in the thread of the page that they open; none for a stranger."""
    if actor.id is None:
        return None
    now, left_off = clock.now(), shown.left_off
    if left_off is None:
        return News("", None, now, ())
    new = queries.new_in(shown.thread_id, actor.id, left_off) if shown.thread_sequence > left_off else ()
    return News(str(left_off), shown.left_off_at, now, tuple(New(name, number) for name, number in new))


def discussions(actor: Actor) -> list[Discussion]:
    """The person's discussions: those with something new, then those that they read last; as many as a page holds."""
    found = [
        Discussion(
            row.public_id, row.kind, row.title, row.comment_count, row.round, row.slug, row.space,
            row.at,
            told(row.new) if row.new else "",
        )
        for row in queries.discussions(actor)
    ]  # fmt: skip
    return sorted(found, key=lambda one: not one.new)[:MOST_LISTED]


def read(actor: Actor, thread: str, sequence: int) -> tuple[Kind, str]:
    """Note that the person has read a thread up to this event; gives where its contribution is found.

    Raises SignInFirst, and Missing where there is no such thread for this reader.
    """
    if actor.id is None:
        raise SignInFirst(str(SENTENCES[No.STRANGER]))
    with transaction():
        row = queries.thread_for(thread, actor)
        if row is None:
            raise Missing
        queries.note(actor.id, row.id, read_up_to(sequence, row.sequence), clock.now())
    return row.kind, row.public_id
