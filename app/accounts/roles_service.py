"""The verbs of administrators: who may do what, and which account speaks for which organisation."""

from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from app import audit, clock, markup
from app.accounts import queries
from app.accounts.models import Organisation, User
from app.extensions import db
from app.live import AccessChanged
from app.rules.actors import Actor, Role
from app.rules.permissions import No, may_give_roles
from app.rules.refusals import Conflict, Missing
from app.rules.roles import loses_last_administrator, may_set_roles
from app.sentences import allow
from app.transaction import announce, transaction


def set_roles(actor: Actor, person_id: int, wanted: frozenset[Role], organisation_id: int | None) -> User:
    """Give a person these roles and no others; who speaks for an organisation has the organisation's role.

    Raises Refused for anybody who is no administrator at this moment, for one's own roles, and where nobody would be
    left to give roles; Missing where there is no such person or organisation.
    """
    with transaction():
        administrators = queries.lock_administration()
        allow(may_give_roles(_as_of_now(actor), person_id))
        person = queries.lock_person(person_id)
        if person is None or (organisation_id and db.session.get(Organisation, organisation_id) is None):
            raise Missing
        roles = wanted - {Role.ORGANISATION} | ({Role.ORGANISATION} if organisation_id else frozenset())
        allow(may_set_roles(actor, person_id, person.actor.held, roles, administrators))
        _give(person, roles, organisation_id, by=actor.id)
    return person


def change_role(email: str, role: Role, *, remove: bool) -> User:
    """Give or take one role on the command line, where nobody is signed in.

    Raises Missing where there is no such account, Refused where nobody would be left to give roles.
    """
    with transaction():
        administrators = queries.lock_administration()
        found = queries.person_by_email(email)
        person = queries.lock_person(found.id) if found else None
        if person is None:
            raise Missing(_("There is no account with this address. Nothing was changed."))
        held = person.actor.held - {Role.RESIDENT}
        wanted = held - {role} if remove else held | {role}
        allow(loses_last_administrator(held, wanted, administrators))
        _give(person, wanted, person.organisation_id if Role.ORGANISATION in wanted else None, by=None)
    return person


def create_organisation(actor: Actor, name: str, about: str) -> Organisation:
    """Make an organisation, for which accounts can then speak. Raises Refused for anybody but an administrator."""
    allow(None if actor.is_administrator else No.NOT_ADMINISTRATOR)
    words = markup.clean_text(about).strip()
    made = Organisation(
        name=name,
        handle=queries.free_handle(name),
        about=words,
        about_html=markup.render(words),
        created_at=clock.now(),
    )
    try:
        with transaction():
            db.session.add(made)
            db.session.flush()
            audit.record(actor.id, "organisation.made", "organisation", str(made.id))
    except IntegrityError:
        raise Conflict(_("Somebody made an organisation of this name a moment ago. Nothing was changed.")) from None
    return made


def _as_of_now(actor: Actor) -> Actor:
    """The actor's roles under the lock: a colleague may have taken them since the page was opened."""
    person = queries.lock_person(actor.id) if actor.id is not None else None
    return person.actor if person else Actor()


def _give(person: User, roles: frozenset[Role], organisation_id: int | None, *, by: int | None) -> None:
    held = person.actor.held - {Role.RESIDENT}
    person.roles = queries.role_records(roles)
    if organisation_id != person.organisation_id:
        audit.record(by, "organisation.speaker", "person", str(person.id), organisation=organisation_id)
    person.organisation_id = organisation_id
    if roles != held:
        given, taken = sorted(roles - held), sorted(held - roles)
        audit.record(by, "roles.changed", "person", str(person.id), given=given, taken=taken)
        announce(AccessChanged(person=person.id))
