"""The pages of webhooks, for administrators."""

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from app import clock, identifiers
from app.rules.permissions import No
from app.rules.refusals import Invalid, Missing
from app.sentences import allow
from app.webhooks import queries, service
from app.webhooks.forms import WebhookForm

bp = Blueprint("webhooks", __name__)


@bp.get("/administration/webhooks")
def index() -> Response:
    """All addresses, and a form for a new one."""
    allow(None if current_user.actor.is_administrator else No.NOT_ADMINISTRATOR)
    return _index(WebhookForm())


@bp.post("/administration/webhooks")
def add() -> Response:
    """Add an address, and show its secret: this once."""
    form = WebhookForm()
    if not form.validate_on_submit():
        return _index(form)
    try:
        public_id, secret = service.add(current_user.actor, form.address.data, request.form.get("once"))
    except Invalid as fault:
        form.address.errors = [fault.sentence]
        return _index(form)
    page = render_template("webhooks/made.html", public_id=public_id, address=form.address.data, secret=secret)
    response = make_response(page)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _index(form: WebhookForm) -> Response:
    key = request.form.get("once") or identifiers.public_id()
    page = render_template("webhooks/index.html", webhooks=queries.webhooks(), form=form, once=key, now=clock.now())
    return make_response(page, 422 if form.errors else 200)


@bp.get("/administration/webhooks/<public_id>")
def show(public_id: str) -> str:
    """One address, and the log of what was sent there."""
    allow(None if current_user.actor.is_administrator else No.NOT_ADMINISTRATOR)
    found = queries.webhook(public_id)
    if found is None:
        raise Missing
    facts = {"log": queries.log_of(found.id), "waiting": queries.waiting(found.id), "now": clock.now()}
    return render_template("webhooks/show.html", webhook=found, **facts)


@bp.post("/administration/webhooks/<public_id>/resumption")
def resume(public_id: str) -> Response:
    """Go on after a pause."""
    service.resume(current_user.actor, public_id)
    flash(_("It goes on. What waited is sent first."), "good")
    return redirect(url_for("webhooks.show", public_id=public_id), 303)


@bp.post("/administration/webhooks/<public_id>/removal")
def remove(public_id: str) -> Response:
    """Tell this address nothing more."""
    service.remove(current_user.actor, public_id)
    flash(_("Removed. Nothing more is sent there."), "good")
    return redirect(url_for("webhooks.index"), 303)
