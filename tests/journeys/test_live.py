"""Two people in one conversation: what one does, the other's open page shows, without a reload and without a jump."""

import re

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests import factories
from tests.journeys.browsing import DESK, PHONE, faults, stands_out, until
from tests.journeys.talking import comment, never_reloaded, open_live, top_of, write


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_new_comments_wait_behind_a_button_and_nothing_moves(visit, long_talk, screenshots, width):
    amina, joan = (open_live(visit(who, width=width), long_talk.address) for who in (long_talk.amina, long_talk.joan))
    read = comment(joan, long_talk.comments[4])
    read.scroll_into_view_if_needed()
    link = read.get_by_role("link", name=re.compile(r"^\s*Reply")).first
    link.focus()
    before = top_of(read)

    write(amina, "Who would drive?")
    expect(amina.get_by_role("article", name="Your comment")).to_contain_text("Who would drive?")
    long_talk.say(long_talk.amina, "And who would pay?", parent=long_talk.comments[0])

    fresh = joan.get_by_role("button", name="2 new comments")
    expect(fresh).to_be_visible()
    expect(joan.locator("main")).not_to_contain_text("Who would drive?")
    expect(joan.get_by_text("14 comments").first).to_be_attached()
    assert abs(top_of(read) - before) < 1
    expect(link).to_be_focused()
    joan.screenshot(path=screenshots / f"live-button-{width}.png")
    assert faults(joan) == ""
    assert stands_out(joan) == []

    fresh.click()
    shows_both(joan, long_talk.comments[0])
    assert never_reloaded(amina)


def shows_both(page: Page, answered: str) -> None:
    """Both new comments stand in their places, and the reader is taken to the first."""
    answer = comment(page, answered).locator(".fm-comment")
    expect(answer).to_contain_text("And who would pay?")
    expect(answer).to_be_focused()
    expect(answer.locator(".fm-new")).to_have_text("New")
    expect(page.locator("main")).to_contain_text("Who would drive?")
    expect(page.get_by_role("button", name="2 new comments")).to_be_hidden()
    assert stands_out(page) == []
    assert never_reloaded(page)


def test_what_one_says_on_another_device_is_one_s_own_here_too(visit, long_talk):
    amina = open_live(visit(long_talk.amina), long_talk.address)
    said = long_talk.say(long_talk.amina, "From my telephone.", parent=long_talk.comments[0])
    mine = amina.get_by_role("article", name="Your comment")
    expect(mine).to_have_id(f"comment-{said}")
    expect(mine.get_by_role("link", name="Edit")).to_be_visible()
    expect(mine.get_by_role("button", name="Useful")).to_have_count(0)


def test_who_goes_on_while_a_comment_is_on_its_way_is_left_there(visit, talk):
    first = talk.say(talk.joan, "First.")
    amina = visit(talk.amina)
    amina.route_web_socket(re.compile("/socket.io/"), lambda _line: None)  # Nothing comes over it.
    held: list[Route] = []
    amina.route(re.compile("/events"), lambda route: held.append(route))  # noqa: PLW0108 - Playwright wants a function.
    amina.goto(talk.address)
    with amina.expect_response(lambda answer: answer.status == 201):
        write(amina, "Second.")
    comment(amina, first).get_by_role("link", name=re.compile(r"^\s*Reply")).click()
    field = comment(amina, first).get_by_label(re.compile("^Reply to"))
    expect(field).to_be_focused()
    until(amina, lambda: bool(held))
    for one in held:
        one.continue_()
    expect(amina.get_by_role("article", name="Your comment")).to_contain_text("Second.")
    expect(field).to_be_focused()


def test_who_reads_at_the_end_gets_them_at_once_and_who_writes_does_not(visit, talk):
    talk.say(talk.amina, "First.")
    joan = open_live(visit(talk.joan), talk.address)
    joan.locator("#h-talk").scroll_into_view_if_needed()
    second = talk.say(talk.amina, "Second.")
    expect(comment(joan, second)).to_contain_text("Second.")
    expect(comment(joan, second).get_by_role("button", name="Useful")).to_be_visible()

    field = joan.get_by_label("Add a comment")
    field.fill("I am in the middle of a")
    before = top_of(field)
    talk.say(talk.amina, "Third.")
    expect(joan.get_by_role("button", name="1 new comment")).to_be_visible()
    assert abs(top_of(field) - before) < 1
    expect(field).to_be_focused()
    expect(field).to_have_value("I am in the middle of a")
    assert never_reloaded(joan)


def quoted(page: Page, name: str) -> Locator:
    return comment(page, name).locator(".fm-quote")


def test_changed_words_reach_the_open_page_and_every_quote_of_them(visit, long_talk):
    said = long_talk.say(long_talk.amina, "Mr Ogilvie drives like a fool.", parent=long_talk.comments[2])
    quoting = long_talk.say(long_talk.joan, "Now, now.", quote=said)
    pages = joan, _stranger = [
        open_live(visit(long_talk.joan), long_talk.address),
        open_live(visit(width=PHONE), long_talk.address),
    ]
    report = comment(joan, said).get_by_role("link", name="Report")
    report.focus()
    long_talk.post(long_talk.amina, f"/comments/{said}/edit", body="He drives too fast.", version="1")
    for page in pages:
        expect(comment(page, said)).to_contain_text("He drives too fast.")
        expect(comment(page, said).get_by_role("link", name="Edited")).to_be_visible()
        expect(quoted(page, quoting)).to_contain_text("Amina Yusuf He drives too fast.")
        expect(page.locator("main")).not_to_contain_text("Ogilvie")
        assert never_reloaded(page)
    expect(report).to_be_focused()


def test_words_taken_down_leave_the_open_page_and_come_back_and_nothing_moves(visit, long_talk):
    said = long_talk.say(long_talk.amina, "He drives too fast.", parent=long_talk.comments[2])
    quoting = long_talk.say(long_talk.joan, "Now, now.", quote=said)
    pages = joan, _stranger = [
        open_live(visit(long_talk.joan), long_talk.address),
        open_live(visit(width=PHONE), long_talk.address),
    ]
    below = comment(joan, long_talk.comments[3])
    below.scroll_into_view_if_needed()
    before = top_of(below)
    comment(joan, said).get_by_role("link", name="Report").focus()
    for verb, shown in (("hide", "A moderator hid this comment"), ("restore", "He drives too fast.")):
        long_talk.decide(verb, said)
        for page in pages:
            expect(comment(page, said)).to_contain_text(shown)
            words = (
                "The words quoted here are no longer in this discussion." if verb == "hide" else "He drives too fast."
            )
            expect(quoted(page, quoting)).to_contain_text(words)
            expect(page.get_by_text("He drives")).to_have_count(0 if verb == "hide" else 2)
        assert abs(top_of(below) - before) < 1
    expect(comment(joan, said)).to_be_focused()
    long_talk.post(long_talk.amina, f"/comments/{said}/withdrawal")
    for page in pages:
        expect(comment(page, said)).to_contain_text("The author withdrew this comment")
        expect(page.get_by_text("He drives")).to_have_count(0)
        assert never_reloaded(page)


def test_nothing_that_waited_for_a_finger_brings_hidden_words_back(visit, talk):
    said = talk.say(talk.amina, "First.")
    joan = open_live(visit(talk.joan), talk.address)
    joan.locator("#h-talk").scroll_into_view_if_needed()
    comment(joan, said).hover()
    joan.mouse.down()
    talk.post(talk.amina, f"/comments/{said}/edit", body="Mr Ogilvie drives like a fool.", version="1")
    talk.decide("hide", said)
    expect(comment(joan, said)).to_contain_text("A moderator hid this comment")
    joan.mouse.up()
    last = talk.say(talk.amina, "Sorry.")
    expect(comment(joan, last)).to_be_visible()
    assert "Ogilvie" not in joan.content()


def test_what_is_hidden_while_it_waits_is_never_shown(visit, long_talk):
    joan = open_live(visit(long_talk.joan), long_talk.address)
    said = long_talk.say(long_talk.amina, "Mr Ogilvie drives like a fool.")
    other = long_talk.say(long_talk.amina, "A fair point.", parent=said)
    fresh = joan.locator("[data-live-fresh] button")
    expect(fresh).to_have_text("2 new comments")
    long_talk.decide("hide", said)
    expect(fresh).to_have_text("1 new comment")
    fresh.click()
    expect(comment(joan, other)).to_be_focused()
    place = comment(joan, said)
    expect(place).to_contain_text("A moderator hid this comment on ")
    expect(place.locator(f"#comment-{other}")).to_be_visible()
    assert "Ogilvie" not in joan.content()


def test_a_place_says_at_once_when_and_why_its_words_went_as_it_does_after_a_reload(visit, talk):
    said, own = talk.say(talk.amina, "Mr Ogilvie drives like a fool."), talk.say(talk.joan, "So does his wife.")
    stranger, joan = open_live(visit(width=PHONE), talk.address), open_live(visit(talk.joan), talk.address)
    moderator, welsh = open_live(visit(talk.moderator), talk.address), visit()
    welsh.goto("/language/cy")
    welsh.goto(talk.address)
    expect(welsh.locator("[data-live-state]")).to_have_text("Yn fyw")
    for name in (said, own):
        talk.decide("hide", name)
    told = re.compile(r"^A moderator hid this comment on .*, under rule 1: [^.]+\. What rule 1 says$")
    for page in (stranger, joan):
        expect(comment(page, said).locator(".fm-gone")).to_have_text(told)
        now = comment(page, said).inner_text()
        assert never_reloaded(page)
        page.reload()
        assert comment(page, said).inner_text() == now
    expect(comment(moderator, said)).to_contain_text("under rule 1: ")
    expect(comment(moderator, said).get_by_role("link", name="See the case")).to_be_visible()
    expect(comment(welsh, said).get_by_role("link")).to_have_attribute("href", f"/comments/{said}")


def test_an_author_s_place_leads_to_the_words_that_only_they_still_read(visit, talk):
    own = talk.say(talk.joan, "He drives like a fool.")
    joan = open_live(visit(talk.joan), talk.address)
    talk.decide("hide", own)
    comment(joan, own).get_by_role("link", name="See when, and why").click()
    expect(comment(joan, own)).to_contain_text("He drives like a fool.")


def test_what_came_and_went_while_one_was_away_has_its_place_and_what_answers_it_stands_there(visit, away, long_talk):
    joan = open_live(visit(long_talk.joan), long_talk.address)
    away(joan)
    said = long_talk.say(long_talk.amina, "Mr Ogilvie drives like a fool.")
    answer = long_talk.say(long_talk.amina, "Sorry for that.", parent=said)
    long_talk.decide("hide", said)
    away(joan, back=True)
    joan.get_by_role("button", name="1 new comment").click()
    expect(comment(joan, answer)).to_be_focused()
    expect(comment(joan, said).locator(f"#comment-{answer}")).to_be_visible()
    order = joan.locator("[data-live-comments] > article").evaluate_all("all => all.map(one => one.id)")
    assert order[-1] == f"comment-{said}"
    assert "Ogilvie" not in joan.content()


def test_a_place_without_words_that_waits_keeps_nobody_from_having_read_it_all(visit, away, long_talk):
    joan = open_live(visit(long_talk.joan), long_talk.address)
    away(joan)
    long_talk.decide("hide", long_talk.say(long_talk.amina, "Mr Ogilvie drives like a fool."))
    away(joan, back=True)
    expect(joan.locator("[data-live-state]")).to_have_text("Live")
    last = int(joan.locator("[data-live-thread]").get_attribute("data-last") or 0) + 2
    with joan.expect_request(lambda request: f"\r\n\r\n{last}\r\n" in (request.post_data or "")) as said:
        joan.locator("[data-live-write]").scroll_into_view_if_needed()
    assert said.value.url.endswith("/reading")


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_a_lock_puts_a_notice_in_the_place_of_the_form_and_keeps_what_is_typed(visit, talk, width):
    said = talk.say(talk.amina, "First.")
    joan, stranger = open_live(visit(talk.joan, width=width), talk.address), open_live(visit(), talk.address)
    field = joan.get_by_label("Add a comment")
    field.fill("What I wanted to say")
    talk.lock("lock")
    notice = joan.get_by_text("A moderator has locked this discussion. You can still read it.")
    for page in (joan, stranger):
        expect(page.get_by_text("A moderator has locked this discussion. You can still read it.")).to_be_visible()
    expect(field).to_be_hidden()
    expect(comment(joan, said).get_by_role("link", name=re.compile(r"^\s*Reply"))).to_be_hidden()
    expect(joan.locator("[data-shut-notice]")).to_be_focused()
    assert stands_out(joan) == []

    talk.lock("unlock")
    expect(field).to_be_visible()
    expect(field).to_have_value("What I wanted to say")
    expect(notice).to_be_hidden()
    expect(comment(joan, said).get_by_role("link", name=re.compile(r"^\s*Reply"))).to_be_visible()
    assert never_reloaded(joan)


def test_a_page_that_came_locked_gets_its_form_when_it_is_open_again(visit, talk):
    talk.say(talk.amina, "First.")
    talk.lock("lock")
    joan = open_live(visit(talk.joan), talk.address)
    expect(joan.get_by_label("Add a comment")).to_have_count(0)
    talk.lock("unlock")
    write(joan, "At last.")
    expect(joan.get_by_role("article", name="Your comment")).to_contain_text("At last.")
    assert never_reloaded(joan)


def test_announcements_are_polite_and_one_sentence_for_several(visit, long_talk):
    joan = visit(long_talk.joan)
    joan.clock.install()
    open_live(joan, long_talk.address)
    said = joan.locator("[data-live-said]")
    expect(said).to_have_attribute("role", "status")
    for words in ("One.", "Two.", "Three."):
        long_talk.say(long_talk.amina, words)
    expect(joan.get_by_role("button", name="3 new comments")).to_be_visible()
    expect(said).to_have_text("")
    joan.clock.run_for(6_000)
    expect(said).to_have_text("3 new comments are waiting.")


def test_a_paused_page_stays_as_it_is_but_for_hidden_words(visit, long_talk):
    said = long_talk.say(long_talk.amina, "Mr Ogilvie drives like a fool.", parent=long_talk.comments[0])
    joan = open_live(visit(long_talk.joan), long_talk.address)
    joan.get_by_role("button", name="Pause live updates").click()
    expect(joan.locator("[data-live-state]")).to_have_text("Live updates are paused")
    fresh = long_talk.say(long_talk.amina, "Mr Ogilvie again.")
    long_talk.decide("hide", said)
    expect(comment(joan, said)).to_contain_text("A moderator hid this comment")
    long_talk.decide("hide", fresh)
    last = long_talk.say(long_talk.amina, "Sorry.")
    joan.get_by_role("button", name="Go on with live updates").click()
    expect(joan.get_by_role("button", name="1 new comment")).to_be_visible()
    joan.get_by_role("button", name="1 new comment").click()
    expect(comment(joan, last)).to_be_focused()
    assert "Ogilvie" not in joan.content()


def test_a_moved_comment_leaves_one_open_page_comes_to_another_and_comes_back(app, visit, long_talk):
    said = long_talk.say(long_talk.amina, "About something else.", parent=long_talk.comments[2])
    other = factories.contribution(app, long_talk.round, long_talk.amina, title="Something else")
    here = open_live(visit(long_talk.joan), long_talk.address)
    there = open_live(visit(width=PHONE), f"/ideas/{other.public_id}")
    below = comment(here, long_talk.comments[3])
    below.scroll_into_view_if_needed()
    before = top_of(below)
    long_talk.post(
        long_talk.moderator, f"/comments/{said}/move", to=other.public_id, rule="4", reason="It is about that."
    )
    expect(comment(here, said)).to_contain_text("A moderator moved this comment to another discussion")
    expect(here.get_by_text("About something else.")).to_have_count(0)
    assert abs(top_of(below) - before) < 1
    there.get_by_role("button", name="1 new comment").click()
    expect(comment(there, said)).to_contain_text("About something else.")
    comment(here, said).get_by_role("link", name="Go to where it stands now").click()
    expect(here.get_by_role("heading", level=1)).to_have_text("Something else")
    here.goto(f"{long_talk.address}#comment-{said}")
    expect(here.get_by_text("Moved from here by a moderator")).to_be_in_viewport()
    open_live(here, long_talk.address)
    long_talk.post(long_talk.moderator, f"/comments/{said}/move/return", rule="4", reason="It was right here.")
    expect(comment(there, said)).to_contain_text("A moderator moved this comment")
    here.get_by_role("button", name="1 new comment").click()
    expect(comment(here, said)).to_contain_text("About something else.")
    assert never_reloaded(here)
