"""What everybody may see of people and organisations."""

import pytest

from app import clock
from app.rules.actors import Role
from app.rules.contributions import Kind
from tests import factories
from tests.accounts.pages import without


def test_a_profile_shows_what_was_posted(app, client):
    person = factories.user(app, name="Mary Okafor", area_id=factories.area(app, "Kilnfield").id)
    round_ = factories.round_(app)
    need = factories.contribution(app, round_, person, Kind.NEED, title="Falls at night")
    page = client.get(f"/people/{person.handle}").text
    assert "Mary Okafor" in page
    assert "Kilnfield" in page
    assert f"/needs/{need.public_id}" in page
    assert person.email not in page


def test_nothing_there_is_said_in_words(app, client):
    assert "Nothing yet" in client.get(f"/people/{factories.user(app).handle}").text


@pytest.mark.parametrize("state", ["hidden", "withdrawn", "draft", "round not opened"])
@pytest.mark.parametrize("reader", ["stranger", "author", "moderator"])
def test_what_is_not_public_is_neither_shown_nor_counted(app, client, as_user, state, reader):
    person, now = factories.user(app), clock.now()
    round_ = factories.round_(app, opened_at=None) if state == "round not opened" else factories.round_(app)
    fields = {
        "hidden": {"hidden_at": now, "hidden_rule": 1},
        "withdrawn": {"withdrawn_at": now},
        "draft": {"published_at": None},
    }.get(state, {})
    factories.contribution(app, round_, person, title="Secret words", body="Secret body", **fields)
    readers = {"stranger": None, "author": person, "moderator": factories.user(app, Role.MODERATOR)}
    browser = as_user(readers[reader]) if readers[reader] else client
    page = browser.get(f"/people/{person.handle}").text
    assert "Secret" not in page
    assert "Nothing yet" in page


def test_people_are_not_found_by_number(app, client):
    person = factories.user(app)
    assert client.get(f"/people/{person.id}").status_code == 404
    assert client.get(f"/organisations/{factories.organisation(app).id}").status_code == 404


@pytest.mark.parametrize("fields", [{"active": False}, {"confirmed_at": None}])
def test_who_is_not_here_looks_like_nobody(app, client, fields):
    person = factories.user(app, **fields)
    there, nobody = client.get(f"/people/{person.handle}"), client.get("/people/nobody-at-all")
    assert there.status_code == nobody.status_code == 404
    assert without(there.text, person.handle) == without(nobody.text, "nobody-at-all")


def test_an_organisation_shows_what_its_people_wrote(app, client):
    body = factories.organisation(app, "Brindle Repairs", about_html="<p>We mend.</p>")
    person = factories.user(app, Role.ORGANISATION, organisation_id=body.id)
    idea = factories.contribution(app, factories.round_(app), person)
    page = client.get(f"/organisations/{body.handle}").text
    assert f"/ideas/{idea.public_id}" in page
    assert "We mend." in page


def test_an_organisation_that_is_not_there(client):
    assert client.get("/organisations/nobody").status_code == 404
