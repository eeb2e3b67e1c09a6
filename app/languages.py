"""In which language a page is written: the reader's choice, else what the browser asks for, else English."""

from flask import Flask, has_request_context, request
from werkzeug.wrappers import Response

LANGUAGES = {"en": "English", "cy": "Cymraeg"}
"""The catalogues that the site has, each by its own name."""

DEFAULT = "en"
COOKIE = "language"

KEPT_FOR = 365 * 24 * 60 * 60
"""Seconds for which a device remembers the choice."""


def of_reader() -> str:
    """The language of the page that is being made; the site's own outside of one."""
    if not has_request_context():
        return DEFAULT
    chosen = request.cookies.get(COOKIE)
    if chosen in LANGUAGES:
        return chosen
    wished = (tag.partition("-")[0].lower() for tag, wish in request.accept_languages if wish)
    return next((one for one in wished if one in LANGUAGES), DEFAULT)


def choose(answer: Response, code: str, *, https: bool) -> None:
    """Have the device remember a language. The cookie says nothing about anybody but that."""
    answer.set_cookie(COOKIE, code, max_age=KEPT_FOR, secure=https, httponly=True, samesite="Lax")


def register(app: Flask) -> None:
    """Give templates the languages; and tell caches what pages depend on."""
    app.jinja_env.globals["languages"] = LANGUAGES

    @app.after_request
    def depends(answer: Response) -> Response:
        if answer.mimetype == "text/html":
            answer.vary.add("Accept-Language")
        return answer
