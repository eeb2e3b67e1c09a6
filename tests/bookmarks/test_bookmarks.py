"""What a person saves: theirs alone, read again each time, and gone with the account."""

import json
from functools import partial

import pytest

from app import clock
from app.bookmarks import service
from app.bookmarks.models import Bookmark
from app.extensions import db
from app.rules.actors import Actor, Role
from app.threads.models import Comment
from tests import factories
from tests.messages.conftest import at_once


@pytest.fixture
def idea(app):
    return factories.contribution(
        app, factories.round_(app), factories.user(app, name="Joan"), title="A bench by the stop"
    )


@pytest.fixture
def me(app):
    return factories.user(app)


def send(client, address):
    return client.post(address, data={"csrf_token": client.token("/account/")})


def said(app, as_user, idea, words="Make it of oak."):
    client = as_user(factories.user(app, name="Femi"))
    client.post(
        f"/contributions/{idea.public_id}/comments", data={"csrf_token": client.token("/account/"), "body": words}
    )
    with app.app_context():
        return db.session.query(Comment).order_by(Comment.id.desc()).first().public_id


def change(app, row, **fields):
    with app.app_context():
        db.session.query(type(row)).filter_by(id=row.id).update(fields)
        db.session.commit()


def count(app):
    with app.app_context():
        return db.session.query(Bookmark).count()


def test_one_saves_finds_and_lets_go(app, as_user, idea, me):
    client, comment = as_user(me), said(app, as_user, idea)
    page = client.get(f"/ideas/{idea.public_id}").text
    for address in (f"/contributions/{idea.public_id}/bookmark", f"/comments/{comment}/bookmark"):
        assert address in page
        assert send(client, address).status_code == 303
        assert send(client, address).status_code == 303
    assert count(app) == 2
    page = client.get("/saved").text
    assert "A bench by the stop" in page
    assert "Comment by Femi" in page
    assert "Make it of oak." in page
    for form in client.forms("/saved"):
        if "/saved/" in form.action:
            assert client.post(form.action, data=form.fields).status_code == 303
    assert "Nothing saved yet" in client.get("/saved").text
    assert count(app) == 0


def test_a_stranger_is_not_asked(client, idea):
    assert "bookmark" not in client.get(f"/ideas/{idea.public_id}").text


def test_nobody_sees_or_lets_go_of_another_s(app, as_user, idea, me):
    send(as_user(me), f"/contributions/{idea.public_id}/bookmark")
    with app.app_context():
        number = db.session.query(Bookmark).one().id
    for role in Role:
        other = as_user(factories.user(app, role))
        assert "A bench by the stop" not in other.get("/saved").text
        assert send(other, f"/saved/{number}/removal").status_code == 303
    assert count(app) == 1


def test_what_was_taken_down_is_listed_without_a_word(app, as_user, idea, me):
    client, comment = as_user(me), said(app, as_user, idea)
    send(client, f"/contributions/{idea.public_id}/bookmark")
    send(client, f"/comments/{comment}/bookmark")
    change(app, idea, hidden_at=clock.now(), hidden_rule=3)
    page = client.get("/saved").text
    for words in ("A bench by the stop", "Make it of oak.", "Femi", comment, idea.public_id):
        assert words not in page
    assert page.count("taken down since you saved it") == 2
    assert "let" in page.lower()


def test_what_one_may_not_read_cannot_be_saved(app, as_user, idea, me):
    client, comment = as_user(me), said(app, as_user, idea)
    draft = factories.contribution(app, factories.round_(app), factories.user(app), published_at=None)
    assert send(client, f"/contributions/{draft.public_id}/bookmark").status_code == 404
    assert send(client, "/comments/nothinghere1/bookmark").status_code == 404
    change(app, idea, hidden_at=clock.now(), hidden_rule=3)
    assert send(client, f"/contributions/{idea.public_id}/bookmark").status_code == 404
    assert send(client, f"/comments/{comment}/bookmark").status_code == 404
    assert count(app) == 0


def test_it_is_in_one_s_own_data_and_goes_with_the_account(app, as_user, idea, me):
    client = as_user(me)
    send(client, f"/contributions/{idea.public_id}/bookmark")
    kept = json.loads(client.get("/account/data.json").text)["bookmarks"]
    assert [one["contribution"] for one in kept] == [idea.public_id]
    client.submit("/account/close", password="a long enough password")
    assert count(app) == 0


def test_many_are_shown_in_pages_with_as_many_questions(app, as_user, me):
    in_round, author = factories.round_(app), factories.user(app)
    made = [factories.contribution(app, in_round, author, title=f"Number {n:02}") for n in range(35)]
    factories.keep(app, *(Bookmark(person_id=me.id, contribution_id=one.id, at=clock.now()) for one in made))
    page = as_user(me).get("/saved").text
    assert "Number 34" in page
    assert "Number 04" not in page
    last = page.rpartition("before=")[2].partition('"')[0]
    assert "Number 04" in as_user(me).get(f"/saved?before={last}").text
    for nonsense in ("x", "-1", str(2**70)):
        assert as_user(me).get(f"/saved?before={nonsense}").status_code == 200


def test_saved_twice_at_once_is_saved_once(app, idea, me):
    actor = Actor(me.id, frozenset({Role.RESIDENT}))
    done = at_once(app, *[partial(service.save, actor, "contributions", idea.public_id)] * 4)
    assert done == [None] * 4
    assert count(app) == 1
