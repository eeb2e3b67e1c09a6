"""Topics: conversations in a space. From then on they are discussions like all others."""

from app import clock, once
from app.checks import acts as checks
from app.contributions import acts as contributions
from app.contributions.queries import add_draft
from app.drafts.queries import form_arrived
from app.markup import plain, render
from app.rules import spaces as law
from app.rules.actors import Actor
from app.rules.contributions import Kind
from app.rules.drafts import new_key
from app.rules.permissions import No
from app.sentences import allow
from app.spaces import queries
from app.spaces.queries import Found
from app.transaction import transaction


def desk(actor: Actor, slug: str, *, lock: bool = False) -> Found:
    """Where a topic is written. Raises Missing, SignInFirst, or Refused for whoever may not write there."""
    found = queries.find(slug, actor, lock=lock)
    allow(law.may_write(actor, found.role) or (No.SPACE_CLOSED if found.is_closed else None))
    return found


def begin(actor: Actor, slug: str, title: str, body: str, *, key: str | None = None, anyway: str = "") -> str:
    """Begin a topic; gives its public id. The same form a second time makes nothing new.

    Raises as `desk` does, and Warned for personal data that `anyway` does not name. Nothing was posted then.
    """
    checks.warn(f"{title}\n{body}", anyway, lambda: queries.members_alone(actor, slug=slug))
    with transaction():
        found = desk(actor, slug, lock=True)
        assert actor.id is not None
        earlier = once.claim(actor.id, key, "topic.new", slug, title, body)
        if earlier is not None:
            return earlier
        now = clock.now()
        checks.judge(actor.id, f"{title}\n{body}", now, round_id=found.round.id, apart=True)
        topic = add_draft(found.round.id, Kind.TOPIC, actor.id, now)
        topic.title, topic.body, topic.body_html = title, body, render(body, pictures=True)
        topic.summary = plain(topic.body_html)
        contributions.publish(topic, now)
        once.settle(actor.id, key, topic.public_id)
        form_arrived(actor.id, new_key(Kind.TOPIC, slug), now)
    return topic.public_id
