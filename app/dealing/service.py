"""The verbs of Have your say: deal, answer, skip, undo. Each is one transaction, and each deals what comes next."""

from datetime import datetime
from enum import StrEnum

from flask_babel import gettext as _

from app import clock
from app.dealing import queries
from app.dealing.queries import Card, Hand
from app.live import EventKind, ThreadEvent
from app.rounds.models import Round
from app.rounds.queries import round_by_slug
from app.rules import dealing
from app.rules.actors import Actor
from app.rules.contributions import Kind
from app.rules.permissions import No, may_vote
from app.rules.refusals import Conflict, Missing, SignInFirst
from app.rules.voting import Choice
from app.sentences import SENTENCES, allow
from app.transaction import announce, transaction
from app.votes import queries as votes
from app.votes.queries import Act, Votable


class Outcome(StrEnum):
    """What came of an act."""

    DONE = "done"
    PASSED = "passed"
    """The contribution was taken down meanwhile: the card was passed over, and nothing was recorded."""


def deal(actor: Actor, slug: str, kind: Kind) -> None:
    """Deal the next card, where there is one and none is open.

    Raises SignInFirst, Missing or Refused; then nothing was dealt.
    """
    person_id = _person(actor)
    with transaction():
        queries.hold(person_id)
        round_, now = round_by_slug(slug, actor), clock.now()
        allow(dealing.may_play(actor, kind, round_.timetable, now))
        _deal_next(round_, Hand(person_id, round_.id, kind), now)


def answer(actor: Actor, slug: str, card_id: str, choice: Choice) -> tuple[Kind, Outcome]:
    """Answer a card: give, change or confirm the vote, and deal the next one.

    Raises Missing for a card that is not one of this person's, Conflict for a used one, Refused where voting is not open.
    """
    person_id = _person(actor)
    with transaction():
        card = _own(card_id, person_id, slug)
        votable = _lock(card)
        now = clock.now()  # Read under the lock: the wait for it may outlast the phase.
        allow(may_vote(actor, votable.kind, votable.author_id, votable.timetable, now))
        if votable.card_is_answered or card.skipped_at:
            raise _used(answered=votable.card_is_answered)
        if votable.is_whole:
            _record(votable, Act(person_id, choice, card.id, now))
        _go_on(actor, slug, card.hand, now)
        return card.hand.kind, Outcome.DONE if votable.is_whole else Outcome.PASSED


def skip(actor: Actor, slug: str, card_id: str) -> Kind:
    """Put a card aside and deal the next one. Raises as `answer` does."""
    person_id = _person(actor)
    with transaction():
        queries.hold(person_id)
        card = _own(card_id, person_id, slug)
        now = clock.now()
        if not card.is_open or not queries.skip(card.id, now):
            raise _used(answered=card.answered_at is not None)
        _go_on(actor, slug, card.hand, now)
        return card.hand.kind


def undo(actor: Actor, slug: str, card_id: str) -> tuple[Kind, Outcome]:
    """Open the last card again: a skip is forgotten, a vote is taken back or becomes what it was before the card.

    A card that is open already stays so. Raises Conflict where another card was used since; else as `answer` does.
    """
    person_id = _person(actor)
    with transaction():
        card = _own(card_id, person_id, slug)
        votable = _lock(card)
        now = clock.now()
        allow(may_vote(actor, votable.kind, votable.author_id, votable.timetable, now))
        if card.is_open and not votable.card_is_answered:
            return card.hand.kind, Outcome.DONE
        last = queries.last_card(card.hand)
        if last is None or last.id != card.id:
            raise Conflict(_("You have used another card since, so this one stays as it is. Nothing was changed."))
        if not votable.is_whole:
            return card.hand.kind, Outcome.PASSED
        if votable.card_is_answered:
            _give_back(votable, card, now)
        queries.take_up(card.id)
        return card.hand.kind, Outcome.DONE


def take_up_skipped(actor: Actor, slug: str, kind: Kind) -> None:
    """Open again all that was skipped. Raises as `deal` does."""
    person_id = _person(actor)
    with transaction():
        queries.hold(person_id)
        round_ = round_by_slug(slug, actor)
        allow(dealing.may_play(actor, kind, round_.timetable, clock.now()))
        queries.take_up_skipped(Hand(person_id, round_.id, kind))


def _person(actor: Actor) -> int:
    if actor.id is None:
        raise SignInFirst(str(SENTENCES[No.STRANGER]))
    return actor.id


def _own(card_id: str, person_id: int, slug: str) -> Card:
    card = queries.card(card_id, person_id, slug)
    if card is None:
        raise Missing(_("That is not one of your cards. Nothing was changed. Here is where you are."))
    return card


def _used(*, answered: bool) -> Conflict:
    if answered:
        return Conflict(_("You have answered that card already, and your answer is kept. Nothing was counted twice."))
    return Conflict(
        _("You have skipped that card already. Nothing was changed. You can go back to it with “Undo last”.")
    )


def _lock(card: Card) -> Votable:
    """Lock the contribution, then the person: in this order everywhere, so that nobody waits in a ring."""
    votable = votes.lock(card.contribution, card.hand.person_id)
    assert votable is not None  # The card names it, and rows of contributions stay.
    queries.hold(card.hand.person_id)
    return votable


def _record(votable: Votable, act: Act) -> None:
    votes.record(votable, act)
    if votable.before != act.choice:
        announce(ThreadEvent(votable.thread, None, EventKind.VOTES_CHANGED, votable.public_id, votable.round_id))


def _give_back(votable: Votable, card: Card, now: datetime) -> None:
    """Restore what the person had said before. The log keeps the answer, and that it was taken back."""
    before = queries.choice_before(card)
    if before is None and votable.before is None:
        return
    _record(votable, Act(card.hand.person_id, before, None if before else card.id, now))


def _go_on(actor: Actor, slug: str, hand: Hand, now: datetime) -> None:
    """Deal the next card after one was used. The person is held."""
    round_ = round_by_slug(slug, actor)
    allow(dealing.may_play(actor, hand.kind, round_.timetable, now))
    _deal_next(round_, hand, now)


def _deal_next(round_: Round, hand: Hand, now: datetime) -> None:
    """Deal one card, unless one is open or nothing is left."""
    if queries.has_open_card(hand):
        return
    chosen = _first(round_.deal_secret, hand)
    if chosen is not None:
        queries.insert_card(hand, chosen, now)


def _first(secret: bytes, hand: Hand) -> int | None:
    """The first in the person's order of what may be dealt to them, looked for among the first few before all."""
    ahead = dealing.first_cards(secret, hand.person_id, queries.listed(hand))
    may = queries.left(hand, among=ahead)
    found = next((one for one in ahead if one in may), None)
    return dealing.next_card(secret, hand.person_id, queries.left(hand)) if found is None else found
