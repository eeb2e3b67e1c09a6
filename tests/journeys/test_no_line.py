"""Without a line: the device shows one page of its own with what was written on it, and has kept nobody's pages."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.browsing import PHONE, faults, heading, read_at_the_largest, stands_out

pytestmark = pytest.mark.once

READY = "navigator.serviceWorker.ready.then(() => true)"

KEPT = """async () => {
    const caches_ = await Promise.all((await caches.keys()).map((name) => caches.open(name)));
    const kept = await Promise.all(caches_.map((cache) => cache.keys()));
    return kept.flat().map(({url}) => new URL(url).pathname);
}"""

WORDS = "The bus stops at six, and the surgery at seven."


def ready(page: Page, address: str) -> None:
    """Open a page, and wait until the device could do without a line."""
    page.goto(address)
    assert page.evaluate(READY)


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """Here the worker is what the journeys are about."""
    return browser_context_args | {"service_workers": "allow"}


@pytest.fixture
def reader(visit, talk) -> Page:
    """Somebody signed in, on a telephone that can do without a line."""
    page = visit(talk.joan, width=PHONE)
    ready(page, talk.address)
    return page


def test_what_was_written_is_shown_without_a_line_and_can_be_copied(reader, away, screenshots):
    reader.get_by_label("Add a comment").fill(WORDS)
    expect(reader.get_by_text("Kept as you type")).to_be_visible()
    away(reader)
    reader.goto("/rounds")
    heading(reader, "You are offline")
    expect(reader.get_by_text("What you write is kept on this device.")).to_be_visible()
    expect(reader.get_by_label("A comment")).to_have_value(WORDS)
    assert stands_out(reader) == []
    assert faults(reader) == ""
    reader.screenshot(path=screenshots / "offline-320.png", full_page=True)
    read_at_the_largest(reader)
    assert stands_out(reader) == []
    reader.get_by_role("button", name="Copy").click()
    expect(reader.get_by_role("status")).not_to_be_empty()
    away(reader, back=True)
    expect(reader.get_by_role("status")).to_contain_text("You are online again")
    reader.get_by_role("button", name="Try again").click()
    heading(reader, "Rounds")


def test_the_page_without_a_line_looks_as_its_reader_chose(reader, away):
    reader.goto("/reading")
    reader.get_by_label("Largest, half as large again").check()
    reader.get_by_label("Dark", exact=True).check()
    reader.get_by_role("button", name="Save and go back").click()
    expect(reader.get_by_role("status")).to_contain_text("Pages now look as you chose")
    away(reader)
    reader.goto("/rounds")
    heading(reader, "You are offline")
    assert reader.evaluate("getComputedStyle(document.documentElement).fontSize") == "24px"
    assert reader.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(14, 24, 22)"


def test_no_page_is_kept_whatever_was_read(reader, talk, away):
    for address in (talk.address, "/account/", "/notices", "/rounds"):
        ready(reader, address)
    kept = reader.evaluate(KEPT)
    assert "/offline" in kept
    assert all(path == "/offline" or path.startswith("/static/dist/") for path in kept), kept
    away(reader)
    reader.goto(talk.address)
    heading(reader, "You are offline")
    assert talk.idea.title not in reader.content()


def test_signing_out_takes_it_all_off_the_device(reader):
    reader.get_by_label("Add a comment").fill(WORDS)
    expect(reader.get_by_text("Kept as you type")).to_be_visible()
    reader.goto("/account/")
    reader.get_by_role("button", name="Sign out").first.click()
    expect(reader.get_by_role("link", name="Sign in")).to_be_visible()
    reader.wait_for_function("async () => (await navigator.serviceWorker.getRegistrations()).length === 0")
    reader.wait_for_function("async () => (await caches.keys()).length === 0")
    assert WORDS not in reader.evaluate("JSON.stringify(localStorage)")
    reader.goto("/rounds")
    assert reader.evaluate("navigator.serviceWorker.getRegistrations().then((all) => all.length)") == 0


def test_nobody_is_shown_what_another_wrote_where_a_session_only_ran_out(reader, away):
    reader.get_by_label("Add a comment").fill(WORDS)
    expect(reader.get_by_text("Kept as you type")).to_be_visible()
    reader.context.clear_cookies()
    reader.goto("/rounds")
    away(reader)
    reader.goto("/rounds")
    heading(reader, "You are offline")
    expect(reader.get_by_text("There is nothing on this device")).to_be_visible()
    expect(reader.get_by_text("What you wrote here")).to_be_hidden()
    assert reader.get_by_label("A comment").count() == 0
