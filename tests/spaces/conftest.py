"""A space with people in it, made as people make one."""

from dataclasses import dataclass
from typing import Any

import pytest

from app.extensions import db
from app.spaces.models import Space, SpaceMember
from tests import factories


@dataclass
class Person:
    """Somebody with a browser of their own."""

    user: Any
    browser: Any

    def post(self, address, **data):
        return self.browser.post(address, data={"csrf_token": self.browser.token("/account/"), **data})

    def get(self, address, **more):
        return self.browser.get(address, **more)


@dataclass
class Village:
    """People, and what they do with spaces."""

    app: Any
    as_user: Any

    def person(self, name, *roles, **fields):
        user = factories.user(self.app, *roles, name=name, **fields)
        return Person(user, self.as_user(user))

    def space(self, by, kind="secret", name="Mill Lane", about="For neighbours."):
        """Its name in addresses."""
        answer = by.post("/spaces/new", name=name, about=about, kind=kind)
        assert answer.status_code == 303, answer.text
        return answer.location.rpartition("/")[2]

    def enrol(self, slug, by, *people):
        """Invite people by name; they join."""
        for one in people:
            assert by.post(f"/spaces/{slug}/invitations", whom=one.user.handle).status_code == 303
            page = one.get("/spaces").text
            address = page.split("/acceptance")[0].rpartition('"')[2]
            assert one.post(f"{address}/acceptance").status_code == 303

    def topic(self, slug, by, title="Who waters the plants?", body="In August."):
        """Its public id."""
        answer = by.post(f"/spaces/{slug}/topics/new", title=title, body=body)
        assert answer.status_code == 303, answer.text
        return answer.location.rpartition("/")[2]

    def say(self, topic, by, body="I do.", **more):
        """A comment's public id."""
        answer = by.post(f"/contributions/{topic}/comments", body=body, **more)
        assert answer.status_code == 303, answer.text
        return answer.location.split("comment-")[1]

    def roles(self, slug):
        """What each member is, by their id."""
        with self.app.app_context():
            rows = db.session.query(SpaceMember.person_id, SpaceMember.role)
            return dict(rows.join(Space, Space.id == SpaceMember.space_id).filter(Space.slug == slug).all())


@pytest.fixture
def village(app, as_user):
    return Village(app, as_user)


@pytest.fixture
def olive(village):
    """Who makes spaces."""
    return village.person("Olive")


@pytest.fixture
def max_(village):
    """Who comes in."""
    return village.person("Max")


@pytest.fixture
def outsider(village):
    return village.person("Otto")
