"""How comments read on a page: each one a fragment of HTML, and the fragments nested in one another.

A fragment depends on nothing but what it is made from, so it is made once and kept. Whatever changes in a comment, its
hiding above all, changes what it is made from: a kept fragment can never show what has been taken down since.
"""

from collections.abc import Iterable
from datetime import date, datetime
from functools import lru_cache
from typing import NamedTuple

from flask import current_app, request
from flask_babel import get_locale, ngettext

from app import markup
from app.rules.threads import waiting_replies

KEPT_FRAGMENTS = 4_096
"""Eighty pages of comments, at about five kilobytes each with what it is made from: 20 MB in all."""

EXCERPT = 160
"""Signs of what is quoted: two lines."""

END = "</div></article>"
CHILDREN = '<div class="fm-thread">'
PLACEHOLDER = '<article class="fm-comment fm-comment--before" role="none"><span></span><div class="fm-comment__body">'
"""Stands for a comment of the page before, so that what answers it keeps its place."""


class Facts(NamedTuple):
    """All that a page says of one comment to everybody, and to this reader. Words that may not be read are none."""

    public_id: str
    path: str
    depth: int
    replies: int
    useful: int
    words: str | None
    created_at: datetime
    edited_at: datetime | None
    withdrawn_at: datetime | None
    hidden_at: datetime | None
    hidden_rule: int | None
    rule_title: str | None
    name: str
    handle: str
    closed_at: datetime | None
    area: str | None
    organisation: str | None
    organisation_handle: str | None
    quote_id: str | None
    quote_name: str | None
    quote_words: str | None
    mine: bool
    marked: bool


class View(NamedTuple):
    """What else a fragment depends on: what its reader may do, and which year goes without saying."""

    signed_in: bool = False
    moderator: bool = False
    may_reply: bool = False
    year: int = 0


class Laid(NamedTuple):
    """A page of comments, parted where a reply form belongs; `after` is empty where none does."""

    before: str
    after: str


def fragment(facts: Facts, view: View) -> str:
    """One comment without what answers it; its last two elements are left open for that."""
    return _fragment(facts, view, str(get_locale()), request.script_root)


@lru_cache(KEPT_FRAGMENTS)
def _fragment(facts: Facts, view: View, _locale: str, _root: str) -> str:
    template = current_app.jinja_env.get_template("threads/_comment.html")
    return template.render(c=facts, view=view, excerpt=excerpt, today=date(view.year, 1, 1))


def whole(facts: Facts, view: View) -> str:
    """One comment by itself."""
    return fragment(facts, view) + END


def excerpt(html: str) -> str:
    """The beginning of somebody's words, for a quote."""
    return markup.plain(html, EXCERPT)


@lru_cache(KEPT_FRAGMENTS)
def _more(public_id: str, waiting: int, _locale: str) -> str:
    words = ngettext("Show %(num)s more reply", "Show %(num)s more replies", waiting)
    return f'<p class="fm-more"><a class="fm-link" href="?branch={public_id}#comment-{public_id}">{words}</a></p>'


def lay_out(page: Iterable[Facts], view: View, *, top: int, whole_branch: bool, reply_to: str | None) -> Laid:
    """Nest a page of comments, given in the order of reading, and part it below the one that is being answered.

    `top` is the depth of the page's outermost comments: not 0 where one branch is shown by itself.
    """
    locale, root = str(get_locale()), request.script_root
    parts: list[str] = []
    ends: list[str] = []
    parted = 0
    for facts in page:
        level = facts.depth - top
        parts += _steps(ends, level)
        parts.append(_fragment(facts, view, locale, root))
        waiting = waiting_replies(facts.replies, level, whole_branch=whole_branch)
        ends.append(_more(facts.public_id, waiting, locale) + END if waiting else END)
        if facts.public_id == reply_to:
            parted = len(parts)
    parts += _closed(ends, 0)
    return Laid("".join(parts[: parted or None]), "".join(parts[parted:]) if parted else "")


def _steps(ends: list[str], level: int) -> list[str]:
    """The HTML before a comment on that level; `ends` holds what is still to come of those that it stands below."""
    if len(ends) > level:
        return _closed(ends, level)
    steps = []
    for missing in range(len(ends), level):
        steps += [CHILDREN] * bool(missing) + [PLACEHOLDER]
        ends.append(END)
    return steps + [CHILDREN] * bool(level)


def _closed(ends: list[str], level: int) -> list[str]:
    """The HTML that ends all comments down to that level, and the lists of replies between them."""
    steps = []
    while len(ends) > level:
        steps.append(ends.pop())
        if len(ends) > level:
            steps.append("</div>")
    return steps
