"""A reader finds something with a slip of the finger, keeps the search, and writes under a theme that the site suggests."""

import re

import pytest
from playwright.sync_api import expect

from app.extensions import db
from app.themes.models import Theme
from tests import factories
from tests.journeys.browsing import sign_in

pytestmark = pytest.mark.once


def test_somebody_searches_keeps_it_and_sorts_what_they_write(app, page):
    from app import clock

    author, reader = factories.user(app, name="Noor Haddad"), factories.user(app, name="Joan Whitlock")
    round_ = factories.round_(app, title="Getting about")
    factories.contribution(app, round_, author, title="A wheelchair taxi after six")
    with app.app_context():
        db.session.add(Theme(slug="transport", name="Transport", keywords="taxi, bus", made_at=clock.now()))
        db.session.commit()
    sign_in(page, reader.email)
    page.goto("/rounds")
    page.get_by_role("searchbox", name="Search everything").fill("wheelchiar")
    page.get_by_role("search", name="Search the site").get_by_role("button", name="Search").click()
    expect(page.get_by_text("Did you mean “wheelchair”?")).to_be_visible()
    expect(page.get_by_role("link", name="A wheelchair taxi after six")).to_be_visible()
    page.get_by_role("button", name="Keep this search").click()
    expect(page.get_by_role("heading", name="wheelchiar")).to_be_visible()
    page.goto(f"/rounds/{round_.slug}/ideas/new")
    page.locator("#title").press_sequentially("Share a taxi")
    expect(page.get_by_role("status").filter(has_text="perhaps Transport")).to_be_visible()
    page.get_by_role("checkbox", name="Transport").check()
    page.locator("#body").fill("Two of us go the same way.")
    page.get_by_role("button", name="Post it").click()
    page.get_by_role("link", name="Transport").click()
    expect(page).to_have_url(re.compile("/themes/transport$"))
    expect(page.get_by_role("link", name="Share a taxi")).to_be_visible()
