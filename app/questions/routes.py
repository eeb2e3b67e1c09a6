"""The questions of a round, and which reply answers each."""

from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from app.guard import public
from app.questions import service
from app.rules.questions import State
from app.rules.refusals import Invalid

bp = Blueprint("questions", __name__)

STATES = {state.value: state for state in State}


@bp.get("/rounds/<slug>/questions")
@public
def index(slug: str) -> str:
    """The questions that people asked in a round, with their answers."""
    state = STATES.get(request.args.get("show", ""))
    listing = service.listing(current_user.actor, slug, state, request.args.get("before", type=int))
    return render_template("questions/index.html", listing=listing)


@bp.get("/questions/<public_id>")
@public
def answered(public_id: str) -> Response:
    """Go to the answer of a question or, while it has none, to the question."""
    found = service.answer_of(current_user.actor, public_id)
    return redirect(url_for("threads.comment", public_id=found), HTTPStatus.SEE_OTHER)


@bp.get("/questions/<public_id>/answer")
def choose(public_id: str) -> str:
    """The replies below a question, for a commissioner to say which is the answer."""
    return render_template("questions/choose.html", choice=service.choice(current_user.actor, public_id))


@bp.post("/questions/<public_id>/answer")
def answer(public_id: str) -> Response:
    """Say which reply is the answer."""
    reply = request.form.get("reply", "")
    if not reply:
        raise Invalid(_("Choose the reply that answers the question. Nothing was changed."))
    slug = service.answer(current_user.actor, public_id, reply)
    flash(_("The question is answered. Everybody sees it in the list of questions."), "good")
    return _to_list(slug, public_id)


@bp.post("/questions/<public_id>/reopening")
def open_again(public_id: str) -> Response:
    """Say that nothing answers it yet."""
    slug = service.open_again(current_user.actor, public_id)
    flash(_("The question is open again. The replies stay."), "good")
    return _to_list(slug, public_id)


def _to_list(slug: str, public_id: str) -> Response:
    return redirect(f"{url_for('.index', slug=slug)}#question-{public_id}", HTTPStatus.SEE_OTHER)
