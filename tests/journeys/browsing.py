"""Small acts in a browser that several journeys need."""

import re
import time
from collections.abc import Callable
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Response, expect

from tests.web import PASSWORD, Browser, sign_in_quickly

PHONE, DESK = 320, 1280

AXE, AXE_AGAIN = Axe(), Axe("0")
"""The second needs nothing put into the page: the first was there."""

WIDER = """() => {
    const most = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= most) return [];
    const inside = (element) => element.closest(".fm-scroll, .govuk-visually-hidden, .fm-hide") === null;
    return [...document.body.querySelectorAll("*")]
        .filter((element) => element.getBoundingClientRect().right > most + 0.5 && inside(element))
        .map((element) => `${element.tagName.toLowerCase()}.${element.className} «${element.textContent.trim().slice(0, 60)}»`)
        .concat(`page ${document.documentElement.scrollWidth} px wide, window ${most} px`);
}"""
"""What stands out at the end side of the window; nothing where the page does not scroll sideways."""


class Complaints:
    """Listens to browsers. A refused form (422) or a page that is gone (410) is no complaint; a missing file is one.

    Nor is what a browser says that the test itself has taken off the line, nor a conflict (409) or a warning (422) that a script
    resolves, nor a page that is left while it is still connecting, nor that
    no worker stands between the browser and its server.
    """

    def __init__(self) -> None:
        self.all: list[str] = []
        self.forgiven: tuple[str, ...] = (
            "ERR_INTERNET_DISCONNECTED", "status of 409", "status of 422", "closed before the connection is established",
            "Service Worker registration blocked by Playwright",
        )  # fmt: skip
        self.pages: set[str] = set()

    def listen(self, context: BrowserContext) -> None:
        """Hear what this browser says from now on."""
        context.on("response", self._note_page)
        context.on("console", self._hear)
        context.on("weberror", lambda problem: self.all.append(f"script failed: {problem.error}"))

    def forgive(self, *words: str) -> None:
        """Expect the browser to say so: the test takes its line away."""
        self.forgiven += words

    def take(self) -> list[str]:
        """What was said so far; it is forgotten here."""
        said, self.all = self.all, []
        return said

    def _note_page(self, response: Response) -> None:
        if response.request.is_navigation_request() and response.status < 500:
            self.pages.add(response.url.split("#")[0])

    def _hear(self, message: ConsoleMessage) -> None:
        source = message.location["url"].split("#")[0]
        refused = message.text.startswith("Failed to load resource") and source in self.pages
        expected = any(words in message.text for words in self.forgiven)
        if message.type in {"error", "warning"} and not refused and not expected:
            self.all.append(f"{message.type} on {message.page.url if message.page else '?'}: {message.text} ({source})")


def let_in(context: BrowserContext, app: Flask, person: Any, address: str) -> None:
    """Give a browser the session of a person who signed in."""
    client = Browser(app)
    sign_in_quickly(app, client, person)
    cookie = client.get_cookie("session")
    assert cookie is not None
    context.add_cookies([{"name": "session", "value": cookie.value, "url": address, "httpOnly": True}])


def sign_in(page: Page, email: str, password: str = PASSWORD) -> None:
    """Sign in through the page."""
    page.goto("/login")
    page.get_by_label("Email address").fill(email)
    page.get_by_label("Password", exact=True).fill(password)
    page.locator("main").get_by_role("button", name="Sign in").click()
    expect(page.locator(".fm-bell")).to_be_visible()


BEYOND = """() => {
    document.documentElement.dir = "rtl";
    const most = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= most) return [];
    const inside = (element) => element.closest(".fm-scroll, .govuk-visually-hidden, .fm-hide") === null;
    return [...document.body.querySelectorAll("*")]
        .filter((element) => element.getBoundingClientRect().left < -0.5 && inside(element))
        .map((element) => `${element.tagName.toLowerCase()}.${element.className} «${element.textContent.trim().slice(0, 60)}»`)
        .concat(`page ${document.documentElement.scrollWidth} px wide, window ${most} px`);
}"""
"""What stands out at the end side of a page that runs from right to left; nothing where it does not scroll sideways."""


def stands_out_from_right_to_left(page: Page) -> list[str]:
    """Why the page would scroll sideways for whoever reads from right to left; nothing where it would not."""
    found: list[str] = page.evaluate(BEYOND)
    return found


def stands_out(page: Page) -> list[str]:
    """Why the page scrolls sideways; nothing where it does not."""
    found: list[str] = page.evaluate(WIDER)
    return found


def heading(page: Page, words: str | re.Pattern[str]) -> None:
    """The page is the one with this title."""
    expect(page.get_by_role("heading", level=1)).to_have_text(words)


def read_at_the_largest(page: Page) -> None:
    """Have the open page as whoever chose the largest text, set wide, under "Reading settings"."""
    page.evaluate("Object.assign(document.documentElement.dataset, {text: 'largest', spacing: 'wide'})")


def until(page: Page, happens: Callable[[], bool]) -> None:
    """Wait for what the page itself does not show, for as long as a crowded machine may need."""
    deadline = time.monotonic() + 10
    while not happens():
        assert time.monotonic() < deadline, "it did not happen"
        page.wait_for_timeout(50)


def faults(page: Page, *, again: bool = False) -> str:
    """What axe has to say against a page; nothing is good. `again` where it was asked of the same page before.

    It need not describe all that is right, which takes it twice as long.
    """
    found = (AXE_AGAIN if again else AXE).run(page, options={"resultTypes": ["violations"]})
    return found.generate_report() if found.violations_count else ""
