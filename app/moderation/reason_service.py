"""Ready-made reasons: a moderator adds, changes and retires them; to change one is a new one in its place."""

from app import audit, clock
from app.extensions import db
from app.markup import clean_text
from app.moderation import queries
from app.moderation.models import ReadyReason
from app.rules.actors import Actor
from app.rules.permissions import No
from app.rules.refusals import Missing
from app.sentences import allow
from app.transaction import transaction


def find(actor: Actor, public_id: str) -> ReadyReason:
    """One that is in use. Raises Refused and Missing."""
    allow(None if actor.is_moderator else No.NOT_MODERATOR)
    found = queries.ready_reason(public_id)
    if found is None or found.retired_at is not None:
        raise Missing
    return found


def write(actor: Actor, rule: int, title: str, words: str, *, instead_of: str | None = None) -> None:
    """Add a reason, or put it in the place of another."""
    allow(None if actor.is_moderator else No.NOT_MODERATOR)
    with transaction():
        now = clock.now()
        if instead_of is not None:
            find(actor, instead_of).retired_at = now
        made = ReadyReason(
            rule=rule, title=clean_text(title).strip(), words=clean_text(words).strip(), by_id=actor.id, at=now
        )
        db.session.add(made)
        db.session.flush()
        audit.record(actor.id, "reason.written", "reason", made.public_id, rule=rule, instead_of=instead_of)


def retire(actor: Actor, public_id: str) -> None:
    """Take a reason out of use."""
    with transaction():
        find(actor, public_id).retired_at = clock.now()
        audit.record(actor.id, "reason.retired", "reason", public_id)
