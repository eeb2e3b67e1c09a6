"""The list of watched words: for moderators alone, who are told and see the words marked."""

import re

import pytest

from app.contributions.models import Revision
from app.extensions import db
from app.markup import render
from app.rules.actors import Role
from tests.checks.conftest import ADVERT


@pytest.mark.parametrize("role", [None, Role.COMMISSIONER, Role.ADMINISTRATOR])
def test_the_list_is_for_moderators(person, role):
    who = person(*([role] if role else []))
    assert who.browser.get("/moderation/words").status_code == 403
    assert who.post("/moderation/words", words="anything").status_code == 403
    assert who.post("/moderation/words/removal", words="vermin").status_code == 403


def test_a_word_is_added_found_and_taken_off(talk, amina, femi, moderator):
    assert moderator.browser.submit("/moderation/words", words="  Blighter*  ").status_code == 303
    assert moderator.browser.submit("/moderation/words", words="blighter*").status_code == 303
    page = moderator.browser.get("/moderation/words").text
    assert page.count("<bdi>blighter*</bdi>") == 1
    talk.say(amina, "You BLIGHTERS never listen.")
    assert "By the automatic checks" in moderator.browser.get("/moderation/").text
    assert moderator.post("/moderation/words/removal", words="blighter*").status_code == 303
    assert moderator.post("/moderation/words/removal", words="blighter*").status_code == 404
    assert "blighter" not in moderator.browser.get("/moderation/words").text


@pytest.mark.parametrize("words", ["", "***", "x" * 61])
def test_what_is_no_word_is_refused_in_a_sentence(moderator, words):
    answer = moderator.browser.submit("/moderation/words", words=words)
    assert answer.status_code == 422
    assert "Nothing was changed" in answer.text or "Not saved yet" in answer.text


def test_they_are_marked_for_the_moderator_and_not_for_the_author(amina, moderator, waits):
    name = waits(amina, f"{ADVERT} You are vermin.")
    assert "<mark>vermin</mark>" in moderator.browser.get(f"/held/{name}").text
    assert "<mark>" not in amina.browser.get(f"/held/{name}").text


def test_a_watched_word_holds_nothing_back(talk, amina):
    assert talk.say(amina, "They treat us like vermin, and I am tired of it.")


@pytest.mark.parametrize("thing", ["comments", "contributions"])
def test_they_are_marked_where_a_moderator_reads_what_was_reported(app, talk, amina, femi, moderator, thing):
    words = "You <b>are</b> vermin, **VERMIN** & worse: 1 < 2."
    name = talk.say(amina, words) if thing == "comments" else talk.idea.public_id
    if thing == "contributions":
        with app.app_context():
            version = db.session.query(Revision).filter_by(contribution_id=talk.idea.id).one()
            version.title, version.body_html = "Vermin <here>", render(words)
            db.session.commit()
    assert femi.post(f"/{thing}/{name}/reports", reason="insult").status_code == 303
    listed = moderator.browser.get("/moderation/").text
    case = re.findall(r'href="(/moderation/cases/\w+)"', listed)[0]
    page = moderator.browser.get(case).text
    assert (
        "&lt;b&gt;are&lt;/b&gt; <mark>vermin</mark>, <strong><mark>VERMIN</mark></strong> &amp; worse: 1 &lt; 2."
        in page
    )
    if thing == "contributions":
        assert "<mark>Vermin</mark> &lt;here&gt;" in page
    assert "<mark>" not in femi.browser.get(talk.page).text
