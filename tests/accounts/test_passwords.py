"""Forgotten, reset and changed passwords."""

import threading

import pytest

from app.extensions import security
from tests import factories
from tests.accounts.pages import without
from tests.accounts.test_register import link_in
from tests.web import PASSWORD

NEW = "another long enough one"


def test_a_forgotten_password_is_replaced_and_every_session_ends(app, client, as_user, outbox):
    person = factories.user(app)
    elsewhere = as_user(person)
    assert client.submit("/reset", email=person.email).status_code == 200
    link = link_in(outbox[0])
    assert client.submit(link, password=NEW).status_code == 302
    assert elsewhere.get("/account/").status_code == 303
    assert client.submit("/login", email=person.email, password=PASSWORD).status_code == 422
    assert client.submit("/login", email=person.email, password=NEW).status_code == 302
    assert "was changed just now" in outbox[1].body


def test_a_reset_link_works_once(app, client, outbox):
    person = factories.user(app)
    client.submit("/reset", email=person.email)
    link = link_in(outbox[0])
    client.submit(link, password=NEW)
    again = client.get(link, follow_redirects=True)
    assert again.request.path == "/reset"
    assert "does not work any more" in again.text


def test_a_link_is_void_once_the_password_was_changed_otherwise(app, client, as_user, outbox):
    person = factories.user(app)
    client.submit("/reset", email=person.email)
    as_user(person).submit("/change", password=PASSWORD, new_password=NEW)
    assert client.get(link_in(outbox[0])).status_code == 302


def test_asking_tells_nothing(app, client, outbox):
    person = factories.user(app)
    known = client.submit("/reset", email=person.email)
    unknown = client.submit("/reset", email="nobody@example.org")
    assert known.status_code == unknown.status_code == 200
    assert without(known.text, person.email) == without(unknown.text, "nobody@example.org")
    assert [message.to for message in outbox] == [[person.email]]


@pytest.mark.parametrize("page", ["/login", "/reset", "/confirm", "/register"])
def test_nor_does_the_time_that_it_takes(app, client, page, monkeypatch):
    """The one slow thing in all of it is a hash: as many for the known as for the unknown."""
    person, hashes = factories.user(app), []
    for name in ("hash", "verify"):
        real = getattr(security.pwd_context, name)
        monkeypatch.setattr(security.pwd_context, name, lambda *a, _real=real, **k: hashes.append(1) or _real(*a, **k))
    words = {"password": "not the password"} | ({"display_name": "Mary"} if page == "/register" else {})
    client.submit(page, email=person.email, **words)
    known = len(hashes)
    client.submit(page, email="nobody@example.org", **words)
    assert known == len(hashes) - known == 1


def test_a_changed_password_ends_the_other_sessions_and_keeps_this_one(app, as_user, outbox):
    person = factories.user(app)
    here, elsewhere = as_user(person), as_user(person)
    assert here.submit("/change", password=PASSWORD, new_password=NEW).location == "/account/"
    assert here.get("/account/").status_code == 200
    assert elsewhere.get("/account/").status_code == 303
    assert outbox[0].to == [person.email]


@pytest.mark.parametrize(("old", "new"), [("wrong", NEW), (PASSWORD, "short"), (PASSWORD, PASSWORD), (PASSWORD, "")])
def test_a_change_that_is_refused_changes_nothing(app, as_user, client, old, new):
    person = factories.user(app)
    assert as_user(person).submit("/change", password=old, new_password=new).status_code == 422
    assert client.submit("/login", email=person.email, password=PASSWORD).status_code == 302


def test_a_change_stands_in_the_log_without_its_words(app, as_user):
    from app.audit import AuditEntry
    from app.extensions import db

    person = factories.user(app)
    as_user(person).submit("/change", password=PASSWORD, new_password=NEW)
    with app.app_context():
        entry = db.session.query(AuditEntry).one()
        assert (entry.act, entry.object_id, entry.details) == ("account.password_changed", str(person.id), "{}")


def test_a_poisoned_host_gets_no_link(make_app, app, outbox):
    person = factories.user(app)
    other = make_app(server_name="folkmoot.example")
    client = other.test_client()
    good = {"base_url": "http://folkmoot.example"}
    page = client.get("/reset", **good)
    token = page.text.split('name="csrf_token" type="hidden" value="')[1].split('"')[0]
    data = {"email": person.email, "csrf_token": token}
    assert client.post("/reset", data=data, base_url="http://evil.example").status_code == 400
    posted = client.post("/reset", data=data, headers={"X-Forwarded-Host": "evil.example"}, **good)
    assert posted.status_code == 200
    (message,) = other.extensions["mailman"].outbox
    assert "http://folkmoot.example/reset/" in message.body
    assert "evil.example" not in message.body


def test_no_token_no_change(app, as_user):
    person = factories.user(app)
    data = {"password": PASSWORD, "new_password": NEW}
    assert as_user(person).post("/change", data=data).status_code == 400


def test_a_slow_post_office_tells_nothing_either(app, make_app, monkeypatch, caplog):
    """Over SMTP the mail is handed to a thread, and what goes wrong there is logged."""
    person, names, done = factories.user(app), [], threading.Event()

    def send(message):
        names.append((threading.current_thread().name, message.to))
        done.set()
        raise ConnectionRefusedError

    monkeypatch.setattr("app.security.EmailMessage.send", send)
    client = make_app(mail_backend="smtp").test_client()
    assert client.submit("/reset", email=person.email).status_code == 200
    assert done.wait(10)
    ((thread, to),) = names
    assert thread.startswith("post")
    assert to == [person.email]
    for _wait in range(100):
        if "mail was not sent" in caplog.text:
            break
        done.clear()
        done.wait(0.05)
    assert "mail was not sent: security/email/reset_instructions" in caplog.text


def test_the_password_can_be_asked_for_again(app, as_user):
    person = factories.user(app)
    client = as_user(person)
    assert client.submit("/verify", password="wrong").status_code == 422
    assert client.submit("/verify", password=PASSWORD).location == "/account/"
