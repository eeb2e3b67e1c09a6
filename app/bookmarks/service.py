"""What people do with what they save: save it, let it go."""

from app import clock
from app.bookmarks import queries
from app.rules.actors import Actor
from app.rules.refusals import Missing
from app.transaction import transaction


def save(actor: Actor, things: str, public_id: str) -> None:
    """Save a contribution or a comment that this person may read. Raises Missing otherwise."""
    assert actor.id is not None
    comment = things == "comments"
    with transaction():
        found = (queries.comment_id if comment else queries.contribution_id)(public_id, actor)
        if found is None:
            raise Missing
        queries.save(actor.id, clock.now(), **{"comment_id" if comment else "contribution_id": found})


def drop(actor: Actor, bookmark_id: int) -> None:
    """Let go of something. What one did not save, or let go of before, is let go of already."""
    assert actor.id is not None
    with transaction():
        queries.drop(actor.id, bookmark_id)
