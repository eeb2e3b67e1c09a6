"""What a contribution's own pages show, and to whom."""

from dataclasses import dataclass, field
from datetime import date, datetime

from app import clock
from app.contributions import page_queries, queries
from app.contributions.models import Revision
from app.contributions.page_queries import Linked, Shown
from app.display import days_left
from app.rules.actors import Actor
from app.rules.contributions import BUILDS_ON, POST, Kind
from app.rules.moderation import left_a_place, may_read, may_read_discussion
from app.rules.permissions import may_edit
from app.rules.phases import opens_at, phases_at
from app.rules.refusals import Missing
from app.rules.uktime import on_the_clock


@dataclass(frozen=True, slots=True)
class Page:
    """A contribution as one reader may see it. Without `readable`, `shown` holds none of its author's words.

    Two pages are equal where they read alike: the hour is told by the day, and by how much time is left.
    """

    shown: Shown
    now: datetime = field(compare=False)
    today: date
    left: str
    """“12 days left”; empty where the phase of its kind is not open."""
    readable: bool
    is_author: bool
    moderates: bool
    may_edit: bool
    talks: bool
    """Whether the discussion is shown."""
    builds_on: tuple[Linked, ...] = ()
    built_on_by: tuple[Linked, ...] = ()
    next_kind: Kind | None = None
    """What builds on it, where that may be posted now."""
    rule: str | None = None
    """The title of the rule under which it was hidden."""


def page(actor: Actor, public_id: str, kind: Kind) -> Page:
    """The page of a contribution or, where its words were taken away, of the place that it left.

    Raises Missing where there is none of that kind for this reader: a draft of somebody else is not told apart.
    """
    shown = page_queries.page(public_id, kind, actor.id)
    now = clock.now()
    if shown is None:
        raise Missing
    readable = may_read(actor, shown.state)
    if not readable and not left_a_place(actor, shown.state):
        raise Missing
    linked = page_queries.links(shown.id) if readable else ()
    return Page(
        shown=shown if readable else shown.without_words(),
        now=now,
        today=on_the_clock(now)[0],
        left=_left(shown, now),
        readable=readable,
        is_author=actor.id == shown.author_id,
        moderates=actor.is_moderator,
        may_edit=may_edit(actor, shown.author_id, shown.timetable, now) is None and _editable(shown),
        talks=shown.published_at is not None and may_read_discussion(actor, shown.state),
        builds_on=tuple(link for link in linked if link.built_on),
        built_on_by=tuple(link for link in linked if not link.built_on),
        next_kind=_next_kind(shown, now),
        rule=queries.rule_title(shown.hidden_rule) if shown.hidden_rule else None,
    )


def _editable(shown: Shown) -> bool:
    return shown.hidden_at is None and shown.withdrawn_at is None


def _left(shown: Shown, now: datetime) -> str:
    phase = shown.timetable.phase(shown.kind.phase)
    return days_left(phase.closes_at, now) if phase and shown.kind.phase in phases_at(shown.timetable, now) else ""


def _next_kind(shown: Shown, now: datetime) -> Kind | None:
    opened = opens_at(shown.timetable, now)
    return next((kind for kind, other in BUILDS_ON.items() if other is shown.kind and POST[kind] in opened), None)


@dataclass(frozen=True, slots=True)
class Version:
    """One version of the words; without `readable`, the place of one that a moderator hid."""

    revision: Revision
    rule: str | None
    readable: bool


def history(actor: Actor, public_id: str, kind: Kind) -> tuple[Page, list[Version]]:
    """Every version of a contribution's words, the newest first; none where the words themselves were taken away.

    Raises Missing as `page` does.
    """
    shown = page(actor, public_id, kind)
    if not shown.readable:
        return shown, []
    sees_all = shown.is_author or actor.is_moderator
    rows = queries.revisions(shown.shown.id)
    return shown, [Version(version, rule, sees_all or version.hidden_at is None) for version, rule in rows]
