"""A live page on a bad line, on none, without a socket, without a script, and with live updates turned off."""

import re

from playwright.sync_api import expect

from tests import factories
from tests.journeys import demo
from tests.journeys.browsing import PHONE, faults, let_in, stands_out
from tests.journeys.talking import comment, never_reloaded, open_live, write
from tests.servers import free_port


def test_a_comment_written_offline_waits_in_its_place_and_arrives_once(app, visit, away, long_talk, screenshots):
    joan, amina = visit(long_talk.joan, width=PHONE), visit(long_talk.amina)
    for page in (joan, amina):
        open_live(page, long_talk.address)
    away(joan)
    expect(joan.locator("[data-live-state]")).to_contain_text("Reconnecting")
    write(joan, "From the **tunnel**.")
    waiting = joan.locator(".fm-comment--waiting")
    expect(waiting).to_contain_text("Waiting to be sent. It is kept on this device.")
    expect(waiting).to_contain_text("From the **tunnel**.")
    expect(joan.get_by_label("Add a comment")).to_have_value("")
    assert stands_out(joan) == []
    joan.screenshot(path=screenshots / "live-waiting-320.png")
    missed = long_talk.say(long_talk.amina, "Where are you?")

    away(joan, back=True)
    mine = joan.get_by_role("article", name="Your comment").filter(has_text="From the tunnel.")
    expect(mine).to_have_count(1)
    expect(waiting).to_have_count(0)
    expect(mine.locator("strong")).to_have_text("tunnel")
    expect(joan.locator("[data-live-state]")).to_have_text("Live")
    expect(joan.locator(f"#comment-{missed}").or_(joan.get_by_role("button", name="1 new comment"))).to_be_visible()
    expect(amina.get_by_role("button", name="new comment")).to_be_visible()
    assert sum("tunnel" in one.body for one in factories.comments_of(app, long_talk.idea)) == 1
    assert never_reloaded(joan)


def test_two_comments_written_offline_arrive_in_the_order_in_which_they_were_written(app, visit, away, talk):
    joan = open_live(visit(talk.joan), talk.address)
    away(joan)
    write(joan, "First this.")
    expect(joan.locator(".fm-comment--waiting")).to_contain_text("Waiting to be sent.")
    joan.wait_for_timeout(1_100)  # The button takes a second press for a slip before that.
    write(joan, "And then that.")
    expect(joan.locator(".fm-comment--waiting")).to_have_count(2)

    def late(route):
        """The first is under way for a while."""
        if "First" in (route.request.post_data or ""):
            joan.wait_for_timeout(500)
        route.continue_()

    joan.route("**/contributions/*/comments", late)
    away(joan, back=True)
    expect(joan.get_by_role("article", name="Your comment")).to_have_count(2)
    comments = sorted(factories.comments_of(app, talk.idea), key=lambda one: one.number)
    assert ["First" in one.body for one in comments] == [True, False]


def test_words_that_were_sent_before_the_page_was_closed_arrive_once(app, visit, away, talk):
    joan = open_live(visit(talk.joan), talk.address)
    away(joan)
    write(joan, "Half way home.")
    expect(joan.locator(".fm-comment--waiting")).to_be_visible()
    joan.close()
    away(joan, back=True)
    again = open_live(joan.context.new_page(), talk.address)
    expect(again.get_by_role("article", name="Your comment")).to_contain_text("Half way home.")
    expect(again.locator(".fm-comment--waiting")).to_have_count(0)
    again.reload()
    expect(again.get_by_role("article", name="Your comment")).to_have_count(1)
    assert len(factories.comments_of(app, talk.idea)) == 1


def test_a_refused_comment_comes_back_into_the_form_with_the_reason(visit, away, complaints, talk):
    complaints.forgive("status of 403")
    said = talk.say(talk.amina, "First.")
    joan = open_live(visit(talk.joan), talk.address)
    away(joan)
    comment(joan, said).get_by_role("link", name=re.compile(r"^\s*Reply")).click()
    comment(joan, said).get_by_label(re.compile("^Reply to")).fill("I do not agree.")
    comment(joan, said).get_by_role("button", name="Post reply").click()
    expect(comment(joan, said).locator(".fm-comment--waiting")).to_contain_text("I do not agree.")
    talk.decide("hide", said)
    away(joan, back=True)
    field = joan.locator("textarea:focus")  # The reply's own, or the page's where what it answers has gone already.
    expect(field).to_have_value("I do not agree.")
    expect(joan.get_by_role("alert")).to_contain_text("taken down")
    expect(joan.locator(".fm-comment--waiting")).to_have_count(0)
    assert faults(joan) == ""


def test_a_page_without_a_socket_asks_by_itself(visit, long_talk):
    joan = visit(long_talk.joan)
    joan.route_web_socket(re.compile("/socket.io/"), lambda socket: socket.close())
    joan.clock.install()
    joan.goto(long_talk.address)
    joan.clock.run_for(5_000)
    expect(joan.locator("[data-live-state]")).to_have_text("Slow updates: news comes within a minute")
    said = long_talk.say(long_talk.amina, "Anybody there?")
    joan.clock.run_for(20_000)
    expect(joan.get_by_role("button", name="1 new comment")).to_be_visible()
    long_talk.decide("hide", said)
    joan.clock.run_for(60_000)
    expect(joan.get_by_role("button", name="1 new comment")).to_be_hidden()


def test_live_updates_can_be_turned_off_on_this_device(visit, long_talk):
    joan = open_live(visit(long_talk.joan, width=PHONE), long_talk.address)
    joan.get_by_text("Live settings").click()
    joan.get_by_label("Live updates on this device").uncheck()
    off = "Live updates are off, refresh to see new comments"
    expect(joan.locator("[data-live-state]")).to_have_text(off)
    assert stands_out(joan) == []
    joan.reload()
    expect(joan.locator("[data-live-state]")).to_have_text(off)
    write(joan, "Still here.")
    expect(joan.get_by_role("article", name="Your comment").filter(has_text="Still here.")).to_be_visible()
    joan.get_by_text("Live settings").click()
    joan.get_by_label("Live updates on this device").check()
    expect(joan.locator("[data-live-state]")).to_have_text("Live")


def test_without_a_script_a_refresh_shows_what_is_new(visit, talk):
    page = visit(talk.joan, java_script_enabled=False)
    page.goto(talk.address)
    expect(page.locator("[data-live]")).to_be_hidden()
    said = talk.say(talk.amina, "First.")
    page.reload()
    expect(comment(page, said)).to_contain_text("First.")


def test_a_slow_line_shows_what_is_on_its_way_and_posts_it_once(app, visit, long_talk):
    amina, joan = visit(long_talk.amina), visit(long_talk.joan, width=PHONE)
    for page in (amina, joan):
        open_live(page, long_talk.address)
    wire = joan.context.new_cdp_session(joan)
    wire.send("Network.enable")
    slow = {"offline": False, "latency": 700, "downloadThroughput": 6_000, "uploadThroughput": 6_000}
    wire.send("Network.emulateNetworkConditions", slow)
    write(joan, "Slowly, slowly.")
    expect(joan.locator(".fm-comment--waiting")).to_contain_text("Sending…")
    expect(joan.get_by_role("article", name="Your comment").filter(has_text="Slowly")).to_have_count(1)
    expect(joan.locator(".fm-comment--waiting")).to_have_count(0)
    expect(amina.get_by_role("button", name="1 new comment")).to_be_visible()
    long_talk.say(long_talk.amina, "Take your time.")
    expect(joan.get_by_text("14 comments").first).to_be_attached()
    assert sum("Slowly" in one.body for one in factories.comments_of(app, long_talk.idea)) == 1
    assert never_reloaded(joan)


def test_a_server_that_starts_anew_is_found_again(visit, talk, settings, complaints, tmp_path):
    complaints.forgive(
        "WebSocket connection", "net::ERR_CONNECTION_REFUSED", "net::ERR_EMPTY_RESPONSE", "status of 503"
    )
    port = free_port()
    joan = visit(talk.joan)
    with demo.served(settings, tmp_path, port) as address:
        let_in(joan.context, talk.app, talk.joan, address)
        open_live(joan, address + talk.address)
    # A server that takes its time to go still answers the page's own questions: until the next one, they are "slow".
    expect(joan.locator("[data-live-state]")).to_contain_text("Reconnecting", timeout=60_000)
    said = talk.say(talk.amina, "While you were away.")
    with demo.served(settings, tmp_path, port):
        expect(joan.locator("[data-live-state]")).to_have_text("Live", timeout=60_000)
        expect(comment(joan, said)).to_contain_text("While you were away.")
        assert never_reloaded(joan)
        joan.close()
