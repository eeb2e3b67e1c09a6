"""The page of ready-made reasons."""

from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from app.moderation import queries, reason_service
from app.moderation.forms import ReadyReasonForm, rule_choices
from app.rules.actors import Actor
from app.rules.permissions import No
from app.sentences import allow

bp = Blueprint("reasons", __name__, url_prefix="/moderation/reasons")


@bp.route("/", methods=["GET", "POST"])
def index() -> str | Response | tuple[str, int]:
    """All that are in use, and the form that adds one, or with `?change=` changes one."""
    allow(None if _actor().is_moderator else No.NOT_MODERATOR)
    changed = request.args.get("change")
    form = ReadyReasonForm(obj=reason_service.find(_actor(), changed) if changed else None)
    form.rule.choices = rule_choices(queries.rules_to_choose(None))
    if form.validate_on_submit():
        reason_service.write(_actor(), form.rule.data, form.title.data, form.words.data, instead_of=changed)
        flash(_("The reason is kept. Everybody who moderates can choose it."), "good")
        return redirect(url_for(".index"), HTTPStatus.SEE_OTHER)
    page = render_template("moderation/reasons.html", rows=queries.ready_reasons(), form=form, changed=changed)
    return page, HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK


@bp.post("/<public_id>/retirement")
def retire(public_id: str) -> Response:
    """Take one out of use."""
    reason_service.retire(_actor(), public_id)
    flash(_("It is out of use. Decisions that were made with it stay as they are."), "good")
    return redirect(url_for(".index"), HTTPStatus.SEE_OTHER)


def _actor() -> Actor:
    actor: Actor = current_user.actor
    return actor
