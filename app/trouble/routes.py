"""Pages of moderators and commissioners: notes of strange votes, and votes that two people set aside."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from app import clock
from app.rules.actors import Actor
from app.rules.quarantine import may_answer, may_confirm, may_lift, may_watch
from app.rules.refusals import Conflict, Invalid, Missing, Refused
from app.sentences import SENTENCES, allow
from app.trouble import note_queries, queries, service
from app.trouble.forms import AnswerForm, ConfirmForm, LiftForm, LookedForm, ProposalForm
from app.trouble.reading import Note
from app.trouble.service import About

bp = Blueprint("trouble", __name__, url_prefix="/moderation")

Page = str | Response | tuple[str, int]


@bp.app_context_processor
def for_pages() -> dict[str, Callable[..., list[Note]]]:
    """Let other pages show the notes on what they are about; nothing to whoever may not see them."""
    return {"trouble_notes": _notes_on}


def _notes_on(*, contribution: str | None = None, round_id: int | None = None) -> list[Note]:
    actor = _actor()
    if may_watch(actor) is not None:
        return []
    return note_queries.notes(actor, contribution=contribution, round_id=round_id)


@bp.get("/notes")
def notes() -> str:
    """All notes, those first at which nobody has looked."""
    return _notes_page(LookedForm())


@bp.post("/notes/<public_id>/looked")
def looked(public_id: str) -> Page:
    """Mark a note as looked at."""
    allow(may_watch(_actor()))
    form = LookedForm()
    if not form.validate_on_submit():
        return _notes_page(form, public_id), HTTPStatus.UNPROCESSABLE_ENTITY
    service.settle_note(_actor(), public_id, form.words.data)
    flash(_("Noted that you looked. Nothing else was changed."), "good")
    return redirect(url_for(".notes"), HTTPStatus.SEE_OTHER)


@bp.get("/quarantines")
def quarantines() -> str:
    """All quarantines, those first that wait for a second person."""
    allow(may_watch(_actor()))
    return render_template("trouble/quarantines.html", cases=queries.cases(), now=clock.now())


@bp.route("/quarantines/new", methods=["GET", "POST"])
def propose() -> Page:
    """Propose to set votes aside: on one contribution (`?on=`) or in a whole round (`?round=`)."""
    about, form = _about(), ProposalForm(handles=request.args.get("handle", ""))
    if form.validate_on_submit():
        try:
            service.propose(_actor(), about, form.handles.data.split(), form.reason.data)
        except (Invalid, Conflict, Refused) as refusal:
            form.handles.errors = [refusal.sentence]
            return _proposal_page(about, form), refusal.status
        flash(_("Proposed. Nothing changes until a colleague confirms it."), "good")
        return redirect(url_for(".quarantines"), HTTPStatus.SEE_OTHER)
    return _proposal_page(about, form), HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK


@bp.get("/quarantines/<public_id>")
def quarantine(public_id: str) -> str:
    """One quarantine: whose votes, why, by whom; to confirm or to lift."""
    return _case_page(public_id, LiftForm())


@bp.post("/quarantines/<public_id>/confirmation")
def confirm(public_id: str) -> Response:
    """Be the second person."""
    service.confirm(_actor(), public_id)
    words = _(
        "Confirmed. These votes are left out of the results from now on. The counts on other pages still show them."
    )
    frozen = _("A result that was frozen stays; a corrected one is made with “flask snapshot”.")
    flash(f"{words} {frozen}", "good")
    return redirect(url_for(".quarantine", public_id=public_id), HTTPStatus.SEE_OTHER)


@bp.post("/quarantines/<public_id>/lift")
def lift(public_id: str) -> Page:
    """End a quarantine, or turn a proposal down."""
    allow(may_watch(_actor()))
    form = LiftForm()
    if not form.validate_on_submit():
        return _case_page(public_id, form), HTTPStatus.UNPROCESSABLE_ENTITY
    service.lift(_actor(), public_id, form.reason.data)
    flash(_("Lifted. These votes count as before."), "good")
    return redirect(url_for(".quarantine", public_id=public_id), HTTPStatus.SEE_OTHER)


@bp.post("/quarantines/<public_id>/answer")
def answer(public_id: str) -> Page:
    """Answer the person that the votes stay set aside."""
    allow(may_watch(_actor()))
    form = AnswerForm()
    if not form.validate_on_submit():
        return _case_page(public_id, LiftForm(formdata=None), form), HTTPStatus.UNPROCESSABLE_ENTITY
    service.answer(_actor(), public_id, form.words.data)
    flash(_("Answered. The person is told, with your reason."), "good")
    return redirect(url_for(".quarantine", public_id=public_id), HTTPStatus.SEE_OTHER)


def _actor() -> Actor:
    actor: Actor = current_user.actor
    return actor


def _about() -> About:
    allow(may_watch(_actor()))
    on, slug = request.args.get("on"), request.args.get("round")
    if on:
        return service.about_contribution(_actor(), on)
    if slug:
        return service.about_round(_actor(), slug)
    raise Missing


def _notes_page(form: LookedForm, wrong: str | None = None) -> str:
    allow(may_watch(_actor()))
    found = note_queries.notes(_actor())
    return render_template("trouble/notes.html", notes=found, form=form, wrong=wrong, now=clock.now())


def _proposal_page(about: About, form: ProposalForm) -> str:
    accounts: list[Any] = []
    if about.contribution_id is not None:
        accounts = list(queries.unusual_accounts(about.contribution_id, about.round_id))
    page = "trouble/propose.html"
    return render_template(page, about=about, form=form, accounts=accounts, now=clock.now())


def _case_page(public_id: str, form: LiftForm, answer: AnswerForm | None = None) -> str:
    case = service.case(_actor(), public_id)
    no, no_lift, no_answer = (may(_actor(), case.facts) for may in (may_confirm, may_lift, may_answer))
    may = {"may_lift": no_lift is None, "may_answer": no_answer is None}
    forms = {"form": form, "answer": answer or AnswerForm(formdata=None), "confirm": ConfirmForm()}
    words = SENTENCES[no] if no else None
    return render_template("trouble/quarantine.html", case=case, no=words, now=clock.now(), **forms, **may)
