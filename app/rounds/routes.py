"""The pages of rounds: to read for everybody, to run for commissioners."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from app import clock, identifiers, sentences
from app.guard import public
from app.rounds import page_service, queries, service
from app.rounds.forms import CancellationForm, DraftForm, ExtensionForm, ReturnForm, TextsForm
from app.rounds.models import Round
from app.rounds.sentences import ADD, HINTS, LACKING, PHASE_WORDS
from app.rules import permissions
from app.rules.drafts import round_key
from app.rules.phases import Lacking, PhaseKind
from app.rules.refusals import Invalid
from app.rules.uktime import on_the_clock

bp = Blueprint("rounds", __name__)

Answer = Response | str | tuple[str, int]


@bp.get("/rounds")
@public
def index() -> str:
    """All rounds: open, ahead, past."""
    actor = current_user.actor
    return render_template("rounds/index.html", shelf=page_service.shelf(actor), runs_rounds=actor.is_commissioner)


@bp.get("/rounds/<slug>")
@public
def show(slug: str) -> str:
    """One round: where it stands and what one can do; a draft, to commissioners, as it will look."""
    page = page_service.round_page(current_user.actor, slug)
    return _show(page) if page.round.opened_at else _preview(page)


@bp.get("/rounds/<slug>/preview")
def preview(slug: str) -> Response | str:
    """A draft as it will look, with what is missing and the button that opens it."""
    sentences.allow(permissions.may_run_rounds(current_user.actor))
    page = page_service.round_page(current_user.actor, slug)
    return _to_round(slug) if page.round.opened_at else _preview(page)


@bp.get("/rounds/new")
def new() -> str:
    """The form for a new round."""
    sentences.allow(permissions.may_run_rounds(current_user.actor))
    return _blank(_with_areas(DraftForm()))


@bp.post("/rounds/new")
def create() -> Answer:
    """Save a new round as a draft."""
    sentences.allow(permissions.may_run_rounds(current_user.actor))
    form = _with_areas(DraftForm())
    if not form.validate_on_submit():
        return _blank(form), 422
    slug = service.create_round(current_user.actor, form.texts(), request.form.get("once"))
    flash(round_key(), "kept")
    flash(_("Saved as a draft. Only commissioners see it until you open it."), "good")
    return redirect(url_for("rounds.preview", slug=slug), 303)


@bp.route("/rounds/<slug>/edit", methods=["GET", "POST"])
def edit(slug: str) -> Answer:
    """Change what a round says of itself; until it opens, its dates too."""
    sentences.allow(permissions.may_run_rounds(current_user.actor))
    round_ = queries.round_by_slug(slug, current_user.actor)
    form = _with_areas(_form_of(round_))
    if not form.validate_on_submit():
        return _desk(round_, form=form), 422 if form.is_submitted() else 200
    missing = service.edit_round(current_user.actor, slug, form.texts())
    if missing:
        _say_what_is_missing(form, missing)
        return _desk(queries.round_by_slug(slug, current_user.actor), form=form), 422
    flash(round_key(slug), "kept")
    flash(_("Saved."), "good")
    return redirect(url_for("rounds.show", slug=slug), 303)


@bp.post("/rounds/<slug>/opening")
def open(slug: str) -> Answer:  # noqa: A001 - The verb that the button says.
    """Open a round to everybody, or say what is missing."""
    missing = service.open_round(current_user.actor, slug)
    if missing:
        return _preview(page_service.round_page(current_user.actor, slug)), 422
    flash(_("The round is open. Everybody can read it now."), "good")
    return _to_round(slug)


@bp.post("/rounds/<slug>/extensions")
def extend(slug: str) -> Answer:
    """Give a phase more time."""
    sentences.allow(permissions.may_run_rounds(current_user.actor))
    form = ExtensionForm()
    form.phase.choices = [(kind.value, kind.value) for kind in PhaseKind]
    closes_at = form.moment() if form.validate() else None
    if closes_at is None:
        return _desk(queries.round_by_slug(slug, current_user.actor), extension=form), 422
    given = PhaseKind(form.phase.data), closes_at, form.reason.data
    try:
        service.extend_round(current_user.actor, slug, *given, request.form.get("once"))
    except Invalid as not_later:
        form.closes_on.errors = [not_later.sentence]
        return _desk(queries.round_by_slug(slug, current_user.actor), extension=form), 422
    flash(_("There is more time now. The round’s page says so, and why."), "good")
    return _to_round(slug)


@bp.post("/rounds/<slug>/draft")
def back_to_draft(slug: str) -> Answer:
    """Take a round back to draft."""
    sentences.allow(permissions.may_run_rounds(current_user.actor))
    form = ReturnForm()
    if not form.validate():
        return _desk(queries.round_by_slug(slug, current_user.actor), returning=form), 422
    service.return_to_draft(current_user.actor, slug, form.reason.data)
    flash(_("The round is a draft again. Only commissioners see it."), "good")
    return redirect(url_for("rounds.preview", slug=slug), 303)


@bp.post("/rounds/<slug>/cancellation")
def cancel(slug: str) -> Answer:
    """Call a round off."""
    sentences.allow(permissions.may_run_rounds(current_user.actor))
    form = CancellationForm()
    if not form.validate():
        return _desk(queries.round_by_slug(slug, current_user.actor), cancellation=form), 422
    service.cancel_round(current_user.actor, slug, form.reason.data)
    flash(_("The round is called off. Its page says why."), "good")
    return _to_round(slug)


def _to_round(slug: str) -> Response:
    return redirect(url_for("rounds.show", slug=slug), 303)


def _show(page: page_service.RoundPage) -> str:
    return render_template("rounds/show.html", page=page, words=PHASE_WORDS, add=ADD)


def _preview(page: page_service.RoundPage) -> str:
    missing = [LACKING[name] for name in page.missing]
    returned = queries.last_return(page.round.id)
    return render_template(
        "rounds/preview.html", page=page, missing=missing, returned=returned, words=PHASE_WORDS, add=ADD
    )


def _blank(form: DraftForm) -> str:
    key = request.form.get("once") or identifiers.public_id()
    return render_template("rounds/new.html", form=form, once=key, hints=HINTS)


def _desk(
    round_: Round,
    *,
    form: TextsForm | None = None,
    extension: ExtensionForm | None = None,
    cancellation: CancellationForm | None = None,
    returning: ReturnForm | None = None,
) -> str:
    """The commissioner's page of a round: its texts, more time, back to draft, calling it off."""
    extension = extension or ExtensionForm(formdata=None)
    extension.offer(round_.timetable, clock.now())
    return render_template(
        "rounds/edit.html",
        round=round_,
        form=form or _with_areas(_form_of(round_, fresh=True)),
        extension=extension,
        cancellation=cancellation or CancellationForm(formdata=None),
        returning=returning or ReturnForm(formdata=None),
        may_return=page_service.may_return(current_user.actor, round_),
        once=request.form.get("once") or identifiers.public_id(),
        hints=HINTS,
    )


def _form_of(round_: Round, *, fresh: bool = False) -> TextsForm:
    """The form with what the round says. Dates that were sent for an open round are read, so that they are refused."""
    kind = DraftForm if round_.opened_at is None or "needs-opens_on" in request.form else TextsForm
    form = kind(**({"formdata": None} if fresh else {}), data=_written(round_))
    form.was_allowed = round_.allowance if round_.opened_at else 0
    return form


def _with_areas(form: Any) -> Any:
    form.areas.choices = [(area.id, area.name) for area in queries.all_areas()]
    return form


def _written(round_: Round) -> dict[str, Any]:
    plain = {name: getattr(round_, name) for name in service.PLAIN_FIELDS}
    dates = {}
    for phase in round_.phases:
        (opens_on, opens_at), (closes_on, closes_at) = on_the_clock(phase.opens_at), on_the_clock(phase.closes_at)
        dates[phase.kind.value] = {
            "opens_on": opens_on, "opens_at": opens_at, "closes_on": closes_on, "closes_at": closes_at,
        }  # fmt: skip
    return {**plain, "budget": round_.budget_pounds, "areas": [area.id for area in round_.areas], **dates}


def _say_what_is_missing(form: TextsForm, missing: tuple[Lacking, ...]) -> None:
    for name in missing:
        field, sentence = LACKING[name]
        form[field].errors = [str(sentence)]
