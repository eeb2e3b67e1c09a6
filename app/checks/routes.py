"""The pages of texts that wait, and of watched words."""

from http import HTTPStatus
from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from app import clock, markup
from app.checks import sentences, service
from app.checks.forms import ReleaseForm, WatchForm
from app.checks.service import Waiting
from app.moderation.forms import ReasonForm
from app.rules.actors import Actor
from app.sentences import SENTENCES

bp = Blueprint("checks", __name__)


@bp.context_processor
def words() -> dict[str, Any]:
    """The words of the checks, and within how many hours somebody looks."""
    hours = current_app.config["MODERATOR_HOURS"]
    return {"found_words": sentences.FOUND, "why_held": sentences.WHY_HELD, "hours": hours, "now": clock.now()}


@bp.get("/account/waiting")
def own() -> str:
    """The reader's own texts that wait, and where the reader stands."""
    return render_template(
        "checks/own.html", texts=service.own(_actor()), standing=service.standing(_actor()),
        steps=sentences.STEPS, counted=sentences.COUNTED,
    )  # fmt: skip


@bp.get("/held/<public_id>")
def held(public_id: str) -> str:
    """One text that waits or waited."""
    return _page(public_id, ReasonForm(formdata=None))


@bp.post("/held/<public_id>/release")
def release(public_id: str) -> Response:
    """Post what waited."""
    service.release(_actor(), public_id, ReleaseForm().seen.data or "")
    flash(_("Posted. The author is told."), "good")
    return _to_queue()


@bp.post("/held/<public_id>/refusal")
def refuse(public_id: str) -> Any:
    """Leave it unposted, with a reason."""
    form = ReasonForm()
    if not form.validate():
        return _page(public_id, form), HTTPStatus.UNPROCESSABLE_ENTITY
    service.refuse(_actor(), public_id, form.reason.data)
    flash(_("It stays unposted. The author reads your reason, and keeps the words."), "good")
    return _to_queue()


@bp.post("/held/<public_id>/taking-back")
def take_back(public_id: str) -> Response:
    """Take back one's own text."""
    service.take_back(_actor(), public_id)
    flash(_("You took it back. Nobody else has read it but moderators."), "good")
    return redirect(url_for(".own"), HTTPStatus.SEE_OTHER)


@bp.get("/moderation/held")
def waiting() -> str:
    """Everything that waits, for moderators."""
    return render_template("checks/waiting.html", texts=service.waiting(_actor()))


@bp.route("/moderation/words", methods=["GET", "POST"])
def watched() -> Any:
    """The watched words, for moderators."""
    form, listed = WatchForm(), service.watched_words(_actor())
    if request.method == "POST" and form.validate():
        service.watch(_actor(), form.words.data)
        flash(_("It is on the list."), "good")
        return redirect(url_for(".watched"), HTTPStatus.SEE_OTHER)
    page = render_template("checks/words.html", form=form, listed=listed)
    return page, HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK


@bp.post("/moderation/words/removal")
def unwatch() -> Response:
    """Take a word off the list."""
    service.unwatch(_actor(), request.form.get("words", ""))
    flash(_("It is off the list."), "good")
    return redirect(url_for(".watched"), HTTPStatus.SEE_OTHER)


def _page(public_id: str, form: ReasonForm) -> str:
    found: Waiting = service.held(_actor(), public_id)
    no = SENTENCES[found.near] if found.near else None
    shown = markup.pictures("".join(words for words, _watched in found.marked))
    return render_template("checks/held.html", text=found, held=found.held, form=form, no=no, pictures=shown)


def _to_queue() -> Response:
    return redirect(url_for(".waiting"), HTTPStatus.SEE_OTHER)


def _actor() -> Actor:
    actor: Actor = current_user.actor
    return actor
