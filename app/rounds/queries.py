"""SQL about rounds and areas, and nothing else."""

from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import joinedload, selectinload

from app.extensions import db
from app.rounds.models import Area, Participation, Round
from app.rules.actors import Actor
from app.rules.refusals import Missing
from app.visibility import round_is_open_to


def round_by_slug(slug: str, actor: Actor) -> Round:
    """The round at this address, its phases and areas with it.

    Raises Missing where there is none, or where it is a draft and the reader runs no rounds.
    """
    statement = (
        select(Round)
        .where(Round.slug == slug, round_is_open_to(actor))
        .options(joinedload(Round.phases), selectinload(Round.areas))
    )
    found = db.session.scalars(statement).unique().one_or_none()
    if found is None:
        raise Missing
    return found


def note_participation(round_id: int, person_id: int, now: datetime) -> None:
    """Note, inside the transaction of a first act, that this person took part in the round. Twice does no harm."""
    dialect = postgresql if db.session.get_bind().dialect.name == "postgresql" else sqlite
    row = {"round_id": round_id, "person_id": person_id, "since": now}
    db.session.execute(dialect.insert(Participation).values(row).on_conflict_do_nothing())


def area_choices() -> list[tuple[str, str]]:
    """The areas as a form offers them: their ids as words, an invitation to choose first."""
    areas = db.session.execute(select(Area.id, Area.name).order_by(Area.name))
    return [("", _("Choose…")), *((str(area.id), area.name) for area in areas)]
