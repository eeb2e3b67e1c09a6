"""People with pictures, an idea to talk about, and moderators."""

import re
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pytest

from app.extensions import db
from app.images.models import Image
from app.rules.actors import Role
from tests import factories
from tests.images import files
from tests.web import Browser

ALT = "Three steps in front of the door"


@dataclass
class Person:
    """Somebody in front of a browser, with a picture to send."""

    user: Any
    browser: Browser

    def token(self):
        return self.browser.token("/account/")

    def post(self, address, **fields):
        sent = {
            name: (BytesIO(value), f"{name}.jpg") if isinstance(value, bytes) else value
            for name, value in fields.items()
        }
        return self.browser.post(address, data={"csrf_token": self.token(), **sent}, content_type="multipart/form-data")

    def send(self, data=None):
        """Send a picture as a page's script does; gives its address."""
        answer = self.browser.post(
            "/images",
            data={"csrf_token": self.token(), "picture": (BytesIO(data or files.photo(60, 40)), "me.jpg")},
            headers={"Accept": "application/json"},
        )
        assert answer.status_code == 201, answer.text
        return answer.json["address"]

    def sees(self, address):
        """What the site answers at an address: 200 or 404, and nothing else."""
        status = self.browser.get(address).status_code
        assert status in {200, 404}
        return status == 200


@dataclass
class Place:
    """An idea, its author, and those who come by."""

    app: Any
    round: Any
    idea: Any
    joan: Person
    amina: Person
    stranger: Person
    gwen: Person

    @property
    def everybody(self):
        return (self.joan, self.amina, self.stranger, self.gwen)

    def seen_by(self, address):
        """Who sees a picture: author, neighbour, stranger, moderator."""
        return [one.sees(address) for one in self.everybody]

    def say(self, who, body, **fields):
        """Post a comment; gives its name."""
        answer = who.post(f"/contributions/{self.idea.public_id}/comments", body=body, **fields)
        assert answer.status_code == 303, answer.text
        return re.search(r"#comment-(\w+)$", answer.location)[1]

    def decide(self, thing, verb, **more):
        """Have a moderator hide something, or bring it back."""
        fields = {"rule": 1, "reason": "It shows a neighbour.", **more}
        answer = self.gwen.post(f"/{thing}/{verb}", **fields)
        assert answer.status_code == 303, answer.text

    def images(self):
        with self.app.app_context():
            return db.session.query(Image.public_id).order_by(Image.id).all()


def written(address, alt=ALT):
    return f"Look: ![{alt}]({address})"


@pytest.fixture
def person(app, as_user):
    def make(*roles, **fields):
        user = factories.user(app, *roles, **fields)
        return Person(user, as_user(user))

    return make


@pytest.fixture
def place(app, person):
    joan, round_ = person(name="Joan Whitlock"), factories.round_(app)
    return Place(
        app, round_, factories.contribution(app, round_, joan.user), joan, person(name="Amina Yusuf"),
        Person(None, app.test_client()), person(Role.MODERATOR, name="Gwen Parry"),
    )  # fmt: skip
