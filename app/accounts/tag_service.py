"""Staff say that somebody works or researches with residents, and take it back."""

from app import audit
from app.accounts import queries, tag_queries
from app.accounts.models import User
from app.rules import tags as law
from app.rules.actors import Actor
from app.rules.refusals import Missing
from app.rules.tags import Tag
from app.sentences import allow
from app.transaction import transaction


def give(actor: Actor, handle: str, tag: Tag) -> None:
    """Say it. Twice is once."""
    with transaction():
        person = _person(handle)
        allow(law.may_give(actor, person.id))
        if tag_queries.give(person.id, tag, actor.id or 0):
            audit.record(actor.id, "tag.given", "person", str(person.id), tag=tag)


def take(actor: Actor, handle: str, tag: Tag) -> None:
    """Take it back. Twice is once."""
    with transaction():
        person = _person(handle)
        allow(law.may_take(actor, person.id))
        if tag_queries.take(person.id, tag):
            audit.record(actor.id, "tag.taken", "person", str(person.id), tag=tag)


def _person(handle: str) -> User:
    found = queries.person_by_handle(handle)
    if found is None:
        raise Missing
    return found
