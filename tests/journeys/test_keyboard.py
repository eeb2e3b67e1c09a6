"""A day without a mouse: past the header, to the vote, to a reply, to what was left out; one always sees where one is."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests import factories

pytestmark = pytest.mark.once

MOST_STEPS = 40
"""Nobody presses the key more often than this to reach what a page is for."""

SHOWS = """() => {
    const at = document.activeElement;
    const look = () => {
        const style = getComputedStyle(at);
        return [style.outlineStyle, style.outlineColor, style.boxShadow, style.backgroundColor].join(" ");
    };
    const focused = look();
    at.blur();
    const left = look();
    at.focus();
    return focused !== left && at.getBoundingClientRect().height > 0;
}"""
"""Whether the element that has the focus looks different from when it has not."""


@pytest.fixture
def page(app, visit):
    """An idea with a comment below it, open before a resident."""
    idea = factories.contribution(app, factories.round_(app), factories.user(app, name="Ayodele Bright"))
    other = visit(factories.user(app, name="Femi Adeyemi"))
    other.goto(f"/ideas/{idea.public_id}")
    other.get_by_label("Add a comment").fill("Who would pay?")
    other.get_by_role("button", name="Post comment").click()
    expect(other.locator(".fm-comment:not(.fm-comment--waiting)")).to_have_count(1)
    mine = visit(factories.user(app, name="Zoryana"))
    mine.goto(f"/ideas/{idea.public_id}")
    return mine


def step_to(page: Page, words: str) -> list[str]:
    """Press Tab until the element with these words has the focus. Gives what was passed."""
    passed: list[str] = []
    while len(passed) < MOST_STEPS:
        page.keyboard.press("Tab")
        at = page.locator(":focus")
        assert at.count(), f"the key led nowhere after {passed}"
        name = " ".join((at.text_content() or at.get_attribute("aria-label") or at.get_attribute("id") or "").split())
        assert page.evaluate(SHOWS), f"one cannot see that the focus is at “{name}”"
        passed.append(name)
        if re.match(words, name):
            return passed
    raise AssertionError(f"“{words}” was not reached by way of {passed}")


def test_the_first_step_leads_past_the_header(page):
    assert step_to(page, "Skip") == ["Skip to main content"]
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator("main :focus")).to_have_count(1)


def test_a_vote_and_a_reply(page):
    step_to(page, "Agree")
    page.keyboard.press("Enter")
    expect(page.locator("#vote").get_by_role("heading")).to_have_text("You agree")
    page.wait_for_load_state()  # A key that is pressed while a page comes in is lost in any browser.
    step_to(page, "Reply to Femi Adeyemi")
    page.keyboard.press("Enter")
    expect(page.locator(":focus")).to_have_attribute("name", "body")
    page.keyboard.type("The firm by the station.")
    step_to(page, "Post reply")
    page.keyboard.press("Space")
    expect(page.locator(".fm-comment .fm-comment")).to_contain_text("The firm by the station.")


def test_a_reply_is_left_with_escape_and_the_focus_goes_back(page):
    step_to(page, "Reply to Femi Adeyemi")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    expect(page.locator(":focus")).to_contain_text("Reply")
    expect(page.locator("form.fm-reply")).to_have_count(0)


def test_what_was_left_out_gets_the_focus(page):
    step_to(page, "Post comment")
    page.keyboard.press("Enter")
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(":focus")).to_have_attribute("name", "body")
