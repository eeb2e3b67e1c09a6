"""SQL about reported messages: what a report lays before the moderators, and nothing beside it."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, exists, select

from app.extensions import db
from app.messages.models import Message, MessageEvidence
from app.messages.rows import Found, reads
from app.moderation.case_models import Case
from app.moderation.models import Report
from app.rules.messages import NEAR


def message(found: Found, number: int) -> Message | None:
    """A message of the other side that the reader may read."""
    theirs = Message.from_opener != found.mine.is_opener
    return db.session.scalars(select(Message).where(reads(found), theirs, Message.number == number)).first()


def near(found: Found, number: int) -> list[Message]:
    """That message with the few before and after it, as the reader sees them, in order."""
    seen = select(Message).where(reads(found))
    before = seen.where(Message.number < number).order_by(Message.number.desc()).limit(NEAR)
    after = seen.where(Message.number >= number).order_by(Message.number).limit(NEAR + 1)
    return [*reversed(db.session.scalars(before).all()), *db.session.scalars(after).all()]


def keep(report: Report, found: Found, reported: Message, around: list[Message]) -> None:
    """Lay these messages into the case as they stand now; what another report of the same person laid there stays."""
    known = {one.message_id: one for one in _laid(report.id)}
    for one in around:
        if one.id in known:
            known[one.id].is_reported |= one.id == reported.id
            continue
        by_reporter = one.from_opener == found.mine.is_opener
        db.session.add(
            MessageEvidence(
                report_id=report.id, case_id=report.case_id, message_id=one.id, is_reported=one.id == reported.id,
                by_reporter=by_reporter, body_html=one.body_html, at=one.at,
            )
        )  # fmt: skip


def _laid(report_id: int) -> Sequence[MessageEvidence]:
    return db.session.scalars(select(MessageEvidence).where(MessageEvidence.report_id == report_id)).all()


def evidence(case_id: int) -> Sequence[Row[*tuple[Any, ...]]]:
    """What lies in a case, report by report, in the order in which it was written; never whose conversation it was."""
    columns = MessageEvidence.report_id, MessageEvidence.is_reported, MessageEvidence.by_reporter
    statement = select(*columns, MessageEvidence.body_html, MessageEvidence.at)
    in_it = statement.where(MessageEvidence.case_id == case_id)
    return db.session.execute(in_it.order_by(MessageEvidence.report_id, MessageEvidence.message_id)).all()


def wrote_with(reporter_id: int, person_id: int) -> bool:
    """Whether somebody's report on a person's messages to oneself waits."""
    mine = (Report.reporter_id == reporter_id, Report.person_id == person_id, Report.settled_at.is_(None))
    laid = exists().where(MessageEvidence.report_id == Report.id, *mine)
    return bool(db.session.scalar(select(laid)))


def case_with_messages(public_id: str) -> Case | None:
    """A case into which messages were laid."""
    laid = exists().where(MessageEvidence.case_id == Case.id)
    return db.session.scalars(select(Case).where(Case.public_id == public_id, laid)).one_or_none()
