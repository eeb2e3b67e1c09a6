"""Comments as a page needs them: columns, no objects, carried as one JSON text, so that they can travel with the rest.

Words that are hidden or withdrawn are taken out of the rows before anything is made of them.
"""

import json
from typing import Any, NamedTuple, cast

from sqlalchemy import ColumnElement, FromClause, Select, Table, and_, bindparam, case, func, null, select, text

from app.accounts.models import Organisation, User, portrait
from app.checks.models import HeldText
from app.columns import moment
from app.moderation.models import CommunityRule
from app.questions.models import Question
from app.rounds.models import Area
from app.rules.actors import VISITOR, Actor
from app.rules.moderation import TextState, may_read
from app.rules.questions import State
from app.rules.threads import PAGE_SIZE, Cursor
from app.threads.models import Comment, UsefulMark
from app.threads.reading import Facts

LIMIT = PAGE_SIZE + 1
"""One more than a page, to know whether there is another."""


def _table(model: type) -> Table:
    return cast(Table, model.__table__)  # type: ignore[attr-defined]


COMMENTS = _table(Comment)
_quoted, _quoted_author = COMMENTS.alias("quoted"), _table(User).alias("quoted_author")
_quoted_body = _table(Organisation).alias("quoted_body")
_c, _q, _author, _mark = COMMENTS.c, _quoted.c, _table(User).c, _table(UsefulMark).c
_held = _table(HeldText).c
_body, _area, _rule = _table(Organisation).c, _table(Area).c, _table(CommunityRule).c

_QUOTED_WORDS = case((_q.thread_id != _c.thread_id, null()), (_q.covered_at.is_(None), _q.body_html), else_="<p>…</p>")
"""A quote of what stands behind a click says only that there is something; of what was moved to another discussion, nothing:
who may read that is another question."""

_asked, _answered = _table(Question), _table(Question).alias("answered")
_HOW_ASKED = case(
    (_asked.c.comment_id.is_(None), null()),
    (_asked.c.answer_id.is_(None), State.ASKED.value),
    else_=State.ANSWERED.value,
)

_COLUMNS = (
    _c.public_id, _c.path, _c.depth, _c.reply_count, _c.useful_count, _c.body_html, _c.created_at, _c.edited_at,
    _c.withdrawn_at, _c.hidden_at, _c.hidden_rule, _rule.title, _author.display_name, _author.handle,
    _author.closed_at, _area.name, _body.name, _body.handle, _q.public_id, func.coalesce(_quoted_body.c.name, _quoted_author.c.display_name),
    _QUOTED_WORDS, _c.covered_at.is_not(None), _HOW_ASKED, _answered.c.comment_id.is_not(None), portrait(_author, _body), _c.author_id, _mark.person_id, _q.hidden_at, _q.withdrawn_at, _q.author_id,
)  # fmt: skip
_CREATED, _HIDDEN, _CLOSED, _OF_EVERYBODY = 6, 9, 14, 25
"""Where moments stand in a row (the first four side by side), and how much of it is the same for every reader."""


def facts_of(comments: FromClause) -> Select[Any]:
    """The facts of these comments; PostgreSQL joins from left to right here, so the few must come first."""
    return (
        select(*_COLUMNS)
        .select_from(comments)
        .join(_table(User), _author.id == _c.author_id)
        .outerjoin(_table(Area), _area.id == _author.area_id)
        .outerjoin(_table(Organisation), _body.id == func.coalesce(_c.organisation_id, _author.organisation_id))
        .outerjoin(_table(CommunityRule), _rule.number == _c.hidden_rule)
        .outerjoin(_quoted, _q.id == _c.quote_id)
        .outerjoin(_asked, _asked.c.comment_id == _c.id)
        .outerjoin(_answered, _answered.c.answer_id == _c.id)
        .outerjoin(_quoted_author, _quoted_author.c.id == _q.author_id)
        .outerjoin(
            _quoted_body, _quoted_body.c.id == func.coalesce(_q.organisation_id, _quoted_author.c.organisation_id)
        )
        .outerjoin(_table(UsefulMark), and_(_mark.comment_id == _c.id, _mark.person_id == bindparam("reader")))
    )


def oldest(thread: ColumnElement[int]) -> Select[Any]:
    """A page of a thread's comments that are not folded, in the order of their paths, after the path `after`.

    The page is cut out first, so that nothing is joined to what is not on it.
    """
    opened = COMMENTS.alias("opened")
    page = (
        select(opened.c.id)
        .where(opened.c.thread_id == thread, text("NOT opened.folded"), opened.c.path > bindparam("after"))
        .order_by(opened.c.path)
        .limit(LIMIT)
        .subquery("oldest")
    )
    return facts_of(page.join(COMMENTS, _c.id == page.c.id)).order_by(_c.path)


def waiting(contribution: ColumnElement[int]) -> Select[Any]:
    """The comments that `reader` wrote under a contribution and that wait for a moderator, the oldest first.

    Of a stranger there are none, so nothing that strangers share can hold them.
    """
    mine = (_held.author_id == bindparam("reader"), _held.contribution_id == contribution)
    return (
        select(_held.public_id, _c.public_id.label("parent"), _held.body)
        .select_from(_table(HeldText).outerjoin(COMMENTS, _c.id == _held.parent_id))
        .where(*mine, _held.settled_at.is_(None), _held.body.is_not(None))
        .order_by(_held.id)
    )


class Own(NamedTuple):
    """The reader's own comment that waits for a moderator: its name, what it answers, its words."""

    public_id: str
    parent: str | None
    body: str


def own(rows: str | None) -> list[Own]:
    """Those comments, of such a text."""
    return [Own(*row) for row in json.loads(rows or "[]")]


class Found(NamedTuple):
    """A page of comments, and where the next one begins; none where this is the last."""

    comments: list[Facts]
    next: Cursor | None


def found(rows: str | None, actor: Actor, *, by_use: bool = False) -> Found:
    """A page of comments, as this reader may see them, from what `json_rows` made of a statement here.

    `by_use` says that one column more gives the useful marks of each one's top-level comment.
    """
    read = json.loads(rows or "[]")
    last = read[PAGE_SIZE - 1] if len(read) > PAGE_SIZE else None
    following = None if last is None else Cursor(last[1], last[-1] if by_use else None)
    return Found([facts(row, actor) for row in read[:PAGE_SIZE]], following)


def every(rows: str | None, actor: Actor) -> list[Facts]:
    """All comments of such a text, as this reader may see them."""
    return [facts(row, actor) for row in json.loads(rows or "[]")]


def authors(rows: str) -> frozenset[int]:
    """Who wrote the comments of such a text."""
    return frozenset(row[_OF_EVERYBODY] for row in json.loads(rows))


def facts(row: list[Any], actor: Actor) -> Facts:
    """What this reader may know of one comment."""
    for place in (*range(_CREATED, _HIDDEN + 1), _CLOSED):
        row[place] = moment(row[place])
    author_id, marked_by, quote_hidden, quote_withdrawn, quote_author_id = row[_OF_EVERYBODY : _OF_EVERYBODY + 5]
    said = Facts._make((*row[:_OF_EVERYBODY], author_id == actor.id, marked_by is not None))
    if not said.words:  # Under lock: the words are kept elsewhere, for nobody who reads here.
        said = said._replace(words=None, quote_id=None, quote_name=None, quote_words=None)
    elif said.hidden_at is not None or said.withdrawn_at is not None:
        said = _without_words(said, author_id, actor)
    if said.quote_words is None:
        said = said._replace(quote_name=None)
    if quote_hidden is not None or quote_withdrawn is not None:
        state = TextState(quote_author_id, withdrawn=quote_withdrawn is not None, hidden=quote_hidden is not None)
        said = said if may_read(VISITOR, state) else said._replace(quote_name=None, quote_words=None)
    return said


def _without_words(said: Facts, author_id: int, actor: Actor) -> Facts:
    """The same without the words, and without what they quote, where this reader may not read them."""
    state = TextState(author_id, withdrawn=said.withdrawn_at is not None, hidden=said.hidden_at is not None)
    if may_read(actor, state):
        return said
    return said._replace(words=None, quote_id=None, quote_name=None, quote_words=None)
