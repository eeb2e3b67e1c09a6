"""The addresses of a thread and its comments."""

from collections.abc import Callable
from dataclasses import replace
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, current_app, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from app import clock, identifiers, markup
from app.guard import from_program, public
from app.images import service as images
from app.live import EventKind
from app.mentions import queries as calls
from app.organisations.queries import organisations_of
from app.rules.actors import Actor
from app.rules.drafts import comment_key, edit_key
from app.rules.permissions import No
from app.rules.refusals import Overtaken, Refusal, Warned
from app.sentences import allow
from app.threads import comment_service, live_service, service, version_service
from app.threads.comment_service import Draft, Posted
from app.threads.forms import CommentForm
from app.threads.models import MAX_BODY
from app.threads.page_sentences import live_words
from app.threads.version_service import Own

bp = Blueprint("threads", __name__)

LATEST_EVENT = 2**31 - 1
"""The largest number that the database keeps for an event."""


@bp.app_context_processor
def live() -> dict[str, Any]:
    """The words of live pages, for every page that has something live."""
    return {"live_words": live_words}


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
    """Post a comment. One that is refused comes back with the words in the form; programs get JSON."""
    form = CommentForm()
    words = form.body.data or ""
    if form.brings_picture:
        return _with_picture(form, lambda **more: _writing(public_id, form, **more))
    if form.preview.data:
        return _writing(public_id, form, shown=markup.safe(calls.preview(words)))
    draft = Draft(
        words,
        form.parent.data or None,
        form.quote.data or None,
        form.kept.number,
        form.badge.data or "",
        form.anyway.data or "",
        bool(form.asks.data),
    )
    try:
        made = comment_service.post(_actor(), public_id, draft, key=form.once.data)
    except Refusal as refusal:
        if from_program():
            raise
        return _writing(public_id, form, refusal=refusal), refusal.status
    if from_program():
        return _receipt(made)
    flash(comment_key(public_id, draft.parent), "kept")
    return _to_held(made.public_id) if made.waits else _to_comment(made.public_id)


@bp.post("/preview")
def preview() -> str:
    """How words will look: a part of a page."""
    return calls.preview(request.form.get("body", ""))


@bp.route("/comments/<public_id>/edit", methods=["GET", "POST"])
def edit(public_id: str) -> Any:
    """Change one's own comment; programs get JSON."""
    found, form = version_service.own(_actor(), public_id), CommentForm()
    if request.method == "GET":
        return _editing(found, found.body)
    words, version = form.body.data or "", form.version.number or 0
    if form.brings_picture:
        began = replace(found, version=version)
        return _with_picture(form, lambda **more: _editing(began, form.body.data or "", form=form, **more))
    if form.preview.data:
        return _editing(replace(found, version=version), words, shown=markup.safe(calls.preview(words)))
    try:
        comment_service.edit(_actor(), public_id, words, version=version, anyway=form.anyway.data or "")
    except Refusal as refusal:
        if from_program():
            raise
        return _not_saved(replace(found, version=version), words, refusal), refusal.status
    if from_program():
        return jsonify(service.receipt(public_id, EventKind.COMMENT_ADDED, EventKind.COMMENT_EDITED))
    flash(edit_key(public_id), "kept")
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
    return jsonify(live_service.events_since(_actor(), public_id, int(after[:11]), clock.now().year))


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


def _to_held(public_id: str) -> Response:
    return redirect(url_for("checks.held", public_id=public_id), HTTPStatus.SEE_OTHER)


def _receipt(made: Posted) -> tuple[Response, int]:
    """What programs are told of a comment: where it stands in the thread, or that it waits for a moderator."""
    if not made.waits:
        return jsonify(service.receipt(made.public_id, EventKind.COMMENT_ADDED)), HTTPStatus.CREATED
    hours = current_app.config["MODERATOR_HOURS"]
    said = {
        "held": made.public_id,
        "url": url_for("checks.held", public_id=made.public_id),
        "hours": hours,
        "message": _("A moderator reads this first, usually within %(hours)s hours. You get a notice.", hours=hours),
        "link": _("See it"),
    }
    return jsonify(said), HTTPStatus.ACCEPTED


def _writing(
    public_id: str, form: CommentForm, *, refusal: Refusal | None = None, shown: str = "", picture_fault: str = ""
) -> str:
    """The page of one comment that is being written."""
    writing = version_service.writing(_actor(), public_id, form.parent.data or None, form.quote.data or None)
    return render_template(
        "threads/write.html",
        writing=writing, contribution=public_id, words=form.body.data or "", shown=shown,
        picture_fault=picture_fault, form=form, fault=refusal.sentence if refusal else "", warned=refusal if isinstance(refusal, Warned) else None,
        once=identifiers.public_id(), most=MAX_BODY, asks=bool(form.asks.data), badge=form.badge.data or "",
        badges=[(one.handle, one.name) for one in organisations_of(_actor().id)],
    )  # fmt: skip


def _with_picture(form: CommentForm, page: Callable[..., str]) -> tuple[str, int]:
    """The form again, with the picture in its words, or with why not."""
    try:
        form.body.data = images.add_to(_actor(), form.body.data or "", form.file, form.alt.data or "")
    except Refusal as refusal:
        return page(picture_fault=refusal.sentence), refusal.status
    form.alt.data = ""
    return page(shown=markup.safe(calls.preview(form.body.data))), HTTPStatus.OK


def _editing(found: Own, words: str, **more: Any) -> str:
    """The page of one's own comment; `more`: `fault`, `shown`, `theirs`, `warned`, `form` and `picture_fault`."""
    return render_template("threads/edit.html", own=found, words=words, most=MAX_BODY, **more)


def _not_saved(began: Own, words: str, refusal: Refusal) -> str:
    """The words again, with what to put right.

    Where they were overtaken, what is there now stands beside them, and the form begins from that: to send it once more
    is a decision.
    """
    if not isinstance(refusal, Overtaken):
        warned = refusal if isinstance(refusal, Warned) else None
        return _editing(began, words, fault=refusal.sentence, warned=warned)
    now = version_service.own(_actor(), began.public_id)
    return _editing(now, words, fault=refusal.sentence, theirs=markup.safe(now.body_html))
