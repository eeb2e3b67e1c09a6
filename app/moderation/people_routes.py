"""A person as moderators see one: what was decided, and what can be."""

from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response
from wtforms.fields.choices import SelectChoice

from app import clock
from app.accounts.models import User
from app.moderation import case_page_service, mass_queries, mass_service, queries, service
from app.moderation.acts import Order
from app.moderation.forms import DO, DecisionForm, VerdictForm, rule_choices
from app.moderation.reading import Profile
from app.moderation.service import Place
from app.rules.actors import Actor
from app.rules.cases import Parties, may_decide
from app.rules.decisions import VERBS, Ground, Scope
from app.rules.moderation import Verb
from app.rules.permissions import No
from app.rules.refusals import Missing, Refusal
from app.sentences import SENTENCES, allow

bp = Blueprint("people", __name__, url_prefix="/moderation/people")

Page = str | Response | tuple[str, int]


@bp.get("/<handle>")
def person(handle: str) -> str:
    """What was decided about a person, and the form that decides."""
    return _page(handle, _form())


@bp.post("/<handle>/decisions")
def decide(handle: str) -> Page:
    """Warn, hold, silence or suspend a person, or end it."""
    allow(None if _actor().is_moderator else No.NOT_MODERATOR)
    form = _form()
    if not form.validate():
        return _page(handle, form), HTTPStatus.UNPROCESSABLE_ENTITY
    order = Order(
        Verb(form.verb.data), form.rule.data, form.reason.data or "",
        Ground(form.ground.data), form.facts.data or "", form.days.data,
    )  # fmt: skip
    try:
        service.decide(_actor(), Place("person", handle), order)
    except Refusal as refusal:
        form.form_errors = [refusal.sentence]
        return _page(handle, form), refusal.status
    flash(_("Decided. The person is told which rule, and why."), "good")
    return redirect(url_for(".person", handle=handle), HTTPStatus.SEE_OTHER)


@bp.route("/<handle>/removal", methods=["GET", "POST"])
def remove_everything(handle: str) -> Page:
    """Say how much would go, and begin to take away everything that a person posted."""
    allow(None if _actor().is_moderator else No.NOT_MODERATOR)
    found, form = _person(handle), DecisionForm()
    form.rule.choices = rule_choices(queries.rules_to_choose(mass_queries.only_round(found.id)))
    if form.validate_on_submit():
        made = mass_service.begin(_actor(), handle, form.rule.data, form.reason.data)
        mass_service.go_on(_actor(), made)
        return _to_removal(handle, made)
    begun = mass_queries.unfinished(found.id, _actor().id or 0)
    if begun is not None:
        return _to_removal(handle, begun.public_id)
    number = mass_queries.how_many(found.id)
    page = render_template("moderation/removal.html", person=found, number=number, form=form)
    return page, HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK


@bp.get("/<handle>/removal/<public_id>")
def removal(handle: str, public_id: str) -> str:
    """How far a removal has come. Each visit by whoever decided it goes on with it: the decision was made by a form."""
    found = mass_service.go_on(_actor(), public_id)
    person = _person(handle)
    if found.person_id != person.id:
        raise Missing
    return render_template("moderation/removing.html", removal=found, person=person)


def _to_removal(handle: str, public_id: str) -> Response:
    return redirect(url_for(".removal", handle=handle, public_id=public_id), HTTPStatus.SEE_OTHER)


def _person(handle: str) -> User:
    found = queries.person_target(handle)
    if found is None or found.person is None:
        raise Missing
    return found.person


def _actor() -> Actor:
    actor: Actor = current_user.actor
    return actor


def _form() -> VerdictForm:
    form = VerdictForm()
    form.rule.choices = rule_choices(queries.rules_to_choose([]))
    verbs = [verb for verb in VERBS[Scope.PERSON] if verb is not Verb.KEEP]
    form.verb.choices = [SelectChoice(value=verb.value, label=DO[verb][0]) for verb in verbs]
    del form.also, form.also_days, form.unfounded, form.ready, form.fill
    return form


def _page(handle: str, form: VerdictForm) -> str:
    allow(None if _actor().is_moderator else No.NOT_MODERATOR)
    found, now = _person(handle), clock.now()
    no, author = may_decide(_actor(), Parties(found.id)), case_page_service.author(found.id, now)
    page = "moderation/person.html"
    possible = case_page_service.possible(_actor(), Profile(found), now)
    return render_template(
        page, author=author, form=form, do=DO, possible=possible, no=SENTENCES[no] if no else None, now=now
    )
