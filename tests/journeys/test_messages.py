"""Two people begin to write to each other, on a telephone and on a desk."""

import pytest
from playwright.sync_api import expect

from tests import factories
from tests.journeys.browsing import DESK, PHONE

pytestmark = pytest.mark.once


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_from_a_question_to_a_conversation(app, visit, screenshots, width):
    margaret = factories.user(app, name="Margaret Pemberton-Featherstonehaugh")
    iryna = factories.user(app, name="Ірина Коваленко")
    page = visit(iryna, width=width)
    page.goto(f"/people/{margaret.handle}")
    page.get_by_role("link", name="Write to them").click()
    page.get_by_label("Your message").fill("Good morning. Is the **lunch club** still on Tuesdays?")
    page.screenshot(path=screenshots / f"messages-new-{width}.png", full_page=True)
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_text("Not delivered yet")).to_be_visible()

    other = visit(margaret, width=width)
    other.goto("/notices")
    other.get_by_role("link", name="Read it").click()
    other.screenshot(path=screenshots / f"messages-asked-{width}.png", full_page=True)
    other.get_by_role("button", name="Accept").click()
    other.get_by_label("Your message").fill("Yes, at twelve. Come along.")
    other.get_by_role("button", name="Send", exact=True).click()
    expect(other.get_by_text("Delivered", exact=True)).to_be_visible()

    page.goto("/messages")
    expect(page.get_by_text("1 new")).to_be_visible()
    page.screenshot(path=screenshots / f"messages-{width}.png", full_page=True)
    page.get_by_role("link", name="Margaret Pemberton-Featherstonehaugh").click()
    expect(page.get_by_text("Come along.")).to_be_visible()
    page.screenshot(path=screenshots / f"messages-talk-{width}.png", full_page=True)
    report(page, screenshots / f"messages-report-{width}.png")


def report(page, picture):
    page.get_by_role("link", name="Report this message").click()
    page.get_by_label("Something else").check()
    page.screenshot(path=picture, full_page=True)
    page.get_by_role("button", name="Send report").click()
    expect(page.get_by_role("heading", name="Your report")).to_be_visible()
