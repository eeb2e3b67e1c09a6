"""The verbs of notices: read them."""

from app import clock
from app.notifications import queries
from app.rules.actors import Actor
from app.rules.notices import Topic
from app.transaction import transaction


def mark_read(actor: Actor, until: int) -> None:
    """Note that the person has read every notice up to this one; later ones stay unread. Twice does no harm."""
    assert actor.id is not None
    with transaction():
        queries.mark_read(actor.id, until, clock.now())


def choose(actor: Actor, wanted: set[Topic]) -> None:
    """Be told of these topics from now on, and of no others."""
    assert actor.id is not None
    with transaction():
        queries.set_unwanted_topics(actor.id, sorted(set(Topic) - wanted))
