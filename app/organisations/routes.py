"""The pages on which people claim organisations, and owners look after who belongs to them."""

from http import HTTPStatus

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from app import clock
from app.accounts.models import Organisation
from app.invitations.service import mail
from app.organisations import invitation_service, queries, service
from app.organisations.forms import ROLES, ClaimForm, InvitationForm
from app.rules.actors import Actor
from app.rules.organisations import MemberRole
from app.rules.permissions import No
from app.sentences import allow

bp = Blueprint("organisations", __name__, url_prefix="/organisations/<handle>")

Page = str | Response | tuple[str, int]


@bp.route("/claim", methods=["GET", "POST"])
def claim(handle: str) -> Page:
    """Say that one speaks for an organisation."""
    organisation, form = service.find(handle), ClaimForm()
    if form.validate_on_submit():
        service.claim(_actor(), handle, form.words.data or "")
        flash(_("Thank you. A commissioner looks at it, and may call your organisation."), "good")
        return redirect(url_for("accounts.organisation", handle=handle), HTTPStatus.SEE_OTHER)
    allow(service.why_not_claim(_actor(), organisation))
    waits = queries.own_claim(organisation.id, current_user.id)
    page = render_template("organisations/claim.html", organisation=organisation, form=form, waits=waits)
    return page, HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK


@bp.get("/members")
def members(handle: str) -> Page:
    """Who belongs to an organisation, for those who do."""
    return _members(handle, InvitationForm(formdata=None))


@bp.post("/invitations")
def invite(handle: str) -> Page:
    """Invite somebody: by mail, and with a link that is shown this once."""
    organisation, mine = service.for_member(_actor(), handle)
    allow(None if mine is MemberRole.OWNER else No.NOT_OWNER)
    form = InvitationForm()
    if not form.validate():
        return _members(handle, form)
    organisation, token = invitation_service.invite(_actor(), handle, form.email.data, MemberRole(form.role.data))
    link = url_for("memberships.join", token=token, _external=True)
    mailed = _mail(form.email.data, organisation, link)
    return _members(handle, InvitationForm(formdata=None), (form.email.data, link, mailed))


@bp.post("/invitations/<public_id>/withdrawal")
def withdraw(handle: str, public_id: str) -> Response:
    """Take an invitation back."""
    invitation_service.withdraw(_actor(), handle, public_id)
    return _back(handle, _("The invitation is taken back. Its link does not work any more."))


@bp.post("/members/<person>/<any(owner, member):role>")
def set_role(handle: str, person: str, role: str) -> Response:
    """Make a member an owner, or an owner a member."""
    service.set_role(_actor(), handle, person, MemberRole(role))
    return _back(handle, _("Changed."))


@bp.post("/members/<person>/removal")
def put_out(handle: str, person: str) -> Response:
    """End a membership."""
    service.put_out(_actor(), handle, person)
    if person == current_user.handle:
        flash(_("You have left the organisation."), "good")
        return redirect(url_for("accounts.organisation", handle=handle), HTTPStatus.SEE_OTHER)
    return _back(handle, _("They do not belong to it any more."))


def _actor() -> Actor:
    actor: Actor = current_user.actor
    return actor


def _members(handle: str, form: InvitationForm, made: tuple[str, str, bool] | None = None) -> tuple[str, int]:
    organisation, mine = service.for_member(_actor(), handle)
    now, owner = clock.now(), mine is MemberRole.OWNER
    page = render_template(
        "organisations/members.html",
        organisation=organisation, owner=owner, form=form, made=made, members=queries.members(organisation.id),
        invitations=queries.open_invitations(organisation.id, now) if owner else [], role_words=ROLES, now=now,
    )  # fmt: skip
    return page, HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK


def _back(handle: str, words: str) -> Response:
    flash(words, "good")
    return redirect(url_for(".members", handle=handle), HTTPStatus.SEE_OTHER)


def _mail(email: str, organisation: Organisation, link: str) -> bool:
    named = {"name": organisation.name, "place": current_app.config["PLACE"]}
    title = _("An invitation to %(name)s on Folkmoot", name=organisation.name)
    return mail(email, title, _("You are invited to write for %(name)s on Folkmoot, %(place)s.", **named), link)
