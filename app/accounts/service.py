"""The verbs of one's own account: make it, change it, close it."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError

from app import audit, clock, identifiers, markup
from app.accounts import letter_queries, queries, tag_queries
from app.accounts.models import FORMER_MEMBER, User, Verification
from app.bookmarks import queries as bookmarks
from app.checks import queries as checks
from app.contributions.models import Contribution, Revision
from app.drafts import queries as drafts
from app.extensions import db
from app.following import queries as following
from app.images import queries as images
from app.live import AccessChanged
from app.mailing import queries as mailing
from app.mentions import queries as mentions
from app.messages import queries as letters
from app.moderation.case_models import Case
from app.notifications import queries as notices
from app.organisations import queries as organisations
from app.push import queries as push
from app.rules.actors import Actor, Role
from app.rules.permissions import No
from app.rules.refusals import Conflict, Missing
from app.rules.roles import loses_last_administrator
from app.rules.tags import Tag
from app.rules.verification import VerificationMethod
from app.search import saved_queries
from app.search.models import SearchDocument
from app.sentences import allow
from app.spaces import data_queries as spaces
from app.transaction import announce, transaction
from app.unread.models import LeftOff


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


@dataclass(frozen=True, kw_only=True)
class Profile:
    """What a person lets others see. The name is tidied already."""

    name: str
    area_id: int | None
    about: str
    is_seen: bool
    lists_works: bool


def change_profile(actor: Actor, new: Profile) -> None:
    """Change what others see of oneself. Raises Refused for another area than the one that was shown."""
    with transaction():
        person = _own_account(actor)
        shown = person.verification.area_id if person.verification else None
        allow(No.AREA_SHOWN if shown not in {None, new.area_id} else None)
        person.display_name, person.area_id = new.name, new.area_id
        person.is_seen, person.lists_works = new.is_seen, new.lists_works
        person.about = markup.clean_text(new.about).strip()
        person.about_html = markup.render(person.about)
        audit.record(person.id, "account.changed", "person", str(person.id))
        announce(AccessChanged(person=person.id))


def bodies_known(person: User | None = None) -> list[str]:
    """Names that nobody but those bodies goes by: whoever runs the site, the council, and organisations.

    Of a person's own organisations the name may be theirs.
    """
    own = {one.name for one in organisations.organisations_of(person.id)} if person else set()
    if person and person.organisation:
        own.add(person.organisation.name)
    said = current_app.config
    bodies = [said["OPERATOR"], f"{said['PLACE']} Council", *(one.name for one in queries.organisations())]
    return [name for name in bodies if name not in own]


def close_account(actor: Actor) -> None:
    """Close one's account: the name, the address and the password go, every session ends; texts and votes stay.

    Raises Refused for the last administrator.
    """
    with transaction():
        administrators = queries.lock_administration()
        person = _own_account(actor)
        allow(loses_last_administrator(person.actor.held, frozenset(), administrators))
        _erase(person, clock.now())
        audit.record(person.id, "account.closed", "person", str(person.id))
        announce(AccessChanged(person=person.id))


def sign_out(sign_in: str) -> None:
    """A signing-in has ended: whatever was opened with it ends too."""
    with transaction():
        announce(AccessChanged(sign_in=sign_in))


def _own_account(actor: Actor) -> User:
    person = queries.lock_person(actor.id) if actor.id is not None else None
    if person is None:
        raise Missing
    return person


ERASERS: tuple[Callable[[int], object], ...] = (
    letter_queries.forget_tries, drafts.erase, following.erase, notices.erase, mailing.erase, push.erase, checks.erase,
    organisations.put_out, organisations.forget_claims, bookmarks.drop, images.erase, saved_queries.erase, spaces.erase,
)  # fmt: skip
"""What takes away the rest that is a person's own, each in its feature; all in the closing's transaction."""


def _erase(person: User, now: datetime) -> None:
    """Take away what says who it was. The area and the verification stay: counts by area must not change."""
    gone = identifiers.public_id()
    person.display_name, person.handle = FORMER_MEMBER, f"person-{gone}"
    person.email, person.password, person.confirmed_at = f"{gone}@closed.invalid", None, None
    person.about = person.about_html = ""
    person.organisation_id, person.roles = None, []
    person.active, person.is_seen, person.closed_at = False, False, now
    person.fs_uniquifier = uuid.uuid4().hex
    person.tf_primary_method = person.tf_totp_secret = person.mf_recovery_codes = person.last_code_step = None
    db.session.execute(delete(LeftOff).where(LeftOff.person_id == person.id))
    db.session.execute(update(Case).where(Case.person_id == person.id).values(evidence=""))
    for erase in ERASERS:
        erase(person.id)
    letters.erase(person.id, now)
    tag_queries.take(person.id, *Tag)
    _erase_drafts(person.id)
    mentions.end(person.id)


def _erase_drafts(person_id: int) -> None:
    """What was never published goes: nobody but the person could ever read it."""
    drafts = select(Contribution.id).where(Contribution.author_id == person_id, Contribution.published_at.is_(None))
    blank = {"title": "", "body": "", "body_html": ""}
    db.session.execute(delete(SearchDocument).where(SearchDocument.contribution_id.in_(drafts)))
    db.session.execute(update(Revision).where(Revision.contribution_id.in_(drafts)).values(**blank, digest_key=None))
    db.session.execute(
        update(Contribution).where(Contribution.id.in_(drafts)).values(**blank, summary="", outcomes="", who_would="")
    )
