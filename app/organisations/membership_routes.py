"""The page on which an invitation is taken up, and the one on which commissioners confirm claims."""

from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from app import clock
from app.organisations import invitation_service, queries, service
from app.rules.permissions import No
from app.sentences import allow

bp = Blueprint("memberships", __name__)


@bp.route("/invitations/<token>", methods=["GET", "POST"])
def join(token: str) -> str | Response:
    """Take up an invitation."""
    form, actor = FlaskForm(), current_user.actor
    if form.validate_on_submit():
        organisation = invitation_service.join(actor, token, current_user.email)
        flash(_("You belong to %(name)s now, and can write in its name.", name=organisation.name), "good")
        return redirect(url_for("organisations.members", handle=organisation.handle), HTTPStatus.SEE_OTHER)
    invitation, organisation = invitation_service.opened(actor, token, current_user.email)
    return render_template("organisations/join.html", form=form, organisation=organisation, invitation=invitation)


@bp.get("/staff/organisations")
def claims() -> str:
    """Who says to speak for an organisation, for commissioners."""
    allow(None if current_user.actor.is_commissioner else No.NOT_CONFIRMER)
    return render_template("organisations/claims.html", claims=queries.waiting_claims(), now=clock.now())


@bp.post("/staff/organisations/<public_id>/<any(confirmation, refusal):verb>")
def settle(public_id: str, verb: str) -> Response:
    """Confirm that somebody speaks for an organisation, or decline it."""
    confirmed = verb == "confirmation"
    service.settle_claim(current_user.actor, public_id, confirmed=confirmed)
    flash(_("Confirmed. They own its page now.") if confirmed else _("Declined."), "good")
    return redirect(url_for(".claims"), HTTPStatus.SEE_OTHER)
