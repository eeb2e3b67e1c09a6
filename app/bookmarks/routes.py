"""The addresses of what one saves, and the list of it."""

from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from app import clock, markup
from app.bookmarks import queries, service

bp = Blueprint("bookmarks", __name__)

MOST = 2**62
"""More than the database will ever count."""


@bp.get("/saved")
def index() -> str:
    """What the reader saved, the last first."""
    found = queries.saved(current_user.actor, min(request.args.get("before", MOST, type=int), MOST))
    page, more = found[: queries.SAVED_A_PAGE], len(found) > queries.SAVED_A_PAGE
    return render_template("bookmarks/index.html", saved=page, more=more, plain=markup.plain, now=clock.now())


@bp.post("/<any(contributions, comments):things>/<public_id>/bookmark")
def save(things: str, public_id: str) -> Response:
    """Save a text for oneself."""
    service.save(current_user.actor, things, public_id)
    flash(_("Saved. It stands under “Saved” on your account’s page, and nobody else sees that."), "good")
    return redirect(url_for(".index"), HTTPStatus.SEE_OTHER)


@bp.post("/saved/<int(max=9223372036854775807):number>/removal")
def drop(number: int) -> Response:
    """Let go of something that one saved."""
    service.drop(current_user.actor, number)
    flash(_("It is not saved any more."), "good")
    return redirect(url_for(".index"), HTTPStatus.SEE_OTHER)
