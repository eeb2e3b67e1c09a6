"""SQL about what is kept of one person in spaces: for their own download, and to take it away with the account."""

from collections.abc import Sequence

from sqlalchemy import RowMapping, delete, func, select, update

from app.extensions import db
from app.moderation.models import Report
from app.rules.spaces import SpaceRole
from app.spaces.models import Space, SpaceEvidence, SpaceInvitation, SpaceMember, SpaceOut, SpaceRequest


def spaces(person_id: int) -> Sequence[RowMapping]:
    """The spaces to which the person belongs."""
    statement = select(Space.slug.label("space"), Space.name, SpaceMember.role, SpaceMember.since)
    mine = statement.join(Space, Space.id == SpaceMember.space_id).where(SpaceMember.person_id == person_id)
    return db.session.execute(mine.order_by(SpaceMember.since, Space.id)).mappings().all()


def space_requests(person_id: int) -> Sequence[RowMapping]:
    """What the person said who asked to join a space, and what they were answered; which one they know themselves."""
    one = SpaceRequest
    statement = select(one.words, one.at, one.settled_at, one.accepted, one.answer).where(one.person_id == person_id)
    return db.session.execute(statement.order_by(one.id)).mappings().all()


def space_invitations(person_id: int) -> Sequence[RowMapping]:
    """When the person was invited to a space by name, and whether they came."""
    one = SpaceInvitation
    statement = select(one.at, one.expires_at, one.used_at, one.withdrawn_at).where(one.person_id == person_id)
    return db.session.execute(statement.order_by(one.id)).mappings().all()


def put_out_of_spaces(person_id: int) -> Sequence[RowMapping]:
    """When and why the person was put out of a space."""
    statement = select(SpaceOut.reason, SpaceOut.at).where(SpaceOut.person_id == person_id)
    return db.session.execute(statement.order_by(SpaceOut.at)).mappings().all()


def erase(person_id: int) -> None:
    """End every membership, and forget what was said by and to the person.

    A space that loses its last moderator so gets the member who has been there longest.
    """
    looked_after = select(SpaceMember.space_id).where(
        SpaceMember.person_id == person_id, SpaceMember.role == SpaceRole.MODERATOR
    )
    ids = db.session.scalars(
        select(Space.id).where(Space.id.in_(looked_after)).order_by(Space.id).with_for_update()
    ).all()
    db.session.execute(delete(SpaceMember).where(SpaceMember.person_id == person_id))
    for space_id in ids:
        _see_that_somebody_looks_after(space_id)
    db.session.execute(delete(SpaceOut).where(SpaceOut.person_id == person_id))
    db.session.execute(delete(SpaceRequest).where(SpaceRequest.person_id == person_id))
    db.session.execute(delete(SpaceInvitation).where(SpaceInvitation.person_id == person_id))
    reported = select(Report.id).where(Report.person_id == person_id)
    evidence = update(SpaceEvidence).where(SpaceEvidence.report_id.in_(reported))
    db.session.execute(evidence.values(title="", body_html=""))


def _see_that_somebody_looks_after(space_id: int) -> None:
    of_it = SpaceMember.space_id == space_id
    count = select(func.count()).where(of_it, SpaceMember.role == SpaceRole.MODERATOR)
    if db.session.scalar(count):
        return
    longest = select(SpaceMember.person_id).where(of_it).order_by(SpaceMember.since, SpaceMember.person_id).limit(1)
    heir = db.session.scalar(longest)
    if heir is not None:
        made = update(SpaceMember).where(of_it, SpaceMember.person_id == heir).values(role=SpaceRole.MODERATOR)
        db.session.execute(made)
