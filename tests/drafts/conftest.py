"""A round, an idea to talk about, and a person with several devices."""

from typing import Any

import pytest

from app.drafts.models import Draft
from app.extensions import db
from app.rules.contributions import Kind
from app.rules.drafts import comment_key, new_key
from tests import factories

JSON = {"Accept": "application/json"}
SHELF = "/account/drafts"


class Device:
    """A browser in which somebody is signed in, as far as its script speaks with the server."""

    def __init__(self, browser: Any) -> None:
        self.browser = browser
        self.token = browser.token("/account/")

    def write(self, key: str, text: str, **fields: Any) -> Any:
        """Have words kept."""
        data = {"csrf_token": self.token, "key": key, "text": text, **fields}
        return self.browser.post(SHELF, data=data, headers=JSON)

    def find(self, *keys: str) -> dict[str, Any]:
        """What is kept under these keys."""
        answer = self.browser.get(SHELF, query_string={"key": list(keys)}, headers=JSON)
        assert answer.status_code == 200
        return answer.json["drafts"]

    def words(self, key: str) -> str | None:
        """The words that come back here; none where there are none."""
        kept = self.find(key).get(key)
        return kept["text"] or None if kept else None

    def throw_away(self, key: str, **headers: str) -> Any:
        """Have words thrown away."""
        return self.browser.post(f"{SHELF}/discards", data={"csrf_token": self.token, "key": key}, headers=headers)


@pytest.fixture
def me(app):
    return factories.user(app, name="Amina Yusuf")


@pytest.fixture
def device(as_user, me):
    """Make a device of mine, or of somebody else: `device()`, `device(person)`."""

    def make(person: Any = None) -> Device:
        return Device(as_user(person or me))

    return make


@pytest.fixture
def asked(app):
    return factories.round_(app, title="Support at home")


@pytest.fixture
def idea(app, asked):
    return factories.contribution(app, asked, factories.user(app, name="Femi Adeyemi"), title="Handyperson hour")


@pytest.fixture
def key(idea):
    """Where a comment on the idea is kept."""
    return comment_key(idea.public_id)


@pytest.fixture
def idea_key(asked):
    """Where a new idea is kept."""
    return new_key(Kind.IDEA, asked.slug)


@pytest.fixture
def rows(app):
    """All texts that are kept, of everybody."""

    def read() -> list[Draft]:
        with app.app_context():
            found = db.session.query(Draft).order_by(Draft.person_id, Draft.at).all()
            db.session.expunge_all()
        return found

    return read
