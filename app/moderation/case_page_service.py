"""All that a case's page shows."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from app.accounts.models import User
from app.checks.queries import watched_words
from app.contributions.models import Revision
from app.markup import marked
from app.messages import report_queries as letters
from app.moderation import (
    acts,
    case_page_queries,
    case_queries,
    cover_queries,
    decision_queries,
    queries,
    restraint_queries,
)
from app.moderation.case_models import Case, Restraint
from app.moderation.models import CommunityRule
from app.moderation.reading import Subject, Target
from app.rules.actors import Actor
from app.rules.cases import LIGHT, RULE_OF, Lease, may_decide
from app.rules.checks_words import watched
from app.rules.decisions import VERBS, Scope, changes_something
from app.rules.moderation import Verb
from app.rules.permissions import No
from app.rules.reporting import report_weight
from app.spaces import report_queries as space_reports

LIKE_CASES = 5
"""Earlier decisions under the same rule: enough to see the line, not so many as to hide it."""


@dataclass(frozen=True)
class Author:
    """What moderators see of whoever wrote it: never how the person voted."""

    person: User
    contributions: int
    comments: int
    decisions: Sequence[Row[*tuple[Any, ...]]]
    restraints: Sequence[Restraint]


@dataclass(frozen=True)
class CasePage:
    """What stands on a case's page. `near`: why this moderator may not decide, or none."""

    holder: str | None
    assigned: str | None
    mine: bool
    possible: frozenset[Verb]
    """What would change something now."""
    near: No | None
    versions: Sequence[Revision]
    around: Sequence[Row[*tuple[Any, ...]]]
    reports: Sequence[tuple[Row[*tuple[Any, ...]], bool]]
    """Each report, and whether it weighs little."""
    events: Sequence[Row[*tuple[Any, ...]]]
    author: Author | None
    rule: CommunityRule | None
    messages: bool
    """Whether messages were reported: they stand on a page of their own, and who opens it is put down."""
    from_spaces: bool
    """The same of what stands in spaces."""
    mark: Callable[[str], str]
    """Marks the watched words in stored HTML, or in text that was escaped."""
    weight: float | None
    """What its reports weigh together, where they put it behind a click; none otherwise."""
    like: Sequence[Row[*tuple[Any, ...]]]
    before: Sequence[Row[*tuple[Any, ...]]]


def page(actor: Actor, case: Case, subject: Subject, now: datetime) -> CasePage:
    """Read it all."""
    held = Lease(case.claimed_by_id, case.claimed_until).held_at(now)
    names = case_queries.names([held, case.assigned_to_id])
    number = RULE_OF.get(case.reason)
    reports = case_page_queries.reports(case.id)
    return CasePage(
        holder=names.get(held or 0),
        assigned=names.get(case.assigned_to_id or 0),
        mine=held == actor.id,
        possible=possible(actor, subject, now),
        near=may_decide(actor, acts.parties(actor, subject)),
        versions=case_queries.versions_reported(case.id),
        around=case_page_queries.around(subject) if isinstance(subject, Target) and subject.comment else [],
        reports=[(one, report_weight(one.upheld, one.unfounded) < LIGHT) for one in reports],
        events=case_queries.events_of(case.id),
        author=author(case.author_id, now) if case.author_id else None,
        rule=queries.rule(number, case.round_id) if number else None,
        messages=bool(letters.evidence(case.id)),
        from_spaces=bool(space_reports.evidence(case.id)),
        mark=mark_watched(),
        weight=cover_weight(subject, now),
        like=decision_queries.decisions_under(number, LIKE_CASES) if number else [],
        before=decision_queries.decisions_on(subject),
    )


def mark_watched() -> Callable[[str], str]:
    """What marks the words on the moderators' list where they read a text."""
    words = watched_words()
    return lambda html: marked(html, lambda text: [(one.start, one.end) for one in watched(text, words)])


def cover_weight(subject: Subject, now: datetime) -> float | None:
    """What the reports on a text weigh that stands behind a click because of them."""
    if isinstance(subject, Target) and subject.text.covered_at is not None:
        return round(cover_queries.weight(subject.text, now), 1)
    return None


def possible(actor: Actor, subject: Subject, now: datetime) -> frozenset[Verb]:
    """The verbs that would change something: about the text or the person, and about the discussion."""
    before = acts.before_of(subject, now)
    scopes = (Scope.TEXT, Scope.THREAD) if isinstance(subject, Target) else (subject.scope,)
    verbs = [verb for scope in scopes for verb in VERBS[scope]]
    return frozenset(verb for verb in verbs if changes_something(verb, before, actor.id) is None)


def author(person_id: int, now: datetime) -> Author:
    """A person as moderators see one."""
    decisions = decision_queries.decisions_about(person_id)
    return Author(*case_page_queries.wrote(person_id), decisions, restraint_queries.running(person_id, now))
