"""The pages of mail: choose how often, and stop it from a message without signing in."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from app.extensions import csrf
from app.guard import public
from app.mailing import queries, service
from app.mailing.forms import ChoiceForm
from app.rules.mailing import FIRST_WEEK_MAILS, Choice, Rhythm

bp = Blueprint("mailing", __name__)


@bp.route("/account/mail", methods=["GET", "POST"])
def choose() -> Response | tuple[str, int]:
    """How often the reader gets mail, and when not."""
    now = queries.choice_of(current_user.id)
    form = ChoiceForm(rhythm=now.rhythm.value, quiet_from=now.quiet_from, quiet_until=now.quiet_until)
    if form.validate_on_submit():
        chosen = Choice(Rhythm(form.rhythm.data), form.quiet_from.data, form.quiet_until.data)
        service.choose(current_user.actor, chosen)
        flash(_("Your choices are saved."), "good")
        return redirect(url_for("mailing.choose"), 303)
    return render_template("mailing/choose.html", form=form, first_week=FIRST_WEEK_MAILS), 422 if form.errors else 200


@bp.route("/mail/stop/<token>", methods=["GET", "POST"])
@public
@csrf.exempt  # type: ignore[untyped-decorator]
def stop(token: str) -> str:
    """Get no more mail. Mail programs post here for their user (RFC 8058); people who open the link find a button."""
    if request.method == "POST":
        service.stop(token)
    else:
        service.holder(token)
    return render_template("mailing/stop.html", stopped=request.method == "POST")
