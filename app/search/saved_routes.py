"""The page of the searches that one keeps."""

from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from app.rules.saving import in_words
from app.search import finding_service, saved_service
from app.search.finding_acts import asked_in
from app.search.sentences import WHAT_WORDS

bp = Blueprint("saved", __name__, url_prefix="/searches")


@bp.get("/")
def index() -> str:
    """One's saved searches, with what is new in each."""
    choices = finding_service.choices(current_user.actor)
    names = dict([*choices.rounds, *choices.areas, *choices.themes]) | WHAT_WORDS
    saved = saved_service.own(current_user.actor)
    return render_template("search/saved.html", saved=saved, in_words=in_words, names=names)


@bp.post("/")
def save() -> Response:
    """Keep the search of the form."""
    saved_service.save(current_user.actor, asked_in(request.form))
    flash(_("The search is kept. This page says how much is new each time you come back."), "good")
    return redirect(url_for(".index"), HTTPStatus.SEE_OTHER)


@bp.post("/<public_id>/look")
def look(public_id: str) -> Response:
    """Go to its answers; from now on they are no longer new."""
    kept = saved_service.look(current_user.actor, public_id)
    return redirect(url_for("finding.index", **kept.address()), HTTPStatus.SEE_OTHER)


@bp.post("/<public_id>/deletion")
def forget(public_id: str) -> Response:
    """Delete one."""
    saved_service.forget(current_user.actor, public_id)
    flash(_("The search is deleted."), "good")
    return redirect(url_for(".index"), HTTPStatus.SEE_OTHER)
