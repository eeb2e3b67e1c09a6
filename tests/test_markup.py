"""The one door from text to HTML: what people mean comes through, what attacks does not, and nothing stalls it."""

import json
import re
import time
from html.parser import HTMLParser
from pathlib import Path

import pytest

from app.markup import (
    ATTRIBUTES,
    MAX_SOURCE,
    PICTURE,
    TAGS,
    clean_line,
    clean_text,
    marked,
    pictures,
    plain,
    render,
    safe,
    without_addresses,
)
from app.rules.images import name_in

DATA = Path(__file__).parents[2] / "shared" / "data"
PAYLOADS = DATA / "xss-payloads" / "xss-payload-list.txt"
NAUGHTY = DATA / "blns" / "blns.json"

ATTACKS = (
    "<script>alert(1)</script>",
    '<img src=x onerror="alert(1)">',
    "[click](javascript:alert(1))",
    "[click](JaVaScRiPt:alert(1))",
    "[click](java&#115;cript:alert(1))",
    "[click](data:text/html;base64,PHNjcmlwdD4=)",
    "[click](vbscript:x)",
    "<javascript:alert(1)>",
    "![x](javascript:alert(1))",
    '[a](https://ok.example "onmouseover=alert(1) x=")',
    '[a](https://ok.example" onmouseover="alert(1))',
    "[a]: javascript:alert(1)\n\n[a]",
    "<svg><script>alert(1)</script></svg>",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    '```"><script>alert(1)</script>\nx\n```',
    "```js onload=alert(1)\nx\n```",
    "<a href='javascript:alert(1)'>x</a>",
    "<style>*{display:none}</style><b style='position:fixed'>x</b>",
    'https://ok.example/"onmouseover=alert(1)//',
    "`<script>`</code><script>alert(1)</script>",
    "| a |\n|-|\n| <script>alert(1)</script> |",
    "<!--<img src='--><img src=x onerror=alert(1)>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "\\<script>alert(1)\\</script>",
)


OURS_HERE = "/images/k3mwk3mwk3mw-1600x1200.webp"
"""The address of a picture of our own."""

SPACES = re.compile("[\x00-\x20]+")
SCHEME = re.compile(r"[a-z][a-z0-9+.\-]*:", re.IGNORECASE)
OURS = re.compile(r"(https?|mailto):", re.IGNORECASE)
"""Browsers pass over spaces and control signs in a scheme; an address without one stays on our own site."""


class Reader(HTMLParser):
    """Reads HTML as a browser would, and notes what must not be there."""

    def __init__(self) -> None:
        super().__init__()
        self.wrong: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        allowed = (ATTRIBUTES | PICTURE).get(tag, set()) | ({"rel"} if tag == "a" else set())
        self.wrong += [f"<{tag}>"] * (tag not in TAGS | PICTURE.keys())
        self.wrong += [f"src={value}" for name, value in attrs if name == "src" and not name_in(value or "")]
        self.wrong += [f"<{tag} {name}>" for name, _ in attrs if name not in allowed]
        links = [SPACES.sub("", value or "") for name, value in attrs if name == "href"]
        self.wrong += [f"href={link}" for link in links if SCHEME.match(link) and not OURS.match(link)]

    def handle_comment(self, data: str) -> None:
        self.wrong.append(f"<!--{data}-->")


def faults(html: str) -> list[str]:
    reader = Reader()
    reader.feed(html)
    reader.close()
    return reader.wrong


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_comes_out_as_words(attack):
    assert faults(render(attack)) == faults(render(attack, pictures=True)) == []
    assert "<img" not in render(attack)


@pytest.mark.skipif(not PAYLOADS.exists(), reason=f"{PAYLOADS.name} is not here")
def test_every_known_payload_comes_out_as_words():
    for line in PAYLOADS.read_text("utf-8", "replace").splitlines():
        source = f"{line}\n\n[x]({line})\n\n> {line}\n\n![{line}]({OURS_HERE})"
        assert faults(render(source)) == faults(render(source, pictures=True)) == [], source


@pytest.mark.skipif(not NAUGHTY.exists(), reason=f"{NAUGHTY.name} is not here")
def test_naughty_strings_do_no_harm():
    for line in json.loads(NAUGHTY.read_text("utf-8")):
        assert faults(render(line)) == [], line
        assert "\n" not in clean_line(line)


def test_html_that_somebody_types_is_shown_as_typed():
    assert render("Turn the <knob> & wait, 3 < 5") == "<p>Turn the &lt;knob&gt; &amp; wait, 3 &lt; 5</p>"
    assert render("`<b>`") == "<p><code>&lt;b&gt;</code></p>"


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("**one hour** a month", "<p><strong>one hour</strong> a month</p>"),
        ("a\nb", "<p>a<br>\nb</p>"),
        ("- bulbs\n- rails", "<ul>\n<li>bulbs</li>\n<li>rails</li>\n</ul>"),
        ("# Loud", "<h3>Loud</h3>"),
        ("###### quiet", "<h4>quiet</h4>"),
        ("> said before", "<blockquote>\n<p>said before</p>\n</blockquote>"),
        ("", ""),
    ],
)
def test_what_people_mean_comes_through(source, html):
    assert render(source) == html


def test_tables_come_through():
    html = render("a | b\n--|--:\n1 | 2")
    assert "<table>" in html
    assert '<td align="right">2</td>' in html or "<td>2</td>" in html


@pytest.mark.parametrize(
    "source", ["See https://example.org/x now", "[here](https://example.org/x)", "<https://example.org/x>"]
)
def test_links_gain_no_favour_for_spammers(source):
    html = render(source)
    assert 'href="https://example.org/x"' in html
    assert 'rel="nofollow noopener ugc"' in html


def test_addresses_in_code_stay_words():
    assert "<a" not in render("`https://example.org`")
    assert "<a" not in render("    https://example.org")


@pytest.mark.parametrize("sign", ["\u202e", "\u2066", "\u200b", "\x00", "\x1b", "\ufeff"])
def test_invisible_signs_go(sign):
    assert clean_text(f"a{sign}b") == "ab"
    assert sign not in render(f"a{sign}b")


def test_towers_of_marks_are_cut_and_writing_is_kept():
    assert len(clean_text("z" + "\u0351" * 500)) < 10
    for word in ("Ёлка", "ÅÅ", "नमस्ते", "הַשָּׁלוֹם", "Việt", "👩‍👩‍👧‍👦"):  # Joiners hold a family together.
        assert clean_text(word) == word


def test_lines_end_in_one_way():
    assert clean_text("a\r\nb\rc") == "a\nb\nc"
    assert clean_line("  a\r\n\tb ") == "a b"


def test_a_plain_reading_is_cut_at_a_word():
    assert plain("<p>One <b>two</b> &amp; three</p>") == "One two & three"
    assert plain("<p>alpha beta gamma</p>", 12) == "alpha beta…"
    assert plain("<p>" + "x" * 30 + "</p>", 10) == "x" * 10 + "…"
    assert plain("<hr>") == ""


def test_only_what_was_rendered_is_called_safe():
    assert f"{safe(render('*a*'))}" == "<p><em>a</em></p>"
    assert safe("<p>").__html__() == "<p>"


# -- Stalls ----------------------------------------------------------------------------------------------------------

STALLS = {
    "brackets": "[" * 10_000,
    "pictures": "![" * 10_000,
    "quotes": ">" * 10_000,
    "spaced quotes": "> " * 10_000,
    "empty quotes": ">\n" * 10_000,
    "parentheses": "(" * 10_000,
    "pairs": "()" * 5_000,
    "a deep list": "".join("    " * level + "- a\n" for level in range(70)),
    "a list a sign deeper each line": "".join(" " * level + "- a\n" for level in range(200)),
    "lists in a line": "1. " * 6_000,
    "lists in quotes": "> - " * 5_000,
    "empty items": "-\n" * 10_000,
    "empty items apart": "- \n\n" * 5_000,
    "many items": "- a\n" * 5_000,
    "stars": "*" * 20_000,
    "stars apart": "a*" * 10_000,
    "three stars": "***a" * 5_000,
    "ticks": "`a" * 10_000,
    "fences": "```\n" * 5_000,
    "tags": "<a " * 6_000,
    "comments": "<!--" * 5_000,
    "declarations": "<![CDATA[" * 2_000,
    "entities": "&a" * 10_000,
    "addresses": "http://a(" * 2_000,
    "letters": "<a@b.c>" * 1_000,
    "a table of forty megabytes": "|".join("a" * 3_000) + "\n" + "|".join("-" * 3_000) + "\nb" * 4_000,
    "a long table": "a|b\n-|-\n" + "a|b\n" * 4_500,
    "a table of short rows": "a|" * 19 + "\n" + "-|" * 19 + "\n" + "a\n" * 9_000,
    "references": "[a]: <x>\n" * 199,
    "a megabyte of words": "word " * 200_000,
    "a megabyte of brackets": "[" * 1_000_000,
}

MOST_WORK = 80
"""How much more work than as much ordinary prose a text may cost. The stalls of Python-Markdown cost 500 to 8,000."""

MOST_OUTPUT = 12
"""Signs of HTML for one of text: a row of a table with one sign in it has about as many."""


def work(source: str) -> float:
    """The processor time that rendering takes: a stall shows however busy the machine is."""
    begin = time.process_time()
    render(source)
    return time.process_time() - begin


@pytest.fixture(scope="module")
def prose() -> float:
    """The work that ordinary prose of the greatest length costs."""
    text = ("My dad waited *five weeks* for someone to refix one handrail. He stopped going downstairs.\n\n" * 300)[
        :MAX_SOURCE
    ]
    return max(work(text) for _ in range(3))


@pytest.mark.parametrize("stall", STALLS)
def test_nothing_stalls(stall, prose):
    assert work(STALLS[stall]) < MOST_WORK * prose


@pytest.mark.parametrize("stall", STALLS)
def test_nothing_swells(stall):
    source = STALLS[stall]
    html = render(source)
    assert len(html) <= MOST_OUTPUT * min(len(source), MAX_SOURCE)
    assert faults(html) == []


def test_what_is_calmed_keeps_its_words():
    html = render("[" * 300 + "words that matter" + "]" * 300 + "\n\n" + "> " * 40 + "and these")
    assert "words that matter" in html
    assert "and these" in html


def test_a_table_that_is_too_large_keeps_its_words():
    html = render("a|b\n-|-\n" + "kept|too\n" * 600)
    assert "<table>" not in html
    assert html.count("kept") == 600


class Seen(HTMLParser):
    """What a page shows: its tags with their attributes, and its words, marks left out."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.words, self.marks = [], "", 0
        self.feed(str(html))
        self.close()

    def handle_starttag(self, tag, attrs):
        self.marks += tag == "mark"
        if tag != "mark":
            self.tags.append((tag, attrs))

    def handle_data(self, data):
        self.words += data


def letters(text):
    """A search that finds single letters, wherever they are."""
    return [(place, place + 1) for place, sign in enumerate(text) if sign in "aeiou<"]


@pytest.mark.parametrize(
    "source", [*ATTACKS, "A [link](https://ok.example/?a=1&b=2 'x > y'), *much*, 1 < 2 &amp; done."]
)
def test_marking_words_changes_no_tag_and_no_word(source):
    html = render(source)
    before, after = Seen(html), Seen(marked(html, letters))
    assert (after.tags, after.words) == (before.tags, before.words)
    assert after.marks == sum(sign in "aeiou<" for sign in before.words)


def test_only_words_are_marked():
    html = render("Vermin, [here](https://vermin.example/). 2 < 3")
    found = marked(html, lambda text: [(match.start(), match.end()) for match in re.finditer("ermin|<", text)])
    assert 'href="https://vermin.example/"' in found
    assert found.startswith("<p>V<mark>ermin</mark>, ")
    assert "2 <mark>&lt;</mark> 3" in found


def test_a_picture_of_ours_keeps_its_place_and_says_what_it_shows():
    html = render(f"![Steps & a rail]({OURS_HERE})", pictures=True)
    assert html == (
        f'<p><img alt="Steps &amp; a rail" decoding="async" height="1200" loading="lazy" src="{OURS_HERE}" width="1600"></p>'
    )
    assert plain(html) == "Steps & a rail"
    assert [(str(name), alt) for name, alt in pictures(f"![Steps]({OURS_HERE})")] == [
        ("k3mwk3mwk3mw-1600x1200", "Steps")
    ]


@pytest.mark.parametrize(
    "source",
    [
        "https://evil.example/a.png",
        f"//evil.example{OURS_HERE}",
        f"https://evil.example{OURS_HERE}",
        "/images/k3mwk3mwk3mw-9999x1.webp",
        "/account/data.json",
        "javascript:alert(1)",
        "data:image/svg+xml,<svg/onload=alert(1)>",
        f"{OURS_HERE}?x=1",
        f"..{OURS_HERE}",
        f"\\{OURS_HERE}",
        f"{OURS_HERE} onerror=alert(1)",
    ],
)
def test_no_browser_fetches_a_picture_from_anywhere_else(source):
    for words in (
        f"![x]({source})",
        f"![x][1]\n\n[1]: {source}",
        f"[![x]({source})](https://example.org)",
        f'<img src="{source}">',
    ):
        html = render(words, pictures=True)
        assert "<img" not in html
        assert faults(html) == []


def test_where_pictures_may_not_stand_they_are_links():
    assert render(f"![A step]({OURS_HERE})") == f'<p><a href="{OURS_HERE}" rel="nofollow noopener ugc">A step</a></p>'


@pytest.mark.parametrize(
    "alt", ['a" onerror="alert(1)', "a > b <i>", "a `b` ![c](d)", "a \\] b", "]]>", "&quot;x=&quot;"]
)
def test_the_words_of_a_picture_stay_words(alt):
    html = render(f"![{alt}]({OURS_HERE})", pictures=True)
    assert faults(html) == []
    assert "<" not in plain(html)


def test_search_reads_a_picture_as_its_words():
    assert without_addresses(f"So: ![A step]({OURS_HERE}) here.") == "So: A step here."
