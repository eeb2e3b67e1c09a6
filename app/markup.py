"""The one door from text to HTML: Markdown, then an allow-list, then a parser-based boundary.

Python-Markdown can be stalled by brackets and deep nesting, so what goes in is capped first. bleach makes bare
addresses into links; nh3 (a real HTML5 parser) has the last word on what may stand.
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
from markupsafe import Markup, escape

MAX_SOURCE = 20_000
"""Signs of one text. Longer ones are refused by the forms; this cap is the last guard."""

MAX_BRACKETS = 200
"""More opening brackets than this in one text cannot be links that anybody reads; they stall the parser."""

MAX_QUOTE_DEPTH = 8
"""Block quotes and lists nested deeper than this are flattened: the parser recurses for each."""

EXTENSIONS = ["tables", "fenced_code", "sane_lists", "nl2br"]

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
        html = Markdown(extensions=EXTENSIONS, output_format="html").convert(text)
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
    if text.count("[") > MAX_BRACKETS:
        text = text.replace("[", "(").replace("]", ")")
    text = re.sub(rf"^((?:[ \t]*>){{{MAX_QUOTE_DEPTH}}})(?:[ \t]*>)+", r"\1", text, flags=re.MULTILINE)
    text = re.sub(r"^[ \t]{24,}", " " * 24, text, flags=re.MULTILINE)
    return re.sub(r"([*_`~!<&]){20,}", r"\1\1\1", text)


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
