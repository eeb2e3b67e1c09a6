"""Which appeals are whose, as parts of a query: `rules.appeals` says the same of one."""

from sqlalchemy import ColumnElement, and_, exists, or_

from app.moderation.case_models import Appeal
from app.moderation.models import Decision
from app.rounds.models import Round
from app.rules.actors import Actor
from app.rules.spaces import SpaceRole
from app.spaces.models import SpaceMember


def heard_by_site() -> ColumnElement[bool]:
    """Appeals that the moderators of the site answer, or did.

    What waits for the moderators of a space is among them while no other is left there than who decided and who appeals.
    """
    able = exists().where(
        SpaceMember.space_id == Appeal.space_id, SpaceMember.role == SpaceRole.MODERATOR,
        SpaceMember.person_id != Appeal.decider_id, SpaceMember.person_id != Appeal.person_id,
    )  # fmt: skip
    return or_(Appeal.space_id.is_(None), and_(Appeal.decided_at.is_(None), ~able))


def heard_by(actor: Actor) -> ColumnElement[bool]:
    """Of appeals with their decisions, those that this moderator of the site may look at: none of a space of their own."""
    here = SpaceMember.space_id == Round.space_id
    belongs = exists().where(Round.id == Decision.round_id, here, SpaceMember.person_id == actor.id)
    return and_(heard_by_site(), ~belongs)
