"""Administrators: give roles, take them, make organisations. One administrator always stays."""

import threading

import pytest

from app.accounts import roles_service
from app.accounts.models import User
from app.audit import AuditEntry
from app.extensions import db
from app.rules.actors import Actor, Role
from app.rules.refusals import Refusal
from tests import factories

PAGES = ["/administration/people", "/administration/organisations"]


def roles_of(app, person):
    with app.app_context():
        return db.session.get(User, person.id).actor.roles - {Role.RESIDENT}


def give(client, person, *roles, organisation=""):
    page = f"/administration/people/{person.handle}"
    data = client.form(page).fields | {"roles": list(roles), "organisation": organisation}
    return client.post(page, data=data)


@pytest.fixture
def administrator(app):
    return factories.user(app, Role.ADMINISTRATOR, name="Ada")


@pytest.mark.parametrize("role", [None, *(role for role in Role if role not in {Role.ADMINISTRATOR, Role.RESIDENT})])
def test_nobody_else_gives_roles(app, as_user, role):
    person = factories.user(app, *([role] if role else []))
    other, client = factories.user(app), as_user(person)
    data = {"csrf_token": client.token("/account/"), "roles": "administrator"}
    for page in [*PAGES, f"/administration/people/{other.handle}"]:
        assert client.get(page).status_code == 403
        assert client.post(page, data=data).status_code in {403, 405}
    assert roles_of(app, other) == set()


def test_roles_are_given_and_taken(app, as_user, administrator):
    person, client = factories.user(app), as_user(administrator)
    assert give(client, person, "moderator", "commissioner").status_code == 303
    assert roles_of(app, person) == {Role.MODERATOR, Role.COMMISSIONER}
    assert give(client, person, "commissioner").status_code == 303
    assert roles_of(app, person) == {Role.COMMISSIONER}
    with app.app_context():
        entries = db.session.query(AuditEntry).order_by(AuditEntry.sequence).all()
        assert [(entry.act, entry.actor_id) for entry in entries] == [("roles.changed", administrator.id)] * 2
        assert entries[1].details == '{"given":[],"taken":["moderator"]}'


def test_a_role_counts_at_once(app, as_user, administrator):
    person = factories.user(app)
    session = as_user(person)
    assert session.get("/moderation/").status_code == 403
    give(as_user(administrator), person, "moderator")
    assert session.get("/moderation/").status_code == 200
    give(as_user(administrator), person)
    assert session.get("/moderation/").status_code == 403


@pytest.mark.parametrize("role", ["resident", "organisation", "root", ""])
def test_what_is_no_role_to_give_is_refused(app, as_user, administrator, role):
    person = factories.user(app)
    assert give(as_user(administrator), person, role).status_code == 422
    assert roles_of(app, person) == set()


def test_nobody_changes_their_own_roles(app, as_user, administrator):
    client = as_user(administrator)
    page = f"/administration/people/{administrator.handle}"
    assert "Nobody changes their own roles" in client.get(page).text
    token = client.token("/administration/organisations")
    answer = client.post(page, data={"csrf_token": token, "roles": ["administrator", "moderator"]})
    assert answer.status_code == 403
    assert roles_of(app, administrator) == {Role.ADMINISTRATOR}


def test_without_the_token_nothing_is_given(app, as_user, administrator):
    person = factories.user(app)
    page = f"/administration/people/{person.handle}"
    assert as_user(administrator).post(page, data={"roles": "moderator"}).status_code == 400
    assert roles_of(app, person) == set()


def test_two_administrators_who_demote_each_other_at_once_leave_one(app):
    for _round in range(5):
        pair = [factories.user(app, Role.ADMINISTRATOR) for _ in range(2)]
        gate, refused = threading.Barrier(2), []

        def demote(one, other, gate=gate, refused=refused):
            with app.app_context():
                gate.wait()
                try:
                    roles_service.set_roles(Actor(one.id, frozenset({Role.ADMINISTRATOR})), other.id, frozenset(), None)
                except Refusal as refusal:
                    refused.append(refusal)

        threads = [threading.Thread(target=demote, args=order) for order in (pair, pair[::-1])]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        left = [person for person in pair if roles_of(app, person)]
        assert len(left) == len(refused) == 1
        with app.app_context():
            survivor = db.session.get(User, left[0].id)
            survivor.roles = []
            db.session.commit()


def test_people_are_found_by_name_and_by_address(app, as_user, administrator):
    factories.user(app, name="Zoë Ndlovu", email="zn@example.org")
    factories.user(app, name="Per % Cent")
    client = as_user(administrator)
    for words in ("Ndlovu", "zn@example", "ndlovu"):
        page = client.get("/administration/people", query_string={"q": words}).text
        assert "Zoë Ndlovu" in page
        assert "Per % Cent" not in page
    assert "Zoë" not in client.get("/administration/people", query_string={"q": "%"}).text
    assert "Nobody found" in client.get("/administration/people", query_string={"q": "no such"}).text


def test_a_long_list_has_pages(app, as_user, administrator, monkeypatch):
    from app.accounts import queries

    monkeypatch.setattr(queries, "PEOPLE_A_PAGE", 2)
    people = [factories.user(app, name=f"Number {n}") for n in range(3)]
    client = as_user(administrator)
    first = client.get("/administration/people").text
    assert "Number 2" in first
    assert "Number 0" not in first
    second = client.get("/administration/people", query_string={"before": people[1].id}).text
    assert "Number 0" in second
    assert "Number 2" not in second


def test_an_account_speaks_for_an_organisation_and_shows_its_badge(app, as_user, client, administrator):
    boss, person = as_user(administrator), factories.user(app, name="Sam Reed")
    made = boss.submit("/administration/organisations", name="Brindle Repairs", about="We *mend*.")
    assert made.status_code == 303
    with app.app_context():
        from app.accounts.queries import organisation_by_handle

        body = organisation_by_handle("brindle-repairs")
    assert give(boss, person, organisation=str(body.id)).status_code == 303
    assert roles_of(app, person) == {Role.ORGANISATION}
    page = client.get("/organisations/brindle-repairs").text
    assert "<em>mend</em>" in page
    assert "Sam Reed" in page
    assert "Brindle Repairs" in client.get(f"/people/{person.handle}").text
    give(boss, person)
    assert roles_of(app, person) == set()
    assert "Sam Reed" not in client.get("/organisations/brindle-repairs").text


def test_an_organisation_needs_a_name(app, as_user, administrator):
    answer = as_user(administrator).submit("/administration/organisations", name=" ", about="Kept words")
    assert answer.status_code == 422
    assert "Kept words" in answer.text


def test_nobody_speaks_for_an_organisation_that_is_not_there(app, as_user, administrator):
    person = factories.user(app)
    assert give(as_user(administrator), person, organisation="999").status_code == 422


def test_who_left_in_the_meantime_is_not_given_roles(app, as_user, administrator):
    person, client = factories.user(app), as_user(administrator)
    page = f"/administration/people/{person.handle}"
    form = client.form(page)
    with app.app_context():
        db.session.get(User, person.id).active = False
        db.session.commit()
    assert client.post(page, data=form.fields | {"roles": "moderator"}).status_code == 404
    assert client.get(page).status_code == 404


def test_two_organisations_of_one_name_at_one_moment(app, as_user, administrator, monkeypatch):
    from app.accounts import queries

    taken = factories.organisation(app)
    monkeypatch.setattr(queries, "free_handle", lambda name: taken.handle)
    answer = as_user(administrator).submit("/administration/organisations", name="Brindle, Repairs & Co", about="")
    assert answer.status_code == 409
