"""A new member gets one welcome, and afterwards mail only when there is something to tell."""

from datetime import timedelta

import pytest

from app.rules.actors import Actor
from app.rules.notices import NoticeKind
from app.threads import comment_service
from app.threads.comment_service import Draft
from tests import factories
from tests.accounts.test_register import found, link_in, register
from tests.mailing.conftest import AT_ONCE, next_morning
from tests.mailing.test_mail import hide


def test_one_welcome_and_no_digest_of_nothing(app, client, outbox, run_mail):
    assert register(client).status_code == 302
    [welcome] = outbox
    assert welcome.subject == "Welcome to Folkmoot: confirm your address"
    assert "/account/mail" in welcome.body
    client.get(link_in(welcome))
    assert found(app).confirmed_at is not None
    assert [run_mail(next_morning() + timedelta(days=day), app) for day in range(15)] == [0] * 15
    assert len(outbox) == 1


@pytest.mark.parametrize("kind", [NoticeKind.MENTIONED, NoticeKind.QUESTION_ANSWERED, NoticeKind.FOUND])
def test_a_mail_of_what_was_hidden_since_does_not_go(app, reader, idea, chooses, news, run_mail, letterbox, kind):
    said = {}
    if kind is not NoticeKind.FOUND:
        with app.test_request_context():
            comment_service.post(Actor(factories.user(app, name="Sam Reed").id), idea.public_id, Draft("Hidden words."))
        said = {"comment_id": factories.comments_of(app, idea)[0].id}
    chooses(reader, AT_ONCE)
    news(reader, kind, contribution_id=idea.id, round_id=idea.round_id, **said)
    hide(app, factories.comments_of(app, idea)[0] if said else idea)
    assert run_mail() == 0
    assert letterbox.messages == []


def test_a_mail_says_who_called_and_leads_there(app, reader, idea, chooses, news, run_mail, letterbox):
    with app.test_request_context():
        comment_service.post(Actor(factories.user(app, name="Sam Reed").id), idea.public_id, Draft("Look here."))
    [said] = factories.comments_of(app, idea)
    chooses(reader, AT_ONCE)
    news(reader, NoticeKind.MENTIONED, contribution_id=idea.id, comment_id=said.id)
    assert run_mail(next_morning() + timedelta(hours=6)) == 1  # Not when digests go: the author of the idea has one.
    [message] = letterbox.messages
    text = message.get_body(("plain",)).get_content()
    assert "Sam Reed calls you by name under “Handyperson hour”" in text
    assert f"/comments/{said.public_id}" in text
