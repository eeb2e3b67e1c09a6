"""For administrators: somebody lost the phone and the recovery codes."""

from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from app.accounts import queries, second_factor_service
from app.accounts.second_factor_forms import SwitchOffForm
from app.rules.permissions import No
from app.rules.refusals import Missing
from app.rules.second_factor import Known, may_switch_off
from app.sentences import SENTENCES, allow

bp = Blueprint("second_factor", __name__)


@bp.route("/administration/people/<handle>/second-code", methods=["GET", "POST"])
def switch_off(handle: str) -> Response | tuple[str, int]:
    """Switch off the second code of one person."""
    allow(None if current_user.actor.is_administrator else No.NOT_ADMINISTRATOR)
    person = queries.person_by_handle(handle)
    if person is None:
        raise Missing
    form = SwitchOffForm()
    if form.validate_on_submit():
        second_factor_service.switch_off(current_user.actor, person.id, Known(form.known.data))
        flash(_("The second code is off, and every device was signed out. We have told the person."), "good")
        return redirect(url_for("accounts.roles", handle=handle), HTTPStatus.SEE_OTHER)
    no = may_switch_off(current_user.actor, person.id, has_one=person.has_second_factor)
    page = render_template("accounts/second_code.html", person=person, form=form, no=SENTENCES[no] if no else None)
    return page, HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
