"""A message is reported, and what moderators then read: that message and the few around it, and no other ever."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row

from app import audit, clock, once
from app.markup import clean_text
from app.messages import queries, report_queries
from app.messages.models import Message
from app.messages.rows import Found
from app.moderation import acts, case_queries
from app.moderation import queries as moderation
from app.moderation.case_models import Case
from app.moderation.models import Report
from app.moderation.reading import Subject
from app.rules.actors import Actor
from app.rules.cases import may_decide
from app.rules.moderation import ReportReason
from app.rules.permissions import No
from app.rules.refusals import Missing
from app.sentences import allow
from app.transaction import transaction


def to_report(actor: Actor, public_id: str, number: int, *, lock: bool = False) -> tuple[Found, Message]:
    """A message of the other side, which this person may report. Raises Missing."""
    found = queries.find(actor, public_id, lock=lock)
    message = report_queries.message(found, number) if found else None
    if found is None or message is None:
        raise Missing
    return found, message


def shown(found: Found, message: Message) -> list[Message]:
    """What the moderators will read."""
    return report_queries.near(found, message.number)


def report(
    actor: Actor, public_id: str, number: int, reason: ReportReason, words: str, *, key: str | None = None
) -> str:
    """Report a message, as a case on whoever wrote it; gives the report's name.

    The words that stand there now are kept as evidence. A second report on the same person joins the first.
    """
    assert actor.id is not None
    with transaction():
        said = (public_id, str(number), reason, words)
        earlier = once.claim(actor.id, key, "report message", *said)
        if earlier is not None:
            return earlier
        found, message = to_report(actor, public_id, number, lock=True)
        author = moderation.subject(_keys(message.author_id), lock=True)
        assert author is not None  # Accounts are closed, never deleted.
        made = case_queries.waiting_report(author, actor.id) or _new(actor.id, author, reason, words)
        report_queries.keep(made, found, message, shown(found, message))
        once.settle(actor.id, key, made.public_id)
    return made.public_id


def _keys(person_id: int) -> dict[str, int | None]:
    return {"contribution_id": None, "comment_id": None, "person_id": person_id, "organisation_id": None}


def _new(reporter_id: int, author: Subject, reason: ReportReason, words: str) -> Report:
    made = Report(
        **author.keys, reporter_id=reporter_id, reason=reason, words=clean_text(words).strip(), at=clock.now()
    )
    case = case_queries.file(author, made, None)
    audit.record(reporter_id, "report.made", "report", made.public_id, reason=reason, case=case.public_id)
    return made


def evidence(actor: Actor, case_id: str) -> tuple[Case, Sequence[Row[*tuple[Any, ...]]]]:
    """The reported messages of a case, for a moderator who may decide it; that they were read is put down.

    Raises Missing where no message was reported, Refused for whoever is no moderator or stands too near.
    """
    allow(None if actor.is_moderator else No.NOT_MODERATOR)
    with transaction():
        case = report_queries.case_with_messages(case_id)
        subject = moderation.subject(case_queries.keys_of(case)) if case else None
        if case is None or subject is None:
            raise Missing
        allow(may_decide(actor, acts.parties(actor, subject)))
        audit.record(actor.id, "messages.read_as_evidence", "case", case.public_id)
        return case, report_queries.evidence(case.id)
