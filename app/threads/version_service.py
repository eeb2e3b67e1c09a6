"""What people see when they write, and the earlier versions of what was written."""

from dataclasses import dataclass
from datetime import datetime

from app.contributions.models import Revision
from app.markup import plain
from app.rules.actors import Actor
from app.rules.moderation import TextState, may_read
from app.rules.permissions import No, may_withdraw
from app.sentences import allow
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
    parent: Said | None = None
    quote: Said | None = None


@dataclass(frozen=True)
class Own:
    """One's own comment, to be changed."""

    public_id: str
    body: str


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
    name: str
    versions: tuple[Version, ...]
    hidden_at: datetime | None
    hidden_rule: int | None
    withdrawn_at: datetime | None


def writing(actor: Actor, contribution_id: str, parent: str | None, quote: str | None) -> Writing:
    """What the page of a comment that is being written shows beside the words."""
    contribution = queries.contribution_for(contribution_id, actor)
    if contribution is None:
        return Writing()
    named = [name for name in (parent, quote) if name]
    found = queries.readable_comments(named, contribution.id, actor) if named else {}
    said = {name: _said(comment) for name, comment in found.items()}
    return Writing(contribution.title, contribution.kind.plural, said.get(parent or ""), said.get(quote or ""))


def _said(comment: Comment) -> Said:
    author = comment.author
    name = author.organisation.name if author.organisation else author.display_name
    return Said(comment.public_id, name, plain(comment.body_html, EXCERPT))


def own(actor: Actor, comment_id: str) -> Own:
    """One's own comment. Raises Refused where it is somebody else's or has been taken down."""
    found = queries.comment_for(comment_id, actor)
    allow(may_withdraw(actor, found.author_id) or (No.UNAVAILABLE if found.withdrawn_at or found.hidden_at else None))
    return Own(found.public_id, found.body)


def history(actor: Actor, comment_id: str) -> History:
    """The versions of a comment, as far as this reader may read them. Raises Missing as `comment_for` does."""
    found = queries.comment_for(comment_id, actor)
    state = TextState(found.author_id, withdrawn=found.withdrawn_at is not None, hidden=found.hidden_at is not None)
    versions = queries.revisions(found.id) if may_read(actor, state) else ()
    return History(
        found.public_id,
        found.author.display_name,
        tuple(_version(actor, found.author_id, one) for one in versions),
        found.hidden_at,
        found.hidden_rule,
        found.withdrawn_at,
    )


def _version(actor: Actor, author_id: int, one: Revision) -> Version:
    readable = may_read(actor, TextState(author_id, hidden=one.hidden_at is not None))
    return Version(one.number, one.at, one.body_html if readable else None, one.hidden_at, one.hidden_rule)
