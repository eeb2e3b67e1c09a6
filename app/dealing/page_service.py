"""What the page of Have your say shows a reader: their open card, how far they are, or why there is none."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from app import clock
from app.dealing import queries
from app.dealing.queries import Card, Hand
from app.rounds.models import Round
from app.rounds.queries import round_by_slug, rounds_for
from app.rules.actors import Actor
from app.rules.contributions import IN_ROUNDS, Kind
from app.rules.dealing import is_counted, kinds_to_play
from app.rules.phases import Moment, Phase, RoundState, state_at
from app.rules.voting import Choice

NEW_AT_MOST = 100
"""New contributions are counted up to here: beyond that nobody needs the number."""


class State(StrEnum):
    """What the page has to say."""

    CARD = "card"
    START = "start"
    MORE = "more"
    """There is more to deal: new ones came in, or the last card was answered elsewhere or passed over."""
    END = "end"
    NOTHING = "nothing"
    STRANGER = "stranger"
    ORGANISATION = "organisation"
    AHEAD = "ahead"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Game:
    """Where one person stands with one kind of card."""

    card: Any
    figures: Any
    last: Card | None
    said: Choice | None
    left: int
    """What is left to deal, counted no further than the page needs."""
    new: int
    """How many of these were published since the last card was dealt."""
    seen_before: bool
    """Whether nothing else is left: the person has seen all that there was when the last card was dealt."""
    allowance: int

    @property
    def of(self) -> int:
        """Cards that count, if there are so many contributions."""
        return min(self.allowance, int(self.figures.dealt) + self.left)

    @property
    def counted(self) -> int:
        """Cards that were dealt and count."""
        return min(self.allowance, int(self.figures.dealt))

    @property
    def beyond(self) -> bool:
        """Whether the open card, or the next one, comes after the allowance."""
        place = self.card.place if self.card else self.figures.dealt + 1
        return not is_counted(place, self.allowance)

    @property
    def state(self) -> State:
        """What to show."""
        if self.card:
            return State.CARD
        if self.figures.dealt:
            return State.MORE if self.left else State.END
        return State.START if self.left else State.NOTHING


@dataclass(frozen=True, slots=True)
class PlayPage:
    """All that the template needs. `game` is none where this reader cannot play now."""

    round: Round
    now: datetime
    state: State
    kind: Kind | None
    kinds: tuple[Kind, ...]
    phase: Phase | None
    """The phase of the kind, or the next one in which there is something to answer."""
    verified: bool
    game: Game | None


def play_page(actor: Actor, slug: str, asked: Kind | None, card: str = "") -> PlayPage:
    """The page for this reader. A kind that is not open gives way to the one that is. Raises Missing."""
    now, round_ = clock.now(), round_by_slug(slug, actor)
    table = round_.timetable
    kinds = kinds_to_play(table, now)
    kind = asked if asked in kinds else next(iter(kinds), None)
    game = _game(round_, Hand(actor.id, round_.id, kind), card) if kind and _plays(actor) and actor.id else None
    phase = table.phase(kind.phase) if kind else _next(round_, now)
    state = game.state if game else _why_not(actor, kind, phase)
    return PlayPage(round_, now, state, kind, kinds, phase, actor.verified, game)


def open_rounds(actor: Actor) -> list[Round]:
    """The rounds in which something is voted on now; newest first."""
    now = clock.now()
    return [round_ for round_ in rounds_for(actor) if kinds_to_play(round_.timetable, now)]


def _plays(actor: Actor) -> bool:
    return actor.is_signed_in and not actor.is_organisation


def _why_not(actor: Actor, kind: Kind | None, phase: Phase | None) -> State:
    if kind is None:
        return State.AHEAD if phase else State.OVER
    return State.ORGANISATION if actor.is_organisation else State.STRANGER


def _next(round_: Round, now: datetime) -> Phase | None:
    table = round_.timetable
    if state_at(table, now) != RoundState.OPEN:
        return None
    phases = filter(None, (table.phase(kind.phase) for kind in IN_ROUNDS))
    ahead = [phase for phase in phases if phase.moment(now) == Moment.AHEAD]
    return min(ahead, key=lambda phase: phase.opens_at, default=None)


def _game(round_: Round, hand: Hand, wanted: str) -> Game:
    card, figures, last = queries.open_card(hand, wanted), queries.figures(hand), queries.last_card(hand)
    left = queries.count_left(hand, max(round_.allowance - figures.dealt, 1))
    new, seen_before = 0, False
    if not card and left and figures.dealt:
        new = queries.count_left(hand, NEW_AT_MOST, since=figures.last_at)
        seen_before = not queries.count_left(hand, 1, until=figures.last_at)
    said = queries.choice_on(last) if last and last.answered_at else None
    return Game(card, figures, last, said, left, new, seen_before, round_.allowance)
