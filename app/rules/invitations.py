"""Invitations, to an organisation or a space: how many may be open, how long one works, who may take it up."""

from datetime import datetime, timedelta

from app.rules.actors import Actor
from app.rules.permissions import No, may_speak

INVITED_FOR = timedelta(days=7)
"""How long an invitation works: over a holiday week, and not into the next job of whoever held the post."""


def may_send(waiting: int, most: int, today: int = 0, most_today: int | None = None) -> No | None:
    """May one more be sent, where so many wait of so many, and the sender sent so many of so many within a day?"""
    if waiting >= most:
        return No.TOO_MANY_INVITATIONS
    return No.INVITATIONS_TODAY if most_today is not None and today >= most_today else None


def may_take_up(actor: Actor, expires_at: datetime, now: datetime) -> No | None:
    """May this person, whom the invitation names or whose address it has, take it up?"""
    no = may_speak(actor)
    if no is not None:
        return no
    if actor.is_organisation:
        return No.BADGE_BELONGS
    return No.INVITATION_OVER if now >= expires_at else None
