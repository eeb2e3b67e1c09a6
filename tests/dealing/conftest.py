"""What the tests of cards share: a round with ideas of many people, and somebody who plays."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from app.dealing.models import Deal
from app.extensions import db
from app.rules.contributions import Kind
from app.rules.phases import PhaseKind
from app.votes.models import Vote, VoteEvent
from tests import factories

CARD = re.compile(r'name="card" value="([a-z0-9]{12})"')
LAST = re.compile(r'name="last" value="([a-z0-9]{12})"')


@pytest.fixture
def round_(app: Any) -> Any:
    return factories.round_(app, PhaseKind.IDEAS, slug="lunch")


@pytest.fixture
def author(app: Any) -> Any:
    return factories.user(app, name="Ana")


@pytest.fixture
def ideas(app: Any, round_: Any, author: Any) -> list[Any]:
    """Five ideas of Ana's."""
    return [factories.contribution(app, round_, author, title=f"Idea {n}") for n in range(5)]


@pytest.fixture
def person(app: Any) -> Any:
    return factories.user(app, name="Bo", verified=True)


class Player:
    """Somebody at the page, who uses its forms."""

    def __init__(self, browser: Any, slug: str = "lunch") -> None:
        self.browser = browser
        self.at = f"/rounds/{slug}/have-your-say"

    def page(self, query: str = "") -> str:
        response = self.browser.get(self.at + query)
        assert response.status_code == 200, response.text
        return response.text

    def send(self, act: str, **fields: str) -> Any:
        """Send a form of the page with its own hidden fields, the given ones over them."""
        form = next(form for form in self.browser.forms(self.at) if form.action.startswith(self.at))
        return self.browser.post(f"{self.at}/{act}", data=form.fields | fields)

    def deal(self) -> Any:
        return self.send("deal", kind="idea")

    def answer(self, choice: str = "agree", **fields: str) -> Any:
        return self.send("answer", choice=choice, **fields)

    def card(self) -> str | None:
        """The open card's name."""
        found = CARD.search(self.page())
        return found.group(1) if found else None

    def title(self) -> str:
        """What stands on the page as its one heading."""
        return re.search(r"<h1[^>]*>(.*?)</h1>", self.page(), re.DOTALL).group(1).strip()


@pytest.fixture
def player(as_user: Any, person: Any, ideas: list[Any]) -> Player:
    return Player(as_user(person))


@pytest.fixture
def rows(app: Any) -> Callable[..., list[Any]]:
    """The rows of a table as they are now, in the order of their making."""

    def read(model: type) -> list[Any]:
        with app.app_context():
            found = db.session.scalars(select(model)).all()
            db.session.expunge_all()
        return sorted(found, key=lambda row: row.at)

    return read


__all__ = ["CARD", "LAST", "Deal", "Kind", "Player", "Vote", "VoteEvent"]
