"""Whoever asked hears that the question is answered: once, and only of an answer that stands."""

import pytest

from app.extensions import db
from app.notifications.models import Notice
from tests.questions.conftest import say, send


@pytest.fixture
def told(app, scene):
    def kinds(name="Asker"):
        with app.app_context():
            rows = db.session.query(Notice.kind).filter_by(person_id=scene[name].id).order_by(Notice.id)
            return [row.kind.value for row in rows if row.kind.value != "commented"]

    return kinds


def choose(as_user, scene, asked):
    assert send(as_user(scene["commissioner"]), f"/questions/{asked[0]}/answer", reply=asked[1]).status_code == 303


def test_whoever_asked_is_told_and_the_notice_leads_to_the_answer(as_user, scene, asked, told):
    choose(as_user, scene, asked)
    assert told() == ["replied", "question_answered"]
    page = as_user(scene["Asker"]).get("/notices").text
    assert "Your question is answered" in page
    assert f"/comments/{asked[1]}" in page
    assert told("Replier") == []


def test_two_in_one_discussion_stand_together(as_user, scene, asked, told):
    choose(as_user, scene, asked)
    more = say(as_user(scene["Asker"]), scene["idea"], "When would it come?", asks="1")
    choose(as_user, scene, (more, say(as_user(scene["Replier"]), scene["idea"], "In May.", parent=more)))
    assert "2 questions of yours are answered" in as_user(scene["Asker"]).get("/notices").text


def test_taken_back_it_goes_unless_it_was_read_and_chosen_again_it_is_one(as_user, scene, asked, told):
    commissioner = as_user(scene["commissioner"])
    for _ in range(3):
        choose(as_user, scene, asked)
        assert send(commissioner, f"/questions/{asked[0]}/reopening").status_code == 303
    assert told() == ["replied"]
    choose(as_user, scene, asked)
    assert told() == ["replied", "question_answered"]


def test_a_hidden_answer_is_not_named(app, as_user, scene, asked, told):
    choose(as_user, scene, asked)
    hidden = {"rule": 1, "reason": "Unkind."}
    assert send(as_user(scene["moderator"]), f"/comments/{asked[1]}/hide", **hidden).status_code == 303
    page = as_user(scene["Asker"]).get("/notices").text
    assert "the answer was taken down since" in page
    assert "Replier" not in page


@pytest.mark.parametrize("deaf", ["muted", "unwilling"])
def test_whoever_does_not_want_it_is_not_told(as_user, scene, asked, told, deaf):
    client = as_user(scene["Asker"])
    if deaf == "muted":
        send(client, f"/mutes/{scene['idea'].public_id}")
    else:
        send(client, "/notices/choices", topics=["comments"])
    choose(as_user, scene, asked)
    assert told() == ["replied"]


def test_nobody_is_told_of_their_own_answer(as_user, scene, told):
    question = say(as_user(scene["Asker"]), scene["idea"], "Who mends it?", asks="1")
    own = say(as_user(scene["Asker"]), scene["idea"], "I found out: the council.", parent=question)
    choose(as_user, scene, (question, own))
    assert told() == []
