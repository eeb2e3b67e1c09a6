"""What the journeys share: browsers of several people on one live server, and an ear for complaints of the browser."""

from collections.abc import Callable, Iterator
from string import ascii_lowercase
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.journeys.browsing import DESK, Complaints, let_in
from tests.journeys.talking import Talk

MANY = 12
"""Comments that make a page longer than a window."""

expect.set_options(timeout=10_000)  # A crowded machine is slow, not wrong.


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """Nothing stands between a journey's browser and its server, save in `test_no_line.py`, which is about that."""
    return browser_context_args | {"service_workers": "block"}


@pytest.fixture
def complaints() -> Iterator[Complaints]:
    """What the browsers of this test complain about: errors of scripts, of the content policy, of missing files."""
    heard = Complaints()
    yield heard
    assert not heard.all, "\n".join(heard.all)


@pytest.fixture
def context(complaints: Complaints, live_server: str, new_context: Callable[..., BrowserContext]) -> BrowserContext:
    """One browser on the live server, listened to. It ends before the server does: hence the order of the three."""
    made = new_context(base_url=live_server)
    complaints.listen(made)
    return made


@pytest.fixture
def visit(
    app: Any, complaints: Complaints, live_server: str, new_context: Callable[..., BrowserContext]
) -> Callable[..., Page]:
    """Open a browser of its own, in which this person is signed in: `visit(person, width=320)`; nobody by default."""

    def opened(person: Any = None, *, width: int = DESK, height: int = 900, **options: Any) -> Page:
        viewport = {"width": width, "height": height}
        made = new_context(base_url=live_server, viewport=viewport, **options)
        complaints.listen(made)
        if person:
            let_in(made, app, person, live_server)
        return made.new_page()

    return opened


@pytest.fixture
def talk(app: Any, as_user: Callable[..., Any]) -> Talk:
    """An idea, and people who talk about it."""
    return Talk(app, as_user)


@pytest.fixture
def long_talk(talk: Talk) -> Talk:
    """The same, with enough comments to scroll through."""
    lines = [f"{letter * 6} " * 25 for letter in ascii_lowercase[:MANY]]  # The same words again would have to wait.
    talk.comments = [talk.say(talk.joan, f"Comment number {n}. {words}") for n, words in enumerate(lines)]
    return talk


@pytest.fixture
def away(complaints: Complaints) -> Callable[..., None]:
    """Take a browser's line away, and give it back: `away(page)`, `away(page, back=True)`. That it says so is no fault."""
    complaints.forgive("net::ERR_INTERNET_DISCONNECTED", "WebSocket connection")
    return lambda page, back=False: page.context.set_offline(not back)
