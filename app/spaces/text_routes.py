"""The pages on which moderators of a space decide, members report, and moderators of the site read what was reported."""

from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from app import clock, identifiers
from app.moderation import appeal_queries
from app.moderation import queries as moderation
from app.moderation.acts import Order
from app.moderation.forms import DecisionForm, ReportForm, rule_choices
from app.moderation.reading import Target
from app.rules.actors import Actor
from app.rules.moderation import ReportReason
from app.spaces import text_service as service
from app.spaces.acts import looked_after

bp = Blueprint("space_texts", __name__)

TEXT = "/spaces/texts/<any(topics, comments):things>/<public_id>"

Page = str | Response | tuple[str, int]


@bp.route(f"{TEXT}/decision", methods=["GET", "POST"])
def decide(things: str, public_id: str) -> Page:
    """Hide a text or bring it back, lock a discussion or open it: for moderators of the space."""
    found, form = service.to_decide(_actor(), things, public_id), DecisionForm()
    form.rule.choices = rule_choices(moderation.rules_to_choose([]))
    verbs, asked = service.possible(found), request.form.get("verb", "")
    verb = next((one for one in service.VERBS if one == asked), verbs[0])
    if form.validate_on_submit():
        service.decide(_actor(), things, public_id, Order(verb, form.rule.data, form.reason.data))
        flash(_("Done. The author is told which rule, and why."), "good")
        return _to(found)
    page = render_template(
        "spaces/decide.html", found=found, form=form, verbs=verbs, verb=verb, things=things, public_id=public_id
    )
    return page, HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK


@bp.route(f"{TEXT}/reports", methods=["GET", "POST"])
def report(things: str, public_id: str) -> Page:
    """Report a text to the moderators of the site; the page shows what they will read because of it."""
    form, found = ReportForm(data={"once": identifiers.public_id()}), service.to_report(_actor(), things, public_id)
    if form.validate_on_submit():
        reason, words = ReportReason(form.reason.data), form.text.data or ""
        made = service.report(_actor(), things, public_id, reason, words, key=form.once.data)
        flash(_("Thank you. Your report has the reference %(reference)s.", reference=made), "good")
        return redirect(url_for("moderation.own_report", public_id=made), HTTPStatus.SEE_OTHER)
    page = render_template("spaces/report.html", form=form, found=found)
    return page, HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK


@bp.get("/moderation/cases/<public_id>/spaces")
def evidence(public_id: str) -> str:
    """What was reported in spaces, for moderators of the site; that somebody read it is put down."""
    case, texts = service.evidence(_actor(), public_id)
    return render_template("spaces/evidence.html", case=case, texts=texts, now=clock.now())


@bp.get("/spaces/<slug>/appeals")
def appeals(slug: str) -> str:
    """What is contested of the decisions in a space, and what came of it, for its moderators."""
    found = looked_after(_actor(), slug)
    done = request.args.get("tab") == "done"
    rows = appeal_queries.answered_in(found.space.id) if done else appeal_queries.waiting_in(found.space.id)
    page = "spaces/appeals.html"
    return render_template(page, found=found, space=found.space, rows=rows, done=done, now=clock.now())


def _to(found: Target) -> Response:
    if found.comment is not None:
        return redirect(url_for("threads.comment", public_id=found.comment.public_id), HTTPStatus.SEE_OTHER)
    address = url_for("contributions.show", kinds="topics", public_id=found.contribution.public_id)
    return redirect(address, HTTPStatus.SEE_OTHER)


def _actor() -> Actor:
    actor: Actor = current_user.actor
    return actor
