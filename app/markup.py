"""The one door from text to HTML: Markdown, then an allow-list, then a parser-based boundary.

Python-Markdown can be stalled, or made to write megabytes, by a few kilobytes of brackets, bars or nested lists, so what
goes in is calmed first. HTML that people type is shown as they typed it. bleach makes bare addresses into links; nh3 (a
real HTML5 parser) has the last word on what may stand.
"""

import re
from collections.abc import Iterator
from functools import partial
from html import unescape
from typing import Any

import nh3
from bleach.html5lib_shim import Filter  # type: ignore[attr-defined]
from bleach.linkifier import LinkifyFilter
from bleach.sanitizer import Cleaner
from markdown import Markdown
from markdown.extensions import Extension
from markupsafe import Markup, escape

MAX_SOURCE = 20_000
"""Signs of one text. Longer ones are refused by the forms; this cap is the last guard."""

MAX_BRACKETS = 200
"""More opening brackets than this in one text cannot be links that anybody reads; they stall the parser."""

MAX_CELLS = 1_000
"""Cells of one table. Every row is filled up to the width of the widest, so a few signs could ask for millions."""

MAX_DEPTH = 8
"""Block quotes and lists nested deeper than this are flattened: the parser recurses for each."""

MAX_RUN = 20
"""Signs of punctuation in a row; nobody counts them, and for some the parser looks at all the others each time."""

MAX_EMPTY_ITEMS = 50
"""Lines that hold the mark of a list and nothing else; the parser looks at all that follow each time."""

EXTENSIONS = ("tables", "fenced_code", "sane_lists", "nl2br")

TAGS = {
    "a", "b", "blockquote", "br", "code", "del", "em", "h3", "h4", "hr", "i", "li", "ol", "p", "pre", "strong",
    "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
ATTRIBUTES = {"a": {"href", "title"}, "th": {"align"}, "td": {"align"}, "ol": {"start"}}
SCHEMES = {"http", "https", "mailto"}
HEADINGS = {"h1": "h3", "h2": "h3", "h5": "h4", "h6": "h4"}
"""A person's headings stand below the page's own."""

_DIRECTION = re.compile("[\u202a-\u202e\u2066-\u2069\u200b\u2060\ufeff\u00ad]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_COMBINING = re.compile(
    "([\u0300-\u036f\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]{4})[\u0300-\u036f\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+"
)
_TAG = re.compile(r"<[^>]*>")
_ROUND = str.maketrans("[]", "()")
_RUN = re.compile(rf"([^\w\s])\1{{{MAX_RUN},}}")
_MARK = r"[ \t]*(?:>|(?:[-+*]|\d{1,9}[.)])(?=[ \t]))"
_NESTED = re.compile(rf"^((?:{_MARK}){{{MAX_DEPTH}}})(?:{_MARK})+|^([ \t]{{{4 * MAX_DEPTH}}})[ \t]+", re.MULTILINE)
_EMPTY_ITEM = re.compile(r"^[ \t>]*(?:[-+*]|\d{1,9}[.)])[ \t]*$", re.MULTILINE)
_BETWEEN = re.compile(r"(\n[ \t]*\n)")


def clean_text(text: str) -> str:
    """Take out what is not writing: control and direction-override signs, and towers of combining marks."""
    unified = text.replace("\r\n", "\n").replace("\r", "\n")
    return _COMBINING.sub(r"\1", _DIRECTION.sub("", _CONTROL.sub("", unified)))


def clean_line(text: str) -> str:
    """The same for one line: a title or a name. White space is folded."""
    return " ".join(clean_text(text).split())


def render(source: str) -> str:
    """Turn Markdown into HTML that is safe on any page. Called when a text is saved; the result is stored."""
    text = _calm(clean_text(source)[:MAX_SOURCE])
    try:
        html = Markdown(extensions=[_OwnMarkdown(), *EXTENSIONS], output_format="html").convert(text)
    except RecursionError:
        html = f"<p>{escape(text)}</p>"
    return str(
        nh3.clean(
            _linked(html), tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel="nofollow noopener ugc"
        )
    )


def plain(html: str, length: int = 200) -> str:
    """A short plain reading of stored HTML, for cards and quotes, cut at a word's end."""
    text = " ".join(unescape(_TAG.sub(" ", html)).split())
    if len(text) <= length:
        return text
    cut = text[:length].rsplit(" ", 1)[0] if " " in text[:length] else text[:length]
    return cut.rstrip(".,;:– ") + "…"


def safe(html: str) -> Markup:
    """Say of stored HTML, made by `render`, that it may stand on a page as it is."""
    return Markup(html)  # noqa: S704 - The one place that may say so.


def _calm(text: str) -> str:
    """Take the sting out of what stalls the parser, before it sees it."""
    text = _RUN.sub(r"\1\1\1", text)
    if text.count("[") > MAX_BRACKETS:
        text = text.translate(_ROUND)
    text = _NESTED.sub(r"\1\2", text)
    if len(_EMPTY_ITEM.findall(text)) > MAX_EMPTY_ITEMS:
        text = _EMPTY_ITEM.sub("", text)
    return "".join(_calm_table(part) for part in _BETWEEN.split(text))


def _calm_table(part: str) -> str:
    """Take away the bars of a table that is too large for anybody to read."""
    lines = part.split("\n")
    cells = (max(line.count("|") for line in lines) + 1) * len(lines)
    return part.replace("|", "¦") if "|" in part and cells > MAX_CELLS else part


class _OwnMarkdown(Extension):  # type: ignore[misc]
    """Python-Markdown without HTML of people's own: it is shown as it was typed, so that nothing of it is lost."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - The library's name.
        """Take out the two steps that let it through."""
        md.preprocessors.deregister("html_block")
        md.inlinePatterns.deregister("html")


class _OwnHeadings(Filter):  # type: ignore[misc]
    """Move headings below the page's own levels."""

    def __iter__(self) -> Iterator[dict[str, Any]]:
        for token in super().__iter__():
            if token.get("name") in HEADINGS:
                token["name"] = HEADINGS[token["name"]]
            yield token


def _linked(html: str) -> str:
    """First pass: the allow-list, bare addresses made into links. A Cleaner is not thread-safe: one a call."""
    cleaner = Cleaner(
        tags=TAGS | set(HEADINGS),
        attributes={tag: list(names) for tag, names in ATTRIBUTES.items()},
        protocols=SCHEMES,
        strip=True,
        filters=[_OwnHeadings, partial(LinkifyFilter, skip_tags={"pre", "code"})],
    )
    return str(cleaner.clean(html))
