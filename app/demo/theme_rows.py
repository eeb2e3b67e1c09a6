"""The demo's themes as rows of our tables, and which of them each contribution has."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from app.demo.tables import Act, DemoRound, Posted
from app.identifiers import words
from app.rules.theming import suggested
from app.themes.models import Theme

Row = dict[str, Any]


def themes(demo: DemoRound, there: Collection[Theme], now: datetime) -> Iterator[Row]:
    """The themes, by their keys as names for addresses; one whose name or address is taken is left out."""
    taken = {one.slug for one in there} | {one.name for one in there}
    for theme in demo.themes:
        if taken.isdisjoint({theme.key, theme.name}):
            said = {"name": theme.name, "description": theme.description, "keywords": theme.keywords}
            yield {"slug": theme.key, "made_at": now, **said}


def spoken_of(posted: Sequence[Posted], in_use: Collection[Theme]) -> dict[int, list[Theme]]:
    """The themes of each contribution, by its id: those that its title speaks of, by as many words as of any other."""
    known = {one.slug: one for one in in_use}
    said = {one.slug: words(f"{one.name} {one.description} {one.keywords}") for one in in_use}
    found: dict[int, list[Theme]] = {}
    for one in posted:
        fits = suggested(words(one.text.title), said)
        most = max((len(shared) for _slug, shared in fits), default=0)
        found[one.id] = [known[slug] for slug, shared in fits if len(shared) == most]
    return found


def ties(spoken: Mapping[int, Sequence[Theme]]) -> Iterator[Row]:
    """The same as rows."""
    for number, fits in spoken.items():
        for theme in fits:
            yield {"contribution_id": number, "theme_id": theme.id}


def acts(
    made: Sequence[Row],
    by_id: int,
    posted: Sequence[Posted],
    spoken: Mapping[int, Sequence[Theme]],
    people: Mapping[str, int],
) -> Iterator[Act]:
    """What the audit log knows of it: who made each theme, and under which ones authors put their texts."""
    for row in made:
        said = {name: row[name] for name in ("name", "description", "keywords")}
        yield Act(row["made_at"], by_id, "theme.made", "theme", row["slug"], said)
    for one in posted:
        if slugs := sorted(theme.slug for theme in spoken[one.id]):
            author = people[one.text.author]
            yield Act(one.at, author, "contribution.sorted", "contribution", one.public_id, {"themes": slugs})
