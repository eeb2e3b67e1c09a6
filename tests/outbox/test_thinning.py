"""What has done its work goes at night, and nothing else does."""

from datetime import timedelta

import pytest

from app import clock
from app.extensions import db
from app.notifications.models import Notice
from app.outbox import thin_service
from app.outbox.models import Outgoing
from app.rules import thinning
from app.rules.notices import NoticeKind
from app.rules.outbox import Happened
from app.rules.webhooks import Delivered
from app.webhooks.models import Delivery, Webhook
from tests import factories
from tests.messages.conftest import at_once


def ago(days):
    return clock.now() - timedelta(days=days)


@pytest.fixture
def thin(app):
    def run():
        with app.app_context():
            return thin_service.thin(clock.now())

    return run


@pytest.fixture
def kept(app):
    def rows(kind):
        with app.app_context():
            return db.session.query(kind).count()

    return rows


def notice(app, person, at, read=None, **fields):
    row = Notice(
        person_id=person.id,
        kind=NoticeKind.COMMENTED,
        at=ago(at),
        read_at=None if read is None else ago(read),
        **fields,
    )
    factories.keep(app, row)
    return row


def out(app, in_round, done):
    at = ago(40) if done is None else ago(done)
    row = Outgoing(
        kind=Happened.CONTRIBUTION, round_id=in_round.id, at=at, reached=0, done_at=None if done is None else at
    )
    factories.keep(app, row)
    return row


def delivery(app, hook, told, ended):
    over = {} if ended is None else {"ended_at": ago(ended), "outcome": Delivered.TAKEN}
    factories.keep(app, Delivery(webhook_id=hook.id, outbox_id=told.id, next_at=ago(40), **over))


@pytest.fixture
def hook(app):
    made = {"address": "https://example.org/hook", "made_by_id": factories.user(app).id, "made_at": ago(90)}
    row = Webhook(**made)
    factories.keep(app, row)
    return row


def test_read_notices_go_after_a_season_and_unread_ones_after_a_year(app, thin, kept, monkeypatch):
    monkeypatch.setattr("app.outbox.thin_queries.AT_A_TIME", 2)
    person = factories.user(app)
    gone = [notice(app, person, 500), notice(app, person, 200, read=100), notice(app, person, 400, read=91)]
    stay = [
        notice(app, person, 300),
        notice(app, person, 200, read=10),
        notice(app, person, 1),
        notice(app, person, 1, read=0),
    ]
    assert thin() == len(gone)
    assert thin() == 0, "twice changes nothing"
    with app.app_context():
        assert {row.id for row in db.session.query(Notice.id)} == {row.id for row in stay}


def test_what_was_told_goes_after_a_month_and_what_waits_never(app, thin, kept, hook):
    in_round, person = factories.round_(app), factories.user(app)
    old, told, fresh, waiting, undelivered = (out(app, in_round, done) for done in (31, 31, 29, None, 31))
    unread = notice(app, person, 31, outbox_id=told.id)
    delivery(app, hook, old, 31)
    delivery(app, hook, fresh, 29)
    delivery(app, hook, undelivered, None)
    thin()
    with app.app_context():
        assert {row.id for row in db.session.query(Outgoing.id)} == {fresh.id, waiting.id, undelivered.id}
        assert {row.outbox_id for row in db.session.query(Delivery.outbox_id)} == {fresh.id, undelivered.id}
        assert db.session.get(Notice, unread.id).outbox_id is None


def test_what_waits_for_an_address_that_was_removed_goes_too(app, thin, kept, hook):
    delivery(app, hook, out(app, factories.round_(app), 31), None)
    with app.app_context():
        db.session.query(Webhook).update({"removed_at": ago(31)})
        db.session.commit()
    assert thin() == 2
    assert (kept(Delivery), kept(Outgoing)) == (0, 0)


def test_two_at_once_do_no_harm(app, kept, monkeypatch):
    monkeypatch.setattr("app.outbox.thin_queries.AT_A_TIME", 3)
    person, in_round = factories.user(app), factories.round_(app)
    for _ in range(10):
        notice(app, person, 400, outbox_id=out(app, in_round, 40).id)
    now = clock.now()
    gave = at_once(app, *[lambda: thin_service.thin(now)] * 3)
    assert [one for one in gave if isinstance(one, Exception)] == []
    assert (kept(Notice), kept(Outgoing)) == (0, 0)


def test_by_hand(app, kept):
    notice(app, factories.user(app), 400)
    assert app.test_cli_runner().invoke(args=["thin"]).output == "1\n"
    assert kept(Notice) == 0
    assert thinning.AT_A_TIME <= 1_000
