"""SQL about contributions that say the same."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Row,
    ScalarSelect,
    and_,
    case,
    cast,
    exists,
    func,
    insert,
    literal,
    or_,
    select,
)
from sqlalchemy.orm import aliased

from app.accounts.models import Organisation, User
from app.contributions.models import Contribution
from app.duplicates.models import JOINED, MoveAnswer, Pairing
from app.duplicates.reading import Member
from app.extensions import db
from app.notifications.models import Notice
from app.organisations.rows import body_of
from app.rounds.models import Round
from app.rules.duplicates import Before, Side, Way
from app.rules.notices import NoticeKind
from app.rules.refusals import Missing
from app.rules.voting import Choice
from app.trouble.visibility import vote_is_aside
from app.votes.models import Vote


def pairing(public_id: str) -> Pairing:
    """The pairing as it is now, whoever may see it. Raises Missing where there is none."""
    statement = select(Pairing).where(Pairing.public_id == public_id).execution_options(populate_existing=True)
    found = db.session.scalars(statement).one_or_none()
    if found is None:
        raise Missing
    return found


def both(one_id: int, other_id: int, *, lock: bool = False) -> dict[int, Contribution]:
    """Two contributions by id; locked, where asked, the older first, so that nobody waits in a ring.

    Raises Missing where one is no longer there.
    """
    statement = (
        select(Contribution)
        .join(Round, Round.id == Contribution.round_id)
        .where(Contribution.id.in_([one_id, other_id]))
        .order_by(Contribution.id)
        .execution_options(populate_existing=True)
    )
    if lock:
        statement = statement.with_for_update(of=Contribution, key_share=True)
    found = {one.id: one for one in db.session.scalars(statement)}
    if found.keys() != {one_id, other_id}:  # A draft that was thrown away meanwhile.
        raise Missing
    return found


def id_of(public_id: str) -> int:
    """The id of a contribution, whoever may read it. Raises Missing where there is none."""
    found = db.session.scalar(select(Contribution.id).where(Contribution.public_id == public_id))
    if found is None:
        raise Missing
    return found


def side(of: Contribution, other: Contribution) -> Side:
    """One side as the law needs it; what joins it to the other of the two is left out."""
    apart = select(Pairing.id).where(JOINED, Pairing.lead_id != other.id, Pairing.follower_id != other.id)
    follows = db.session.execute(apart.where(Pairing.follower_id == of.id).limit(1)).first() is not None
    leads = db.session.execute(apart.where(Pairing.lead_id == of.id).limit(1)).first() is not None
    return Side(of.id, of.kind, of.round_id, of.author_id, of.is_whole, follows, leads)


def before(lead_id: int, follower_id: int, way: Way, person_id: int) -> Before:
    """What was there before such a proposal of this person."""
    pair = (Pairing.lead_id.in_([lead_id, follower_id]), Pairing.follower_id.in_([lead_id, follower_id]))
    running = _is(exists().where(*pair, Pairing.ended_at.is_(None), _stands_in_the_way(way)))
    declined = select(Pairing.ended_by_id).where(*pair, _declined())
    waiting = select(func.count()).where(
        Pairing.by_id == person_id, Pairing.ended_at.is_(None), Pairing.joined_at.is_(None)
    )
    people = frozenset(person for person in db.session.scalars(declined) if person is not None)
    return Before(running, people, db.session.scalars(waiting).one())


def _stands_in_the_way(way: Way) -> ColumnElement[bool]:
    """A link that was agreed may become a merge; everything else that runs between the two comes first."""
    return Pairing.joined_at.is_(None) if way is Way.MERGE else literal(value=True)


def _declined() -> ColumnElement[bool]:
    no = (Pairing.lead_said.is_not(None) & ~Pairing.lead_said) | (
        Pairing.follower_said.is_not(None) & ~Pairing.follower_said
    )
    return and_(Pairing.ended_at.is_not(None), no)


def _is(question: ColumnElement[bool]) -> bool:
    return bool(db.session.scalar(select(question)))


def link_between(one_id: int, other_id: int) -> Pairing | None:
    """The link that joins these two now."""
    pair = (Pairing.lead_id.in_([one_id, other_id]), Pairing.follower_id.in_([one_id, other_id]))
    return db.session.scalars(select(Pairing).where(*pair, JOINED)).one_or_none()


def add(pairing: Pairing) -> None:
    """Keep a new proposal."""
    db.session.add(pairing)
    db.session.flush()


def pairings_of(contribution_id: int) -> Sequence[Row[Any]]:
    """What was proposed about a contribution, the newest first: each with the title of the other where all may read it."""
    other = aliased(Contribution)
    whole = and_(other.published_at.is_not(None), other.hidden_at.is_(None), other.withdrawn_at.is_(None))
    statement = (
        select(Pairing, case((whole, other.title)).label("title"))
        .join(other, other.id == case((Pairing.lead_id == contribution_id, Pairing.follower_id), else_=Pairing.lead_id))
        .where(or_(Pairing.lead_id == contribution_id, Pairing.follower_id == contribution_id))
    )
    return db.session.execute(statement.order_by(Pairing.id.desc()).limit(20)).all()


def ask_supporters(pairing: Pairing, but: int, now: datetime) -> int:
    """Ask all who agree with the follower, once, whether to move their vote; gives how many.

    Not `but`, the author of the lead, nor those who answered before.
    """
    answered = exists().where(
        MoveAnswer.from_id == pairing.follower_id,
        MoveAnswer.to_id == pairing.lead_id,
        MoveAnswer.person_id == Vote.person_id,
    )
    supporters = select(
        Vote.person_id,
        literal(NoticeKind.MOVE_ASKED, Notice.kind.type),
        literal(pairing.round_id),
        literal(pairing.follower_id),
        literal(pairing.id),
        literal(now, Notice.at.type),
    ).where(
        Vote.contribution_id == pairing.follower_id,
        Vote.choice == Choice.AGREE,
        Vote.person_id != but,
        ~answered,
    )
    columns = ["person_id", "kind", "round_id", "contribution_id", "pairing_id", "at"]
    return db.session.execute(insert(Notice).from_select(columns, supporters)).rowcount  # type: ignore[attr-defined, no-any-return]


def answer_of(pairing: Pairing, person_id: int) -> MoveAnswer | None:
    """What the person answered who was asked to move a vote between these two, now or in an earlier pairing."""
    return db.session.get(MoveAnswer, (pairing.follower_id, pairing.lead_id, person_id), populate_existing=True)


def answered(pairing: Pairing, person_id: int, now: datetime, *, moved: bool) -> None:
    """Keep the answer."""
    pair = {"from_id": pairing.follower_id, "to_id": pairing.lead_id, "pairing_id": pairing.id}
    db.session.execute(insert(MoveAnswer).values(**pair, person_id=person_id, moved=moved, at=now))


def members(contribution_id: int) -> tuple[Member, ...]:
    """All that say the same as this one now, itself included, whoever may read them; the oldest first."""
    lead: ScalarSelect[int] = (
        select(Pairing.lead_id).where(Pairing.follower_id == contribution_id, JOINED).scalar_subquery()
    )
    root = func.coalesce(lead, contribution_id)
    mine = and_(Pairing.follower_id == Contribution.id, Pairing.lead_id == root, JOINED)
    statement = (
        select(
            Contribution.id, Contribution.public_id, Contribution.kind, Contribution.title, Contribution.author_id,
            func.coalesce(Organisation.name, User.display_name), Pairing.way, Pairing.joined_at,
            Pairing.public_id.label("pairing"), _flag(Contribution.hidden_at), _flag(Contribution.withdrawn_at),
        )
        .join(User, User.id == Contribution.author_id)
        .outerjoin(Organisation, Organisation.id == body_of(Contribution))
        .outerjoin(Pairing, mine)
        .where(or_(Contribution.id == root, Pairing.id.is_not(None)))
        .order_by(Contribution.published_at, Contribution.id)
    )  # fmt: skip
    return tuple(Member(*row) for row in db.session.execute(statement))


def _flag(moment: Any) -> ColumnElement[bool]:
    return cast(moment.is_not(None), Boolean)


def people_who_support(ids: Iterable[int]) -> int:
    """How many people agree with any of these contributions, each counted once; votes that were set aside left out."""
    statement = select(func.count(Vote.person_id.distinct())).where(
        Vote.contribution_id.in_(list(ids)), Vote.choice == Choice.AGREE, ~vote_is_aside()
    )
    return db.session.scalars(statement).one()


def has_answered(from_id: int, to_id: int, person_id: int) -> bool:
    """Whether this person was asked to move a vote between the two and has answered."""
    mine = (MoveAnswer.from_id == from_id, MoveAnswer.to_id == to_id, MoveAnswer.person_id == person_id)
    return _is(exists().where(*mine))
