"""Votes are set aside by two people, come back when it is lifted, and both totals are in the open."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from app import clock
from app.accounts.models import User, Verification
from app.audit import AuditEntry
from app.extensions import db
from app.rules.actors import Role
from app.rules.verification import VerificationMethod
from app.trouble.models import Quarantine
from app.votes.models import Vote, VoteEvent
from tests import factories


def rows(app):
    with app.app_context():
        found = db.session.scalars(select(Quarantine).order_by(Quarantine.id)).all()
        db.session.expunge_all()
    return found


def handle(app, person_id):
    with app.app_context():
        return db.session.get(User, person_id).handle


def propose(app, browser, made, person, item=0, **changes):
    """Propose through the page; `item` none is the whole round."""
    where = f"round={made.round.slug}" if item is None else f"on={made.ideas[item].public_id}"
    address = f"/moderation/quarantines/new?{where}"
    words = {"handles": handle(app, made.people[person]), "reason": "Twenty within a minute", **changes}
    return browser.post(address, data=browser.form(address, "/moderation/quarantines/new").fields | words)


def set_aside(app, as_user, office, made, person, item=0):
    """The whole way: two people."""
    assert propose(app, as_user(office[0]), made, person, item).status_code == 303
    name = rows(app)[-1].public_id
    done = press(as_user(office[2]), name, "confirmation")
    assert done.status_code == 303, done.text
    return name


def press(browser, name, act, **fields):
    data = {"csrf_token": browser.token("/account/"), **fields}
    return browser.post(f"/moderation/quarantines/{name}/{act}", data=data)


def exported(run, made, rule):
    result = run("ranking", made.round.slug, "--rule", rule, "--format", "json")
    assert result.exit_code == 0, result.output
    found = json.loads(result.stdout)
    return found, {one["id"]: one for one in found["items"]}


def cast_by(made, person, item=None):
    return [one for one in made.cast if one[0] == person and item in (None, one[1])]


def somebody(made, item=0):
    """A verified person with an answer to this item's card."""
    return next(one[0] for one in made.cast if one[1] == item and one[3] and one[0] in made.verified)


@pytest.mark.parametrize("rule", ["net", "dealt-1"])
def test_votes_are_left_out_by_two_and_come_back(dealt, app, run, as_user, office, rule):
    made = dealt(over=False)
    person, idea = somebody(made), made.ideas[0].public_id
    before, items = exported(run, made, rule)
    assert before.get("quarantined", 0) == items[idea].get("quarantined", 0) == 0
    assert propose(app, as_user(office[0]), made, person).status_code == 303
    assert exported(run, made, rule) == (
        before | {"made_at": exported(run, made, rule)[0].get("made_at")} if rule != "net" else before,
        items,
    )
    name = rows(app)[0].public_id
    assert press(as_user(office[1]), name, "confirmation").status_code == 303
    found, now = exported(run, made, rule)
    assert (found["quarantined"], found["votes"]) == (1, before["votes"] - 1)
    assert now[idea]["quarantined"] == 1
    assert now[idea]["people"] == items[idea]["people"] - 1
    if rule == "dealt-1":
        assert found["counted_answers"] == before["counted_answers"] - 1
    assert press(as_user(office[2]), name, "lift", reason="A family at one table").status_code == 303
    assert exported(run, made, rule)[1] == items


@pytest.mark.parametrize("rule", ["net", "dealt-1"])
def test_a_whole_round_can_be_set_aside(dealt, app, run, as_user, office, rule):
    made = dealt()
    person = somebody(made)
    before, _ = exported(run, made, rule)
    set_aside(app, as_user, office, made, person, None)
    found, _ = exported(run, made, rule)
    many = len(cast_by(made, person))
    assert (found["quarantined"], found["votes"], found["people"]) == (
        many,
        before["votes"] - many,
        before["people"] - 1,
    )


def test_no_vote_is_touched(dealt, app, as_user, office):
    made = dealt()
    with app.app_context():
        before = [db.session.scalar(select(func.count()).select_from(one)) for one in (Vote, VoteEvent)]
    set_aside(app, as_user, office, made, somebody(made), None)
    with app.app_context():
        assert [db.session.scalar(select(func.count()).select_from(one)) for one in (Vote, VoteEvent)] == before


@pytest.mark.parametrize("way", ["", "?rule=net"])
def test_both_totals_stand_on_the_page_and_in_the_files(dealt, app, client, as_user, office, way):
    made = dealt()
    set_aside(app, as_user, office, made, somebody(made))
    page = client.get(made.address + way).text
    votes = len(made.cast)
    assert "1 vote is set aside: two people decided so" in page
    assert f"Without them there are {votes - 1} votes, with them {votes}." in page
    on_it = sum(one[1] == 0 for one in made.cast)
    assert f"{on_it - 1} votes without, {on_it} with." in page
    assert "quarantined" in client.get(f"{made.address}.csv{way}").text.splitlines()[0].split(",")
    assert client.get(f"{made.address}.json{way}").json["quarantined"] == 1


def test_a_frozen_result_stays_and_a_correction_is_linked(dealt, app, run, client, as_user, office):
    made = dealt()
    first = run("close-phases").stdout.strip()
    frozen = client.get(f"{made.address}.json").json
    late = next(n for n in range(len(made.people)) if n not in made.verified)
    factories.keep(
        app, Verification(person_id=made.people[late], method=VerificationMethod.COMMAND_LINE, at=clock.now())
    )
    name = set_aside(app, as_user, office, made, somebody(made))
    assert client.get(f"{made.address}.json").json == frozen
    second = run("snapshot", made.round.slug).stdout.strip().splitlines()[-1]
    found = client.get(f"{made.address}.json").json
    assert (found["snapshot"], found["quarantined"]) == (second, 1)
    assert found["counted_answers"] == frozen["counted_answers"] - 1, "A late verification must not slip in."
    assert f"It corrects the snapshot {first}" in client.get(made.address).text
    assert press(as_user(office[1]), name, "lift", reason="We were wrong").status_code == 303
    run("snapshot", made.round.slug)
    third = client.get(f"{made.address}.json").json
    ignored = {"snapshot", "digest", "made_at"}
    assert {key: third[key] for key in third if key not in ignored} == {
        key: frozen[key] for key in frozen if key not in ignored
    }


def test_a_corrected_snapshot_is_reckoned_again_and_certified(dealt, app, run, tmp_path, as_user, office):
    made = dealt()
    run("close-phases")
    set_aside(app, as_user, office, made, somebody(made))
    second = run("snapshot", made.round.slug).stdout.strip().splitlines()[-1]
    file = tmp_path / "certificate.json"
    for more in ((), ("--auditor",)):
        assert run("certificate", second, "-o", file, *more).exit_code == 0
        assert run("verify", file).exit_code == 0
        statement = json.loads(file.read_bytes())["statement"]
        assert (statement["quarantined"], sum(one["quarantined"] for one in statement["items"])) == (1, 1)


def test_the_proposer_cannot_confirm_not_even_at_once(dealt, app, as_user, office):
    made = dealt()
    mine = as_user(office[0])
    propose(app, mine, made, somebody(made))
    name = rows(app)[0].public_id
    assert "You proposed this yourself" in mine.get(f"/moderation/quarantines/{name}").text
    browsers = [as_user(office[0]) for _each in range(4)] + [as_user(office[1]), as_user(office[2])]
    tokens = [browser.token("/account/") for browser in browsers]

    def send(number):
        address = f"/moderation/quarantines/{name}/confirmation"
        return browsers[number].post(address, data={"csrf_token": tokens[number]}).status_code

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(send, range(6)))
    assert set(answers[:4]) == {403}
    assert sorted(answers[4:]) == [303, 409]
    assert rows(app)[0].confirmed_by_id in {office[1].id, office[2].id}


def test_the_database_refuses_one_person_twice(dealt, app, office):
    made = dealt()
    now = clock.now()
    about = {"round_id": made.round.id, "person_id": made.people[0], "reason": "Why", "proposed_at": now}
    bad = Quarantine(**about, proposed_by_id=office[0].id, confirmed_by_id=office[0].id, confirmed_at=now)
    with pytest.raises(IntegrityError):
        factories.keep(app, bad)
    with pytest.raises(IntegrityError):
        factories.keep(app, *(Quarantine(**about, proposed_by_id=one.id) for one in office[:2]))


def test_the_same_votes_are_proposed_once_until_it_is_lifted(dealt, app, as_user, office):
    made = dealt()
    mine, person = as_user(office[0]), somebody(made)
    assert propose(app, mine, made, person).status_code == 303
    again = propose(app, as_user(office[1]), made, person)
    assert again.status_code == 409
    assert "proposed or set aside already" in again.text
    assert press(mine, rows(app)[0].public_id, "lift", reason="A slip").status_code == 303
    assert propose(app, mine, made, person).status_code == 303
    assert press(mine, rows(app)[0].public_id, "confirmation").status_code == 409


def test_what_is_wrong_is_said_and_kept(dealt, app, as_user, office):
    made = dealt()
    mine = as_user(office[0])
    for wrong in ({"handles": "nobody-here"}, {"handles": " "}, {"reason": " "}, {"reason": "x" * 1001}):
        answer = propose(app, mine, made, somebody(made), **wrong)
        assert answer.status_code == 422, wrong
    assert "Twenty within a minute" in propose(app, mine, made, somebody(made), handles="nobody-here").text
    assert rows(app) == []
    two = f"{handle(app, made.people[somebody(made)])} nobody-here"
    assert propose(app, mine, made, 0, handles=two).status_code == 422
    assert rows(app) == []


def test_nobody_sets_aside_their_own_votes(dealt, app, as_user, office):
    made = dealt(over=False)
    me, other = as_user(office[0]), as_user(office[1])
    idea = made.ideas[0]
    assert (
        me.submit(f"/ideas/{idea.public_id}", f"/contributions/{idea.public_id}/vote", choice="agree").status_code
        == 303
    )
    assert propose(app, me, made, 0, handles=office[0].handle).status_code == 403
    assert propose(app, other, made, 0, handles=office[0].handle).status_code == 303
    name = rows(app)[0].public_id
    assert press(me, name, "confirmation").status_code == 403
    assert press(me, name, "lift", reason="They are mine").status_code == 403


def test_every_act_is_in_the_audit_log_without_its_words(dealt, app, as_user, office):
    made = dealt()
    name = set_aside(app, as_user, office, made, somebody(made))
    press(as_user(office[1]), name, "lift", reason="A slip")
    with app.app_context():
        found = db.session.scalars(
            select(AuditEntry).where(AuditEntry.object_id == name).order_by(AuditEntry.sequence)
        ).all()
    assert [one.act for one in found] == ["quarantine.proposed", "quarantine.confirmed", "quarantine.lifted"]
    assert [one.actor_id for one in found] == [office[0].id, office[2].id, office[1].id]
    assert not any("slip" in one.details or "minute" in one.details for one in found)


@pytest.mark.parametrize("role", [None, *Role])
def test_every_role_at_every_address(dealt, app, client, as_user, office, role):
    made = dealt()
    propose(app, as_user(office[0]), made, somebody(made))
    name = rows(app)[0].public_id
    browser = as_user(factories.user(app, role)) if role else client
    may = role in {Role.MODERATOR, Role.COMMISSIONER}
    pages = ["notes", "quarantines", f"quarantines/{name}", f"quarantines/new?on={made.ideas[0].public_id}"]
    pages += [f"quarantines/new?round={made.round.slug}"]
    for page in pages:
        answer = browser.get(f"/moderation/{page}")
        assert answer.status_code == (200 if may else 303 if role is None else 403), (role, page)
        assert may or "Twenty within a minute" not in answer.text
    token = {"csrf_token": browser.token("/account/" if role else "/login")}
    refused = {302, 303} if role is None else {403}
    sent = [
        ("notes/nothing/looked", {"words": "I looked"}, {404}),
        ("quarantines/nothing/confirmation", {}, {404}),
        ("quarantines/nothing/lift", {"reason": "Why"}, {404}),
        (pages[3], {"handles": "nobody", "reason": "Why"}, {422}),
        (f"quarantines/{name}/confirmation", {}, {303}),
        (f"quarantines/{name}/lift", {"reason": "Why"}, {303}),
    ]
    for page, fields, allowed in sent:
        answer = browser.post(f"/moderation/{page}", data=token | fields)
        assert answer.status_code in (allowed if may else refused), (role, page, answer.status_code)
    assert (rows(app)[0].lifted_at is not None) is may


def test_a_place_that_is_not_there(app, as_user, office):
    browser = as_user(office[0])
    for page in (
        "quarantines/nothing",
        "quarantines/new",
        "quarantines/new?on=nothing",
        "quarantines/new?round=nothing",
    ):
        assert browser.get(f"/moderation/{page}").status_code == 404


def test_accounts_with_unusual_votes_are_offered_to_judge(plotted, app, as_user, office):
    _, ideas, plotters = plotted()
    page = as_user(office[2]).get(f"/moderation/quarantines/new?on={ideas[-1].public_id}").text
    assert all(person.handle in page for person in plotters)


def test_two_who_propose_the_same_at_once_make_one(dealt, app, as_user, office):
    made = dealt()
    browsers = [as_user(one) for one in office]
    address = f"/moderation/quarantines/new?on={made.ideas[0].public_id}"
    words = {"handles": handle(app, made.people[somebody(made)]), "reason": "Twenty within a minute"}
    forms = [browser.form(address, "/moderation/quarantines/new").fields | words for browser in browsers]
    with ThreadPoolExecutor(3) as pool:
        answers = list(pool.map(lambda n: browsers[n].post(address, data=forms[n]).status_code, range(3)))
    assert sorted(answers) == [303, 409, 409]
    assert len(rows(app)) == 1


def test_not_too_many_at_once(dealt, app, as_user, office):
    made = dealt()
    many = " ".join(f"person-of-chance-{n}" for n in range(101))
    answer = propose(app, as_user(office[0]), made, 0, handles=many)
    assert answer.status_code == 422
    assert "100 accounts at most" in answer.text
