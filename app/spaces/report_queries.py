"""SQL about what was reported in spaces: what a report lays before the moderators of the site, and nothing beside it."""

from collections.abc import Sequence

from sqlalchemy import exists, select

from app.extensions import db
from app.moderation.case_models import Case
from app.moderation.models import Report
from app.moderation.reading import Target
from app.spaces.models import SpaceEvidence


def keep(report: Report, reported: Target) -> None:
    """Lay a text into the case as it stands now; what another report of the same person laid there stays."""
    text_id = reported.text.public_id
    if db.session.get(SpaceEvidence, (report.id, text_id)) is None:
        title = "" if reported.comment else reported.contribution.title
        words = reported.text.body_html
        db.session.add(
            SpaceEvidence(
                report_id=report.id, text_id=text_id, case_id=report.case_id, title=title, body_html=words, at=report.at
            )
        )


def evidence(case_id: int) -> Sequence[SpaceEvidence]:
    """What lies in a case, in the order in which it was reported; never where it stands."""
    in_it = select(SpaceEvidence).where(SpaceEvidence.case_id == case_id)
    return db.session.scalars(in_it.order_by(SpaceEvidence.report_id, SpaceEvidence.at)).all()


def case_with_evidence(public_id: str) -> Case | None:
    """A case into which something from a space was laid."""
    laid = exists().where(SpaceEvidence.case_id == Case.id)
    return db.session.scalars(select(Case).where(Case.public_id == public_id, laid)).one_or_none()


def reported_by(reporter_id: int, person_id: int) -> bool:
    """Whether somebody's report on what a person wrote in a space waits."""
    mine = (Report.reporter_id == reporter_id, Report.person_id == person_id, Report.settled_at.is_(None))
    return bool(db.session.scalar(select(exists().where(SpaceEvidence.report_id == Report.id, *mine))))
