"""Appeals: who may contest a decision, until when, and who answers it, by when."""

from collections.abc import Collection
from datetime import datetime, timedelta
from enum import StrEnum

from app.rules.actors import Actor
from app.rules.permissions import No, may_speak
from app.rules.spaces import SpaceRole, within

APPEAL_WITHIN = timedelta(days=183)
"""Half a year, as the European rules for platforms give everybody: a person may be ill, or away."""

ANSWER_WITHIN = timedelta(days=7)
"""A week: long enough for a volunteer, short enough to matter while the round is open."""


class Bench(StrEnum):
    """Who answers an appeal."""

    SITE = "site"
    """The moderators of the site."""
    SPACE = "space"
    """The other moderators of the space in which it was decided."""


def bench(*, asked_site: bool, others: int) -> Bench:
    """Who answers an appeal against what was decided in a space that has so many other moderators.

    They do, unless there is none, or the person asked for the moderators of the site. `others` leaves out who decided,
    and who appeals.
    """
    return Bench.SITE if asked_site or others < 1 else Bench.SPACE


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


def may_answer_from_space(
    actor: Actor, role: SpaceRole | None, by: Bench, decider_id: int, concerned: Collection[int], *, answered: bool
) -> No | None:
    """May somebody of this role in a space answer an appeal against what was decided there?

    The same as everywhere. Where the space answers, its moderators are meant, and offices of the site count for nothing;
    where the site answers, whoever belongs to the space stands too near.
    """
    if by is Bench.SITE:
        no = may_answer(actor, decider_id, concerned, answered=answered)
        return no or (No.BELONGS_THERE if role is not None else None)
    no = may_answer(within(actor, role), decider_id, concerned, answered=answered)
    return no or may_speak(actor)


def may_ask_site(actor: Actor, person_id: int, by: Bench, *, answered: bool) -> No | None:
    """May this person take their appeal from the moderators of a space to those of the site? While nobody answered."""
    if actor.id != person_id:
        return No.NOT_YOURS
    if answered:
        return No.APPEAL_ANSWERED
    return No.WITH_SITE_ALREADY if by is Bench.SITE else None
