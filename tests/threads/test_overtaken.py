"""Nobody's words are written over unseen: who comes second is shown both texts, and decides."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from app.contributions.models import Revision
from app.extensions import db
from app.threads.models import MAX_BODY
from tests.threads.conftest import forms_of

WRITERS = 4


@pytest.fixture
def name(talk, amina):
    return talk.say(amina, "One hour a week.")


def edit_form(answer, name):
    return next(form for form in forms_of(answer) if form.action == f"/comments/{name}/edit")


def test_the_form_says_from_which_version_it_begins(talk, amina, name):
    address = f"/comments/{name}/edit"
    assert amina.browser.form(address).fields["version"] == "1"
    amina.browser.submit(address, body="Two hours a week.")
    assert amina.browser.form(address).fields["version"] == "2"


def test_the_second_window_saves_nothing_and_shows_both_texts(talk, amina, name):
    address = f"/comments/{name}/edit"
    here, there = amina.browser.form(address), amina.browser.form(address)
    assert amina.browser.post(address, data=here.fields | {"body": "**Two** hours."}).status_code == 303
    answer = amina.browser.post(address, data=there.fields | {"body": "Three hours."})
    assert answer.status_code == 409
    assert talk.comment(name).body == "**Two** hours."
    assert "What your comment says now" in answer.text
    assert "<strong>Two</strong> hours." in answer.text
    assert "changed in another window" in answer.text
    again = edit_form(answer, name)
    assert again.fields["body"].strip() == "Three hours."
    assert again.fields["version"] == "2"


def test_sent_once_more_it_is_a_decision(app, talk, amina, name):
    address = f"/comments/{name}/edit"
    there = amina.browser.form(address)
    amina.browser.submit(address, body="Two hours.")
    again = edit_form(amina.browser.post(address, data=there.fields | {"body": "Three hours."}), name)
    assert amina.browser.post(address, data=again.fields).status_code == 303
    assert talk.comment(name).body.strip() == "Three hours."
    with app.app_context():
        said = db.session.query(Revision.body).filter_by(comment_id=talk.comment(name).id).order_by(Revision.number)
        assert [body for (body,) in said] == ["One hour a week.", "Two hours.", "Three hours."]


def test_the_same_words_again_are_no_conflict(talk, amina, name):
    form = amina.browser.form(f"/comments/{name}/edit")
    for _ in range(2):
        assert amina.browser.post(form.action, data=form.fields | {"body": "Two hours."}).status_code == 303
    assert talk.comment(name).version == 2


@pytest.mark.parametrize("version", ["", "0", "-1", "x", "1.0", "99", "9" * 30, "²"])
def test_who_does_not_say_what_was_read_overwrites_nothing(talk, amina, name, version):
    fields = {"csrf_token": amina.browser.token("/account/"), "body": "Three hours.", "version": version}
    answer = amina.browser.post(f"/comments/{name}/edit", data=fields)
    assert answer.status_code == 409
    assert "Three hours." in answer.text
    del fields["version"]
    assert amina.browser.post(f"/comments/{name}/edit", data=fields).status_code == 409
    assert talk.comment(name).body == "One hour a week."


def test_a_look_at_the_preview_keeps_where_one_began(talk, amina, name):
    address = f"/comments/{name}/edit"
    form = amina.browser.form(address)
    amina.browser.submit(address, body="Two hours.")
    looked = amina.browser.post(address, data=form.fields | {"body": "Three hours.", "preview": "1"})
    assert edit_form(looked, name).fields["version"] == "1"


def test_words_that_were_put_right_keep_where_one_began(talk, amina, name):
    address = f"/comments/{name}/edit"
    form = amina.browser.form(address)
    amina.browser.submit(address, body="Two hours.")
    refused = amina.browser.post(address, data=form.fields | {"body": "x" * (MAX_BODY + 1)})
    assert refused.status_code == 422
    assert edit_form(refused, name).fields["version"] == "1"


def test_hidden_words_are_not_shown_to_whoever_was_overtaken(talk, amina, moderator, name):
    form = amina.browser.form(f"/comments/{name}/edit")
    moderator.post(f"/comments/{name}/hide", rule=1, reason="Rude.")
    answer = amina.browser.post(form.action, data=form.fields | {"body": "Three hours."})
    assert answer.status_code == 403
    assert talk.comment(name).version == 1


def test_of_several_at_the_same_moment_exactly_one_is_saved(talk, amina, as_user, name):
    windows = [as_user(amina.user) for _ in range(WRITERS)]
    forms = [window.form(f"/comments/{name}/edit") for window in windows]

    def send(number):
        return windows[number].post(forms[number].action, data=forms[number].fields | {"body": f"Window {number}."})

    with ThreadPoolExecutor(WRITERS) as pool:
        answers = list(pool.map(send, range(WRITERS)))
    assert sorted(answer.status_code for answer in answers) == [303] + [409] * (WRITERS - 1)
    winner = next(number for number, answer in enumerate(answers) if answer.status_code == 303)
    assert talk.comment(name).body == f"Window {winner}."
    assert talk.comment(name).version == 2
    for number, answer in enumerate(answers):
        if number != winner:
            assert f"Window {number}." in answer.text
            assert f"<p>Window {winner}.</p>" in answer.text
