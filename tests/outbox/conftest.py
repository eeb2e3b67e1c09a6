"""People who follow, and what tells them."""

import pytest

from app import clock
from app.extensions import db
from app.following import queries
from app.notifications.models import Notice
from app.outbox import service
from app.rules.following import Followable, Why
from app.transaction import transaction
from tests import factories


@pytest.fixture
def idea(app):
    return factories.contribution(app, factories.round_(app), factories.user(app), title="Handyperson hour")


@pytest.fixture
def follows(app):
    """Let a person follow something, as the button does."""

    def follow(person, kind, thing):
        with app.app_context(), transaction():
            queries.follow(person.id, Followable(kind), thing.id, Why.ASKED, clock.now())

    return follow


@pytest.fixture
def tell(app):
    """Do what the job does, at once."""

    def tell_all():
        with app.app_context():
            return service.tell_all(clock.now())

    return tell_all


@pytest.fixture
def told(app):
    """The kinds of a person's notices, the oldest first."""

    def kinds(person):
        with app.app_context():
            rows = db.session.query(Notice.kind).filter_by(person_id=person.id).order_by(Notice.id)
            return [row.kind.value for row in rows]

    return kinds


@pytest.fixture
def say(as_user):
    """Let a person comment through the page."""

    def comment(person, on, words="Count me in."):
        page = f"/ideas/{on.public_id}"
        answer = as_user(person).submit(page, f"/contributions/{on.public_id}/comments", body=words)
        assert answer.status_code == 303

    return comment
