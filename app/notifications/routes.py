"""The page of what one was told."""

from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from app import clock
from app.notifications import queries, service
from app.notifications.forms import ChoicesForm, ReadForm
from app.rules.notices import Topic
from app.rules.refusals import Invalid

bp = Blueprint("notifications", __name__)


@bp.get("/notices")
def index() -> str:
    """What the reader was told, newest first."""
    found = queries.notices_of(current_user.actor, request.args.get("before", type=int))
    page, more = found[: queries.NOTICES_A_PAGE], len(found) > queries.NOTICES_A_PAGE
    form = ReadForm(formdata=None, until=page[0].id if page else None)
    return render_template("notifications/index.html", notices=page, more=more, form=form, now=clock.now())


@bp.post("/notices/reading")
def read() -> Response:
    """Note that everything up to the newest one on the page was read."""
    form = ReadForm()
    if not form.validate_on_submit():
        raise Invalid(_("We could not tell which notices you have read. Nothing was changed. Open the page again."))
    service.mark_read(current_user.actor, form.until.data)
    flash(_("All of them are marked as read."), "good")
    return redirect(url_for("notifications.index"), HTTPStatus.SEE_OTHER)


@bp.route("/notices/choices", methods=["GET", "POST"])
def choices() -> Response | str | tuple[str, int]:
    """What the reader wants to be told of."""
    unwanted = queries.unwanted_topics(current_user.id)
    form = ChoicesForm(topics=[topic.value for topic in Topic if topic not in unwanted])
    if form.validate_on_submit():
        service.choose(current_user.actor, {Topic(topic) for topic in form.topics.data})
        flash(_("Your choices are saved."), "good")
        return redirect(url_for("notifications.choices"), HTTPStatus.SEE_OTHER)
    return render_template("notifications/choices.html", form=form), 422 if form.errors else 200
