"""The public log of decisions, the report of each month, and what moderators do to show a reason."""

from datetime import date
from http import HTTPStatus

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from app import clock
from app.guard import public
from app.moderation.forms import REASONS
from app.openness import log_queries, log_service, rule_queries
from app.openness.log_queries import Wanted
from app.openness.reading import as_csv_file, report_rows
from app.rules.decisions import VERBS, Scope
from app.rules.moderation import Verb
from app.rules.refusals import Missing
from app.rules.transparency import MonthReport, bounds

bp = Blueprint("openness_log", __name__, url_prefix="/moderation")

LOG_COLUMNS = (
    "reference", "time", "action", "of", "rule", "rule_title", "rule_version", "reason", "automated", "appeal",
    "appeal_time",
)  # fmt: skip
REPORT_COLUMNS = ("month", "figure", "of", "number")
MONTHS_DRAWN = 12
YEARS = range(2000, 3000)
"""What an address may ask for; beyond it no clock of ours runs."""


@bp.get("/log")
@public
def log() -> str:
    """Every decision, the latest first: what was done, under which rule, and what came of an appeal."""
    wanted = _wanted()
    found = list(log_queries.entries(wanted, request.args.get("before")))
    page = found[: log_queries.ENTRIES_A_PAGE]
    older = page[-1].public_id if len(found) > len(page) else None
    return render_template(
        "openness/log.html", entries=page, older=older, wanted=wanted, month=request.args.get("month", ""),
        rules=rule_queries.all_rules(), verbs=_told_of(), asked=_asked(), now=clock.now(),
    )  # fmt: skip


@bp.get("/log.csv")
@public
def log_csv() -> Response:
    """The same for programs, whole."""
    rows = [
        (
            row.public_id, row.at.isoformat(), row.verb, row.what, row.rule, row.rule_title, row.rule_version, row.reason,
            "yes" if row.automated else "no", row.appeal, row.appeal_at and row.appeal_at.isoformat(),
        )
        for row in log_queries.all_entries(_wanted())
    ]  # fmt: skip
    return as_csv_file("moderation-log.csv", LOG_COLUMNS, rows)


@bp.get("/report")
@public
def report() -> str:
    """What was reported and decided in a month that is over; the latest, or `?month=2026-10`."""
    now = clock.now()
    told = log_service.months(now)
    month = _month() or (told[0] if told else None)
    if month is not None and month not in told:
        raise Missing
    drawn = log_service.reports_of(told[:MONTHS_DRAWN])
    return render_template(
        "openness/report.html", report=_of(month, drawn), drawn=drawn, months=told, reasons=REASONS, now=now,
        rules={rule.number: rule.title for rule in rule_queries.all_rules()},
    )  # fmt: skip


@bp.get("/report.csv")
@public
def report_csv() -> Response:
    """The same for programs, every month."""
    found = log_service.reports_of(log_service.months(clock.now()))
    return as_csv_file("moderation-report.csv", REPORT_COLUMNS, report_rows(found))


@bp.get("/log/<public_id>/reason")
def reason(public_id: str) -> str:
    """The reason of a decision, to show it to the public or to take it back."""
    found = log_service.decision_to_show(current_user.actor, public_id)
    return render_template("openness/reason.html", decision=found)


@bp.post("/log/<public_id>/reason")
def show(public_id: str) -> AnyResponse:
    """Show a reason to the public."""
    log_service.show_reason(current_user.actor, public_id)
    flash(_("Shown. Everybody can read this reason in the public log."), "good")
    return redirect(url_for(".reason", public_id=public_id), HTTPStatus.SEE_OTHER)


@bp.post("/log/<public_id>/reason/withdrawal")
def take_back(public_id: str) -> AnyResponse:
    """Show a reason no longer."""
    log_service.take_reason_back(current_user.actor, public_id)
    flash(_("Taken back. The public log shows the rule alone."), "good")
    return redirect(url_for(".reason", public_id=public_id), HTTPStatus.SEE_OTHER)


def _of(month: date | None, drawn: list[MonthReport]) -> MonthReport | None:
    if month is None:
        return None
    return next((one for one in drawn if one.month == month), None) or log_service.reports_of([month])[0]


def _told_of() -> list[Verb]:
    """What the log may tell of: who belongs to a space is nobody's business."""
    return [verb for verb in Verb if verb not in VERBS[Scope.MEMBERSHIP]]


def _wanted() -> Wanted:
    rule, verb, month = request.args.get("rule", ""), request.args.get("verb", ""), _month()
    known = {str(one.number) for one in rule_queries.all_rules()}
    if (rule and rule not in known) or (verb and verb not in set(Verb)):
        raise Missing
    return Wanted(int(rule) if rule else None, verb or None, bounds(month) if month else None)


def _asked() -> dict[str, str]:
    """The filters as they stand in the address, for the links of this page."""
    return {name: request.args[name] for name in ("rule", "verb", "month") if request.args.get(name)}


def _month() -> date | None:
    words = request.args.get("month")
    try:
        month = date.fromisoformat(f"{words}-01") if words else None
    except ValueError as error:
        raise Missing from error
    if month is not None and month.year not in YEARS:
        raise Missing
    return month
