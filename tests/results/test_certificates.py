"""Certificates: made from a snapshot, checked by two programs, refused when altered by a hair."""

import copy
import json
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import select

from app.audit import AuditEntry
from app.extensions import db
from app.results.models import Snapshot
from app.rules.actors import Role
from app.rules.certificates import Altered, public_certificate, verify
from app.rules.frozen import canonical, digest, may_be_published
from tests import factories
from tests.results.made import a_dealt_round

TOOL = Path(__file__).parents[2] / "tools" / "verify_certificate.py"


@pytest.fixture
def closed(app, run):
    """A closed round with its snapshot: the round and the snapshot's id."""

    def make(**about):
        made = a_dealt_round(app, **about)
        result = run("close-phases")
        assert result.exit_code == 0, result.output
        return made, result.stdout.strip().splitlines()[-1]

    return make


@pytest.fixture
def written(run, tmp_path):
    """Write a certificate into a file; gives the file."""

    def write(snapshot, *more):
        file = tmp_path / f"certificate{len(more)}.json"
        result = run("certificate", snapshot, "-o", file, *more)
        assert result.exit_code == 0, result.output
        return file

    return write


def published_digest(app):
    with app.app_context():
        return db.session.scalar(select(Snapshot.digest))


def alone(*arguments):
    """Run the file that knows nothing of the app."""
    command = [sys.executable, "-I", str(TOOL), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


@pytest.mark.parametrize("more", [(), ("--auditor",)], ids=["public", "auditors"])
def test_both_programs_accept_a_sound_one(closed, app, run, written, more):
    file = written(closed()[1], *more)
    for arguments in ((), ("--digest", published_digest(app))):
        result = run("verify", file, *arguments)
        assert (result.exit_code, result.stderr) == (0, "")
        assert result.stdout.count("Matches:") == 1 + len(arguments) // 2 + len(more)
        told = alone(file, *arguments)
        assert (told.returncode, told.stderr) == (0, "")


def test_another_digest_is_refused(closed, run, written):
    file = written(closed()[1])
    for result in (run("verify", file, "--digest", "0" * 64), alone(file, "--digest", "0" * 64)):
        assert "The digest does not match" in result.stderr
    assert run("verify", file, "--digest", "0" * 64).exit_code == 1
    assert alone(file, "--digest", "0" * 64).returncode == 1


def altered(document):
    """The same certificate, altered in one place: a name and the bytes, many times."""
    changes = {
        "score": lambda d: d["statement"]["items"][0].__setitem__("score", 0.9),
        "order": lambda d: d["statement"]["items"].reverse(),
        "rank": lambda d: d["statement"]["items"][0].__setitem__("rank", 2),
        "range": lambda d: d["statement"]["items"][1].__setitem__("rank_high", 1.0),
        "seed": lambda d: d["statement"].__setitem__("seed", 1),
        "totals": lambda d: d["statement"]["items"][0]["weights"].__setitem__(0, 1),
        "placed": lambda d: d["statement"]["items"][-1].update(placed=True),
        "missing": lambda d: d["statement"]["items"].pop(),
        "rule": lambda d: d["statement"].__setitem__("rule", "dealt-2"),
        "field": lambda d: d["statement"].pop("seed"),
        "kind": lambda d: d.__setitem__("format", "folkmoot-certificate-9"),
    }
    for part in {"table", "log"} & document.keys():
        changes[f"no {part}"] = lambda d, part=part: d[part].clear()
    if "log" in document:
        changes |= {
            "a vote": lambda d: d["log"]["votes"]["value"].__setitem__(0, -d["log"]["votes"]["value"][0] or 1),
            "a vote with its seal": _reseal_a_vote,
            "verified": lambda d: d["log"]["people"]["verified"].__setitem__(0, 1 - d["log"]["people"]["verified"][0]),
        }
    for name, change in changes.items():
        copied = copy.deepcopy(document)
        change(copied)
        yield name, canonical(copied) + b"\n"


def _reseal_a_vote(document):
    values = document["log"]["votes"]["value"]
    place = next(n for n, dealt in enumerate(document["log"]["votes"]["dealt"]) if dealt)
    values[place] = -1 if values[place] == 1 else 1
    document["statement"]["log_digest"] = digest(canonical(document["log"]))
    document["digest"] = digest(canonical(document["statement"]))


@pytest.mark.parametrize("more", [(), ("--auditor",)], ids=["public", "auditors"])
def test_an_altered_one_is_refused_with_a_sentence(closed, run, written, tmp_path, more):
    contents = written(closed()[1], *more).read_bytes()
    file = tmp_path / "altered.json"
    broken = [*altered(json.loads(contents)), ("cut", contents[:-40]), ("space", contents + b" "), ("empty", b"")]
    broken += [("binary", b"\xff\xfe\x00"), ("deep", b"[" * 100_000), ("a list", b"[]\n"), ("a number", b"1\n")]
    for name, bytes_ in broken:
        file.write_bytes(bytes_)
        result = run("verify", file)
        assert result.exit_code == 1, name
        assert result.stderr.startswith("Error: "), (name, result.output)
        assert "Traceback" not in result.stderr
        assert isinstance(result.exception, SystemExit)


def test_the_file_alone_refuses_them_too(closed, written, tmp_path):
    contents = written(closed()[1], "--auditor").read_bytes()
    file = tmp_path / "altered.json"
    for name, bytes_ in [*altered(json.loads(contents)), ("cut", contents[:-40])]:
        file.write_bytes(bytes_)
        told = alone(file)
        assert told.returncode == 1, name
        assert told.stderr.startswith("Refused: "), (name, told.stderr)


def test_a_forged_one_that_agrees_with_itself_fails_by_its_digest(closed, app, run, written, tmp_path):
    document = json.loads(written(closed()[1]).read_bytes())
    document["statement"]["people"] += 1000
    document["digest"] = digest(canonical(document["statement"]))
    file = tmp_path / "forged.json"
    file.write_bytes(canonical(document) + b"\n")
    assert run("verify", file).exit_code == 0  # Nothing inside it says so,
    assert run("verify", file, "--digest", published_digest(app)).exit_code == 1  # but the results page does.


def test_nobody_is_named_in_either(closed, app, written):
    made, snapshot = closed()
    with app.app_context():
        first = min(made.people)
    for more in ((), ("--auditor",)):
        document = json.loads(written(snapshot, *more).read_bytes())
        assert "roll" not in document
        if more:
            people = document["log"]["people"]
            assert people.keys() == {"verified", "area"}
            assert max(document["log"]["votes"]["person"]) < len(people["verified"]) < first + 10_000


def test_sums_that_tell_of_few_people_are_withheld(closed, run, written):
    made, snapshot = closed(people=40)
    file = written(snapshot)
    document = json.loads(file.read_bytes())
    assert "table" not in document
    assert "Not in this file" in run("verify", file).stdout
    assert "Not in this file" in alone(file).stdout
    assert made.areas


def test_sums_of_many_people_are_in_it(closed, run, written):
    def mixed(person, item):
        return 0.5

    _, snapshot = closed(people=300, agreeing=mixed)
    document = json.loads(written(snapshot).read_bytes())
    assert may_be_published(document["table"]) is True
    numbers = [n for item in document["table"]["people"] for area in item for n in area]
    assert all(n == 0 or n >= 5 for n in [*numbers, *document["table"]["counted"]])
    assert "from the sums by area" in run("verify", written(snapshot)).stdout


def test_the_rule_of_five():
    table = {"counted": [0, 5], "people": [[[5, 0, 7]]]}
    assert may_be_published(table)
    assert not may_be_published(table | {"counted": [4, 5]})
    assert not may_be_published(table | {"people": [[[5, 1, 7]]]})
    assert b"table" not in public_certificate({}, table | {"counted": [1]}).replace(b"statement", b"")
    with pytest.raises(Altered):
        verify(b"{}\n")


def test_an_unknown_snapshot_is_refused_with_a_sentence(run, tmp_path):
    result = run("certificate", "nothing", "-o", tmp_path / "x")
    assert (result.exit_code, result.stderr) == (1, "Error: There is no snapshot “nothing”. Nothing was written.\n")
    assert not (tmp_path / "x").exists()


def test_a_place_that_cannot_be_written_is_told(closed, run, tmp_path):
    _, snapshot = closed()
    result = run("certificate", snapshot, "-o", tmp_path / "nowhere" / "x")
    assert result.exit_code == 1
    assert "cannot be written" in result.stderr


# -- Downloads --------------------------------------------------------------------------------------------------------


def test_everybody_downloads_the_public_one_after_the_close(closed, client, run, tmp_path, written):
    made, snapshot = closed()
    response = client.get(f"{made.address}/{snapshot}/certificate")
    assert response.status_code == 200
    assert "attachment" in response.headers["Content-Disposition"]
    assert response.data == written(snapshot).read_bytes()


@pytest.mark.parametrize("role", [None, Role.RESIDENT, Role.MODERATOR, Role.ADMINISTRATOR])
def test_before_the_close_nobody_but_the_commissioner_does(app, run, client, as_user, role):
    made = a_dealt_round(app, over=False)
    snapshot = run("snapshot", made.round.slug).stdout.strip().splitlines()[-1]
    address = f"{made.address}/{snapshot}/certificate"
    assert as_user(factories.user(app, Role.COMMISSIONER)).get(address).status_code == 200
    reader = as_user(factories.user(app, role)) if role else client
    response = reader.get(address)
    assert response.status_code == 403
    assert "score" not in response.text


def test_the_auditors_one_is_the_commissioners_and_is_logged(closed, app, as_user):
    made, snapshot = closed()
    action = f"{made.address}/{snapshot}/auditors-certificate"
    commissioner = as_user(factories.user(app, Role.COMMISSIONER))
    response = commissioner.submit(made.address, action)
    assert response.status_code == 200
    assert verify(response.data, published_digest(app)).withheld is False
    for role in (Role.RESIDENT, Role.MODERATOR, Role.ADMINISTRATOR):
        reader = as_user(factories.user(app, role))
        assert reader.post(action, data={"csrf_token": reader.token("/account/")}).status_code == 403
    with app.app_context():
        acts = db.session.scalars(
            select(AuditEntry.act).where(AuditEntry.act.like("snapshot.%")).order_by(AuditEntry.sequence)
        ).all()
    assert acts == ["snapshot.made", "snapshot.auditors_certificate"]


def test_a_snapshot_of_another_round_is_missing(closed, app, client):
    _, snapshot = closed()
    other = factories.round_(app)
    assert client.get(f"/rounds/{other.slug}/results/{snapshot}/certificate").status_code == 404
    assert client.get(f"/rounds/{other.slug}/results/nothing/certificate").status_code == 404


def test_a_round_without_votes_has_a_certificate_too(app, run, written):
    from app.rules.phases import PhaseKind

    in_round = factories.round_(app, over=(PhaseKind.IDEAS,))
    factories.contribution(app, in_round, factories.user(app))
    snapshot = run("close-phases").stdout.strip().splitlines()[-1]
    for more in ((), ("--auditor",)):
        file = written(snapshot, *more)
        assert run("verify", file).exit_code == 0
        assert alone(file).returncode == 0
