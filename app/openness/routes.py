"""Pages that show the public how the site is run: the end of the audit log, how we moderate, complaints."""

from datetime import date
from typing import Any

from flask import Blueprint, Response, render_template, request

from app import clock
from app.guard import public
from app.openness import audit_queries
from app.openness.reading import as_csv_file
from app.rules.refusals import Missing

bp = Blueprint("openness", __name__)


@bp.get("/audit")
@public
def audit_log() -> str:
    """Where the audit log ended, day by day, and how to check it."""
    shown = list(audit_queries.publications(_day("before")))
    page = shown[: audit_queries.DAYS_A_PAGE]
    older = page[-1].day if len(shown) > len(page) else None
    return render_template("openness/audit.html", shown=page, older=older, now=clock.now())


@bp.get("/audit.csv")
@public
def audit_csv() -> Response:
    """The same for programs: every day that was shown."""
    rows = [(one.day.isoformat(), one.sequence, one.digest) for one in audit_queries.all_publications()]
    return as_csv_file("audit.csv", ("day", "entries", "digest"), rows)


@bp.get("/moderation/how")
@public
def how() -> str:
    """How we moderate, in words."""
    return render_template("openness/how.html")


@bp.get("/complaints")
@public
def complaints() -> str:
    """Whom to write to, what happens then, and how long it takes."""
    return render_template("openness/complaints.html")


def _day(name: str) -> date | None:
    words: Any = request.args.get(name)
    try:
        return date.fromisoformat(words) if words else None
    except ValueError as error:
        raise Missing from error
