"""The addresses of what one has read, and the page of what is new."""

from http import HTTPStatus

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from app import clock
from app.guard import from_program
from app.rules.refusals import Invalid
from app.unread import service

bp = Blueprint("unread", __name__)

LATEST = 2**31 - 1
"""The largest number that the database keeps for an event."""


@bp.get("/discussions")
def index() -> str:
    """The discussions in which the reader has read, what is new in them first."""
    found = service.discussions(current_user.actor)
    return render_template("unread/index.html", discussions=found, now=clock.now())


@bp.post("/threads/<public_id>/reading")
def read(public_id: str) -> Response:
    """Note how far the reader has read; the page's script says so as they go, the button for all at once."""
    said = request.form.get("upto", type=int)
    if said is None or not 0 <= said <= LATEST:
        raise Invalid(_("We could not tell how far you have read. Nothing was changed. Open the page again."))
    kind, contribution = service.read(current_user.actor, public_id, said)
    if from_program():
        return Response(status=HTTPStatus.NO_CONTENT)
    page = url_for("contributions.show", kinds=kind.plural, public_id=contribution)
    return redirect(f"{page}#h-talk", HTTPStatus.SEE_OTHER)
