"""Who is offered to whoever calls somebody in a text; closed accounts taken out of texts."""

from collections.abc import Sequence

from sqlalchemy import Row

from app import clock
from app.identifiers import words
from app.mentions import offer_queries, queries
from app.rules.actors import Actor
from app.rules.permissions import No
from app.rules.refusals import Missing
from app.sentences import allow
from app.transaction import transaction


def offer(actor: Actor, typed: str, *, thread: str = "", round_: str = "") -> Sequence[Row[str, str, bool]]:
    """People to call in a discussion or, where there is none yet, in a round: (handle, name, is_here).

    Raises SignInFirst, and Missing where this reader may not see the place.
    """
    allow(None if actor.is_signed_in else No.STRANGER)
    place = offer_queries.discussion(thread, actor) if thread else offer_queries.round_at(round_, actor)
    if place is None:
        raise Missing
    said = " ".join(words(typed))
    return offer_queries.offered(actor, place, said, clock.now()) if said or not typed else []


def forget_closed() -> None:
    """Take closed accounts out of the texts that call them, one text a transaction. May run twice without harm."""
    while _forget_one():
        pass


def _forget_one() -> bool:
    with transaction():
        found = queries.take_over()
        if found is None:
            return False
        queries.unlink(*found)
    return True
