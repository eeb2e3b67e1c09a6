"""A site on its first day: nobody is here, nothing is asked yet."""

import pytest
from flask import url_for
from playwright.sync_api import expect

from app.rules.actors import Role
from tests import factories
from tests.journeys.browsing import DESK, PHONE, faults, stands_out
from tests.journeys.pages import NO_PAGES

pytestmark = pytest.mark.once

PUBLIC = ["/", "/rounds", "/rules", "/privacy", "/accessibility", "/login", "/register", "/reset", "/confirm"]
MINE = {
    Role.RESIDENT: ["/", "/rounds", "/notices", "/account/"],
    Role.MODERATOR: ["/moderation/"],
    Role.COMMISSIONER: ["/rounds", "/rounds/new"],
    Role.ADMINISTRATOR: ["/administration/people", "/administration/organisations"],
}


def looks_right(page, address):
    answer = page.goto(address)
    assert answer.status == 200, address
    for width in (PHONE, DESK):
        page.set_viewport_size({"width": width, "height": 900})
        assert stands_out(page) == [], address
    assert faults(page) == ""


def test_the_public_pages_stand_without_any_round(visit):
    page = visit()
    for address in PUBLIC:
        looks_right(page, address)
    page.goto("/")
    expect(page.locator("main")).to_contain_text("Nothing is open at the moment")


@pytest.mark.parametrize("role", MINE)
def test_the_pages_of_people_stand_without_any_round(app, visit, role):
    page = visit(factories.user(app, role))
    for address in MINE[role]:
        looks_right(page, address)


def test_every_page_of_moderation_stands_with_nothing_in_it(app, visit, screenshots):
    """Those whose address names nothing, read from the app."""
    page = visit(factories.user(app, Role.MODERATOR, verified=True))
    endpoints = [rule.endpoint for rule in app.url_map.iter_rules() if "GET" in rule.methods and not rule.arguments]
    ours = ("app.moderation", "app.checks", "app.openness")
    bare = {one for one in endpoints if app.view_functions[one].__module__.startswith(ours)} - NO_PAGES.keys()
    assert len(bare) > 10
    for endpoint in sorted(bare):
        with app.test_request_context():
            looks_right(page, url_for(endpoint))
        page.set_viewport_size({"width": PHONE, "height": 900})
        page.screenshot(path=screenshots / f"empty-{endpoint}.png", full_page=True)
