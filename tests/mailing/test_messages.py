"""A mail about a message says from whom it is, and not a word of it."""

from app.extensions import db
from app.messages import service as letters
from app.rules.actors import Actor
from tests import factories
from tests.mailing.conftest import AT_ONCE


def test_a_mail_says_who_wrote_and_never_what(app, reader, chooses, run_mail, letterbox):
    chooses(reader, AT_ONCE)
    femi = factories.user(app, name="Femi Oyelaran")
    with app.test_request_context():
        letters.start(Actor(femi.id), "people", reader.handle, "The secret word is quince.")
        db.session.remove()
    assert run_mail() == 1
    [message] = letterbox.messages
    whole = message.as_string() + message.get_body(("plain",)).get_content() + message.get_body(("html",)).get_content()
    assert "You have a message from" in whole
    assert "Femi Oyelaran" in whole
    assert "quince" not in whole
