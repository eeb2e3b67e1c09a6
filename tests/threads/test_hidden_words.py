"""Words that were hidden, withdrawn, or never public leave by no channel of a thread."""

import json

import pytest

from tests import factories
from tests.threads.conftest import element

WORDS = "Mrs Ogilvie lives at number nine"


@pytest.fixture
def said(talk, amina, femi):
    """Three comments: what will be taken down, a quote of it, and an answer to it."""
    name = talk.say(amina, f"{WORDS}.")
    quote = talk.say(femi, "Do not write that.", name, quote=name)
    return name, quote


def take_down(how, talk, amina, moderator, name):
    if how == "hidden":
        answer = moderator.post(f"/comments/{name}/hide", rule=3, reason="An address.")
    else:
        answer = amina.post(f"/comments/{name}/withdrawal")
    assert answer.status_code == 303


def channels(talk, names):
    """Every address that a thread has."""
    yield from (talk.page, f"{talk.page}?order=useful", f"{talk.page}?branch={names[0]}")
    yield f"{talk.page}?reply={names[0]}&quote={names[0]}"
    yield f"/threads/{talk.thread.public_id}/events?after=0"
    for name in names:
        yield from (f"/comments/{name}", f"/comments/{name}/history")


@pytest.mark.parametrize("how", ["hidden", "withdrawn"])
def test_no_channel_has_the_words(talk, amina, femi, moderator, client, said, how):
    amina.post(f"/comments/{said[0]}/edit", body=f"{WORDS} in Mill Lane.")
    for browser in (client, femi.browser):  # The fragments with the words are made and kept.
        assert WORDS in browser.get(talk.page).text
    take_down(how, talk, amina, moderator, said[0])
    for browser in (client, femi.browser):
        for address in channels(talk, said):
            assert WORDS not in browser.get(address, follow_redirects=True).text, address
    for fields in ({"parent": said[0]}, {"quote": said[0]}, {"quote": said[0], "preview": "1"}):
        assert WORDS not in femi.post(talk.door, body="Mine.", **fields).text


@pytest.mark.parametrize("how", ["hidden", "withdrawn"])
def test_the_author_and_the_moderators_still_see_them_with_a_label(talk, amina, moderator, said, how):
    take_down(how, talk, amina, moderator, said[0])
    for who in (amina, moderator):
        html = element(who.browser.get(talk.page).text, said[0])
        assert WORDS in html
        assert "Only its author and the moderators can still read it." in html
        assert WORDS in who.browser.get(f"/comments/{said[0]}/history").text


def test_the_place_says_who_when_and_which_rule(talk, amina, moderator, client, said):
    take_down("hidden", talk, amina, moderator, said[0])
    html = element(client.get(talk.page).text, said[0])
    assert "A moderator hid this comment" in html
    assert "under rule 3: No private details." in html
    assert "/rules#rule-3" in html
    assert "Morag Sinclair" not in html
    assert "Amina" not in html


def test_restored_words_are_back(talk, amina, moderator, client, said):
    take_down("hidden", talk, amina, moderator, said[0])
    assert WORDS not in client.get(talk.page).text
    moderator.post(f"/comments/{said[0]}/restore", rule=3, reason="It was her own address.")
    assert WORDS in element(client.get(talk.page).text, said[0])


def test_one_version_can_be_hidden_alone(talk, amina, moderator, client, said):
    amina.post(f"/comments/{said[0]}/edit", body="I have taken the address out.")
    hidden = moderator.post(f"/comments/{said[0]}/revisions/1/hide", rule=3, reason="An address.")
    assert hidden.status_code == 303
    history = client.get(f"/comments/{said[0]}/history").text
    assert WORDS not in history
    assert "I have taken the address out." in history
    assert "A moderator hid this" in history
    assert WORDS in moderator.browser.get(f"/comments/{said[0]}/history").text
    assert WORDS not in client.get(f"/threads/{talk.thread.public_id}/events?after=0").text


def test_a_name_that_was_closed_away_is_gone_from_kept_fragments(app, talk, amina, client, said):
    assert "Amina Yusuf" in client.get(talk.page).text
    with app.app_context():
        from app.accounts.models import User
        from app.extensions import db

        person = db.session.get(User, amina.user.id)
        person.display_name, person.closed_at = "Somebody who left", factories.days_ago(0)
        db.session.commit()
    page = client.get(talk.page).text
    assert "Amina Yusuf" not in page
    assert "Somebody who left" in element(page, said[0])
    assert f"/people/{amina.user.handle}" not in page


@pytest.mark.parametrize("state", ["draft round", "hidden"])
def test_a_thread_that_may_not_be_read_is_not_there(app, talk, amina, client, said, state):
    from app.extensions import db

    with app.app_context():
        idea = db.session.merge(talk.idea)
        if state == "draft round":
            idea.round.opened_at = None
        else:
            idea.hidden_at, idea.hidden_rule = factories.days_ago(0), 1
        db.session.commit()
    for browser in (client, amina.browser):
        events = browser.get(f"/threads/{talk.thread.public_id}/events?after=0", headers={"Accept": "application/json"})
        assert events.status_code == 404
        assert json.loads(events.text)["status"] == 404
        for address in (f"/comments/{said[0]}", f"/comments/{said[0]}/history"):
            assert browser.get(address).status_code == 404
    assert amina.browser.get(f"/comments/{said[0]}/edit").status_code == 404
