"""Searches that a person keeps: save, look, delete, and how much is new in each."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from flask_babel import gettext as _

from app import audit, clock
from app.following.queries import searches_followed_by
from app.rules.actors import Actor
from app.rules.finding import What
from app.rules.permissions import No
from app.rules.refusals import Conflict, Invalid, Missing
from app.rules.saving import MOST_SAVED
from app.search import finding_queries, saved_queries
from app.search.finding_acts import Asked, check, read
from app.search.finding_reading import ranked
from app.search.saved_models import SavedSearch
from app.sentences import allow
from app.transaction import transaction

NEW = frozenset({What.CONTRIBUTION, What.COMMENT})
"""What is counted as new: what people write."""

KEPT = ("what", "round", "area", "theme")


@dataclass(frozen=True)
class Saved:
    """A saved search, how many answers are new since its owner last looked, and whether its owner follows it."""

    search: SavedSearch
    asked: Asked
    new: int
    followed: bool


def own(actor: Actor) -> Sequence[Saved]:
    """The reader's searches, the newest first, each with what is new."""
    person_id = _person(actor)
    followed = searches_followed_by(person_id)
    return [
        Saved(one, asked_by(one), _new(actor, one), one.id in followed) for one in saved_queries.saved_by(person_id)
    ]


def save(actor: Actor, asked: Asked) -> None:
    """Keep a search; one that is kept already stays as it is.

    Raises SignInFirst, Invalid for what cannot be looked up, Conflict where as many are kept as may be.
    """
    person_id = _person(actor)
    check(asked.q)
    ask = read(actor, asked, clock.now())
    if not ask.terms:
        raise Invalid(_("There is no word in this search. Nothing was saved. Type a word, search, and save that."))
    if 0 in {ask.round_id, ask.area_id, ask.theme_id} or asked.what not in {"", *What}:
        raise Invalid(_("This search looks where there is nothing. Nothing was saved. Search again, and save that."))
    said = {"q": asked.q.strip()} | {name: getattr(asked, name) for name in KEPT}
    with transaction():
        saved_queries.lock_owner(person_id)
        kept = saved_queries.saved_by(person_id)
        if any(all(getattr(one, name) == value for name, value in said.items()) for one in kept):
            return
        if len(kept) >= MOST_SAVED:
            raise Conflict(
                _(
                    "You keep %(most)s searches, which is the most. Nothing was saved. Delete one first.",
                    most=MOST_SAVED,
                )
            )
        made = saved_queries.add(person_id, said, clock.now())
        audit.record(person_id, "search.saved", "search", made.public_id)


def look(actor: Actor, public_id: str) -> Asked:
    """Note that all there is by now is no longer new; gives the search. Raises SignInFirst and Missing."""
    with transaction():
        search = _own(actor, public_id)
        search.looked_at, search.seen_comment_id = clock.now(), saved_queries.newest_comment()
        return asked_by(search)


def forget(actor: Actor, public_id: str) -> None:
    """Delete one. Raises SignInFirst and Missing."""
    with transaction():
        search = _own(actor, public_id)
        audit.record(actor.id, "search.deleted", "search", search.public_id)
        saved_queries.drop(search)


def asked_by(search: SavedSearch) -> Asked:
    """What the address of a saved search says."""
    return Asked(q=search.q, **{name: getattr(search, name) for name in KEPT})


def _new(actor: Actor, search: SavedSearch) -> int:
    ask = read(actor, asked_by(search), clock.now())
    later = replace(ask, what=ask.what & NEW, since=search.looked_at, newer_than=search.seen_comment_id)
    return len(ranked(later.terms, finding_queries.candidates(later, actor)))


def _own(actor: Actor, public_id: str) -> SavedSearch:
    search = saved_queries.lock_saved(public_id, _person(actor))
    if search is None:
        raise Missing
    return search


def _person(actor: Actor) -> int:
    allow(None if actor.is_signed_in else No.STRANGER)
    assert actor.id is not None  # A stranger was refused above.
    return actor.id
