"""Which invitations still work, as a part of other statements."""

from datetime import datetime

from sqlalchemy import ColumnElement

from app.columns import InvitationColumns


def working(table: type[InvitationColumns], now: datetime) -> tuple[ColumnElement[bool], ...]:
    """Those that were neither used nor taken back, and are not over."""
    return table.used_at.is_(None), table.withdrawn_at.is_(None), table.expires_at > now
