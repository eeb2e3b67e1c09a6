"""Every page there is, with the demo round: for every reader, on a telephone, on a desk, enlarged, in the dark, and light.

How a page looks does not depend on the database, so this runs once. That each answers is asked of both in
`tests/test_pages.py`.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.journeys import demo
from tests.journeys.browsing import (
    DESK,
    PHONE,
    Complaints,
    faults,
    let_in,
    read_at_the_largest,
    stands_out,
    stands_out_from_right_to_left,
)
from tests.journeys.demo import Stage
from tests.journeys.pages import EVERY, A, C, M, R, S, expected, name_of

pytestmark = pytest.mark.once

MAIN = [
    (S, "/"),
    (S, "/rounds/{slug}"),
    (S, "/rounds/{slug}/ideas"),
    (R, "/{busy_kinds}/{busy}"),
    (R, "/rounds/{slug}/ideas/new"),
    (S, "/login"),
    (S, "/rounds/{closed}/results?kind=idea"),
    (C, "/rounds/{slug}/results"),
    (M, "/moderation/"),
    (M, "/moderation/cases/{case}"),
    (M, "/moderation/appeals/{appeal}"),
    (R, "/notices"),
    (R, "/decisions/{decision}"),
    (S, "/moderation/report"),
    (R, "/rules/proposals/{rule_proposal}"),
]
"""What is looked at in the dark and enlarged as well."""

REFUSED = [
    (S, "/login"),
    (S, "/register"),
    (R, "/change"),
    (R, "/rounds/{empty}/needs/new"),
    (R, "/comments/{comment}/reports"),
    (R, "/rules/proposals/new"),
    (C, "/rounds/new"),
    (M, "/contributions/{idea}/case"),
    (M, "/moderation/people/{me}"),
    (M, "/moderation/appeals/{appeal}"),
    (R, "/decisions/{decision}"),
    (M, "/moderation/words"),
]
"""Forms that are sent as they are, and come back with what is to be put right."""

ERRORS = [(S, "/nothing-here", 404), (R, "/moderation/", 403)]

HEAVIEST = 200_000
"""Bytes on the wire that a public page may take on a first visit, fonts and styles included."""

A4 = 794
"""Pixels: 21 centimetres at 96 to the inch."""

INK = "rgb(20, 35, 31)"
"""The colour of text on light ground, as on paper whatever the device shows."""

HIGHEST_STICKY = 0.34
"""How much of a small window may stay in place while one scrolls."""


@pytest.fixture(scope="module")
def stage(whole_app: Any, database: Any, settings: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    people, places = demo.load(whole_app)
    with demo.served(settings, tmp_path_factory.mktemp("served")) as address:
        yield Stage(whole_app, address, people, places)
    database.reset()


class Window:
    """A reader's window, through which one page after another is looked at, each as on a first visit."""

    def __init__(self, stage: Stage, browser: Browser, who: str) -> None:
        self.stage, self.complaints, self.received = stage, Complaints(), list[float]()
        context = browser.new_context(base_url=stage.address, reduced_motion="reduce")
        self.complaints.listen(context)
        if who != S:
            let_in(context, stage.app, stage.people[who], stage.address)
        self.cookies = context.cookies()
        self.page = context.new_page()
        wire = context.new_cdp_session(self.page)
        wire.send("Network.enable")
        wire.send("Network.setCacheDisabled", {"cacheDisabled": True})
        wire.on("Network.loadingFinished", lambda event: self.received.append(event["encodedDataLength"]))

    def go(self, address: str, answers: int, width: int) -> None:
        """Open an address in a window of this width; nothing is left of what was open before."""
        self.page.context.clear_cookies()
        self.page.context.add_cookies(self.cookies)
        self.page.set_viewport_size({"width": width, "height": 900})
        self.received.clear()
        answer = self.page.goto(address.format(**self.stage.places))
        assert answer is not None
        assert answer.status == answers, f"{address} answered {answer.status}"

    def bytes_on_the_wire(self) -> float:
        """What the page took, with all that it needs."""
        self.page.wait_for_load_state("networkidle")
        assert len(self.received) >= 4, "the page, its style, its script and a font"
        return sum(self.received)


@pytest.fixture(scope="module")
def windows(stage: Stage, browser: Browser) -> Iterator[dict[str, Window]]:
    """A window of each reader: to open one takes longer than to look at a page."""
    opened = {who: Window(stage, browser, who) for who in (S, R, M, C, A)}
    yield opened
    for window in opened.values():
        window.page.context.close()


@pytest.fixture
def look(windows: dict[str, Window]) -> Iterator[Callable[..., Window]]:
    """Look at a page of the demo as somebody: `look("resident", "/rounds/{slug}", width=320)`. Nothing is changed."""

    def looked(who: str, address: str, *, answers: int | None = None, width: int = DESK) -> Window:
        windows[who].go(address, answers or expected(who, address), width)
        return windows[who]

    yield looked
    heard = [complaint for window in windows.values() for complaint in window.complaints.take()]
    assert not heard, "\n".join(heard)


@pytest.fixture
def use(stage: Stage, new_context: Callable[..., BrowserContext], complaints: Complaints) -> Callable[[str, str], Page]:
    """Open a page of the demo on a telephone as somebody, to do something there: `use("resident", "/change")`."""

    def opened(who: str, address: str) -> Page:
        viewport = {"width": PHONE, "height": 900}
        context = new_context(base_url=stage.address, viewport=viewport, reduced_motion="reduce")
        complaints.listen(context)
        if who != S:
            let_in(context, stage.app, stage.people[who], stage.address)
        page = context.new_page()
        page.goto(address.format(**stage.places))
        return page

    return opened


@pytest.mark.parametrize(("who", "address"), EVERY, ids=map(name_of, EVERY))
def test_a_page_serves_everybody_on_a_telephone_and_on_a_desk(look, who, address):
    window = look(who, address, width=PHONE)
    page = window.page
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    assert stands_out(page) == []
    assert faults(page) == ""
    page.set_viewport_size({"width": DESK, "height": 900})
    assert stands_out(page) == []
    assert faults(page, again=True) == ""
    read_at_the_largest(page)
    assert stands_out(page) == []
    page.set_viewport_size({"width": PHONE, "height": 900})
    assert stands_out(page) == []
    if who == S:
        assert window.bytes_on_the_wire() <= HEAVIEST, "a public page is light"


@pytest.mark.parametrize(("who", "address", "status"), ERRORS)
def test_a_refusal_is_a_page_like_the_others(look, who, address, status):
    page = look(who, address, width=PHONE, answers=status).page
    assert stands_out(page) == []
    assert faults(page) == ""


@pytest.mark.parametrize(("who", "address"), REFUSED, ids=map(name_of, REFUSED))
def test_a_form_that_was_refused_begins_with_what_to_put_right(use, who, address):
    page = use(who, address)
    page.locator("main form button.govuk-button:visible:not(.govuk-password-input__toggle)").first.click()
    summary = page.locator(".govuk-error-summary")
    expect(summary).to_be_focused()
    assert stands_out(page) == []
    assert faults(page) == ""
    if address == "/login":  # It does not tell which of its two fields is wrong.
        return
    link = summary.get_by_role("link").first
    link.click()
    expect(page.locator(str(link.get_attribute("href")))).to_be_focused()


@pytest.fixture
def look_in_the_dark(windows: dict[str, Window], look: Callable[..., Window]) -> Iterator[Callable[..., Window]]:
    """Look at a page as somebody who asked for dark pages."""
    for window in windows.values():
        window.page.emulate_media(color_scheme="dark")
    yield look
    for window in windows.values():
        window.page.emulate_media(color_scheme="light")


@pytest.mark.parametrize(("who", "address"), MAIN, ids=map(name_of, MAIN))
def test_a_main_page_serves_in_the_dark_and_enlarged_four_times(look_in_the_dark, who, address):
    page = look_in_the_dark(who, address).page
    assert faults(page) == ""
    page.set_viewport_size({"width": PHONE, "height": 256})  # 1280 by 1024 at 400 %.
    assert stands_out(page) == []
    assert stays_put(page) <= HIGHEST_STICKY * 256


def test_the_main_pages_serve_from_right_to_left(look):
    for who, address in MAIN:
        page = look(who, address, width=PHONE).page
        assert stands_out_from_right_to_left(page) == [], address
        page.set_viewport_size({"width": DESK, "height": 900})
        assert stands_out_from_right_to_left(page) == [], address


PRINTED = [(S, "/rounds/{slug}"), (R, "/{busy_kinds}/{busy}"), (S, "/rounds/{slug}/results")]
"""What people take along to a meeting."""

PRESSED = ".fm-header, .fm-footer, button, .govuk-button, textarea, .fm-livebar"
"""What is of no use on paper."""


@pytest.mark.parametrize(("who", "address"), PRINTED, ids=map(name_of, PRINTED))
def test_on_paper_there_are_words_and_nothing_to_press(look_in_the_dark, who, address):
    page = look_in_the_dark(who, address, width=A4).page
    page.emulate_media(media="print")
    try:
        assert page.locator(PRESSED).filter(visible=True).all_text_contents() == []
        assert stands_out(page) == []
        assert page.evaluate("getComputedStyle(document.body).color") == INK
        expect(page.get_by_role("heading", level=1)).to_be_visible()
    finally:
        page.emulate_media(media="screen")


def stays_put(page: Page) -> float:
    """How many pixels of the window's height never scroll away."""
    page.evaluate("window.scrollTo(0, document.body.scrollHeight / 2)")
    height: float = page.evaluate(
        """() => [...document.body.querySelectorAll("*")]
            .filter((element) => ["fixed", "sticky"].includes(getComputedStyle(element).position))
            .map((element) => element.getBoundingClientRect())
            .filter((box) => box.bottom > 0 && box.top < innerHeight)
            .reduce((sum, box) => sum + box.height, 0)"""
    )
    return height
