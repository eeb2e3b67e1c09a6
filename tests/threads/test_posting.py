"""Posting: words go in once, stand where they belong, and are never lost when they are refused."""

import pytest

from app.audit import AuditEntry
from app.contributions.models import Revision
from app.extensions import db
from app.notifications.models import Notice
from app.rounds.models import Participation
from app.rules.actors import Role
from app.rules.notices import NoticeKind
from app.rules.phases import PhaseKind
from app.rules.threads import DEEPEST
from app.threads.models import MAX_BODY
from tests import factories
from tests.threads.conftest import element, forms_of, name_in, shown


def test_a_comment_stands_on_the_page_with_its_author(talk, amina, client):
    name = talk.say(amina, "Yes **please**.")
    page = client.get(talk.page).text
    assert "Yes <strong>please</strong>." in element(page, name)
    assert "Amina Yusuf" in element(page, name)
    assert "1 comment<" in page
    assert f'data-thread="{talk.thread.public_id}"' in page


def test_what_a_comment_leaves_behind(app, talk, amina):
    name = talk.say(amina, "Yes please.")
    comment = talk.comment(name)
    with app.app_context():
        version = db.session.query(Revision).filter_by(comment_id=comment.id).one()
        entry = db.session.query(AuditEntry).filter_by(act="comment.posted").one()
        assert (version.number, version.body, version.by_id) == (1, "Yes please.", amina.user.id)
        assert entry.object_id == name
        assert "Yes please" not in entry.details
        assert db.session.query(Participation).filter_by(person_id=amina.user.id, round_id=talk.round.id).one()
    assert factories.reload(app, talk.idea).comment_count == 1
    assert (talk.thread.last_number, talk.thread.sequence) == (1, 1)


def test_replies_stand_below_what_they_answer(talk, amina, femi, client):
    first = talk.say(amina, "First.")
    second = talk.say(femi, "Second.")
    answer = talk.say(femi, "An answer to the first.", first)
    assert shown(client.get(talk.page).text) == [first, answer, second]
    assert talk.comment(first).reply_count == 1


def test_the_people_concerned_are_told_once_and_nobody_of_their_own_words(app, talk, author, amina, femi):
    by_author = talk.say(author, "I had the idea.")
    by_amina = talk.say(amina, "A question.", by_author)
    by_femi = talk.say(femi, "Another answer.", by_amina)
    with app.app_context():
        told = db.session.query(Notice.person_id, Notice.kind).order_by(Notice.id).all()
    assert (author.user.id, NoticeKind.REPLIED) in told
    assert (amina.user.id, NoticeKind.REPLIED) in told
    assert (author.user.id, NoticeKind.COMMENTED) in told
    assert len(told) == 3
    assert by_femi


@pytest.mark.parametrize("body", ["", "   \n ", "\u200b\u202e", "---"])
def test_a_comment_without_words_is_sent_back(talk, amina, body):
    answer = amina.browser.submit(talk.page, talk.door, body=body)
    assert answer.status_code == 422
    assert "Write something first." in answer.text
    assert talk.comments() == []


def test_a_comment_that_is_too_long_comes_back_whole(talk, amina):
    words = "word " * (MAX_BODY // 5) + "and the end"
    answer = amina.browser.submit(talk.page, talk.door, body=words)
    assert answer.status_code == 422
    assert "at most 5,000 characters, and this has 5,011" in answer.text
    assert words in answer.text
    form = next(form for form in forms_of(answer) if form.action == talk.door)
    assert form.fields["body"].strip() == words
    assert amina.browser.post(talk.door, data=form.fields | {"body": "Short."}).status_code == 303


def test_a_locked_thread_sends_the_words_back(talk, amina, moderator, client):
    talk.say(amina, "Before.")
    locked = moderator.post(f"/threads/{talk.thread.public_id}/lock", rule=1, reason="Too hot.")
    assert locked.status_code == 303
    answer = amina.post(talk.door, body="Words that took an hour.")
    assert answer.status_code == 403
    assert "locked this discussion" in answer.text
    assert "Words that took an hour." in answer.text
    assert len(talk.comments()) == 1
    page = amina.browser.get(talk.page).text
    assert f'action="{talk.door}"' not in page
    assert "A moderator has locked this discussion" in page
    assert "Sign in to comment" not in client.get(talk.page).text


def test_comments_close_with_the_round(app, author, amina, as_user):
    over = factories.round_(app, over=(PhaseKind.IDEAS,))
    idea = factories.contribution(app, over, author.user)
    answer = amina.post(f"/contributions/{idea.public_id}/comments", body="Too late, but kept.")
    assert answer.status_code == 403
    assert "This round has closed" in answer.text
    assert "Too late, but kept." in answer.text
    assert "comments have closed" in amina.browser.get(f"/ideas/{idea.public_id}").text


def test_comments_stay_open_between_phases(app, author, amina):
    quiet = factories.round_(app, over=(PhaseKind.IDEAS,), ahead=(PhaseKind.VOTE,))
    idea = factories.contribution(app, quiet, author.user)
    assert amina.post(f"/contributions/{idea.public_id}/comments", body="Still talking.").status_code == 303


@pytest.mark.parametrize("state", ["hidden", "withdrawn"])
def test_what_was_taken_down_cannot_be_answered_or_quoted(app, talk, amina, femi, moderator, state):
    name = talk.say(amina, "Call me on 01632 960 555.", anyway="phone")
    if state == "hidden":
        assert moderator.post(f"/comments/{name}/hide", rule=3, reason="A number.").status_code == 303
    else:
        assert amina.post(f"/comments/{name}/withdrawal").status_code == 303
    for field in ("parent", "quote"):
        answer = femi.post(talk.door, body="My answer.", **{field: name})
        assert answer.status_code == 403
        assert "My answer." in answer.text
        assert "960 555" not in answer.text
    assert len(talk.comments()) == 1


def test_an_answer_stays_in_its_own_thread(app, talk, author, amina):
    other = factories.contribution(app, talk.round, author.user)
    elsewhere = amina.post(f"/contributions/{other.public_id}/comments", body="Elsewhere.")
    for field in ("parent", "quote"):
        answer = amina.post(talk.door, body="Mine.", **{field: name_in(elsewhere)})
        assert answer.status_code == 422
        assert "not in this discussion" in answer.text
        assert "Mine." in answer.text


@pytest.mark.parametrize("state", ["draft round", "draft", "hidden", "withdrawn"])
def test_nobody_comments_on_what_they_may_not_read(app, author, amina, state):
    now = factories.days_ago(0)
    round_ = factories.round_(app, **({"opened_at": None} if state == "draft round" else {}))
    fields = {
        "draft": {"published_at": None},
        "hidden": {"hidden_at": now, "hidden_rule": 1},
        "withdrawn": {"withdrawn_at": now},
    }
    idea = factories.contribution(app, round_, author.user, **fields.get(state, {}))
    answer = amina.post(f"/contributions/{idea.public_id}/comments", body="Anybody there?")
    assert answer.status_code in {404, 410}
    assert "Anybody there?" in answer.text
    assert idea.title not in answer.text
    assert factories.comments_of(app, idea) == []


def test_a_double_click_makes_one_comment(talk, amina):
    form = amina.browser.form(talk.page, talk.door)
    sent = form.fields | {"body": "Once."}
    first, second = (amina.browser.post(talk.door, data=sent) for _ in range(2))
    assert first.headers["Location"] == second.headers["Location"]
    assert len(talk.comments()) == 1


def test_the_same_key_with_other_words_is_a_conflict_that_keeps_them(talk, amina):
    form = amina.browser.form(talk.page, talk.door)
    amina.browser.post(talk.door, data=form.fields | {"body": "Once."})
    answer = amina.browser.post(talk.door, data=form.fields | {"body": "Other words."})
    assert answer.status_code == 409
    assert "Other words." in answer.text
    again = next(form for form in forms_of(answer) if form.action == talk.door)
    assert amina.browser.post(talk.door, data=again.fields).status_code == 303
    assert [one.body for one in talk.comments()] == ["Once.", "Other words."]


def test_without_a_token_nothing_is_posted(talk, amina):
    assert amina.browser.post(talk.door, data={"body": "x"}).status_code == 400
    assert talk.comments() == []


def test_a_stranger_sees_no_form_and_no_token(talk, amina, client):
    name = talk.say(amina, "Hello.")
    answer = client.get(talk.page)
    assert "csrf_token" not in answer.text
    assert "Set-Cookie" not in answer.headers
    assert "Sign in to comment" in answer.text
    refused = client.get(f"/comments/{name}?reply=1")
    assert refused.status_code == 303
    assert "/login" in refused.headers["Location"]
    assert "reply" in refused.headers["Location"]


@pytest.mark.parametrize("role", [*Role])
def test_every_role_may_comment(talk, person, role):
    who = person(role)
    assert talk.say(who, "My view.")


def test_an_organisation_writes_under_its_badge(app, talk, person, client):
    body = factories.organisation(app, name="Brindle Community Repairs")
    who = person(Role.ORGANISATION, organisation_id=body.id)
    html = element(client.get(talk.page).text, name) if (name := talk.say(who, "We do this.")) else ""
    assert "Brindle Community Repairs" in html
    assert f"/organisations/{body.handle}" in html
    assert "Organisation</span>" in html


def test_ones_own_comment_says_you(app, talk, person, client):
    area = factories.area(app, "Northgate")
    who = person(name="Ann", area_id=area.id)
    name = talk.say(who, "Mine.")
    own, others = (element(one.get(talk.page).text, name) for one in (who.browser, client))
    assert "<b>You</b>" in own
    assert "/edit" in own
    assert "/useful" not in own
    assert "Ann" in others
    assert "Northgate" in others
    assert "/edit" not in others


def test_a_chain_of_replies_may_go_on_for_ever(talk, amina):
    name = ""
    for number in range(DEEPEST + 4):
        name = talk.say(amina, f"Number {number}.", name)
    depths = [one.depth for one in talk.comments()]
    assert max(depths) == DEEPEST
    assert len({one.path for one in talk.comments()}) == DEEPEST + 4
    assert name in shown(amina.browser.get(f"/comments/{name}", follow_redirects=True).text)
