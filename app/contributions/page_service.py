"""What a contribution's own pages show, and to whom."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime

from app import clock
from app.contributions import acts, page_queries, queries
from app.contributions.models import Revision
from app.contributions.page_reading import Linked, Shown
from app.display import days_left
from app.duplicates import queries as duplicates
from app.duplicates.reading import Cluster, cluster_of
from app.rules.actors import VISITOR, Actor
from app.rules.contributions import BUILDS_ON, IN_ROUNDS, Kind, phase_of
from app.rules.moderation import left_a_place, may_read, may_read_discussion
from app.rules.permissions import may_edit, may_vote
from app.rules.phases import PhaseKind, phases_at
from app.rules.refusals import Missing
from app.rules.uktime import on_the_clock
from app.rules.voting import Choice

_BUILT_ON_BY = {kind: [one for one, on in BUILDS_ON.items() if on is kind] for kind in Kind}
"""What each kind is built on by: an idea answers a need, a proposal builds on an idea."""


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
    known: bool
    """Whether the reader is signed in."""
    is_author: bool
    moderates: bool
    may_edit: bool
    talks: bool
    """Whether the discussion is shown."""
    builds_on: tuple[Linked, ...] = ()
    built_on_by: tuple[Linked, ...] = ()
    next_kind: Kind | None = None
    """What builds on it, where that may be posted now."""
    reader: Actor = field(default=VISITOR, compare=False)
    """Whoever reads, with the offices that count where it stands."""
    signed_in: bool = False
    rule: str | None = None
    """The title of the rule under which it was hidden."""
    cluster: Cluster | None = None
    """The others that say the same, where it is joined to any."""


def page(actor: Actor, public_id: str, kind: Kind, comments_after: str | None = None) -> Page:
    """The page of a contribution or, where its words were taken away, of the place that it left.

    The comments after that path are read in the same trip to the database. Raises Missing where there is none of that kind for this reader: a draft of somebody else is not told apart.
    """
    shown = page_queries.page(public_id, kind, actor.id, comments_after)
    now = clock.now()
    if shown is None:
        raise acts.absence(actor, public_id, kind)
    actor = shown.reader(actor)
    readable = may_read(actor, shown.state)
    if not readable and not left_a_place(actor, shown.state):
        raise Missing
    linked = shown.links if readable else ()
    open_now = phases_at(shown.timetable, now)
    is_author = actor.id == shown.author_id
    return Page(
        shown=shown if readable else shown.without_words(),
        now=now,
        today=on_the_clock(now)[0],
        left=_left(shown, now) if _is_open(shown.kind, open_now) else "",
        readable=readable,
        known=actor.is_signed_in,
        is_author=is_author,
        moderates=actor.is_moderator,
        may_edit=is_author and _editable(actor, shown, now),
        talks=shown.published_at is not None and may_read_discussion(actor, shown.state),
        builds_on=tuple(link for link in linked if link.built_on),
        built_on_by=tuple(link for link in linked if not link.built_on),
        next_kind=next((kind for kind in _BUILT_ON_BY[shown.kind] if kind.phase in open_now), None),
        reader=actor,
        signed_in=actor.is_signed_in,
        rule=queries.rule_title(shown.hidden_rule) if shown.hidden_rule else None,
        cluster=_cluster(actor, shown, now) if shown.paired and shown.hidden_at is None else None,
    )


def _cluster(actor: Actor, shown: Shown, now: datetime) -> Cluster | None:
    """What the page says of the others; none where nobody may read any of them."""
    members = duplicates.members(shown.id)
    people = duplicates.people_who_support(member.id for member in members if member.counts)
    cluster = cluster_of(shown.id, members, people)
    if not cluster.others and not cluster.merged and not cluster.here.is_merged:
        return None
    return replace(cluster, asks_to_move=_asks_to_move(actor, shown, cluster, now))


def _asks_to_move(actor: Actor, shown: Shown, cluster: Cluster, now: datetime) -> bool:
    """Whether the reader agrees with what is joined to another one, could vote on that, and has not answered yet."""
    lead = cluster.lead
    if actor.id is None or lead is None or shown.my_choice is not Choice.AGREE or not cluster.here.counts:
        return False
    may = may_vote(actor, shown.kind, lead.author_id, shown.timetable, now) is None
    return may and not duplicates.has_answered(shown.id, lead.id, actor.id)


def _editable(actor: Actor, shown: Shown, now: datetime) -> bool:
    whole = shown.hidden_at is None and shown.withdrawn_at is None and (not shown.space_kind or shown.space_role)
    return bool(whole) and may_edit(actor, shown.author_id, shown.timetable, now) is None


def _is_open(kind: Kind, open_now: frozenset[PhaseKind]) -> bool:
    return kind in IN_ROUNDS and kind.phase in open_now


def _left(shown: Shown, now: datetime) -> str:
    phase = phase_of(shown.kind, shown.timetable)
    return days_left(phase.closes_at, now) if phase else ""


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
    sees_all = shown.is_author or shown.moderates
    rows = queries.revisions(shown.shown.id)
    return shown, [Version(version, rule, sees_all or version.hidden_at is None) for version, rule in rows]
