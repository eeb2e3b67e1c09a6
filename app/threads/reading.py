"""How comments read on a page: each one a fragment of HTML, and the fragments nested in one another.

A fragment depends on nothing but what it is made from, so it is made once and kept. Whatever changes in a comment, its
hiding above all, changes what it is made from: a kept fragment can never show what has been taken down since.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from flask import current_app, request
from flask_babel import get_locale, gettext, ngettext
from flask_wtf.csrf import generate_csrf

from app import markup
from app.rules.threads import waiting_replies
from app.rules.unread import New, News
from app.threads.page_sentences import live_words

if TYPE_CHECKING:
    from app.threads.rows import Own
    from app.threads.service import ThreadPage

KEPT_FRAGMENTS = 4_096
"""Eighty pages of comments, at about five kilobytes each with what it is made from: 20 MB in all."""

KEPT_FRAMES = 512
"""What stands round a page of comments: some fifteen kilobytes each, 8 MB in all."""

TOKEN, ONCE, BEFORE, AFTER = "\x02token\x02", "\x02once\x02", "\x02before\x02", "\x02after\x02"
NEWS, LEFT_OFF = "\x02news\x02", "\x02left off\x02"
"""Stand in a kept frame for what is put in at each request; `markup.clean_text` lets nobody write these signs."""

EXCERPT = 160
"""Signs of what is quoted: two lines."""

HEAD = "fm-comment__head"
"""The line of a comment that says who wrote it and when; a mark ends it."""

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
    covered: bool
    """Whether the words stand behind a click, because many people reported them."""
    question: str | None
    """How it stands, where it is a question: a `rules.questions.State`."""
    is_answer: bool
    """Whether a commissioner said that it answers the question above it."""
    portrait: str | None
    """The picture beside the name."""
    mine: bool
    marked: bool


class View(NamedTuple):
    """What else a fragment depends on: what its reader may do, and which year goes without saying."""

    signed_in: bool = False
    moderator: bool = False
    may_reply: bool = False
    year: int = 0
    answers: bool = False
    """Whether the reader says which replies answer questions."""
    apart: bool = False
    """Whether it stands in a space, whose moderators decide and whose reports go another way."""


class Laid(NamedTuple):
    """A page of comments, parted where a reply form belongs; `after` is empty where none does."""

    before: str
    after: str


def talk(
    thread: "ThreadPage", news: News | None, *, moderator: bool = False, badges: tuple[tuple[str, str], ...] = ()
) -> str:
    """A page of the discussion: its comments, and the forms in which this reader may answer.

    `news` is what is new to a person; none for a stranger, to whom nothing is. `badges` are the organisations in whose
    name the reader may write, as (handle, name).
    """
    comments = _with_marks(thread.comments, news) if news and news.new else thread.comments
    marks = Laid(BEFORE, AFTER if comments.after else "")
    same = replace(thread, comments=marks, once=ONCE if thread.once else "")
    frame = _frame(same, *variant(), signed_in=news is not None, moderator=moderator, badges=badges)
    if news is not None:
        frame = frame.replace(NEWS, _news(thread, news)).replace(LEFT_OFF, news.left_off)
    if TOKEN in frame:
        frame = frame.replace(TOKEN, generate_csrf()).replace(ONCE, thread.once)
    before, _mark, rest = frame.partition(BEFORE)
    if comments.after:
        between, _mark, rest = rest.partition(AFTER)
        return f"{before}{comments.before}{between}{comments.after}{rest}"
    return f"{before}{comments.before}{rest}"


@lru_cache(KEPT_FRAMES)
def _frame(
    thread: "ThreadPage", _locale: str, _root: str, *, signed_in: bool, moderator: bool,
    badges: tuple[tuple[str, str], ...],
) -> str:  # fmt: skip
    template = current_app.jinja_env.get_template("threads/_thread.html")
    reader = {"signed_in": signed_in, "moderator": moderator, "token": TOKEN, "news": NEWS, "left_off": LEFT_OFF}
    reader |= {"badges": badges}
    return template.render(reader, thread=thread, live_words=live_words())


def _with_marks(comments: Laid, news: News) -> Laid:
    words = gettext("New")
    return Laid(*(_marked(html, news.shown, words) for html in comments))


def _place_of(public_id: str) -> str:
    return f'id="comment-{public_id}"'


def _marked(html: str, new: Iterable[New], words: str) -> str:
    """A page of comments with the new ones marked; those that are not on it are passed over."""
    for public_id, sequence in new:
        article = html.find(_place_of(public_id))
        head = html.find(HEAD, article) if article >= 0 else -1
        end = html.find("</div>", head) if head >= 0 else -1
        if end >= 0:
            html = f'{html[:end]}<span class="fm-new" data-seq="{sequence}">{words}</span>{html[end:]}'
    return html


def _news(thread: "ThreadPage", news: News) -> str:
    if not news.new:
        return ""
    template = current_app.jinja_env.get_template("unread/_news.html")
    here = frozenset(one.public_id for one in news.new if _place_of(one.public_id) in "".join(thread.comments))
    beyond = news.beyond(here)
    return template.render(news=news, thread=thread, token=generate_csrf(), beyond=beyond)


def variant() -> tuple[str, str]:
    """What else everything here depends on: the reader's language, and where the site is mounted."""
    return str(get_locale()), request.script_root


def fragment(facts: Facts, view: View) -> str:
    """One comment without what answers it; its last two elements are left open for that."""
    return _fragment(facts, view, *variant())


@lru_cache(KEPT_FRAGMENTS)
def _fragment(facts: Facts, view: View, locale: str, _root: str) -> str:
    template = current_app.jinja_env.get_template("threads/_comment.html")
    return template.render(c=facts, view=view, excerpt=excerpt, today=date(view.year, 1, 1), lang=locale)


def whole(facts: Facts, view: View) -> str:
    """One comment by itself."""
    return fragment(facts, view) + END


def excerpt(html: str) -> str:
    """The beginning of somebody's words, for a quote."""
    return markup.plain(html, EXCERPT)


@lru_cache(KEPT_FRAGMENTS)
def _more(public_id: str, waiting: int, _locale: str) -> str:
    words = ngettext("Show %(num)s more reply", "Show %(num)s more replies", waiting)
    return f'<p class="fm-more" data-waiting="{waiting}"><a class="fm-link" href="?branch={public_id}#comment-{public_id}">{words}</a></p>'


def waiting(own: "Own") -> str:
    """The reader's own comment that waits for a moderator. Made for one reader at one moment, and never kept."""
    template = current_app.jinja_env.get_template("threads/_waiting.html")
    hours = current_app.config["MODERATOR_HOURS"]
    return template.render(
        public_id=own.public_id, words=markup.safe(markup.render(own.body, pictures=True)), hours=hours
    )


def with_own(page: Laid, own: Iterable["Own"], *, ends: bool) -> Laid:
    """The same with the reader's own comments that wait and answer none, where the discussion ends on this page."""
    last = "".join(waiting(one) for one in own if one.parent is None) if ends else ""
    return page._replace(after=page.after + last) if page.after else page._replace(before=page.before + last)


def lay_out(
    page: Iterable[Facts],
    view: View,
    *,
    top: int,
    whole_branch: bool,
    reply_to: str | None,
    own: "Iterable[Own]" = (),
) -> Laid:
    """Nest a page of comments, given in the order of reading, and part it below the one that is being answered.

    `own`: what the reader wrote and what waits for a moderator, each below what it answers.

    `top` is the depth of the page's outermost comments: not 0 where one branch is shown by itself.
    """
    locale, root = variant()
    below: dict[str | None, str] = {}
    for one in own:
        below[one.parent] = below.get(one.parent, "") + f"{CHILDREN}{waiting(one)}</div>"
    parts: list[str] = []
    ends: list[str] = []
    parted = 0
    for facts in page:
        level = facts.depth - top
        parts += _steps(ends, level)
        parts.append(_fragment(facts, view, locale, root))
        more = waiting_replies(facts.replies, level, whole_branch=whole_branch)
        mine = below.get(facts.public_id, "") if below else ""
        ends.append(mine + (_more(facts.public_id, more, locale) if more else "") + END)
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
