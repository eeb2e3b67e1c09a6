"""The one door from text to HTML: Markdown, then an allow-list, then a parser-based boundary.

Python-Markdown can be stalled, or made to write megabytes, by a few kilobytes of brackets, bars or nested lists, so what
goes in is calmed first. HTML that people type is shown as they typed it. bleach makes bare addresses into links; nh3 (a
real HTML5 parser) has the last word on what may stand.
"""

import re
from collections.abc import Callable, Container, Iterable, Iterator
from functools import partial
from html import unescape
from html.parser import HTMLParser
from typing import Any
from xml.etree.ElementTree import Element

import nh3
from bleach.html5lib_shim import Filter
from bleach.linkifier import LinkifyFilter
from bleach.sanitizer import Cleaner
from markdown import Markdown
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString
from markupsafe import Markup, escape

from app.rules.images import Name, name_in, tidy_alt
from app.rules.mentions import NAME, different

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

CALLS_LAST = 70
"""The place of the step that looks for people who are called: code, links and addresses (75 and more) come before it."""

TAGS = {
    "a", "b", "blockquote", "br", "code", "del", "em", "h3", "h4", "hr", "i", "li", "ol", "p", "pre", "strong",
    "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
ATTRIBUTES = {"a": {"href", "title"}, "th": {"align"}, "td": {"align"}, "ol": {"start"}}
PICTURE = {"img": {"alt", "src", "width", "height", "loading", "decoding"}}
"""Only where pictures may stand, and only our own: see `_OwnPictures`."""
SCHEMES = {"http", "https", "mailto"}
HEADINGS = {"h1": "h3", "h2": "h3", "h5": "h4", "h6": "h4"}
"""A person's headings stand below the page's own."""

_DIRECTION = re.compile("[\u202a-\u202e\u2066-\u2069\u200b\u2060\ufeff\u00ad]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_COMBINING = re.compile(
    "([\u0300-\u036f\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]{4})[\u0300-\u036f\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+"
)
_TAG = re.compile(r"<[^>]*>")
_PICTURE = re.compile(r'<img\b[^>]*?\balt="([^"]*)"[^>]*>')
_WRITTEN_PICTURE = re.compile(r"!\[([^\]\n]*)\]\(/images/[^)\s]*\)")
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


def render(source: str, people: Container[str] = (), *, pictures: bool = False) -> str:
    """Turn Markdown into HTML that is safe on any page. Called when a text is saved; the result is stored.

    `people`: the handles that become links to their people's pages where the text calls them. `pictures`: whether pictures
    of ours may stand in it. All others, and all where they may not, become links.
    """
    html = _converted(source, _Calls(people), pictures=pictures)
    attributes = ATTRIBUTES | PICTURE if pictures else ATTRIBUTES
    return str(
        nh3.clean(
            _linked(html, attributes), tags=TAGS | (attributes.keys() & PICTURE.keys()), attributes=attributes,
            attribute_filter=_own_source, url_schemes=SCHEMES, link_rel="nofollow noopener ugc",
        )
    )  # fmt: skip


def called(source: str) -> tuple[str, ...]:
    """The handles that a text calls, each once: not those in code, in quotes or in links."""
    calls = _Calls(())
    if "@" in source:
        _converted(source, calls)
    return different(calls.met)


def without_link(html: str, handle: str, name: str) -> str:
    """Stored HTML with this name, and no link, wherever it calls that handle."""
    return re.sub(rf'<a href="/people/{re.escape(handle)}"[^>]*>@{re.escape(handle)}</a>', str(escape(name)), html)


def plain(html: str, length: int = 200) -> str:
    """A short plain reading of stored HTML, for cards, quotes and mail, cut at a word's end. A picture reads as its words."""
    text = " ".join(unescape(_TAG.sub(" ", _PICTURE.sub(r" \1 ", html))).split())
    if len(text) <= length:
        return text
    cut = text[:length].rsplit(" ", 1)[0] if " " in text[:length] else text[:length]
    return cut.rstrip(".,;:– ") + "…"


def pictures(source: str) -> list[tuple[Name, str]]:
    """The pictures of ours that stand in a Markdown text, each with what it says of itself."""
    return pictures_of(render(source, pictures=True)) if "/images/" in source else []


def pictures_of(html: str) -> list[tuple[Name, str]]:
    """The same of stored HTML."""
    finder = _Pictures()
    finder.feed(html)
    finder.close()
    return finder.found


def without_addresses(source: str) -> str:
    """A Markdown text in which pictures of ours are their words alone, as search should know it."""
    return _WRITTEN_PICTURE.sub(r"\1", source)


def safe(html: str) -> Markup:
    """Say of stored HTML, made by `render`, that it may stand on a page as it is."""
    return Markup(html)  # noqa: S704 - The one place that may say so.


def marked(html: str, find: Callable[[str], Iterable[tuple[int, int]]]) -> Markup:
    """Stored HTML, or text that was escaped, with what `find` finds in its words marked.

    `find` gives (start, end) of each place in one run of words, in order. Nothing is found across a tag.
    """
    marker = _Marker(find)
    marker.feed(str(html))
    marker.close()
    return Markup("").join(marker.parts)


class _Marker(HTMLParser):
    """Copies tags as they stand, and words with marks in them."""

    def __init__(self, find: Callable[[str], Iterable[tuple[int, int]]]) -> None:
        super().__init__(convert_charrefs=True)
        self.find, self.parts = find, list[Markup]()

    def handle_starttag(self, _tag: str, _attrs: object) -> None:  # As it was written, attributes and all.
        self.parts.append(safe(self.get_starttag_text() or ""))

    def handle_startendtag(self, tag: str, attrs: object) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        self.parts.append(Markup("</{}>").format(tag))

    def handle_data(self, data: str) -> None:
        done = 0
        for start, end in self.find(data):
            self.parts.append(Markup("{}<mark>{}</mark>").format(data[done:start], data[start:end]))
            done = end
        self.parts.append(escape(data[done:]))


class _Pictures(HTMLParser):
    """Finds the pictures of HTML that `render` made."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[Name, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name = name_in(given.get("src") or "") if tag == "img" else None
        if name is not None:
            self.found.append((name, given.get("alt") or ""))


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


def _converted(source: str, calls: "_Calls", *, pictures: bool = False) -> str:
    text = _calm(clean_text(source)[:MAX_SOURCE])
    own = _OwnMarkdown(calls, pictures=pictures)
    try:
        return str(Markdown(extensions=[own, *EXTENSIONS], output_format="html").convert(text))
    except RecursionError:
        return f"<p>{escape(text)}</p>"


class _Calls:
    """The handles that may become links, and those that were met."""

    def __init__(self, people: Container[str]) -> None:
        self.people, self.met = people, list[str]()


class _Call(InlineProcessor):  # type: ignore[misc]
    """Makes a link of the handle of somebody who is called. What others said is quoted, and calls nobody again."""

    ANCESTOR_EXCLUDES = ("a", "blockquote")

    def __init__(self, calls: _Calls, md: Markdown) -> None:
        super().__init__(NAME, md)
        self.calls = calls

    def handleMatch(  # noqa: N802 - The library's name.
        self, m: re.Match[str], _data: str
    ) -> tuple[Element, int, int] | tuple[None, None, None]:
        """The link, and what it takes the place of; none where nobody of that handle is known."""
        handle = m[1].lower()
        self.calls.met.append(handle)
        if handle not in self.calls.people:
            return None, None, None
        link = Element("a", {"href": f"/people/{handle}"})
        link.text = AtomicString(f"@{handle}")
        return link, m.start(0), m.end(0)


class _OwnMarkdown(Extension):  # type: ignore[misc]
    """Python-Markdown without HTML of people's own: it is shown as it was typed, so that nothing of it is lost."""

    def __init__(self, calls: _Calls, *, pictures: bool) -> None:
        super().__init__()
        self.calls, self.pictures = calls, pictures

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - The library's name.
        """Take out the two steps that let it through; look for calls and at pictures after the steps that make links and code."""
        md.preprocessors.deregister("html_block")
        md.inlinePatterns.deregister("html")
        md.inlinePatterns.register(_Call(self.calls, md), "call", CALLS_LAST)
        md.treeprocessors.register(_OwnPictures(md, allowed=self.pictures), "own_pictures", 15)


class _OwnPictures(Treeprocessor):  # type: ignore[misc]
    """Gives pictures of ours the place that they will take; makes a plain link of any other, which nobody's browser fetches."""

    def __init__(self, md: Markdown, *, allowed: bool) -> None:
        super().__init__(md)
        self.allowed = allowed

    def run(self, root: Element) -> None:
        """Look at all pictures of a text."""
        self._look(root, linked=False)

    def _look(self, element: Element, *, linked: bool) -> None:
        for child in element:
            if child.tag == "img":
                self._settle(child, linked=linked)
            else:
                self._look(child, linked=linked or child.tag == "a")

    def _settle(self, image: Element, *, linked: bool) -> None:
        source, alt = image.get("src", ""), image.get("alt", "")
        name = name_in(source)
        image.attrib.clear()
        if name is not None and self.allowed:
            size = {"width": str(name.width), "height": str(name.height)}
            image.attrib.update(src=name.address, alt=tidy_alt(alt), **size, loading="lazy", decoding="async")
            return
        image.tag, image.text = ("span" if linked else "a"), alt or source
        if not linked:
            image.set("href", source)


def _own_source(tag: str, attribute: str, value: str) -> str | None:
    """The last word on where a picture comes from."""
    return value if (tag, attribute) != ("img", "src") or name_in(value) else None


class _OwnHeadings(Filter):  # type: ignore[misc]
    """Move headings below the page's own levels."""

    def __iter__(self) -> Iterator[dict[str, Any]]:
        for token in super().__iter__():
            if token.get("name") in HEADINGS:
                token["name"] = HEADINGS[token["name"]]
            yield token


def _linked(html: str, attributes: dict[str, set[str]]) -> str:
    """First pass: the allow-list, bare addresses made into links. A Cleaner is not thread-safe: one a call."""
    cleaner = Cleaner(
        tags=TAGS | set(HEADINGS) | (attributes.keys() & PICTURE.keys()),
        attributes={tag: list(names) for tag, names in attributes.items()},
        protocols=SCHEMES,
        strip=True,
        filters=[_OwnHeadings, partial(LinkifyFilter, skip_tags={"pre", "code"})],
    )
    return str(cleaner.clean(html))
