"""People write to each other: first a question whether one may, and nobody else ever reads it."""

import json
import re
from datetime import timedelta
from functools import partial
from itertools import permutations

import pytest

from app import clock
from app.accounts.models import User
from app.extensions import db
from app.messages import service
from app.messages.models import Conversation, Message
from app.messages.service import Verb
from app.rules.actors import Actor, Role
from app.rules.messages import MAX_REQUEST, REQUESTS_A_DAY
from app.rules.refusals import Conflict
from app.rules.trust import Step
from tests import factories
from tests.messages.conftest import at_once, name_of


def count(app, model, **which):
    with app.app_context():
        return db.session.query(model).filter_by(**which).count()


def acting(writer):
    return Actor(writer.user.id, frozenset({Role.RESIDENT}))


def as_it_stands(page):
    """A page without what differs each time it is opened."""
    return re.sub(r'nonce="[^"]*"|value="[^"]*"', "", page)


def unread(writer):
    return int((re.search(r"(\d+) messages? that you have not", writer.client.get("/messages").text) or [0, 0])[1])


def test_the_first_message_asks_and_an_acceptance_opens_the_conversation(app, joan, femi):
    name = name_of(joan.asks(femi, "May I ask about the **handrail**?"))
    assert "Not delivered yet" in joan.sees(name).text
    assert "<textarea" not in joan.sees(name).text
    asked = femi.client.get("/messages").text
    assert "asks to write to you" in asked
    assert "handrail" not in asked
    assert "<strong>handrail</strong>" in femi.sees(name).text
    assert femi.does(name, "accept").status_code == 303
    assert "Delivered" in joan.sees(name).text
    assert joan.says(name, "Thank you.").status_code == 303
    assert femi.says(name, "Gladly.").status_code == 303
    assert "Gladly." in joan.sees(name).text


def test_an_answer_accepts(joan, femi):
    name = name_of(joan.asks(femi))
    assert femi.says(name, "Yes, ask.").status_code == 303
    assert joan.says(name, "Thank you.").status_code == 303


def test_a_second_message_waits_and_its_words_are_kept(app, joan, femi):
    name = name_of(joan.asks(femi))
    token = joan.client.token("/account/")
    answer = joan.client.post(f"/messages/{name}", data={"csrf_token": token, "body": "Are you there?"})
    assert answer.status_code == 403
    again = joan.asks(femi, "Hello? I wrote before.")
    assert again.status_code == 403
    assert "Hello? I wrote before." in again.text
    assert count(app, Message) == 1


def test_the_first_message_is_short_and_an_empty_one_is_none(app, joan, femi):
    for words in ("", " \u200b ", "a" * (MAX_REQUEST + 1)):
        assert joan.asks(femi, words).status_code == 422
    assert count(app, Message) == 0


def test_a_refusal_looks_like_silence(joan, femi, writer):
    patient, refused = name_of(joan.asks(femi)), name_of(joan.asks(writer(name="Femi Oyelaran")))
    assert femi.does(patient, "decline").status_code == 303

    def seen(name):
        joan.sees(name)  # Once, for what is said only the first time.
        page = as_it_stands(joan.sees(name).text.replace(name, ""))
        return re.sub(r'person-\d+|fm-avatar--\d|datetime="[^"]*"', "", page)

    assert seen(patient) == seen(refused)
    assert "asks to write" not in femi.client.get("/messages").text.partition("<details")[0]
    assert femi.does(patient, "accept").status_code == 303
    assert "Delivered" in joan.sees(patient).text


def test_whoever_is_blocked_sees_that_it_is_not_delivered_and_nothing_else(app, joan, femi, talk):
    assert femi.says(talk, "Hello.").status_code == 303
    assert femi.does(talk, "block").status_code == 303
    femi.client.get("/messages")  # What is said only once is said.
    before = femi.client.get("/messages").text
    assert joan.says(talk, "Why do you not answer?").status_code == 303
    assert "Not delivered yet" in joan.sees(talk).text
    assert "have blocked" not in joan.sees(talk).text
    assert "Why do you not answer?" not in femi.sees(talk).text
    assert as_it_stands(femi.client.get("/messages").text) == as_it_stands(before)
    assert unread(femi) == 0
    assert femi.does(talk, "unblock").status_code == 303
    assert "Why do you not answer?" not in femi.sees(talk).text
    assert joan.says(talk, "Good morning.").status_code == 303
    assert "Good morning." in femi.sees(talk).text


def test_somebody_who_was_blocked_before_the_request_was_answered_goes_on_waiting(joan, femi):
    name = name_of(joan.asks(femi))
    femi.does(name, "block")
    assert "Not delivered yet" in joan.sees(name).text
    assert femi.client.submit(f"/messages/to/people/{joan.user.handle}", body="Now I write.").status_code == 403
    assert femi.does(name, "accept").status_code == 403


def test_notices_say_who_wrote_and_never_what_and_once_until_they_are_read(app, joan, femi, talk, outbox):
    femi.sees(talk)
    for words in ("The secret word is quince.", "And medlar."):
        joan.says(talk, words)
    page = femi.client.get("/notices").text
    assert page.count("You have a message from") == 2  # That Joan asked, which is read, and that she wrote.
    assert page.count("Not read") == 1
    assert "Joan Whitlock" in page
    assert "quince" not in page
    assert unread(femi) == 2
    assert "quince" in femi.sees(talk).text
    assert unread(femi) == 0
    assert "Not read" not in femi.client.get("/notices").text
    assert not any("quince" in str(mail.body) for mail in outbox)


def test_nobody_else_finds_a_conversation_by_any_address(app, client, writer, joan, femi, talk):
    joan.says(talk, "The secret word is quince.")
    rules = [rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/messages/<public_id>")]
    assert len(rules) >= 3
    others = [writer(role) for role in Role if role != Role.RESIDENT] + [writer()]
    for rule in rules:
        values = {"public_id": talk, "number": 1, "verb": "block"}
        with app.test_request_context():
            address = app.url_map.bind("localhost").build(
                rule.endpoint, {name: values[name] for name in rule.arguments}, method=None
            )
        for method in rule.methods - {"HEAD", "OPTIONS"}:
            for other in others:
                token = other.client.token("/account/")
                data = {"csrf_token": token, "body": "Hello", "reason": "insult"} if method == "POST" else None
                answer = other.client.open(address, method=method, data=data)
                assert answer.status_code == 404, f"{method} {address} as {other.user.id}: {answer.status_code}"
                assert "quince" not in answer.text
            assert client.open(address, method=method).status_code in {302, 303, 400, 401}
    assert count(app, Conversation) == 1
    for other in others:
        assert talk not in other.client.get("/messages").text


def test_one_s_own_letterbox_and_those_of_others_are_no_receivers(joan):
    assert joan.client.get(f"/messages/to/people/{joan.user.handle}").status_code == 403
    assert joan.client.get("/messages/to/people/nobody-here").status_code == 404
    assert joan.client.get("/messages?for=nobody-here").status_code == 404
    assert joan.client.get("/messages?after=nonsense").status_code == 200


def test_the_words_are_in_no_search_and_in_no_download_but_the_writer_s_own(joan, femi, talk):
    joan.says(talk, "The secret word is quince.")
    assert "quince" not in femi.client.get("/rounds?q=quince").text.replace('value="quince"', "")
    assert "quince" not in femi.client.get("/account/data.json").text
    mine = json.loads(joan.client.get("/account/data.json").text)["messages"]
    assert [one["body"] for one in mine][-1] == "The secret word is quince."
    assert {one["conversation"] for one in mine} == {talk}


@pytest.mark.parametrize(
    "words",
    [
        "<script>alert(1)</script>", "[x](javascript:alert(1))", "<img src=x onerror=alert(1)>",
        "![x](https://evil.example/track.png)", "<svg onload=alert(1)>", "[" * 400,
    ],
)  # fmt: skip
def test_markup_is_made_harmless(joan, femi, words):
    name = name_of(joan.asks(femi, words))
    page = femi.sees(name).text.partition('<ol class="fm-thread"')[2].partition("</ol>")[0]
    assert not re.search(
        r"<(script|img|svg on|iframe)|href=\"javascript|<[^>]+\son\w+=", page.replace("<svg class", "")
    )


def test_a_newcomer_writes_to_a_few_and_a_flood_ends_there(app, joan, writer):
    most = REQUESTS_A_DAY[Step.NEW]
    for _each in range(most):
        name_of(joan.asks(writer()))
    other = writer()
    answer = joan.asks(other, "Buy my wares.")
    assert answer.status_code == 403
    assert "Buy my wares." in answer.text
    assert count(app, Message) == most
    assert "fm-new" not in other.client.get("/messages").text


def test_the_same_form_twice_is_one_message(app, joan, femi, talk):
    form = joan.client.form(f"/messages/{talk}")
    for _each in range(2):
        answer = joan.client.post(form.action, data=form.fields | {"body": "Once."})
        assert answer.status_code == 303
    assert count(app, Message, body="Once.") == 1
    assert joan.client.post(form.action, data=form.fields | {"body": "Other."}).status_code == 409


def test_leaving_puts_it_away_and_the_other_is_told_that_nobody_reads(app, joan, femi, talk):
    assert joan.does(talk, "leave").status_code == 303
    assert joan.sees(talk).status_code == 404
    assert talk not in joan.client.get("/messages").text
    assert "They have left" in femi.sees(talk).text
    token = femi.client.token("/account/")
    assert femi.client.post(f"/messages/{talk}", data={"csrf_token": token, "body": "Hello?"}).status_code == 403
    assert name_of(joan.asks(femi, "I am back.")) == talk
    assert femi.says(talk, "Good.").status_code == 303


def test_a_closed_account_is_written_to_no_more_and_what_it_asked_is_gone(app, joan, femi, talk, writer):
    derek = writer(name="Derek Ramsbottom")
    asked = name_of(joan.asks(derek, "My secret is quince."))
    joan.says(talk, "We spoke of medlars.")
    assert joan.client.submit("/account/close", password="a long enough password").status_code == 303
    page = femi.sees(talk).text
    assert "Former member" in page
    assert "medlars" in page
    assert "This account is closed" in page
    assert "quince" not in derek.sees(asked).text
    assert "gone with the account" in derek.sees(asked).text
    assert count(app, Message, body="My secret is quince.") == 0
    femi.client.submit("/account/close", password="a long enough password")
    assert count(app, Message, body="We spoke of medlars.") == 0


def test_somebody_silenced_reads_and_writes_nothing(app, joan, femi, talk):
    with app.app_context():
        db.session.get(User, joan.user.id).silenced_until = clock.now() + timedelta(days=1)
        db.session.commit()
    assert "only read" in joan.sees(talk).text
    token = joan.client.token("/account/")
    assert joan.client.post(f"/messages/{talk}", data={"csrf_token": token, "body": "Hello"}).status_code == 403
    assert joan.does(talk, "block").status_code == 303


def test_staff_have_no_way_in(app, writer, joan, femi, talk):
    joan.says(talk, "The secret word is quince.")
    staff = [writer(role) for role in (Role.MODERATOR, Role.ADMINISTRATOR, Role.COMMISSIONER)]
    for one in staff:
        for rule in app.url_map.iter_rules():
            if "GET" in rule.methods and not rule.arguments:
                page = one.client.get(rule.rule)
                assert "quince" not in page.text, rule.rule
                assert talk not in page.text, rule.rule


# -- An organisation's letterbox --------------------------------------------------------------------------------------


@pytest.fixture
def repairs(app):
    return factories.organisation(app, "Brindle Repairs")


@pytest.fixture
def members(writer, repairs):
    return [writer(Role.ORGANISATION, name=name, organisation_id=repairs.id) for name in ("Ruth", "Samir")]


def test_all_who_speak_for_an_organisation_answer_under_its_name(joan, repairs, members, writer):
    ruth, samir = members
    name = name_of(joan.asks(repairs, "What does an hour cost?", "organisations"))
    for member in members:
        assert "You have a message from" in member.client.get("/notices").text
        assert "What does an hour cost?" in member.sees(name).text
    assert ruth.says(name, "Nothing for tenants.").status_code == 303
    outside, inside = joan.sees(name).text, samir.sees(name).text
    assert "Brindle Repairs" in outside
    assert "Ruth" not in outside
    assert "Ruth" in inside
    assert name in ruth.client.get(f"/messages?for={repairs.handle}").text
    assert writer().client.get(f"/messages?for={repairs.handle}").status_code == 404
    assert writer().sees(name).status_code == 404
    assert ruth.client.get(f"/messages/to/organisations/{repairs.handle}").status_code == 403
    assert ruth.does(name, "leave").status_code == 403


def test_who_speaks_for_it_no_more_reads_no_more(app, joan, repairs, members):
    name = name_of(joan.asks(repairs, "Are you there?", "organisations"))
    with app.app_context():
        db.session.get(User, members[0].user.id).organisation_id = None
        db.session.commit()
    assert members[0].sees(name).status_code == 404
    notices = members[0].client.get("/notices").text
    assert "Joan" not in notices
    assert name not in notices


# -- At the same moment -----------------------------------------------------------------------------------------------


def test_of_two_who_answer_a_request_at_once_one_has_answered(app, joan, repairs, members):
    name = name_of(joan.asks(repairs, "Are you there?", "organisations"))
    actors = [acting(member) for member in members]
    done = at_once(app, *(partial(service.do, one, name, Verb.ACCEPT) for one in actors))
    assert done == [None, None]
    with app.app_context():
        found = db.session.query(Conversation).one()
        assert found.state == "accepted"
        assert found.settled_by_id in {member.user.id for member in members}
    late = at_once(app, partial(service.do, actors[0], name, Verb.DECLINE))
    assert isinstance(late[0], Conflict)


def test_two_who_begin_at_the_same_moment_find_the_same_conversation(app, joan, femi):
    acts = (
        partial(service.start, acting(me), "people", to.user.handle, "Hello") for me, to in permutations([joan, femi])
    )
    done = at_once(app, *acts)
    assert len(set(done)) == 1, done
    assert count(app, Conversation) == 1
    assert count(app, Conversation, state="accepted") == 1
    assert count(app, Message) == 2


def test_messages_at_once_are_numbered_one_after_the_other(app, joan, femi, talk):
    done = at_once(app, *(partial(service.write, acting(one), talk, "Hello") for one in [joan, femi] * 4))
    assert done == [None] * 8
    with app.app_context():
        numbers = [number for (number,) in db.session.query(Message.number).order_by(Message.number)]
    assert numbers == list(range(1, 10))
