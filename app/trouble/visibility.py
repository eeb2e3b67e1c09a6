"""Which votes are under a quarantine, as a query; `rules.quarantine.Aside` says the same of columns."""

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select

from app.trouble.models import Quarantine
from app.votes.models import Vote

IN_FORCE = and_(Quarantine.confirmed_at.is_not(None), Quarantine.lifted_at.is_(None))


def vote_is_aside() -> ColumnElement[bool]:
    """Votes that two people set aside. They stay where they are, and no order has them."""
    on_it = or_(Quarantine.contribution_id.is_(None), Quarantine.contribution_id == Vote.contribution_id)
    of_it = and_(Quarantine.person_id == Vote.person_id, Quarantine.round_id == Vote.round_id)
    return exists().where(of_it, on_it, IN_FORCE).correlate(Vote)


def quarantines_in_force(round_id: int) -> Select[int, int | None]:
    """Account and contribution (none: the whole round) of each."""
    return select(Quarantine.person_id, Quarantine.contribution_id).where(Quarantine.round_id == round_id, IN_FORCE)
