"""A resident follows a theme and a saved search, is told of both by name, and stops from the notice."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from app import clock
from app.outbox import service
from app.search import watch_service
from tests import factories
from tests.journeys.browsing import DESK, PHONE
from tests.journeys.test_being_told import looks_well

pytestmark = pytest.mark.once


def two_hours_go_by(app, browser, in_round, theme, neighbour):
    """Somebody posts under the theme, and three times about ramps; the jobs tell of it."""
    said = {"title": "The bus has no ramp", "body": "I cannot climb the steps.", "themes": [theme.slug]}
    assert browser.submit(f"/rounds/{in_round.slug}/needs/new", **said).status_code == 303
    for number in range(3):
        posted = clock.now() + timedelta(minutes=number + 1)
        factories.contribution(app, in_round, neighbour, title=f"Ramps at door {number}", published_at=posted)
    with app.app_context():
        service.tell_all(clock.now())
        watch_service.tell(clock.now() + timedelta(hours=2))


@pytest.mark.parametrize(("width", "script"), [(PHONE, False), (DESK, True)])
def test_a_theme_and_a_search_are_followed_and_bring_notices(app, as_user, visit, width, script, screenshots):
    theme, in_round, neighbour = factories.theme(app, "Getting about"), factories.round_(app), factories.user(app)
    page = visit(factories.user(app, name="Joan Whitlock"), width=width, java_script_enabled=script)
    page.goto(f"/themes/{theme.slug}")
    page.get_by_role("button", name="Follow").click()
    expect(page.get_by_text("You follow this now.")).to_be_visible()
    page.goto("/search?q=ramps")
    page.get_by_role("button", name="Keep this search").click()
    page.get_by_role("button", name="Follow").click()
    expect(page.get_by_role("link", name="You follow this")).to_be_visible()
    two_hours_go_by(app, as_user(neighbour), in_round, theme, neighbour)
    page.goto("/notices")
    expect(page.get_by_text("A new need")).to_be_visible()
    expect(page.get_by_text("3 new for “ramps”")).to_be_visible()
    if script:
        looks_well(page)
    page.screenshot(path=screenshots / f"followed-{width}.png", full_page=True)
    page.get_by_role("link", name="You follow this search").click()
    page.get_by_role("button", name="Stop following").click()
    expect(page.get_by_text("You do not follow this any more.")).to_be_visible()
    expect(page.get_by_role("link", name="Getting about")).to_be_visible()
