"""Quarantine: the votes of an account are left out of every order and its figures, though none is deleted.

It takes two people and a reason, and anybody else with the office can lift it. It is about one contribution or about the
whole round. Nobody handles votes of their own, or votes on what they wrote themselves. Whoever gave the votes is told, and can ask
for another look; a third person answers.
"""

from dataclasses import dataclass

import numpy as np

from app.rules.actors import Actor
from app.rules.columns import Column, Flags, Whole
from app.rules.permissions import No


@dataclass(frozen=True, slots=True)
class Quarantine:
    """What the law needs to know of one: whose votes, on whose contribution (none: the whole round), how far it is."""

    person_id: int
    author_id: int | None
    proposed_by: int | None = None
    confirmed: bool = False
    lifted: bool = False
    confirmed_by: int | None = None
    objected: bool = False
    answered: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Aside:
    """Which votes are left out: accounts for the whole round, and pairs (account, contribution), by their ids."""

    people: Whole
    pairs: Whole

    def covers(self, person: Column, contribution: Column) -> Flags:
        """Which of these votes are left out; one entry a vote."""
        found = np.isin(person, self.people)
        if len(self.pairs):
            width = int(max(contribution.max(initial=0), self.pairs[:, 1].max())) + 1
            found |= np.isin(person * width + contribution, self.pairs[:, 0] * width + self.pairs[:, 1])
        return found


def may_watch(actor: Actor) -> No | None:
    """May this person read notes and quarantines? Moderators and commissioners may."""
    return None if actor.is_moderator or actor.is_commissioner else No.NOT_WATCHER


def may_judge_note(actor: Actor, author_id: int) -> No | None:
    """May this person read and settle a note? Not the one on what they wrote themselves."""
    return may_watch(actor) or (No.OWN_DECISION if actor.id == author_id else None)


def may_propose(actor: Actor, about: Quarantine) -> No | None:
    """May this person propose it?"""
    return may_watch(actor) or _own(actor, about)


def may_confirm(actor: Actor, about: Quarantine) -> No | None:
    """May this person be the second, with whom it takes effect? Never whoever proposed it."""
    no = may_propose(actor, about) or _over(about)
    if no is not None:
        return no
    if actor.id == about.proposed_by:
        return No.SAME_PERSON
    return No.ALREADY_CONFIRMED if about.confirmed else None


def may_lift(actor: Actor, about: Quarantine) -> No | None:
    """May this person lift it, or turn the proposal down? One person can: then the votes count as if it had never been."""
    return may_propose(actor, about) or _over(about)


def may_be_told(actor: Actor, about: Quarantine) -> bool:
    """Whether this is the person whose votes they are, and it has taken effect. A proposal alone is nothing to them yet."""
    return actor.id == about.person_id and about.confirmed


def may_object(about: Quarantine) -> No | None:
    """May the person ask for another look? Once, while it is in force."""
    return _over(about) or (No.ALREADY_OBJECTED if about.objected else None)


def may_answer(actor: Actor, about: Quarantine) -> No | None:
    """May this person answer that the votes stay set aside? Somebody who took no part before; once."""
    no = may_propose(actor, about) or _over(about)
    if no is not None:
        return no
    if actor.id in {about.proposed_by, about.confirmed_by}:
        return No.TOOK_PART
    return None if about.objected and not about.answered else No.NO_OBJECTION


def _own(actor: Actor, about: Quarantine) -> No | None:
    if actor.id == about.person_id:
        return No.OWN_VOTES
    return No.OWN_DECISION if actor.id == about.author_id else None


def _over(about: Quarantine) -> No | None:
    return No.ALREADY_LIFTED if about.lifted else None
