"""Comments that a program sends, such as the page's own when the line is back: JSON in, the same rules, no page."""

import pytest

from app.threads.models import MAX_BODY

JSON = {"Accept": "application/json"}


@pytest.fixture
def send(amina):
    """Send a form as a program: `send("/comments/x/edit", body="…")`."""
    token = amina.browser.token("/account/")

    def sent(address, browser=amina.browser, **fields):
        return browser.post(address, data={"csrf_token": token, **fields}, headers=JSON)

    return sent


def test_a_comment_is_answered_with_its_name_and_its_event(talk, amina, femi, send, client):
    talk.say(femi, "First.")
    answer = send(talk.door, body="I would use it.", once="key-1")
    assert answer.status_code == 201
    (_first, made) = talk.comments()
    assert answer.json == {"id": made.public_id, "thread": talk.thread.public_id, "seq": 2}
    told = client.get(f"/threads/{talk.thread.public_id}/events?after=1").json["events"]
    assert [(event["seq"], event["id"]) for event in told] == [(2, made.public_id)]


def test_a_replay_gets_the_same_answer_whatever_happened_since(talk, femi, send):
    first = send(talk.door, body="I would use it.", once="key-1")
    talk.say(femi, "Another.")
    send(f"/comments/{first.json['id']}/edit", body="I will use it.", version=1)
    again = send(talk.door, body="I would use it.", once="key-1")
    assert (again.status_code, again.json) == (201, first.json)
    assert len(talk.comments()) == 2


def test_the_same_key_with_other_words_is_a_conflict(talk, send):
    send(talk.door, body="Once.", once="key-1")
    answer = send(talk.door, body="Other words.", once="key-1")
    assert (answer.status_code, answer.json["status"]) == (409, 409)
    assert "sent this form once already" in answer.json["error"]
    assert len(talk.comments()) == 1


@pytest.mark.parametrize(
    ("fields", "status", "words"),
    [
        ({"body": ""}, 422, "Write something first."),
        ({"body": "x" * (MAX_BODY + 1)}, 422, "at most 5,000 characters"),
        ({"body": "Words.", "parent": "nowhere"}, 422, "not in this discussion"),
        ({"body": "Words.", "once": "k" * 65}, 422, "key is too long"),
    ],
)
def test_what_cannot_be_posted_is_refused_in_a_sentence(talk, send, fields, status, words):
    answer = send(talk.door, **fields)
    assert answer.status_code == status
    assert answer.json.keys() == {"error", "status"}
    assert answer.json["status"] == status
    assert words in answer.json["error"]
    assert talk.comments() == []


def test_so_is_a_locked_discussion(talk, moderator, send):
    moderator.post(f"/threads/{talk.thread.public_id}/lock", rule=1, reason="Too hot.")
    answer = send(talk.door, body="Words.")
    assert (answer.status_code, answer.json["status"]) == (403, 403)
    assert "locked this discussion" in answer.json["error"]


def test_and_what_is_not_there_any_more(talk, author, send):
    assert send("/contributions/nowhere/comments", body="Words.").json["status"] == 404
    author.post(f"/contributions/{talk.idea.public_id}/withdrawal")
    answer = send(talk.door, body="Words.")
    assert (answer.status_code, answer.json["status"]) == (410, 410)


def test_without_a_token_nothing_is_posted_and_the_program_is_told(talk, amina):
    answer = amina.browser.post(talk.door, data={"body": "Words."}, headers=JSON)
    assert (answer.status_code, answer.json["status"]) == (400, 400)
    assert talk.comments() == []


def test_whoever_is_not_signed_in_is_told_so(talk, client, send):
    token = client.token()
    answer = client.post(talk.door, data={"body": "Words.", "csrf_token": token}, headers=JSON)
    assert (answer.status_code, answer.json["status"]) == (401, 401)
    assert "Location" not in answer.headers


def test_a_flood_is_paused_in_json_too(talk, send, amina, limited):
    from app import limits
    from tests.web import sign_in_quickly

    browser = limited.test_client()
    sign_in_quickly(limited, browser, amina.user)
    token = browser.token("/account/")
    for number in range(int(limits.TEXTS.split()[0])):
        assert send(talk.door, browser, csrf_token=token, body=f"Number {number}.").status_code == 201
    answer = send(talk.door, browser, csrf_token=token, body="One more.")
    assert (answer.status_code, answer.json["status"]) == (429, 429)


def test_people_get_pages_as_ever(talk, amina):
    assert amina.post(talk.door, body="Words.").status_code == 303
    refused = amina.post(talk.door, body="")
    assert (refused.status_code, refused.mimetype) == (422, "text/html")


# -- Changes ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def name(talk, amina):
    return talk.say(amina, "One hour a week.")


def test_a_change_is_answered_with_its_event(talk, name, send):
    answer = send(f"/comments/{name}/edit", body="Two hours.", version=1)
    assert answer.status_code == 200
    assert answer.json == {"id": name, "thread": talk.thread.public_id, "seq": 2}
    assert send(f"/comments/{name}/edit", body="Two hours.", version=1).json == answer.json


def test_words_that_do_not_change_are_answered_with_the_event_that_brought_them(talk, name, send):
    assert send(f"/comments/{name}/edit", body="One hour a week.", version=1).json["seq"] == 1


def test_an_overtaken_change_is_refused_in_json(talk, name, send):
    send(f"/comments/{name}/edit", body="Two hours.", version=1)
    answer = send(f"/comments/{name}/edit", body="Three hours.", version=1)
    assert (answer.status_code, answer.json["status"]) == (409, 409)
    assert "changed in another window" in answer.json["error"]
    assert talk.comment(name).body == "Two hours."


def test_so_are_another_persons_words_and_empty_ones(talk, femi, name, send):
    assert send(f"/comments/{name}/edit", body="", version=1).json["status"] == 422
    token = femi.browser.token("/account/")
    theirs = send(f"/comments/{name}/edit", femi.browser, csrf_token=token, body="Mine.", version=1)
    assert (theirs.status_code, theirs.json["status"]) == (403, 403)
    assert send("/comments/nowhere/edit", body="Mine.", version=1).json["status"] == 404
