"""The thread as people read it: its pages, and the place of one comment in them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from urllib.parse import urlencode

from app.contributions.page_reading import Shown
from app.identifiers import public_id
from app.live import EventKind
from app.rules.actors import VISITOR, Actor
from app.rules.contributions import Kind
from app.rules.permissions import No, may_comment
from app.rules.spaces import SpaceKind, may_write
from app.rules.threads import Cursor, Order, branch_depth, cursor
from app.threads import page_queries, queries, rows
from app.threads.models import MAX_BODY
from app.threads.page_queries import Branch, Left
from app.threads.reading import Facts, Laid, View, excerpt, lay_out, variant, with_own
from app.threads.rows import Found, Own

KEPT_PAGES = 128
"""Pages of comments as people read them, at some 150 kilobytes each with what they are made from: 20 MB."""

SOMEBODY = Actor(id=0)
"""Any person with an account."""


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

    @property
    def by(self) -> Order:
        """The order; a branch is always read from the oldest on."""
        return Order.USEFUL if self.order == Order.USEFUL and not self.branch else Order.OLDEST

    @property
    def plainly_after(self) -> str | None:
        """Where the whole thread is read from the oldest on: the path after which the page begins. Else none."""
        if self.branch or self.by is Order.USEFUL:
            return None
        begin = cursor(self.after, Order.OLDEST)
        return begin.path if begin else ""


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
    left: tuple[Left, ...] = ()
    """The branches that moderators moved from here to where everybody can read them."""
    space: tuple[str, str] | None = None
    """The space in which it stands, by its address and its name, and ..."""
    only_members: bool = False
    """... whether nobody else reads there."""
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
    head = page_queries.branch(contribution.thread_id, asked.branch) if asked.branch else None
    begin = cursor(asked.after, asked.by)
    why_not = _why_not(actor, contribution, now)
    apart = contribution.space_kind is not None
    view = View(
        actor.is_signed_in, actor.is_moderator, why_not in {None, No.STRANGER}, now.year, actor.is_commissioner, apart
    )
    own = rows.own(contribution.waiting)
    if contribution.comments is None or asked.reply or actor.is_moderator or own:
        found = _found(actor, contribution, asked, head, begin)
        answered = _answered(found.comments, asked) if why_not is None else None
        comments = with_own(_laid(found, view, head, answered, own), own, ends=found.next is None and head is None)
    else:
        found, comments = _kept(contribution.comments, view, actor)
        answered = None
    return ThreadPage(
        thread=contribution.thread_public_id,
        last=contribution.thread_sequence,
        kind=contribution.kind,
        contribution=contribution.public_id,
        count=contribution.comment_count,
        comments=comments,
        order=asked.by,
        branch=head,
        is_first=begin is None,
        next=found.next,
        goes_on=_goes_on(contribution.thread_id, found, head.depth if head else 0),
        answered=answered,
        why_not=why_not,
        locked_rule=contribution.thread_locked_rule,
        once=public_id() if why_not is None else "",
        left=page_queries.left(contribution.thread_id) if contribution.thread_branches_left else (),
        space=(contribution.space_slug, contribution.space_name or "") if contribution.space_slug else None,
        only_members=contribution.space_kind not in {None, SpaceKind.OPEN},
    )


def stands_elsewhere(actor: Actor, contribution: Shown, asked: Asked) -> str | None:
    """The comment that an old address of this discussion names and that a moderator moved to another; none otherwise.

    What this reader may not read there is not told apart from what never was.
    """
    named = asked.branch or asked.reply
    if named is None or page_queries.branch(contribution.thread_id, named) is not None:
        return None
    return queries.readable_comment(named, actor)


def _found(actor: Actor, contribution: Shown, asked: Asked, head: Branch | None, begin: Cursor | None) -> Found:
    """The comments of the page; those of the plain one came with the contribution."""
    if head is not None:
        return page_queries.by_branch(contribution.thread_id, actor, head, begin)
    if asked.by is Order.USEFUL:
        return page_queries.by_use(contribution.thread_id, actor, begin)
    if contribution.comments is None:  # The address named a branch that is not there.
        return page_queries.by_age(contribution.thread_id, actor, begin)
    return rows.found(contribution.comments, actor)


def _laid(
    found: Found, view: View, head: Branch | None = None, answered: Answered | None = None, own: Sequence[Own] = ()
) -> Laid:
    return lay_out(
        found.comments, view,
        top=head.depth if head else 0, whole_branch=head is not None, reply_to=answered.public_id if answered else None,
        own=own,
    )  # fmt: skip


def _kept(comments: str, view: View, actor: Actor) -> tuple[Found, Laid]:
    """The plain page, made once of what the database said; other words there are another page.

    Whoever wrote none of its comments reads what all others read; that one marked some is among what the database said.
    """
    wrote = actor.id in _authors(comments)
    return _as_read_by(actor.id if wrote else None, comments, view, *variant())


@lru_cache(KEPT_PAGES)
def _authors(comments: str) -> frozenset[int]:
    return rows.authors(comments)


@lru_cache(KEPT_PAGES)
def _as_read_by(writer: int | None, comments: str, view: View, _locale: str, _root: str) -> tuple[Found, Laid]:
    found = rows.found(comments, VISITOR if writer is None else Actor(id=writer))
    return found, _laid(found, view)


def _why_not(actor: Actor, contribution: Shown, now: datetime) -> No | None:
    """Why this reader may not comment; a stranger is asked to sign in only where that would help."""
    if not contribution.is_whole:
        return No.UNAVAILABLE
    locked = contribution.thread_locked_at is not None
    closed = may_comment(SOMEBODY, contribution.timetable, now, locked=locked)
    no = closed or may_comment(actor, contribution.timetable, now, locked=locked)
    return no if contribution.space_kind is None else no or may_write(actor, contribution.space_role)


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


def receipt(comment_id: str, *kinds: EventKind) -> Mapping[str, object]:
    """What a program is told of a comment that it posted or changed: its name, its thread, the number of the event."""
    thread, sequence = queries.last_event(comment_id, kinds)
    return {"id": comment_id, "thread": thread, "seq": sequence}
