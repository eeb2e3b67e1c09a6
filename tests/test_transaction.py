"""One commit, then the announcements; idempotency keys; the audit chain."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from app import audit, live, once
from app.audit import AuditEntry
from app.extensions import db
from app.rules.chain import GENESIS
from app.rules.refusals import Conflict, Invalid
from app.transaction import NestedTransaction, announce, transaction
from tests import factories

EVENT = live.ThreadEvent("t", 1, live.EventKind.COMMENT_ADDED, "c", 1)


@pytest.fixture
def heard():
    events = []

    def hear(_room, event):
        events.append(event)

    live.announced.connect(hear)
    yield events
    live.announced.disconnect(hear)


def chain():
    return db.session.query(AuditEntry).order_by(AuditEntry.sequence).all()


def test_what_was_announced_goes_out_after_the_commit(app, heard):
    with app.app_context():
        with transaction():
            announce(EVENT)
            assert heard == []
        assert heard == [EVENT]


def test_a_rolled_back_write_announces_records_and_keeps_nothing(app, heard):
    person = factories.user(app)
    with app.app_context():
        with pytest.raises(RuntimeError, match="on purpose"), transaction():  # noqa: PT012 - All of it is undone.
            announce(EVENT)
            audit.record(person.id, "test.failed", "person", person.handle)
            once.claim(person.id, "key", "words")
            raise RuntimeError("on purpose")
        with transaction():
            audit.record(person.id, "test.done", "person", person.handle)
        assert [entry.act for entry in chain()] == ["test.done"]
        assert db.session.query(once.Submission).count() == 0
    assert heard == []


def test_a_transaction_inside_another_is_refused(app):
    with app.app_context(), transaction(), pytest.raises(NestedTransaction), transaction():
        pass


def test_nothing_is_announced_outside_a_transaction(app):
    with app.app_context(), pytest.raises(RuntimeError):
        announce(EVENT)


def test_a_key_makes_one_thing_and_other_words_are_a_conflict(app):
    person = factories.user(app)
    with app.app_context():
        with transaction():
            assert once.claim(person.id, "key", "post", "words") is None
            once.settle(person.id, "key", "made")
        with transaction():
            assert once.claim(person.id, "key", "post", "words") == "made"
        with pytest.raises(Conflict), transaction():
            once.claim(person.id, "key", "post", "other words")
        with pytest.raises(Invalid), transaction():
            once.claim(person.id, "k" * 65, "post", "words")
        with transaction():
            assert once.claim(person.id, None, "post", "words") is None


def test_twenty_parallel_sends_of_one_form_make_one_thing(app):
    person, start = factories.user(app), threading.Barrier(20)

    def send(number):
        with app.app_context():
            start.wait(10)
            with transaction():
                made = once.claim(person.id, "key", "post", "words")
                if made is None:
                    once.settle(person.id, "key", f"made by {number}")
                return made

    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(send, range(20)))
    assert answers.count(None) == 1
    assert {answer for answer in answers if answer} == {f"made by {answers.index(None)}"}


def test_the_chain_is_whole_under_parallel_writers(app):
    person = factories.user(app)

    def write(number):
        with app.app_context(), transaction():
            audit.record(person.id, "test.done", "person", person.handle, number=number)
            audit.record(None, "test.done", "person", person.handle, number=-number)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(40)))
    with app.app_context():
        entries = chain()
        assert len(entries) == 80
        assert audit.verify() == (80, None)
        assert entries[0].previous == GENESIS


def test_a_whole_log_is_said_to_be_whole(app, run):
    person = factories.user(app)
    with app.app_context(), transaction():
        audit.record(person.id, "test.done", "person", person.handle)
    told = run("audit", "verify")
    assert told.exit_code == 0
    assert "Entries: 1." in told.stdout


def test_a_digest_says_nothing_without_its_key():
    assert audit.keyed_digest(b"one", "words") != audit.keyed_digest(b"two", "words")
    assert audit.keyed_digest(b"one", "words") == audit.keyed_digest(b"one", "words")
