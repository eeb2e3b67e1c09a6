"""Staff need a second code where the site says so; and what others do for somebody who lost the phone."""

import pytest

from app.accounts.models import User
from app.audit import AuditEntry
from app.extensions import db
from app.notifications.models import Notice
from app.rules.actors import Role
from app.rules.notices import NoticeKind
from app.rules.second_factor import Known
from tests import factories
from tests.accounts.codes import GIVE, SET_UP, give_password, recovery_codes, switch_on
from tests.accounts.test_second_factor import is_in, kept
from tests.web import PASSWORD, sign_in

STAFF = (Role.MODERATOR, Role.COMMISSIONER, Role.ADMINISTRATOR)


@pytest.fixture
def strict(make_app):
    """A site that asks staff for a second code."""
    return make_app(staff_second_factor=True)


def signed_in(app, person):
    client = app.test_client()
    sign_in(client, person)
    return client


DOORS = {
    Role.MODERATOR: "/moderation/",
    Role.COMMISSIONER: "/rounds/new",
    Role.ADMINISTRATOR: "/administration/people",
}


@pytest.mark.parametrize("role", STAFF)
def test_what_a_role_opens_stays_shut_until_it_is_set_up(strict, role):
    client = signed_in(strict, factories.user(strict, role))
    home = client.get("/rounds")
    assert home.status_code == 200, "they read as anybody does"
    assert "stays shut until you have set up a second code" in home.text
    away = client.get(DOORS[role])
    assert (away.status_code, away.location) == (303, SET_UP)
    page = client.get(away.location).text
    assert "Your role needs a second code when you sign in. Set it up here" in page
    switch_on(client)
    assert client.get(DOORS[role]).status_code == 200
    assert "Your role needs a second code" not in client.get(SET_UP).text


@pytest.mark.parametrize("role", STAFF)
def test_where_the_site_does_not_ask_the_password_is_enough(app, role):
    assert signed_in(app, factories.user(app, role)).get(DOORS[role]).status_code == 200


def test_a_session_from_before_gets_nothing_of_it(strict):
    """Somebody who has stolen the password waits until the moderator has set it up."""
    moderator = factories.user(strict, Role.MODERATOR)
    thief, client = signed_in(strict, moderator), signed_in(strict, moderator)
    switch_on(client)
    assert client.get("/moderation/").status_code == 200
    assert thief.get("/moderation/").location.startswith("/login")


def test_staff_may_not_switch_it_off_and_residents_may(strict):
    moderator, resident = factories.user(strict, Role.MODERATOR), factories.user(strict)
    for person, status in ((moderator, 422), (resident, 302)):
        client = signed_in(strict, person)
        switch_on(client)
        answer = client.post(SET_UP, data={"csrf_token": client.token("/account/"), "setup": "disable"})
        assert answer.status_code == status
        assert bool(kept(strict, person)[0]) is (status == 422)
    assert "Your role needs it, so it stays on" in signed_in_with_code(strict, moderator).get(SET_UP).text


def signed_in_with_code(app, person):
    """With the key as it is kept, for whoever has no phone at hand."""
    client = app.test_client()
    give_password(client, person)
    with app.app_context():
        totp = app.extensions["security"].totp_factory
        code = totp.generate_totp_password(db.session.get(User, person.id).tf_totp_secret)
    assert client.submit(GIVE, code=code).status_code == 302
    return client


def test_programs_are_told_in_a_sentence(strict):
    client = signed_in(strict, factories.user(strict, Role.MODERATOR))
    answer = client.get("/moderation/", headers={"Accept": "application/json"})
    assert answer.status_code == 403
    assert "second code" in answer.json["error"]


def test_what_a_role_forbids_it_forbids_while_it_rests(strict):
    """The escalation contact who was made an administrator since opens nothing, with a second code or without."""
    boss, contact = factories.user(strict, Role.ADMINISTRATOR), factories.user(strict)
    ruler = signed_in(strict, boss)
    switch_on(ruler)
    named = ruler.submit("/administration/escalation", handle=contact.handle)
    assert named.status_code == 303
    client = signed_in(strict, contact)
    assert client.get("/escalations").status_code == 200
    ruler.submit(f"/administration/people/{contact.handle}", roles="administrator")
    assert client.get("/escalations").location == SET_UP
    switch_on(client)
    assert client.get("/escalations").status_code == 403


def test_giving_roles_keeps_those_that_rest(strict, run):
    moderator = factories.user(strict, Role.MODERATOR)
    runner = strict.test_cli_runner()
    assert runner.invoke(args=["user", "role", moderator.email, "commissioner"]).exit_code == 0
    with strict.app_context():
        person = db.session.get(User, moderator.id)
        assert person.held_roles == {Role.RESIDENT, Role.MODERATOR, Role.COMMISSIONER}
        assert person.actor.roles == {Role.RESIDENT}
        [entry] = db.session.query(AuditEntry).filter_by(act="roles.changed")
        assert entry.details == '{"given":["commissioner"],"taken":[]}'


def test_the_last_administrator_stays_one_while_it_rests(strict):
    only = factories.user(strict, Role.ADMINISTRATOR)
    runner = strict.test_cli_runner()
    answer = runner.invoke(args=["user", "role", only.email, "administrator", "--remove"])
    assert answer.exit_code != 0
    assert signed_in(strict, only).submit("/account/close", password=PASSWORD).status_code == 403


def test_roles_stand_in_the_person_s_own_data_while_they_rest(strict):
    client = signed_in(strict, factories.user(strict, Role.MODERATOR))
    account = client.get("/account/data.json").json["account"]
    assert account["roles"] == ["moderator", "resident"]
    assert account["signs_in_with_second_code"] is False


# -- Somebody lost the phone -----------------------------------------------------------------------------------------


@pytest.fixture
def lost(app):
    """Somebody who has set it up, and their client."""
    person = factories.user(app, name="Zoë Ndlovu")
    client = signed_in(app, person)
    switch_on(client)
    recovery_codes(client)
    return person, client


def off(person):
    return f"/administration/people/{person.handle}/second-code"


def log(app):
    with app.app_context():
        found = db.session.query(AuditEntry).filter_by(act="second_factor.switched_off")
        return [(entry.actor_id, entry.object_id, entry.details) for entry in found]


def told(app, person):
    with app.app_context():
        return db.session.query(Notice).filter_by(person_id=person.id, kind=NoticeKind.SECOND_FACTOR_OFF).count()


def test_an_administrator_switches_it_off_and_the_person_is_told(app, client, as_user, lost, outbox):
    person, theirs = lost
    boss = factories.user(app, Role.ADMINISTRATOR)
    ruler = as_user(boss)
    assert off(person) in ruler.get(f"/administration/people/{person.handle}").text
    outbox.clear()
    answer = ruler.submit(off(person), known="called_back")
    assert answer.status_code == 303
    assert kept(app, person) == (None, None, [])
    assert log(app) == [(boss.id, str(person.id), '{"known":"called_back"}')]
    [message] = outbox
    assert message.to == [person.email]
    assert "somebody said that the phone and the recovery codes were lost" in message.body
    assert not is_in(theirs), "the phone that was lost may be signed in"
    assert give_password(client, person).location == "/"
    assert told(app, person) == 1
    assert "was switched off by the people who run this site" in client.get("/notices").text


def test_a_reason_is_needed(app, as_user, lost):
    person, _theirs = lost
    ruler = as_user(factories.user(app, Role.ADMINISTRATOR))
    for said in ({}, {"known": ""}, {"known": "because"}):
        answer = ruler.submit(off(person), **said)
        assert answer.status_code == 422
    assert kept(app, person)[0]
    assert not log(app)


def test_nobody_does_it_to_themselves(app, client):
    boss = factories.user(app, Role.ADMINISTRATOR)
    sign_in(client, boss)
    switch_on(client)
    assert "with your password" in client.get(off(boss)).text
    answer = client.post(off(boss), data={"csrf_token": client.token("/account/"), "known": "in_person"})
    assert answer.status_code == 403
    assert kept(app, boss)[0]


@pytest.mark.parametrize("role", [None, *(role for role in Role if role not in {Role.RESIDENT, Role.ADMINISTRATOR})])
def test_nobody_but_an_administrator_does_it(app, as_user, lost, role):
    person, _theirs = lost
    client = as_user(factories.user(app, *([role] if role else [])))
    assert client.get(off(person)).status_code == 403
    answer = client.post(off(person), data={"csrf_token": client.token("/account/"), "known": "in_person"})
    assert answer.status_code == 403
    assert kept(app, person)[0]


def test_it_is_done_once(app, as_user, lost, outbox):
    person, _theirs = lost
    ruler = as_user(factories.user(app, Role.ADMINISTRATOR))
    form = ruler.form(off(person)).fields | {"known": Known.VOUCHED.value}
    assert ruler.post(off(person), data=form).status_code == 303
    again = ruler.post(off(person), data=form)
    assert again.status_code == 409
    assert len(log(app)) == told(app, person) == 1
    assert "has no second code switched on any more" in ruler.get(off(person)).text


def test_there_is_no_such_person(app, as_user):
    assert (
        as_user(factories.user(app, Role.ADMINISTRATOR)).get("/administration/people/nobody/second-code").status_code
        == 404
    )


def test_the_operator_switches_it_off(app, run, lost, outbox):
    person, theirs = lost
    outbox.clear()
    answer = run("user", "second-factor", "off", person.email.upper())
    assert answer.exit_code == 0
    assert "signs in with the password alone now" in answer.stderr
    assert kept(app, person) == (None, None, [])
    assert log(app) == [(None, str(person.id), '{"known":"operator"}')]
    assert [message.to for message in outbox] == [[person.email]]
    assert told(app, person) == 1
    assert not is_in(theirs)


def test_the_operator_hears_what_is_wrong(app, run):
    nobody = run("user", "second-factor", "off", "nobody@example.org")
    assert nobody.exit_code == 1
    assert "There is no account with this address" in nobody.stderr
    none = run("user", "second-factor", "off", factories.user(app).email)
    assert none.exit_code == 1
    assert "no second code" in none.stderr


def test_an_administrator_sees_who_of_staff_has_none(strict):
    boss, moderator = factories.user(strict, Role.ADMINISTRATOR), factories.user(strict, Role.MODERATOR)
    ruler = signed_in(strict, boss)
    switch_on(ruler)
    page = ruler.get(f"/administration/people/{moderator.handle}").text
    assert "they have set up none yet" in page
