"""Every page there is, with the demo round: for every reader, on a telephone, on a desk, enlarged, in the dark, and light.

The list is compared with the app's own addresses, so that a new page cannot be forgotten.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect

from tests.journeys import demo
from tests.journeys.browsing import DESK, PHONE, Complaints, let_in, stands_out
from tests.journeys.demo import Stage

S, R, M, C, A = "stranger", "resident", "moderator", "commissioner", "administrator"

PAGES: dict[str, list[tuple[str, str]]] = {
    "accounts.close": [(R, "/account/close")],
    "accounts.organisation": [(S, "/organisations/{organisation}")],
    "accounts.organisations": [(A, "/administration/organisations")],
    "accounts.people": [(A, "/administration/people")],
    "accounts.person": [(S, "/people/{person}"), (R, "/people/{me}")],
    "accounts.roles": [(A, "/administration/people/{person}")],
    "accounts.sent": [(S, "/account/sent")],
    "accounts.settings": [(R, "/account/")],
    "contributions.edit": [(R, "/needs/{my_draft}/edit"), (R, "/{my_kinds}/{mine}/edit")],
    "contributions.history": [(S, "/{changed_kinds}/{changed}/history")],
    "contributions.index": [
        (S, "/rounds/{slug}/needs"),
        (R, "/rounds/{slug}/ideas"),
        (S, "/rounds/{slug}/proposals"),
        (S, "/rounds/{empty}/ideas"),
        (R, "/rounds/{empty}/needs"),
        (S, "/rounds/{slug}/ideas?q=nothing+has+these+words"),
    ],
    "contributions.new": [
        (R, "/rounds/{empty}/needs/new"),
        (R, "/rounds/{slug}/ideas/new"),
        (R, "/rounds/{empty}/proposals/new"),
    ],
    "contributions.show": [
        (S, "/{busy_kinds}/{busy}"),
        (R, "/{busy_kinds}/{busy}"),
        (M, "/{busy_kinds}/{busy}"),
        (R, "/needs/{need}"),
        (R, "/needs/{my_draft}"),
        (R, "/{my_kinds}/{mine}"),
        (S, "/proposals/{proposal}"),
        (S, "/ideas/{over}"),
        (S, "/ideas/{hidden}"),
        (M, "/ideas/{hidden}"),
        (R, "/ideas/{voted}"),
    ],
    "dealing.choose": [(S, "/have-your-say")],
    "dealing.show": [(S, "/rounds/{slug}/have-your-say"), (R, "/rounds/{slug}/have-your-say")],
    "moderation.case": [(M, "/comments/{comment}/case"), (M, "/contributions/{idea}/case")],
    "moderation.index": [(M, "/moderation/")],
    "moderation.report": [(R, "/comments/{comment}/reports"), (R, "/contributions/{idea}/reports")],
    "moderation.rules": [(S, "/rules")],
    "moderation.thread": [(M, "/threads/{thread}/case")],
    "moderation.version": [(M, "/contributions/{changed}/revisions/1")],
    "notifications.index": [(R, "/notices"), (M, "/notices")],
    "results.show": [
        (S, "/rounds/{slug}/results"),
        (C, "/rounds/{slug}/results"),
        (S, "/rounds/{closed}/results?kind=idea"),
        (C, "/rounds/{empty}/results"),
    ],
    "rounds.edit": [(C, "/rounds/{slug}/edit"), (C, "/rounds/{draft}/edit")],
    "rounds.index": [(S, "/rounds"), (C, "/rounds")],
    "rounds.new": [(C, "/rounds/new")],
    "rounds.preview": [(C, "/rounds/{draft}/preview")],
    "rounds.show": [
        (S, "/rounds/{slug}"),
        (R, "/rounds/{slug}"),
        (S, "/rounds/{closed}"),
        (S, "/rounds/{empty}"),
        (C, "/rounds/{slug}"),
    ],
    "security.change_password": [(R, "/change")],
    "security.forgot_password": [(S, "/reset")],
    "security.login": [(S, "/login"), (S, "/login?next=/rounds")],
    "security.register": [(S, "/register")],
    "security.reset_password": [(S, "/reset/{token}")],
    "security.send_confirmation": [(S, "/confirm")],
    "security.verify": [(R, "/verify")],
    "site.accessibility": [(S, "/accessibility")],
    "site.home": [(S, "/"), (R, "/")],
    "site.privacy": [(S, "/privacy")],
    "trouble.notes": [(M, "/moderation/notes")],
    "trouble.propose": [(M, "/moderation/quarantines/new?on={over}")],
    "trouble.quarantine": [(M, "/moderation/quarantines/{quarantine}")],
    "trouble.quarantines": [(M, "/moderation/quarantines")],
    "verification.own": [(R, "/account/verify")],
    "verification.person": [(A, "/staff/verification/people/{person}")],
    "verification.staff": [(A, "/staff/verification")],
    "threads.edit": [(R, "/comments/{my_comment}/edit")],
    "threads.history": [(S, "/comments/{edited}/history")],
}
"""For each endpoint that answers with a page: who opens which address. What stands in braces is found in the demo."""

NO_PAGES = {
    "accounts.data": "a file for programs",
    "results.csv": "a file for spreadsheets",
    "results.certificate": "a file for programs",
    "results.json": "a file for programs",
    "results.xlsx": "a file for spreadsheets",
    "security.confirm_email": "leads to the sign-in",
    "site.favicon": "a picture",
    "site.healthz": "for programs",
    "site.readyz": "for programs",
    "site.robots": "for programs",
    "threads.comment": "leads to the page on which the comment stands",
    "threads.events": "for programs",
}

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
    (M, "/comments/{comment}/case"),
    (R, "/notices"),
]
"""What is looked at in the dark and enlarged as well."""

REFUSED = [
    (S, "/login"),
    (S, "/register"),
    (R, "/change"),
    (R, "/rounds/{empty}/needs/new"),
    (R, "/comments/{comment}/reports"),
    (C, "/rounds/new"),
    (M, "/comments/{comment}/case"),
]
"""Forms that are sent as they are, and come back with what is to be put right."""

ERRORS = [(S, "/nothing-here", 404), (R, "/moderation/", 403)]

PUBLIC = [address for pages in PAGES.values() for who, address in pages if who == S]

HEAVIEST = 200_000
"""Bytes on the wire that a public page may take on a first visit, fonts and styles included."""

HIGHEST_STICKY = 0.34
"""How much of a small window may stay in place while one scrolls."""


@pytest.fixture(scope="module")
def stage(whole_app: Any, database: Any, settings: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    people, places = demo.load(whole_app)
    with demo.served(settings, tmp_path_factory.mktemp("served")) as address:
        yield Stage(whole_app, address, people, places)
    database.reset()


@pytest.fixture
def look(stage: Stage, new_context: Callable[..., BrowserContext], complaints: Complaints) -> Callable[..., Page]:
    """Open a page of the demo as somebody: `look("resident", "/rounds/{slug}", width=320)`."""

    def opened(who: str, address: str, *, width: int = DESK, answers: int = 200, **options: Any) -> Page:
        viewport = {"width": width, "height": 900}
        context = new_context(base_url=stage.address, viewport=viewport, reduced_motion="reduce", **options)
        complaints.listen(context)
        if who != S:
            let_in(context, stage.app, stage.people[who], stage.address)
        page = context.new_page()
        answer = page.goto(address.format(**stage.places))
        assert answer is not None
        taken_away = answers == 200 and who == S and "{hidden}" in address
        assert answer.status == (410 if taken_away else answers), f"{address} answered {answer.status}"
        return page

    return opened


def faults(page: Page) -> str:
    """What axe has to say against a page."""
    found = Axe().run(page)
    return found.generate_report() if found.violations_count else ""


def test_no_page_is_forgotten(whole_app):
    known = {rule.endpoint for rule in whole_app.url_map.iter_rules() if "GET" in rule.methods}
    assert known == PAGES.keys() | NO_PAGES.keys()
    assert not PAGES.keys() & NO_PAGES.keys()


EVERY = [page for pages in PAGES.values() for page in pages]


@pytest.mark.parametrize(("who", "address"), EVERY, ids=[f"{who}:{address}" for who, address in EVERY])
def test_a_page_serves_everybody_on_a_telephone_and_on_a_desk(look, who, address):
    page = look(who, address, width=PHONE)
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    assert stands_out(page) == []
    assert faults(page) == ""
    page.set_viewport_size({"width": DESK, "height": 900})
    assert stands_out(page) == []
    assert faults(page) == ""


@pytest.mark.parametrize(("who", "address", "status"), ERRORS)
def test_a_refusal_is_a_page_like_the_others(look, who, address, status):
    page = look(who, address, width=PHONE, answers=status)
    assert stands_out(page) == []
    assert faults(page) == ""


@pytest.mark.parametrize(("who", "address"), REFUSED, ids=[f"{who}:{address}" for who, address in REFUSED])
def test_a_form_that_was_refused_begins_with_what_to_put_right(look, who, address):
    page = look(who, address, width=PHONE)
    page.locator("main form button.govuk-button:not(.govuk-password-input__toggle)").first.click()
    summary = page.locator(".govuk-error-summary")
    expect(summary).to_be_focused()
    assert stands_out(page) == []
    assert faults(page) == ""
    if address == "/login":  # It does not tell which of its two fields is wrong.
        return
    link = summary.get_by_role("link").first
    link.click()
    expect(page.locator(str(link.get_attribute("href")))).to_be_focused()


@pytest.mark.parametrize(("who", "address"), MAIN, ids=[f"{who}:{address}" for who, address in MAIN])
def test_a_main_page_serves_in_the_dark_and_enlarged_four_times(look, who, address):
    page = look(who, address, color_scheme="dark")
    assert faults(page) == ""
    page.set_viewport_size({"width": PHONE, "height": 256})  # 1280 by 1024 at 400 %.
    assert stands_out(page) == []
    assert stays_put(page) <= HIGHEST_STICKY * 256


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


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_page_is_light(stage, new_context, complaints, address):
    page = new_context(base_url=stage.address).new_page()
    wire = page.context.new_cdp_session(page)
    received: list[float] = []
    wire.send("Network.enable")
    wire.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))
    page.goto(address.format(**stage.places), wait_until="networkidle")
    assert len(received) >= 4, "the page, its style, its script and a font"
    assert sum(received) <= HEAVIEST, f"{sum(received):,.0f} bytes"
