"""What happened in a thread: in order, without gaps, told only after it is kept, and read as it is today."""

import json
import re
from functools import partial

import pytest

from app import live
from app.extensions import db
from app.rules.actors import Actor
from app.threads import comment_service, live_service
from app.threads.comment_service import Draft
from app.threads.models import ThreadEventRecord
from tests import factories
from tests.threads.conftest import at_once, element

WRITERS = 8
EACH = 6


def events(browser, talk, after=0):
    """The answer, read."""
    answer = browser.get(f"/threads/{talk.thread.public_id}/events?after={after}")
    assert answer.status_code == 200
    assert answer.mimetype == "application/json"
    return json.loads(answer.text)


def test_everything_that_happens_is_told_in_order(talk, amina, femi, moderator, client):
    first = talk.say(amina, "First.")
    reply = talk.say(femi, "A reply.", first)
    amina.post(f"/comments/{first}/edit", body="First, again.")
    moderator.post(f"/comments/{reply}/hide", rule=1, reason="Rude.")
    moderator.post(f"/comments/{reply}/restore", rule=1, reason="Not so rude.")
    amina.post(f"/comments/{first}/withdrawal")
    moderator.post(f"/threads/{talk.thread.public_id}/lock", rule=1, reason="Too hot.")
    told = events(client, talk)
    assert told["thread"] == talk.thread.public_id
    assert told["last"] == 7
    assert told["more"] is False
    assert [(event["seq"], event["kind"], event["id"]) for event in told["events"]] == [
        (1, "comment.added", first),
        (2, "comment.added", reply),
        (3, "comment.edited", first),
        (4, "comment.hidden", reply),
        (5, "comment.restored", reply),
        (6, "comment.withdrawn", first),
        (7, "thread.locked", talk.thread.public_id),
    ]
    assert all(event["thread"] == told["thread"] for event in told["events"])


def test_an_event_brings_the_comment_as_everybody_sees_it(talk, amina, client):
    name = talk.say(amina, "First *words*.")
    (event,) = events(amina.browser, talk)["events"]
    assert event["html"].rstrip().endswith("</article>")
    assert "First <em>words</em>." in event["html"]
    assert event["html"].startswith(f'<article class="fm-comment" id="comment-{name}"')
    assert event["parent"] is None
    assert "You" not in re.sub("<[^>]+>", "", event["html"]).split()
    assert event == events(client, talk)["events"][0]


def test_an_edit_is_read_as_it_is_today(talk, amina, client):
    name = talk.say(amina, "First words.")
    amina.post(f"/comments/{name}/edit", body="Second words.")
    told = events(client, talk)["events"]
    assert all("Second words." in event["html"] for event in told)
    assert "First words." not in json.dumps(told)


def test_what_was_taken_down_brings_its_place_without_words_for_everybody(talk, amina, femi, moderator, client):
    hidden, withdrawn = talk.say(amina, "Hidden words."), talk.say(femi, "Withdrawn words.")
    moderator.post(f"/comments/{hidden}/hide", rule=1, reason="Rude.")
    femi.post(f"/comments/{withdrawn}/withdrawal")
    for who in (client, amina.browser, femi.browser, moderator.browser):
        told = events(who, talk)["events"]
        assert [event["kind"] for event in told] == ["comment.added"] * 2 + ["comment.hidden", "comment.withdrawn"]
        read = [" ".join(re.sub("<[^>]+>", "", event["html"]).split()) for event in told]
        assert read[0] == read[2]
        assert read[2].startswith("A moderator hid this comment on ")
        assert ", under rule 1: " in read[2]
        assert read[1] == read[3]
        assert read[3].startswith("The author withdrew this comment on ")
        assert not re.search("words|Amina|Femi", json.dumps(told))


def test_what_is_back_today_was_never_taken_down_in_words(talk, amina, moderator, client):
    """Else a replay would bring the words under the name of their hiding."""
    name = talk.say(amina, "Words.")
    moderator.post(f"/comments/{name}/hide", rule=1, reason="Rude.")
    moderator.post(f"/comments/{name}/restore", rule=1, reason="Not so rude.")
    assert ["html" in event for event in events(client, talk)["events"]] == [True, False, True]


def test_only_what_is_new_is_told(talk, amina, client):
    names = [talk.say(amina, f"Number {n}.") for n in range(3)]
    assert [event["id"] for event in events(client, talk, after=2)["events"]] == names[2:]
    assert events(client, talk, after=3)["events"] == []
    assert events(client, talk, after=2**31 - 1) == {
        "thread": talk.thread.public_id,
        "last": 3,
        "events": [],
        "more": False,
    }


def test_a_long_absence_is_told_in_parts(talk, amina, client, monkeypatch):
    monkeypatch.setattr(live_service, "MOST_EVENTS", 2)
    names = [talk.say(amina, f"Number {n}.") for n in range(3)]
    first = events(client, talk)
    assert [event["id"] for event in first["events"]] == names[:2]
    assert first["more"] is True
    rest = events(client, talk, after=first["events"][-1]["seq"])
    assert [event["id"] for event in rest["events"]] == names[2:]
    assert rest["more"] is False


@pytest.mark.parametrize("after", ["-1", "x", "1.5", "", "²", "9" * 30, "2147483648", "1'"])
def test_a_bad_number_is_refused_in_a_sentence(talk, client, after):
    answer = client.get(f"/threads/{talk.thread.public_id}/events", query_string={"after": after})
    assert answer.status_code == 400
    assert "must be the number of an event" in json.loads(answer.text)["error"]


def test_an_unknown_thread_is_not_there(client):
    assert client.get("/threads/nothing/events?after=0").status_code == 404


def test_the_page_says_where_its_events_begin(talk, amina, client):
    talk.say(amina, "First.")
    assert 'data-last="1"' in client.get(talk.page).text


# -- The order of many writers ---------------------------------------------------------------------------------------


@pytest.fixture
def announced():
    """What was sent, in order."""
    sent = []

    def note(_room, event):
        sent.append(event)

    live.announced.connect(note)
    yield sent
    live.announced.disconnect(note)


@pytest.fixture
def crowd(app, talk, person):
    """Eight people write six comments each at once, every other one below their own; gives what listeners could read."""
    read, thread = [], talk.thread

    def listen(_room, event):
        with app.app_context():
            rows = db.session.query(ThreadEventRecord.sequence).filter_by(thread_id=thread.id).all()
            read.append((event.seq, {row.sequence for row in rows}))

    def write(who):
        mine = None
        for number in range(EACH):
            draft = Draft(f"{number}", mine if number % 2 else None)
            mine = comment_service.post(Actor(who.user.id), talk.idea.public_id, draft).public_id

    live.announced.connect(listen)
    at_once(app, *(partial(write, person()) for _ in range(WRITERS)))
    live.announced.disconnect(listen)
    return read


def test_the_order_of_events_is_the_order_of_comments(app, talk, crowd):
    with app.app_context():
        told = db.session.query(ThreadEventRecord).order_by(ThreadEventRecord.sequence).all()
    numbers = {one.public_id: one.number for one in talk.comments()}
    everything = list(range(1, WRITERS * EACH + 1))
    assert [event.sequence for event in told] == everything
    assert [numbers[event.object_id] for event in told] == everything
    assert talk.thread.last_number == talk.thread.sequence == len(everything)


def test_whoever_is_told_of_an_event_can_read_all_before_it(crowd):
    assert len(crowd) == WRITERS * EACH
    for sequence, readable in crowd:
        assert readable >= set(range(1, sequence + 1))


def test_many_writers_at_once_lose_no_count(app, talk, crowd):
    comments = talk.comments()
    assert len({one.path for one in comments}) == len(comments) == WRITERS * EACH
    assert sum(one.reply_count for one in comments) == sum(one.parent_id is not None for one in comments)
    assert factories.reload(app, talk.idea).comment_count == len(comments)


def test_one_key_sent_eight_times_at_once_makes_one_comment(app, talk, amina, announced):
    actor = Actor(amina.user.id)
    send = partial(comment_service.post, actor, talk.idea.public_id, Draft("Once."), key="the same")
    made = at_once(app, *[send] * WRITERS)
    assert [one.public_id for one in talk.comments()] == [one.public_id for one in set(made)]
    assert len(announced) == 1


def test_eight_marks_at_once_are_counted(app, talk, amina, person):
    name, people = talk.say(amina, "Useful words."), [person() for _ in range(WRITERS)]
    at_once(app, *(partial(comment_service.toggle_useful, Actor(who.user.id), name) for who in people))
    assert talk.comment(name).useful_count == WRITERS


def test_what_was_rolled_back_is_told_to_nobody(app, talk, amina, announced, monkeypatch):
    def fail(*_arguments):
        raise RuntimeError("The lights went out.")

    monkeypatch.setattr(comment_service.once, "settle", fail)
    with pytest.raises(RuntimeError, match="lights"):
        amina.post(talk.door, body="Never said.", once="a key")
    assert announced == []
    assert talk.comments() == []
    assert (talk.thread.sequence, talk.thread.last_number) == (0, 0)
    assert factories.reload(app, talk.idea).comment_count == 0


def test_what_is_announced_has_no_words(talk, amina, announced):
    name = talk.say(amina, "Secret words.")
    (event,) = announced
    assert event == live.ThreadEvent(talk.thread.public_id, 1, live.EventKind.COMMENT_ADDED, name, talk.round.id)
    assert "Secret" in element(amina.browser.get(talk.page).text, name)
