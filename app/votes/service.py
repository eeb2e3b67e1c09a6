"""Votes: read, check, do if all is still as it was read, announce."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from flask_babel import gettext as _

from app import clock
from app.contributions.page_reading import Shown
from app.live import EventKind, ThreadEvent
from app.rules.actors import Actor
from app.rules.contributions import IN_ROUNDS, VOTE, Kind
from app.rules.moderation import left_a_place, may_read
from app.rules.permissions import No, may_see_counts, may_vote
from app.rules.phases import Phase, opens_at, phase_is_over
from app.rules.refusals import Conflict, Gone, Missing, SignInFirst
from app.rules.voting import Choice
from app.sentences import SENTENCES, allow
from app.transaction import announce, transaction
from app.votes import queries
from app.votes.queries import Act, Votable

TRIES = 100
"""Each failure means that another act of the same person on the same contribution went first, or that it was taken down:
more of them at once than anybody sends."""


def cast_vote(actor: Actor, public_id: str, choice: Choice) -> Kind:
    """Give, or change to, this answer; gives the contribution's kind. The same answer again changes nothing.

    Raises SignInFirst, Missing, Gone, Refused or Conflict; then nothing was changed.
    """
    return _vote(actor, public_id, choice)


def withdraw_vote(actor: Actor, public_id: str) -> Kind:
    """Take one's vote back; the log keeps that it was there. Raises as `cast_vote` does."""
    return _vote(actor, public_id, None)


def _vote(actor: Actor, public_id: str, after: Choice | None) -> Kind:
    if actor.id is None:
        raise SignInFirst(str(SENTENCES[No.STRANGER]))
    for _try in range(TRIES):
        try:
            return _vote_once(actor, actor.id, public_id, after)
        except queries.Changed:
            continue
    raise Conflict(
        _("Your vote crossed with others of yours. This one was not counted. Look at what you said, and try again.")
    )


def _vote_once(actor: Actor, person_id: int, public_id: str, after: Choice | None) -> Kind:
    with transaction(one_write=True):
        now = clock.now()
        votable = _read(actor, person_id, public_id)
        allow(may_vote(actor, votable.kind, votable.author_id, votable.timetable, now))
        allow(None if votable.is_whole else No.UNAVAILABLE)
        if votable.says(after):
            return votable.kind
        queries.record(votable, Act(person_id, after, votable.card, now))
        if votable.before != after:
            announce(ThreadEvent(votable.thread, None, EventKind.VOTES_CHANGED, public_id, votable.round_id))
    return votable.kind


def _read(actor: Actor, person_id: int, public_id: str) -> Votable:
    votable = queries.read(public_id, person_id)
    if votable is None:
        raise Missing
    if not may_read(actor, votable.state):
        taken_down = left_a_place(actor, votable.state)
        raise Gone(str(SENTENCES[No.UNAVAILABLE])) if taken_down else Missing
    return votable


class Standing(StrEnum):
    """How a reader stands to a contribution's vote."""

    ASKED = "asked"
    VOTED = "voted"
    STRANGER = "stranger"
    OWN = "own"
    ORGANISATION = "organisation"
    AHEAD = "ahead"
    OVER = "over"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Counts:
    """How many people agree, are unsure, disagree."""

    agree: int
    unsure: int
    disagree: int

    @property
    def people(self) -> int:
        """How many voted."""
        return self.agree + self.unsure + self.disagree


@dataclass(frozen=True, slots=True)
class VotePanel:
    """What one reader may see of a contribution's votes, and do; `counts` is none where they are not to be shown."""

    standing: Standing
    choice: Choice | None
    counts: Counts | None
    phase: Phase | None


def panel(actor: Actor, contribution: Shown, now: datetime) -> VotePanel:
    """What this reader may see of the votes, and do; nothing of what stands in a space. Asks the database nothing."""
    of = contribution
    if of.kind not in IN_ROUNDS:
        return VotePanel(Standing.NONE, None, None, None)
    over = phase_is_over(of.timetable, of.kind.phase, now)
    voted, for_all = of.my_choice is not None, of.counts_for_all
    seen = of.is_whole and may_see_counts(phase_over=over, has_voted=voted, for_all=for_all)
    counts = Counts(of.agree_count, of.unsure_count, of.disagree_count) if seen else None
    return VotePanel(_standing(actor, of, now, over=over), of.my_choice, counts, of.timetable.phase(of.kind.phase))


def _standing(actor: Actor, of: Shown, now: datetime, *, over: bool) -> Standing:
    if not of.is_whole:
        return Standing.NONE
    if over:
        return Standing.OVER
    no = may_vote(actor, of.kind, of.author_id, of.timetable, now)
    if no is None:
        return Standing.VOTED if of.my_choice else Standing.ASKED
    if no == No.STRANGER and VOTE[of.kind] not in opens_at(of.timetable, now):
        no = No.NOT_YET if of.timetable.phase(of.kind.phase) else No.NO_SUCH_PHASE
    return _NO_VOTE.get(no, Standing.NONE)


_NO_VOTE = {
    No.STRANGER: Standing.STRANGER,
    No.OWN: Standing.OWN,
    No.ORGANISATION: Standing.ORGANISATION,
    No.NOT_YET: Standing.AHEAD,
}
