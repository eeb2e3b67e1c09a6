"""Editing, taking back, and marking as useful."""

import pytest

from app.audit import AuditEntry
from app.extensions import db
from app.rounds.models import Phase
from app.rules.actors import Role
from app.threads.models import MAX_BODY, UsefulMark
from tests import factories
from tests.threads.conftest import element, name_in


@pytest.fixture
def name(talk, amina):
    """A comment of Amina's."""
    return talk.say(amina, "One hour a week.")


# -- Editing ---------------------------------------------------------------------------------------------------------


def test_an_edited_comment_says_so_and_keeps_what_it_said(talk, amina, client, name):
    answer = amina.browser.submit(f"/comments/{name}/edit", body="One hour a **month**.")
    assert answer.status_code == 303
    assert name_in(answer) == name
    html = element(client.get(talk.page).text, name)
    assert "One hour a <strong>month</strong>." in html
    assert "Edited" in html
    history = client.get(f"/comments/{name}/history").text
    assert history.index("month") < history.index("One hour a week.")
    assert "Amina Yusuf" in history


def test_the_edit_form_holds_the_words_as_they_were_typed(amina, talk):
    name = talk.say(amina, "5 < 6 & **bold**\n\n- a")
    assert amina.browser.form(f"/comments/{name}/edit").fields["body"].strip() == "5 < 6 & **bold**\n\n- a"


def test_the_same_words_again_make_no_version(app, amina, talk, name):
    amina.post(f"/comments/{name}/edit", body="One hour a week.")
    assert talk.comment(name).version == 1
    assert talk.thread.sequence == 1


@pytest.mark.parametrize(("body", "says"), [("", "Write something first."), ("x" * (MAX_BODY + 1), "at most 5,000")])
def test_an_edit_that_cannot_stand_comes_back_with_the_words(amina, talk, name, body, says):
    answer = amina.post(f"/comments/{name}/edit", body=body)
    assert answer.status_code == 422
    assert says in answer.text
    assert body in answer.text
    assert talk.comment(name).body == "One hour a week."


def test_an_edit_can_be_looked_at_first(amina, talk, name):
    answer = amina.post(f"/comments/{name}/edit", body="One *day*.", preview="1")
    assert "<p>One <em>day</em>.</p>" in answer.text
    assert "One *day*." in answer.text
    assert talk.comment(name).version == 1


@pytest.mark.parametrize("role", [*Role])
def test_nobody_edits_or_takes_back_another_persons_words(person, talk, name, role):
    other = person(role)
    assert other.browser.get(f"/comments/{name}/edit").status_code == 403
    assert other.post(f"/comments/{name}/edit", body="Mine now.").status_code == 403
    assert other.post(f"/comments/{name}/withdrawal").status_code == 403
    assert talk.comment(name).body == "One hour a week."
    assert talk.comment(name).withdrawn_at is None


def test_strangers_are_asked_to_sign_in(client, name):
    for address in (f"/comments/{name}/edit", f"/comments/{name}/withdrawal", f"/comments/{name}/useful"):
        client.get("/login")
        answer = client.post(address, data={"csrf_token": client.token()})
        assert answer.status_code == 303
        assert "/login" in answer.headers["Location"]


@pytest.mark.parametrize("verb", ["edit", "withdrawal", "useful"])
def test_every_change_wants_a_token(femi, amina, talk, name, verb):
    for who in (femi, amina):
        assert who.browser.post(f"/comments/{name}/{verb}", data={"body": "x"}).status_code == 400
    assert talk.comment(name).version == 1
    assert talk.comment(name).useful_count == 0


def test_words_in_a_locked_thread_stay_as_they_are(amina, moderator, talk, name):
    moderator.post(f"/threads/{talk.thread.public_id}/lock", rule=1, reason="Too hot.")
    answer = amina.post(f"/comments/{name}/edit", body="Hotter.")
    assert answer.status_code == 403
    assert "Hotter." in answer.text
    assert talk.comment(name).version == 1
    assert amina.post(f"/comments/{name}/withdrawal").status_code == 303


def test_words_stay_as_they_are_when_the_round_is_over(app, author, amina):
    over = factories.round_(app)
    idea = factories.contribution(app, over, author.user)
    name = name_in(amina.post(f"/contributions/{idea.public_id}/comments", body="In time."))
    with app.app_context():
        for phase in db.session.query(Phase).filter_by(round_id=over.id):
            phase.opens_at, phase.closes_at = factories.days_ago(9), factories.days_ago(1)
        db.session.commit()
    assert amina.post(f"/comments/{name}/edit", body="Too late.").status_code == 403


# -- Taking back -----------------------------------------------------------------------------------------------------


def test_a_withdrawn_comment_leaves_its_place_and_its_replies(app, talk, amina, femi, client, name):
    reply = talk.say(femi, "Is that enough?", name)
    answer = amina.browser.submit(f"/comments/{name}/edit", f"/comments/{name}/withdrawal")
    assert answer.status_code == 303
    page = client.get(talk.page).text
    assert "One hour a week." not in page
    assert "The author withdrew this comment" in element(page, name)
    assert "1 reply stays." in element(page, name)
    assert "Is that enough?" in element(page, reply)
    assert factories.reload(app, talk.idea).comment_count == 1


def test_taking_back_twice_changes_nothing_more(app, talk, amina, name):
    for _ in range(2):
        assert amina.post(f"/comments/{name}/withdrawal").status_code == 303
    assert factories.reload(app, talk.idea).comment_count == 0
    assert talk.thread.sequence == 2
    with app.app_context():
        assert db.session.query(AuditEntry).filter_by(act="comment.withdrawn").count() == 1


def test_a_comment_that_was_hidden_and_then_taken_back_is_counted_out_once(app, talk, amina, moderator, name):
    moderator.post(f"/comments/{name}/hide", rule=1, reason="Rude.")
    amina.post(f"/comments/{name}/withdrawal")
    assert factories.reload(app, talk.idea).comment_count == 0
    moderator.post(f"/comments/{name}/restore", rule=1, reason="Not so rude.")
    assert factories.reload(app, talk.idea).comment_count == 0


def test_what_was_taken_back_cannot_be_edited(talk, amina, name):
    amina.post(f"/comments/{name}/withdrawal")
    assert amina.browser.get(f"/comments/{name}/edit").status_code == 403
    assert amina.post(f"/comments/{name}/edit", body="Back again.").status_code == 403


# -- Useful ----------------------------------------------------------------------------------------------------------


def test_useful_is_marked_once_and_taken_back(app, talk, femi, client, name):
    answer = femi.post(f"/comments/{name}/useful")
    assert answer.status_code == 303
    assert answer.headers["Location"].endswith(f"{talk.page}#comment-{name}")
    assert 'aria-pressed="true"' in element(femi.browser.get(talk.page).text, name)
    assert "1 found this useful" in element(client.get(talk.page).text, name)
    femi.post(f"/comments/{name}/useful")
    assert talk.comment(name).useful_count == 0
    assert 'aria-pressed="false"' in element(femi.browser.get(talk.page).text, name)


def test_the_count_is_the_number_of_marks(app, talk, person, name):
    for _ in range(3):
        person().post(f"/comments/{name}/useful")
    with app.app_context():
        assert db.session.query(UsefulMark).filter_by(comment_id=talk.comment(name).id).count() == 3
    assert talk.comment(name).useful_count == 3


def test_ones_own_comment_is_for_others_to_judge(talk, amina, name):
    assert amina.post(f"/comments/{name}/useful").status_code == 403
    assert talk.comment(name).useful_count == 0


def test_what_was_taken_down_is_not_marked(talk, amina, femi, name):
    amina.post(f"/comments/{name}/withdrawal")
    assert femi.post(f"/comments/{name}/useful").status_code == 403


def test_marking_comes_back_to_the_same_page_of_the_thread(talk, femi, name):
    came_from = f"http://localhost{talk.page}?order=useful"
    token = femi.browser.token(talk.page)
    answer = femi.browser.post(f"/comments/{name}/useful", data={"csrf_token": token}, headers={"Referer": came_from})
    assert answer.headers["Location"].endswith(f"{talk.page}?order=useful#comment-{name}")
    elsewhere = femi.browser.post(
        f"/comments/{name}/useful", data={"csrf_token": token}, headers={"Referer": "http://evil.example//x?a"}
    )
    assert elsewhere.headers["Location"].endswith(f"{talk.page}#comment-{name}")
