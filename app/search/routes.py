"""Similar contributions, as a part of a page: for the form while a title is typed, and for moderators."""

from typing import Any

from flask import Blueprint, Response, make_response, render_template, request
from flask_login import current_user

from app.contributions.form_service import Desk
from app.contributions.forms import ContributionForm
from app.contributions.models import MAX_TITLE, Contribution
from app.rules.contributions import IN_ROUNDS
from app.rules.refusals import Missing
from app.search import service
from app.search.reading import Similar

bp = Blueprint("search", __name__)

KINDS = {kind.value: kind for kind in IN_ROUNDS}


@bp.get("/rounds/<slug>/similar")
def similar(slug: str) -> Response:
    """What is similar to a title that is being typed; an empty answer where nothing is."""
    kind = KINDS.get(request.args.get("kind", ""))
    if kind is None:
        raise Missing
    title = request.args.get("title", "")[:MAX_TITLE]
    found = service.similar(current_user.actor, slug, kind, title, but=request.args.get("but", ""))
    answer = make_response(render_template("search/_similar.html", similar=found, kind=kind))
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@bp.app_context_processor
def for_other_pages() -> dict[str, Any]:
    """`similar_to(contribution)` for pages on which moderators decide, `similar_as_written(desk, form)` for the preview."""
    return {"similar_to": _similar_to, "similar_as_written": _similar_as_written}


def _similar_as_written(desk: Desk, form: ContributionForm) -> list[Similar]:
    but = desk.contribution.public_id if desk.contribution else ""
    said = (form.title.data or "", form.body.data or "")
    return service.similar(current_user.actor, desk.round.slug, desk.kind, *said, but=but)


def _similar_to(of: Contribution) -> list[Similar]:
    return service.similar(current_user.actor, of.round.slug, of.kind, of.title, of.body, but=of.public_id)
