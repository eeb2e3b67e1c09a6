"""The rules, reports, and the moderators' pages."""

from http import HTTPStatus
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response
from wtforms.fields.choices import SelectChoice

from app import clock, identifiers, markup
from app.guard import public
from app.moderation import queries, service
from app.moderation.forms import REASONS, DecisionForm, ReportForm
from app.moderation.queries import Target
from app.moderation.service import Place
from app.rules.actors import Actor
from app.rules.moderation import ReportReason, Verb
from app.rules.permissions import No, may_decide, may_report
from app.sentences import allow

bp = Blueprint("moderation", __name__)

THINGS = "<any(comments, contributions):things>/<public_id>"
VERSION = f"/{THINGS}/revisions/<int:number>"


@bp.get("/rules")
@public
def rules() -> str:
    """The community's rules."""
    return render_template("moderation/rules.html", rules=queries.rules())


@bp.get("/moderation/")
def index() -> str:
    """What waits for a moderator, the longest waiting first, and what was decided."""
    _moderator()
    cases, decisions = queries.cases(), queries.latest_decisions()
    return render_template(
        "moderation/index.html", cases=cases, decisions=decisions, reasons=REASONS, plain=markup.plain, now=clock.now()
    )


@bp.route(f"/{THINGS}/reports", methods=["GET", "POST"])
def report(things: str, public_id: str) -> Any:
    """Report a text; the answer names a reference."""
    place = _place(things, public_id)
    target = service.read_target(_actor(), place)
    allow(may_report(_actor(), target.author_id))
    form = ReportForm(data={"once": identifiers.public_id()})
    if request.method == "POST":
        _forgive_reason(form)
        if form.validate():
            made = service.report(
                _actor(), place, ReportReason(form.reason.data), form.text.data or "", key=form.once.data
            )
            flash(
                _(
                    "Thank you. We aim to look within a day, and you are told what came of it. Your reference is %(id)s.",
                    id=made.public_id,
                )
            )
            return _back(target)
    page = render_template("moderation/report.html", form=form, target=target, place=place, plain=markup.plain)
    return page, HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK


@bp.get(f"/{THINGS}/case")
def case(things: str, public_id: str) -> str:
    """One text with all that was said against it and decided on it."""
    _moderator()
    return _case_page(_place(things, public_id), _decision_form())


@bp.post(f"/{THINGS}/keep")
def keep(things: str, public_id: str) -> Response:
    """Leave a reported text as it is."""
    service.keep(_actor(), _place(things, public_id))
    flash(_("Kept. Those who reported it are told."))
    return redirect(url_for(".index"), HTTPStatus.SEE_OTHER)


@bp.post(f"/{THINGS}/<any(hide, restore):verb>")
def decide(things: str, public_id: str, verb: str) -> Any:
    """Hide a text, or bring it back."""
    return _decided(_place(things, public_id), Verb(verb))


@bp.post(f"{VERSION}/<any(hide, restore):verb>")
def decide_version(things: str, public_id: str, number: int, verb: str) -> Any:
    """Hide one version of a text alone, or bring it back."""
    return _decided(_place(things, public_id, number), Verb(verb))


@bp.get(VERSION)
def version(things: str, public_id: str, number: int) -> str:
    """One version, with the form that hides it alone."""
    _moderator()
    return _case_page(_place(things, public_id, number), _decision_form())


@bp.get("/threads/<public_id>/case")
def thread(public_id: str) -> str:
    """The form that locks a discussion or opens it again."""
    _moderator()
    return _case_page(Place("thread", public_id), _decision_form())


@bp.post("/threads/<public_id>/<any(lock, unlock):verb>")
def decide_thread(public_id: str, verb: str) -> Any:
    """Lock a discussion, or open it again."""
    return _decided(Place("thread", public_id), Verb(verb))


def _actor() -> Actor:
    actor: Actor = current_user.actor
    return actor


def _moderator() -> None:
    allow(None if _actor().is_moderator else No.NOT_MODERATOR)


def _place(things: str, public_id: str, number: int | None = None) -> Place:
    return Place(things.removesuffix("s"), public_id, number)


def _forgive_reason(form: ReportForm) -> None:
    """A reason in a person's own words is a reason too."""
    own = (form.reason.data or "").strip()
    if own and own not in set(ReportReason):
        form.reason.data = ReportReason.OTHER.value
        form.text.data = f"{own}\n{form.text.data or ''}".strip()


def _decision_form() -> DecisionForm:
    form = DecisionForm()
    form.rule.choices = [
        SelectChoice(value=rule.number, label=f"{rule.number}. {rule.title}") for rule in queries.rules()
    ]
    return form


def _decided(place: Place, verb: Verb) -> Any:
    _moderator()
    form = _decision_form()
    if not form.validate():
        return _case_page(place, form), HTTPStatus.UNPROCESSABLE_ENTITY
    target = service.decide(_actor(), place, verb, form.rule.data, form.reason.data)
    flash(_("Done. The author is told which rule, and why."))
    return _back(target)


def _case_page(place: Place, form: DecisionForm) -> str:
    target = service.read_target(_actor(), place)
    return render_template(
        "moderation/case.html",
        place=place, target=target, form=form, reasons=REASONS, now=clock.now(),
        reports=queries.reports_on(target), decisions=queries.decisions_on(target), mine=may_decide(_actor(), target.author_id, target.contribution.author_id) is No.OWN_DECISION,
    )  # fmt: skip


def _back(target: Target) -> Response:
    if target.comment is not None:
        return redirect(url_for("threads.comment", public_id=target.comment.public_id), HTTPStatus.SEE_OTHER)
    kinds, public_id = target.contribution.kind.plural, target.contribution.public_id
    return redirect(url_for("contributions.show", kinds=kinds, public_id=public_id), HTTPStatus.SEE_OTHER)
