"""The rules, reports, and the moderators' pages."""

from http import HTTPStatus
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from app import clock, identifiers, markup
from app.guard import public
from app.moderation import acts, case_page_service, case_queries, decision_queries, queries, service
from app.moderation.acts import Order
from app.moderation.forms import REASONS, DecisionForm, ReportForm, rule_choices
from app.moderation.models import Report
from app.moderation.reading import Subject, Target
from app.moderation.service import Place
from app.openness import rule_queries
from app.rules.actors import Actor
from app.rules.cases import LOOK_WITHIN, RULE_OF, may_decide
from app.rules.moderation import ReportReason, Verb
from app.rules.permissions import No, may_report
from app.sentences import SENTENCES, allow

bp = Blueprint("moderation", __name__)

THINGS = "<any(comments, contributions):things>/<public_id>"
PEOPLE = "<any(people, organisations):things>/<public_id>"
RULE_WORDS = "<any(proposals, comments):things>/<public_id>"
VERSION = f"/{THINGS}/revisions/<int:number>"


@bp.get("/rules")
@public
def rules() -> str:
    """The community's rules, how they changed, and the proposals to change them."""
    return render_template(
        "moderation/rules.html", rules=rule_queries.rules_in_force(), changes=rule_queries.changes(),
        proposals=rule_queries.proposals(), retired=rule_queries.retired_rules(), now=clock.now(),
    )  # fmt: skip


@bp.route(f"/{THINGS}/reports", methods=["GET", "POST"])
@bp.route(f"/{PEOPLE}/reports", methods=["GET", "POST"], endpoint="report_profile")
def report(things: str, public_id: str) -> Any:
    """Report a text, a person or an organisation; the answer names a reference."""
    return _report(_place(things, public_id))


@bp.route(f"/rules/{RULE_WORDS}/reports", methods=["GET", "POST"])
def report_rule_words(things: str, public_id: str) -> Any:
    """The same of a proposal to change the rules, and of words in its discussion."""
    return _report(Place(f"rule_{things.removesuffix('s')}", public_id))


@bp.route("/spaces/<slug>/reports", methods=["GET", "POST"])
def report_space(slug: str) -> Any:
    """The same of the name of a space, and of what it says it is for."""
    return _report(Place("space", slug))


def _report(place: Place) -> Any:
    subject = service.read_subject(_actor(), place)
    allow(may_report(_actor(), subject.author_id))
    form = ReportForm(data={"once": identifiers.public_id()})
    if request.method == "POST":
        _forgive_reason(form)
        if form.validate():
            made = service.report(
                _actor(), place, ReportReason(form.reason.data), form.text.data or "", key=form.once.data
            )
            return _thanks(made)
    page = render_template("moderation/report.html", form=form, subject=subject, place=place, plain=markup.plain)
    return page, HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK


def _thanks(made: Report) -> Response:
    flash(
        _(
            "Thank you. Your report has the reference %(reference)s. We aim to look within a day.",
            reference=made.public_id,
        ),
        "good",
    )
    return redirect(url_for(".own_report", public_id=made.public_id), HTTPStatus.SEE_OTHER)


@bp.get("/reports/<public_id>")
def own_report(public_id: str) -> str:
    """What became of a report, for whoever sent it."""
    made = service.own_report(_actor(), public_id)
    outcome = decision_queries.decision_of_report(made)
    return render_template(
        "moderation/own_report.html",
        report=made,
        outcome=outcome,
        reasons=REASONS,
        by=made.at + LOOK_WITHIN,
        now=clock.now(),
    )


@bp.get(f"/{THINGS}/case")
def case(things: str, public_id: str) -> Any:
    """One text with all that was decided on it; where a case is open on it, that case."""
    _moderator()
    place = _place(things, public_id)
    open_case = case_queries.open_case(service.read_target(_actor(), place).keys)
    if open_case is not None:
        return redirect(url_for("cases.case", public_id=open_case.public_id), HTTPStatus.SEE_OTHER)
    return _case_page(place, _decision_form(place))


@bp.post(f"/{THINGS}/keep")
def keep(things: str, public_id: str) -> Response:
    """Leave a reported text as it is."""
    service.keep(_actor(), _place(things, public_id))
    flash(_("Kept. Those who reported it are told."), "good")
    return redirect(url_for("cases.queue"), HTTPStatus.SEE_OTHER)


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
    place = _place(things, public_id, number)
    return _case_page(place, _decision_form(place))


@bp.get("/threads/<public_id>/case")
def thread(public_id: str) -> str:
    """The form that locks a discussion or opens it again."""
    _moderator()
    place = Place("thread", public_id)
    return _case_page(place, _decision_form(place))


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
    return Place("person" if things == "people" else things.removesuffix("s"), public_id, number)


def _forgive_reason(form: ReportForm) -> None:
    """A rule's number is a reason, and so is one in a person's own words."""
    rule = request.form.get("rule", type=int)
    if not form.reason.data and rule:
        form.reason.data = next((reason for reason, number in RULE_OF.items() if number == rule), None)
    own = (form.reason.data or "").strip()
    if own and own not in set(ReportReason):
        form.reason.data = ReportReason.OTHER.value
        form.text.data = f"{own}\n{form.text.data or ''}".strip()


def _decision_form(place: Place) -> DecisionForm:
    form = DecisionForm()
    form.rule.choices = rule_choices(queries.rules_to_choose([place.find().round_id]))
    return form


def _decided(place: Place, verb: Verb) -> Any:
    _moderator()
    form = _decision_form(place)
    if not form.validate():
        return _case_page(place, form), HTTPStatus.UNPROCESSABLE_ENTITY
    target = service.decide(_actor(), place, Order(verb, form.rule.data, form.reason.data))
    flash(_("Done. The author is told which rule, and why."), "good")
    return _back(target)


def _case_page(place: Place, form: DecisionForm) -> str:
    target = service.read_target(_actor(), place)
    no = may_decide(_actor(), acts.parties(_actor(), target))
    return render_template(
        "moderation/case.html",
        place=place, target=target, form=form, reasons=REASONS, now=clock.now(), no=SENTENCES[no] if no else None,
        reports=case_queries.reports_on(target), weight=case_page_service.cover_weight(target, clock.now()),
        mark=case_page_service.mark_watched(),
        decisions=decision_queries.decisions_on(target),
    )  # fmt: skip


def _back(target: Subject) -> Response:
    if not isinstance(target, Target):
        return redirect(url_for("cases.queue"), HTTPStatus.SEE_OTHER)
    if target.comment is not None:
        return redirect(url_for("threads.comment", public_id=target.comment.public_id), HTTPStatus.SEE_OTHER)
    kinds, public_id = target.contribution.kind.plural, target.contribution.public_id
    return redirect(url_for("contributions.show", kinds=kinds, public_id=public_id), HTTPStatus.SEE_OTHER)
