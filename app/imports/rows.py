"""A conversation's people, comments and votes as rows of our tables. The hour and the ids are given."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any
from uuid import uuid4

from app.identifiers import public_id, shuffle_key, words
from app.imports.reading import NO_TEXT, Comment, Conversation, VoteEvent
from app.markup import clean_line, clean_text, plain, render
from app.rules.contributions import Kind
from app.rules.dealing import ALLOWANCE
from app.rules.moderation import Verb
from app.rules.verification import VerificationMethod
from app.rules.voting import Choice, VoteSource

Row = dict[str, Any]
Ids = Mapping[str, int]

CHOICES = {1: Choice.AGREE, 0: Choice.UNSURE, -1: Choice.DISAGREE}

NOWHERE = "import.invalid"
"""The domain of the pseudonyms' addresses. `.invalid` is nobody's for ever: no mail, and so no password, gets there."""

HIDDEN_RULE = 4
"""“Stay with the round”: the files say that a comment was moderated out, not why; this rule accuses nobody."""

HIDDEN_REASON = "Moderated out in the conversation that this was imported from (moderated = -1)."

KEEPER = "keeper"


def people(talk: Conversation, mark: str, now: datetime) -> Iterator[tuple[str, Row]]:
    """Everybody in the files as an account that nobody can sign in to, by number; and one for the moderators there.

    `mark` is a few signs that keep the names of two imports apart.
    """
    yield KEEPER, _person(f"moderators-{mark}", "Moderators of the imported conversation", now)
    for number in talk.people:
        yield str(number), _person(f"participant-{number}-{mark}", f"Participant {number}", now)


def verifications(ids: Ids, since: datetime) -> Iterator[Row]:
    """Participants count as residents from the first day: whoever ran the conversation vouched for them."""
    for name, person in ids.items():
        if name != KEEPER:
            yield {"person_id": person, "method": VerificationMethod.IMPORT, "by_id": None, "at": since}


def participations(talk: Conversation, round_id: int, ids: Ids) -> Iterator[Row]:
    """When each person first wrote or voted."""
    acts = [(comment.author, comment.at) for comment in talk.comments]
    acts += [(event.voter, event.at) for event in talk.events]
    since: dict[int, datetime] = {}
    for person, at in acts:
        since[person] = min(at, since.get(person, at))
    for person, at in since.items():
        yield {"round_id": round_id, "person_id": ids[str(person)], "since": at}


def ideas(talk: Conversation, round_id: int, ids: Ids, now: datetime) -> Iterator[Row]:
    """Each comment as an idea with the counts of the votes that count."""
    counts = Counter((vote.comment, vote.value) for vote in talk.final_votes().values())
    for comment in talk.comments:
        yield _idea(comment, now) | {
            "round_id": round_id,
            "author_id": ids[str(comment.author)],
            "agree_count": counts[comment.id, 1],
            "disagree_count": counts[comment.id, -1],
            "unsure_count": counts[comment.id, 0],
        }


def revisions(found: Iterable[Row], ideas_by_number: Ids) -> Iterator[Row]:
    """The first version of each idea's text."""
    for idea in found:
        texts = {name: idea[name] for name in ("title", "body", "body_html")}
        yield texts | {
            "contribution_id": ideas_by_number[idea["external_id"]],
            "number": 1,
            "by_id": idea["author_id"],
            "at": idea["published_at"],
        }


def threads(round_id: int, ideas_by_number: Ids) -> Iterator[Row]:
    """An empty discussion for each idea."""
    for idea in ideas_by_number.values():
        yield {
            "public_id": public_id(),
            "contribution_id": idea,
            "round_id": round_id,
            "sequence": 0,
            "last_number": 0,
        }


def search_documents(found: Iterable[Row], ideas_by_number: Ids) -> Iterator[Row]:
    """The words under which each idea that everybody may read is found."""
    for idea in found:
        if idea["hidden_at"] is None:
            yield {
                "contribution_id": ideas_by_number[idea["external_id"]],
                "title": " ".join(words(idea["title"])),
                "body": " ".join(words(idea["body"])),
            }


def decisions(talk: Conversation, round_id: int, ids: Ids, ideas_by_number: Ids, now: datetime) -> Iterator[Row]:
    """The moderators' decision behind each hidden idea."""
    for comment in talk.comments:
        if comment.hidden:
            yield {
                "public_id": public_id(),
                "round_id": round_id,
                "verb": Verb.HIDE,
                "contribution_id": ideas_by_number[str(comment.id)],
                "rule": HIDDEN_RULE,
                "reason": HIDDEN_REASON,
                "by_id": ids[KEEPER],
                "at": now,
            }


def cards(talk: Conversation, round_id: int, ids: Ids, ideas_by_number: Ids) -> Iterator[tuple[tuple[int, int], Row]]:
    """Each vote as the answer to a card, by voter and comment; their places are in the order of time.

    Authors' votes on their own comments are left out: nobody is dealt their own.
    """
    own = {(comment.author, comment.id) for comment in talk.comments}
    first: dict[tuple[int, int], VoteEvent] = {}
    for event in talk.events:
        first.setdefault((event.voter, event.comment), event)
    places: Counter[int] = Counter()
    for pair, event in first.items():
        if pair not in own:
            places[event.voter] += 1
            yield (
                pair,
                _card(event, places[event.voter], ids)
                | {
                    "round_id": round_id,
                    "contribution_id": ideas_by_number[str(event.comment)],
                },
            )


def allowance(cards: Iterable[Row]) -> int:
    """So many cards that every vote counts: a conversation elsewhere knew no allowance."""
    return max((card["place"] for card in cards), default=ALLOWANCE)


def votes(
    events: Iterable[VoteEvent],
    round_id: int,
    ids: Ids,
    ideas_by_number: Ids,
    cards: Mapping[tuple[int, int], int],
) -> Iterator[Row]:
    """Votes, or events of voting: the two tables have the same columns. `cards` are ids by voter and comment."""
    for event in events:
        yield {
            "round_id": round_id,
            "person_id": ids[str(event.voter)],
            "contribution_id": ideas_by_number[str(event.comment)],
            "choice": CHOICES[event.value],
            "at": event.at,
            "source": VoteSource.IMPORT,
            "deal_id": cards.get((event.voter, event.comment)),
        }


def _card(event: VoteEvent, place: int, ids: Ids) -> Row:
    return {
        "public_id": public_id(),
        "kind": Kind.IDEA,
        "person_id": ids[str(event.voter)],
        "place": place,
        "at": event.at,
        "answered_at": event.at,
    }


def _person(handle: str, name: str, now: datetime) -> Row:
    return {
        "handle": handle,
        "email": f"{handle}@{NOWHERE}",
        "password": None,
        "active": True,
        "confirmed_at": now,
        "fs_uniquifier": uuid4().hex,
        "display_name": name,
        "about": "",
        "about_html": "",
        "created_at": now,
    }


def _idea(comment: Comment, now: datetime) -> Row:
    """The part of the row that comes from the comment alone."""
    body = clean_text(comment.body)
    body = body if body.strip() else NO_TEXT
    html = render(body)
    return {
        "public_id": public_id(),
        "kind": Kind.IDEA,
        "title": clean_line(comment.title) or NO_TEXT,
        "body": body,
        "body_html": html,
        "summary": plain(html),
        "external_id": str(comment.id),
        "shuffle": shuffle_key(),
        "created_at": comment.at,
        "published_at": comment.at,
        "hidden_at": now if comment.hidden else None,
        "hidden_rule": HIDDEN_RULE if comment.hidden else None,
    }
