"""SQL about notes of strange votes."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, select

from app.accounts.models import User
from app.contributions.models import Contribution
from app.extensions import db
from app.rounds.models import Round
from app.rules.actors import Actor
from app.trouble.models import TroubleNote
from app.trouble.reading import Note, figures
from app.visibility import round_is_open_to

SHOWN = 100
"""Notes on one page, the latest first."""


def notes(actor: Actor, *, contribution: str | None = None, round_id: int | None = None) -> list[Note]:
    """Notes that this person may judge, those first at which nobody has looked; never on what they wrote themselves."""
    statement = _notes().where(Contribution.author_id != actor.id, round_is_open_to(actor))
    if contribution is not None:
        statement = statement.where(Contribution.public_id == contribution)
    if round_id is not None:
        statement = statement.where(Contribution.round_id == round_id)
    waiting = TroubleNote.looked_at.is_not(None)
    rows = db.session.execute(statement.order_by(waiting, TroubleNote.at.desc(), TroubleNote.id.desc()).limit(SHOWN))
    return [_note(row) for row in rows]


def lock_note(public_id: str) -> Any:
    """A note (none where there is none), its contribution's author and round, until the transaction ends."""
    return db.session.execute(
        select(TroubleNote, Contribution.author_id, Contribution.round_id)
        .join(Contribution, Contribution.id == TroubleNote.contribution_id)
        .where(TroubleNote.public_id == public_id)
        .with_for_update(of=TroubleNote)
        .execution_options(populate_existing=True)
    ).first()


def _notes() -> Select[Any]:
    columns: Sequence[Any] = (
        TroubleNote.public_id, TroubleNote.at, TroubleNote.figures, TroubleNote.looked_at, TroubleNote.looked_words,
        User.display_name.label("looked_by"), Contribution.public_id.label("contribution"), Contribution.kind,
        Contribution.title, Round.title.label("round_title"),
    )  # fmt: skip
    return (
        select(*columns)
        .join(Contribution, Contribution.id == TroubleNote.contribution_id)
        .join(Round, Round.id == Contribution.round_id)
        .outerjoin(User, User.id == TroubleNote.looked_by_id)
    )


def _note(row: Any) -> Note:
    looked = (row.looked_at, row.looked_by, row.looked_words)
    about = (row.contribution, row.kind, row.title, row.round_title)
    return Note(row.public_id, row.at, figures(row.figures), *looked, *about)
