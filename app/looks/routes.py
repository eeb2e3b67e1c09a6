"""Reading settings: for everybody, without an account and without a script."""

from datetime import timedelta
from http import HTTPStatus
from urllib.parse import urlsplit

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.accounts.forms import own_path
from app.guard import public
from app.looks import reading
from app.looks.forms import LookForm
from app.rules.looks import USUAL, Look

bp = Blueprint("looks", __name__)

KEPT_FOR = timedelta(days=365)
"""After a year without a visit nobody is surprised to choose again."""


@bp.route("/reading", methods=["GET", "POST"])
@public
def show() -> Response | str | tuple[str, int]:
    """Choose how pages look, and go back to where one came from."""
    form = LookForm(obj=reading.chosen(), back=_came_from())
    if form.validate_on_submit():
        flash(_("Pages now look as you chose. This device remembers it for a year."), "good")
        return _remember(form.look(), redirect(own_path(form.back.data) or "/", HTTPStatus.SEE_OTHER))
    html = render_template("looks/show.html", form=form)
    return (html, HTTPStatus.UNPROCESSABLE_ENTITY) if form.is_submitted() else html


def _came_from() -> str:
    """The page of this site that led here, with what was asked of it; the first page where none did."""
    came = urlsplit(request.referrer or "")
    known = came.netloc == request.host and came.path != url_for(".show")
    return f"{came.path}?{came.query}".rstrip("?") if known else url_for("site.home")


def _remember(look: Look, answer: Response) -> Response:
    """Let the device keep the choice, or forget that there ever was one."""
    secure = current_app.config["SESSION_COOKIE_SECURE"]
    if look == USUAL:
        answer.delete_cookie(reading.COOKIE, secure=secure, samesite="Lax")
    else:
        answer.set_cookie(reading.COOKIE, look.written, KEPT_FOR, secure=secure, samesite="Lax")
    return answer
