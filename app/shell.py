"""What makes pages quick: the parts that are the same for everybody are rendered once and kept, and so are words.

Head, navigation and foot hold a third of a page's words and links. Rendered for each request they would cost more than
fifty comments do; and looking a word up in a catalogue costs more than the sentence round it.
"""

from collections.abc import Hashable
from functools import lru_cache

from babel import Locale
from flask import Flask, request
from flask_babel import get_locale, gettext, ngettext

from app.looks import reading as looks

KEPT_PARTS = 512
"""Parts times languages times flags, among them the looks that readers choose; each a few kilobytes."""

KEPT_WORDS = 8192
"""Strings times languages."""


def register(app: Flask) -> None:
    """Give templates `part(name, **flags)`, `chosen_look()` and a quick `_('…')`. Call it after Babel, whose lookup it stands before.

    A part knows its flags and the app's globals, and nothing of the request, so that nothing can be kept for the wrong
    reader. Its text is HTML made by a template of ours with escaping on: write `{{ part(…)|safe }}`.
    """

    def render(name: str, locale: Locale, _root: str, flags: tuple[tuple[str, Hashable], ...]) -> str:
        return app.jinja_env.get_template(name).render(dict(flags), locale=locale)

    kept = render if app.debug else lru_cache(KEPT_PARTS)(render)

    def part(name: str, /, **flags: Hashable) -> str:
        return kept(name, get_locale(), request.script_root, tuple(flags.items()))

    app.jinja_env.globals["part"] = part
    app.jinja_env.globals["chosen_look"] = looks.chosen
    app.jinja_env.install_gettext_callables(words, ngettext, newstyle=True)  # type: ignore[attr-defined]


def words(message: str) -> str:
    """A message in the reader's language; its variables are filled in by the template engine."""
    return _words(message, get_locale())


@lru_cache(KEPT_WORDS)
def _words(message: str, _locale: Locale | None) -> str:
    return str(gettext(message))
