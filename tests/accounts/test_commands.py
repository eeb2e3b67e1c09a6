"""`flask user …`."""

import json

import pytest

from app.accounts import queries
from app.extensions import db
from app.rules.actors import Role
from tests import factories
from tests.web import PASSWORD, sign_in

MARY = ("user", "create", "mary@example.org", "--name", "Mary Okafor", "--password", PASSWORD)


def person(app, email="mary@example.org"):
    with app.app_context():
        found = queries.person_by_email(email)
        return found and (found.actor, found.area_id, found.confirmed_at, found.handle)


def test_an_account_is_made_and_can_sign_in(app, run, client):
    area = factories.area(app, "Kilnfield")
    made = run(*MARY, "--role", "moderator", "--role", "commissioner", "--area", "Kilnfield", "--verified")
    assert made.exit_code == 0, made.output
    actor, area_id, confirmed, _handle = person(app)
    assert actor.roles == {Role.RESIDENT, Role.MODERATOR, Role.COMMISSIONER}
    assert actor.verified
    assert area_id == area.id
    assert confirmed
    with app.app_context():
        mary = queries.person_by_email("mary@example.org")
        db.session.expunge(mary)
    sign_in(client, mary)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ((*MARY[:-1], "short"), "at least 8 characters"),
        ((*MARY[:4], " ", *MARY[5:]), "cannot be a name"),
        ((*MARY[:2], "no-address", *MARY[3:]), "is not an email address"),
        ((*MARY, "--area", "Nowhere"), "There is no area “Nowhere”"),
        ((*MARY, "--role", "king"), "Invalid value"),
    ],
)
def test_what_cannot_be_is_said(app, run, words, sentence):
    result = run(*words)
    assert result.exit_code != 0
    assert sentence in result.stderr
    assert person(app) is None


def test_everybody_is_a_resident_so_that_role_changes_nothing(app, run):
    assert run(*MARY, "--role", "resident").exit_code == 0
    assert person(app)[0].roles == {Role.RESIDENT}
    refused = run("user", "role", MARY[2], "resident", "--remove")
    assert refused.exit_code == 1
    assert "Everybody with an account is a resident" in refused.stderr


@pytest.mark.parametrize("address", ["a@folkmoot.test", "b@localhost", "c@site.invalid", "d@example.local"])
def test_no_domain_is_refused_for_its_name(app, run, client, address):
    assert run(*MARY[:2], address, *MARY[3:]).exit_code == 0
    with app.app_context():
        made = queries.person_by_email(address)
        db.session.expunge(made)
    sign_in(client, made)


def test_an_address_has_one_account(app, run):
    run(*MARY)
    again = run(*MARY[:2], "MARY@example.org", *MARY[3:])
    assert again.exit_code == 1
    assert "There is an account with this address already" in again.stderr


def test_roles_are_given_and_taken(app, run):
    run(*MARY)
    assert run("user", "role", "mary@example.org", "administrator").exit_code == 0
    assert Role.ADMINISTRATOR in person(app)[0].roles
    last = run("user", "role", "mary@example.org", "administrator", "--remove")
    assert last.exit_code == 1
    assert "last administrator" in last.stderr
    factories.user(app, Role.ADMINISTRATOR)
    assert run("user", "role", "mary@example.org", "administrator", "--remove").exit_code == 0
    assert person(app)[0].roles == {Role.RESIDENT}


def test_nobody_there_is_said(run):
    result = run("user", "role", "nobody@example.org", "moderator")
    assert result.exit_code == 1
    assert "There is no account with this address" in result.stderr


def test_people_are_listed(app, run):
    run(*MARY, "--role", "moderator")
    listed = run("user", "list", "--format", "json")
    (row,) = json.loads(listed.stdout)
    assert (row["email"], row["name"], row["roles"]) == ("mary@example.org", "Mary Okafor", ["moderator", "resident"])
    assert "Mary Okafor" in run("user", "list").stdout


def test_the_commands_that_would_pass_the_log_by_are_not_there(run):
    assert run("users", "create").exit_code == 2
    assert run("roles", "create").exit_code == 2
