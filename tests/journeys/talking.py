"""A conversation for journeys: people who act in it from elsewhere, and small looks at an open page of it."""

from typing import Any

from playwright.sync_api import Locator, Page, expect

from app.rules.actors import Role
from tests import factories


class Talk:
    """An idea with a discussion. People act on it from elsewhere, through the same door as a browser."""

    def __init__(self, app: Any, as_user: Any) -> None:
        self.app, self._as_user, self._browsers = app, as_user, {}
        self.round = factories.round_(app, title="Getting home at night")
        self.amina, self.joan = (factories.user(app, name=name) for name in ("Amina Yusuf", "Joan Whitlock"))
        self.moderator = factories.user(app, Role.MODERATOR, name="Derek Marsh")
        self.idea = factories.contribution(app, self.round, self.amina, title="A shared taxi after the last bus")
        self.address = f"/ideas/{self.idea.public_id}"

    def _browser(self, person: Any) -> Any:
        if person.id not in self._browsers:
            self._browsers[person.id] = self._as_user(person)
        return self._browsers[person.id]

    def post(self, person: Any, address: str, **fields: Any) -> None:
        """Send a form from another device."""
        browser = self._browser(person)
        answer = browser.post(address, data={"csrf_token": browser.token("/account/"), **fields})
        assert answer.status_code in {201, 303}, answer.text

    def say(self, person: Any, words: str, **fields: Any) -> str:
        """Post a comment; gives its public id."""
        self.post(person, f"/contributions/{self.idea.public_id}/comments", body=words, **fields)
        return max(factories.comments_of(self.app, self.idea), key=lambda comment: comment.number).public_id

    def decide(self, verb: str, comment: str) -> None:
        """What a moderator does with a comment."""
        self.post(self.moderator, f"/comments/{comment}/{verb}", rule="1", reason="It names a neighbour.")

    def lock(self, verb: str) -> None:
        """A moderator locks or unlocks the whole discussion."""
        thread = factories.thread_of(self.app, self.idea)
        self.post(self.moderator, f"/threads/{thread.public_id}/{verb}", rule="1", reason="It went in circles.")


def open_live(page: Page, address: str) -> Page:
    """Open a page, and wait until it is live. A reload would forget the mark."""
    page.goto(address)
    expect(page.locator("[data-live-state]")).to_have_text("Live")
    page.evaluate("window.sameDocument = true")
    return page


def never_reloaded(page: Page) -> bool:
    return bool(page.evaluate("window.sameDocument === true"))


def comment(page: Page, name: str) -> Locator:
    return page.locator(f"#comment-{name}")


def top_of(place: Locator) -> float:
    box = place.bounding_box()
    assert box is not None
    return box["y"]


def write(page: Page, words: str) -> None:
    page.get_by_label("Add a comment").fill(words)
    page.get_by_role("button", name="Post comment").click()
