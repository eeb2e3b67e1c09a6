"""Reading settings in a browser: chosen without a script, kept, and stronger than what the device says."""

import pytest
from playwright.sync_api import expect

from tests import factories
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


SIDE = """(box) => {
    const words = document.createRange();
    words.selectNodeContents(box);
    const [all, line] = [box.getBoundingClientRect(), words.getBoundingClientRect()];
    return all.right - line.right < line.left - all.left ? "right" : "left";
}"""
"""At which side of its box a text of one line stands."""


@pytest.mark.parametrize("page_goes", ["ltr", "rtl"])
def test_what_people_write_begins_at_the_side_where_its_own_script_begins(visit, talk, page_goes):
    idea = factories.contribution(talk.app, talk.round, talk.amina, title="مصعد جديد للطابق 4.")
    body = "مرحبا، الدرج بلا درابزين.\n\nThe stairs have no rail."
    talk.post(talk.joan, f"/contributions/{idea.public_id}/comments", body=body)
    page = visit(talk.amina)
    page.goto(f"/ideas/{idea.public_id}")
    page.evaluate("(way) => { document.documentElement.dir = way; }", page_goes)
    said = page.locator(".fm-comment__text p")
    assert [one.evaluate(SIDE) for one in (said.nth(0), said.nth(1), page.locator("h1"))] == ["right", "left", "right"]
    field = page.get_by_label("Add a comment")
    field.fill("שלום.")
    assert field.evaluate("field => getComputedStyle(field).unicodeBidi") == "plaintext"
    page.goto(f"/rounds/{talk.round.slug}/ideas")
    page.evaluate("(way) => { document.documentElement.dir = way; }", page_goes)
    assert page.get_by_role("heading", name="مصعد").evaluate(SIDE) == "right"
