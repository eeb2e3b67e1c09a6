"""SQL about rounds and areas, and nothing else."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Select, delete, func, insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import joinedload, load_only, selectinload

from app import identifiers
from app.accounts.models import Organisation, User, Verification, portrait
from app.contributions.models import Contribution
from app.extensions import db
from app.following.models import Follow
from app.organisations.rows import body_of
from app.rounds.models import Area, Extension, Participation, Phase, ReturnToDraft, Round
from app.rules import phases
from app.rules.actors import Actor
from app.rules.contributions import IN_ROUNDS, Kind
from app.rules.following import Followable
from app.rules.refusals import Missing
from app.visibility import contribution_is_listed, round_is_open_to
from app.votes.models import VoteEvent

RESERVED = frozenset({"new"})
"""Words after `/rounds/` that are addresses of their own."""

SHUFFLES = 2**31
"""The size of the circle on which contributions stand in random places."""


def round_by_slug(slug: str, actor: Actor) -> Round:
    """The round at this address, its phases and areas with it.

    Raises Missing where there is none, or where it is a draft and the reader runs no rounds.
    """
    statement = (
        select(Round)
        .where(Round.slug == slug, round_is_open_to(actor))
        .options(joinedload(Round.phases), selectinload(Round.areas))
    )
    found = db.session.scalars(statement).unique().one_or_none()
    if found is None:
        raise Missing
    return found


def lock_round(slug: str, actor: Actor) -> Round:
    """The same, locked until the transaction ends: what changes a round waits here for what changes it already."""
    statement = (
        select(Round)
        .where(Round.slug == slug, round_is_open_to(actor))
        .options(selectinload(Round.phases), selectinload(Round.areas))
        .with_for_update(of=Round)
        .execution_options(populate_existing=True)
    )
    found = db.session.scalars(statement).one_or_none()
    if found is None:
        raise Missing
    return found


def rounds_for(actor: Actor) -> Sequence[Round]:
    """All rounds that this reader may know of, with their phases and without their long texts; newest first."""
    columns = (
        Round.slug,
        Round.title,
        Round.question,
        Round.budget_pounds,
        Round.budget_note,
        Round.opened_at,
        Round.cancelled_at,
        Round.space_id,
    )
    return db.session.scalars(
        select(Round)
        .where(round_is_open_to(actor))
        .options(load_only(*columns), selectinload(Round.phases))
        .order_by(Round.created_at.desc(), Round.id.desc())
    ).all()


def people_by_round() -> dict[int, int]:
    """How many people took part in each round."""
    statement = select(Participation.round_id, func.count()).group_by(Participation.round_id)
    return {row[0]: row[1] for row in db.session.execute(statement)}


def note_participation(round_id: int, person_id: int, now: datetime) -> None:
    """Note, inside the transaction of a first act, that this person took part in the round. Twice does no harm."""
    dialect = postgresql if db.session.get_bind().dialect.name == "postgresql" else sqlite
    row = {"round_id": round_id, "person_id": person_id, "since": now}
    db.session.execute(dialect.insert(Participation).values(row).on_conflict_do_nothing())


def figures(round_id: int, reader_id: int | None) -> Any:
    """One row of counts: the listed needs, ideas and proposals, the people who took part, the verified among them.

    `followed` is 1 where the reader follows the round.
    """
    people = select(func.count()).select_from(Participation).where(Participation.round_id == round_id)
    verified = people.join(Verification, Verification.person_id == Participation.person_id)
    listed = {kind.plural: _listed(round_id, kind).with_only_columns(func.count()) for kind in IN_ROUNDS}
    followed = select(func.count()).where(
        Follow.kind == Followable.ROUND, Follow.object_id == round_id, Follow.person_id == reader_id,
        Follow.stopped_at.is_(None),
    )  # fmt: skip
    counts = {**listed, "people": people, "verified": verified, "followed": followed}
    return db.session.execute(select(*(count.scalar_subquery().label(name) for name, count in counts.items()))).one()


def a_few(round_id: int, kind: Kind, start: int, limit: int) -> Sequence[Any]:
    """A few listed contributions of a kind: those that follow `start` on the circle of random places."""
    columns = (
        Contribution.public_id,
        Contribution.title,
        Contribution.summary,
        Contribution.published_at,
        Contribution.comment_count,
        func.coalesce(Organisation.name, User.display_name).label("display_name"),
        func.coalesce(Organisation.handle, User.handle).label("handle"),
        Organisation.id.label("organisation_id"),
        portrait(User, Organisation).label("portrait"),
        Area.name.label("area"),
    )
    return db.session.execute(
        _listed(round_id, kind)
        .join(User, User.id == Contribution.author_id)
        .outerjoin(Organisation, Organisation.id == body_of(Contribution))
        .outerjoin(Area, Area.id == Contribution.area_id)
        .with_only_columns(*columns)
        .order_by((Contribution.shuffle - start + SHUFFLES) % SHUFFLES, Contribution.id)
        .limit(limit)
    ).all()


def extensions_of(round_id: int) -> Sequence[Any]:
    """Every deadline of the round that was moved, the latest first: which, from when to when, why, by whom."""
    return db.session.execute(
        select(Phase.kind, Extension.was, Extension.became, Extension.reason, Extension.at, User.display_name)
        .join(Phase, Phase.id == Extension.phase_id)
        .join(User, User.id == Extension.by_id)
        .where(Phase.round_id == round_id)
        .order_by(Extension.at.desc(), Extension.id.desc())
    ).all()


def insert_round(title: str, person_id: int, now: datetime) -> Round:
    """Make a round whose address comes from its title and is nobody else's."""
    stem = identifiers.slug(title) or f"round-{identifiers.public_id()[:6]}"
    dialect = postgresql if db.session.get_bind().dialect.name == "postgresql" else sqlite
    for slug in (stem, *(f"{stem}-{number}" for number in range(2, 10)), f"{stem}-{identifiers.public_id()}"):
        row = {"slug": slug, "title": title, "question": "", "created_by_id": person_id, "created_at": now}
        statement = dialect.insert(Round).values(row).on_conflict_do_nothing().returning(Round.id)
        made = None if slug in RESERVED else db.session.scalar(statement)
        if made is not None:
            return db.session.get_one(Round, made)
    raise AssertionError("a random address was taken")


def set_areas(round_: Round, ids: Iterable[int]) -> None:
    """Let the round be about these areas."""
    wanted = list(ids)
    round_.areas = list(db.session.scalars(select(Area).where(Area.id.in_(wanted)))) if wanted else []


def set_phases(round_: Round, dated: Iterable[phases.Phase]) -> None:
    """Give the round these phases: those that it had keep their rows."""
    wanted = {phase.kind: phase for phase in dated}
    had = {phase.kind: phase for phase in round_.phases}
    gone = [phase.id for kind, phase in had.items() if kind not in wanted]
    if gone:
        db.session.execute(delete(Phase).where(Phase.id.in_(gone)))
    for kind, phase in wanted.items():
        row = had.get(kind) or Phase(round_id=round_.id, kind=kind)
        row.opens_at, row.closes_at = phase.opens_at, phase.closes_at
        db.session.add(row)
    db.session.flush()
    db.session.expire(round_, ["phases"])


def insert_extension(phase: Phase, became: datetime, reason: str, person_id: int, now: datetime) -> None:
    """Note that a deadline moves, and move it."""
    row = {"phase_id": phase.id, "was": phase.closes_at, "became": became, "reason": reason}
    db.session.execute(insert(Extension).values(**row, by_id=person_id, at=now))
    phase.closes_at = became


def lock_votes(slug: str) -> None:
    """Wait for whoever votes in the round, and let nobody vote in it until the transaction ends."""
    of_it = select(Contribution.id).join(Contribution.round).where(Round.slug == slug).order_by(Contribution.id)
    db.session.execute(of_it.with_for_update(of=Contribution)).all()


def voted_in(round_id: int) -> bool:
    """Whether anybody ever voted in the round, those included who took it back."""
    return db.session.scalar(select(VoteEvent.id).where(VoteEvent.round_id == round_id).limit(1)) is not None


def insert_return(round_id: int, reason: str, person_id: int, now: datetime) -> None:
    """Note that the round was taken back to draft."""
    db.session.execute(insert(ReturnToDraft).values(round_id=round_id, reason=reason, by_id=person_id, at=now))


def last_return(round_id: int) -> Any:
    """When the round was last taken back to draft, by whom and why; none where it never was."""
    statement = select(ReturnToDraft.at, ReturnToDraft.reason, User.display_name).join(
        User, User.id == ReturnToDraft.by_id
    )
    return db.session.execute(
        statement.where(ReturnToDraft.round_id == round_id).order_by(ReturnToDraft.id.desc())
    ).first()


def area_choices() -> list[tuple[str, str]]:
    """The areas as a form offers them: their ids as words, an invitation to choose first."""
    areas = db.session.execute(select(Area.id, Area.name).order_by(Area.name))
    return [("", _("Choose…")), *((str(area.id), area.name) for area in areas)]


def all_areas() -> Sequence[Area]:
    """Every area, in the order of its name."""
    return db.session.scalars(select(Area).order_by(Area.name)).all()


def insert_area(slug: str, name: str, population: int) -> Area:
    """Add an area."""
    area = Area(slug=slug, name=name, population=population)
    db.session.add(area)
    return area


def _listed(round_id: int, kind: Kind) -> Select[Any]:
    return (
        select(Contribution)
        .select_from(Contribution)
        .where(Contribution.round_id == round_id, Contribution.kind == kind, contribution_is_listed())
    )
