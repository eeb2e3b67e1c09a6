"""The results page, and the same figures for programs."""

from dataclasses import astuple
from enum import StrEnum
from typing import TypeVar

from flask import Blueprint, Response, jsonify, render_template, request
from flask_babel import gettext as _
from flask_login import current_user

from app import clock
from app.guard import public
from app.results import service, tables
from app.results.service import COLUMNS, Ranking
from app.rules.contributions import Kind
from app.rules.ranking import Rule
from app.rules.refusals import Invalid

bp = Blueprint("results", __name__, url_prefix="/rounds/<slug>")

PAGE = 50
"""Places on one page: more would make it heavy on a telephone."""

Choice = TypeVar("Choice", bound=StrEnum)


@bp.get("/results")
@public
def show(slug: str) -> str:
    """The order, with bars and a table; before the close, why it is not shown and when it will be."""
    found = service.results_for(current_user.actor, slug, _kind(), _rule(), clock.now())
    if found.ranking is None:
        return render_template("results/waiting.html", results=found, now=clock.now())
    first = min(max(request.args.get("from", 1, type=int), 1), max(len(found.ranking.items), 1))
    return render_template("results/show.html", results=found, rules=list(Rule), first=first, size=PAGE)


@bp.get("/results.csv", endpoint="csv")
@public
def as_csv(slug: str) -> Response:
    """The order as a table for spreadsheets."""
    found = _ranking(slug)
    text = tables.as_csv(COLUMNS, [astuple(item) for item in found.items])
    name = f"{found.round}-{found.kind.plural}-{found.rule}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-cache"}
    return Response(text, mimetype="text/csv", headers=headers)


@bp.get("/results.json", endpoint="json")
@public
def as_json(slug: str) -> Response:
    """The order as JSON, in the shape of `flask ranking --format json`."""
    return jsonify(_ranking(slug).as_json())


def _ranking(slug: str) -> Ranking:
    return service.ranking_for(current_user.actor, slug, _kind(), _rule(), clock.now())


def _kind() -> Kind | None:
    return _chosen("kind", Kind)


def _rule() -> Rule:
    return _chosen("rule", Rule) or Rule.NET


def _chosen(name: str, kinds: type[Choice]) -> Choice | None:
    """What the address asks for, or none. Raises Invalid for what there is not."""
    word = request.args.get(name)
    if not word:
        return None
    try:
        return kinds(word)
    except ValueError as error:
        known = ", ".join(kinds)
        raise Invalid(
            _("There is no “%(word)s” here. Choose one of these: %(known)s.", word=word, known=known)
        ) from error
