"""The pages of urgent harm: a checklist and the lock, what the escalation contact opens, what administrators see."""

from http import HTTPStatus
from typing import Any

from flask import Blueprint, flash, make_response, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms.fields.choices import SelectChoice

from app import clock
from app.escalation import queries, service
from app.escalation.forms import ContactForm, LockForm, OpenForm
from app.moderation import acts
from app.moderation import queries as moderation
from app.rules.actors import Actor
from app.rules.cases import RULE_OF, may_decide
from app.rules.moderation import ReportReason
from app.rules.refusals import Refusal
from app.sentences import SENTENCES

bp = Blueprint("escalation", __name__)

Page = str | Response | tuple[str, int]


@bp.route("/moderation/cases/<public_id>/urgent", methods=["GET", "POST"])
def urgent(public_id: str) -> Page:
    """What to do where somebody is in danger, or a text is against the law; and the form that puts it under lock."""
    form = _lock_form(public_id)
    if form.validate_on_submit():
        try:
            return _locked(public_id, form)
        except Refusal as refusal:
            form.form_errors = [refusal.sentence]
            return _urgent(public_id, form), refusal.status
    return _urgent(public_id, form), _status(form)


def _locked(public_id: str, form: LockForm) -> Response:
    untold = form.untold.data or "" if form.silent.data else ""
    mailed = service.put_under_lock(_actor(), public_id, form.rule.data, form.reason.data, untold)
    if mailed:
        flash(_("It is under lock. The escalation contact was told. If somebody is in danger, call 999 now."), "good")
    else:
        flash(
            _("It is under lock, but nobody could be mailed. Call the escalation contact or an administrator."), "error"
        )
    return redirect(url_for("cases.queue"), HTTPStatus.SEE_OTHER)


@bp.get("/escalations")
def index() -> str:
    """What is under lock, for the escalation contact."""
    return render_template("escalation/index.html", texts=service.for_contact(_actor()), now=clock.now())


@bp.route("/escalations/<public_id>", methods=["GET", "POST"])
def text(public_id: str) -> Any:
    """One text under lock; with a reason, its words, and that they were shown is written down."""
    form, locked = OpenForm(), service.one_for_contact(_actor(), public_id)
    opened = service.open_words(_actor(), public_id, form.reason.data) if form.validate_on_submit() else None
    page = render_template(
        "escalation/text.html",
        locked=locked, form=form, release=OpenForm(formdata=None), opened=opened, now=clock.now(),
        openings=queries.openings(locked.id),
    )  # fmt: skip
    response = make_response(page, _status(form))
    response.headers["Cache-Control"] = "no-store"  # Not on this device either.
    return response


@bp.post("/escalations/<public_id>/release")
def release(public_id: str) -> Response:
    """Put the words back where they stood."""
    form = OpenForm()
    service.release(_actor(), public_id, form.reason.data or "")
    flash(_("Released. The text stands again as it stood before."), "good")
    return redirect(url_for(".index"), HTTPStatus.SEE_OTHER)


@bp.route("/administration/escalation", methods=["GET", "POST"])
def administration() -> Page:
    """Who the escalation contact is, and who opened what; administrators name one, and open nothing."""
    form, facts = ContactForm(), service.for_administrators(_actor())
    if form.validate_on_submit():
        try:
            service.name_contact(_actor(), form.handle.data)
        except Refusal as refusal:
            form.form_errors = [refusal.sentence]
            return _administration(form, facts), refusal.status
        flash(_("Named. From now on this person is told, and can open what is under lock."), "good")
        return redirect(url_for(".administration"), HTTPStatus.SEE_OTHER)
    return _administration(form, facts), _status(form)


def _administration(form: ContactForm, facts: dict[str, Any]) -> str:
    return render_template("escalation/administration.html", form=form, now=clock.now(), **facts)


def _actor() -> Actor:
    actor: Actor = current_user.actor
    return actor


def _status(form: FlaskForm) -> int:
    return HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK


def _lock_form(public_id: str) -> LockForm:
    case, _found = service.case_of(_actor(), public_id)
    form = LockForm(rule=RULE_OF[ReportReason.ILLEGAL])
    form.rule.choices = [
        SelectChoice(value=one.number, label=f"{one.number}. {one.title}") for one in moderation.rules(case.round_id)
    ]
    return form


def _urgent(public_id: str, form: LockForm) -> str:
    case, found = service.case_of(_actor(), public_id)
    no = may_decide(_actor(), acts.parties(_actor(), found))
    return render_template(
        "escalation/urgent.html",
        case=case, form=form, no=SENTENCES[no] if no else None, contact=queries.contact_name(),
        locked=found.text.locked_at is not None,
    )  # fmt: skip
