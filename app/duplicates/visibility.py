"""Which contributions are joined to others that say the same, as a query."""

from typing import Any

from sqlalchemy import ColumnElement, exists, or_

from app.duplicates.models import JOINED, Pairing


def is_joined(contribution_id: ColumnElement[Any]) -> ColumnElement[bool]:
    """Whether a contribution leads others, or follows one."""
    mine = or_(Pairing.lead_id == contribution_id, Pairing.follower_id == contribution_id)
    return exists().where(mine, JOINED).correlate(contribution_id.table)
