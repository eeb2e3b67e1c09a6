"""Which pages are for everybody. Whatever is not declared here needs a person: deny unless a rule allows."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, request
from flask_babel import gettext as _
from flask_login import current_user

from app.rules.refusals import Missing, SignInFirst

PUBLIC_ENDPOINTS = frozenset({
    "static",
    "security.login",
    "security.logout",
    "security.register",
    "security.forgot_password",
    "security.reset_password",
    "security.send_confirmation",
    "security.confirm_email",
})  # fmt: skip
"""Pages of libraries that a stranger needs in order to become a person; Flask-Security guards the rest of its own."""


View = TypeVar("View", bound=Callable[..., Any])


def public(view: View) -> View:
    """Declare that a view answers strangers; it still shows only what its reader may see."""
    view.is_public = True  # type: ignore[attr-defined]
    return view


def register(app: Flask) -> None:
    """Refuse strangers at every view that was not declared public."""

    @app.before_request
    def refuse_nul() -> None:
        """Nothing of ours has a NUL in its name, and PostgreSQL cannot even be asked for it."""
        if "\x00" in request.path or b"%00" in request.query_string:
            raise Missing

    @app.before_request
    def refuse_strangers() -> None:
        endpoint = request.endpoint
        if endpoint is None or endpoint in PUBLIC_ENDPOINTS:
            return
        if getattr(app.view_functions[endpoint], "is_public", False) or current_user.is_authenticated:
            return
        raise SignInFirst(_("Sign in first. What you were looking for opens after that."))
