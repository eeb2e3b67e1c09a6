"""People who call each other, and what tells them."""

import pytest

from app import clock
from app.extensions import db
from app.mentions import service as mentions
from app.notifications.models import Notice
from app.outbox import service
from tests import factories


@pytest.fixture
def people(app):
    named = {"amina": "Amina Okafor", "femi": "Femi Adeyemi", "joan": "Joan Price", "zoe": "Zoë Ångström"}
    return {handle: factories.user(app, handle=handle, name=name) for handle, name in named.items()}


@pytest.fixture
def idea(app, people):
    return factories.contribution(app, factories.round_(app), people["joan"], title="A bench by the stop")


@pytest.fixture
def say(app, as_user, idea):
    """Let a person comment through the page; gives the comment."""

    def comment(person, words, **more):
        client = as_user(person)
        sent = {"csrf_token": client.token("/account/"), "body": words, **more}
        answer = client.post(f"/contributions/{idea.public_id}/comments", data=sent)
        assert answer.status_code == 303, answer.text
        return factories.comments_of(app, idea)[-1]

    return comment


@pytest.fixture
def tell(app):
    """Do what the job does, at once."""

    def look():
        with app.app_context():
            service.tell_all(clock.now())
            mentions.forget_closed()

    return look


@pytest.fixture
def told(app, tell):
    """The kinds of a person's notices once the job has run, the oldest first."""

    def kinds(person):
        tell()
        with app.app_context():
            rows = db.session.query(Notice.kind).filter_by(person_id=person.id).order_by(Notice.id)
            return [row.kind.value for row in rows]

    return kinds
