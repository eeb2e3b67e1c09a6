"""What people see when they write, and the earlier versions of what was written."""

from dataclasses import dataclass
from datetime import datetime

from app.contributions.models import Revision
from app.markup import plain
from app.rules.actors import Actor
from app.rules.contributions import Kind
from app.rules.moderation import TextState, may_read
from app.rules.permissions import No, may_withdraw
from app.sentences import allow
from app.spaces.queries import as_reader, members_alone
from app.threads import queries
from app.threads.models import Comment
from app.threads.reading import EXCERPT


@dataclass(frozen=True)
class Said:
    """A comment that is answered or quoted: the beginning of its words."""

    public_id: str
    name: str
    excerpt: str


@dataclass(frozen=True)
class Writing:
    """What a comment is being written on; nothing where the contribution may not be read any more."""

    title: str | None = None
    kinds: str | None = None
    thread: str | None = None
    last: int = 0
    parent: Said | None = None
    quote: Said | None = None
    members_of: str = ""
    """The space whose members alone read it; empty where everybody does."""


@dataclass(frozen=True)
class Own:
    """One's own comment, to be changed; its thread, and the number of the last event in it."""

    public_id: str
    thread: str
    last: int
    body: str
    body_html: str
    version: int
    members_of: str
    """The space whose members alone read it; empty where everybody does."""


@dataclass(frozen=True)
class Version:
    """One version of a text; its HTML is none where this reader may not read it."""

    number: int
    at: datetime
    html: str | None
    hidden_at: datetime | None
    hidden_rule: int | None


@dataclass(frozen=True)
class History:
    """Every version of a comment, the newest first; none where the whole comment may not be read."""

    public_id: str
    thread: str
    last: int
    name: str
    versions: tuple[Version, ...]
    hidden_at: datetime | None
    hidden_rule: int | None
    withdrawn_at: datetime | None
    moderates: bool
    """Whether the reader is a moderator where it stands."""
    apart: bool
    """Whether it stands in a space."""


def writing(actor: Actor, contribution_id: str, parent: str | None, quote: str | None) -> Writing:
    """What the page of a comment that is being written shows beside the words."""
    contribution = queries.contribution_for(contribution_id, actor)
    if contribution is None:
        return Writing()
    actor = as_reader(actor, contribution.round)
    named = [name for name in (parent, quote) if name]
    found = queries.readable_comments(named, contribution.id, actor) if named else {}
    said = {name: _said(comment) for name, comment in found.items()}
    thread = contribution.thread
    return Writing(
        contribution.title, contribution.kind.plural, thread.public_id, thread.sequence,
        said.get(parent or ""), said.get(quote or ""), members_alone(actor, contribution=contribution_id),
    )  # fmt: skip


def _said(comment: Comment) -> Said:
    return Said(comment.public_id, _speaker(comment), plain(comment.body_html, EXCERPT))


def _speaker(comment: Comment) -> str:
    """In whose name it was said."""
    body = comment.organisation or comment.author.organisation
    return body.name if body else comment.author.display_name


def own(actor: Actor, comment_id: str) -> Own:
    """One's own comment. Raises Refused where it is somebody else's or has been taken down."""
    found = queries.comment_for(comment_id, actor)
    allow(may_withdraw(actor, found.author_id) or (No.UNAVAILABLE if found.withdrawn_at or found.hidden_at else None))
    thread = found.thread
    members_of = members_alone(actor, comment=comment_id)
    return Own(
        found.public_id, thread.public_id, thread.sequence, found.body, found.body_html, found.version, members_of
    )


def history(actor: Actor, comment_id: str) -> History:
    """The versions of a comment, as far as this reader may read them. Raises Missing as `comment_for` does."""
    found = queries.comment_for(comment_id, actor)
    actor = as_reader(actor, found.thread.contribution.round)
    state = TextState(
        found.author_id,
        withdrawn=found.withdrawn_at is not None,
        hidden=found.hidden_at is not None,
        locked=found.locked_at is not None,
    )
    versions = queries.revisions(found.id) if may_read(actor, state) else ()
    return History(
        found.public_id,
        found.thread.public_id,
        found.thread.sequence,
        _speaker(found),
        tuple(_version(actor, found.author_id, one) for one in versions),
        found.hidden_at,
        found.hidden_rule,
        found.withdrawn_at,
        actor.is_moderator,
        found.thread.contribution.kind is Kind.TOPIC,
    )


def _version(actor: Actor, author_id: int, one: Revision) -> Version:
    readable = may_read(actor, TextState(author_id, hidden=one.hidden_at is not None))
    return Version(one.number, one.at, one.body_html if readable else None, one.hidden_at, one.hidden_rule)
