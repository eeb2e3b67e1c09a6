"""The thread as people read it: its pages, the place of one comment in them, and what happened since."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from app.contributions.page_queries import Shown
from app.identifiers import public_id
from app.live import EventKind, ThreadEvent
from app.rules.actors import VISITOR, Actor
from app.rules.contributions import Kind
from app.rules.permissions import No, may_comment
from app.rules.threads import Cursor, Order, branch_depth, cursor
from app.threads import page_queries, queries
from app.threads.models import MAX_BODY
from app.threads.page_queries import Branch, Found
from app.threads.reading import Facts, Laid, View, excerpt, lay_out, whole

MOST_EVENTS = 200
"""Events of one answer: more than a page that was asleep for an hour has missed."""

WITH_WORDS = {EventKind.COMMENT_ADDED, EventKind.COMMENT_EDITED, EventKind.COMMENT_RESTORED}
"""Events that bring the comment as it is today."""


@dataclass(frozen=True)
class Asked:
    """What an address asks of a thread, in its own words; what makes no sense is passed over.

    `reply` is the comment below which a form opens, `quote` the one that it quotes.
    """

    order: str | None = None
    after: str | None = None
    branch: str | None = None
    reply: str | None = None
    quote: str | None = None

    @classmethod
    def of(cls, args: Mapping[str, str]) -> "Asked":
        """Read it from a request's arguments."""
        return cls(*(args.get(name) for name in ("order", "after", "branch", "reply", "quote")))


Quote = tuple[str, str, str | None]
"""The quoted comment, its author's name, and the beginning of its words; none where they have been taken down."""


@dataclass(frozen=True)
class Answered:
    """The comment that a reply form stands below, and what the reply quotes."""

    public_id: str
    name: str
    quote: Quote | None


@dataclass(frozen=True)
class ThreadPage:
    """All that `threads/_thread.html` shows."""

    thread: str
    last: int
    kind: Kind
    contribution: str
    count: int
    comments: Laid
    order: Order
    branch: Branch | None
    is_first: bool
    next: Cursor | None
    goes_on: tuple[str, str] | None
    """What the first comment of the page answers on the page before: (public id, name)."""
    answered: Answered | None
    why_not: No | None
    """Why this reader may not comment."""
    locked_rule: int | None
    once: str
    most: int = MAX_BODY

    def address(self, after: Cursor | None = None) -> str:
        """The part of an address that says which page of the thread this is, or which comes after it."""
        branch = self.branch.public_id if self.branch else None
        return Address(self.kind, self.contribution, branch, after, self.order).query()


@dataclass(frozen=True)
class Address:
    """The page on which one comment is found."""

    kind: Kind
    contribution: str
    branch: str | None
    after: Cursor | None
    order: Order = Order.OLDEST

    def query(self, **more: str) -> str:
        """From the question mark on; empty for the first page of the whole thread, oldest first."""
        order = None if self.order is Order.OLDEST else self.order.value
        said = {"branch": self.branch, "order": order, "after": self.after and str(self.after), **more}
        words = urlencode({name: value for name, value in said.items() if value})
        return f"?{words}" if words else ""


def thread_page(actor: Actor, contribution: Shown, asked: Asked, now: datetime) -> ThreadPage:
    """One page of a contribution's thread, for whoever may read the contribution."""
    order = Order.USEFUL if asked.order == Order.USEFUL and not asked.branch else Order.OLDEST
    head = page_queries.branch(contribution.thread_id, asked.branch) if asked.branch else None
    begin = cursor(asked.after, order)
    found = _found(contribution.thread_id, actor, order, head, begin)
    why_not = _why_not(actor, contribution, now)
    answered = _answered(found.comments, asked) if why_not is None else None
    view = View(actor.is_signed_in, actor.is_moderator, why_not in {None, No.STRANGER}, now.year)
    reply_to = answered.public_id if answered else None
    top = head.depth if head else 0
    return ThreadPage(
        thread=contribution.thread_public_id,
        last=contribution.thread_sequence,
        kind=contribution.kind,
        contribution=contribution.public_id,
        count=contribution.comment_count,
        comments=lay_out(found.comments, view, top=top, whole_branch=head is not None, reply_to=reply_to),
        order=order,
        branch=head,
        is_first=begin is None,
        next=found.next,
        goes_on=_goes_on(contribution.thread_id, found, top),
        answered=answered,
        why_not=why_not,
        locked_rule=contribution.thread_locked_rule,
        once=public_id() if why_not is None else "",
    )


def _found(thread_id: int, actor: Actor, order: Order, head: Branch | None, begin: Cursor | None) -> Found:
    if head is not None:
        return page_queries.by_branch(thread_id, actor, head, begin)
    ordered = page_queries.by_use if order is Order.USEFUL else page_queries.by_age
    return ordered(thread_id, actor, begin)


def _why_not(actor: Actor, contribution: Shown, now: datetime) -> No | None:
    if not contribution.is_whole:
        return No.UNAVAILABLE
    return may_comment(actor, contribution.timetable, now, locked=contribution.thread_locked_at is not None)


def _answered(comments: list[Facts], asked: Asked) -> Answered | None:
    if asked.reply is None:
        return None
    parent = next((one for one in comments if one.public_id == asked.reply and _is_whole(one)), None)
    if parent is None:
        return None
    name = parent.organisation or parent.name
    return Answered(
        parent.public_id, name, (parent.public_id, name, excerpt(parent.words or "")) if asked.quote else None
    )


def _is_whole(comment: Facts) -> bool:
    return comment.hidden_at is None and comment.withdrawn_at is None


def _goes_on(thread_id: int, found: Found, top: int) -> tuple[str, str] | None:
    if not found.comments or found.comments[0].depth == top:
        return None
    row = page_queries.answered(thread_id, found.comments[0].path)
    return (row[0], row[1]) if row else None


def address_of(comment_id: str) -> Address:
    """The page on which a comment is found: of the whole thread, or of the branch in which it waits."""
    thread_id, path, depth, folded, kind, contribution = page_queries.address(comment_id)
    head = _head(thread_id, path, depth) if folded else None
    after = page_queries.page_before(thread_id, path, head)
    return Address(Kind(kind), contribution, head.public_id if head else None, after)


def _head(thread_id: int, path: str, depth: int) -> Branch:
    """The branch that has a folded comment in it."""
    above = page_queries.lineage(thread_id, path)
    open_depth = max(row.depth for row in above if not row.folded)
    return Branch(*above[branch_depth(depth, open_depth)][:3])


def may_find(actor: Actor, comment_id: str) -> None:
    """Raise Missing where this reader may not know that the comment is there."""
    queries.comment_for(comment_id, actor)


def events_since(actor: Actor, thread: str, after: int, year: int) -> Mapping[str, object]:
    """What happened in a thread after that number, as it may be read today.

    Raises Missing where this reader may not read the contribution.
    """
    thread_id, last = queries.thread_for(thread, actor)
    rows = queries.events_after(thread_id, after, MOST_EVENTS + 1)
    shown = _words_of([row.object_id for row in rows if row.kind in WITH_WORDS], thread_id, year)
    events = [
        ThreadEvent(thread, row.sequence, row.kind, row.object_id).payload()
        | (shown.get(row.object_id, {}) if row.kind in WITH_WORDS else {})
        for row in rows[:MOST_EVENTS]
    ]
    return {"thread": thread, "last": last, "events": events, "more": len(rows) > MOST_EVENTS}


def _words_of(public_ids: list[str], thread_id: int, year: int) -> dict[str, dict[str, object]]:
    """The public fragments of these comments, and what each answers. What is hidden or withdrawn now has none."""
    if not public_ids:
        return {}
    parents = queries.parents_of(public_ids)
    view = View(may_reply=True, year=year)
    return {
        name: {"html": whole(facts, view), "parent": parents[name]}
        for name, facts in page_queries.some(thread_id, public_ids, VISITOR).items()
        if _is_whole(facts)
    }
