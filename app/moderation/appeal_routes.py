"""The pages of decisions as they are told to whom they concern, and of appeals."""

from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from app import clock
from app.moderation import appeal_queries, appeal_service
from app.moderation.forms import AppealForm, VerdictOnAppealForm
from app.openness import rule_queries
from app.rules.actors import Actor
from app.rules.appeals import ANSWER_WITHIN
from app.rules.permissions import No
from app.rules.refusals import Refusal
from app.sentences import SENTENCES, allow

bp = Blueprint("appeals", __name__)

Page = str | Response | tuple[str, int]


@bp.get("/decisions/<public_id>")
def statement(public_id: str) -> str:
    """What was decided about the reader, on what ground, and how to contest it."""
    return _statement_page(public_id, AppealForm())


@bp.post("/decisions/<public_id>/appeal")
def appeal(public_id: str) -> Page:
    """Contest a decision."""
    form = AppealForm()
    if not form.validate():
        return _statement_page(public_id, form), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        appeal_service.appeal(_actor(), public_id, form.words.data)
    except Refusal as refusal:
        form.form_errors = [refusal.sentence]
        return _statement_page(public_id, form), refusal.status
    flash(_("Your appeal is sent. A colleague of the moderator reads it."), "good")
    return redirect(url_for(".statement", public_id=public_id), HTTPStatus.SEE_OTHER)


@bp.get("/account/standing")
def standing() -> str:
    """What moderators decided about the reader, and what the reader may do about it."""
    found = appeal_queries.contestable(_actor().id or 0)
    return render_template("moderation/standing.html", rows=found, person=current_user, now=clock.now())


@bp.get("/moderation/appeals")
def index() -> str:
    """The appeals that wait, the one due first first, and those that were answered."""
    allow(None if _actor().is_moderator else No.NOT_MODERATOR)
    done = request.args.get("tab") == "done"
    rows = appeal_queries.answered() if done else appeal_queries.waiting()
    return render_template("moderation/appeals.html", rows=rows, done=done, now=clock.now())


@bp.route("/moderation/appeals/<public_id>", methods=["GET", "POST"])
def case(public_id: str) -> Page:
    """An appeal beside what it contests, and the form that answers it."""
    form = VerdictOnAppealForm()
    if form.validate_on_submit():
        try:
            appeal_service.answer(_actor(), public_id, form.words.data, upheld=form.upheld.data == "yes")
        except Refusal as refusal:
            form.form_errors = [refusal.sentence]
            return _appeal_page(public_id, form), refusal.status
        flash(_("Answered. The person is told."), "good")
        return redirect(url_for(".index"), HTTPStatus.SEE_OTHER)
    return _appeal_page(public_id, form), HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK


def _actor() -> Actor:
    actor: Actor = current_user.actor
    return actor


def _statement_page(public_id: str, form: AppealForm) -> str:
    told = appeal_service.statement(_actor(), public_id)
    rule = rule_queries.as_it_stood(told.decision)
    page = "moderation/statement.html"
    return render_template(page, told=told, rule=rule, form=form, answer_within=ANSWER_WITHIN.days, now=clock.now())


def _appeal_page(public_id: str, form: VerdictOnAppealForm) -> str:
    found, decision = appeal_service.find(_actor(), public_id)
    no = appeal_service.why_not(_actor(), found, decision)
    return render_template(
        "moderation/appeal.html",
        appeal=found, decision=decision, subject=appeal_service.about(decision), form=form, now=clock.now(),
        rule=rule_queries.as_it_stood(decision), no=SENTENCES[no] if no else None,
    )  # fmt: skip
