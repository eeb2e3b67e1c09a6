"""The page of the search."""

from typing import Any

from flask import Blueprint, render_template, request
from flask_login import current_user

from app import clock
from app.contributions.sentences import WORDS
from app.guard import public
from app.search import finding_service
from app.search.finding_acts import asked_in
from app.search.sentences import SINCE_WORDS, WHAT_WORDS

bp = Blueprint("finding", __name__)


@bp.context_processor
def words() -> dict[str, Any]:
    """The words of each kind, for every page here."""
    return {"words": WORDS, "what_words": WHAT_WORDS, "since_words": SINCE_WORDS, "now": clock.now()}


@bp.get("/search")
@public
def index() -> tuple[str, int]:
    """What answers a question."""
    found = finding_service.find(current_user.actor, asked_in(request.args))
    choices = finding_service.choices(current_user.actor)
    return render_template("search/index.html", found=found, choices=choices), 422 if found.refused else 200
