"""Writing with the row of buttons: by mouse, by keyboard, from within the text; and how much room is left, in words."""

import pytest
from playwright.sync_api import expect

from app.threads.models import MAX_BODY
from tests.journeys.browsing import DESK, PHONE

pytestmark = pytest.mark.once

FIELD = "Add a comment"


@pytest.fixture
def page(visit, talk):
    page = visit(talk.joan)
    page.goto(talk.address)
    return page


def choose(page, start, end):
    page.get_by_label(FIELD).evaluate("(field, [from, to]) => field.setSelectionRange(from, to)", [start, end])


def words(page):
    return page.get_by_label(FIELD).input_value()


def press(page, name):
    page.locator("[data-live-write]").get_by_role("button", name=name, exact=True).click()


def test_bold_and_back_again(page):
    page.get_by_label(FIELD).fill("The last bus leaves early.")
    choose(page, 4, 12)
    press(page, "Bold")
    assert words(page) == "The **last bus** leaves early."
    press(page, "Bold")
    assert words(page) == "The last bus leaves early."


@pytest.mark.parametrize("blank", [" ", "\n", "  "])
def test_blanks_at_the_ends_of_what_is_chosen_stay_outside(page, blank):
    page.get_by_label(FIELD).fill(f"The last bus{blank}leaves.")
    choose(page, 8, 12 + len(blank))
    press(page, "Bold")
    assert words(page) == f"The last **bus**{blank}leaves."
    press(page, "Bold")
    assert words(page) == f"The last bus{blank}leaves."


def test_lists_and_quotes_take_whole_lines(page):
    page.get_by_label(FIELD).fill("bread\nmilk")
    choose(page, 2, 8)
    press(page, "List")
    assert words(page) == "- bread\n- milk"
    choose(page, 0, 15)
    press(page, "List")
    assert words(page) == "bread\nmilk"
    press(page, "Quote")
    assert words(page) == "> bread\n> milk"
    press(page, "Quote")
    assert words(page) == "bread\nmilk"
    choose(page, 7, 7)
    press(page, "Quote")
    assert words(page) == "bread\n> milk"


def test_a_link_asks_for_what_is_missing(page):
    page.get_by_label(FIELD).fill("")
    press(page, "Link")
    page.keyboard.type("the timetable")
    assert words(page) == "[the timetable](https://)"
    choose(page, 0, 0)
    page.get_by_label(FIELD).fill("https://example.org/bus")
    choose(page, 0, 23)
    press(page, "Link")
    assert words(page) == "[words of the link](https://example.org/bus)"


def test_from_within_the_text_and_undone(page):
    page.get_by_label(FIELD).click()
    page.keyboard.type("Gently")
    page.keyboard.press("Control+A")
    page.keyboard.press("Control+I")
    assert words(page) == "*Gently*"
    page.keyboard.press("Control+Z")
    assert words(page) == "Gently"


def test_the_row_is_one_stop_and_arrows_go_along(page):
    page.locator("[data-live-write] [data-tool=bold]").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator(":focus")).to_have_attribute("data-tool", "italic")
    page.keyboard.press("End")
    expect(page.locator(":focus")).to_have_attribute("data-tool", "link")
    page.keyboard.press("Tab")
    expect(page.get_by_label(FIELD)).to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(page.locator(":focus")).to_have_attribute("data-tool", "link")


def test_a_reply_has_the_row_too(page, talk):
    talk.say(talk.amina, "Who would pay?")
    page.goto(talk.address)
    page.get_by_role("link", name="Reply to Amina Yusuf").click()
    form = page.locator("form.fm-reply")
    form.get_by_role("textbox").fill("All of us.")
    form.get_by_role("textbox").select_text()
    form.get_by_role("button", name="Italic").click()
    expect(form.get_by_role("textbox")).to_have_value("*All of us.*")


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_the_room_is_told_in_words(visit, talk, screenshots, width):
    page = visit(talk.joan, width=width)
    page.goto(talk.address)
    field, room = page.get_by_label(FIELD), page.locator("#say-room")
    field.fill("a" * 100)
    expect(room).to_be_empty()
    field.fill("a" * (MAX_BODY - 600))
    expect(room).to_have_text("Room for about 100 more words")
    page.locator("[data-live-write]").screenshot(path=screenshots / f"tools-{width}.png")
    field.fill("a" * (MAX_BODY - 3))
    expect(room).to_have_text("No room for another word")
    field.fill("a" * (MAX_BODY + 13))
    expect(room).to_have_text("About 3 words too long")


def test_without_a_script_there_is_no_row_that_does_nothing(visit, talk):
    page = visit(talk.joan, java_script_enabled=False)
    page.goto(talk.address)
    expect(page.get_by_label(FIELD)).to_be_visible()
    expect(page.locator("[data-tools]")).to_be_hidden()
