"""The results page, and the same figures for programs."""

from enum import StrEnum
from typing import TypeVar

from flask import Blueprint, Response, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from app import clock
from app.guard import public
from app.results import certificate_service, service, snapshot_service, tables
from app.results.reading import DealtRanking, Ranking, Way
from app.rules.contributions import Kind
from app.rules.refusals import Invalid

bp = Blueprint("results", __name__, url_prefix="/rounds/<slug>")

SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

Choice = TypeVar("Choice", bound=StrEnum)


@bp.get("/results")
@public
def show(slug: str) -> str:
    """The order, with bars and a table; before the close, why it is not shown and when it will be."""
    first = request.args.get("from", 1, type=int)
    found = service.results_for(current_user.actor, slug, _kind(), _way(), clock.now(), first)
    if found.ranking is None:
        return render_template("results/waiting.html", results=found, now=clock.now())
    page = "results/dealt.html" if found.beside else "results/show.html"
    return render_template(page, results=found, rules=list(Way), first=found.first, size=service.PAGE)


@bp.get("/results.csv", endpoint="csv")
@public
def as_csv(slug: str) -> Response:
    """The order as a table for spreadsheets."""
    found = _ranking(slug)
    return _file(tables.as_csv(found.columns, found.rows()), "text/csv", f"{_name(found)}.csv")


@bp.get("/results.xlsx", endpoint="xlsx")
@public
def as_xlsx(slug: str) -> Response:
    """The order as a workbook."""
    found = _ranking(slug)
    return _file(tables.as_xlsx(found.columns, found.rows(), _about(found)), SPREADSHEET, f"{_name(found)}.xlsx")


@bp.get("/results.json", endpoint="json")
@public
def as_json(slug: str) -> Response:
    """The order as JSON, in the shape of `flask ranking --format json`."""
    return jsonify(_ranking(slug).as_json())


@bp.post("/results/<snapshot>/recount")
def recompute(slug: str, snapshot: str) -> AnyResponse:
    """Reckon a snapshot again from its own log, for the commissioner."""
    done = snapshot_service.recompute(current_user.actor, snapshot)
    if done.matches:
        flash(_("Reckoned again just now: it matches, byte for byte."), "good")
    else:
        flash(
            _("Reckoned again just now: it does not match. Somebody has altered the record. Tell your auditors."),
            "error",
        )
    return redirect(url_for("results.show", slug=slug, kind=request.args.get("kind"), _anchor="h-cert"), 303)


@bp.get("/results/<snapshot>/certificate")
@public
def certificate(slug: str, snapshot: str) -> Response:
    """The certificate of a snapshot, for everybody who may see the order."""
    made = certificate_service.for_everybody(current_user.actor, slug, snapshot, clock.now())
    return _file(made, "application/json", f"{slug}-{snapshot}-certificate.json")


@bp.post("/results/<snapshot>/auditors-certificate")
def auditors_certificate(slug: str, snapshot: str) -> Response:
    """The certificate with the whole log under pseudonyms, for the commissioner; that it was taken out is logged."""
    made = certificate_service.for_auditors(current_user.actor, slug, snapshot)
    return _file(made, "application/json", f"{slug}-{snapshot}-auditors.json")


def _ranking(slug: str) -> Ranking:
    return service.ranking_for(current_user.actor, slug, _kind(), _way(), clock.now())


def _name(found: Ranking) -> str:
    return f"{found.round}-{found.kind.plural}-{found.rule}"


def _about(found: Ranking) -> list[list[tables.Cell]]:
    """What a table is of: everything that is said of the order as a whole, one line each."""
    whole = {name: value for name, value in found.as_json().items() if name != "items"}
    if not isinstance(found, DealtRanking):
        whole |= {"made_at": clock.now().isoformat(), "snapshot": None}
    return [[name, value] for name, value in whole.items()]


def _file(contents: str | bytes, mimetype: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-cache"}
    return Response(contents, mimetype=mimetype, headers=headers)


def _kind() -> Kind | None:
    return _chosen("kind", Kind)


def _way() -> Way:
    return _chosen("rule", Way) or Way.DEALT


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
