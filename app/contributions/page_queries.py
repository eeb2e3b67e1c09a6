"""SQL for a contribution's own page, which is asked for more than any other: columns, no objects, one statement."""

import json
from datetime import datetime
from functools import lru_cache
from typing import Any, cast

from sqlalchemy import Null, ScalarSelect, Select, Table, bindparam, func, literal, literal_column, null, select

from app.accounts.models import Organisation, User, portrait
from app.columns import json_rows, moment
from app.contributions.models import Contribution, Link
from app.contributions.page_reading import Badge, Linked, Shown, Sorted
from app.duplicates.visibility import is_joined
from app.extensions import db
from app.following.models import Follow
from app.organisations.models import Membership
from app.rounds.models import Area, Phase, Round
from app.rules import phases
from app.rules.contributions import Kind
from app.rules.following import Followable
from app.rules.phases import PhaseKind, Timetable
from app.spaces.models import Space, SpaceMember
from app.themes.models import Theme, contribution_themes
from app.threads import rows
from app.threads.models import Thread
from app.unread.models import LeftOff
from app.votes.models import Vote

MOST_LINKS = 100
"""Links that a page shows, both ways together: more than anybody reads."""

KEPT_TIMETABLES = 256
"""Rounds whose dates are kept as they were last read; other words are other dates."""


def _table(model: type) -> Table:
    return cast(Table, model.__table__)  # type: ignore[attr-defined]


_c, _r, _t, _v = _table(Contribution).c, _table(Round).c, _table(Thread).c, _table(Vote).c
_f, _s, _belongs = _table(Follow).c, _table(Space).c, _table(SpaceMember).c
_author, _body, _area, _left = _table(User).c, _table(Organisation).c, _table(Area).c, _table(LeftOff).c

_OWN_COLUMNS = (
    _c.id, _c.public_id, _c.kind, _c.author_id, _c.title, _c.body_html, _c.summary, _c.cost_pounds, _c.outcomes,
    _c.who_would, _c.agree_count, _c.disagree_count, _c.unsure_count, _c.comment_count, _c.published_at, _c.edited_at,
    _c.withdrawn_at, _c.hidden_at, _c.hidden_rule, _c.locked_at, _c.covered_at,
)  # fmt: skip

_p = _table(Phase).c
_phases = json_rows(
    select(_p.kind, _p.opens_at, _p.closes_at)
    .where(_p.round_id == _r.id)
    .correlate(_table(Round))
    .order_by(_p.opens_at)
)

_which = _table(Contribution).alias("which")
_id, _thread = (
    select(_which.c.id).where(_which.c.public_id == bindparam("which")).scalar_subquery(),
    select(_t.id)
    .join(_which, _which.c.id == _t.contribution_id)
    .where(_which.c.public_id == bindparam("which"))
    .scalar_subquery(),
)
"""Found once by themselves, because a statement inside a statement inside this one cannot look out at it."""

_end = _table(Contribution).alias("end").c
_l = _table(Link).c
_listed = _end.published_at.is_not(None) & _end.hidden_at.is_(None) & _end.withdrawn_at.is_(None)
_said = (_end.public_id, _end.kind, _end.title)
_both = (
    select(*_said, literal(1).label("built_on"), _end.published_at, _end.id)
    .join(_table(Link), _l.to_id == _end.id)
    .where(_l.from_id == _id, _listed)
    .union_all(
        select(*_said, literal(0).label("built_on"), _end.published_at, _end.id)
        .join(_table(Link), _l.from_id == _end.id)
        .where(_l.to_id == _id, _listed)
    )
    .subquery()
)
_links = json_rows(
    select(_both.c.public_id, _both.c.kind, _both.c.title, _both.c.built_on)
    .order_by(_both.c.published_at, _both.c.id)
    .limit(MOST_LINKS)
)

_m = _table(Membership).c
_badges = json_rows(
    select(_body.handle, _body.name)
    .select_from(_table(Organisation).join(_table(Membership), _m.organisation_id == _body.id))
    .where(_m.person_id == bindparam("reader"))
    .order_by(_body.name, _body.id)
    .correlate(None)
)


_theme, _ties = _table(Theme).c, contribution_themes.c
_themes = json_rows(
    select(_theme.slug, _theme.name)
    .join(contribution_themes, _ties.theme_id == _theme.id)
    .where(_ties.contribution_id == _c.id, _theme.retired_at.is_(None))
    .correlate(_table(Contribution))
    .order_by(_theme.name)
)


def _page(comments: ScalarSelect[str] | Null) -> Select[Any]:
    return (
        select(
            *_OWN_COLUMNS,
            _author.display_name.label("author_name"),
            _author.handle.label("author_handle"),
            _author.closed_at.label("author_closed_at"),
            _body.name.label("organisation_name"),
            _body.handle.label("organisation_handle"),
            portrait(_author, _body).label("portrait"),
            _area.name.label("area_name"),
            _c.round_id,
            _r.slug.label("round_slug"),
            _r.title.label("round_title"),
            _r.opened_at,
            _r.cancelled_at,
            _r.counts_for_all,
            _s.slug.label("space_slug"),
            _s.name.label("space_name"),
            _s.kind.label("space_kind"),
            _belongs.role.label("space_role"),
            _t.id.label("thread_id"),
            _t.public_id.label("thread_public_id"),
            _t.sequence.label("thread_sequence"),
            _t.locked_at.label("thread_locked_at"),
            _t.locked_rule.label("thread_locked_rule"),
            _t.branches_left.label("thread_branches_left"),
            _v.choice.label("my_choice"),
            _f.id.label("my_follow"),
            is_joined(_c.id).label("paired"),
            _left.sequence.label("left_off"),
            _left.at.label("left_off_at"),
            _phases.label("phases"),
            _links.label("links"),
            _badges.label("badges"),
            _themes.label("themes"),
            comments.label("comments"),
            json_rows(rows.waiting(_id)).label("waiting"),
        )
        .select_from(_table(Contribution))
        .join(_table(Round), _r.id == _c.round_id)
        .join(_table(User), _author.id == _c.author_id)
        .join(_table(Thread), _t.contribution_id == _c.id)
        .outerjoin(_table(Organisation), _body.id == func.coalesce(_c.organisation_id, _author.organisation_id))
        .outerjoin(_table(Area), _area.id == _c.area_id)
        .outerjoin(_table(Space), _s.id == _r.space_id)
        .outerjoin(
            _table(SpaceMember), (_belongs.space_id == _r.space_id) & (_belongs.person_id == bindparam("reader"))
        )
        .outerjoin(_table(Vote), (_v.contribution_id == _c.id) & (_v.person_id == bindparam("reader")))
        .outerjoin(
            _table(Follow),
            (_f.object_id == _c.id)
            & (_f.person_id == bindparam("reader"))
            & (_f.kind == literal_column(f"'{Followable.CONTRIBUTION.value}'"))
            & _f.stopped_at.is_(None),
        )
        .outerjoin(_table(LeftOff), (_left.thread_id == _t.id) & (_left.person_id == bindparam("reader")))
        .where(_c.public_id == bindparam("which"), _c.kind == bindparam("of_kind"))
    )


_PAGE, _PAGE_ALONE = _page(json_rows(rows.oldest(_thread))), _page(null())


def page(public_id: str, kind: Kind, reader_id: int | None, comments_after: str | None) -> Shown | None:
    """All about one contribution of that kind, whoever may read it: ask `rules.moderation` before showing it.

    With it come the comments of its thread after a path, oldest first ("" for the first ones); none if none are asked.
    """
    which = {"which": public_id, "of_kind": kind, "reader": reader_id}
    statement = _PAGE_ALONE if comments_after is None else _PAGE
    row = db.session.execute(statement, which | {"after": comments_after}).first()
    if row is None:
        return None
    *columns, dates, links, badges, themes, comments, waiting = row
    timetable = _timetable(dates, row.opened_at is not None, row.cancelled_at is not None, row.space_kind is not None)
    fields: list[Any] = [*columns, timetable, _linked(links), _told(badges), _sorted(themes), comments, waiting]
    return Shown(*fields)


@lru_cache(KEPT_TIMETABLES)
def _timetable(dates: str | None, opened: bool, cancelled: bool, is_space: bool) -> Timetable:  # noqa: FBT001 - Keyword arguments make the key of a cache dear.
    found = json.loads(dates or "[]")
    dated = (phases.Phase(PhaseKind(kind), _moment(opens), _moment(closes)) for kind, opens, closes in found)
    return Timetable(opened, cancelled, tuple(dated), is_space)


def _moment(words: str) -> datetime:
    return cast(datetime, moment(words))


def _told(badges: str | None) -> tuple[Badge, ...]:
    return tuple(Badge(*one) for one in json.loads(badges or "[]"))


def _linked(links: str | None) -> tuple[Linked, ...]:
    found = json.loads(links or "[]")
    return tuple(Linked(name, Kind(kind), title, bool(built_on)) for name, kind, title, built_on in found)


def _sorted(themes: str | None) -> tuple[Sorted, ...]:
    return tuple(Sorted(*each) for each in json.loads(themes or "[]"))
