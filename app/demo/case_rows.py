"""The demo's reports, the moderators' decisions, and what people were told of both, as rows of our tables."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from app.demo.tables import Act, Judgement, Posted, Report, Said, later
from app.identifiers import public_id
from app.rules.appeals import APPEAL_WITHIN
from app.rules.cases import gravest, urgency
from app.rules.decisions import Scope
from app.rules.moderation import ReportReason, Verb
from app.rules.notices import NoticeKind
from app.rules.reports import Outcome

Row = dict[str, Any]
Ids = Mapping[str, int]

UNREAD = timedelta(days=2)
"""Notices younger than this wait to be read."""


@dataclass(frozen=True)
class Case:
    """A text by its name in addresses, or a whole thread, with what was reported and decided about it."""

    name: str
    contribution_id: int
    author: str
    at: datetime
    judged: Judgement | None = None
    reports: tuple[Report, ...] = ()
    comment_id: int | None = None
    thread_id: int | None = None

    @property
    def about(self) -> Row:
        """What a report or a decision is about: the comment alone, or the contribution."""
        return {"contribution_id": None if self.comment_id else self.contribution_id, "comment_id": self.comment_id}

    @property
    def decided_at(self) -> datetime | None:
        """When a moderator decided, if one did."""
        return later(self.at, self.judged.hours if self.judged else None)


def of_contributions(posted: list[Posted]) -> Iterator[Case]:
    """Contributions that were reported or hidden."""
    for one in posted:
        if one.text.reports or one.text.hidden:
            yield Case(one.public_id, one.id, one.text.author, one.at, one.text.hidden, one.text.reports)


def of_comments(posted: Posted, said: Mapping[int, Said]) -> Iterator[Case]:
    """Comments under a contribution that were reported or hidden, given by their ids."""
    for number, one in said.items():
        if one.words.reports or one.words.hidden:
            yield Case(one.public_id, posted.id, one.words.author, one.at, one.words.hidden, one.words.reports, number)


def decision(case: Case, round_id: int, people: Ids, file_id: int | None) -> Row | None:
    """What a moderator decided, or none."""
    if case.judged is None:
        return None
    return case.about | {
        "public_id": public_id(),
        "case_id": file_id,
        "round_id": round_id,
        "verb": Verb.LOCK if case.thread_id else Verb.HIDE,
        "scope": Scope.THREAD if case.thread_id else Scope.TEXT,
        "author_id": people[case.author],
        "appeal_by": later_than(case.decided_at),
        "thread_id": case.thread_id,
        "rule": case.judged.rule,
        "reason": case.judged.reason,
        "by_id": people[case.judged.by],
        "at": case.decided_at,
    }


def later_than(decided_at: datetime | None) -> datetime | None:
    """Until when a decision can be contested."""
    return decided_at + APPEAL_WITHIN if decided_at else None


def case_row(case: Case, round_id: int, people: Ids, thread_id: int, revision_id: int) -> Row:
    """The moderators' file on what was reported; closed where a moderator decided."""
    first = min(case.reports, key=lambda report: report.hours)
    reasons = [ReportReason(report.reason) for report in case.reports]
    return case.about | {
        "public_id": public_id(),
        "round_id": round_id,
        "thread_id": thread_id,
        "author_id": people[case.author],
        "revision_id": revision_id,
        "reason": gravest(reasons),
        "urgency": urgency([(reason, 1.0) for reason in reasons]),
        "report_count": len(reasons),
        "opened_at": later(case.at, first.hours),
        "closed_at": case.decided_at,
        "closed_by_id": people[case.judged.by] if case.judged else None,
    }


def reports(case: Case, round_id: int, people: Ids, file: Row) -> Iterator[Row]:
    """What people reported, in its `file`; settled where a moderator decided."""
    for report in case.reports:
        yield case.about | {
            "case_id": file["id"],
            "revision_id": file["revision_id"],
            "outcome": Outcome.UPHELD if case.judged else None,
            "public_id": public_id(),
            "round_id": round_id,
            "reporter_id": people[report.by],
            "reason": ReportReason(report.reason),
            "words": report.words,
            "at": later(case.at, report.hours),
            "settled_at": case.decided_at,
            "settled_by_id": people[case.judged.by] if case.judged else None,
        }


def notices(case: Case, decision_id: int, reports_by_person: Ids, people: Ids) -> Iterator[Row]:
    """What the author was told of a decision, and then everybody who had reported."""
    about = {"contribution_id": case.contribution_id, "comment_id": case.comment_id, "decision_id": decision_id}
    kind = NoticeKind.LOCKED if case.thread_id else NoticeKind.HIDDEN
    yield about | {"person_id": people[case.author], "kind": kind, "report_id": None, "at": case.decided_at}
    for name, report in reports_by_person.items():
        told = {"person_id": people[name], "kind": NoticeKind.REPORT_SETTLED, "report_id": report}
        yield about | told | {"at": case.decided_at}


def replies(posted: Posted, said: Mapping[int, Said], people: Ids) -> Iterator[Row]:
    """Who is told of a comment: whoever is answered, and whose contribution it is; each once, nobody of their own."""
    authors = {one.words.key: one.words.author for one in said.values()}
    for number, one in said.items():
        told = {posted.text.author: NoticeKind.COMMENTED}
        if one.words.parent:
            told[authors[one.words.parent]] = NoticeKind.REPLIED
        told.pop(one.words.author, None)
        about = {"contribution_id": posted.id, "comment_id": number, "decision_id": None, "report_id": None}
        for person, kind in told.items():
            yield about | {"person_id": people[person], "kind": kind, "at": one.at}


def report_acts(found: list[Row]) -> Iterator[Act]:
    """That each report was made."""
    for row in found:
        reason = {"reason": row["reason"]}
        yield Act(row["at"], row["reporter_id"], "report.made", "report", row["public_id"], reason)


def decision_act(case: Case, row: Row) -> Act:
    """That a moderator decided."""
    details = {
        "decision": row["public_id"],
        "rule": row["rule"],
        "revision": None,
        "thread": case.thread_id is not None,
    }
    kind = "comment" if case.comment_id else "contribution"
    return Act(row["at"], row["by_id"], f"decision.{row['verb']}", kind, case.name, details)


def in_order(told: list[Row], round_id: int, now: datetime) -> Iterator[Row]:
    """Notices as they came, those older than a few days marked as read."""
    for notice in sorted(told, key=lambda notice: notice["at"]):
        read = notice["at"] + UNREAD
        yield notice | {"round_id": round_id, "read_at": read if read < now else None}
