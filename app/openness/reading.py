"""Tables for other programs, as files."""

from collections.abc import Iterable, Iterator, Sequence

from flask import Response

from app.results.tables import Cell, as_csv
from app.rules.transparency import MonthReport


def as_csv_file(name: str, columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Response:
    """A table as a CSV file of this name, with a byte-order mark, so that spreadsheets read names in any script."""
    answer = Response("\ufeff" + as_csv(columns, rows), mimetype="text/csv")
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer


def report_rows(reports: Iterable[MonthReport]) -> Iterator[tuple[Cell, ...]]:
    """The figures of each month, one a line; a number too small to be told is empty."""
    for one in reports:
        month = f"{one.month:%Y-%m}"
        yield month, "reports", "all", one.reports
        yield from ((month, "reports", reason, count) for reason, count in sorted(one.reports_by_reason.items()))
        yield month, "hours from report to decision", "median", one.median_hours and round(one.median_hours, 1)
        yield month, "decisions", "all", one.decisions
        yield from ((month, "decisions", f"rule {rule}", count) for rule, count in sorted(one.by_rule.items()))
        yield from ((month, "decisions", verb, count) for verb, count in sorted(one.by_verb.items()))
        yield month, "decisions", "automated", one.automated
        yield month, "appeals", "all", one.appeals
        yield month, "appeals", "upheld", one.upheld
