"""A round with people who post, read and moderate, and the forms that they send."""

from dataclasses import dataclass
from typing import Any

import pytest
from werkzeug.test import TestResponse

from app.extensions import db
from app.moderation.case_models import Case
from app.rules.actors import Role
from tests import factories
from tests.web import Browser

SECRET = "kingfisher"
"""A word that stands nowhere but in the text that is reported."""


@dataclass
class Person:
    """Somebody in front of a browser."""

    user: Any
    browser: Browser

    def post(self, address: str, **fields: Any) -> TestResponse:
        """Send a form as the page would."""
        return self.browser.post(address, data={"csrf_token": self.browser.token("/account/"), **fields})

    def get(self, address: str) -> TestResponse:
        return self.browser.get(address)

    def report(self, thing: str, reason: str = "insult", text: str = "") -> TestResponse:
        return self.post(f"/{thing}/reports", reason=reason, text=text)

    def decide(
        self, case: str, verb: str, rule: int = 1, reason: str = "It mocks a neighbour.", **more: Any
    ) -> TestResponse:
        fields = {"verb": verb, "rule": rule, "reason": reason, "ground": "rules", **more}
        return self.post(f"/moderation/cases/{case}/decisions", **fields)


@dataclass
class Town:
    """What a test of moderation plays in."""

    app: Any
    round: Any
    idea: Any
    author: Person
    reader: Person
    minder: Person
    gwen: Person
    samir: Person

    @property
    def thing(self) -> str:
        return f"contributions/{self.idea.public_id}"

    @property
    def page(self) -> str:
        return f"/ideas/{self.idea.public_id}"

    def say(self, who: Person, body: str) -> str:
        """Post a comment under the idea; gives its name."""
        answer = who.post(f"/contributions/{self.idea.public_id}/comments", body=body)
        assert answer.status_code == 303, answer.text
        return answer.location.rsplit("comment-", 1)[1]

    def cases(self) -> list[Case]:
        """All cases, the first opened first."""
        with self.app.app_context():
            found = db.session.query(Case).order_by(Case.id).all()
            db.session.expunge_all()
        return found

    def case(self) -> str:
        """The name of the only open case."""
        (one,) = [case for case in self.cases() if case.closed_at is None]
        return one.public_id

    def reported(self, reason: str = "insult") -> str:
        """Have the idea reported; gives the case."""
        assert self.reader.report(self.thing, reason).status_code == 303
        return self.case()


@pytest.fixture
def person(app, as_user):
    """Make a person: `person(Role.MODERATOR, name="Ruth")`."""

    def make(*roles: Role, **fields: Any) -> Person:
        user = factories.user(app, *roles, **fields)
        return Person(user, as_user(user))

    return make


@pytest.fixture
def town(app, person):
    """An idea of Joan's, people who mind it, and two moderators."""
    round_ = factories.round_(app)
    author = person(name="Joan Whitlock")
    idea = factories.contribution(app, round_, author.user, title=f"A {SECRET} lamp", body=f"Words of the {SECRET}.")
    return Town(
        app, round_, idea, author, person(name="Derek Ramsbottom"), person(name="Amina Yusuf"),
        person(Role.MODERATOR, name="Gwen Parry"), person(Role.MODERATOR, name="Samir Osei"),
    )  # fmt: skip
