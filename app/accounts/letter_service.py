"""Print letters, and take them back. What is printed exists in the answer alone: the tables keep digests."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.exc import IntegrityError

from app import audit, clock, once
from app.accounts import letter_queries
from app.accounts.letter_models import LetterRun
from app.identifiers import ALPHABET
from app.rules.actors import Actor
from app.rules.refusals import Conflict, Missing
from app.rules.verification import CODE_LENGTH, may_verify, written
from app.sentences import allow
from app.transaction import transaction

DRAWS = 5
"""How often codes are drawn anew where one was printed before. With 100,000 codes printed already, a run of a thousand
meets one in 7,000 times."""


@dataclass(frozen=True, kw_only=True)
class NewRun:
    """What somebody wants to print."""

    how_many: int
    works_for: timedelta
    area_id: int | None = None
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Letters:
    """What was printed: the codes as a letter shows them, where they go, until when they work."""

    codes: tuple[str, ...]
    area: str | None
    expires_at: datetime


def print_letters(actor: Actor, new: NewRun, key: str | None) -> Letters:
    """Make a run of letters. The codes are in the answer and nowhere else.

    Raises Refused for anybody but facilitators and administrators; Conflict where the form was sent before: its
    letters cannot be shown again.
    """
    allow(may_verify(actor))
    assert actor.id is not None  # Who verifies residents has an account.
    return _drawn(new, actor.id, key)


def print_run(new: NewRun) -> Letters:
    """Make a run of letters on the command line, where nobody is signed in."""
    return _drawn(new, None, None)


def withdraw_run(actor: Actor, public_id: str) -> int:
    """Make the codes of a run void that are not used yet; gives how many. Who was verified stays so.

    Raises Refused for anybody but facilitators and administrators, Missing where there is no such run.
    """
    allow(may_verify(actor))
    with transaction():
        run = letter_queries.lock_run(public_id)
        if run is None:
            raise Missing
        if run.withdrawn_at is not None:
            raise Conflict(_("These letters were taken back before. Nothing was changed."))
        run.withdrawn_at, run.withdrawn_by_id = clock.now(), actor.id
        void = run.how_many - letter_queries.used_codes(run.id)
        audit.record(actor.id, "letters.withdrawn", "letter_run", public_id, void=void)
    return void


def _drawn(new: NewRun, by: int | None, key: str | None) -> Letters:
    for _draw in range(DRAWS - 1):
        try:
            return _kept(new, by, key)
        except IntegrityError:
            continue  # One of the codes was printed before: draw again.
    return _kept(new, by, key)


def _kept(new: NewRun, by: int | None, key: str | None) -> Letters:
    codes, now = _codes(new.how_many), clock.now()
    run = LetterRun(
        made_by_id=by,
        area_id=new.area_id,
        note=new.note,
        how_many=new.how_many,
        at=now,
        expires_at=now + new.works_for,
    )
    with transaction():
        _claim(by, key, new)
        letter_queries.insert_codes(run, codes)
        public_id, expires_at = run.public_id, run.expires_at
        if by is not None:
            once.settle(by, key, public_id)
        audit.record(by, "letters.printed", "letter_run", public_id, how_many=new.how_many, area=new.area_id)
        area = letter_queries.area_name(new.area_id)
    return Letters(codes=tuple(map(written, codes)), area=area, expires_at=expires_at)


def _claim(by: int | None, key: str | None, new: NewRun) -> None:
    if by is None or once.claim(by, key, "letters", str(new)) is None:
        return
    raise Conflict(
        ngettext(
            "This letter was made a moment ago, and its code is shown only once. "
            "If it did not come out, take it back on the page before this one and print a new one.",
            "These %(num)s letters were made a moment ago, and their codes are shown only once. "
            "If they did not come out, take them back on the page before this one and print new ones.",
            new.how_many,
        )
    )


def _codes(how_many: int) -> list[str]:
    """Codes that differ, in an order that says nothing."""
    drawn: dict[str, None] = {}
    while len(drawn) < how_many:
        drawn["".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))] = None
    return list(drawn)
