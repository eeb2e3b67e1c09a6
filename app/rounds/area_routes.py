"""The pages of areas: what happens in one part of the place."""

from flask import Blueprint, render_template

from app import clock
from app.guard import public
from app.rounds import area_queries
from app.rules.refusals import Missing

bp = Blueprint("areas", __name__)


@bp.get("/areas/<slug>")
@public
def show(slug: str) -> str:
    """One area: the rounds that concern it, and what people wrote from there."""
    area = area_queries.area_by_slug(slug)
    if area is None:
        raise Missing
    found = {"rounds": area_queries.rounds_in(area.id), "texts": area_queries.texts_from(area.id)}
    return render_template("rounds/area.html", area=area, now=clock.now(), **found)
