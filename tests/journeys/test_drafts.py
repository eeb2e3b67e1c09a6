"""Words survive: a closed tab, another device, a session that ran out, a second window. They go when they are sent."""

import re

import pytest
from playwright.sync_api import Page, expect

from app.drafts.models import Draft
from app.extensions import db
from tests import factories
from tests.journeys.browsing import DESK, PHONE, faults, let_in, sign_in, stands_out, until

pytestmark = pytest.mark.once

HERE = "Kept on this device as you type."
EVERYWHERE = "Kept as you type, here and on your other devices."
BACK_HERE = "What you wrote before is back. It was kept on this device."
BACK_FROM_THERE = "What you wrote on another device is back."
BOTH = "You wrote something else on another device. Look at both before you go on."
GONE = "You posted this or threw it away on another device."
WORDS = "I would use it, and so would my sister."


@pytest.fixture
def me(app):
    return factories.user(app, name="Zoryana")


@pytest.fixture
def asked(app):
    return factories.round_(app, title="Support at home")


@pytest.fixture
def idea(app, asked):
    return factories.contribution(app, asked, factories.user(app, name="Ayodele Bright"), title="Handyperson hour")


def field(page: Page):
    return page.get_by_label("Add a comment")


def said(page: Page):
    """What the comment form says of the words in it."""
    return page.locator("form:has(#say) [data-kept] [role=status]")


def begin(page: Page, idea, words: str = WORDS) -> None:
    page.goto(f"/ideas/{idea.public_id}")
    field(page).fill(words)
    expect(said(page)).to_have_text(EVERYWHERE)


def shelf(page: Page) -> list[str]:
    """The texts that a device keeps; who writes on it is noted beside them."""
    kept: list[str] = page.evaluate("Object.keys(localStorage).filter((name) => name.startsWith('folkmoot:'))")
    return [name for name in kept if name != "folkmoot:writer"]


def kept(app) -> list[str]:
    """What the server keeps."""
    with app.app_context():
        return [text for (text,) in db.session.query(Draft.text)]


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_words_are_there_on_another_device_and_gone_from_both_when_they_are_posted(visit, me, idea, screenshots, width):
    phone = visit(me, width=width)
    begin(phone, idea)
    phone.screenshot(path=screenshots / f"draft-kept-{width}.png")
    phone.close()
    desk = visit(me, width=width)
    desk.goto(f"/ideas/{idea.public_id}")
    expect(field(desk)).to_have_value(WORDS)
    expect(said(desk)).to_have_text(BACK_FROM_THERE)
    field(desk).scroll_into_view_if_needed()
    desk.screenshot(path=screenshots / f"draft-back-{width}.png")
    assert stands_out(desk) == []
    assert faults(desk) == ""
    desk.get_by_role("button", name="Post comment").click()
    expect(desk.get_by_role("article", name="Your comment")).to_contain_text(WORDS)
    expect(field(desk)).to_have_value("")
    assert shelf(desk) == []
    again = phone.context.new_page()
    again.goto(f"/ideas/{idea.public_id}")
    expect(said(again)).to_have_text(GONE)
    expect(field(again)).to_have_value("")
    assert shelf(again) == []


def test_a_page_that_is_left_in_mid_sentence_takes_its_words_along(app, visit, me, idea):
    phone, desk = visit(me), visit(me)
    phone.goto(f"/ideas/{idea.public_id}")
    field(phone).press_sequentially("I would use")
    phone.goto("/rules")
    until(
        phone, lambda: kept(app) == ["I would use"]
    )  # A message that outlives its page is not told to whoever drives it.
    desk.goto(f"/ideas/{idea.public_id}")
    expect(field(desk)).to_have_value("I would use")


def test_a_tab_that_is_closed_at_once_is_kept_on_the_device(visit, me, idea):
    first = visit(me)
    first.goto(f"/ideas/{idea.public_id}")
    field(first).fill(WORDS)
    expect(said(first)).to_have_text(HERE)
    first.close()
    second = first.context.new_page()
    second.goto(f"/ideas/{idea.public_id}")
    expect(field(second)).to_have_value(WORDS)
    expect(said(second)).to_have_text(BACK_HERE)


def test_what_is_being_typed_is_not_replaced_and_both_texts_can_be_had(visit, me, idea):
    phone, desk = visit(me), visit(me)
    begin(phone, idea, "From the telephone.")
    desk.route("**/account/drafts?*", lambda route: (desk.wait_for_timeout(600), route.continue_()))
    desk.goto(f"/ideas/{idea.public_id}")
    field(desk).fill("From the desk.")
    expect(said(desk)).to_have_text(BOTH)
    expect(field(desk)).to_have_value("From the desk.")
    desk.get_by_role("button", name="Show the other text").click()
    expect(field(desk)).to_have_value("From the telephone.")
    desk.get_by_role("button", name="Show the other text").click()
    expect(field(desk)).to_have_value("From the desk.")


def test_the_newer_of_two_devices_comes_back_also_after_a_time_without_a_line(visit, me, idea):
    train, desk = visit(me), visit(me)
    begin(train, idea, "First thought.")
    train.context.set_offline(True)
    field(train).fill("First thought, in a tunnel.")
    expect(said(train)).to_have_text(HERE)
    train.context.set_offline(False)
    expect(said(train)).to_have_text(EVERYWHERE)
    desk.goto(f"/ideas/{idea.public_id}")
    expect(field(desk)).to_have_value("First thought, in a tunnel.")


def test_thrown_away_can_be_brought_back_and_is_gone_elsewhere(visit, me, idea):
    phone, desk = visit(me), visit(me)
    begin(phone, idea)
    phone.get_by_role("button", name="Throw away what I wrote").click()
    expect(field(phone)).to_have_value("")
    expect(field(phone)).to_be_focused()
    expect(said(phone)).to_have_text("Thrown away.")
    desk.goto(f"/ideas/{idea.public_id}")
    desk.wait_for_load_state("networkidle")
    expect(field(desk)).to_have_value("")
    phone.get_by_role("button", name="Bring it back").click()
    expect(field(phone)).to_have_value(WORDS)
    expect(said(phone)).to_have_text(EVERYWHERE)
    desk.reload()
    expect(field(desk)).to_have_value(WORDS)


SEND = """async () => {
    const field = document.querySelector("#say");
    const form = new FormData(field.form);
    form.set("kept", field.dataset.keepRevision);
    field.form.reset();
    window.send = () => fetch(field.form.action, {method: "POST", body: form, headers: {Accept: "application/json"}});
}"""
"""What a page's script does that sends a comment by itself, later: it takes the words out of the form."""


def test_words_that_are_on_their_way_do_not_come_back_and_what_follows_stays(app, visit, me, idea):
    page, desk = visit(me), visit(me)
    begin(page, idea, "The first one.")
    page.evaluate(SEND)
    expect(field(page)).to_have_value("")
    expect(said(page)).to_have_text("")
    second = page.context.new_page()
    second.goto(f"/ideas/{idea.public_id}")
    second.wait_for_load_state("networkidle")
    expect(field(second)).to_have_value("")
    field(page).fill("The second one.")
    expect(said(page)).to_have_text(EVERYWHERE)
    assert page.evaluate("async () => (await window.send()).status") == 201
    desk.goto(f"/ideas/{idea.public_id}")
    expect(field(desk)).to_have_value("The second one.")
    expect(desk.locator(".fm-comment")).to_contain_text("The first one.")


def test_every_field_of_a_form_comes_back(visit, me, asked):
    phone, desk = visit(me), visit(me)
    address = f"/rounds/{asked.slug}/proposals/new"
    words = {
        "Your proposal in one sentence": "A handyperson for every block",
        "What would come of it?": "Fewer *falls*",
        "Who would do it?": "The council",
        "What would it cost, in pounds?": "120,000",
    }
    phone.goto(address)
    for label, text in words.items():
        phone.get_by_label(label).fill(text)
    phone.locator("#body").fill("Four people, one van.")
    expect(phone.locator("[data-kept] [role=status]")).to_have_text(EVERYWHERE)
    desk.goto(address)
    expect(desk.locator("#body")).to_have_value("Four people, one van.")
    for label, text in words.items():
        expect(desk.get_by_label(label)).to_have_value(text)
    desk.get_by_role("button", name="Post it").click()
    expect(desk.get_by_role("heading", level=1)).to_have_text("A handyperson for every block")
    assert shelf(desk) == []
    phone.reload()
    expect(phone.locator("[data-kept] [role=status]")).to_have_text(GONE)
    for label in words:
        expect(phone.get_by_label(label)).to_have_value("")


def test_a_reply_that_was_opened_has_words_of_its_own(visit, app, me, idea):
    other = visit(factories.user(app, name="Femi Adeyemi"))
    other.goto(f"/ideas/{idea.public_id}")
    field(other).fill("Who would pay?")
    other.get_by_role("button", name="Post comment").click()
    expect(other.locator(".fm-comment")).to_have_count(1)
    phone, desk = visit(me), visit(me)
    begin(phone, idea, "A comment.")
    for page in (phone, desk):
        page.goto(f"/ideas/{idea.public_id}")
        page.locator(".fm-comment").get_by_role("link", name=re.compile("Reply")).click()
        if page is phone:
            page.get_by_label(re.compile("^Reply to")).fill("The landlord.")
            expect(page.locator(".fm-comment [data-kept] [role=status]")).to_have_text(EVERYWHERE)
    expect(desk.get_by_label(re.compile("^Reply to"))).to_have_value("The landlord.")
    expect(field(desk)).to_have_value("A comment.")
    desk.get_by_role("button", name="Post reply").click()
    expect(desk.locator(".fm-comment .fm-comment")).to_contain_text("The landlord.")
    expect(field(desk)).to_have_value("A comment.")


def test_a_reply_that_was_closed_and_opened_again_goes_on(visit, app, me, idea):
    page = visit(me)
    begin(page, idea)
    page.get_by_role("button", name="Post comment").click()
    reply = page.locator(".fm-comment").get_by_role("link", name=re.compile("Reply"))
    reply.click()
    page.get_by_label(re.compile("^Reply to")).fill("And another thing")
    page.keyboard.press("Escape")
    reply.click()
    expect(page.get_by_label(re.compile("^Reply to"))).to_have_value("And another thing")


def test_where_the_session_ran_out_typing_goes_on_and_nothing_nags(app, new_context, live_server, me, idea):
    context = new_context(base_url=live_server)
    let_in(context, app, me, live_server)
    page = context.new_page()
    page.goto(f"/ideas/{idea.public_id}")
    context.clear_cookies()
    with page.expect_response(lambda answer: answer.url.endswith("/account/drafts")) as refused:
        field(page).fill(WORDS)
    assert refused.value.status in {400, 401}
    expect(said(page)).to_have_text(HERE)
    field(page).fill(f"{WORDS} Really.")
    expect(said(page)).to_have_text(HERE)
    page.wait_for_timeout(500)
    sign_in(page, me.email)
    page.goto(f"/ideas/{idea.public_id}")
    expect(field(page)).to_have_value(f"{WORDS} Really.")
    expect(said(page)).to_have_text(BACK_HERE)
    elsewhere = new_context(base_url=live_server)
    let_in(elsewhere, app, me, live_server)
    page.wait_for_load_state("networkidle")
    page.goto("/rules")
    other = elsewhere.new_page()
    other.goto(f"/ideas/{idea.public_id}")
    expect(field(other)).to_have_value(f"{WORDS} Really.")


def test_a_shared_computer_shows_nobody_anothers_words(app, visit, live_server, me, idea):
    page = visit(me)
    begin(page, idea)
    page.context.clear_cookies()  # The session ran out; nobody signed out.
    let_in(page.context, app, factories.user(app), live_server)
    page.goto(f"/ideas/{idea.public_id}")
    page.wait_for_load_state("networkidle")
    expect(field(page)).to_have_value("")
    expect(said(page)).to_have_text("")


def test_whoever_signs_out_leaves_nothing_on_the_device(visit, me, idea):
    page, elsewhere = visit(me), visit(me)
    begin(page, idea)
    assert len(shelf(page)) == 1
    page.goto("/account/")
    expect(page.locator("#drafts")).to_contain_text(WORDS)
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("link", name="Sign in").first).to_be_visible()
    assert page.evaluate("Object.keys(localStorage).filter((name) => name.startsWith('folkmoot:'))") == []
    elsewhere.goto(f"/ideas/{idea.public_id}")
    expect(field(elsewhere)).to_have_value(WORDS)


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_the_list_of_drafts_leads_back_to_each(visit, me, asked, idea, screenshots, width):
    page = visit(me, width=width)
    begin(page, idea, WORDS * 6)
    page.goto(f"/rounds/{asked.slug}/needs/new")
    page.locator("#body").fill('<img src=x onerror="alert(1)"> I slipped twice.')
    expect(page.locator("[data-kept] [role=status]")).to_have_text(EVERYWHERE)
    page.goto("/account/")
    drafts = page.locator("#drafts")
    drafts.scroll_into_view_if_needed()
    page.screenshot(path=screenshots / f"drafts-{width}.png", full_page=True)
    assert stands_out(page) == []
    assert faults(page) == ""
    expect(drafts).to_contain_text('<img src=x onerror="alert(1)"> I slipped twice.')
    drafts.get_by_role("link", name=re.compile("Go on writing.*A comment")).click()
    expect(field(page)).to_have_value(WORDS * 6)
    page.goto("/account/")
    page.get_by_role("button", name=re.compile("Throw it away.*A new need")).click()
    expect(page.locator("main")).to_contain_text("What you had begun is thrown away.")
    expect(drafts.get_by_role("listitem")).to_have_count(1)
    page.goto(f"/rounds/{asked.slug}/needs/new")
    page.wait_for_load_state("networkidle")
    expect(page.locator("#body")).to_have_value("")


# -- Two windows -----------------------------------------------------------------------------------------------------


@pytest.fixture
def comment(visit, me, idea):
    """A comment of mine; gives its name."""
    page = visit(me)
    begin(page, idea, "One hour a week.")
    page.get_by_role("button", name="Post comment").click()
    name = page.get_by_role("article", name="Your comment").get_attribute("id")
    assert name
    return name.removeprefix("comment-")


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_the_second_window_is_shown_both_texts_and_decides(visit, me, comment, screenshots, width):
    first = visit(me, width=width)
    second = first.context.new_page()
    for page in (first, second):
        page.goto(f"/comments/{comment}/edit")
    first.locator("#say").fill("Two hours a week.")
    first.get_by_role("button", name="Save").click()
    expect(first.get_by_role("article", name="Your comment")).to_contain_text("Two hours a week.")
    second.locator("#say").fill("Three hours a week.")
    second.get_by_role("button", name="Save").click()
    expect(second.locator(".govuk-error-summary")).to_be_focused()
    expect(second.get_by_role("region", name="What your comment says now")).to_contain_text("Two hours a week.")
    expect(second.locator("#say")).to_have_value("Three hours a week.")
    second.screenshot(path=screenshots / f"overtaken-{width}.png", full_page=True)
    assert stands_out(second) == []
    assert faults(second) == ""
    second.get_by_role("button", name="Save").click()
    expect(second.get_by_role("article", name="Your comment")).to_contain_text("Three hours a week.")
    assert shelf(second) == []


def test_words_that_began_from_an_older_version_do_not_pass_for_new(visit, me, comment):
    phone, desk = visit(me), visit(me)
    phone.goto(f"/comments/{comment}/edit")
    phone.locator("#say").fill("Three hours, from the telephone.")
    expect(phone.locator("[data-kept] [role=status]")).to_have_text(EVERYWHERE)
    phone.goto("/rules")
    third = visit(me)
    third.goto(f"/comments/{comment}/edit")
    expect(third.locator("#say")).to_have_value("Three hours, from the telephone.")
    third.locator("#say").fill("Two hours.")
    third.get_by_role("button", name="Save").click()
    expect(third.get_by_role("article", name="Your comment")).to_contain_text("Two hours.")
    desk.goto(f"/comments/{comment}/edit")
    desk.wait_for_load_state("networkidle")
    expect(desk.locator("#say")).to_have_value("Two hours.")


def test_a_change_that_waited_on_the_device_meets_what_was_saved_since(visit, me, comment):
    phone, desk = visit(me), visit(me)
    phone.goto(f"/comments/{comment}/edit")
    phone.context.set_offline(True)
    phone.locator("#say").fill("Three hours, from the telephone.")
    expect(phone.locator("[data-kept] [role=status]")).to_have_text(HERE)
    desk.goto(f"/comments/{comment}/edit")
    desk.locator("#say").fill("Two hours.")
    desk.get_by_role("button", name="Save").click()
    expect(desk.get_by_role("article", name="Your comment")).to_contain_text("Two hours.")
    phone.context.set_offline(False)
    phone.goto(f"/comments/{comment}/edit")
    expect(phone.locator("#say")).to_have_value("Three hours, from the telephone.")
    phone.get_by_role("button", name="Save").click()
    expect(phone.get_by_role("region", name="What your comment says now")).to_contain_text("Two hours.")
    expect(phone.locator("#say")).to_have_value("Three hours, from the telephone.")


def test_a_proposal_is_shown_whole_to_whoever_was_overtaken(app, visit, me, asked):
    from app.rules.contributions import Kind

    mine = factories.contribution(app, asked, me, Kind.PROPOSAL, title="A van", cost_pounds=9_000)
    first = visit(me, width=PHONE)
    second = first.context.new_page()
    for page in (first, second):
        page.goto(f"/proposals/{mine.public_id}/edit")
    first.get_by_label("What would it cost, in pounds?").fill("12,000")
    first.get_by_role("button", name="Save the changes").click()
    expect(first.locator("main")).to_contain_text("Your changes are saved")
    second.get_by_label("Your proposal in one sentence").fill("Two vans")
    second.get_by_role("button", name="Save the changes").click()
    now = second.get_by_role("region", name="What it says now")
    expect(now).to_contain_text("A van")
    expect(now).to_contain_text("£12,000")
    expect(second.get_by_label("Your proposal in one sentence")).to_have_value("Two vans")
    assert stands_out(second) == []
    assert faults(second) == ""
