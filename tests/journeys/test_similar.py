"""While somebody writes a title, those who said the same before are one click away."""

import pytest
from playwright.sync_api import expect

from app.extensions import db
from app.votes.models import Vote
from tests import factories
from tests.journeys.browsing import DESK, PHONE, faults, stands_out

pytestmark = pytest.mark.once

LIFT = "The lift in Maple Court breaks down every week"


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_a_title_that_somebody_wrote_before_is_supported_instead(app, visit, screenshots, width):
    asked = factories.round_(app, title="Getting about")
    author, me = factories.user(app, name="Ayodele Bright"), factories.user(app)
    factories.contribution(app, asked, author, title=LIFT)
    factories.contribution(
        app, asked, author, title="Maple Court: mend the lift, or build a second one " + "and a ramp " * 8
    )
    page, where = visit(me, width=width), f"/rounds/{asked.slug}/ideas/new"
    page.goto(where)
    field = page.get_by_label("Your idea in one sentence")
    place = page.locator("[data-similar]")
    field.press_sequentially("Maple Court lift")
    expect(place.get_by_role("heading", name="Others said something similar")).to_be_visible()
    expect(place.get_by_role("status")).to_have_text("2 that are similar were found. They stand below the title.")
    expect(field).to_be_focused()
    page.screenshot(path=screenshots / f"similar-{width}.png", full_page=True)
    assert stands_out(page) == []
    assert faults(page) == ""
    field.fill("A toilet in the park")
    expect(place.get_by_role("heading")).to_have_count(0)
    field.fill("maple court LIFT")
    place.get_by_role("link", name=f"Support this one instead: {LIFT}").click()
    page.get_by_role("button", name="Agree", exact=True).click()
    expect(page.get_by_role("heading", name="You agree")).to_be_visible()
    with app.app_context():
        assert db.session.query(Vote).count() == 1
    page.goto(where)
    expect(field).to_have_value("maple court LIFT")  # What was written is kept all the same.
