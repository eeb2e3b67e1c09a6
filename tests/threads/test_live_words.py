"""What the live script is given: sentences in every form of number, and parts of pages for their reader."""

import json

from flask_babel import force_locale

from app.rules.actors import Role
from app.threads.page_sentences import live_words
from tests import factories

WORDS = "Mr Ogilvie is a liar"


def forms_of(app, locale):
    with app.test_request_context(), force_locale(locale):
        return json.loads(live_words())["fresh"]


def test_what_depends_on_a_number_comes_in_all_the_forms_of_the_language(app):
    assert forms_of(app, "en") == {"one": "%n new comment", "other": "%n new comments"}
    assert forms_of(app, "pl").keys() == {"one", "few", "many"}
    assert forms_of(app, "ar").keys() == {"zero", "one", "two", "few", "many", "other"}


def test_a_page_brings_the_words_and_says_what_it_knows(talk, amina, client):
    talk.say(amina, "First.")
    page = client.get(talk.page).text
    assert f'data-thread="{talk.thread.public_id}" data-last="1"' in page
    assert "&#34;%n new comments&#34;" in page
    assert "data-live-acts" not in page, "a stranger can do nothing with a comment"
    assert "data-live-acts" in amina.browser.get(talk.page).text


def test_the_sheet_is_what_its_reader_may_see_of_a_contribution(app, as_user, client):
    author, moderator = factories.user(app), factories.user(app, Role.MODERATOR)
    idea = factories.contribution(app, factories.round_(app), author, title=WORDS, body=WORDS)
    address = f"/ideas/{idea.public_id}/sheet"
    readers = {"stranger": client, "author": as_user(author), "moderator": as_user(moderator)}
    assert {who for who, reader in readers.items() if WORDS in reader.get(address).text} == readers.keys()
    token = readers["moderator"].token("/account/")
    hide = {"csrf_token": token, "rule": "1", "reason": "It names a neighbour."}
    assert readers["moderator"].post(f"/contributions/{idea.public_id}/hide", data=hide).status_code == 303
    assert {who for who, reader in readers.items() if WORDS in reader.get(address).text} == {"author", "moderator"}
    assert "A moderator hid this idea" in client.get(address).text
    draft = factories.contribution(app, factories.round_(app), author, published_at=None)
    assert client.get(f"/ideas/{draft.public_id}/sheet").status_code == 404


def test_a_list_hears_of_what_is_new_in_it(talk, amina, page):
    watcher = page()
    assert watcher.ask("watch", {"round": talk.round.slug})["ok"]
    amina.post(f"/rounds/{talk.round.slug}/needs/new", title="I walk home in the dark", body="Often.", once="n" * 22)
    news = watcher.next("news")
    assert (news["kind"], news["of"], news["comments"]) == ("contribution.added", "need", 0)
    assert "dark" not in str(news)
