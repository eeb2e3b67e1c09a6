"""The audit log: every kind of tampering is found and named, and the public sees its end every day."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app import audit
from app.audit import AuditEntry, AuditHead
from app.extensions import db
from app.openness.models import AuditPublication
from app.rules.chain import GENESIS, chain_digest
from app.transaction import transaction
from tests import factories

ENTRIES = 5


@pytest.fixture
def chain(app):
    """A chain of five entries."""
    person = factories.user(app)
    with app.app_context(), transaction():
        for number in range(1, ENTRIES + 1):
            audit.record(person.id, "test.done", "person", person.handle, number=number)
    return app


@pytest.fixture
def tamper(chain):
    """Do something to the tables as somebody could who owns the database: first the guards are put to sleep."""

    def do(*statements):
        with chain.app_context(), transaction():
            if db.session.get_bind().dialect.name == "postgresql":
                db.session.execute(text("SET LOCAL session_replication_role = replica"))
            else:
                names = db.session.scalars(
                    text("SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'audit_%'")
                )
                for name in names.all():
                    db.session.execute(text(f"DROP TRIGGER {name}"))
            for statement in statements:
                db.session.execute(text(statement)) if isinstance(statement, str) else statement()

    return do


def seal(start, *, head=False):
    """Reckon all digests anew from an entry on, as somebody would who knows how: a chain that agrees with itself."""

    def again():
        previous = db.session.scalar(db.select(AuditEntry.digest).filter_by(sequence=start - 1)) or GENESIS
        rows = db.session.scalars(
            db.select(AuditEntry).where(AuditEntry.sequence >= start).order_by(AuditEntry.sequence)
        )
        for entry in rows.all():
            values = {"p": previous, "d": chain_digest(previous, entry, entry.sequence, entry.at), "s": entry.sequence}
            statement = "UPDATE audit_entries SET previous = :p, digest = :d WHERE sequence = :s"
            db.session.execute(text(statement), values)
            previous, last = values["d"], entry.sequence
        if head:
            db.session.execute(db.update(AuditHead).values(digest=previous, sequence=last))

    return again


SWAP = (
    "UPDATE audit_entries SET sequence = 99 WHERE sequence = 2",
    "UPDATE audit_entries SET sequence = 2 WHERE sequence = 3",
    "UPDATE audit_entries SET sequence = 3 WHERE sequence = 99",
)
INSERT = (
    "INSERT INTO audit_entries (sequence, at, actor_id, act, object_kind, object_id, details, previous, digest) "
    "SELECT {0}, at, actor_id, act, object_kind, object_id, details, digest, '" + "f" * 64 + "' "
    "FROM audit_entries WHERE sequence = 5"
)
MAKE_ROOM = (
    "UPDATE audit_entries SET sequence = 90 + sequence WHERE sequence >= 3",
    "UPDATE audit_entries SET sequence = sequence - 89 WHERE sequence > 90",
    INSERT.replace("sequence = 5", "sequence = 6").format(3),
)
FIELDS = {
    "at": "'2020-01-01 00:00:00+00'", "actor_id": "NULL", "act": "'test.undone'", "object_kind": "'idea'",
    "object_id": "'other'", "details": "'{}'", "previous": f"'{'e' * 64}'", "digest": f"'{'e' * 64}'",
}  # fmt: skip
TAMPERINGS = {
    **{
        f"{field} changed": ((f"UPDATE audit_entries SET {field} = {value} WHERE sequence = 3",), 3)
        for field, value in FIELDS.items()
    },
    "moved into a round": (("UPDATE audit_entries SET round_id = (SELECT max(id) FROM rounds) WHERE sequence = 3",), 3),
    "the first deleted": (("DELETE FROM audit_entries WHERE sequence = 1",), 1),
    "one in the middle deleted": (("DELETE FROM audit_entries WHERE sequence = 3",), 3),
    "the last deleted": (("DELETE FROM audit_entries WHERE sequence = 5",), 5),
    "two at the end deleted": (("DELETE FROM audit_entries WHERE sequence >= 4",), 4),
    "all deleted": (("DELETE FROM audit_entries",), 1),
    "one deleted and the rest moved up": (
        ("DELETE FROM audit_entries WHERE sequence = 3", "UPDATE audit_entries SET sequence = 3 WHERE sequence = 4",
         "UPDATE audit_entries SET sequence = 4 WHERE sequence = 5"), 3),
    "two swapped": (SWAP, 2),
    "one added at the end": ((INSERT.format(6),), 6),
    "one added before the first": ((INSERT.format(0),), 0),
    "one added in the middle": (MAKE_ROOM, 3),
    "the head's digest changed": (("UPDATE audit_heads SET digest = '" + "e" * 64 + "'",), 5),
    "the head moved on": (("UPDATE audit_heads SET sequence = 6",), 6),
    "the head moved back": (("UPDATE audit_heads SET sequence = 4",), 5),
    "the head deleted": (("DELETE FROM audit_heads",), 5),
    "one changed and sealed anew, alone": (
        ("UPDATE audit_entries SET details = '{}' WHERE sequence = 3", seal(3),
         "UPDATE audit_entries SET details = 'x' WHERE sequence = 5"), 5),
    "the rest sealed anew, and the head forgotten": (
        ("UPDATE audit_entries SET details = '{}' WHERE sequence = 3", seal(3)), 5),
}  # fmt: skip


def test_every_column_of_an_entry_and_of_the_head_is_tampered_with():
    moved = {"sequence", "round_id"}
    assert FIELDS.keys() | moved == {column.name for column in AuditEntry.__table__.columns}
    changed = {name for name in ("sequence", "digest") if any(name in str(one) for one in TAMPERINGS.values())}
    assert changed | {"id"} == {column.name for column in AuditHead.__table__.columns}


@pytest.mark.parametrize("kind", TAMPERINGS)
def test_every_kind_of_tampering_is_found_and_named(app, chain, tamper, run, kind):
    factories.round_(app)
    statements, first = TAMPERINGS[kind]
    assert run("audit", "verify").exit_code == 0
    tamper(*statements)
    told = run("audit", "verify")
    assert told.exit_code == 1
    assert f"entry {first} " in told.stderr


def test_an_entry_that_was_sealed_anew_is_given_away_by_the_next(chain, tamper, run):
    def seal_alone():
        entry = db.session.get(AuditEntry, 3)
        digest = chain_digest(entry.previous, entry, 3, entry.at)
        db.session.execute(text("UPDATE audit_entries SET digest = :d WHERE sequence = 3"), {"d": digest})

    tamper("UPDATE audit_entries SET details = '{}' WHERE sequence = 3", seal_alone)
    assert "entry 3 is not as it was written" in run("audit", "verify").stderr


def test_a_log_that_was_written_anew_is_given_away_by_what_the_public_saw(chain, tamper, run):
    assert run("audit", "publish-head").exit_code == 0
    tamper("UPDATE audit_entries SET details = '{}' WHERE sequence = 2", seal(1, head=True))
    told = run("audit", "verify")
    assert told.exit_code == 1
    assert "entry 5 is not the one that the public was shown" in told.stderr
    assert "from 1 on" in told.stderr


def test_a_log_that_was_cut_and_ended_anew_is_given_away_by_what_the_public_saw(chain, tamper, run):
    run("audit", "publish-head")
    tamper("DELETE FROM audit_entries WHERE sequence >= 3", seal(1, head=True))
    assert "entry 3 is missing" in run("audit", "verify").stderr


def test_a_digest_that_somebody_noted_must_stand_in_the_log(chain, tamper, run):
    with chain.app_context():
        noted = db.session.get(AuditEntry, 4).digest
    assert run("audit", "verify", "--digest", noted.upper()).exit_code == 0
    tamper("UPDATE audit_entries SET details = '{}' WHERE sequence = 4", seal(1, head=True))
    assert run("audit", "verify").exit_code == 0
    told = run("audit", "verify", "--digest", noted)
    assert told.exit_code == 1
    assert "none of entries 1 to 5 has the digest" in told.stderr


@pytest.mark.parametrize("table", ["audit_entries", "audit_publications"])
@pytest.mark.parametrize("act", ["UPDATE {0} SET digest = 'x'", "DELETE FROM {0}"])
def test_the_database_refuses_to_alter_what_was_written(chain, run, table, act):
    run("audit", "publish-head")
    with chain.app_context(), pytest.raises(DBAPIError, match="never altered"), transaction():
        db.session.execute(text(act.format(table)))
    assert run("audit", "verify").exit_code == 0


def test_a_day_is_shown_once_and_the_first_stands(app, chain, run, client):
    first = run("audit", "publish-head", "--at", "2026-11-20T09:00")
    assert first.exit_code == 0
    with app.app_context(), transaction():
        audit.record(None, "test.done", "person", "x")
    again = run("audit", "publish-head", "--at", "2026-11-20T23:00")
    assert (again.exit_code, again.stdout) == (0, first.stdout)
    assert "shown before" in again.stderr
    assert run("audit", "publish-head", "--at", "2026-11-21T09:00+00:00").stdout.startswith("2026-11-21 6 ")
    late = run("audit", "publish-head", "--at", "2026-11-19T09:00")
    assert late.exit_code == 1
    assert "cannot be added" in late.stderr
    assert run("audit", "publish-head", "--at", "yesterday").exit_code == 2
    page = client.get("/audit").text
    digest = first.stdout.split()[2]
    assert digest in page
    assert "20 November" in page
    table = client.get("/audit.csv").text.removeprefix("\ufeff").splitlines()
    assert table[:2] == ["day,entries,digest", f"2026-11-20,5,{digest}"]
    assert len(table) == 3


def test_a_summer_evening_belongs_to_the_uk_day(app, run):
    assert run("audit", "publish-head", "--at", "2026-07-01T23:30").stdout.split()[:2] == ["2026-07-02", "0"]
    assert run("audit", "verify").exit_code == 0


def test_two_jobs_at_once_show_a_day_once(app, chain):
    from app.openness import audit_service
    from tests.factories import days_ago

    hour = days_ago(0)

    def publish(_number):
        with app.app_context():
            return audit_service.publish_head(hour)[1]

    with ThreadPoolExecutor(6) as pool:
        made = list(pool.map(publish, range(6)))
    assert made.count(True) == 1
    with app.app_context():
        assert db.session.query(AuditPublication).count() == 1


def test_earlier_days_are_a_page_away(app, client):
    from datetime import timedelta

    start = factories.days_ago(40)
    days = [start + timedelta(days=number) for number in range(35)]
    factories.keep(app, *[AuditPublication(day=at.date(), sequence=0, digest=f"{at:%Y%m%d}", at=at) for at in days])
    page = client.get("/audit").text
    assert f"{days[4]:%Y%m%d}" in page
    assert f"{days[3]:%Y%m%d}" not in page
    older = client.get(f"/audit?before={days[4].date()}").text
    assert all(f"{at:%Y%m%d}" in older for at in days[:4])
    assert "Earlier days" not in older
    assert client.get("/audit?before=yesterday").status_code == 404


def test_before_the_first_day_the_page_says_so(client):
    assert "No day has been shown yet" in client.get("/audit").text


def test_how_we_moderate_and_whom_to_complain_to_are_linked_from_every_page(make_app):
    client = make_app(complaints_email="wrong@aldermere.example", complaints_answer_days=10).test_client()
    for page in ("/moderation/how", "/complaints", "/audit"):
        assert f'href="{page}"' in client.get("/").text
        assert client.get(page).status_code == 200
    words = client.get("/complaints").text
    assert "mailto:wrong@aldermere.example" in words
    assert "within 10 working days" in words
