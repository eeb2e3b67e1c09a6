"""Every page answers, with the demo round, on every database. How each looks is seen in `tests/journeys/`."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.journeys import demo
from tests.journeys.pages import EVERY, NO_PAGES, PAGES, S, expected, name_of
from tests.web import sign_in_quickly


@pytest.fixture(scope="module")
def loaded(whole_app: Any, database: Any) -> Iterator[tuple[dict[str, Any], dict[str, str]]]:
    """The people of the demo, and what stands for each part of an address."""
    yield demo.load(whole_app)
    database.reset()


def test_no_page_is_forgotten(whole_app):
    known = {rule.endpoint for rule in whole_app.url_map.iter_rules() if "GET" in rule.methods}
    assert known == PAGES.keys() | NO_PAGES.keys()
    assert not PAGES.keys() & NO_PAGES.keys()


@pytest.mark.parametrize(("who", "address"), EVERY, ids=map(name_of, EVERY))
def test_a_page_answers(whole_app, loaded, who, address):
    people, places = loaded
    client = whole_app.test_client()
    if who != S:
        sign_in_quickly(whole_app, client, people[who])
    answer = client.get(address.format(**places))
    assert answer.status_code == expected(who, address)
    assert answer.text.count("<h1") == 1
