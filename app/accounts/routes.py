"""The pages of people: one's own account, what others see, and who may do what."""

from http import HTTPStatus

from flask import Blueprint, Response, current_app, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user, logout_user
from flask_security.utils import verify_password
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as AnyResponse

from app import clock
from app.accounts import data_service, queries, roles_service, service, tag_queries
from app.accounts.forms import ClosingForm, OrganisationForm, ProfileForm, RolesForm
from app.accounts.models import User
from app.accounts.sentences import ROLES, TAGS
from app.accounts.service import Profile
from app.drafts import list_service as drafts
from app.guard import public
from app.organisations import queries as membership
from app.organisations import service as organisations_service
from app.rounds.queries import area_choices
from app.rules.actors import Role
from app.rules.drafts import KEPT_FOR
from app.rules.permissions import No
from app.rules.refusals import Missing
from app.rules.roles import GIVEN
from app.sentences import allow

bp = Blueprint("accounts", __name__)

Page = str | AnyResponse | tuple[str, int]


@bp.get("/account/sent")
@public
def sent() -> str:
    """What a person reads after registering: where our message goes. It says the same whoever asked."""
    return render_template("accounts/sent.html", backend=current_app.config["MAIL_BACKEND"])


@bp.route("/account/", methods=["GET", "POST"])
def settings() -> Page:
    """One's own account."""
    person = current_user
    form = ProfileForm(obj=person, area=str(person.area_id or ""))
    form.area.choices, form.bodies = area_choices(), service.bodies_known(person)
    if person.verification and person.verification.area_id:
        del form.area  # It was shown, so nobody just says another.
    if form.validate_on_submit():
        area = (int(form.area.data) if form.area.data else None) if form.area else person.area_id
        shown = {"about": form.about.data, "is_seen": form.is_seen.data, "lists_works": form.lists_works.data}
        service.change_profile(person.actor, Profile(name=form.display_name.data, area_id=area, **shown))
        flash(_("Your changes are saved."), "good")
        return redirect(url_for("accounts.settings"), HTTPStatus.SEE_OTHER)
    now = clock.now()
    begun = drafts.items(person.actor, now)
    return render_template(
        "accounts/settings.html", form=form, drafts=begun, drafts_days=KEPT_FOR.days, now=now,
        bodies=membership.organisations_of(person.id),
    ), _status(form)  # fmt: skip


@bp.get("/account/data.json")
def data() -> Response:
    """Everything that is kept of the reader, as a file."""
    response = jsonify(data_service.own_data(current_user._get_current_object(), clock.now()))  # noqa: SLF001 - The proxy's only way.
    response.headers["Content-Disposition"] = "attachment; filename=folkmoot-my-data.json"
    response.headers["Cache-Control"] = "private, no-store"
    return response


@bp.route("/account/close", methods=["GET", "POST"])
def close() -> Page:
    """Close one's account."""
    form = ClosingForm()
    if form.validate_on_submit():
        if verify_password(form.password.data, current_user.password):
            service.close_account(current_user.actor)
            logout_user()
            flash(_("Your account is closed. Thank you for taking part."), "good")
            return redirect(url_for("site.home"), HTTPStatus.SEE_OTHER)
        form.password.errors = [_("This is not your password. Nothing was changed. Try again.")]
    return render_template("accounts/close.html", form=form), _status(form)


@bp.get("/people/<handle>")
@public
def person(handle: str) -> str:
    """What everybody may see of a person. Never how they voted."""
    found = queries.person_by_handle(handle)
    if found is None:
        raise Missing
    return render_template(
        "accounts/person.html",
        person=found, works=queries.public_works([found.id]) if found.lists_works else None,
        rounds=tag_queries.rounds_written_in(found.id) if found.lists_works else [],
        tags=tag_queries.tags_of(found.id), tag_words=TAGS, now=clock.now(),
    )  # fmt: skip


@bp.get("/organisations/<handle>")
@public
def organisation(handle: str) -> str:
    """What everybody may see of an organisation: what it does, who speaks for it, what they wrote."""
    found = queries.organisation_by_handle(handle)
    if found is None:
        raise Missing
    speakers = queries.speakers(found.id)
    works = queries.public_works([speaker.id for speaker in speakers], found.id)
    member = {
        "role": membership.role_of(found.id, current_user.actor.id),
        "may_claim": organisations_service.why_not_claim(current_user.actor, found) is None,
    }
    page = "accounts/organisation.html"
    return render_template(page, organisation=found, speakers=speakers, works=works, now=clock.now(), **member)


@bp.get("/administration/people")
def people() -> str:
    """Everybody with an account, newest first; found by name or address."""
    _administrators_only()
    words = request.args.get("q", "").strip()[:100]
    found = queries.people(words, request.args.get("before", type=int))
    page, more = found[: queries.PEOPLE_A_PAGE], len(found) > queries.PEOPLE_A_PAGE
    return render_template("accounts/people.html", people=page, more=more, words=words, role_words=ROLES)


@bp.route("/administration/people/<handle>", methods=["GET", "POST"])
def roles(handle: str) -> Page:
    """The roles of one person, and the organisation that the account speaks for."""
    _administrators_only()
    held = queries.person_by_handle(handle)
    if held is None:
        raise Missing
    form = _roles_form(held)
    if form.validate_on_submit():
        wanted = frozenset(Role(role) for role in form.roles.data)
        organisation_id = int(form.organisation.data) if form.organisation.data else None
        roles_service.set_roles(current_user.actor, held.id, wanted, organisation_id)
        flash(_("The roles are saved. They count from the next page that this person opens."), "good")
        return redirect(url_for("accounts.people"), HTTPStatus.SEE_OTHER)
    own = held.id == current_user.id
    return render_template("accounts/roles.html", person=held, form=form, own=own, role_words=ROLES), _status(form)


@bp.route("/administration/organisations", methods=["GET", "POST"])
def organisations() -> Page:
    """All organisations, and a form for a new one."""
    _administrators_only()
    form = OrganisationForm()
    form.bodies = [one.name for one in queries.organisations()]
    if form.validate_on_submit():
        roles_service.create_organisation(current_user.actor, form.name.data, form.about.data)
        flash(_("The organisation is there. Now say which accounts speak for it."), "good")
        return redirect(url_for("accounts.organisations"), HTTPStatus.SEE_OTHER)
    page = "accounts/organisations.html"
    return render_template(page, organisations=queries.organisations(), form=form), _status(form)


def _administrators_only() -> None:
    allow(None if current_user.actor.is_administrator else No.NOT_ADMINISTRATOR)


def _roles_form(held: User) -> RolesForm:
    given = [role for role in GIVEN if role is not Role.ORGANISATION]
    held_roles = [role.name for role in held.roles]
    form = RolesForm(roles=held_roles, organisation=str(held.organisation_id or ""))
    form.roles.choices = [(role.value, ROLES[role]) for role in given]
    nobody = ("", _("Nobody but themselves"))
    form.organisation.choices = [nobody, *((str(body.id), body.name) for body in queries.organisations())]
    return form


def _status(form: FlaskForm) -> int:
    return HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
