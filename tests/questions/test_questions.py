"""Questions to those who decide: asked in a thread, listed, answered by a reply that a commissioner chooses."""

import re

import pytest

from app.audit import AuditEntry
from app.extensions import db
from app.questions.models import Question
from tests import factories
from tests.questions.conftest import say, send


def article(page, comment):
    return page.partition(f'id="comment-{comment}"')[2].partition("</article>")[0]


def test_a_question_is_marked_and_listed(client, scene, asked):
    page = client.get(f"/ideas/{scene['idea'].public_id}").text
    assert "Question" in article(page, asked[0])
    listed = client.get(scene["list"]).text
    assert "Who would pay for it?" in listed
    assert "Not answered yet" in listed
    assert "Asker asks about “A bench by the stop”" in listed


def test_a_comment_without_the_tick_and_a_reply_are_none(app, as_user, client, scene):
    comment = say(as_user(scene["Asker"]), scene["idea"], "Who would pay for it?")
    say(as_user(scene["Replier"]), scene["idea"], "And who would mend it?", parent=comment, asks="1")
    assert "No questions here" in client.get(scene["list"]).text
    with app.app_context():
        assert db.session.query(Question).count() == 0


def test_a_commissioner_says_which_reply_is_the_answer_and_can_take_it_back(app, as_user, client, scene, asked):
    question, reply = asked
    commissioner = as_user(scene["commissioner"])
    assert "The council, I hope." in commissioner.get(f"/questions/{question}/answer").text
    assert (
        send(commissioner, f"/questions/{question}/answer", reply=reply).headers["Location"].startswith(scene["list"])
    )
    page = client.get(f"/ideas/{scene['idea'].public_id}").text
    assert "Answered" in article(page, question)
    assert "The answer" in article(page, reply)
    assert client.get(f"/questions/{question}").headers["Location"] == f"/comments/{reply}"
    assert "The council, I hope." in client.get(f"{scene['list']}?show=answered").text
    assert "Who would pay for it?" not in client.get(f"{scene['list']}?show=asked").text

    assert send(commissioner, f"/questions/{question}/reopening").status_code == 303
    assert "The answer" not in client.get(f"/ideas/{scene['idea'].public_id}").text
    assert "Who would pay for it?" in client.get(f"{scene['list']}?show=asked").text
    assert client.get(f"/questions/{question}").headers["Location"] == f"/comments/{question}"
    with app.app_context():
        acts = db.session.query(AuditEntry.act).filter(AuditEntry.object_id == question).order_by(AuditEntry.sequence)
        assert [act for (act,) in acts][-2:] == ["question.answered", "question.opened_again"]


def test_the_same_answer_again_changes_nothing(as_user, client, scene, asked):
    question, reply = asked
    commissioner = as_user(scene["commissioner"])
    send(commissioner, f"/questions/{question}/answer", reply=reply)
    thread = re.search(r'data-thread="([\w-]+)"', client.get(f"/ideas/{scene['idea'].public_id}").text)[1]
    before = client.get(f"/threads/{thread}/events?after=0").json["last"]
    send(commissioner, f"/questions/{question}/answer", reply=reply)
    assert client.get(f"/threads/{thread}/events?after=0").json["last"] == before


def test_open_pages_hear_of_it(as_user, client, scene, asked):
    question, reply = asked
    thread = re.search(r'data-thread="([\w-]+)"', client.get(f"/ideas/{scene['idea'].public_id}").text)[1]
    before = client.get(f"/threads/{thread}/events?after=0").json["last"]
    send(as_user(scene["commissioner"]), f"/questions/{question}/answer", reply=reply)
    events = client.get(f"/threads/{thread}/events?after={before}").json["events"]
    assert [(event["kind"], event["id"]) for event in events] == [
        ("comment.edited", question),
        ("comment.edited", reply),
    ]
    assert "The answer" in events[1]["html"]


@pytest.mark.parametrize("who", ["Asker", "Replier", "moderator", "administrator", None])
def test_nobody_else_may(as_user, client, scene, asked, who):
    question, reply = asked
    other = as_user(scene[who]) if who else client
    for tail, data in (("answer", {"reply": reply}), ("reopening", {})):
        token = other.token("/account/" if who else "/login")
        answer = other.post(f"/questions/{question}/{tail}", data={"csrf_token": token, **data})
        assert answer.status_code in ({403} if who else {302, 303, 401}), answer.status_code
    assert other.get(f"/questions/{question}/answer").status_code in ({403} if who else {302, 303, 401})
    assert "The answer" not in client.get(f"/ideas/{scene['idea'].public_id}").text


def test_only_a_reply_below_it_can_answer(as_user, scene, asked):
    question, _reply = asked
    beside = say(as_user(scene["Replier"]), scene["idea"], "Something else.")
    commissioner = as_user(scene["commissioner"])
    for reply, status in ((beside, 403), (question, 403), ("nothing", 404), ("", 422)):
        assert send(commissioner, f"/questions/{question}/answer", reply=reply).status_code == status
    assert send(commissioner, f"/questions/{beside}/answer", reply=beside).status_code == 404


@pytest.mark.parametrize("verb", ["hide", "withdrawal"])
def test_an_answer_that_was_taken_down_answers_nothing_and_is_not_read(as_user, client, scene, asked, verb):
    question, reply = asked
    send(as_user(scene["commissioner"]), f"/questions/{question}/answer", reply=reply)
    who, data = ("moderator", {"rule": 1, "reason": "Unkind."}) if verb == "hide" else ("Replier", {})
    assert send(as_user(scene[who]), f"/comments/{reply}/{verb}", **data).status_code == 303
    for show in ("", "?show=asked"):
        page = client.get(scene["list"] + show).text
        assert "Who would pay for it?" in page
        assert "The council, I hope." not in page
    assert "Who would pay for it?" not in client.get(f"{scene['list']}?show=answered").text


def test_a_question_that_was_hidden_is_in_no_list_and_no_count(as_user, client, scene, asked):
    send(as_user(scene["moderator"]), f"/comments/{asked[0]}/hide", rule=1, reason="Unkind.")
    for who in (client, as_user(scene["Asker"]), as_user(scene["moderator"])):
        page = who.get(scene["list"]).text
        assert "Who would pay for it?" not in page
        assert "All (0)" in page


def test_the_list_goes_on_page_by_page(app, as_user, client, scene):
    asker = as_user(scene["Asker"])
    for n in range(3):
        say(asker, scene["idea"], f"Question number {n}?", asks="1")
    with app.app_context():
        newest = db.session.query(Question).order_by(Question.comment_id.desc()).first().comment_id
    page = client.get(f"{scene['list']}?before={newest}").text
    assert "Question number 1?" in page
    assert "Question number 2?" not in page


def test_a_question_that_waited_for_a_moderator_is_still_one(app, as_user, client, scene, monkeypatch):
    monkeypatch.setitem(app.config, "HOLD_FIRST_POSTS", 1)
    newcomer = factories.user(app, name="Newcomer")
    answer = send(as_user(newcomer), f"/contributions/{scene['idea'].public_id}/comments", body="And when?", asks="1")
    held = answer.headers["Location"].rpartition("/")[2]
    assert "And when?" not in client.get(scene["list"]).text
    assert as_user(scene["moderator"]).submit(f"/held/{held}", f"/held/{held}/release").status_code == 303
    assert "And when?" in client.get(scene["list"]).text
