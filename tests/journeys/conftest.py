"""What the journeys share: browsers of several people on one live server, and an ear for complaints of the browser."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.journeys.browsing import DESK, Complaints, let_in

expect.set_options(timeout=10_000)  # A crowded machine is slow, not wrong.


@pytest.fixture
def complaints() -> Iterator[Complaints]:
    """What the browsers of this test complain about: errors of scripts, of the content policy, of missing files."""
    heard = Complaints()
    yield heard
    assert not heard.all, "\n".join(heard.all)


@pytest.fixture
def context(complaints: Complaints, new_context: Callable[..., BrowserContext], live_server: str) -> BrowserContext:
    """One browser on the live server, listened to."""
    made = new_context(base_url=live_server)
    complaints.listen(made)
    return made


@pytest.fixture
def visit(
    app: Any, complaints: Complaints, new_context: Callable[..., BrowserContext], live_server: str
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
