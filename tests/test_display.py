"""How names, dates, deadlines and money read."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from flask import Flask
from flask_babel import Babel, force_locale

from app import display

NOW = datetime(2026, 11, 22, 4, 40, 31, tzinfo=UTC)


@pytest.fixture
def app() -> Flask:
    app = Flask("display")
    Babel(app, default_locale="en")
    display.register(app)
    return app


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Amina Yusuf", "AY"),
        ("Femi Oyelaran-Whitcombe", "FO"),
        ("Mary Ann Smith", "MS"),
        ("joan", "J"),
        ("Ірина Коваль", "ІК"),
        ("王小明", "王"),
        ("王 小明", "王"),
        ("نور الهدى", "ن"),
        ("(Jo) “Flo” Brown", "JB"),
        ("e\u0301lodie n\u0303on", "E\u0301N\u0303"),
        ("किरण राव", "कि"),
        ("Flat 12", "F1"),
        ("… !", "?"),
        ("", "?"),
    ],
)
def test_initials_stand_for_a_name_in_any_script(name: str, shown: str) -> None:
    assert display.initials(name) == shown


def test_a_tint_stays_the_same_and_is_one_that_the_stylesheet_draws() -> None:
    tints = {display.tint(f"person-{number}") for number in range(200)}
    assert tints == {1, 2, 3, 4}
    assert display.tint("amina") == display.tint("amina")


def test_a_day_names_its_year_unless_it_is_this_one(app: Flask) -> None:
    with app.test_request_context():
        assert display.day(NOW) == "22 November 2026"
        assert display.day(NOW, NOW) == "22 November"
        assert display.day(date(2025, 3, 4), NOW) == "4 March 2025"


def test_days_turn_at_midnight_in_the_uk(app: Flask) -> None:
    with app.test_request_context():
        assert display.day(datetime(2026, 6, 30, 23, 30, tzinfo=UTC)) == "1 July 2026"


@pytest.mark.parametrize(
    ("hour", "shown"),
    [
        ((17, 0), "Friday 4 December, 5pm UK time"),
        ((9, 20), "Friday 4 December, 9.20am UK time"),
        ((12, 0), "Friday 4 December, midday UK time"),
        ((0, 0), "Friday 4 December, midnight UK time"),
        ((12, 5), "Friday 4 December, 12.05pm UK time"),
    ],
)
def test_a_deadline_is_told_with_weekday_and_zone(app: Flask, hour: tuple[int, int], shown: str) -> None:
    with app.test_request_context():
        assert display.moment(datetime(2026, 12, 4, *hour, tzinfo=UTC), NOW) == shown


def test_a_deadline_in_summer_is_told_in_summer_time(app: Flask) -> None:
    with app.test_request_context():
        assert display.moment(datetime(2027, 7, 2, 16, tzinfo=UTC), NOW) == "Friday 2 July 2027, 5pm UK time"


def test_a_stamp_is_short(app: Flask) -> None:
    with app.test_request_context():
        assert display.stamp(NOW, NOW) == "22 November, 4.40am"
        assert display.stamp(NOW.replace(year=2025)) == "22 November 2025, 4.40am"
        assert display.stamper(NOW)(NOW) == display.stamp(NOW, NOW)


def test_other_languages_tell_dates_in_their_own_way(app: Flask) -> None:
    with app.test_request_context(), force_locale("fr"):
        assert display.day(NOW, NOW) == "22 novembre 2026"
        assert display.stamp(NOW) == "22 novembre 2026, 04:40"
        assert "dimanche 22 novembre 2026" in display.moment(NOW, NOW)


@pytest.mark.parametrize(
    ("left", "shown"),
    [
        (timedelta(days=12, hours=12), "12 days left"),
        (timedelta(days=1), "1 day left"),
        (timedelta(hours=23, minutes=59), "23 hours left"),
        (timedelta(minutes=90), "1 hour left"),
        (timedelta(minutes=5), "5 minutes left"),
        (timedelta(seconds=20), "1 minute left"),
        (timedelta(0), "Closed"),
        (timedelta(days=-3), "Closed"),
    ],
)
def test_time_left_is_never_rounded_up(app: Flask, left: timedelta, shown: str) -> None:
    with app.test_request_context():
        assert display.days_left(NOW + left, NOW) == shown


def test_money_and_numbers(app: Flask) -> None:
    with app.test_request_context():
        assert display.money(640_000) == "£640,000"
        assert display.money(Decimal("12.5")) == "£12.50"
        assert display.money(0) == "£0"
        assert display.money(None) == "Not set yet"
        assert display.number(1284) == "1,284"


def test_without_a_request_british_english_is_spoken() -> None:
    assert display.number(1284) == "1,284"


def test_templates_have_them_as_filters(app: Flask) -> None:
    with app.test_request_context():
        template = app.jinja_env.from_string("{{ name|initials }} {{ at|day(at) }} {{ stamper(at)(at) }}")
        assert template.render(name="Amina Yusuf", at=NOW) == "AY 22 November 22 November, 4.40am"


@pytest.mark.parametrize(
    ("language", "ends"),
    [
        ("en", {1: "st", 2: "nd", 3: "rd", 4: "th", 11: "th", 12: "th", 13: "th", 21: "st", 111: "th", 122: "nd"}),
        (
            "cy",
            {
                1: "af",
                2: "il",
                3: "ydd",
                4: "ydd",
                5: "ed",
                7: "fed",
                11: "eg",
                12: "fed",
                20: "fed",
                21: "ain",
                101: "af",
            },
        ),
    ],
)
def test_places_end_as_each_language_ends_them(app, language, ends):
    with app.test_request_context(), force_locale(language):
        assert {number: display.ordinal_end(number) for number in ends} == ends
