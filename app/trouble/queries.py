"""SQL about quarantines: votes that two people set aside."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Select, and_, case, func, or_, select
from sqlalchemy.orm import aliased

from app.accounts.models import User
from app.contributions.models import Contribution
from app.dealing.models import Deal
from app.extensions import db
from app.rounds.models import Round
from app.rules.actors import Actor
from app.rules.quarantine import Quarantine as Facts
from app.rules.trouble import FEW_VOTES, NEW_ACCOUNT
from app.rules.voting import Choice
from app.trouble.models import Objection, Quarantine
from app.trouble.reading import Account, Case
from app.visibility import contribution_may_be_read_by
from app.votes.models import Vote

SHOWN = 100
"""Quarantines or accounts on one page, the latest or the most unusual first."""


def cases() -> list[Case]:
    """Quarantines, those first that wait for somebody: for an answer, then for a second person; then those in force."""
    lifted, confirmed = Quarantine.lifted_at.is_not(None), Quarantine.confirmed_at.is_not(None)
    waiting = and_(Objection.at.is_not(None), Objection.answered_at.is_(None))
    statement = _cases().order_by(lifted, ~waiting, confirmed, Quarantine.id.desc()).limit(SHOWN)
    return [_case(row) for row in db.session.execute(statement)]


def case_of(public_id: str) -> Case | None:
    """One quarantine."""
    found = db.session.execute(_cases().where(Quarantine.public_id == public_id)).first()
    return _case(found) if found else None


def own_case(actor: Actor, public_id: str) -> Case | None:
    """One quarantine for the person whose votes they are: without the contribution where they may not read that any more."""
    statement = _cases().add_columns(contribution_may_be_read_by(actor).label("readable"))
    row = db.session.execute(statement.where(Quarantine.public_id == public_id)).first()
    if row is None or row.readable:
        return _case(row) if row else None
    return replace(_case(row), title=None, contribution=None)


def lock(public_id: str) -> tuple[Quarantine, Facts] | None:
    """One quarantine as it is now, until the transaction ends, and what the law needs to know of it."""
    row = db.session.scalars(
        select(Quarantine)
        .where(Quarantine.public_id == public_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).first()
    if row is None:
        return None
    author = select(Contribution.author_id).where(Contribution.id == row.contribution_id)
    author_id = db.session.scalar(author) if row.contribution_id else None
    return row, _facts(row, author_id, objection(row.id))


def objection(quarantine_id: int) -> Objection | None:
    """What the person said to it, as it stands now. Call under `lock`."""
    return db.session.get(Objection, quarantine_id, populate_existing=True)


def active(person_id: int, round_id: int, contribution_id: int | None) -> bool:
    """Whether there is one on the same votes that was not lifted."""
    same = (
        Quarantine.contribution_id.is_(None)
        if contribution_id is None
        else Quarantine.contribution_id == contribution_id
    )
    of_them = (Quarantine.person_id == person_id, Quarantine.round_id == round_id, Quarantine.lifted_at.is_(None))
    return db.session.execute(select(Quarantine.id).where(*of_them, same)).first() is not None


def round_of(slug: str) -> Any:
    """Id, slug and title of a round that was opened, or none."""
    return db.session.execute(
        select(Round.id, Round.slug, Round.title).where(Round.slug == slug, Round.opened_at.is_not(None))
    ).first()


def contribution_of(public_id: str) -> Any:
    """What a quarantine needs to know of a published contribution in a round that was opened, or none."""
    return db.session.execute(
        select(
            Contribution.id, Contribution.public_id, Contribution.author_id, Contribution.round_id, Contribution.kind,
            Contribution.title, Round.slug,
        )
        .join(Round, Round.id == Contribution.round_id)
        .where(
            Contribution.public_id == public_id, Contribution.published_at.is_not(None), Round.opened_at.is_not(None)
        )
    ).first()  # fmt: skip


def person_of(handle: str) -> int | None:
    """The account of that handle, closed ones too: their votes count on."""
    return db.session.scalar(select(User.id).where(User.handle == handle))


def has_voted(person_id: int, round_id: int, contribution_id: int | None) -> bool:
    """Whether there is a vote of theirs to set aside."""
    statement = select(Vote.person_id).where(Vote.person_id == person_id, Vote.round_id == round_id).limit(1)
    if contribution_id is not None:
        statement = statement.where(Vote.contribution_id == contribution_id)
    return db.session.execute(statement).first() is not None


def unusual_accounts(contribution_id: int, round_id: int) -> list[Account]:
    """Who agrees with it and has two unusual things at least: hardly another vote, a found vote, a new account."""
    votes = (
        select(Vote.person_id, func.count().label("votes"))
        .where(Vote.round_id == round_id)
        .group_by(Vote.person_id)
        .subquery()
    )
    counted = and_(
        Deal.id == Vote.deal_id, Deal.place <= select(Round.allowance).where(Round.id == round_id).scalar_subquery()
    )
    rows = db.session.execute(
        select(User.handle, User.display_name, User.created_at, Vote.at, votes.c.votes, Deal.id.label("card"))
        .select_from(Vote)
        .join(User, User.id == Vote.person_id)
        .join(votes, votes.c.person_id == Vote.person_id)
        .outerjoin(Deal, counted)
        .where(Vote.contribution_id == contribution_id, Vote.choice == Choice.AGREE)
        .where(or_(votes.c.votes <= FEW_VOTES, Deal.id.is_(None)))
        .order_by(votes.c.votes, case((Deal.id.is_(None), 0), else_=1), Vote.at.desc(), Vote.person_id)
    )
    found = [_account(row) for row in rows]
    return [one for one in found if (one.votes <= FEW_VOTES) + one.found + one.new >= 2][:SHOWN]


def _account(row: Any) -> Account:
    new = (row.at - row.created_at).total_seconds() < NEW_ACCOUNT
    return Account(row.handle, row.display_name, row.votes, row.card is None, new, row.at)


def _cases() -> Select[Any]:
    person, proposer, confirmer, lifter, answerer = (aliased(User) for _each in range(5))
    columns: Sequence[Any] = (
        Quarantine, Objection, Round.slug, Round.title.label("round_title"), Contribution.public_id.label("contribution"),
        Contribution.kind, Contribution.title, Contribution.author_id, person.display_name.label("person"),
        person.handle, proposer.display_name.label("proposed_by"), confirmer.display_name.label("confirmed_by"),
        lifter.display_name.label("lifted_by"), answerer.display_name.label("answered_by"),
    )  # fmt: skip
    return (
        select(*columns)
        .join(Round, Round.id == Quarantine.round_id)
        .join(person, person.id == Quarantine.person_id)
        .join(proposer, proposer.id == Quarantine.proposed_by_id)
        .outerjoin(Contribution, Contribution.id == Quarantine.contribution_id)
        .outerjoin(confirmer, confirmer.id == Quarantine.confirmed_by_id)
        .outerjoin(lifter, lifter.id == Quarantine.lifted_by_id)
        .outerjoin(Objection, Objection.quarantine_id == Quarantine.id)
        .outerjoin(answerer, answerer.id == Objection.answered_by_id)
    )


def _case(row: Any) -> Case:
    of: Quarantine = row.Quarantine
    said: Objection | None = row.Objection
    return Case(
        id=of.id,
        public_id=of.public_id,
        round_id=of.round_id,
        facts=_facts(of, row.author_id, said),
        round_slug=row.slug,
        round_title=row.round_title,
        contribution=row.contribution,
        kind=row.kind,
        title=row.title,
        person=row.person,
        handle=row.handle,
        proposed_by=row.proposed_by,
        proposed_at=of.proposed_at,
        reason=of.reason,
        confirmed_by=row.confirmed_by,
        confirmed_at=of.confirmed_at,
        lifted_by=row.lifted_by,
        lifted_at=of.lifted_at,
        lift_reason=of.lift_reason,
        objection=said.words if said else "",
        objected_at=said.at if said else None,
        answer=said.answer if said else "",
        answered_by=row.answered_by,
        answered_at=said.answered_at if said else None,
    )


def _facts(of: Quarantine, author_id: int | None, said: Objection | None) -> Facts:
    return Facts(
        person_id=of.person_id,
        author_id=author_id,
        proposed_by=of.proposed_by_id,
        confirmed=of.confirmed_at is not None,
        lifted=of.lifted_at is not None,
        confirmed_by=of.confirmed_by_id,
        objected=said is not None,
        answered=said is not None and said.answered_at is not None,
    )
