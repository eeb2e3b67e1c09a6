"""The only place that reads the hour."""

from datetime import UTC, datetime

import click


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC)


def hour_given(_context: click.Context, _option: click.Parameter, words: str | None) -> datetime | None:
    """The hour that a command was given in ISO 8601, in UTC; without a zone it is UTC already. None where none was given.

    Raises BadParameter, with a sentence, for words that are no hour.
    """
    if words is None:
        return None
    try:
        hour = datetime.fromisoformat(words)
        return hour.astimezone(UTC) if hour.tzinfo else hour.replace(tzinfo=UTC)
    except (ValueError, OverflowError) as error:
        raise click.BadParameter("write an hour like 2026-12-04T17:00:00+00:00") from error
