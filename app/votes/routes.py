"""Voting: two forms, one service."""

from flask import Blueprint, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from app.rules.contributions import Kind
from app.rules.refusals import Invalid
from app.rules.voting import Choice
from app.votes import service

bp = Blueprint("votes", __name__)

CHOICES = {choice.value: choice for choice in Choice}


@bp.post("/contributions/<public_id>/vote")
def cast(public_id: str) -> Response:
    """Give an answer, or change it."""
    choice = CHOICES.get(request.form.get("choice", ""))
    if choice is None:
        raise Invalid(_("Choose agree, unsure or disagree. Your vote was not changed."))
    return _back_to(service.cast_vote(current_user.actor, public_id, choice), public_id)


@bp.post("/contributions/<public_id>/vote/withdraw")
def withdraw(public_id: str) -> Response:
    """Take one's vote back."""
    return _back_to(service.withdraw_vote(current_user.actor, public_id), public_id)


def _back_to(kind: Kind, public_id: str) -> Response:
    page = url_for("contributions.show", kinds=kind.plural, public_id=public_id)
    return redirect(f"{page}#vote", 303)
