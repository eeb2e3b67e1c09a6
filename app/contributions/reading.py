"""How a contribution reads on its page: its words, its vote, its links, as one fragment of HTML.

A fragment depends on nothing but what it is made from, so it is made once and kept. Whatever changes, its hiding above
all, changes what it is made from: a kept fragment can never show what has been taken down since.
"""

from functools import lru_cache
from typing import TYPE_CHECKING

from flask import current_app, request
from flask_babel import get_locale
from flask_wtf.csrf import generate_csrf

from app import markup
from app.contributions.sentences import WORDS

if TYPE_CHECKING:
    from app.contributions.page_service import Page
    from app.votes.service import VotePanel

KEPT_SHEETS = 1_024
"""At some ten kilobytes each with what they are made from: 10 MB."""

KEPT_TEXTS = 512

TOKEN = "\x02token\x02"  # noqa: S105 - Where a token will stand.
"""Stands in a kept fragment for the reader's own form token; `markup.clean_text` lets nobody write these signs."""


def sheet(page: "Page", panel: "VotePanel | None") -> str:
    """Everything on the page above and beside the discussion."""
    html = _sheet(page, panel, str(get_locale()), request.script_root)
    return html.replace(TOKEN, generate_csrf()) if TOKEN in html else html


@lru_cache(KEPT_SHEETS)
def _sheet(page: "Page", panel: "VotePanel | None", _locale: str, _root: str) -> str:
    template = current_app.jinja_env.get_template("contributions/_sheet.html")
    facts = {"page": page, "shown": page.shown, "panel": panel, "of": WORDS[page.shown.kind]}
    return template.render(facts, token=TOKEN, rendered=rendered)


@lru_cache(KEPT_TEXTS)
def rendered(text: str) -> str:
    """A proposal's outcomes as HTML: a pure function of its words, kept, because each reader needs the same."""
    return markup.render(text)
