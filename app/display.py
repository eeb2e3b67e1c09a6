"""How names, dates, deadlines and money read on a page. Nothing here knows a database, a request or the hour.

Dates are told in words and in UK time, and each way of telling one is kept, because a page of comments asks for the
same few minutes again and again.
"""

import unicodedata
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from zlib import crc32
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_time
from babel.numbers import format_currency, format_decimal
from flask import Flask
from flask_babel import get_locale, gettext, ngettext

from app.rules.images import PORTRAIT_EDGE, Name

UK = ZoneInfo("Europe/London")
BRITISH = Locale("en", "GB")
DAYS_IN_A_WEEK = 7
WELSH_SCORE = 20
TINTS = 4
"""How many grounds an avatar may have; the stylesheet draws them."""

KEPT = 4096
"""Minutes, days and numbers kept in words: the dates of a few busy threads."""

JOINERS = {"\u200c", "\u200d"}


@lru_cache(KEPT)
def initials(name: str) -> str:
    """One or two signs that stand for a name, in any script; scripts without capitals give one. `?` for no name."""
    words = [sign for sign in (_first_sign(word) for word in name.split()) if sign]
    if not words:
        return "?"
    first, last = words[0].upper(), words[-1].upper()
    return first + last if len(words) > 1 and first.lower() != first else first


def _first_sign(word: str) -> str:
    """The first letter or digit of a word with the marks that sit on it."""
    start = next((place for place, sign in enumerate(word) if sign.isalnum()), None)
    if start is None:
        return ""
    end = start + 1
    while end < len(word) and (unicodedata.category(word[end]).startswith("M") or word[end] in JOINERS):
        end += 1
    return word[start:end]


def tint(handle: str) -> int:
    """The ground of somebody's avatar, 1 to 4. It stays the same and means nothing."""
    return crc32(handle.encode()) % TINTS + 1


def portrait(public_id: str) -> str:
    """The address of the picture beside a name."""
    return Name(public_id, PORTRAIT_EDGE, PORTRAIT_EDGE).address


def day(value: date, now: date | None = None) -> str:
    """“4 December 2026”; in English without the year where `now` is in the same one. Other languages always say it."""
    local = value.astimezone(UK).date() if isinstance(value, datetime) else value
    return _day(local, _locale(), with_year=_says_year(value, now))


def month(value: date) -> str:
    """“December 2026”."""
    return _month(value, _locale())


def stamp(value: datetime, now: date | None = None) -> str:
    """“10 November, 9.20am”: when something was written, as a link's short words."""
    return _stamp(value.replace(second=0, microsecond=0), _locale(), with_year=_says_year(value, now))


def stamper(now: date) -> Callable[[datetime], str]:
    """`stamp` for a page of many: the reader's language is looked up once, not for each."""
    locale = _locale()

    def show(value: datetime) -> str:
        return _stamp(value.replace(second=0, microsecond=0), locale, with_year=value.year != now.year)

    return show


def moment(value: datetime, now: date | None = None) -> str:
    """“Friday 4 December, 5pm UK time”: a deadline, with its weekday and its zone."""
    return _moment(value.replace(second=0, microsecond=0), _locale(), with_year=_says_year(value, now))


def since(value: datetime, now: datetime) -> str:
    """“9.20am”, “Tuesday”, “4 December”: when something was, as shortly as it can be told apart."""
    then, today = value.astimezone(UK), now.astimezone(UK)
    days = (today.date() - then.date()).days
    if days <= 0:
        return _hour(then, _locale())
    return format_date(then.date(), "EEEE", _locale()) if days < DAYS_IN_A_WEEK else day(value, now)


def days_left(closes: datetime, now: datetime) -> str:
    """“12 days left”, down to minutes; whole units that are really left, never rounded up."""
    left = closes - now
    if left <= timedelta(0):
        return str(gettext("Closed"))
    if left < timedelta(hours=1):
        minutes = max(1, left // timedelta(minutes=1))
        return str(ngettext("%(num)s minute left", "%(num)s minutes left", minutes))
    if left < timedelta(days=1):
        return str(ngettext("%(num)s hour left", "%(num)s hours left", left // timedelta(hours=1)))
    return str(ngettext("%(num)s day left", "%(num)s days left", left.days))


def ordinal_end(value: int) -> str:
    """What makes a place of a number: “st” of 1st, “ydd” of 4ydd. Places begin at 1."""
    if _locale().language == "cy":
        return _welsh_end(value)
    if value % 100 in {11, 12, 13}:
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(value % 10, "th")


def _welsh_end(value: int) -> str:
    """Welsh counts by twenties: the ends of 1 to 20 are their own, 21 to 39 have one, and so on with the rest."""
    if value > WELSH_SCORE:
        rest = value % 100
        return (
            _welsh_end(rest) if value > 100 and 0 < rest <= WELSH_SCORE else "ain" if rest < 2 * WELSH_SCORE else "fed"
        )
    ends = {
        1: "af",
        2: "il",
        3: "ydd",
        4: "ydd",
        5: "ed",
        6: "ed",
        11: "eg",
        13: "eg",
        14: "eg",
        16: "eg",
        17: "eg",
        19: "eg",
    }
    return ends.get(value, "fed")


def money(pounds: Decimal | int | None) -> str:
    """“£640,000”; pence only where there are some; “Not set yet” for none."""
    return str(gettext("Not set yet")) if pounds is None else _money(Decimal(pounds), _locale())


def number(value: int) -> str:
    """“1,284”."""
    return _number(value, _locale())


def _says_year(value: date, now: date | None) -> bool:
    """Whether the year must be said. Years turn at the same instant in UTC and in the UK, where it is winter then."""
    return now is None or value.year != now.year


def _locale() -> Locale:
    return get_locale() or BRITISH


@lru_cache(KEPT)
def _day(value: date, locale: Locale, *, with_year: bool) -> str:
    if locale.language == "en":
        return format_date(value, "d MMMM y" if with_year else "d MMMM", locale)
    return format_date(value, "long", locale)


@lru_cache(KEPT)
def _month(value: date, locale: Locale) -> str:
    return format_date(value, "LLLL y", locale)


@lru_cache(KEPT)
def _stamp(value: datetime, locale: Locale, *, with_year: bool) -> str:
    local = value.astimezone(UK)
    return f"{_day(local.date(), locale, with_year=with_year)}, {_hour(local, locale)}"


@lru_cache(KEPT)
def _moment(value: datetime, locale: Locale, *, with_year: bool) -> str:
    local = value.astimezone(UK)
    when = f"{_weekday(local.date(), locale, with_year=with_year)}, {_hour(local, locale)}"
    return str(gettext("%(when)s UK time", when=when))


def _weekday(value: date, locale: Locale, *, with_year: bool) -> str:
    if locale.language == "en":
        return format_date(value, "EEEE d MMMM y" if with_year else "EEEE d MMMM", locale)
    words = format_date(value, "full", locale)
    return (
        words[0].lower() + words[1:] if locale.language == "cy" else words
    )  # It stands within a sentence: “tan dydd …”.


def _hour(local: datetime, locale: Locale) -> str:
    """“5pm”, “9.20am”, “midday”; other languages in their own short way."""
    if locale.language != "en":
        return format_time(local, "short", locale=locale, tzinfo=UK)
    if local.minute == 0 and local.hour in {0, 12}:
        return str(gettext("midday") if local.hour else gettext("midnight"))
    minutes = f".{local.minute:02}" if local.minute else ""
    return f"{local.hour % 12 or 12}{minutes}{'pm' if local.hour >= 12 else 'am'}"


@lru_cache(KEPT)
def _money(pounds: Decimal, locale: Locale) -> str:
    pence = "" if pounds == pounds.to_integral_value() else ".00"
    return format_currency(pounds, "GBP", f"¤#,##0{pence}", locale, currency_digits=False)


@lru_cache(KEPT)
def _number(value: int, locale: Locale) -> str:
    return format_decimal(value, locale=locale)


def register(app: Flask) -> None:
    """Give templates these as filters, `{{ comment.created_at|stamp(now) }}`, and `stamper(now)` for long lists."""
    for show in (initials, tint, portrait, day, month, stamp, moment, since, days_left, ordinal_end, money, number):
        app.jinja_env.filters[show.__name__] = show
    app.jinja_env.globals["stamper"] = stamper
