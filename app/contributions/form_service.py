"""What the form of a contribution needs to know before anything is written on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app import clock
from app.contributions import acts, queries
from app.contributions.models import Contribution
from app.organisations import queries as organisations
from app.rounds.models import Round
from app.rounds.queries import round_by_slug
from app.rules import permissions
from app.rules.actors import Actor
from app.rules.contributions import BUILDS_ON, Kind, phase_of
from app.rules.permissions import No
from app.rules.phases import Phase
from app.rules.refusals import Elsewhere, Missing
from app.search.queries import matching
from app.sentences import allow
from app.spaces.queries import may_write_in, members_alone
from app.themes import queries as themes


@dataclass(frozen=True)
class Desk:
    """Where a contribution is written: its round, its phase, and what stands on the form at first."""

    kind: Kind
    round: Round
    now: datetime
    phase: Phase | None
    not_yet: bool
    areas: Sequence[tuple[int, str]]
    themes: Sequence[tuple[str, str]]
    start: dict[str, Any]
    contribution: Contribution | None = None
    badges: Sequence[tuple[str, str]] = ()
    """The organisations in whose name the author may write, as (handle, name); none once it is published."""
    members_of: str = ""
    """The space whose members alone read it; empty where everybody does."""

    @property
    def published(self) -> bool:
        """Whether this is a change to what everybody reads."""
        return self.contribution is not None and self.contribution.published_at is not None


def new_desk(actor: Actor, slug: str, kind: Kind, links: Sequence[str], *, sent: bool) -> Desk:
    """For a new contribution; `links` are the public ids that it should begin with.

    Raises Missing, SignInFirst, or Refused where the round does without this kind, or where it is too late to begin;
    a form that was `sent` too late is read, so that its words can be kept.
    """
    round_, now = round_by_slug(slug, actor), clock.now()
    table = round_.timetable
    allow(permissions.may_draft(actor, kind, table))
    no = permissions.may_post(actor, kind, table, now)
    if no != No.NOT_YET and not sent:
        allow(no)
    assert actor.id is not None  # A stranger was refused above.
    home = queries.home_area(actor.id)
    areas = _areas(round_)
    start = {"area": str(home) if home in dict(areas) else "", "links": list(links)}
    return Desk(
        kind, round_, now, phase_of(kind, table), no == No.NOT_YET, areas, _themes(), start, badges=_badges(actor)
    )


def desk_of(actor: Actor, public_id: str, kind: Kind) -> Desk:
    """For new words of a draft, or of what was published.

    Raises Missing, Gone, SignInFirst or Refused.
    """
    try:
        contribution, now = queries.contribution_by_id(public_id, kind, actor), clock.now()
    except Missing as missing:
        found = acts.absence(actor, public_id, kind)
        raise (found if isinstance(found, Elsewhere) else missing) from missing
    table = contribution.round.timetable
    if contribution.published_at is not None:
        allow(permissions.may_edit(actor, contribution.author_id, table, now))
        allow(No.UNAVAILABLE if contribution.hidden_at or contribution.withdrawn_at else None)
        allow(may_write_in(actor, contribution.round))
    names = ("title", "body", "cost_pounds", "outcomes", "who_would", "version")
    start = {name: getattr(contribution, name) for name in names} | {
        "area": str(contribution.area_id or ""),
        "links": list(queries.linked_from(contribution.id).values()),
        "badge": contribution.organisation.handle if contribution.organisation else "",
        "themes": themes.themes_of(contribution.id),
    }
    badges = _badges(actor) if contribution.published_at is None else ()
    not_yet = permissions.may_post(actor, kind, table, now) == No.NOT_YET
    in_space = kind is Kind.TOPIC
    members_of = members_alone(actor, contribution=public_id) if in_space else ""
    where = (_areas(contribution.round), () if in_space else _themes())
    phase = phase_of(kind, table)
    return Desk(kind, contribution.round, now, phase, not_yet, *where, start, contribution, badges, members_of)


def _badges(actor: Actor) -> list[tuple[str, str]]:
    return [(one.handle, one.name) for one in organisations.organisations_of(actor.id)]


def _areas(round_: Round) -> list[tuple[int, str]]:
    return [(area.id, area.name) for area in queries.areas_of(round_)]


def _themes() -> list[tuple[str, str]]:
    return [(theme.slug, theme.name) for theme in themes.themes()]


def offers(desk: Desk, chosen: Sequence[str], find: str) -> list[tuple[str, str]]:
    """What the form offers to link, as (public id, title)."""
    other = BUILDS_ON[desk.kind]
    if other is None:
        return []
    return queries.offers(desk.round.id, other, matching(find) if find.strip() else None, chosen)
