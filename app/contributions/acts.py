"""A contribution as it is published and as its versions are kept, inside the transaction that a service has begun."""

import secrets
from datetime import datetime

from app import audit
from app.contributions import queries
from app.contributions.models import Contribution
from app.following.queries import follow
from app.images import queries as images
from app.live import Published
from app.mentions.queries import call
from app.moderation.move_queries import was_once
from app.outbox.queries import leave
from app.rounds.queries import note_participation
from app.rules.actors import Actor
from app.rules.contributions import Kind
from app.rules.following import Followable, Why
from app.rules.outbox import Happened
from app.rules.refusals import Elsewhere, Missing
from app.search.queries import index_text
from app.transaction import announce

KEY_BYTES = 16
"""128 bits: a digest whose key is gone says nothing of the words."""


def absence(actor: Actor, public_id: str, kind: Kind) -> Missing:
    """Why there is none of that kind: a moderator made it another, or there never was one for this reader."""
    if not was_once(public_id, kind):
        return Missing()
    now = queries.kind_now(public_id, actor)
    return Elsewhere(now) if now and now is not kind else Missing()


def publish(draft: Contribution, now: datetime) -> None:
    """Let everybody read a draft from now on."""
    draft.published_at, draft.version = now, 1
    call(draft, leave(Happened.CONTRIBUTION, draft.author_id, draft.round_id, now, contribution_id=draft.id))
    keep_version(draft, draft.author_id, "contribution.published", now)
    if draft.round.space_id is None:
        note_participation(draft.round_id, draft.author_id, now)
    follow(draft.author_id, Followable.CONTRIBUTION, draft.id, Why.WROTE, now)
    announce(Published(draft.thread.public_id, draft.round_id))


def all_words(contribution: Contribution) -> str:
    """Everything that its author wrote, as one text."""
    return f"{contribution.title}\n{contribution.body}\n{contribution.outcomes}\n{contribution.who_would}"


def keep_version(contribution: Contribution, by_id: int, act: str, now: datetime) -> None:
    """Keep the words as a version of their own, in the index, and as a keyed digest in the log."""
    key = secrets.token_bytes(KEY_BYTES)
    revision_id = queries.add_revision(contribution, by_id, key, now)
    images.attach(contribution.author_id, contribution.body_html, revision_id)
    parts = (contribution.body, contribution.outcomes, contribution.who_would)
    index_text(contribution)
    digest = audit.keyed_digest(key, "\n".join((contribution.title, str(contribution.cost_pounds), *parts)))
    about = ("contribution", contribution.public_id)
    audit.record(by_id, act, *about, round_id=contribution.round_id, version=contribution.version, digest=digest)
