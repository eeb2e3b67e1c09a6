"""The parts of a page that are the same for everybody, rendered once and kept: head, navigation, foot.

They hold a third of a page's words and links. Rendered for each request they would cost more than fifty comments do.
"""

from collections.abc import Hashable
from functools import lru_cache

from flask import Flask, request
from flask_babel import get_locale

KEPT_PARTS = 512
"""Parts times languages times flags; each a few kilobytes."""


def register(app: Flask) -> None:
    """Give templates `part(name, **flags)`: a template that knows its flags and the app's globals, and nobody.

    It gets no context of the request, so nothing personal can be kept by mistake. Its text is HTML made by a
    template of ours with escaping on: write `{{ part(…)|safe }}`.
    """

    def render(name: str, _locale: Hashable, _root: str, flags: tuple[tuple[str, Hashable], ...]) -> str:
        return app.jinja_env.get_template(name).render(dict(flags))

    kept = render if app.debug else lru_cache(KEPT_PARTS)(render)

    def part(name: str, **flags: Hashable) -> str:
        return kept(name, get_locale(), request.script_root, tuple(flags.items()))

    def language() -> tuple[str, str]:
        locale = get_locale()
        return (locale.language, locale.text_direction) if locale else ("en", "ltr")

    app.jinja_env.globals.update(part=part, language=language)
