"""A round, an idea to talk about, and people who talk."""

import re
from dataclasses import dataclass
from typing import Any

import pytest
from werkzeug.test import TestResponse

from app.contributions.models import Contribution
from app.extensions import db
from app.rounds.models import Round
from app.rules.actors import Role
from app.threads.models import Comment
from tests import factories, together
from tests.watching import Watcher, cookie_of
from tests.web import Browser, Form, FormReader


@dataclass
class Person:
    """Somebody in front of a browser."""

    user: Any
    browser: Browser

    def post(self, address: str, **fields: Any) -> TestResponse:
        """Send a form as the page would: one that changes a comment says from which version it begins."""
        if address.endswith("/edit"):
            fields = {"version": version_now(self.browser.application, address.split("/")[2]), **fields}
        return self.browser.post(address, data={"csrf_token": self.browser.token("/account/"), **fields})


def version_now(app: Any, name: str) -> int:
    """The version of a comment that a page would show."""
    with app.app_context():
        return db.session.query(Comment.version).filter_by(public_id=name).scalar()


@dataclass
class Talk:
    """An idea and its discussion."""

    app: Any
    round: Round
    idea: Contribution

    @property
    def page(self) -> str:
        return f"/ideas/{self.idea.public_id}"

    @property
    def door(self) -> str:
        return f"/contributions/{self.idea.public_id}/comments"

    @property
    def thread(self) -> Any:
        return factories.thread_of(self.app, self.idea)

    def comments(self) -> list[Any]:
        return factories.comments_of(self.app, self.idea)

    def comment(self, public_id: str) -> Any:
        return next(one for one in self.comments() if one.public_id == public_id)

    def say(self, who: Any, body: str, parent: str = "", **fields: Any) -> str:
        """Post a comment through the page; gives its name."""
        answer = who.browser.submit(self.page, self.door, body=body, parent=parent, **fields)
        assert answer.status_code == 303, answer.text
        return name_in(answer)


def name_in(answer: TestResponse) -> str:
    """The comment that an answer sends us to."""
    found = re.search(r"#comment-(\w+)$", answer.headers["Location"])
    assert found, answer.headers["Location"]
    return found[1]


def forms_of(answer: TestResponse) -> list[Form]:
    """The forms of the page that came as an answer."""
    reader = FormReader(answer.request.path)
    reader.feed(answer.text)
    return reader.forms


def shown(html: str) -> list[str]:
    """The names of the comments of a page, in the order of reading."""
    return re.findall(r'id="comment-(\w+)"', html)


def element(html: str, name: str) -> str:
    """One comment of a page, up to the next."""
    start = html.index(f'id="comment-{name}"')
    rest = html[start:]
    end = re.search(r"<article|</section>", rest)
    return rest[: end.start() if end else None]


def at_once(app, *acts):
    """Do all these at the same moment, each in a request of its own; gives what each gave."""
    return together.at_once([together.in_context(app, act) for act in acts])


@pytest.fixture
def person(app, as_user):
    """Make a person: `person()`, `person(Role.MODERATOR, name="Ruth")`."""

    def make(*roles: Role, **fields: Any) -> Person:
        user = factories.user(app, *roles, **fields)
        return Person(user, as_user(user))

    return make


@pytest.fixture
def author(person):
    """Who had the idea."""
    return person(name="Joan Whitlock")


@pytest.fixture
def amina(person):
    return person(name="Amina Yusuf")


@pytest.fixture
def femi(person):
    return person(name="Femi Oyelaran")


@pytest.fixture
def moderator(person):
    return person(Role.MODERATOR, name="Morag Sinclair")


@pytest.fixture
def talk(app, author):
    """An idea of Joan's in an open round."""
    round_ = factories.round_(app)
    return Talk(app, round_, factories.contribution(app, round_, author.user))


@pytest.fixture
def page(live_server):
    """Open a page that watches: `page()` for a stranger, `page(amina)` for somebody who is signed in."""
    opened = []

    def open_(who=None, **more):
        opened.append(Watcher(live_server, cookie_of(who.browser) if who else None, **more))
        return opened[-1]

    yield open_
    for watcher in opened:
        watcher.close()
