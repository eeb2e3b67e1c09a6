"""Where one left off, and what is new since: on the page, in lists, on every device, and never what was taken down."""

import re
from datetime import timedelta

import pytest

from app import clock
from app.extensions import db
from app.rules.actors import Role
from app.threads.models import Thread
from app.transaction import transaction
from app.unread import queries
from app.unread.models import LeftOff
from tests import factories


@pytest.fixture
def scene(app):
    round_ = factories.round_(app)
    people = {name: factories.user(app, name=name) for name in ("Author", "Reader", "Talker")}
    return {
        "round": round_,
        "idea": factories.contribution(app, round_, people["Author"], title="A bench by the stop"),
        "moderator": factories.user(app, Role.MODERATOR),
        **people,
    }


def say(client, of, words="Good.", **more):
    address = f"/contributions/{of.public_id}/comments"
    answer = client.post(address, data={"csrf_token": client.token("/account/"), "body": words, **more})
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"].rpartition("#comment-")[2]


def page(client, of):
    return client.get(f"/ideas/{of.public_id}").text


def last(text):
    return int(re.search(r'data-last="(\d+)"', text)[1])


def read(client, of, upto=None):
    text = page(client, of)
    thread = re.search(r'data-thread="([\w-]+)"', text)[1]
    data = {"csrf_token": client.token("/account/"), "upto": last(text) if upto is None else upto}
    answer = client.post(f"/threads/{thread}/reading", data=data, headers={"Accept": "application/json"})
    assert answer.status_code == 204, answer.text


def new(text):
    """The ids of what is marked as new, in the order of the page."""
    articles = text.split('id="comment-')[1:]
    return [one.partition('"')[0] for one in articles if '<span class="fm-new" data-seq=' in one]


def test_at_the_first_visit_nothing_is_new_and_a_visit_alone_notes_nothing(app, as_user, scene):
    say(as_user(scene["Talker"]), scene["idea"])
    reader = as_user(scene["Reader"])
    assert "data-news" not in page(reader, scene["idea"])
    with app.app_context():
        assert db.session.query(LeftOff).filter_by(person_id=scene["Reader"].id).count() == 0


def test_what_came_since_is_counted_marked_and_led_to(as_user, scene, client):
    talker, reader = as_user(scene["Talker"]), as_user(scene["Reader"])
    old = say(talker, scene["idea"], "Old.")
    read(reader, scene["idea"])
    assert new(page(reader, scene["idea"])) == []
    first, second = say(talker, scene["idea"], "New.", parent=old), say(talker, scene["idea"], "Newer.")
    say(reader, scene["idea"], "My own.")
    text = page(reader, scene["idea"])
    assert "2 new comments since " in text
    assert new(text) == [first, second]
    assert f'href="/comments/{first}"' in text.partition("data-news")[2].partition("</form>")[0]
    assert new(page(client, scene["idea"])) == []
    assert new(page(talker, scene["idea"])) == [text.split('id="comment-')[-1].partition('"')[0]]


def test_the_button_marks_all_without_a_script(as_user, scene):
    talker, reader = as_user(scene["Talker"]), as_user(scene["Reader"])
    say(reader, scene["idea"])
    say(talker, scene["idea"])
    address = re.search(r'action="(/threads/[\w-]+/reading)"', page(reader, scene["idea"]))[1]
    upto = last(page(reader, scene["idea"]))
    answer = reader.post(address, data={"csrf_token": reader.token("/account/"), "upto": upto})
    assert answer.status_code == 303
    assert answer.headers["Location"] == f"/ideas/{scene['idea'].public_id}#h-talk"
    assert new(page(reader, scene["idea"])) == []


def test_another_device_never_takes_it_back(as_user, scene):
    talker, reader = as_user(scene["Talker"]), as_user(scene["Reader"])
    for _ in range(3):
        say(talker, scene["idea"])
    read(reader, scene["idea"])
    read(as_user(scene["Reader"]), scene["idea"], upto=1)
    assert new(page(reader, scene["idea"])) == []


def test_part_of_it_can_be_read(as_user, scene):
    talker, reader = as_user(scene["Talker"]), as_user(scene["Reader"])
    read(reader, scene["idea"])
    names = [say(talker, scene["idea"], f"Number {n}.") for n in range(4)]
    read(reader, scene["idea"], upto=2)
    assert new(page(reader, scene["idea"])) == names[2:]


def test_what_was_taken_down_is_new_to_nobody(as_user, scene):
    talker, reader = as_user(scene["Talker"]), as_user(scene["Reader"])
    read(reader, scene["idea"])
    hidden, withdrawn, stays = (say(talker, scene["idea"], f"Number {n}.") for n in range(3))
    moderator = as_user(scene["moderator"])
    token = moderator.token("/account/")
    said = {"csrf_token": token, "rule": 1, "reason": "Unkind."}
    assert moderator.post(f"/comments/{hidden}/hide", data=said).status_code == 303
    assert (
        talker.post(f"/comments/{withdrawn}/withdrawal", data={"csrf_token": talker.token("/account/")}).status_code
        == 303
    )
    text = page(reader, scene["idea"])
    assert new(text) == [stays]
    assert "1 new comment since " in text
    assert "1 new<" in reader.get(f"/rounds/{scene['round'].slug}/ideas").text


def test_lists_and_the_page_of_discussions_say_how_many(as_user, scene, client):
    talker, reader = as_user(scene["Talker"]), as_user(scene["Reader"])
    assert "Nothing yet" in reader.get("/discussions").text
    read(reader, scene["idea"])
    for _ in range(3):
        say(talker, scene["idea"])
    listed = f"/rounds/{scene['round'].slug}/ideas"
    assert "3 new<" in reader.get(listed).text
    assert "3 new<" not in client.get(listed).text
    own = reader.get("/discussions").text
    assert "A bench by the stop" in own
    assert "3 new<" in own
    assert client.get("/discussions").status_code in {302, 303, 401}


def test_a_muted_discussion_is_not_on_the_page_until_it_is_muted_no_longer(as_user, scene):
    client, idea = as_user(scene["Reader"]), scene["idea"]
    read(client, idea)
    assert idea.title in client.get("/discussions").text
    for address, listed in ((f"/mutes/{idea.public_id}", False), (f"/mutes/{idea.public_id}/end", True)):
        assert client.post(address, data={"csrf_token": client.token("/account/")}).status_code == 303
        own = client.get("/discussions").text
        assert (idea.title in own) is listed
        assert 'href="/follows"' in own


def test_a_withdrawn_idea_leaves_the_page_of_discussions(as_user, scene):
    author, reader = as_user(scene["Author"]), as_user(scene["Reader"])
    read(reader, scene["idea"])
    token = author.token("/account/")
    assert (
        author.post(f"/contributions/{scene['idea'].public_id}/withdrawal", data={"csrf_token": token}).status_code
        == 303
    )
    assert "A bench by the stop" not in reader.get("/discussions").text


@pytest.mark.parametrize("upto", ["", "x", "-1", str(2**31), "1e3"])
def test_nonsense_is_refused_in_a_sentence(as_user, scene, upto):
    reader = as_user(scene["Reader"])
    thread = re.search(r'data-thread="([\w-]+)"', page(reader, scene["idea"]))[1]
    answer = reader.post(f"/threads/{thread}/reading", data={"csrf_token": reader.token("/account/"), "upto": upto})
    assert answer.status_code == 422
    assert "how far you have read" in answer.text


def test_a_thread_that_may_not_be_read_is_not_told_from_none(app, as_user, scene):
    draft = factories.contribution(app, scene["round"], scene["Author"], published_at=None)
    thread = factories.thread_of(app, draft)
    reader = as_user(scene["Reader"])
    for name in (thread.public_id, "nothing"):
        answer = reader.post(f"/threads/{name}/reading", data={"csrf_token": reader.token("/account/"), "upto": 0})
        assert answer.status_code == 404


def test_a_claim_beyond_the_end_hides_nothing_that_is_still_to_come(as_user, scene):
    talker, reader = as_user(scene["Talker"]), as_user(scene["Reader"])
    read(reader, scene["idea"], upto=5_000)
    made = say(talker, scene["idea"])
    assert new(page(reader, scene["idea"])) == [made]


def test_very_many_are_told_as_many(app, as_user, scene):
    with app.app_context(), transaction():
        thread = db.session.query(Thread).filter_by(contribution_id=scene["idea"].id).one()
        thread.sequence = 5_000
        queries.begin(scene["Reader"].id, thread.id, 10, clock.now() - timedelta(days=2))
    assert "99+ new<" in as_user(scene["Reader"]).get("/discussions").text
