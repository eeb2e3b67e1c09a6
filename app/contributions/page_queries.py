"""SQL for a contribution's own page, which is asked for more than any other: columns, no objects, three statements."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple, cast

from sqlalchemy import Table, bindparam, literal, select

from app.accounts.models import Organisation, User
from app.contributions.models import Contribution, Link
from app.extensions import db
from app.rounds.models import Area, Phase, Round
from app.rules import phases
from app.rules.contributions import Kind
from app.rules.moderation import TextState
from app.rules.phases import Timetable
from app.rules.voting import Choice
from app.threads.models import Thread
from app.votes.models import Vote

MOST_LINKS = 100
"""Links that a page shows, both ways together: more than anybody reads."""


@dataclass(frozen=True, slots=True)
class Shown:
    """All that one page says of a contribution, its author, its round and its thread; and the reader's own vote.

    The fields but the last stand in the order of the columns of `_PAGE`.
    """

    id: int
    public_id: str
    kind: Kind
    author_id: int
    title: str
    body_html: str
    summary: str
    cost_pounds: int | None
    outcomes: str
    who_would: str
    agree_count: int
    disagree_count: int
    unsure_count: int
    comment_count: int
    published_at: datetime | None
    edited_at: datetime | None
    withdrawn_at: datetime | None
    hidden_at: datetime | None
    hidden_rule: int | None
    author_name: str
    author_handle: str
    author_closed_at: datetime | None
    organisation_name: str | None
    organisation_handle: str | None
    area_name: str | None
    round_id: int
    round_slug: str
    round_title: str
    opened_at: datetime | None
    cancelled_at: datetime | None
    thread_id: int
    thread_public_id: str
    thread_sequence: int
    thread_locked_at: datetime | None
    thread_locked_rule: int | None
    my_choice: Choice | None
    timetable: Timetable

    @property
    def state(self) -> TextState:
        """What the reading of it depends on."""
        return TextState(
            author_id=self.author_id,
            published=self.published_at is not None,
            withdrawn=self.withdrawn_at is not None,
            hidden=self.hidden_at is not None,
            round_opened=self.opened_at is not None,
        )

    @property
    def is_whole(self) -> bool:
        """Whether it is published and neither hidden nor withdrawn."""
        return self.published_at is not None and self.hidden_at is None and self.withdrawn_at is None

    def without_words(self) -> "Shown":
        """The same with every word of its author gone."""
        return replace(self, title="", body_html="", summary="", cost_pounds=None, outcomes="", who_would="")


class Linked(NamedTuple):
    """A contribution at the other end of a link; `built_on` says that this one answers it."""

    public_id: str
    kind: Kind
    title: str
    built_on: bool


def _table(model: type) -> Table:
    return cast(Table, model.__table__)  # type: ignore[attr-defined]


_c, _r, _t, _v = _table(Contribution).c, _table(Round).c, _table(Thread).c, _table(Vote).c
_author, _body, _area = _table(User).c, _table(Organisation).c, _table(Area).c

_OWN_COLUMNS = (
    _c.id, _c.public_id, _c.kind, _c.author_id, _c.title, _c.body_html, _c.summary, _c.cost_pounds, _c.outcomes,
    _c.who_would, _c.agree_count, _c.disagree_count, _c.unsure_count, _c.comment_count, _c.published_at, _c.edited_at,
    _c.withdrawn_at, _c.hidden_at, _c.hidden_rule,
)  # fmt: skip

_PAGE = (
    select(
        *_OWN_COLUMNS,
        _author.display_name.label("author_name"),
        _author.handle.label("author_handle"),
        _author.closed_at.label("author_closed_at"),
        _body.name.label("organisation_name"),
        _body.handle.label("organisation_handle"),
        _area.name.label("area_name"),
        _c.round_id,
        _r.slug.label("round_slug"),
        _r.title.label("round_title"),
        _r.opened_at,
        _r.cancelled_at,
        _t.id.label("thread_id"),
        _t.public_id.label("thread_public_id"),
        _t.sequence.label("thread_sequence"),
        _t.locked_at.label("thread_locked_at"),
        _t.locked_rule.label("thread_locked_rule"),
        _v.choice.label("my_choice"),
    )
    .select_from(_table(Contribution))
    .join(_table(Round), _r.id == _c.round_id)
    .join(_table(User), _author.id == _c.author_id)
    .join(_table(Thread), _t.contribution_id == _c.id)
    .outerjoin(_table(Organisation), _body.id == _author.organisation_id)
    .outerjoin(_table(Area), _area.id == _c.area_id)
    .outerjoin(_table(Vote), (_v.contribution_id == _c.id) & (_v.person_id == bindparam("reader")))
    .where(_c.public_id == bindparam("which"), _c.kind == bindparam("of_kind"))
)

_p = _table(Phase).c
_PHASES = select(_p.kind, _p.opens_at, _p.closes_at).where(_p.round_id == bindparam("of_round")).order_by(_p.opens_at)

_l = _table(Link).c
_listed = _c.published_at.is_not(None) & _c.hidden_at.is_(None) & _c.withdrawn_at.is_(None)
_end = (_c.public_id, _c.kind, _c.title)
_up = select(*_end, literal(value=True).label("built_on"), _c.published_at, _c.id).join(_table(Link), _l.to_id == _c.id)
_down = select(*_end, literal(value=False).label("built_on"), _c.published_at, _c.id).join(
    _table(Link), _l.from_id == _c.id
)
_both = (
    _up.where(_l.from_id == bindparam("of"), _listed)
    .union_all(_down.where(_l.to_id == bindparam("of"), _listed))
    .subquery()
)
_LINKS = (
    select(_both.c.public_id, _both.c.kind, _both.c.title, _both.c.built_on)
    .order_by(_both.c.published_at, _both.c.id)
    .limit(MOST_LINKS)
)


def page(public_id: str, kind: Kind, reader_id: int | None) -> Shown | None:
    """All about one contribution of that kind, whoever may read it: ask `rules.moderation` before showing it."""
    row = db.session.execute(_PAGE, {"which": public_id, "of_kind": kind, "reader": reader_id}).first()
    if row is None:
        return None
    fields: list[Any] = [*row, timetable(row.round_id, row.opened_at, row.cancelled_at)]
    return Shown(*fields)


def timetable(round_id: int, opened_at: datetime | None, cancelled_at: datetime | None) -> Timetable:
    """The round as the phase arithmetic sees it."""
    rows = db.session.execute(_PHASES, {"of_round": round_id})
    return Timetable(opened_at is not None, cancelled_at is not None, tuple(phases.Phase(*row) for row in rows))


def links(contribution_id: int) -> Sequence[Linked]:
    """What it builds on, and what builds on it: only what stands in lists, the oldest first."""
    rows = db.session.execute(_LINKS, {"of": contribution_id})
    return [Linked(*row) for row in rows]
