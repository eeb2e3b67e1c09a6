"""The page of a person whose votes were set aside: what happened, why, and a way to ask for another look."""

from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from app import clock
from app.trouble import service
from app.trouble.forms import ObjectionForm

bp = Blueprint("own_votes", __name__, url_prefix="/votes-set-aside")


@bp.get("/<public_id>")
def show(public_id: str) -> str:
    """What happened to the reader's votes."""
    return _page(public_id, ObjectionForm())


@bp.post("/<public_id>/objection")
def objection(public_id: str) -> str | Response | tuple[str, int]:
    """Ask for another look."""
    form = ObjectionForm()
    if not form.validate_on_submit():
        return _page(public_id, form), HTTPStatus.UNPROCESSABLE_ENTITY
    service.object_to(current_user.actor, public_id, form.words.data)
    flash(_("Sent. Somebody who took no part in this reads it, and you get a notice with the answer."), "good")
    return redirect(url_for(".show", public_id=public_id), HTTPStatus.SEE_OTHER)


def _page(public_id: str, form: ObjectionForm) -> str:
    case = service.own_case(current_user.actor, public_id)
    return render_template("trouble/own.html", case=case, form=form, now=clock.now())
