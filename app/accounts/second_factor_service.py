"""The verbs of second codes that Flask-Security has none for: a code works once, and others switch it off for a lost phone."""

import uuid

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_security.utils import send_mail

from app import audit, clock
from app.accounts import queries, second_factor_queries
from app.accounts.models import User
from app.live import AccessChanged
from app.notifications.queries import notify
from app.push import queries as push
from app.rules.actors import Actor
from app.rules.notices import NoticeKind
from app.rules.permissions import No
from app.rules.refusals import Conflict, Missing
from app.rules.second_factor import Known, may_switch_off
from app.sentences import allow
from app.transaction import announce, transaction

BY_THE_OPERATOR = "operator"
"""How it is known where the command line says so: whoever has the machine answers for it."""


def take_step(person_id: int, step: int) -> bool:
    """Use a code up; whether nobody did so before."""
    with transaction():
        return second_factor_queries.take_step(person_id, step)


def use_recovery_code(person_id: int, kept: str) -> int:
    """Use a recovery code up, by the way it is kept; how many are left. Raises Conflict where somebody was first."""
    with transaction():
        person = queries.lock_person(person_id)
        codes = list(person.mf_recovery_codes or []) if person else []
        if person is None or kept not in codes:
            raise Conflict(
                _("This recovery code was used a moment ago. Nothing was changed. Sign in with another one.")
            )
        person.mf_recovery_codes = [code for code in codes if code != kept]
        audit.record(person.id, "account.recovery_code_used", "person", str(person.id), left=len(codes) - 1)
        return len(codes) - 1


def switch_off(actor: Actor, person_id: int, known: Known) -> None:
    """Switch a person's second code off, who lost the phone and the recovery codes; every device of theirs is signed out.

    Raises Refused for anybody but an administrator, and for one's own; Conflict where there is none; Missing where there
    is no such person.
    """
    with transaction():
        queries.lock_administration()
        # Read under the lock: a colleague may have taken the role since the page was opened.
        asker = queries.lock_person(actor.id) if actor.id is not None else None
        person = queries.lock_person(person_id)
        if person is None:
            raise Missing
        allow(may_switch_off(asker.actor if asker else Actor(), person.id, has_one=person.has_second_factor))
        _take(person, by=actor.id, known=known)
    _tell(person)


def switch_off_for_operator(email: str) -> None:
    """The same on the command line, where nobody is signed in. Raises Missing, and Conflict where there is none."""
    with transaction():
        found = queries.person_by_email(email)
        person = queries.lock_person(found.id) if found else None
        if person is None:
            raise Missing(_("There is no account with this address. Nothing was changed."))
        allow(None if person.has_second_factor else No.NO_SECOND_FACTOR)
        _take(person, by=None, known=BY_THE_OPERATOR)
    _tell(person)


def _take(person: User, *, by: int | None, known: str) -> None:
    person.tf_primary_method = person.tf_totp_secret = person.mf_recovery_codes = None
    person.fs_uniquifier = uuid.uuid4().hex  # A phone that was lost may be signed in.
    push.erase(person.id)
    notify(person.id, NoticeKind.SECOND_FACTOR_OFF, now=clock.now())
    audit.record(by, "second_factor.switched_off", "person", str(person.id), known=str(known))
    announce(AccessChanged(person=person.id))


def _tell(person: User) -> None:
    send_mail(_l("Folkmoot: your second code was switched off"), person.email, "security/email/second_factor_taken")
