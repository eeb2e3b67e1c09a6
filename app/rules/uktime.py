"""Clock time in the UK: what people write on a form, as a moment, and back again.

Twice a year the clocks change. In spring an hour is left out; in autumn one comes twice. Then an opening takes the first
of the two and a closing the second, so that nobody loses time.
"""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

UK = ZoneInfo("Europe/London")


class NoSuchTimeError(ValueError):
    """The clock leaves this time out on that day: it goes forward then."""


def opening(day: date, clock_time: time) -> datetime:
    """The moment (UTC) at which something opens. Raises NoSuchTimeError."""
    return _moment(day, clock_time, fold=0)


def closing(day: date, clock_time: time) -> datetime:
    """The moment (UTC) at which something closes. Raises NoSuchTimeError."""
    return _moment(day, clock_time, fold=1)


def on_the_clock(moment: datetime) -> tuple[date, time]:
    """The day, and the time to the minute, that a clock in the UK shows at an aware moment."""
    local = moment.astimezone(UK)
    return local.date(), time(local.hour, local.minute)


def _moment(day: date, clock_time: time, *, fold: int) -> datetime:
    written = datetime.combine(day, clock_time)
    moment = written.replace(tzinfo=UK, fold=fold).astimezone(UTC)
    if moment.astimezone(UK).replace(tzinfo=None) != written:
        raise NoSuchTimeError(f"{written} is left out by the clock")
    return moment
