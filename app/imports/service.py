"""Bringing a conversation in as a round: everything, or nothing."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from app import audit, identifiers
from app.accounts.models import User, Verification
from app.contributions.models import Contribution, Revision
from app.dealing.models import Deal
from app.extensions import Base, db
from app.imports import queries, rows
from app.imports.reading import Conversation, cut_at_word
from app.markup import clean_line, render
from app.moderation.models import Decision
from app.rounds.models import MAX_QUESTION, MAX_TITLE, Participation, Phase, Round
from app.rules.phases import PhaseKind
from app.rules.refusals import Conflict, Invalid
from app.search.models import SearchDocument
from app.threads.models import Thread
from app.transaction import transaction
from app.votes.models import Vote, VoteEvent

OPEN_FOR = timedelta(days=30)
"""How long an imported round stays open for ideas and votes of people here."""

MOMENT = timedelta(seconds=1)

SLUG = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,58}[A-Za-z0-9])?")
"""What may name a round in its address: names of folders may, as they are."""

TAKEN = {"new"}
"""Addresses below /rounds that are pages of their own."""

AIMS = "Imported"
DECIDER = "not named"

Tick = Callable[[int], None]
"""Told how many votes and events went in."""


@dataclass(frozen=True)
class Wish:
    """What the round is to be called, and whether it is over."""

    slug: str
    title: str
    closed: bool = False


@dataclass(frozen=True)
class Imported:
    """What came in; `already` says that it was all here before and nothing was changed."""

    slug: str
    already: bool
    ideas: int
    hidden: int
    people: int
    events: int
    votes: int


def import_conversation(talk: Conversation, wish: Wish, now: datetime, tick: Tick) -> Imported:
    """Make a round of a conversation, in one transaction.

    Repeating it changes nothing. Raises Invalid for a name that cannot stand in an address, and Conflict where a round
    of that name holds anything else.
    """
    if wish.slug in TAKEN or not SLUG.fullmatch(wish.slug):
        raise Invalid(f"“{wish.slug}” cannot stand in an address. Use letters from a to z, digits, hyphens and dots.")
    with transaction():
        already = _is_here(talk, wish.slug)
        if not already:
            _bring_in(talk, wish, now, tick)
    return Imported(
        slug=wish.slug,
        already=already,
        ideas=len(talk.comments),
        hidden=sum(comment.hidden for comment in talk.comments),
        people=len(talk.people),
        events=len(talk.events),
        votes=len(talk.final_votes()),
    )


def _is_here(talk: Conversation, slug: str) -> bool:
    exists, digest = queries.digest_of(slug)
    if exists and digest != talk.digest():
        raise Conflict(
            f"There is a round “{slug}” already, and it holds something else. Nothing was changed. Choose another name."
        )
    return exists


def _bring_in(talk: Conversation, wish: Wish, now: datetime, tick: Tick) -> None:
    round_id = _add_round(talk, wish, now)
    people = _add_people(talk, round_id, wish, now)
    ideas = _add_ideas(talk, round_id, people, now)
    cards = _add_cards(talk, round_id, people, ideas)
    _add(VoteEvent, rows.votes(talk.events, round_id, people, ideas, cards), tick)
    _add(Vote, rows.votes(talk.final_votes().values(), round_id, people, ideas, cards), tick)
    audit.record(
        None,
        "round.imported",
        "round",
        wish.slug,
        round_id=round_id,
        ideas=len(ideas),
        people=len(talk.people),
        events=len(talk.events),
    )


def _add_round(talk: Conversation, wish: Wish, now: datetime) -> int:
    """The round, open from the first recorded act, to its last one or for thirty days more."""
    topic = clean_line(talk.topic)
    title = clean_line(wish.title) or topic or wish.slug
    opens, closes = _dates(talk, wish.closed, now)
    found = Round(
        slug=wish.slug,
        title=cut_at_word(title, MAX_TITLE),
        question=cut_at_word(topic or title, MAX_QUESTION),
        aims=AIMS,
        aims_html=render(AIMS),
        decider=DECIDER,
        created_at=now,
        opened_at=now,
        import_digest=talk.digest(),
        phases=[Phase(kind=PhaseKind.IDEAS, opens_at=opens, closes_at=closes)],
    )
    db.session.add(found)
    db.session.flush()
    return found.id


def _dates(talk: Conversation, closed: bool, now: datetime) -> tuple[datetime, datetime]:  # noqa: FBT001 - a plain fact
    """When the phase opens and closes: never so that a closed one closes in the future."""
    acts = [comment.at for comment in talk.comments] + [event.at for event in talk.events]
    closes = min(max(acts, default=now) + MOMENT, now) if closed else now + OPEN_FOR
    return min([*acts, now, closes - MOMENT]), closes


def _add_people(talk: Conversation, round_id: int, wish: Wish, now: datetime) -> rows.Ids:
    """Pseudonyms, verified, who took part; gives their ids by their numbers in the files."""
    named = dict(rows.people(talk, identifiers.public_id()[:6], now))
    by_handle = queries.add_keyed(User, "handle", list(named.values()))
    ids = {name: by_handle[row["handle"]] for name, row in named.items()}
    _add(Verification, rows.verifications(ids, _dates(talk, wish.closed, now)[0]))
    _add(Participation, rows.participations(talk, round_id, ids))
    return ids


def _add_ideas(talk: Conversation, round_id: int, people: rows.Ids, now: datetime) -> rows.Ids:
    """Ideas with all that an idea has: a first version, a thread, words to be found by, a decision where it is hidden."""
    found = list(rows.ideas(talk, round_id, people, now))
    ids = queries.add_keyed(Contribution, "external_id", found)
    _add(Revision, rows.revisions(found, ids))
    _add(Thread, rows.threads(round_id, ids))
    _add(SearchDocument, rows.search_documents(found, ids))
    _add_decisions(list(rows.decisions(talk, round_id, people, ids, now)), found, ids)
    return ids


def _add_cards(talk: Conversation, round_id: int, people: rows.Ids, ideas: rows.Ids) -> dict[tuple[int, int], int]:
    """A card for each vote, and an allowance that holds them all; gives the ids by voter and comment."""
    made = dict(rows.cards(talk, round_id, people, ideas))
    ids = queries.add_keyed(Deal, "public_id", list(made.values()))
    queries.allow(round_id, rows.allowance(made.values()))
    return {pair: ids[card["public_id"]] for pair, card in made.items()}


def _add_decisions(made: list[rows.Row], ideas: list[rows.Row], ids: rows.Ids) -> None:
    """The decisions behind what is hidden, and their entries in the log."""
    _add(Decision, made)
    addresses = {ids[idea["external_id"]]: idea["public_id"] for idea in ideas}
    for one in made:
        about = {"decision": one["public_id"], "rule": one["rule"], "round_id": one["round_id"]}
        audit.record(one["by_id"], "decision.hide", "contribution", addresses[one["contribution_id"]], **about)


def _add(model: type[Base], found: Iterable[rows.Row], tick: Tick | None = None) -> None:
    for size in queries.add(model, found):
        if tick:
            tick(size)
