"""Appeals: who may contest a decision, until when, and who answers it, by when."""

from collections.abc import Collection
from datetime import datetime, timedelta

from app.rules.actors import Actor
from app.rules.permissions import No

APPEAL_WITHIN = timedelta(days=183)
"""Half a year, as the European rules for platforms give everybody: a person may be ill, or away."""

ANSWER_WITHIN = timedelta(days=7)
"""A week: long enough for a volunteer, short enough to matter while the round is open."""


def may_appeal(
    actor: Actor, concerned: Collection[int], appeal_by: datetime | None, now: datetime, *, made: bool
) -> No | None:
    """May this person contest a decision? Whom it concerns, once, in time, where it took something away.

    `concerned`: the author or the person or, where it is about an organisation, all who speak for it; one of them appeals
    for all. A suspended person may: that is what an appeal is for.
    """
    if not actor.is_signed_in:
        return No.STRANGER
    if actor.id not in concerned:
        return No.NOT_YOURS
    if appeal_by is None:
        return No.NOTHING_TAKEN
    if made:
        return No.APPEALED_ALREADY
    return None if now < appeal_by else No.APPEAL_TOO_LATE


def may_answer(actor: Actor, decider_id: int, concerned: Collection[int], *, answered: bool) -> No | None:
    """May this moderator answer an appeal? Never whoever decided, nor whom it concerns; once."""
    if not actor.is_moderator:
        return No.NOT_MODERATOR
    if actor.id == decider_id:
        return No.OWN_DECIDED
    if actor.id in concerned:
        return No.OWN_DECISION
    return No.APPEAL_ANSWERED if answered else None
