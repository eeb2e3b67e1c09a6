"""What is live beside a conversation: votes, the words above it, earlier versions, lists, rounds, and texts open to edit."""

import re
from io import BytesIO

import pytest
from playwright.sync_api import expect

from tests import factories
from tests.images import files
from tests.journeys.browsing import DESK, PHONE, faults, stands_out
from tests.journeys.talking import never_reloaded, open_live


def test_an_open_page_of_earlier_versions_loses_hidden_words(visit, talk):
    said = talk.say(talk.amina, "Mr Ogilvie drives like a fool.")
    talk.post(talk.amina, f"/comments/{said}/edit", body="Ogilvie drives too fast.", version="1")
    joan = open_live(visit(talk.joan), f"/comments/{said}/history")
    expect(joan.locator("main")).to_contain_text("like a fool")
    talk.decide("hide", said)
    expect(joan.locator("main")).not_to_contain_text("Ogilvie")
    expect(joan.locator("main")).to_contain_text("A moderator hid this")
    assert never_reloaded(joan)


def test_votes_are_counted_anew_for_those_who_see_them(visit, talk):
    joan = visit(talk.joan)
    joan.goto(talk.address)
    joan.locator("#vote").get_by_role("button", name="Agree", exact=True).click()
    expect(joan.locator("#vote")).to_contain_text("1 person voted so far")
    open_live(joan, talk.address)
    talk.post(talk.moderator, f"/contributions/{talk.idea.public_id}/vote", choice="disagree")
    expect(joan.locator("#vote")).to_contain_text("2 people voted so far")
    assert never_reloaded(joan)


def test_words_above_the_discussion_change_and_go(visit, talk, complaints):
    complaints.forgive(
        "status of 404"
    )  # The page may be saying how far it was read at the moment at which it is hidden.
    talk.say(talk.joan, "First.")
    joan = open_live(visit(talk.joan), talk.address)
    talk.post(
        talk.amina, f"/ideas/{talk.idea.public_id}/edit", title="A shared minibus", body="Ogilvie drives.", version="1"
    )
    expect(joan.get_by_role("heading", level=1)).to_have_text("A shared minibus")
    expect(joan.locator("main")).to_contain_text("Ogilvie drives.")
    talk.post(talk.moderator, f"/contributions/{talk.idea.public_id}/hide", rule="1", reason="It names a neighbour.")
    expect(joan.locator("main")).not_to_contain_text("Ogilvie")
    expect(joan.get_by_role("heading", level=1)).to_have_text("This was hidden")
    assert "minibus" not in joan.title()
    expect(joan.get_by_text("This has been taken down, so nobody can comment on it.")).to_be_visible()
    expect(joan.get_by_label("Add a comment")).to_be_hidden()
    assert never_reloaded(joan)


def put_picture(talk, person):
    browser = talk._browser(person)
    sent = {"csrf_token": browser.token("/account/"), "picture": (BytesIO(files.photo(60, 60)), "me.jpg")}
    assert browser.post("/account/picture", data=sent, content_type="multipart/form-data").status_code == 303


def hide_picture(talk, person, verb="hide_picture"):
    about = {"rule": "1", "reason": "It mocks a neighbour.", "ground": "rules", "verb": verb}
    talk.post(talk.moderator, f"/moderation/people/{person.handle}/decisions", **about)


PICTURE = "main img.fm-avatar"


def test_open_pages_lose_a_picture_that_was_hidden_at_once_and_show_the_initials(visit, talk):
    put_picture(talk, talk.amina)
    talk.say(talk.amina, "First.")
    reader = open_live(visit(), talk.address)
    listed = open_live(visit(), f"/rounds/{talk.round.slug}/ideas")
    expect(reader.locator(PICTURE)).to_have_count(2)
    expect(listed.locator(PICTURE)).to_have_count(1)
    reader.locator("[data-live-pause]").click()
    hide_picture(talk, talk.amina)
    for page in (reader, listed):
        expect(page.locator(PICTURE)).to_have_count(0, timeout=1_000)
        expect(page.locator("main .fm-avatar").first).to_have_text("AY")
        assert never_reloaded(page)


def test_a_comment_that_waited_brings_no_picture_that_was_hidden_meanwhile(visit, talk):
    put_picture(talk, talk.amina)
    reader = open_live(visit(), talk.address)
    reader.locator("[data-live-pause]").click()
    talk.say(talk.amina, "Waiting.")
    expect(reader.locator("main")).not_to_contain_text("Waiting.")
    hide_picture(talk, talk.amina)
    expect(reader.locator(PICTURE)).to_have_count(0, timeout=1_000)
    reader.locator("[data-live-pause]").click()
    expect(reader.locator("main")).to_contain_text("Waiting.")
    expect(reader.locator(PICTURE)).to_have_count(0)


def test_a_page_that_had_no_line_asks_what_is_gone(visit, talk):
    put_picture(talk, talk.amina)
    reader = open_live(visit(), talk.address)
    expect(reader.locator(PICTURE)).to_have_count(1)
    reader.context.set_offline(True)
    expect(reader.locator("[data-live-state]")).not_to_have_text("Live")
    hide_picture(talk, talk.amina)
    expect(reader.locator(PICTURE)).to_have_count(1)
    reader.context.set_offline(False)
    expect(reader.locator(PICTURE)).to_have_count(0)
    assert never_reloaded(reader)


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_a_list_counts_comments_loses_what_is_hidden_and_keeps_what_is_new_behind_a_button(
    app, visit, talk, screenshots, width
):
    other = factories.contribution(app, talk.round, talk.amina, title="Mr Ogilvie should go")
    page = open_live(visit(talk.joan, width=width), f"/rounds/{talk.round.slug}/ideas")
    card = page.locator("article").filter(has_text="A shared taxi")
    talk.say(talk.amina, "First.")
    expect(card).to_contain_text("1 comment")

    talk.post(
        talk.amina,
        f"/rounds/{talk.round.slug}/ideas/new",
        title="Lights on Mill Lane",
        body="It is dark.",
        once="o" * 22,
    )
    fresh = page.get_by_role("link", name="1 new idea")
    expect(fresh).to_be_visible()
    expect(page.locator("main")).not_to_contain_text("Mill Lane")
    expect(page.get_by_role("heading", name="3 ideas")).to_be_visible()
    page.screenshot(path=screenshots / f"live-list-{width}.png")
    assert stands_out(page) == []
    assert faults(page) == ""

    talk.post(talk.moderator, f"/contributions/{other.public_id}/hide", rule="1", reason="It names a neighbour.")
    expect(page.locator("main")).not_to_contain_text("Ogilvie")
    expect(page.get_by_role("heading", name="2 ideas")).to_be_visible()
    assert never_reloaded(page)

    fresh.click()
    expect(page.locator("main")).to_contain_text("Lights on Mill Lane")


def test_a_round_s_page_counts_and_says_what_is_new(talk, visit):
    page = open_live(visit(), f"/rounds/{talk.round.slug}")
    talk.say(talk.joan, "First.")
    expect(page.locator("article").filter(has_text="A shared taxi")).to_contain_text("1 comment")
    talk.post(
        talk.joan, f"/rounds/{talk.round.slug}/needs/new", title="I walk home in the dark", body="Often.", once="n" * 22
    )
    expect(page.get_by_role("link", name="1 new need")).to_be_visible()
    assert never_reloaded(page)


def test_two_windows_with_the_same_text_open_know_of_each_other(visit, talk, screenshots):
    said = talk.say(talk.amina, "First.")
    for number, address in enumerate((f"/comments/{said}/edit", f"{talk.address}/edit")):
        one, two = visit(talk.amina, width=PHONE), visit(talk.amina)
        one.goto(address)
        expect(one.get_by_label(re.compile("What you say|How would it work"))).to_be_visible()
        other = "This text is also open in another window or on another device."
        expect(one.get_by_text(other)).to_have_count(0)
        two.goto(address)
        for page in (one, two):
            expect(page.get_by_text(other)).to_be_visible()
        assert faults(one) == ""
        assert stands_out(one) == []
        one.screenshot(path=screenshots / f"live-editing-{number}.png", full_page=True)
        two.close()
        expect(one.get_by_text(other)).to_have_count(0)


def test_who_is_here_and_who_is_writing(visit, talk, screenshots):
    talk.say(talk.amina, "First.")
    joan, amina = open_live(visit(talk.joan, width=PHONE), talk.address), open_live(visit(talk.amina), talk.address)
    expect(joan.locator("[data-live-here]")).to_have_text("2 people reading")
    amina.get_by_label("Add a comment").press_sequentially("Wh")
    writing = joan.locator("[data-live-typing]")
    expect(writing).to_have_text("Somebody is writing…")
    expect(writing).to_have_attribute("aria-hidden", "true")
    assert joan.locator("[data-live-said]").text_content() == ""
    amina.get_by_role("button", name="Post comment").click()
    expect(writing).to_have_text("")

    amina.goto("/account/")
    amina.get_by_label("Show my name to people reading the same discussion").check()
    amina.locator("main").get_by_role("button", name="Save").click()
    open_live(amina, talk.address)
    expect(joan.locator("[data-live-here]")).to_have_text("2 people reading: Amina Yusuf and 1 other")
    amina.get_by_label("Add a comment").press_sequentially("Wh")
    expect(writing).to_have_text("Amina Yusuf is writing…")
    joan.screenshot(path=screenshots / "live-presence-320.png")
