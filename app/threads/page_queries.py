"""SQL for pages of comments, one statement a page; `threads/rows.py` has their columns and reads them."""

from collections.abc import Sequence
from typing import Any, NamedTuple, cast

from sqlalchemy import ColumnElement, Row, Select, Table, and_, bindparam, func, or_, select, text

from app.accounts.models import Organisation, User
from app.columns import json_rows
from app.contributions.models import Contribution
from app.extensions import db
from app.moderation.move_models import Move, MovedComment
from app.rules.actors import VISITOR, Actor
from app.rules.contributions import Kind
from app.rules.threads import PAGE_SIZE, SHOWN_LEVELS, Cursor, after_branch, ancestors
from app.threads.models import Comment, Thread
from app.threads.reading import Facts
from app.threads.rows import COMMENTS, LIMIT, Found, every, facts_of, found, oldest
from app.visibility import contribution_may_be_read_by

_people, _bodies = cast(Table, User.__table__), cast(Table, Organisation.__table__)
_c, _author, _body = COMMENTS.c, _people.c, _bodies.c

OPEN = text("NOT comments.folded")
"""As the index says it, so that both databases use the index."""

_thread, _after = _c.thread_id == bindparam("thread"), _c.path > bindparam("after")
_in_branch = and_(
    _thread, _c.path >= bindparam("branch"), _c.path < bindparam("branch_end"), _c.depth < bindparam("too_deep")
)

_FACTS = facts_of(COMMENTS)
_OLDEST = select(json_rows(oldest(bindparam("thread"))))
_BRANCH = select(json_rows(_FACTS.where(_in_branch, _after).order_by(_c.path).limit(LIMIT)))
_SOME = select(json_rows(_FACTS.where(_thread, _c.public_id.in_(bindparam("some", expanding=True)))))

_root, _reply = COMMENTS.alias("root"), COMMENTS.alias("reply")
_roots = (
    select(_root.c.id, _root.c.path, _root.c.useful_count)
    .where(_root.c.thread_id == bindparam("thread"), _root.c.parent_id.is_(None))
    .where(_root.c.useful_count <= bindparam("useful"))
    .where(or_(_root.c.useful_count < bindparam("useful"), _root.c.path >= bindparam("after_root")))
    .order_by(_root.c.useful_count.desc(), _root.c.path)
    .limit(LIMIT)
    .cte("roots")
)
_branches = (
    select(_roots.c.id, _roots.c.path, _roots.c.path.label("root"), _roots.c.useful_count)
    .union_all(
        select(_reply.c.id, _reply.c.path, _roots.c.path, _roots.c.useful_count)
        .join(_reply, _reply.c.root_id == _roots.c.id)
        .where(text("NOT reply.folded"))
    )
    .subquery("branches")
)
_useful = (
    select(_branches.c.id, _branches.c.useful_count)
    .where(or_(_branches.c.root != bindparam("after_root"), _branches.c.path > bindparam("after")))
    .order_by(_branches.c.useful_count.desc(), _branches.c.path)
    .limit(LIMIT)
    .cte("useful")
)
_USEFUL = select(
    json_rows(
        facts_of(_useful.join(COMMENTS, _c.id == _useful.c.id))
        .add_columns(_useful.c.useful_count)
        .order_by(_useful.c.useful_count.desc(), _c.path)
    )
)
"""Top-level comments by their marks, each with its branch; at most a page of them can have a place on the page."""

MOST = 2**31 - 1
"""More marks than a comment can have."""


MOST_LEFT = 20
"""Branches that a page says were moved, the latest first."""


class Left(NamedTuple):
    """A branch that was moved from here: where it stands, and the names of the comments that went with it."""

    kind: Kind
    contribution: str
    title: str
    comments: tuple[str, ...]


class Branch(NamedTuple):
    """The comment whose branch is shown by itself."""

    public_id: str
    path: str
    depth: int


def by_age(thread_id: int, actor: Actor, after: Cursor | None) -> Found:
    """The comments that are not folded, in the order of their paths."""
    return found(_rows(_OLDEST, actor, {"thread": thread_id, "after": after.path if after else ""}), actor)


def by_use(thread_id: int, actor: Actor, after: Cursor | None) -> Found:
    """The same, the branches with the most useful top-level comments first."""
    path, useful = (after.path, after.useful) if after else ("", MOST)
    root = ancestors(path + "-")[0] if path else ""
    where = {"thread": thread_id, "after": path, "after_root": root, "useful": useful}
    return found(_rows(_USEFUL, actor, where), actor, by_use=True)


def by_branch(thread_id: int, actor: Actor, branch: Branch, after: Cursor | None) -> Found:
    """A comment and all that stands below it, five levels in all."""
    where = _of_branch(thread_id, branch) | {"after": after.path if after else ""}
    return found(_rows(_BRANCH, actor, where), actor)


def some(thread_id: int, public_ids: Sequence[str], actor: Actor) -> dict[str, Facts]:
    """These comments of a thread, by their public ids."""
    rows = _rows(_SOME, actor, {"thread": thread_id, "some": list(public_ids)})
    return {one.public_id: one for one in every(rows, actor)}


def _rows(statement: Select[Any], actor: Actor, where: dict[str, Any]) -> str | None:
    rows: str | None = db.session.scalar(statement, where | {"reader": actor.id})
    return rows


def _of_branch(thread_id: int, branch: Branch) -> dict[str, Any]:
    return {
        "thread": thread_id,
        "branch": branch.path,
        "branch_end": after_branch(branch.path),
        "too_deep": branch.depth + SHOWN_LEVELS,
    }


# -- Where one comment is found --------------------------------------------------------------------------------------


def branch(thread_id: int, public_id: str) -> Branch | None:
    """The comment of that name, as the head of its branch."""
    statement = select(_c.public_id, _c.path, _c.depth).where(_thread, _c.public_id == public_id)
    row = db.session.execute(statement, {"thread": thread_id}).first()
    return Branch(*row) if row else None


def lineage(thread_id: int, path: str) -> Sequence[Row[str, str, int, bool]]:
    """What a comment stands below, from the top: (public id, path, depth, folded)."""
    statement = select(_c.public_id, _c.path, _c.depth, _c.folded).where(_thread, _c.path.in_(ancestors(path)))
    return db.session.execute(statement.order_by(_c.path), {"thread": thread_id}).all()


def page_before(thread_id: int, path: str, within: Branch | None) -> Cursor | None:
    """After which comment the page begins that has the comment of this path on it; none for the first page."""
    where: ColumnElement[bool] = _in_branch if within else and_(_thread, OPEN)
    of = _of_branch(thread_id, within) if within else {"thread": thread_id}
    earlier = select(func.count()).select_from(COMMENTS).where(where, _c.path < bindparam("path"))
    before = db.session.scalar(earlier, of | {"path": path}) or 0
    if before < PAGE_SIZE:
        return None
    nth = select(_c.path).where(where).order_by(_c.path).offset(before // PAGE_SIZE * PAGE_SIZE - 1).limit(1)
    return Cursor(str(db.session.scalar(nth, of)))


def answered(thread_id: int, path: str) -> Row[str, str] | None:
    """What the comment of this path answers: (public id, its author's name)."""
    statement = (
        select(_c.public_id, func.coalesce(_body.name, _author.display_name))
        .join_from(COMMENTS, _people, _author.id == _c.author_id)
        .outerjoin(_bodies, _body.id == func.coalesce(_c.organisation_id, _author.organisation_id))
        .where(_thread, _c.path == ancestors(path)[-1])
    )
    return db.session.execute(statement, {"thread": thread_id}).first()


def address(public_id: str) -> Row[int, str, int, bool, str, str]:
    """Where a comment stands: (thread, path, depth, folded, its contribution's kind and public id)."""
    statement = (
        select(
            Comment.thread_id, Comment.path, Comment.depth, Comment.folded, Contribution.kind, Contribution.public_id
        )
        .join(Comment.thread)
        .join(Contribution)
        .where(Comment.public_id == public_id)
    )
    return db.session.execute(statement).one()


def left(thread_id: int) -> tuple[Left, ...]:
    """The branches that moderators moved from a thread, the latest first, where everybody can read what became of them.

    Each comment is told only where it stands in the discussion that is named.
    """
    statement = (
        select(Move.id, Contribution.kind, Contribution.public_id, Contribution.title, Comment.public_id)
        .join(Thread, Thread.id == Move.to_thread_id)
        .join(Contribution, Contribution.id == Thread.contribution_id)
        .join(Contribution.round)
        .join(MovedComment, MovedComment.move_id == Move.id)
        .join(Comment, (Comment.id == MovedComment.comment_id) & (Comment.thread_id == Thread.id))
        .where(Move.from_thread_id == thread_id, Move.undone_by_id.is_(None), contribution_may_be_read_by(VISITOR))
        .order_by(Move.id.desc(), Comment.path)
        .limit(MOST_LEFT * PAGE_SIZE)
    )
    branches: dict[int, list[str]] = {}
    named: dict[int, tuple[Kind, str, str]] = {}
    for move_id, kind, contribution, title, comment in db.session.execute(statement):
        named[move_id] = (kind, contribution, title)
        branches.setdefault(move_id, []).append(comment)
    return tuple(Left(*named[one], tuple(comments)) for one, comments in list(branches.items())[:MOST_LEFT])
