"""Lines on a device while the site is closed: asked for after a click, shown by the worker, and they lead to the page."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.browsing import DESK, PHONE, heading, stands_out, until

pytestmark = pytest.mark.once

CHOICES = "/notices/choices"
SUBSCRIBED = """() => {
    PushManager.prototype.subscribe = async ({userVisibleOnly, applicationServerKey}) => ({toJSON: () => ({
        endpoint: "https://127.0.0.1/" + userVisibleOnly + applicationServerKey.length, keys: {p256dh: "x", auth: "y"},
    })});
}"""
LISTEN = """() => {
    self.shown = [];
    const show = ServiceWorkerRegistration.prototype.showNotification;
    ServiceWorkerRegistration.prototype.showNotification = function (title, options) {
        self.shown.push({title, ...options});
        return show.call(this, title, options);
    };
}"""
"""What the worker shows is noted in the worker: a browser without windows may take a line away again at once."""


CLICK = """(address) => {
    self.went = [];
    Clients.prototype.openWindow = async (page) => { self.went.push(["opened", page]); };
    WindowClient.prototype.focus = async function () { self.went.push(["came back to", this.url]); };
    const notification = {data: address, close: () => self.went.push(["closed"])};
    const event = Object.assign(new Event("notificationclick"), {notification, waitUntil: (done) => { self.done = done; }});
    self.dispatchEvent(event);
    return self.done.then(() => self.went);
}"""
"""A browser without windows shows no line that could be clicked, and lets nobody but itself bring a page to the front."""


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """Here the worker is what the journeys are about."""
    return browser_context_args | {"service_workers": "allow"}


def ready(page: Page) -> None:
    page.goto(CHOICES)
    assert page.evaluate("navigator.serviceWorker.ready.then(() => true)")


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_a_browser_that_says_no_is_told_how_to_say_yes(visit, talk, screenshots, width):
    page = visit(talk.joan, width=width)
    ready(page)
    page.evaluate("() => { Notification.requestPermission = async () => 'denied'; }")
    expect(page.get_by_text("To be asked, open this page with scripts")).to_be_hidden()
    page.get_by_role("button", name="Show news on this device").click()
    expect(page.get_by_role("status")).to_contain_text("Your browser does not allow it. Nothing was changed.")
    assert stands_out(page) == []
    page.screenshot(path=screenshots / f"devices-{width}.png", full_page=True)


def test_a_browser_without_a_push_service_says_that_it_could_not(visit, talk):
    page = visit(talk.joan, permissions=["notifications"])
    ready(page)
    page.evaluate("() => { PushManager.prototype.subscribe = () => Promise.reject(new Error('no push service')); }")
    page.get_by_role("button", name="Show news on this device").click()
    expect(page.get_by_role("status")).to_contain_text("Your browser could not do it. Nothing was changed.")


def test_what_the_browser_says_is_sent_and_judged(visit, talk, complaints):
    complaints.forgive("422")
    page = visit(talk.joan, permissions=["notifications"])
    ready(page)
    page.evaluate(SUBSCRIBED)
    with page.expect_request(lambda request: request.method == "POST") as sent:
        page.get_by_role("button", name="Show news on this device").click()
    assert "endpoint=https%3A%2F%2F127.0.0.1%2Ftrue87&point=x&secret=y" in sent.value.post_data
    expect(page.get_by_text("Your browser did not say where it can be told.")).to_be_visible()


def test_without_scripts_the_page_says_what_it_would_need(visit, talk):
    page = visit(talk.joan, java_script_enabled=False)
    page.goto(CHOICES)
    expect(page.get_by_text("To be asked, open this page with scripts switched on")).to_be_visible()
    expect(page.get_by_role("button", name="Show news on this device")).to_be_hidden()


def test_the_worker_shows_a_line_and_a_later_one_about_the_same_takes_its_place(visit, talk, live_server):
    page = visit(talk.joan, permissions=["notifications"])
    session = page.context.new_cdp_session(page)
    registered: list[str] = []
    session.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda event: registered.extend(one["registrationId"] for one in event["registrations"]),
    )
    session.send("ServiceWorker.enable")
    ready(page)
    until(page, lambda: bool(registered))
    worker = page.context.service_workers[-1]
    worker.evaluate(LISTEN)
    for body in ("1 new comment", "3 new comments"):
        line = f'{{"title":"Handyperson hour","body":"{body}","address":"{talk.address}"}}'
        told = {"origin": live_server, "registrationId": registered[-1], "data": line}
        session.send("ServiceWorker.deliverPushMessage", told)
    until(page, lambda: len(worker.evaluate("self.shown")) == 2)
    first, second = worker.evaluate("self.shown")
    assert (first["title"], first["body"], first["data"]) == ("Handyperson hour", "1 new comment", talk.address)
    assert (second["title"], second["body"], second["data"]) == ("Handyperson hour", "3 new comments", talk.address)
    assert first["tag"] == second["tag"]  # By which the browser puts the second in the place of the first.
    heading(page, "What we tell you")


def test_a_click_on_a_line_leads_to_its_page_where_it_is_open_already_and_never_elsewhere(visit, talk, live_server):
    page = visit(talk.joan)
    ready(page)
    worker, idea = page.context.service_workers[-1], f"{live_server}{talk.address}"
    assert page.evaluate("navigator.serviceWorker.controller") is None, "It was open before the worker was there."
    assert worker.evaluate(CLICK, CHOICES) == [["closed"], ["came back to", f"{live_server}{CHOICES}"]]
    assert worker.evaluate(CLICK, talk.address) == [["closed"], ["opened", idea]]
    page.goto(talk.address)
    assert worker.evaluate(CLICK, talk.address) == [["closed"], ["came back to", idea]]
    for elsewhere in ("https://evil.example/", "//evil.example/x", r"\\evil.example", "javascript:alert(1)"):
        assert worker.evaluate(CLICK, elsewhere) == [["closed"]], elsewhere
