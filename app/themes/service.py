"""What administrators do with themes, which ones a title speaks of, and what stands under one."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from app import audit, clock, identifiers
from app.contributions import list_queries
from app.contributions.list_queries import PAGE, Card
from app.extensions import db
from app.rules.actors import Actor
from app.rules.permissions import No
from app.rules.refusals import Conflict, Missing
from app.rules.theming import suggested
from app.sentences import allow
from app.themes import queries
from app.themes.models import Theme
from app.transaction import transaction

RESERVED = frozenset({"", "fits"})
"""No names for addresses: one leads nowhere, the other is an address of its own."""


@dataclass(frozen=True)
class Suggestion:
    """A theme that a title speaks of, and the title's words that say so."""

    theme: Theme
    words: tuple[str, ...]


@dataclass(frozen=True)
class Shelf:
    """One page of what stands under a theme; `after`: the last one shown, where there are more."""

    theme: Theme
    cards: Sequence[Card]
    total: int
    after: str | None


def suggestions(title: str) -> list[Suggestion]:
    """The themes that a title speaks of, those that share the most words with it first."""
    known = {one.slug: one for one in queries.themes()}
    said = {slug: identifiers.words(f"{one.name} {one.description} {one.keywords}") for slug, one in known.items()}
    return [Suggestion(known[slug], words) for slug, words in suggested(identifiers.words(title), said)]


def shelf(actor: Actor, slug: str, after: str) -> Shelf:
    """What this reader may read under a theme, the newest first. Raises Missing where there is no such theme."""
    theme = queries.theme(slug)
    if theme is None:
        raise Missing
    cards = list_queries.themed(theme.id, actor, after or None)
    more = cards[PAGE - 1].public_id if len(cards) > PAGE else None
    return Shelf(theme, cards[:PAGE], list_queries.themed_total(theme.id, actor), more)


def find(actor: Actor, slug: str) -> Theme:
    """One that is in use, to be changed. Raises Refused and Missing."""
    _administrators_only(actor)
    found = queries.theme(slug)
    if found is None:
        raise Missing
    return found


def write(actor: Actor, name: str, description: str, keywords: str, *, slug: str | None = None) -> None:
    """Make a theme, or change the one at this address, which keeps its address.

    Raises Refused for anybody but an administrator, Missing, and Conflict where another theme has the name.
    """
    _administrators_only(actor)
    try:
        with transaction():
            theme = _changed(slug) if slug else _made(name)
            theme.name, theme.description, theme.keywords = name, description, keywords
            db.session.flush()
            act = "theme.changed" if slug else "theme.made"
            audit.record(actor.id, act, "theme", theme.slug, name=name, description=description, keywords=keywords)
    except IntegrityError:
        raise Conflict(
            _("Another theme has this name, in use or not. Nothing was changed. Give it another name.")
        ) from None


def retire(actor: Actor, slug: str) -> None:
    """Take a theme out of use, or put it to use again where it was out."""
    _administrators_only(actor)
    with transaction():
        theme = _changed(slug)
        theme.retired_at = None if theme.retired_at else clock.now()
        act = "theme.retired" if theme.retired_at else "theme.restored"
        audit.record(actor.id, act, "theme", slug)


def _administrators_only(actor: Actor) -> None:
    allow(None if actor.is_administrator else No.NOT_ADMINISTRATOR)


def _changed(slug: str) -> Theme:
    theme = queries.lock_theme(slug)
    if theme is None:
        raise Missing
    return theme


def _made(name: str) -> Theme:
    slug = identifiers.slug(name)
    theme = Theme(slug=identifiers.public_id() if slug in RESERVED else slug, name=name, made_at=clock.now())
    db.session.add(theme)
    return theme
