"""Reading settings in a browser: chosen without a script, kept, and stronger than what the device says."""

import pytest
from playwright.sync_api import expect

from tests.journeys.browsing import PHONE, stands_out

pytestmark = pytest.mark.once

LIGHT, DARK = "rgb(251, 248, 242)", "rgb(14, 24, 22)"


def ground(page):
    """The colour on which the page stands."""
    return page.evaluate("getComputedStyle(document.body).backgroundColor")


def letters(page):
    """How large the text of the page is, in pixels."""
    return page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)")


def test_a_stranger_without_scripts_makes_the_text_larger_and_goes_on_reading(visit):
    page = visit(width=PHONE, java_script_enabled=False)
    page.goto("/rounds")
    before = letters(page)
    page.get_by_role("link", name="Reading settings").click()
    page.get_by_label("Largest, half as large again").check()
    page.get_by_label("Wide: more room").check()
    page.get_by_role("button", name="Save and go back").click()
    expect(page).to_have_url("/rounds")
    expect(page.get_by_role("status")).to_contain_text("Pages now look as you chose")
    assert letters(page) == 1.5 * before
    assert stands_out(page) == []


@pytest.mark.parametrize(("before", "chosen", "seen"), [("light", "Dark", DARK), ("dark", "Light", LIGHT)])
def test_the_chosen_colours_win_over_the_device(visit, before, chosen, seen):
    page = visit(color_scheme=before)
    page.goto("/reading")
    assert ground(page) != seen
    page.get_by_label(chosen, exact=True).check()
    page.get_by_role("button", name="Save and go back").click()
    expect(page.get_by_role("status")).to_be_visible()
    assert ground(page) == seen


def test_dark_pages_are_printed_dark_on_light(visit):
    page = visit(color_scheme="dark")
    page.goto("/")
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(20, 35, 31)"
