"""SQL about letters and their codes. A code goes in and out of here as itself; in the tables it is a keyed digest."""

import hashlib
import hmac
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import current_app
from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import aliased

from app.accounts.letter_models import CodeTry, LetterCode, LetterRun
from app.accounts.models import User
from app.extensions import db
from app.rounds.models import Area
from app.rules.verification import Code

RUNS_A_PAGE = 50

PURPOSE = b"folkmoot letter codes"
"""Sets this key apart from whatever else is derived from the site's secret."""


@dataclass(frozen=True)
class Letter:
    """A printed code under lock, with what the rules ask about it."""

    row: LetterCode
    run: LetterRun
    code: Code


@dataclass(frozen=True)
class RunFigures:
    """A run of letters as staff sees it. `used` of `run.how_many` codes verified somebody."""

    run: LetterRun
    area: str | None
    maker: str | None
    used: int


def insert_codes(run: LetterRun, codes: Iterable[str]) -> None:
    """Add a run with its codes. Raises IntegrityError where a code is one that was printed before."""
    db.session.add(run)
    db.session.flush()
    db.session.execute(insert(LetterCode), [{"run_id": run.id, "digest": _digest(code)} for code in codes])


def lock_code(code: str) -> Letter | None:
    """Lock the letter that has this code; it is read afresh, so that whoever was first has used it."""
    statement = (
        select(LetterCode)
        .where(LetterCode.digest == _digest(code))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    row = db.session.scalars(statement).one_or_none()
    if row is None:
        return None
    run = db.session.scalars(select(LetterRun).where(LetterRun.id == row.run_id)).one()
    known = Code(run.made_by_id, run.expires_at, withdrawn=run.withdrawn_at is not None, used=row.used_at is not None)
    return Letter(row, run, known)


def lock_run(public_id: str) -> LetterRun | None:
    """Lock a run of letters."""
    statement = select(LetterRun).where(LetterRun.public_id == public_id).with_for_update()
    return db.session.scalars(statement.execution_options(populate_existing=True)).one_or_none()


def used_codes(run_id: int) -> int:
    """How many codes of a run verified somebody."""
    return db.session.scalars(select(func.count(LetterCode.used_by_id)).where(LetterCode.run_id == run_id)).one()


def runs(before: int | None) -> Sequence[RunFigures]:
    """The runs of letters, newest first; one more than a page holds."""
    maker = aliased(User)
    used = (
        select(func.count(LetterCode.used_by_id))
        .where(LetterCode.run_id == LetterRun.id)
        .correlate(LetterRun)
        .scalar_subquery()
    )
    statement = (
        select(LetterRun, Area.name, maker.display_name, used)
        .outerjoin(Area, Area.id == LetterRun.area_id)
        .outerjoin(maker, maker.id == LetterRun.made_by_id)
        .order_by(LetterRun.id.desc())
        .limit(RUNS_A_PAGE + 1)
    )
    if before is not None:
        statement = statement.where(LetterRun.id < before)
    return [RunFigures(*row) for row in db.session.execute(statement)]


def tries(person_id: int, since: datetime) -> list[datetime]:
    """When the person gave wrong codes after this moment."""
    return list(db.session.scalars(select(CodeTry.at).where(CodeTry.person_id == person_id, CodeTry.at > since)))


def note_try(person_id: int, now: datetime, *, keep_since: datetime) -> None:
    """Note a wrong code, and forget those that count no more."""
    db.session.execute(delete(CodeTry).where(CodeTry.person_id == person_id, CodeTry.at <= keep_since))
    db.session.execute(insert(CodeTry).values(person_id=person_id, at=now))


def forget_tries(person_id: int) -> None:
    """Forget all wrong codes of a person: whoever is verified, or gone, types no more."""
    db.session.execute(delete(CodeTry).where(CodeTry.person_id == person_id))


def area_name(area_id: int | None) -> str | None:
    """The name of an area."""
    return db.session.scalars(select(Area.name).where(Area.id == area_id)).one_or_none() if area_id else None


def _digest(code: str) -> str:
    """A digest under a key of the site's own: whoever reads the tables alone cannot even guess codes against it.

    Another `SECRET_KEY` makes every code void that was printed under the old one.
    """
    secret = str(current_app.config["SECRET_KEY"]).encode()
    key = hmac.new(secret, PURPOSE, hashlib.sha256).digest()
    return hmac.new(key, code.encode(), hashlib.sha256).hexdigest()
