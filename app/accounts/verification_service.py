"""Show that somebody lives here: with the code of a letter, or to staff in person."""

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from app import audit, clock
from app.accounts import letter_queries, queries
from app.accounts.letter_queries import Letter
from app.accounts.models import User, Verification
from app.extensions import db
from app.rules.actors import Actor
from app.rules.permissions import No
from app.rules.refusals import Conflict, Missing
from app.rules.verification import (
    Proof,
    VerificationMethod,
    judge_code,
    may_use_code,
    may_verify_person,
    next_try_at,
    tries_count_from,
    tries_left,
)
from app.sentences import allow
from app.transaction import transaction


@dataclass(frozen=True)
class Answer:
    """What came of a code: `no` is none where it verified the person, who now lives in `area`, not `area_before`.

    `paused_until`: there were too many wrong ones, and this one was not even looked at. `left`: wrong ones that may
    still follow today.
    """

    no: No | None = None
    left: int = 0
    paused_until: datetime | None = None
    area: str | None = None
    area_before: str | None = None


def paused_until(actor: Actor) -> datetime | None:
    """Until when the person may type no code; none where they may now."""
    now = clock.now()
    tries = letter_queries.tries(actor.id, tries_count_from(now)) if actor.id is not None else []
    return None if tries_left(tries, now) else next_try_at(tries, now)


def use_code(actor: Actor, code: str) -> Answer:
    """Verify a person by the code of a letter, tidied. A wrong code is an answer, and is counted, not raised.

    The person is locked, then the code: whoever sends many at once is counted for each, and of two people with one code
    one is first. Somebody who is verified stays so, and the code stays unused. Raises Refused for an organisation.
    """
    now = clock.now()
    with transaction():
        person = _locked(actor.id)
        no = may_use_code(person.actor)
        if no is No.VERIFIED_ALREADY:
            return Answer()
        allow(no)
        tries = letter_queries.tries(person.id, tries_count_from(now))
        if not tries_left(tries, now):
            return Answer(No.CODE_UNKNOWN, paused_until=next_try_at(tries, now))
        letter = letter_queries.lock_code(code)
        no = judge_code(letter.code if letter else None, person.actor, now)
        if letter is None or no is not None:
            letter_queries.note_try(person.id, now, keep_since=tries_count_from(now))
            return Answer(no, left=tries_left([*tries, now], now))
        return _accept(person, letter, now)


def verify_in_person(actor: Actor, person_id: int, proof: Proof, area_id: int | None) -> None:
    """Note that somebody showed to staff that they live here, and in which area where that was shown too.

    Raises Refused for anybody but facilitators and administrators, for oneself and for an organisation, Conflict where
    the person is verified, Missing where there is no such account.
    """
    now = clock.now()
    with transaction():
        person = _locked(person_id)
        allow(may_verify_person(actor, person.actor) or (No.VERIFIED_ALREADY if person.actor.verified else None))
        _verify(person, Verification(method=VerificationMethod.IN_PERSON, by_id=actor.id, at=now, proof=proof), area_id)
        audit.record(actor.id, *_of(person), method=VerificationMethod.IN_PERSON, proof=proof, area=area_id)


def change_area(actor: Actor, person_id: int, area_id: int) -> None:
    """Note that a verified person lives in another area now. Raises as `verify_in_person` does."""
    with transaction():
        person = _locked(person_id)
        allow(may_verify_person(actor, person.actor))
        if person.verification is None:
            raise Conflict(_("This person is not verified. Nothing was changed. Verify them first."))
        person.area_id = person.verification.area_id = area_id
        audit.record(actor.id, "person.moved", "person", str(person.id), area=area_id)


def _accept(person: User, letter: Letter, now: datetime) -> Answer:
    """The letter verifies the person. Where it went to an area, that is now the person's, whatever they said before."""
    before, area_id = person.area_id, letter.run.area_id
    letter.row.used_by_id, letter.row.used_at = person.id, now
    _verify(person, Verification(method=VerificationMethod.LETTER, at=now, letter_code_id=letter.row.id), area_id)
    audit.record(person.id, *_of(person), method=VerificationMethod.LETTER, run=letter.run.public_id, area=area_id)
    if area_id is None or area_id == before:
        return Answer()
    return Answer(area=letter_queries.area_name(area_id), area_before=letter_queries.area_name(before))


def _verify(person: User, verification: Verification, area_id: int | None) -> None:
    verification.person_id, verification.area_id = person.id, area_id
    db.session.add(verification)
    if area_id is not None:
        person.area_id = area_id
    letter_queries.forget_tries(person.id)


def _of(person: User) -> tuple[str, str, str]:
    return "person.verified", "person", str(person.id)


def _locked(person_id: int | None) -> User:
    person = queries.lock_person(person_id) if person_id is not None else None
    if person is None:
        raise Missing
    # Read again under the lock: the query that waited for it may have seen what was true before.
    db.session.refresh(person, ["verification"])
    return person
