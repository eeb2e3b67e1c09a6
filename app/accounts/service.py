"""The verbs of one's own account: make it, change it, close it."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError

from app import audit, clock, identifiers, markup
from app.accounts import letter_queries, queries
from app.accounts.models import FORMER_MEMBER, User, Verification
from app.contributions.models import Contribution, Revision
from app.extensions import db
from app.notifications.models import Notice
from app.rules.actors import Actor, Role
from app.rules.permissions import No
from app.rules.refusals import Conflict, Missing
from app.rules.roles import loses_last_administrator
from app.rules.verification import VerificationMethod
from app.search.models import SearchDocument
from app.sentences import allow
from app.transaction import transaction


@dataclass(frozen=True, kw_only=True)
class NewPerson:
    """What an account begins with. The name is tidied and the password hashed already."""

    email: str
    name: str
    password: str | None
    area_id: int | None = None
    roles: frozenset[Role] = frozenset()
    confirmed: bool = False
    verified: bool = False


def create_person(new: NewPerson, *, by: int | None = None) -> User:
    """Make an account. Raises Conflict where the address has one already, this very moment included."""
    try:
        return _create(new, queries.free_handle(new.name), by)
    except IntegrityError:
        if queries.person_by_email(new.email):
            raise Conflict(_("There is an account with this address already. Nothing was changed.")) from None
    # Somebody with the same name was quicker by a moment.
    return _create(new, f"person-{identifiers.public_id()}", by)


def _create(new: NewPerson, handle: str, by: int | None) -> User:
    now = clock.now()
    with transaction():
        person = User(
            email=new.email,
            display_name=new.name,
            password=new.password,
            area_id=new.area_id,
            handle=handle,
            active=True,
            fs_uniquifier=uuid.uuid4().hex,
            confirmed_at=now if new.confirmed else None,
            created_at=now,
        )
        person.roles = queries.role_records(new.roles)
        db.session.add(person)
        db.session.flush()
        if new.verified:
            db.session.add(Verification(person_id=person.id, method=VerificationMethod.COMMAND_LINE, by_id=by, at=now))
        audit.record(by or person.id, "account.made", "person", str(person.id), roles=sorted(new.roles))
    return person


def change_profile(actor: Actor, *, name: str, area_id: int | None, about: str) -> None:
    """Change what others see of oneself. Raises Refused for another area than the one that was shown."""
    with transaction():
        person = _own_account(actor)
        shown = person.verification.area_id if person.verification else None
        allow(No.AREA_SHOWN if shown not in {None, area_id} else None)
        person.display_name, person.area_id = name, area_id
        person.about = markup.clean_text(about).strip()
        person.about_html = markup.render(person.about)
        audit.record(person.id, "account.changed", "person", str(person.id))


def close_account(actor: Actor) -> None:
    """Close one's account: the name, the address and the password go, every session ends; texts and votes stay.

    Raises Refused for the last administrator.
    """
    with transaction():
        administrators = queries.lock_administration()
        person = _own_account(actor)
        allow(loses_last_administrator(person.actor.roles, frozenset(), administrators))
        _erase(person, clock.now())
        audit.record(person.id, "account.closed", "person", str(person.id))


def _own_account(actor: Actor) -> User:
    person = queries.lock_person(actor.id) if actor.id is not None else None
    if person is None:
        raise Missing
    return person


def _erase(person: User, now: datetime) -> None:
    """Take away what says who it was. The area and the verification stay: counts by area must not change."""
    gone = identifiers.public_id()
    person.display_name, person.handle = FORMER_MEMBER, f"person-{gone}"
    person.email, person.password, person.confirmed_at = f"{gone}@closed.invalid", None, None
    person.about = person.about_html = ""
    person.organisation_id, person.roles = None, []
    person.active, person.closed_at = False, now
    person.fs_uniquifier = uuid.uuid4().hex
    db.session.execute(delete(Notice).where(Notice.person_id == person.id))
    letter_queries.forget_tries(person.id)
    _erase_drafts(person.id)


def _erase_drafts(person_id: int) -> None:
    """What was never published goes: nobody but the person could ever read it."""
    drafts = select(Contribution.id).where(Contribution.author_id == person_id, Contribution.published_at.is_(None))
    blank = {"title": "", "body": "", "body_html": ""}
    db.session.execute(delete(SearchDocument).where(SearchDocument.contribution_id.in_(drafts)))
    db.session.execute(update(Revision).where(Revision.contribution_id.in_(drafts)).values(**blank, digest_key=None))
    db.session.execute(
        update(Contribution).where(Contribution.id.in_(drafts)).values(**blank, summary="", outcomes="", who_would="")
    )
