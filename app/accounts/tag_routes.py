"""The addresses with which staff say who works or researches with residents."""

from http import HTTPStatus

from flask import Blueprint, flash, redirect, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from app.accounts import tag_service
from app.rules.tags import Tag

bp = Blueprint("tags", __name__, url_prefix="/people")

TAG = f"/<handle>/tags/<any({', '.join(Tag)}):tag>"


@bp.post(TAG)
def give(handle: str, tag: str) -> Response:
    """Say it of a person."""
    tag_service.give(current_user.actor, handle, Tag(tag))
    return _back(handle, _("It stands beside the name now."))


@bp.post(f"{TAG}/removal")
def take(handle: str, tag: str) -> Response:
    """Take it back."""
    tag_service.take(current_user.actor, handle, Tag(tag))
    return _back(handle, _("It does not stand beside the name any more."))


def _back(handle: str, words: str) -> Response:
    flash(words, "good")
    return redirect(url_for("accounts.person", handle=handle), HTTPStatus.SEE_OTHER)
