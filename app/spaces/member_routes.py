"""The pages on which people come into a space and leave it, and its moderators let in, invite and put out."""

from http import HTTPStatus

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from app import clock
from app.invitations.service import mail
from app.moderation import queries as moderation
from app.moderation.acts import Order
from app.moderation.forms import rule_choices
from app.rules.actors import Actor
from app.rules.moderation import Verb
from app.rules.refusals import Missing
from app.rules.spaces import SpaceRole
from app.spaces import acts, invitation_service, queries, request_queries, service
from app.spaces.forms import AskForm, InviteForm, PutOutForm, ReasonForm
from app.spaces.models import Space

bp = Blueprint("space_members", __name__)

Page = str | Response | tuple[str, int]

SPACE = "/spaces/<slug>"


@bp.get(f"{SPACE}/members")
def members(slug: str) -> str:
    """Who belongs to a space, for those who do."""
    found = service.belong(_actor(), slug)
    people = queries.members(found.space.id)
    return render_template("spaces/members.html", found=found, space=found.space, members=people, now=clock.now())


@bp.post(f"{SPACE}/members")
def join(slug: str) -> Response:
    """Join an open space."""
    service.join(_actor(), slug)
    flash(_("You belong to it now, and can write. We tell you of new topics; you can stop that at any time."), "good")
    return _to_space(slug)


@bp.post(f"{SPACE}/departure")
def leave(slug: str) -> Response:
    """Leave a space."""
    service.leave(_actor(), slug)
    flash(_("You have left the space. What you wrote stays there."), "good")
    return redirect(url_for("spaces.index"), HTTPStatus.SEE_OTHER)


@bp.post(f"{SPACE}/members/<person>/<any(moderator, member):role>")
def set_role(slug: str, person: str, role: str) -> Response:
    """Make a member a moderator, or a moderator a member."""
    service.set_role(_actor(), slug, person, SpaceRole(role))
    return _back(".members", slug, _("Changed."))


@bp.route(f"{SPACE}/members/<person>/removal", methods=["GET", "POST"])
def put_out(slug: str, person: str) -> Page:
    """Put somebody out, and say why."""
    found, form = acts.looked_after(_actor(), slug), PutOutForm()
    form.rule.choices = rule_choices(moderation.rules_to_choose([]))
    name = next((row[1] for row in queries.members(found.space.id) if row[0] == person), None)
    if name is None:
        raise Missing
    if form.validate_on_submit():
        service.put_out(_actor(), slug, person, Order(Verb.PUT_OUT, form.rule.data, form.words.data))
        return _back(".members", slug, _("They do not belong to it any more, and are told why."))
    page = render_template("spaces/put_out.html", found=found, space=found.space, form=form, name=name, person=person)
    return page, HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK


# -- Requests ---------------------------------------------------------------------------------------------------------


@bp.route(f"{SPACE}/request", methods=["GET", "POST"])
def ask(slug: str) -> Page:
    """Ask to join."""
    found, form = queries.find(slug, _actor()), AskForm()
    if form.validate_on_submit():
        service.ask(_actor(), slug, form.words.data or "")
        flash(_("Sent. A moderator of the space answers, and we tell you."), "good")
        return _to_space(slug)
    service.may_ask(_actor(), found)
    page = render_template("spaces/ask.html", found=found, space=found.space, form=form)
    return page, HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK


@bp.post(f"{SPACE}/request/withdrawal")
def take_back(slug: str) -> Response:
    """Take one's own request back."""
    service.take_back(_actor(), slug)
    flash(_("Your request is taken back."), "good")
    return _to_space(slug)


@bp.get(f"{SPACE}/requests")
def requests(slug: str) -> str:
    """Who asks to join, for the moderators of the space."""
    return _requests(slug, ReasonForm(formdata=None))


@bp.post(f"{SPACE}/requests/<public_id>/acceptance")
def accept_request(slug: str, public_id: str) -> Response:
    """Let somebody in."""
    service.settle(_actor(), slug, public_id, accepted=True)
    return _back(".requests", slug, _("They belong to it now, and are told so."))


@bp.post(f"{SPACE}/requests/<public_id>/refusal")
def decline_request(slug: str, public_id: str) -> Page:
    """Decline, with a sentence."""
    form = ReasonForm()
    if not form.validate():
        return _requests(slug, form, public_id), HTTPStatus.UNPROCESSABLE_ENTITY
    service.settle(_actor(), slug, public_id, accepted=False, answer=form.words.data)
    return _back(".requests", slug, _("Declined. They are told what you wrote."))


def _requests(slug: str, form: ReasonForm, about: str = "") -> str:
    found = acts.looked_after(_actor(), slug)
    waiting = request_queries.waiting(found.space.id)
    return render_template(
        "spaces/requests.html", found=found, space=found.space, waiting=waiting, form=form, about=about, now=clock.now()
    )


# -- Invitations ------------------------------------------------------------------------------------------------------


@bp.route(f"{SPACE}/invitations", methods=["GET", "POST"])
def invitations(slug: str) -> Page:
    """Invite somebody, by name or by address; a link is shown this once, and mailed."""
    found, form, made = acts.looked_after(_actor(), slug), InviteForm(), None
    if form.validate_on_submit():
        if form.email:
            space, token = invitation_service.invite_address(_actor(), slug, form.email)
            link = url_for(".take_up", token=token, _external=True)
            made = (form.email, link, _mail(form.email, space, link))
            form = InviteForm(formdata=None)
        elif invitation_service.invite_person(_actor(), slug, form.handle):
            return _back(".invitations", slug, _("Invited. A notice tells them."))
        else:
            form.whom.errors = [_("Nobody here has this name. Look at their page: it stands in its address.")]
    page = render_template(
        "spaces/invitations.html", found=found, space=found.space, form=form, made=made, now=clock.now(),
        invitations=request_queries.open_invitations(found.space.id, clock.now()),
    )  # fmt: skip
    return page, HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK


@bp.post(f"{SPACE}/invitations/<public_id>/withdrawal")
def withdraw(slug: str, public_id: str) -> Response:
    """Take an invitation back."""
    invitation_service.withdraw(_actor(), slug, public_id)
    return _back(".invitations", slug, _("The invitation is taken back. Its link does not work any more."))


@bp.route("/space-invitations/<token>", methods=["GET", "POST"])
def take_up(token: str) -> str | Response:
    """Take up an invitation that came by mail or as a link."""
    form, actor = FlaskForm(), _actor()
    if form.validate_on_submit():
        return _came_in(invitation_service.take_up(actor, token, current_user.email))
    invitation, space = invitation_service.opened(actor, token, current_user.email)
    return render_template("spaces/join.html", form=form, space=space, invitation=invitation, now=clock.now())


@bp.post("/space-invitations/<public_id>/<any(acceptance, refusal):verb>")
def answer(public_id: str, verb: str) -> Response:
    """Take up an invitation that names oneself, or decline it."""
    if verb == "acceptance":
        return _came_in(invitation_service.accept(_actor(), public_id))
    invitation_service.decline(_actor(), public_id)
    flash(_("Declined. Nobody is told."), "good")
    return redirect(url_for("spaces.index"), HTTPStatus.SEE_OTHER)


def _came_in(space: Space) -> Response:
    flash(_("You belong to “%(name)s” now.", name=space.name), "good")
    return _to_space(space.slug)


def _mail(email: str, space: Space, link: str) -> bool:
    named = {"name": space.name, "place": current_app.config["PLACE"]}
    invited = _("You are invited to the space “%(name)s” on Folkmoot, %(place)s.", **named)
    return mail(email, _("An invitation to a space on Folkmoot"), invited, link)


def _back(endpoint: str, slug: str, words: str) -> Response:
    flash(words, "good")
    return redirect(url_for(endpoint, slug=slug), HTTPStatus.SEE_OTHER)


def _to_space(slug: str) -> Response:
    return redirect(url_for("spaces.show", slug=slug), HTTPStatus.SEE_OTHER)


def _actor() -> Actor:
    actor: Actor = current_user.actor
    return actor
