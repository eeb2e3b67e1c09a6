"""Coming back to a discussion: what is new says so, in words; what one has looked at is not new again, on any device."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.browsing import DESK, PHONE
from tests.journeys.talking import comment

pytestmark = pytest.mark.once


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_from_one_device_to_another(app, visit, long_talk, screenshots, width):
    page = visit(long_talk.joan, width=width)
    with page.expect_response(lambda answer: answer.url.endswith("/reading")) as said:
        page.goto(long_talk.address)
        page.locator("#h-talk").scroll_into_view_if_needed()
    assert said.value.status == 204
    page.goto("/rounds")

    first = long_talk.say(long_talk.amina, "The chemist closes at five.", parent=long_talk.comments[1])
    last = long_talk.say(long_talk.amina, "And the library at six.")
    page.goto(long_talk.address)
    expect(page.locator("[data-news]")).to_contain_text("2 new comments since")
    expect(page.locator(".fm-new")).to_have_count(2)
    expect(comment(page, first).locator(".fm-new").first).to_have_text("New")
    page.locator("[data-news]").scroll_into_view_if_needed()
    page.screenshot(path=screenshots / f"unread-{width}.png")

    page.get_by_role("link", name="Go to the first").click()
    expect(page).to_have_url(re.compile(f"#comment-{first}$"))
    page.wait_for_timeout(1_500)  # What one only scrolls past is not read.
    with page.expect_response(lambda answer: answer.url.endswith("/reading")):
        comment(page, last).scroll_into_view_if_needed()

    elsewhere = visit(long_talk.joan, width=PHONE)
    elsewhere.goto(long_talk.address)
    expect(elsewhere.locator("#h-talk")).to_be_visible()
    expect(elsewhere.locator("[data-news]")).to_have_count(0)


def test_what_was_not_looked_at_stays_new(visit, long_talk):
    page = visit(long_talk.joan)
    with page.expect_response(lambda answer: answer.url.endswith("/reading")):
        page.goto(long_talk.address)
        page.locator("#h-talk").scroll_into_view_if_needed()
    page.goto("/rounds")
    long_talk.say(long_talk.amina, "At the end of it all.")
    for _ in range(2):
        page.goto(long_talk.address)
        expect(page.locator("[data-news]")).to_contain_text("1 new comment since")
        page.wait_for_timeout(1_500)  # A glance at the top is long enough to count as read, were it in view.
        page.goto("/rounds")


def test_the_button_without_a_script(visit, long_talk):
    page = visit(long_talk.joan, java_script_enabled=False)
    long_talk.post(long_talk.joan, f"/contributions/{long_talk.idea.public_id}/comments", body="I shall come back.")
    long_talk.say(long_talk.amina, "Do.")
    page.goto(long_talk.address)
    page.get_by_role("button", name="Mark all as read").click()
    expect(page.locator("#h-talk")).to_be_visible()
    expect(page.locator("[data-news]")).to_have_count(0)
