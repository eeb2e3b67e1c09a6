"""Every page that only a role opens leads staff without a second code to the page that sets it up; no other page does."""

import pytest

from app.rules.actors import Role
from tests import factories
from tests.accounts.codes import SET_UP
from tests.journeys import demo
from tests.journeys.pages import PAGES, A, C, M, name_of
from tests.test_routes_guarded import DOORS, dummy_address, is_public, keeps_out
from tests.web import sign_in_quickly

STAFF = {M, C, A}

ONLY_STAFF = {endpoint for endpoint, pages in PAGES.items() if {who for who, _address in pages} <= STAFF}
"""Pages that nobody else ever opens."""

OPENED = [(endpoint, *page) for endpoint, pages in PAGES.items() for page in pages if page[0] in STAFF]

OFFICES = {Role.MODERATOR, Role.COMMISSIONER, Role.ADMINISTRATOR}

NO_OFFICE = {"cases.answer"}
"""Addresses among the doors that are for the person whom they name."""


@pytest.fixture(scope="module")
def asking(whole_app, database):
    """Clients of the people of the demo, and of somebody without any role; and its places. The site asks for a second code."""
    people, places = demo.load(whole_app)
    people["nobody"] = factories.user(whole_app)
    clients = {who: whole_app.test_client() for who in people}
    for who, client in clients.items():
        sign_in_quickly(whole_app, client, people[who])
    whole_app.config["STAFF_SECOND_FACTOR"] = True
    yield clients, places
    whole_app.config["STAFF_SECOND_FACTOR"] = False
    database.reset()


@pytest.mark.parametrize(("endpoint", "who", "address"), OPENED, ids=[name_of(page[1:]) for page in OPENED])
def test_a_page_that_staff_open(asking, endpoint, who, address):
    clients, places = asking
    answer, anybody = (clients[each].get(address.format(**places)) for each in (who, "nobody"))
    if endpoint in ONLY_STAFF and anybody.status_code != 200:
        assert (answer.status_code, answer.location) == (303, SET_UP), anybody.status_code
    elif answer.location == SET_UP:
        assert anybody.status_code == 403, "only what an office would open leads there"
    else:
        assert answer.status_code == anybody.status_code, "they read as anybody does"


def test_there_are_doors_of_each_role():
    assert {who for endpoint, who, _address in OPENED if endpoint in ONLY_STAFF} == STAFF
    assert len(ONLY_STAFF) > 30


def test_whatever_is_sent_there_changes_nothing_and_leads_there_too(asking, whole_app):
    """Each address behind a door, each way of calling it. What is not there, or sent empty, may be told so first."""
    clients, places = asking
    known = {"slug": places["slug"], "handle": places["person"]}
    let_in = []
    for who in STAFF:
        client = clients[who]
        token = client.token("/account/")
        for rule in whole_app.url_map.iter_rules():
            found = [door for door in DOORS if rule.rule.startswith(door)]
            opens = DOORS[max(found, key=len)] if found else set()
            if not opens & OFFICES or is_public(whole_app, rule.endpoint) or rule.endpoint in NO_OFFICE:
                continue
            for method in sorted(rule.methods - {"HEAD", "OPTIONS"}):
                data = {"csrf_token": token} if method == "POST" else None
                answer = client.open(dummy_address(whole_app, rule, known), method=method, data=data)
                shut = answer.status_code != 403 and keeps_out(answer, method)
                if answer.location != SET_UP and not shut:
                    let_in.append(f"{who}: {method} {rule.rule} answered {answer.status_code} {answer.location}")
    assert not let_in, "\n".join(let_in)
