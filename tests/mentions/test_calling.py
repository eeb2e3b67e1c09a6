"""Whom a text calls becomes a link and hears of it once: never of an edit, never of what may not be read."""

import pytest

from app import clock
from app.accounts import service as accounts
from app.contributions.models import Contribution, Revision
from app.extensions import db
from app.following import queries as following
from app.mentions.models import Mention
from app.messages.models import Conversation
from app.moderation.models import CommunityRule
from app.notifications.models import UnwantedTopic
from app.rounds.models import Round
from app.rules.actors import Actor, Role
from app.rules.following import Followable, Why
from app.rules.notices import Topic
from app.threads import comment_service
from app.threads.comment_service import Draft
from app.threads.models import Comment
from app.transaction import transaction
from tests import factories
from tests.messages.conftest import at_once

LINK = '<a href="/people/amina" rel="nofollow noopener ugc">@amina</a>'


def row(app, kind, **which):
    with app.app_context():
        return db.session.query(kind).filter_by(**which).one()


def change(app, thing, **fields):
    with app.app_context():
        db.session.query(type(thing)).filter_by(id=thing.id).update(fields)
        db.session.commit()


def hide(app, thing):
    with app.app_context():
        rule = db.session.query(CommunityRule.number).limit(1).scalar()
    change(app, thing, hidden_at=clock.now(), hidden_rule=rule)


def test_whoever_is_called_gets_a_link_and_a_notice(app, as_user, client, people, idea, say, told):
    said = say(people["femi"], "Ask @Amina, she knows. @nobody-here does not.")
    page = client.get(f"/ideas/{idea.public_id}").text
    assert LINK in page
    assert "@nobody-here does not" in page
    assert told(people["amina"]) == ["mentioned"]
    page = as_user(people["amina"]).get("/notices").text
    assert "Femi Adeyemi" in page
    assert "calls you by name" in page
    assert f"/comments/{said.public_id}" in page


def test_a_need_that_calls_somebody_tells_them_once_it_is_posted_and_a_draft_nobody(app, as_user, people, told):
    client, in_round = as_user(people["femi"]), factories.round_(app)
    words = {"title": "Falls at night", "body": "Ask @amina."}
    address = f"/rounds/{in_round.slug}/needs/new"
    assert client.submit(address, draft="1", **words).status_code == 303
    assert told(people["amina"]) == []
    draft = row(app, Contribution, title="Falls at night")
    assert client.submit(f"/needs/{draft.public_id}/edit", **words).status_code == 303
    assert told(people["amina"]) == ["mentioned"]
    posted = row(app, Contribution, title="Falls at night")
    assert LINK in posted.body_html
    assert posted.summary == "Ask @amina."
    assert "You are called by name in" in as_user(people["amina"]).get("/notices").text


@pytest.mark.parametrize("words", ["`@amina`", "> said @amina\n\nIndeed.", "    @amina", "```\n@amina\n```", "[@amina](https://example.org)", "me@amina", r"\@amina"])  # fmt: skip
def test_code_quotes_links_and_addresses_call_nobody(people, say, told, words):
    assert "/people/amina" not in say(people["femi"], f"Look: it goes on\n\n{words}").body_html
    assert told(people["amina"]) == []


def test_an_edit_makes_links_and_tells_nobody(app, as_user, people, say, told):
    said = say(people["femi"], "Ask @amina.")
    assert told(people["amina"]) == ["mentioned"]
    client = as_user(people["femi"])
    for version, words in enumerate(["Ask @zoe.", "Ask @amina and @zoe.", "Nobody.", "Ask @amina."], 1):
        sent = {"csrf_token": client.token("/account/"), "body": words, "version": version}
        assert client.post(f"/comments/{said.public_id}/edit", data=sent).status_code == 303
    assert told(people["amina"]) == ["mentioned"]
    assert told(people["zoe"]) == []
    assert LINK in row(app, Comment, id=said.id).body_html


def test_who_is_edited_out_before_the_job_runs_is_not_told(as_user, people, say, told):
    said, client = say(people["femi"], "Ask @amina."), as_user(people["femi"])
    sent = {"csrf_token": client.token("/account/"), "body": "Ask nobody.", "version": 1}
    assert client.post(f"/comments/{said.public_id}/edit", data=sent).status_code == 303
    assert told(people["amina"]) == []


def test_an_edited_need_links_whom_it_calls_and_tells_nobody(app, as_user, people, idea, told):
    client, page = as_user(people["joan"]), f"/ideas/{idea.public_id}/edit"
    assert client.submit(page, body="As @amina said.").status_code == 303
    found = row(app, Contribution, id=idea.id)
    assert (LINK in found.body_html, found.summary) == (True, "As @amina said.")
    assert told(people["amina"]) == []


def test_one_notice_where_several_reasons_meet(app, as_user, people, idea, say, told):
    """The author of the idea is called: that is told instead of “a new comment”. Whoever is answered hears of the answer."""
    asked = say(people["amina"], "Who pays?")
    with app.app_context(), transaction():
        following.follow(people["zoe"].id, Followable.CONTRIBUTION, idea.id, Why.ASKED, clock.now())
    assert told(people["joan"]) == ["commented"]
    before = told(people["zoe"])
    say(people["femi"], "@joan @amina @zoe look here.", parent=asked.public_id)
    assert told(people["joan"]) == ["commented", "mentioned"]
    assert told(people["amina"]) == ["replied"]
    assert told(people["zoe"]) == [*before, "mentioned"]


def test_several_calls_in_one_discussion_stand_together(as_user, people, say, told):
    for number in range(3):
        say(people["femi"], f"@amina, look, number {number}.")
    assert told(people["amina"]) == ["mentioned"] * 3
    page = as_user(people["amina"]).get("/notices").text
    assert "You are called by name 3 times" in page
    assert page.count("under “A bench by the stop”") == 1


def test_whoever_muted_does_not_want_it_blocked_left_or_is_suspended_hears_nothing(
    app, as_user, people, idea, say, told
):
    deaf = {
        name: factories.user(app, handle=name) for name in ("muted", "unwilling", "blocking", "suspended", "closed")
    }
    later = clock.now() + factories.DAY
    change(app, deaf["suspended"], suspended_until=later)
    block(app, as_user, people["femi"], deaf["blocking"])
    with app.app_context():
        following.mute(deaf["muted"].id, idea.id, clock.now())
        db.session.add(UnwantedTopic(person_id=deaf["unwilling"].id, topic=Topic.MENTIONS))
        db.session.commit()
    say(people["femi"], "@muted @unwilling @blocking")
    say(people["femi"], "@suspended @closed @femi")
    close(app, deaf["closed"])
    assert {name: told(person) for name, person in deaf.items()} == {name: [] for name in deaf} | {
        "blocking": ["message"]
    }
    assert told(people["femi"]) == []


def block(app, as_user, writer, reader):
    client = as_user(writer)
    assert client.submit(f"/messages/to/people/{reader.handle}", body="May I ask?").status_code == 303
    talk, client = row(app, Conversation).public_id, as_user(reader)
    assert client.post(f"/messages/{talk}/block", data={"csrf_token": client.token("/account/")}).status_code == 303


def close(app, person):
    with app.test_request_context():
        accounts.close_account(Actor(person.id))


def test_one_switches_it_off_on_the_page_of_choices(as_user, people, say, told):
    client = as_user(people["amina"])
    token = client.token("/account/")
    rest = [topic.value for topic in Topic if topic is not Topic.MENTIONS]
    assert client.post("/notices/choices", data={"csrf_token": token, "topics": rest}).status_code == 303
    say(people["femi"], "Ask @amina.")
    assert told(people["amina"]) == []


@pytest.mark.parametrize("gone", ["comment", "idea", "round"])
def test_what_nobody_may_read_when_it_leaves_is_told_to_nobody(app, people, idea, say, told, gone):
    said = say(people["femi"], "Ask @amina.")
    if gone == "round":
        with app.app_context():
            db.session.query(Round).update({"opened_at": None})
            db.session.commit()
    else:
        hide(app, said if gone == "comment" else idea)
    assert told(people["amina"]) == []


def test_what_is_hidden_after_it_was_told_is_named_no_more(app, as_user, people, say, told):
    said = say(people["femi"], "Ask @amina about Femi’s secret.")
    assert told(people["amina"]) == ["mentioned"]
    hide(app, said)
    page = as_user(people["amina"]).get("/notices").text
    assert "taken down since" in page
    assert "Femi Adeyemi" not in page


def test_a_newcomer_calls_three_and_nobody_calls_eleven(app, as_user, people, idea):
    """Mass mention: the words come back whole, and nobody is told."""
    client = as_user(people["femi"])
    for most in (3, 10):
        if most == 10:
            change(app, people["femi"], created_at=clock.now() - 30 * factories.DAY)
            earlier, in_round = clock.now() - 3 * factories.DAY, factories.round_(app)
            for _ in range(10):
                factories.contribution(app, in_round, people["femi"], created_at=earlier, published_at=earlier)
        words = " ".join(f"@someone-{number}" for number in range(most + 1))
        sent = {"csrf_token": client.token("/account/"), "body": words}
        answer = client.post(f"/contributions/{idea.public_id}/comments", data=sent)
        assert answer.status_code == 403
        assert f"This calls {most + 1} people by name, and for now you can call {most} at once." in answer.text
        assert words in answer.text
    assert (
        client.post(
            f"/contributions/{idea.public_id}/comments", data=sent | {"body": words.rpartition(" ")[0]}
        ).status_code
        == 303
    )


def test_a_closed_account_leaves_the_words_of_others(app, client, people, idea, say, tell):
    said = say(people["femi"], "Ask @amina, or @amina-two.")
    tell()
    close(app, people["amina"])
    tell()
    page = client.get(f"/ideas/{idea.public_id}").text
    assert "Ask Former member, or @amina-two." in page
    assert "/people/amina" not in page
    with app.app_context():
        assert "amina&" not in "".join(
            one.body_html for one in db.session.query(Revision).filter_by(comment_id=said.id)
        )
        assert db.session.query(Mention).count() == 0
    assert "/people/amina" not in client.get(f"/comments/{said.public_id}/history").text


def test_a_new_account_of_the_same_handle_is_not_taken_for_the_old_one(app, client, people, idea, say, told):
    say(people["femi"], "Ask @amina.")
    close(app, people["amina"])
    newcomer = factories.user(app, handle="amina")
    assert told(newcomer) == []
    assert "/people/amina" not in client.get(f"/ideas/{idea.public_id}").text


def test_whoever_closes_while_they_are_called_is_gone_from_the_text(app, people, idea, tell):
    """Both begin at once, again and again: whichever is first, no link to nobody stays."""
    for number in range(4):
        person = factories.user(app, handle=f"leaver-{number}")

        def call(number=number):
            comment_service.post(Actor(people["femi"].id), idea.public_id, Draft(f"Ask @leaver-{number}."))

        def leave(person=person):
            accounts.close_account(Actor(person.id))

        assert all(not isinstance(gave, Exception) for gave in at_once(app, call, leave))
    tell()
    assert all("/people/" not in said.body_html for said in factories.comments_of(app, idea))


def test_it_is_in_the_download_of_whoever_is_called(as_user, people, idea, say):
    said = say(people["femi"], "Ask @amina.")
    document = as_user(people["amina"]).get("/account/data.json").json
    assert document["mentions"] == [{"contribution": None, "comment": said.public_id}]


def test_a_preview_shows_the_link_and_tells_nobody(as_user, people, told):
    client = as_user(people["femi"])
    answer = client.post("/preview", data={"csrf_token": client.token("/account/"), "body": "Ask @amina."})
    assert LINK in answer.text
    assert told(people["amina"]) == []


def test_a_text_that_a_moderator_released_tells_whom_it_calls(app, as_user, people, idea, told):
    change(app, people["femi"], held_until=clock.now() + factories.DAY)
    client = as_user(people["femi"])
    sent = {"csrf_token": client.token("/account/"), "body": "Ask @amina."}
    held = client.post(f"/contributions/{idea.public_id}/comments", data=sent).headers["Location"]
    assert told(people["amina"]) == []
    moderator = as_user(factories.user(app, Role.MODERATOR))
    form = next(one for one in moderator.forms(held) if one.action.endswith("/release"))
    assert moderator.post(form.action, data=form.fields).status_code == 303
    assert told(people["amina"]) == ["mentioned"]
