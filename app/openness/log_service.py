"""The public log of decisions, and the report of each month."""

from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _

from app import audit, clock
from app.openness import log_queries
from app.rules.actors import Actor
from app.rules.refusals import Invalid, Missing
from app.rules.transparency import MonthReport, bounds, gives_away, may_show_reason, month_report, whole_months
from app.sentences import allow
from app.transaction import transaction


def months(now: datetime) -> list[date]:
    """The months that are over and of which there may be something to tell, the latest first."""
    return whole_months(log_queries.first_moment(), now)


def reports_of(told: list[date]) -> list[MonthReport]:
    """The figures of these months, which follow one another, the latest first."""
    if not told:
        return []
    start, end = bounds(told[-1])[0], bounds(told[0])[1]
    reports, decisions = log_queries.report_facts(start, end), log_queries.decision_facts(start, end)
    return [month_report(month, reports, decisions) for month in told]


def decision_to_show(actor: Actor, public_id: str) -> Any:
    """A decision and its reason, for whoever may show it. Raises Refused and Missing."""
    allow(may_show_reason(actor))
    found = log_queries.decision_to_show(public_id)
    if found is None:
        raise Missing
    return found


def show_reason(actor: Actor, public_id: str) -> None:
    """Show the reason of a decision to the public.

    Raises Refused, Missing, and Invalid where the reason names the author or the moderator, or quotes the text.
    """
    with transaction():
        found = decision_to_show(actor, public_id)
        assert actor.id is not None  # Only people are moderators.
        if gives_away(found.reason, filter(None, (found.author, found.decider)), found.text or ""):
            raise Invalid(
                _("This reason names somebody, or quotes the text. It was not shown. The rule is shown as before.")
            )
        if log_queries.show_reason(found.id, actor.id, clock.now()):
            audit.record(actor.id, "reason.shown", "decision", public_id, round_id=found.round_id)


def take_reason_back(actor: Actor, public_id: str) -> None:
    """Show the reason no longer. Raises Refused and Missing."""
    with transaction():
        found = decision_to_show(actor, public_id)
        if log_queries.take_reason_back(found.id):
            audit.record(actor.id, "reason.taken_back", "decision", public_id, round_id=found.round_id)
