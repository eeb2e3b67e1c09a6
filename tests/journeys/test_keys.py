"""Single keys: a list says which there are, one switch turns all of them off, and none counts while somebody writes."""

import pytest
from playwright.sync_api import Page, expect

from tests import factories
from tests.journeys.browsing import PHONE, faults, read_at_the_largest, stands_out

pytestmark = pytest.mark.once

NAME = "Keyboard shortcuts"


@pytest.fixture
def reader(visit, talk) -> Page:
    """Amina on her own idea's page, where three comments are new to her."""
    reader = visit(talk.amina)
    thread = factories.thread_of(talk.app, talk.idea)
    talk.post(talk.amina, f"/threads/{thread.public_id}/reading", upto="0")
    talk.comments = [
        talk.say(talk.joan, f"{words} is what I would ask first.") for words in ("Fares", "Hours", "Drivers")
    ]
    reader.goto(talk.address)
    return reader


def sheet(page: Page):
    return page.get_by_role("dialog", name=NAME)


def test_the_question_mark_lists_the_keys_of_the_page_and_escape_goes_back(reader):
    link = reader.get_by_role("link", name="Have your say").first
    link.focus()
    reader.keyboard.press("?")
    expect(sheet(reader)).to_be_visible()
    expect(reader.get_by_role("button", name="Close")).to_be_focused()
    expect(sheet(reader)).to_contain_text("Next new comment")
    expect(sheet(reader).get_by_text("Undo the last answer")).to_be_hidden()
    assert faults(reader) == ""
    reader.keyboard.press("Escape")
    expect(sheet(reader)).to_be_hidden()
    expect(link).to_be_focused()


def test_the_list_fits_a_telephone_with_the_largest_text(visit, screenshots):
    page = visit(width=PHONE)
    page.goto("/")
    page.get_by_role("button", name=NAME).click()
    expect(sheet(page)).to_be_visible()
    page.screenshot(path=screenshots / "keys-320.png")
    read_at_the_largest(page)
    assert stands_out(page) == []


def test_n_and_p_lead_from_one_new_comment_to_the_next_and_r_answers_it(reader, talk):
    def at(number):
        return expect(reader.locator(f"#comment-{talk.comments[number]}"))

    expect(reader.locator(".fm-comment .fm-new")).to_have_count(3)
    reader.keyboard.press("n")
    at(0).to_be_focused()
    reader.keyboard.press("n")
    reader.keyboard.press("n")
    at(2).to_be_focused()
    reader.keyboard.press("n")
    at(2).to_be_focused()
    expect(reader.get_by_text("There is no other new comment that way.")).to_be_attached()
    reader.keyboard.press("p")
    at(1).to_be_focused()
    reader.keyboard.press("r")
    expect(reader.get_by_label("Reply to Joan")).to_be_focused()


def test_while_one_writes_keys_are_letters(reader):
    field = reader.get_by_label("Add a comment")
    field.fill("")
    field.press_sequentially("nprn?/")
    expect(field).to_have_value("nprn?/")
    expect(sheet(reader)).to_be_hidden()


def test_one_switch_turns_all_keys_off_and_the_button_at_the_foot_still_opens_the_list(reader, talk):
    reader.keyboard.press("?")
    sheet(reader).get_by_role("button", name="Keys are on. Turn them off").click()
    expect(sheet(reader).get_by_role("button", name="Keys are off. Turn them on")).to_be_visible()
    reader.keyboard.press("Escape")
    reader.keyboard.press("n")
    reader.keyboard.press("?")
    expect(sheet(reader)).to_be_hidden()
    assert reader.locator(".fm-comment:focus").count() == 0
    reader.reload()
    reader.get_by_role("button", name=NAME).click()
    sheet(reader).get_by_role("button", name="Keys are off. Turn them on").click()
    reader.keyboard.press("Escape")
    reader.keyboard.press("n")
    expect(reader.locator(f"#comment-{talk.comments[0]}")).to_be_focused()


def test_a_key_under_the_open_list_does_nothing(reader):
    reader.keyboard.press("?")
    reader.keyboard.press("n")
    expect(sheet(reader)).to_be_visible()
    assert reader.locator(".fm-comment:focus").count() == 0


def test_the_slash_leads_to_the_search(visit, talk):
    page = visit()
    page.goto(f"/rounds/{talk.round.slug}/ideas")
    page.keyboard.press("/")
    expect(page.locator("#q")).to_be_focused()
    expect(page.locator("#q")).to_have_value("")


def test_without_scripts_nothing_speaks_of_keys(visit):
    page = visit(java_script_enabled=False)
    page.goto("/")
    assert page.get_by_text(NAME).filter(visible=True).count() == 0
