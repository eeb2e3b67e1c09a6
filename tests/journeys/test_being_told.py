"""A resident follows an idea on a phone without scripts, is told, mutes it, and chooses mail."""

import pytest
from playwright.sync_api import expect

from app import clock
from app.outbox import service
from tests import factories
from tests.journeys.browsing import PHONE, faults, stands_out

pytestmark = pytest.mark.once


@pytest.fixture
def idea(app):
    return factories.contribution(app, factories.round_(app), factories.user(app), title="A handrail at the steps")


def looks_well(page):
    """Whether a page fits a telephone and has no faults that axe can see."""
    assert stands_out(page) == []
    assert faults(page) == ""


def test_from_following_to_muting(app, as_user, visit, idea, screenshots):
    page = visit(factories.user(app, name="Joan Whitlock"), width=PHONE, java_script_enabled=False)
    page.goto(f"/ideas/{idea.public_id}")
    page.get_by_role("button", name="Follow").click()
    expect(page.get_by_text("You follow this now.")).to_be_visible()
    for number in range(3):
        speaker = as_user(factories.user(app))
        address = f"/contributions/{idea.public_id}/comments"
        speaker.submit(f"/ideas/{idea.public_id}", address, body=f"Number {number} agrees.")
    with app.app_context():
        service.tell_all(clock.now())
    page.goto("/notices")
    expect(page.get_by_text("3 new comments")).to_be_visible()
    expect(page.get_by_role("link", name="Notices 3 unread")).to_be_visible()
    assert stands_out(page) == []
    page.get_by_role("button", name="Mark all as read").click()
    expect(page.get_by_role("link", name="Notices", exact=True).first).to_be_visible()
    page.goto(f"/ideas/{idea.public_id}")
    page.get_by_role("link", name="You follow this").click()
    page.get_by_role("button", name="Mute this discussion").click()
    expect(page.get_by_text("You muted this discussion")).to_be_visible()
    page.get_by_role("link", name="What I follow").first.click()
    page.get_by_role("button", name="Stop following “A handrail at the steps”").click()
    expect(page.get_by_text("You follow nothing yet")).to_be_visible()
    page.screenshot(path=screenshots / "being-told.png", full_page=True)


def test_choosing_mail_with_the_keyboard_and_a_page_that_fits(app, visit):
    page = visit(factories.user(app, name="Joan Whitlock"), width=PHONE)
    page.goto("/account/mail")
    page.get_by_label("Once a day").focus()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_label("Once a week")).to_be_checked()
    page.get_by_label("From").select_option("22")
    looks_well(page)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Your choices are saved.")).to_be_visible()
    expect(page.get_by_label("Once a week")).to_be_checked()
    expect(page.get_by_label("From")).to_have_value("22")
