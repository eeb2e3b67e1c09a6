"""The list of what a person has begun: texts kept as they were typed, and contributions kept as drafts."""

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from app.drafts import place_queries, queries
from app.drafts.place_queries import Begun, Said, Titled
from app.rules.actors import Actor
from app.rules.contributions import Kind
from app.rules.drafts import KEPT_FOR, Place, Writing, form_of, keys_of, place


@dataclass(frozen=True)
class Item:
    """One text that was begun.

    `title` is that of the place, or of the draft; none where the place may not be read any more, so that one cannot go
    on there. `name` is whoever is answered. `until` is when it goes; none of what is kept until it is thrown away.
    """

    writing: Writing
    of: str
    parent: str
    kind: Kind | None
    title: str | None
    name: str
    text: str
    at: datetime
    until: datetime | None
    key: str = ""
    """Of the form; none of a contribution that is kept as a draft."""


@dataclass(frozen=True)
class Places:
    """What the places are called, as far as this reader may know."""

    contributions: dict[str, Titled]
    comments: dict[str, Said]
    rounds: dict[str, str]
    spaces: dict[str, str]


def items(actor: Actor, now: datetime) -> list[Item]:
    """All that a person has begun, the latest first."""
    assert actor.id is not None  # The page is for people.
    forms = _forms(actor.id, now)
    places = _places([where for _form, where, _text, _at in forms], actor)
    drafts = place_queries.own_drafts(actor.id)
    listed = [_item(form, where, text, at, places) for form, where, text, at in forms]
    rest = [_draft(one) for one in drafts if one.public_id not in {item.of for item in listed}]
    return sorted([*listed, *rest], key=lambda item: item.at, reverse=True)


def _forms(person_id: int, now: datetime) -> list[tuple[str, Place, str, datetime]]:
    """The forms that were begun: key, place, all that was written, and when last."""
    begun = sorted(queries.begun(person_id, now), key=lambda row: keys_of(form_of(row.key)).index(row.key))
    made = []
    for form, fields in groupby(sorted(begun, key=lambda row: form_of(row.key)), key=lambda row: form_of(row.key)):
        rows, where = list(fields), place(form)
        if where is not None:
            made.append((form, where, "\n\n".join(row.text for row in rows), max(row.at for row in rows)))
    return made


def _places(wanted: list[Place], actor: Actor) -> Places:
    of = {where.of for where in wanted}
    comments = {where.parent for where in wanted} | of
    return Places(
        place_queries.contributions(of, actor),
        place_queries.comments(comments, actor),
        place_queries.rounds(of, actor),
        place_queries.spaces(of, actor),
    )


def _item(form: str, where: Place, text: str, at: datetime, places: Places) -> Item:
    kind, title, name = where.kind, None, ""
    if where.writing is Writing.NEW and kind is Kind.TOPIC:
        title = places.spaces.get(where.of)
    elif where.writing in {Writing.NEW, Writing.ROUND}:
        title = places.rounds.get(where.of, "" if form == "round-new" else None)
    elif contribution := places.contributions.get(where.of):
        kind, title = contribution.kind, contribution.title
    elif comment := places.comments.get(where.of):
        title = comment.title
    if where.writing is Writing.REPLY:
        parent = places.comments.get(where.parent)
        title, name = (title, parent.name) if parent else (None, "")
    return Item(where.writing, where.of, where.parent, kind, title, name, text, at, until=at + KEPT_FOR, key=form)


def _draft(one: Begun) -> Item:
    return Item(Writing.NEW, one.public_id, "", one.kind, one.title, "", one.body, one.at, until=None)
