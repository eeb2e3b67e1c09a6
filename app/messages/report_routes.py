"""The form that reports a message, and the page on which moderators read what was reported."""

from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from app import clock, identifiers
from app.messages import report_service as service
from app.moderation.forms import ReportForm
from app.rules.moderation import ReportReason

bp = Blueprint("message_reports", __name__)


@bp.route("/messages/<public_id>/<int(max=2147483647):number>/reports", methods=["GET", "POST"])
def report(public_id: str, number: int) -> str | Response | tuple[str, int]:
    """Report a message; the page shows what moderators will read because of it."""
    actor, form = current_user.actor, ReportForm(data={"once": identifiers.public_id()})
    found, message = service.to_report(actor, public_id, number)
    if form.validate_on_submit():
        reason, words = ReportReason(form.reason.data), form.text.data or ""
        made = service.report(actor, public_id, number, reason, words, key=form.once.data)
        flash(_("Thank you. Your report has the reference %(reference)s.", reference=made), "good")
        return redirect(url_for("moderation.own_report", public_id=made), HTTPStatus.SEE_OTHER)
    shown = service.shown(found, message)
    page = render_template(
        "messages/report.html", form=form, found=found, message=message, shown=shown, now=clock.now()
    )
    return page, HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK


@bp.get("/moderation/cases/<public_id>/messages")
def evidence(public_id: str) -> str:
    """The reported messages of a case, for moderators; that somebody read them is put down."""
    case, rows = service.evidence(current_user.actor, public_id)
    return render_template("messages/evidence.html", case=case, rows=rows, now=clock.now())
