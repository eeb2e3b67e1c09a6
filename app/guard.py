"""Which pages are for everybody. Whatever is not declared here needs a person: deny unless a rule allows.

And who asks: a person at a page, or a program.
"""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any, TypeVar

from flask import Flask, current_app, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from app.rules.refusals import Missing, Refused, SignInFirst

PUBLIC_ENDPOINTS = frozenset({
    "static",
    "security.login",
    "security.logout",
    "security.register",
    "security.forgot_password",
    "security.reset_password",
    "security.send_confirmation",
    "security.confirm_email",
    "security.two_factor_token_validation",
    "security.mf_recovery",
})  # fmt: skip
"""Pages of libraries that a stranger needs in order to become a person; Flask-Security guards the rest of its own."""


SUSPENDED_MAY = frozenset({
    "static",
    "security.login",
    "security.logout",
    "accounts.data",
    "appeals.standing",
    "appeals.statement",
    "appeals.appeal",
    "appeals.ask_site",
    "cases.answer",
    "images.show",
    "looks.show",
    "mailing.stop",
    "moderation.rules",
    "notifications.index",
    "notifications.read",
})  # fmt: skip
"""What somebody whose account is suspended can still do: appeal, answer a moderator, read the notices and the rules,
download their data, leave."""

View = TypeVar("View", bound=Callable[..., Any])


def public(view: View) -> View:
    """Declare that a view answers strangers; it still shows only what its reader may see."""
    view.is_public = True  # type: ignore[attr-defined]
    return view


def from_program() -> bool:
    """Whether the request comes from a program, which is answered in JSON."""
    return request.path.endswith((".json", "/events")) or request.accept_mimetypes.best == "application/json"


def register(app: Flask) -> None:
    """Refuse strangers at every view that was not declared public, and suspended people at almost all."""
    app.before_request(refuse_nul)
    app.before_request(refuse_strangers)
    app.before_request(stop_suspended)


def refuse_nul() -> None:
    """Nothing of ours has a NUL in its name, and PostgreSQL cannot even be asked for it."""
    if "\x00" in request.path or b"%00" in request.query_string:
        raise Missing


def refuse_strangers() -> None:
    """Whatever is not declared public needs a person."""
    endpoint = request.endpoint
    if endpoint is None or endpoint in PUBLIC_ENDPOINTS:
        return
    if getattr(current_app.view_functions[endpoint], "is_public", False) or current_user.is_authenticated:
        return
    raise SignInFirst(_("Sign in first. What you were looking for opens after that."))


def stop_suspended() -> Response | None:
    """Send a suspended person to the page that says why, and how to appeal."""
    endpoint = request.endpoint
    if endpoint is None or endpoint in SUSPENDED_MAY or not current_user.is_authenticated:
        return None
    if not current_user.actor.is_suspended:
        return None
    if request.method == "GET":
        return redirect(url_for("appeals.standing"), HTTPStatus.SEE_OTHER)
    raise Refused(
        _("Your account is suspended for a time. Nothing was changed. You can still appeal, and download your data.")
    )
