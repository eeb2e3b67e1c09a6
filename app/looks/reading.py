"""The look that this request asks for."""

from flask import request

from app.rules.looks import Look, look_of

COOKIE = "look"


def chosen() -> Look:
    """What the reader chose on this device, or the usual look. Whatever depends on it says `Vary: Cookie`."""
    return look_of(request.cookies.get(COOKIE, ""))
