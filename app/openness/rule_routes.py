"""How the rules change: one rule's versions, proposals with their answers and discussion, and what moderators do."""

from http import HTTPStatus
from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from app import clock, identifiers
from app.guard import public
from app.moderation import queries as moderation
from app.moderation.forms import DecisionForm, rule_choices
from app.openness import rule_page_service, rule_queries, rule_service
from app.openness.forms import RuleCommentForm, RuleOutcomeForm, RuleProposalForm
from app.openness.rule_service import Draft, House
from app.rounds.queries import round_by_slug
from app.rules.actors import Actor
from app.rules.moderation import Verb
from app.rules.permissions import No
from app.rules.refusals import Missing
from app.rules.voting import Choice
from app.sentences import allow

bp = Blueprint("rulemaking", __name__, url_prefix="/rules")

Page = str | Response | tuple[str, int]

WORDS = "/<any(proposals, comments):things>/<public_id>"


@bp.get("/<int:number>")
@public
def versions(number: int) -> str:
    """One rule with all its versions."""
    rule = rule_queries.rule(number)
    if rule is None:
        raise Missing
    changes = rule_queries.changes(number)
    return render_template("openness/rule.html", rule=rule, changes=changes, now=clock.now())


@bp.route("/proposals/new", methods=["GET", "POST"])
def new() -> Page:
    """Propose to change a rule (`?rule=`), or to add one, perhaps in one round alone (`?round=`)."""
    number, slug = request.args.get("rule", type=int), request.args.get("round") or None
    if request.method == "GET":
        rule_service.check_proposer(_actor(), number)
    rule = _rule(number)
    in_round = round_by_slug(slug, _actor()) if slug and rule is None else None
    form = RuleProposalForm(obj=rule, data={"once": identifiers.public_id()})
    if form.validate_on_submit():
        said = (form.title.data or "", form.words.data or "", form.why.data)
        draft = Draft(*said, number, in_round.slug if in_round else None, retires=form.retires.data)
        made = rule_service.propose(_actor(), draft, house(), form.once.data)
        flash(_("Proposed. Everybody can read it, and residents can answer."), "good")
        return redirect(url_for(".proposal", public_id=made), HTTPStatus.SEE_OTHER)
    page = render_template("openness/propose.html", form=form, rule=rule, in_round=in_round, house=house())
    return page, HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK


@bp.get("/proposals/<public_id>")
@public
def proposal(public_id: str) -> str:
    """A proposal: what would change, why, what people answer and say."""
    return _page(public_id)


@bp.post("/proposals/<public_id>/answer")
def answer(public_id: str) -> Response:
    """Agree, disagree or be unsure."""
    choice = request.form.get("choice")
    if choice not in set(Choice):
        raise Missing
    rule_service.answer(_actor(), public_id, Choice(choice))
    flash(_("Your answer is kept. You can change it until this closes."), "good")
    return redirect(url_for(".proposal", public_id=public_id), HTTPStatus.SEE_OTHER)


@bp.post("/proposals/<public_id>/comments")
def say(public_id: str) -> Page:
    """Say something about it."""
    form = RuleCommentForm()
    if not form.validate():
        return _page(public_id, say=form), HTTPStatus.UNPROCESSABLE_ENTITY
    made = rule_service.say(_actor(), public_id, form.body.data, form.once.data)
    return redirect(url_for(".proposal", public_id=public_id, _anchor=f"comment-{made}"), HTTPStatus.SEE_OTHER)


@bp.post("/comments/<public_id>/withdrawal")
def take_back(public_id: str) -> Response:
    """Take one's own words back."""
    about = rule_service.take_back(_actor(), public_id)
    return redirect(url_for(".proposal", public_id=about, _anchor=f"comment-{public_id}"), HTTPStatus.SEE_OTHER)


@bp.post("/proposals/<public_id>/<any(adoption, refusal):outcome>")
def settle(public_id: str, outcome: str) -> Page:
    """Write what carried into the rules, or decline it."""
    form = RuleOutcomeForm()
    if not form.validate():
        return _page(public_id, settle=form), HTTPStatus.UNPROCESSABLE_ENTITY
    adopts = outcome == "adoption"
    rule_service.settle(_actor(), public_id, form.reason.data, adopts=adopts)
    flash(_("It stands in the rules now.") if adopts else _("Declined. Everybody can read why."), "good")
    return redirect(url_for(".proposal", public_id=public_id), HTTPStatus.SEE_OTHER)


@bp.route(f"{WORDS}/<any(hide, restore):verb>", methods=["GET", "POST"])
def moderate(things: str, public_id: str, verb: str) -> Page:
    """Hide a proposal or words in its discussion, or bring them back."""
    allow(None if _actor().is_moderator else No.NOT_MODERATOR)
    form, words = DecisionForm(), rule_page_service.words(things, public_id)
    form.rule.choices = rule_choices(moderation.rules_to_choose([words.round_id]))
    if form.validate_on_submit():
        about = rule_service.moderate(_actor(), things, public_id, Verb(verb), form.rule.data, form.reason.data)
        flash(_("Done. The author is told which rule, and why."))
        return redirect(url_for(".proposal", public_id=about), HTTPStatus.SEE_OTHER)
    page = render_template("openness/moderate.html", form=form, words=words, verb=verb)
    return page, HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK


def house() -> House:
    """How rules are changed here, by the settings."""
    config = current_app.config
    return House(config["RULES_DAYS"], config["RULES_QUORUM"], config["RULES_MAJORITY"])


def _rule(number: int | None) -> Any:
    """The rule that is to be changed, if it holds; none for a new one. Raises Missing."""
    rule = rule_queries.rule(number) if number is not None else None
    if number is not None and (rule is None or rule.retired_at is not None):
        raise Missing
    return rule


def _page(public_id: str, **forms: Any) -> str:
    shown = rule_page_service.page(_actor(), public_id, clock.now())
    say = forms.get("say") or RuleCommentForm(data={"once": identifiers.public_id()})
    settle = forms.get("settle") or RuleOutcomeForm()
    return render_template("openness/proposal.html", **shown, say=say, settle=settle, now=clock.now())


def _actor() -> Actor:
    actor: Actor = current_user.actor
    return actor
