"""Frozen results: made once, by the job or by hand; nothing later changes them; reckoning again gives the same bytes."""

import json
import zlib
from datetime import timedelta

import pytest
from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.exc import DBAPIError

from app import clock
from app.accounts.models import User, Verification
from app.audit import AuditEntry
from app.extensions import db
from app.results.models import Snapshot
from app.rules.actors import Role
from app.rules.frozen import canonical
from app.rules.verification import VerificationMethod
from app.votes.models import Vote
from tests import factories
from tests.results.made import a_dealt_round


@pytest.fixture
def dealt(app):
    """Make a round in which cards were dealt."""
    return lambda **about: a_dealt_round(app, **about)


def snapshots(app):
    with app.app_context():
        return db.session.execute(
            select(Snapshot.public_id, Snapshot.digest, Snapshot.provisional, Snapshot.closes_at).order_by(Snapshot.id)
        ).all()


def last_line(result):
    assert result.exit_code == 0, result.output
    return result.stdout.strip().splitlines()[-1]


def test_closing_freezes_each_closed_kind_once(dealt, app, run):
    made = dealt()
    first = run("close-phases")
    assert first.exit_code == 0, first.output
    assert first.stdout.split() == [one.public_id for one in snapshots(app)]
    again = run("close-phases")
    assert (again.exit_code, again.stdout) == (0, "")
    assert len(snapshots(app)) == 1
    assert snapshots(app)[0].closes_at is not None
    assert made.round.slug in first.stderr


def test_the_sites_own_jobs_freeze_what_has_closed(dealt, app, client):
    made = dealt()
    (job,) = [one for one in app.extensions["queue"].huey._registry.periodic_tasks if "results" in str(type(one))]
    job.execute()
    job.execute()
    assert [one.public_id for one in snapshots(app)] == [client.get(f"{made.address}.json").json["snapshot"]]


def test_the_job_takes_the_hour(dealt, app, run):
    dealt(over=False)
    assert run("close-phases").stdout == ""
    later = clock.now() + timedelta(days=20)
    assert last_line(run("close-phases", "--at", later.isoformat())) == snapshots(app)[0].public_id
    for hour in ("tomorrow", "0001-01-01T00:00:00+14:00"):
        assert run("close-phases", "--at", hour).exit_code == 2


def test_a_rehearsal_does_not_stand_in_for_the_close(dealt, app, run, client, time_machine):
    made = dealt(over=False)
    later = clock.now() + timedelta(days=20)
    rehearsal = last_line(run("close-phases", "--at", later.isoformat()))
    assert run("close-phases", "--at", later.isoformat()).stdout == ""
    with app.app_context():
        db.session.execute(delete(Vote).where(Vote.person_id == made.people[1]))
        db.session.commit()
    time_machine.move_to(later)
    counted = client.get(f"{made.address}.json").json
    assert counted["snapshot"] is None
    final = last_line(run("close-phases"))
    assert run("close-phases").stdout == ""
    frozen = client.get(f"{made.address}.json").json
    assert (frozen["snapshot"], frozen["votes"]) == (final, counted["votes"])
    page = client.get(made.address).text
    assert final in page
    assert rehearsal not in page


def test_whoever_is_verified_after_the_close_is_not_on_the_roll_however_late_it_is_frozen(dealt, app, run, client):
    made = dealt()
    before = client.get(f"{made.address}.json").json
    late = next(n for n in range(len(made.people)) if n not in made.verified)
    factories.keep(
        app, Verification(person_id=made.people[late], method=VerificationMethod.COMMAND_LINE, at=clock.now())
    )
    assert client.get(f"{made.address}.json").json | {"made_at": None} == before | {"made_at": None}
    run("close-phases")
    frozen = client.get(f"{made.address}.json").json
    assert frozen["items"] == before["items"]
    assert frozen["counted_people"] == before["counted_people"]


def test_one_made_by_hand_closes_nothing(dealt, app, run):
    made = dealt(over=False)
    assert last_line(run("snapshot", made.round.slug)) == snapshots(app)[0].public_id
    assert snapshots(app)[0].provisional is True
    assert snapshots(app)[0].closes_at is None
    found = json.loads(run("ranking", made.round.slug, "--rule", "dealt-1", "--format", "json").stdout)
    assert found["snapshot"] is None


def test_an_unknown_round_or_kind_is_refused_with_a_sentence(dealt, run):
    assert "There is no round" in run("snapshot", "nowhere").stderr
    result = run("snapshot", dealt().round.slug, "--kind", "proposal")
    assert (result.exit_code, result.stdout) == (1, "")


def test_what_happens_later_changes_nothing(dealt, app, run, client):
    made = dealt()
    before_freezing = client.get(f"{made.address}.json").json
    made_id = last_line(run("close-phases"))
    frozen = client.get(f"{made.address}.json").json
    assert frozen["snapshot"] == made_id
    ignored = {"snapshot", "digest", "made_at"}
    assert {key: frozen[key] for key in frozen.keys() - ignored} == {
        key: before_freezing[key] for key in before_freezing.keys() - ignored
    }
    with app.app_context():
        late = {"person_id": made.people[0], "method": VerificationMethod.COMMAND_LINE, "at": clock.now()}
        db.session.execute(insert(Verification), [late])
        db.session.execute(update(User).where(User.id == made.people[1]).values(active=False))
        db.session.execute(update(User).where(User.id == made.people[2]).values(closed_at=clock.now(), area_id=None))
        db.session.execute(delete(Verification).where(Verification.person_id == made.people[4]))
        db.session.commit()
    assert client.get(f"{made.address}.json").json == frozen
    assert "Final, frozen" in client.get(made.address).text


def test_a_title_is_not_frozen(dealt, app, run, client):
    made = dealt()
    run("close-phases")
    idea = factories.reload(app, made.ideas[0])
    idea.hidden_at, idea.hidden_rule = clock.now(), 2
    factories.keep(app, idea)
    page = client.get(made.address).text
    assert "Mend the lift" not in page
    assert "Taken down since" in page


def test_the_page_shows_the_snapshot_and_its_digest(dealt, app, run, client):
    made = dealt()
    made_id = last_line(run("close-phases"))
    page = client.get(made.address).text
    assert made_id in page
    assert snapshots(app)[0].digest in page
    assert "Recompute now" not in page


def test_the_commissioner_reckons_it_again(dealt, app, run, as_user):
    made = dealt()
    made_id = last_line(run("close-phases"))
    commissioner = as_user(factories.user(app, Role.COMMISSIONER))
    action = f"{made.address}/{made_id}/recount"
    response = commissioner.submit(made.address, action)
    assert response.status_code == 303
    assert "it matches, byte for byte" in commissioner.get(made.address).text
    with app.app_context():
        entry = db.session.scalars(select(AuditEntry).where(AuditEntry.act == "snapshot.recomputed")).one()
    assert json.loads(entry.details) == {"matches": True}


def another_salt(log):
    return zlib.compress(canonical(json.loads(zlib.decompress(log)) | {"salt": "00" * 16}))


@pytest.fixture
def tampered(dealt, app, run):
    """Freeze a round, and put in place of its snapshot one that somebody altered who has the database in their hands."""

    def make(**about):
        made = dealt()
        run("close-phases")
        with app.app_context():
            row = dict(db.session.execute(select(Snapshot.__table__)).mappings().one())
            del row["id"]
            changed = {name: change(row[name]) for name, change in about.items()}
            db.session.execute(insert(Snapshot), [row | {"public_id": "alteredalter"} | changed])
            db.session.commit()
        return made

    return make


@pytest.mark.parametrize(
    ("part", "change"),
    [
        ("log", another_salt),
        ("results", lambda results: results.replace(b'"people":', b'"people":1')),
        ("digest", lambda digest: "0" * 64),
    ],
)
def test_an_altered_record_is_told_on_the_page_and_has_no_file(
    tampered, app, run, client, as_user, tmp_path, part, change
):
    made = tampered(**{part: change})
    assert "does not match its digest any more" in client.get(made.address).text
    for form in ("json", "csv", "xlsx"):
        assert client.get(f"{made.address}.{form}").status_code == 409
    assert client.get(f"{made.address}/alteredalter/certificate").status_code == 409
    refused = run("ranking", made.round.slug, "--rule", "dealt-1")
    assert (refused.exit_code, "was altered" in refused.stderr) == (1, True)
    refused = run("certificate", "alteredalter", "-o", str(tmp_path / "file"))
    assert (refused.exit_code, "does not match its own record" in refused.stderr) == (1, True)
    commissioner = as_user(factories.user(app, Role.COMMISSIONER))
    commissioner.submit(made.address, f"{made.address}/alteredalter/recount")
    assert "it does not match" in commissioner.get(made.address).text


@pytest.mark.parametrize("log", [b"", b"no log", zlib.compress(b"[]"), zlib.compress(b"{")])
def test_a_destroyed_record_is_told_in_words(tampered, app, run, client, as_user, tmp_path, log):
    made = tampered(log=lambda _before: log)
    page = client.get(made.address)
    assert (page.status_code, "was destroyed" in page.text) == (409, True)
    assert client.get(f"{made.address}/alteredalter/certificate").status_code == 409
    refused = run("certificate", "alteredalter", "-o", str(tmp_path / "file"))
    assert (refused.exit_code, "does not match its own record" in refused.stderr) == (1, True)
    commissioner = as_user(factories.user(app, Role.COMMISSIONER))
    token = commissioner.token("/account/")
    commissioner.post(f"{made.address}/alteredalter/recount", data={"csrf_token": token})
    assert "it does not match" in commissioner.get("/account/").text


@pytest.mark.parametrize("role", [None, Role.RESIDENT, Role.MODERATOR, Role.ADMINISTRATOR])
def test_nobody_else_does(dealt, app, run, client, as_user, role):
    made = dealt()
    made_id = last_line(run("close-phases"))
    reader = as_user(factories.user(app, role)) if role else client
    token = reader.token("/login") if role is None else reader.token("/account/")
    response = reader.post(f"{made.address}/{made_id}/recount", data={"csrf_token": token})
    assert response.status_code == (303 if role is None else 403)
    with app.app_context():
        assert not db.session.scalar(select(func.count()).where(AuditEntry.act == "snapshot.recomputed"))


def test_a_snapshot_that_there_is_not_is_missing(dealt, app, as_user):
    made = dealt()
    commissioner = as_user(factories.user(app, Role.COMMISSIONER))
    token = commissioner.token("/account/")
    response = commissioner.post(f"{made.address}/nothing/recount", data={"csrf_token": token})
    assert response.status_code == 404


@pytest.mark.parametrize("act", [update(Snapshot).values(seed=1), delete(Snapshot)], ids=["update", "delete"])
def test_the_database_refuses_to_alter_one(dealt, app, run, act):
    dealt()
    run("close-phases")
    with app.app_context(), pytest.raises(DBAPIError, match="never altered"):
        db.session.execute(act)


def test_another_one_after_the_close_corrects_the_first(dealt, app, run, client):
    made = dealt()
    first = last_line(run("close-phases"))
    second = last_line(run("snapshot", made.round.slug))
    assert first != second
    page = client.get(made.address).text
    assert f"It corrects the snapshot {first}" in page
    assert len(snapshots(app)) == 2


def test_a_round_that_was_called_off_is_not_frozen(dealt, app, run):
    made = dealt()
    made.round.cancelled_at, made.round.cancel_reason = clock.now(), "No money"
    factories.keep(app, made.round)
    assert run("close-phases").stdout == ""
