"""The addresses of a thread and its comments."""

from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from app import clock, identifiers, markup
from app.guard import public
from app.rules.actors import Actor
from app.rules.permissions import No
from app.rules.refusals import Refusal, SignInFirst
from app.sentences import allow
from app.threads import comment_service, service, version_service
from app.threads.comment_service import Draft
from app.threads.forms import CommentForm
from app.threads.models import MAX_BODY
from app.threads.version_service import Own

bp = Blueprint("threads", __name__)

LATEST_EVENT = 2**31 - 1
"""The largest number that the database keeps for an event."""


@bp.get("/comments/<public_id>")
@public
def comment(public_id: str) -> Response:
    """Go to the page on which a comment stands; with `reply`, to a form below it, with `quote`, quoting it."""
    service.may_find(_actor(), public_id)
    if "reply" not in request.args:
        return _to_comment(public_id)
    allow(None if _actor().is_signed_in else No.STRANGER)
    asked = {"reply": public_id} | ({"quote": public_id} if "quote" in request.args else {})
    return redirect(_place(public_id, "#reply", **asked), HTTPStatus.SEE_OTHER)


@bp.post("/contributions/<public_id>/comments")
def post(public_id: str) -> Any:
    """Post a comment. One that is refused comes back with the words in the form."""
    form = CommentForm()
    words = form.body.data or ""
    if form.preview.data:
        return _writing(public_id, form, shown=markup.safe(markup.render(words)))
    draft = Draft(words, form.parent.data or None, form.quote.data or None)
    try:
        made = comment_service.post(_actor(), public_id, draft, key=form.once.data)
    except SignInFirst:
        raise
    except Refusal as refusal:
        return _writing(public_id, form, fault=refusal.sentence), refusal.status
    flash("-".join(["comment", public_id, *([draft.parent] if draft.parent else [])]), "kept")
    return _to_comment(made)


@bp.post("/preview")
def preview() -> str:
    """How words will look: a part of a page."""
    return markup.render(request.form.get("body", ""))


@bp.route("/comments/<public_id>/edit", methods=["GET", "POST"])
def edit(public_id: str) -> Any:
    """Change one's own comment."""
    found, form = version_service.own(_actor(), public_id), CommentForm()
    if request.method == "GET":
        return _editing(found, found.body)
    words = form.body.data or ""
    if form.preview.data:
        return _editing(found, words, shown=markup.safe(markup.render(words)))
    try:
        comment_service.edit(_actor(), public_id, words)
    except Refusal as refusal:
        return _editing(found, words, fault=refusal.sentence), refusal.status
    flash(f"edit-{public_id}", "kept")
    return _to_comment(public_id)


@bp.get("/comments/<public_id>/history")
@public
def history(public_id: str) -> str:
    """Every version of a comment that this reader may read."""
    found = version_service.history(_actor(), public_id)
    return render_template("threads/history.html", history=found, now=clock.now(), safe=markup.safe)


@bp.post("/comments/<public_id>/withdrawal")
def withdraw(public_id: str) -> Response:
    """Take one's own comment back."""
    comment_service.withdraw(_actor(), public_id)
    flash(_("You took your comment back. Its place and the replies stay."), "good")
    return _to_comment(public_id)


@bp.post("/comments/<public_id>/useful")
def useful(public_id: str) -> Response:
    """Mark a comment as useful, or take the mark back; the same page of the thread comes again."""
    comment_service.toggle_useful(_actor(), public_id)
    came_from, place = urlsplit(request.referrer or ""), _place(public_id)
    if came_from.path == urlsplit(place).path and came_from.query:
        place = f"{came_from.path}?{came_from.query}#comment-{public_id}"
    return redirect(place, HTTPStatus.SEE_OTHER)


@bp.get("/threads/<public_id>/events")
@public
def events(public_id: str) -> Any:
    """What happened in a thread after event number `after`, as JSON."""
    after = request.args.get("after", "0")
    if not (after.isascii() and after.isdigit() and int(after[:11]) <= LATEST_EVENT):
        return jsonify(error=_("“after” must be the number of an event: 0, 1, 2 and so on."), status=400), 400
    return jsonify(service.events_since(_actor(), public_id, int(after[:11]), clock.now().year))


def _actor() -> Actor:
    actor: Actor = current_user.actor
    return actor


def _place(public_id: str, part: str = "", **asked: str) -> str:
    """The address of the page on which a comment stands."""
    found = service.address_of(public_id)
    page = url_for("contributions.show", kinds=found.kind.plural, public_id=found.contribution)
    return page + found.query(**asked) + (part or f"#comment-{public_id}")


def _to_comment(public_id: str) -> Response:
    return redirect(_place(public_id), HTTPStatus.SEE_OTHER)


def _writing(public_id: str, form: CommentForm, *, fault: str = "", shown: str = "") -> str:
    """The page of one comment that is being written."""
    writing = version_service.writing(_actor(), public_id, form.parent.data or None, form.quote.data or None)
    return render_template(
        "threads/write.html",
        writing=writing, contribution=public_id, words=form.body.data or "", fault=fault, shown=shown,
        once=identifiers.public_id(), most=MAX_BODY,
    )  # fmt: skip


def _editing(found: Own, words: str, *, fault: str = "", shown: str = "") -> str:
    return render_template("threads/edit.html", own=found, words=words, fault=fault, shown=shown, most=MAX_BODY)
