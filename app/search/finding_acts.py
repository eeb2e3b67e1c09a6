"""What the address of a search says, and how it is looked up: for the page, and for searches that are kept."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any

from flask_babel import gettext as _

from app.identifiers import words
from app.rounds.queries import all_areas, round_by_slug
from app.rules import finding
from app.rules.actors import Actor
from app.rules.finding import LONGEST, What
from app.rules.refusals import Invalid, Missing
from app.search.finding_reading import Ask
from app.themes.queries import themes

SINCE = {"day": timedelta(days=1), "week": timedelta(days=7), "month": timedelta(days=31), "year": timedelta(days=366)}
"""How far back “since when” goes."""


@dataclass(frozen=True)
class Asked:
    """What the address of a search says. What cannot be read in it is left out."""

    q: str = ""
    what: str = ""
    round: str = ""
    area: str = ""
    theme: str = ""
    since: str = ""
    after: str = ""

    def address(self) -> dict[str, Any]:
        """What stands in the address of its first page."""
        said = {one.name: getattr(self, one.name) for one in fields(self) if one.name != "after"}
        return {name: value for name, value in said.items() if value}


MOST_SIGNS = 300
"""Of a question, as it is read: longer than the longest that is looked up, so that its writer is told."""


def asked_in(said: Mapping[str, str]) -> Asked:
    """The search that an address, or a form, says."""
    return Asked(**{name: said.get(name, "")[:MOST_SIGNS] for name in Asked.__dataclass_fields__})


def check(question: str) -> None:
    """Raise Invalid for a question that is too long, or that holds signs which are no writing."""
    if len(question) > LONGEST:
        raise Invalid(
            _(
                "A search has at most %(most)s characters. Nothing was looked up. Use the few words that matter.",
                most=LONGEST,
            )
        )
    if any(ord(sign) < ord(" ") and not sign.isspace() for sign in question):
        raise Invalid(_("This holds signs that cannot be read. Nothing was looked up. Type the words again."))


def read(actor: Actor, asked: Asked, now: datetime) -> Ask:
    """The question as it is looked up. A round that this reader does not know of, and an unknown area, find nothing."""
    kinds = frozenset({What(asked.what)}) if asked.what in set(What) else frozenset(What)
    return Ask(
        finding.terms(asked.q, words),
        kinds,
        round_id=_round_id(actor, asked.round) if asked.round else None,
        area_id=next((area.id for area in all_areas() if area.slug == asked.area), 0) if asked.area else None,
        theme_id=next((one.id for one in themes() if one.slug == asked.theme), 0) if asked.theme else None,
        since=now - SINCE[asked.since] if asked.since in SINCE else None,
    )


def _round_id(actor: Actor, slug: str) -> int:
    try:
        return round_by_slug(slug, actor).id
    except Missing:
        return 0
