"""The addresses of texts on their way: for the pages' script, and for the list on the account's page."""

from dataclasses import asdict
from http import HTTPStatus
from typing import Any

from flask import Blueprint, flash, jsonify, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from app.drafts import service
from app.drafts.service import Unfinished
from app.guard import from_program
from app.rules.actors import Actor
from app.rules.drafts import form_of, keys_of, place

bp = Blueprint("drafts", __name__, url_prefix="/account/drafts")

MOST_KEYS = 50
"""Fields of one page: many more than any page has."""

LARGEST = 2**31 - 1
"""The largest number that the database keeps for a version or a revision."""


@bp.get("")
def found() -> Response:
    """What is kept for the reader under these keys."""
    kept = service.found(_actor(), request.args.getlist("key")[:MOST_KEYS])
    answer = jsonify(drafts={one.key: asdict(one) for one in kept})
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@bp.post("")
def save() -> Response:
    """Keep what is being written."""
    said = request.form
    words = Unfinished(said.get("key", ""), said.get("text", ""), _number("version"), _number("seen") or 0)
    return jsonify(revision=service.save(_actor(), words))


@bp.post("/discards")
def discard() -> Any:
    """Throw away what was begun in a form."""
    form = form_of(request.form.get("key", ""))
    revision = service.discard(_actor(), form)
    if from_program():
        return jsonify(revision=revision)
    for key in keys_of(form) if place(form) else ():
        flash(key, "kept")
    flash(_("What you had begun is thrown away."), "good")
    return redirect(url_for("accounts.settings") + "#drafts", HTTPStatus.SEE_OTHER)


def _number(name: str) -> int | None:
    """A number of the form; none where it says nothing that could be one."""
    said = request.form.get(name, type=int)
    return said if said is not None and abs(said) <= LARGEST else None


def _actor() -> Actor:
    actor: Actor = current_user.actor
    return actor
