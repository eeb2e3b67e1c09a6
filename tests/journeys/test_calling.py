"""Calling somebody with @ and a name: by keyboard, by touch, without a script; and what a screen reader is told."""

import pytest
from playwright.sync_api import expect

from tests import factories
from tests.journeys.browsing import DESK, PHONE, faults, stands_out

pytestmark = pytest.mark.once

FIELD = "Add a comment"


@pytest.fixture(autouse=True)
def people(app, talk):
    return [
        factories.user(app, handle=handle, name=name)
        for handle, name in (("amir-h", "Amir Haddad"), ("zoe", "Zoë Amis"))
    ]


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_typing_a_name_offers_people_and_enter_takes_one(talk, visit, width, screenshots):
    page = visit(talk.joan, width=width)
    page.goto(talk.address)
    field, offered = page.get_by_label(FIELD), page.locator("#say-offered")
    field.click()
    page.keyboard.type("Well, @am")
    options = offered.get_by_role("option")
    expect(options).to_have_text(
        [f"Amina Yusuf @{talk.amina.handle}, in this discussion", "Amir Haddad @amir-h", "Zoë Amis @zoe"]
    )
    expect(offered.get_by_role("status")).to_have_text("3 people to call. Choose with the arrow keys and Enter.")
    expect(options.first).to_have_attribute("aria-selected", "true")
    assert stands_out(page) == []
    assert faults(page) == ""
    page.screenshot(path=screenshots / f"calling-{width}.png")
    page.keyboard.press("ArrowDown")
    expect(field).to_have_attribute("aria-activedescendant", options.nth(1).get_attribute("id"))
    page.keyboard.press("Enter")
    expect(field).to_have_value("Well, @amir-h ")
    page.get_by_role("button", name="Post comment").click()
    expect(page.locator(".fm-comment__text").get_by_role("link", name="@amir-h")).to_have_attribute(
        "href", "/people/amir-h"
    )


def test_tab_takes_one_too_and_one_types_on(talk, visit):
    page = visit(talk.joan)
    page.goto(talk.address)
    page.get_by_label(FIELD).click()
    page.keyboard.type("Does @zo")
    expect(page.locator("#say-offered").get_by_role("option")).to_have_count(1)
    page.keyboard.press("Tab")
    expect(page.get_by_label(FIELD)).to_be_focused()
    page.keyboard.type("know?")
    expect(page.get_by_label(FIELD)).to_have_value("Does @zoe know?")


def test_escape_closes_the_list_and_leaves_the_reply_open(talk, visit):
    talk.say(talk.amina, "Who would drive?")
    page = visit(talk.joan)
    page.goto(talk.address)
    page.locator("a[data-reply]").first.click()
    reply = page.locator("form.fm-reply")
    page.keyboard.type("@am")
    expect(reply.get_by_role("option")).to_have_count(3)
    page.keyboard.press("Escape")
    expect(reply.get_by_role("option")).to_have_count(0)
    expect(reply.locator("textarea")).to_be_focused()
    page.keyboard.press("Enter")
    expect(reply.locator("textarea")).to_have_value("@am\n")
    page.keyboard.press("Escape")
    expect(reply).to_have_count(0)


def test_a_tap_takes_one_on_the_form_of_a_need(talk, visit):
    page = visit(talk.joan, width=PHONE, has_touch=True)
    page.goto(f"/rounds/{talk.round.slug}/needs/new")
    page.locator("#body").tap()
    page.keyboard.type("Ask @zo")
    option = page.get_by_role("option", name="Zoë Amis")
    assert option.bounding_box()["height"] >= 44
    option.tap()
    expect(page.locator("#body")).to_have_value("Ask @zoe ")
    expect(page.locator("#body")).to_be_focused()


def test_nobody_of_that_name_and_an_address_is_no_name(talk, visit):
    page = visit(talk.joan)
    page.goto(talk.address)
    page.get_by_label(FIELD).click()
    page.keyboard.type("Ask @xyz")
    expect(page.locator("#say-offered").get_by_role("status")).to_have_text("Nobody of that name is found.")
    with page.expect_request("**/preview"):  # Time in which an address would have been looked up.
        page.keyboard.type(" or joan@zo")
        page.locator("[data-live-write]").get_by_role("button", name="Preview").click()
    expect(page.get_by_role("option")).to_have_count(0)


def test_without_a_script_one_types_the_handle(talk, visit, people):
    page = visit(talk.joan, width=PHONE, java_script_enabled=False)
    page.goto("/people/zoe")
    expect(page.get_by_text("To call them in a discussion, write @zoe there.")).to_be_visible()
    page.goto(talk.address)
    page.get_by_label(FIELD).fill("Ask @zoe.")
    page.get_by_role("button", name="Post comment").click()
    page.locator(".fm-comment__text").get_by_role("link", name="@zoe").click()
    expect(page.get_by_role("heading", name="Zoë Amis")).to_be_visible()
