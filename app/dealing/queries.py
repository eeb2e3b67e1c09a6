"""SQL about cards: one's hand, what is left to deal, and the next card.

Everything is found by the person first, so that a deal costs the same whoever else plays. What is left to deal may be
ten thousand numbers: they come as one text, which is several times faster than as many rows.
"""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, String, case, exists, func, insert, select, update
from sqlalchemy.sql import cast

from app.accounts.models import User
from app.contributions.models import Contribution
from app.dealing.models import Deal
from app.extensions import db
from app.rounds.models import Area, Round
from app.rules.contributions import Kind
from app.rules.voting import Choice
from app.visibility import contribution_is_listed, listed_in
from app.votes.models import Vote, VoteEvent

_OPEN = Deal.answered_at.is_(None) & Deal.skipped_at.is_(None)
_DONE_AT = func.coalesce(Deal.answered_at, Deal.skipped_at)


@dataclass(frozen=True, slots=True)
class Hand:
    """Whose cards, of which round and kind."""

    person_id: int
    round_id: int
    kind: Kind


@dataclass(frozen=True, slots=True)
class Card:
    """A card, and the contribution that it names."""

    id: int
    public_id: str
    hand: Hand
    contribution_id: int
    contribution: str
    title: str
    listed: bool
    answered_at: datetime | None
    skipped_at: datetime | None

    @property
    def is_open(self) -> bool:
        """Whether it waits for an answer."""
        return self.answered_at is None and self.skipped_at is None


def hold(person_id: int) -> None:
    """Let the person's other deals wait until the transaction ends: two tabs never deal at once."""
    db.session.execute(select(User.id).where(User.id == person_id).with_for_update(key_share=True))


def card(public_id: str, person_id: int, slug: str) -> Card | None:
    """The card of that name, if it was dealt to this person in this round; nobody else's is told apart from none."""
    found = db.session.execute(
        _cards().join(Round, Round.id == Deal.round_id).where(Deal.public_id == public_id, Round.slug == slug)
    ).first()
    return _card(found) if found and found.person_id == person_id else None


def open_card(hand: Hand, wanted: str = "") -> Any:
    """The card that waits for an answer: the one of the name `wanted`, else the earliest; none where there is none.

    A row: the card, and what it shows of the contribution; `choice` is what the person said of it before.
    """
    columns = (
        Deal.public_id, Deal.place, Contribution.public_id.label("contribution"), Contribution.title,
        case((Contribution.covered_at.is_(None), Contribution.summary), else_="").label("summary"), Contribution.kind, Area.name.label("area"), Vote.choice,
    )  # fmt: skip
    mine = (Vote.contribution_id == Deal.contribution_id) & (Vote.person_id == Deal.person_id)
    return db.session.execute(
        select(*columns)
        .join(Contribution, Contribution.id == Deal.contribution_id)
        .outerjoin(Area, Area.id == Contribution.area_id)
        .outerjoin(Vote, mine)
        .where(_of(hand), _OPEN, contribution_is_listed())
        .order_by(Deal.public_id != wanted, Deal.place)
        .limit(1)
    ).first()


def last_card(hand: Hand) -> Card | None:
    """The card that was answered or skipped last."""
    done = _cards().where(_of(hand), _DONE_AT.is_not(None))
    found = db.session.execute(done.order_by(_DONE_AT.desc(), Deal.place.desc()).limit(1)).first()
    return _card(found) if found else None


def choice_on(card: Card) -> Choice | None:
    """What the card's person says of its contribution now."""
    mine = (Vote.contribution_id == card.contribution_id, Vote.person_id == card.hand.person_id)
    return db.session.scalar(select(Vote.choice).where(*mine))


def choice_before(card: Card) -> Choice | None:
    """What the person had said before they answered the card: the log's last act that was no answer to it."""
    mine = (VoteEvent.contribution_id == card.contribution_id, VoteEvent.person_id == card.hand.person_id)
    found = select(VoteEvent.choice).where(*mine, VoteEvent.deal_id.is_(None))
    return db.session.scalar(found.order_by(VoteEvent.id.desc()).limit(1))


def figures(hand: Hand) -> Any:
    """One row about a hand: `dealt`, `answered`, `skipped` cards; `passed`, the open ones that nobody sees any more."""
    seen = exists().where(Contribution.id == Deal.contribution_id, contribution_is_listed())
    return db.session.execute(
        select(
            func.count().label("dealt"),
            func.count(Deal.answered_at).label("answered"),
            func.count().filter(Deal.answered_at.is_(None), Deal.skipped_at.is_not(None)).label("skipped"),
            func.count().filter(_OPEN, ~seen).label("passed"),
            func.max(Deal.at).label("last_at"),
        ).where(_of(hand))
    ).one()


def listed(hand: Hand) -> str:
    """The ids of all that is dealt of this kind, the person's own and what they were dealt too, with commas between.

    It is the same for everybody, and the same object while it is kept: so what is kept by it costs no text of its own.
    """
    some = select(Contribution).where(listed_in(hand.round_id, hand.kind))
    return sys.intern(db.session.scalar(_numbers(some)) or "")


def left(hand: Hand, among: Sequence[int] | None = None) -> Sequence[int]:
    """The ids of all that may still be dealt to the person; of these alone, where some are given."""
    if among is not None:
        found = _left(hand).where(Contribution.id.in_(among))
        return db.session.scalars(found.with_only_columns(Contribution.id)).all()
    return list(map(int, filter(None, (db.session.scalar(_numbers(_left(hand))) or "").split(","))))


def count_left(hand: Hand, most: int, *, since: datetime | None = None, until: datetime | None = None) -> int:
    """How many may still be dealt, counted up to `most`; of those published after `since` or until then, where given."""
    some = _left(hand).with_only_columns(Contribution.id)
    if since is not None:
        some = some.where(Contribution.published_at > since)
    if until is not None:
        some = some.where(Contribution.published_at <= until)
    return db.session.scalar(select(func.count()).select_from(some.limit(most).subquery())) or 0


def has_open_card(hand: Hand) -> bool:
    """Whether a card waits for an answer already."""
    seen = exists().where(Contribution.id == Deal.contribution_id, contribution_is_listed())
    return bool(db.session.scalar(select(exists().where(_of(hand), _OPEN, seen))))


def insert_card(hand: Hand, contribution_id: int, now: datetime) -> None:
    """Deal this contribution, in the next place. Call under `hold`."""
    last = select(func.coalesce(func.max(Deal.place), 0) + 1).where(_of(hand)).scalar_subquery()
    row = {"person_id": hand.person_id, "round_id": hand.round_id, "kind": hand.kind, "at": now}
    db.session.execute(insert(Deal).values(**row, contribution_id=contribution_id, place=last))


def skip(card_id: int, now: datetime) -> bool:
    """Put an open card aside; false where it was used already."""
    used = update(Deal).where(Deal.id == card_id, _OPEN).values(skipped_at=now)
    return db.session.execute(used.returning(Deal.id)).first() is not None


def take_up(card_id: int) -> None:
    """Open a card again."""
    db.session.execute(update(Deal).where(Deal.id == card_id).values(answered_at=None, skipped_at=None))


def take_up_skipped(hand: Hand) -> None:
    """Open every card again that was skipped and not answered since."""
    db.session.execute(update(Deal).where(_of(hand), Deal.answered_at.is_(None)).values(skipped_at=None))


def _of(hand: Hand) -> ColumnElement[bool]:
    mine = (Deal.person_id == hand.person_id) & (Deal.round_id == hand.round_id)
    return mine & (Deal.kind == hand.kind)


def _left(hand: Hand) -> Select[Any]:
    """The same law as `rules.dealing.may_be_dealt`."""
    dealt = select(Deal.contribution_id).where(_of(hand))
    return select(Contribution).where(
        listed_in(hand.round_id, hand.kind), Contribution.author_id != hand.person_id, Contribution.id.not_in(dealt)
    )


def _numbers(some: Select[Any]) -> Select[Any]:
    """The ids of what is selected in one text, commas between."""
    return some.with_only_columns(func.aggregate_strings(cast(Contribution.id, String), ","))


def _cards() -> Select[Any]:
    columns: tuple[Any, ...] = (
        Deal.id, Deal.public_id, Deal.person_id, Deal.round_id, Deal.kind, Deal.contribution_id, Deal.answered_at,
        Deal.skipped_at, Contribution.public_id.label("contribution"), Contribution.title,
        contribution_is_listed().label("listed"),
    )  # fmt: skip
    return select(*columns).join(Contribution, Contribution.id == Deal.contribution_id)


def _card(row: Any) -> Card:
    hand = Hand(row.person_id, row.round_id, row.kind)
    of = (row.contribution_id, row.contribution, row.title, bool(row.listed))
    return Card(row.id, row.public_id, hand, *of, row.answered_at, row.skipped_at)
