"""SQL for pages of comments: columns, no objects, one statement a page.

Statements are made once. Words that are hidden or withdrawn are taken out of the rows before anything is made of them.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple, cast

from sqlalchemy import ColumnElement, Row, Select, Table, and_, bindparam, func, or_, select, text

from app.accounts.models import Organisation, User
from app.contributions.models import Contribution
from app.extensions import db
from app.moderation.models import CommunityRule
from app.rounds.models import Area
from app.rules.actors import VISITOR, Actor
from app.rules.moderation import TextState, may_read
from app.rules.threads import PAGE_SIZE, SHOWN_LEVELS, Cursor, after_branch, ancestors
from app.threads.models import Comment, UsefulMark
from app.threads.reading import Facts


def _table(model: type) -> Table:
    return cast(Table, model.__table__)  # type: ignore[attr-defined]


_comments, _quoted, _quoted_author = (
    _table(Comment),
    _table(Comment).alias("quoted"),
    _table(User).alias("quoted_author"),
)
_c, _q, _author, _mark = _comments.c, _quoted.c, _table(User).c, _table(UsefulMark).c
_body, _area, _rule = _table(Organisation).c, _table(Area).c, _table(CommunityRule).c

OPEN = text("NOT comments.folded")
"""As the index says it, so that both databases use the index."""

_FACTS = (
    select(
        _c.public_id, _c.path, _c.depth, _c.reply_count, _c.useful_count, _c.body_html, _c.created_at, _c.edited_at,
        _c.withdrawn_at, _c.hidden_at, _c.hidden_rule, _rule.title, _author.display_name, _author.handle,
        _author.closed_at, _area.name, _body.name, _body.handle, _q.public_id, _quoted_author.c.display_name,
        _q.body_html, _c.author_id, _mark.person_id, _q.hidden_at, _q.withdrawn_at, _q.author_id,
    )
    .select_from(_comments)
    .join(_table(User), _author.id == _c.author_id)
    .outerjoin(_table(Area), _area.id == _author.area_id)
    .outerjoin(_table(Organisation), _body.id == _author.organisation_id)
    .outerjoin(_table(CommunityRule), _rule.number == _c.hidden_rule)
    .outerjoin(_quoted, _q.id == _c.quote_id)
    .outerjoin(_quoted_author, _quoted_author.c.id == _q.author_id)
    .outerjoin(_table(UsefulMark), and_(_mark.comment_id == _c.id, _mark.person_id == bindparam("reader")))
)  # fmt: skip

_LIMIT = PAGE_SIZE + 1
"""One more than a page, to know whether there is another."""

_thread, _after = _c.thread_id == bindparam("thread"), _c.path > bindparam("after")
_in_branch = and_(
    _thread, _c.path >= bindparam("branch"), _c.path < bindparam("branch_end"), _c.depth < bindparam("too_deep")
)

_OLDEST = _FACTS.where(_thread, OPEN, _after).order_by(_c.path).limit(_LIMIT)
_BRANCH = _FACTS.where(_in_branch, _after).order_by(_c.path).limit(_LIMIT)
_SOME = _FACTS.where(_thread, _c.public_id.in_(bindparam("some", expanding=True)))

_root = _comments.alias("root")
_roots = (
    select(_root.c.path, _root.c.useful_count)
    .where(_root.c.thread_id == bindparam("thread"), _root.c.parent_id.is_(None))
    .where(
        or_(
            _root.c.useful_count < bindparam("useful"),
            and_(_root.c.useful_count == bindparam("useful"), _root.c.path >= bindparam("after_root")),
        )
    )
    .order_by(_root.c.useful_count.desc(), _root.c.path)
    .limit(_LIMIT)
    .subquery("roots")
)
_USEFUL = (
    _FACTS.add_columns(_roots.c.useful_count)
    .join(_roots, and_(_c.path >= _roots.c.path, _c.path < _roots.c.path + "~"))
    .where(_thread, OPEN, or_(_roots.c.path != bindparam("after_root"), _after))
    .order_by(_roots.c.useful_count.desc(), _c.path)
    .limit(_LIMIT)
)
"""Top-level comments by their marks, each with its branch; at most a page of them can have a place on the page."""

MOST = 2**31 - 1
"""More marks than a comment can have."""


class Found(NamedTuple):
    """A page of comments, and where the next one begins; none where this is the last."""

    comments: list[Facts]
    next: Cursor | None


class Branch(NamedTuple):
    """The comment whose branch is shown by itself."""

    public_id: str
    path: str
    depth: int


def by_age(thread_id: int, actor: Actor, after: Cursor | None) -> Found:
    """The comments that are not folded, in the order of their paths."""
    return _page(_OLDEST, actor, {"thread": thread_id, "after": after.path if after else ""})


def by_use(thread_id: int, actor: Actor, after: Cursor | None) -> Found:
    """The same, the branches with the most useful top-level comments first."""
    path, useful = (after.path, after.useful) if after else ("", MOST)
    root = ancestors(path + "-")[0] if path else ""
    return _page(_USEFUL, actor, {"thread": thread_id, "after": path, "after_root": root, "useful": useful})


def by_branch(thread_id: int, actor: Actor, branch: Branch, after: Cursor | None) -> Found:
    """A comment and all that stands below it, five levels in all."""
    return _page(_BRANCH, actor, _of_branch(thread_id, branch) | {"after": after.path if after else ""})


def some(thread_id: int, public_ids: Sequence[str], actor: Actor) -> dict[str, Facts]:
    """These comments of a thread, by their public ids."""
    rows = db.session.execute(_SOME, {"thread": thread_id, "some": list(public_ids), "reader": actor.id})
    return {row[0]: _facts(row, actor) for row in rows}


def _page(statement: Select[Any], actor: Actor, where: dict[str, Any]) -> Found:
    rows = db.session.execute(statement, where | {"reader": actor.id}).all()
    last = rows[PAGE_SIZE - 1] if len(rows) > PAGE_SIZE else None
    useful = last[-1] if last is not None and statement is _USEFUL else None
    found = [_facts(row, actor) for row in rows[:PAGE_SIZE]]
    return Found(found, None if last is None else Cursor(last[1], useful))


def _facts(row: Row[*tuple[Any, ...]], actor: Actor) -> Facts:
    author_id, marked_by, quote_hidden, quote_withdrawn, quote_author_id = row[21:26]
    facts = Facts._make((*row[:21], author_id == actor.id, marked_by is not None))
    if facts.hidden_at is not None or facts.withdrawn_at is not None:
        facts = _without_words(facts, author_id, actor)
    if quote_hidden is not None or quote_withdrawn is not None:
        state = TextState(quote_author_id, withdrawn=quote_withdrawn is not None, hidden=quote_hidden is not None)
        facts = facts if may_read(VISITOR, state) else facts._replace(quote_name=None, quote_words=None)
    return facts


def _without_words(facts: Facts, author_id: int, actor: Actor) -> Facts:
    """The same without the words, and without what they quote, where this reader may not read them."""
    state = TextState(author_id, withdrawn=facts.withdrawn_at is not None, hidden=facts.hidden_at is not None)
    if may_read(actor, state):
        return facts
    return facts._replace(words=None, quote_id=None, quote_name=None, quote_words=None)


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
    earlier = select(func.count()).select_from(_comments).where(where, _c.path < bindparam("path"))
    before = db.session.scalar(earlier, of | {"path": path}) or 0
    if before < PAGE_SIZE:
        return None
    nth = select(_c.path).where(where).order_by(_c.path).offset(before // PAGE_SIZE * PAGE_SIZE - 1).limit(1)
    return Cursor(str(db.session.scalar(nth, of)))


def answered(thread_id: int, path: str) -> Row[str, str] | None:
    """What the comment of this path answers: (public id, its author's name)."""
    statement = (
        select(_c.public_id, _author.display_name)
        .join_from(_comments, _table(User), _author.id == _c.author_id)
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
