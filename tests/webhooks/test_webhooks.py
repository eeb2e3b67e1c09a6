"""Webhooks, to a real server of our own."""

import base64
import hashlib
import hmac
import json
import re
import socket
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_network

import pytest

from app import clock, outside
from app.extensions import db
from app.moderation.models import CommunityRule
from app.notifications.models import Notice
from app.outbox import service as outbox_service
from app.rules.actors import Actor, Role
from app.rules.notices import NoticeKind
from app.rules.webhooks import BACKOFF
from app.threads import comment_service
from app.threads.comment_service import Draft
from app.webhooks import delivery_service
from app.webhooks.models import Delivery, Webhook
from tests import factories

ADMINISTRATION = "/administration/webhooks"


class Receiver:
    """A server that keeps what it was sent, and answers what it is told to."""

    def __init__(self):
        self.got, self.status, self.headers = [], 204, {}
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                receiver.got.append((self.path, dict(self.headers), body))
                self.send_response(receiver.status)
                for name, value in receiver.headers.items():
                    self.send_header(name, value)
                self.end_headers()

            def log_message(self, *_words):
                """Nobody reads it."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02})
        self.thread.start()
        self.address = f"http://127.0.0.1:{self.server.server_port}/hook?of=moot"

    def close(self):
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


@pytest.fixture
def receiver():
    made = Receiver()
    yield made
    made.close()


@pytest.fixture
def inside(make_app):
    """An app whose operator lets webhooks go to this machine."""
    return make_app(inner_networks=(ip_network("127.0.0.0/8"),))


@pytest.fixture
def administrator(app):
    return factories.user(app, Role.ADMINISTRATOR)


@pytest.fixture
def as_administrator(inside, administrator):
    from tests.web import sign_in_quickly

    client = inside.test_client()
    sign_in_quickly(inside, client, administrator)
    return client


@pytest.fixture
def secret(as_administrator, receiver):
    """Add the receiver through the page; gives the secret that is shown."""
    answer = as_administrator.submit(ADMINISTRATION, address=receiver.address)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "private, no-store"
    return re.search(r"whsec_([A-Za-z0-9+/=]+)", answer.text)[1]


@pytest.fixture
def idea(app):
    return factories.contribution(app, factories.round_(app), factories.user(app), title="Handyperson hour")


@pytest.fixture
def say(app, idea):
    def comment(words="Count me in."):
        with app.test_request_context():
            comment_service.post(Actor(factories.user(app).id), idea.public_id, Draft(words))

    return comment


@pytest.fixture
def deliver(inside):
    def run(later=timedelta()):
        with inside.app_context():
            outbox_service.tell_all(clock.now())
            return delivery_service.deliver_all(clock.now() + later)

    return run


def hide(app, row):
    with app.app_context():
        found = db.session.get(type(row), row.id)
        found.hidden_at, found.hidden_rule = clock.now(), db.session.query(CommunityRule.number).limit(1).scalar()
        db.session.commit()


def row_of(app, model):
    with app.app_context():
        row = db.session.query(model).one()
        db.session.expunge(row)
    return row


def test_a_public_fact_is_told_signed_and_without_words(app, secret, receiver, idea, say, deliver):
    say("Very private words.")
    assert deliver() == 1
    [(path, headers, body)] = receiver.got
    assert path == "/hook?of=moot"
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.{body}".encode()
    digest = hmac.new(base64.b64decode(secret), signed, hashlib.sha256).digest()
    assert headers["webhook-signature"] == f"v1,{base64.b64encode(digest).decode()}"
    told = json.loads(body)
    [said] = factories.comments_of(app, idea)
    assert told["type"] == "comment.posted"
    assert told["data"]["contribution"] == idea.public_id
    assert told["data"]["address"].endswith(f"/comments/{said.public_id}")
    assert "private" not in body
    assert "Handyperson" not in body


def test_it_is_told_once_however_often_the_job_runs(app, secret, receiver, say, deliver):
    say()
    deliver()
    deliver(timedelta(days=3))
    assert len(receiver.got) == 1
    assert row_of(app, Delivery).outcome == "taken"


def test_the_secret_is_shown_once_and_kept_nowhere(app, as_administrator, secret):
    hook = row_of(app, Webhook)
    for page in (ADMINISTRATION, f"{ADMINISTRATION}/{hook.public_id}"):
        assert secret not in as_administrator.get(page).text
    assert secret not in repr(vars(hook))


def test_what_was_hidden_before_it_left_is_not_told(app, secret, receiver, idea, say, inside):
    say()
    with inside.app_context():
        outbox_service.tell_all(clock.now())
    hide(app, idea)
    with inside.app_context():
        assert delivery_service.deliver_all(clock.now()) == 0
    assert receiver.got == []
    assert row_of(app, Delivery).outcome == "dropped"


def test_a_failed_try_is_repeated_later_with_the_same_id(app, secret, receiver, say, deliver):
    say()
    receiver.status = 500
    deliver()
    deliver()
    assert len(receiver.got) == 1, "not before its time"
    receiver.status = 200
    assert deliver(BACKOFF[0] + timedelta(seconds=2)) == 1
    first, second = (headers["webhook-id"] for _path, headers, _body in receiver.got)
    assert first == second


def test_a_redirect_is_not_followed_and_is_a_failure(app, secret, receiver, say, deliver):
    other = Receiver()
    receiver.status, receiver.headers = 302, {"Location": other.address}
    say()
    assert deliver() == 0
    other.close()
    assert other.got == []
    assert row_of(app, Delivery).said == "302"


def test_a_receiver_that_takes_nothing_is_paused_and_administrators_are_told(
    app, as_administrator, administrator, secret, receiver, say, deliver
):
    receiver.status = 503
    for _ in range(20):
        say()
    deliver()
    assert row_of(app, Webhook).paused_at is not None
    with app.app_context():
        told = db.session.query(Notice.person_id).filter_by(kind=NoticeKind.WEBHOOK_PAUSED).all()
    assert told == [(administrator.id,)]
    tried = len(receiver.got)
    deliver(timedelta(days=1))
    assert len(receiver.got) == tried, "paused"
    assert "A webhook is paused" in as_administrator.get("/notices").text
    receiver.status = 200
    page = f"{ADMINISTRATION}/{row_of(app, Webhook).public_id}"
    assert as_administrator.submit(page, f"{page}/resumption").status_code == 303
    assert deliver(timedelta(days=1)) == 20


def test_a_receiver_that_says_gone_is_paused_at_once(app, secret, receiver, say, deliver):
    receiver.status = 410
    say()
    deliver()
    assert row_of(app, Webhook).paused_at is not None


def test_a_removed_one_is_told_nothing(app, as_administrator, secret, receiver, say, deliver):
    page = f"{ADMINISTRATION}/{row_of(app, Webhook).public_id}"
    assert as_administrator.submit(page, f"{page}/removal").status_code == 303
    say()
    deliver()
    assert receiver.got == []
    assert as_administrator.get(page).status_code == 404


def test_the_log_says_what_came_of_each(as_administrator, app, secret, receiver, say, deliver):
    say()
    receiver.status = 500
    deliver()
    page = as_administrator.get(f"{ADMINISTRATION}/{row_of(app, Webhook).public_id}").text
    assert "Not taken" in page
    assert "Answer: 500" in page


# -- Where it never goes ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    [
        "https://127.0.0.1/", "https://localhost/", "https://[::1]/", "https://169.254.169.254/latest/meta-data",
        "https://10.0.0.1/", "https://2130706433/", "https://0x7f.1/", "https://[::ffff:127.0.0.1]/", "https://0/",
    ],
)  # fmt: skip
def test_an_inner_address_is_refused_when_it_is_added(app, as_user, administrator, address):
    answer = as_user(administrator).submit(ADMINISTRATION, address=address)
    assert answer.status_code == 422
    assert "inner network" in answer.text
    assert address in answer.text, "what was written is kept"
    with app.app_context():
        assert db.session.query(Webhook).count() == 0


def test_a_name_that_leads_inside_later_is_not_followed(app, receiver, administrator, say, inside, monkeypatch):
    """DNS rebinding: public when it was added, this machine when it is sent."""
    factories.keep(
        app, Webhook(address=receiver.address.replace("127.0.0.1", "rebinding.example"), made_by_id=administrator.id,
                     made_at=factories.days_ago(1)),
    )  # fmt: skip
    say()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_a, **_b: [(2, 1, 6, "", ("127.0.0.1", 80))])
    with app.app_context():
        outbox_service.tell_all(clock.now())
        assert delivery_service.deliver_all(clock.now()) == 0
    assert receiver.got == []
    assert row_of(app, Delivery).said == "inner address"


def test_a_name_with_one_inner_address_among_public_ones_is_refused(monkeypatch):
    from app.rules.webhooks import may_go_to

    rows = [(2, 1, 6, "", ("93.184.215.14", 443)), (2, 1, 6, "", ("10.0.0.1", 443))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_a, **_b: rows)
    with pytest.raises(outside.NotAllowed):
        outside.addresses_of("https://example.org/", may_go_to)


def test_production_sends_to_https_alone(make_app, as_user, administrator, receiver):
    from tests.web import sign_in_quickly

    production = make_app(env="production", inner_networks=(ip_network("127.0.0.0/8"),))
    client = production.test_client()
    sign_in_quickly(production, client, administrator)
    answer = client.post(
        ADMINISTRATION, base_url="https://localhost",
        data={"address": receiver.address, "csrf_token": client.get(ADMINISTRATION, base_url="https://localhost").text.split('csrf_token" value="')[1].split('"')[0]},
        headers={"Referer": "https://localhost/"},
    )  # fmt: skip
    assert answer.status_code == 422
    assert "must begin with https" in answer.text


def test_an_unknown_host_is_said_to_be_one(as_user, administrator):
    answer = as_user(administrator).submit(ADMINISTRATION, address="https://nobody.invalid/")
    assert answer.status_code == 422
    assert "Nobody knows this host" in answer.text


def test_a_server_that_says_nothing_is_given_up(monkeypatch):
    monkeypatch.setattr(outside, "WHOLE_SECONDS", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        with pytest.raises(outside.Unreachable):
            outside.post(address, "127.0.0.1", "{}", {})


def test_a_server_that_drips_is_given_up(monkeypatch):
    monkeypatch.setattr(outside, "WHOLE_SECONDS", 0.5)
    stop = threading.Event()

    def drip(server):
        line, _who = server.accept()
        with line:
            while not stop.wait(0.05):
                try:
                    line.sendall(b"H")
                except OSError:
                    return

    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=drip, args=(server,))
        thread.start()
        with pytest.raises(outside.Unreachable):
            outside.post(f"http://127.0.0.1:{server.getsockname()[1]}/", "127.0.0.1", "{}", {})
        stop.set()
        thread.join(5)


@pytest.mark.parametrize("role", [Role.MODERATOR, Role.COMMISSIONER, Role.RESIDENT])
def test_others_than_administrators_see_and_add_none(app, as_user, role):
    client = as_user(factories.user(app, *([] if role is Role.RESIDENT else [role])))
    token = {"csrf_token": client.token("/account/"), "address": "https://example.org"}
    assert client.get(ADMINISTRATION).status_code == 403
    assert client.post(ADMINISTRATION, data=token).status_code == 403
    for act in ("resumption", "removal"):
        assert client.post(f"{ADMINISTRATION}/none/{act}", data=token).status_code == 403
