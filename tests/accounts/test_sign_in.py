"""Signing in and out, as people do it and as others try it."""

import pytest

from app.accounts.models import User
from app.extensions import db
from tests import factories
from tests.accounts.pages import without
from tests.web import PASSWORD, sign_in


def test_a_person_signs_in_and_out(app, client):
    person = factories.user(app, name="Zoë Ndlovu")
    assert sign_in(client, person).location == "/"
    assert "Zoë Ndlovu" in client.get("/account/").text
    assert client.submit("/account/", "/logout").status_code == 302
    assert client.get("/account/").status_code == 303


def test_the_way_back_is_kept(app, client):
    person = factories.user(app)
    away = client.get("/account/?x=1")
    assert away.status_code == 303
    back = client.submit(away.location, "/login", email=person.email, password=PASSWORD)
    assert back.location == "/account/?x=1"


EVIL = ["//evil.example", "/\\evil.example", "\\\\evil.example", "https://evil.example/", "///evil.example", " //evil.example",
        "javascript:alert(1)", "/\t/evil.example", "http://localhost@evil.example/"]  # fmt: skip


@pytest.mark.parametrize("target", EVIL)
def test_nobody_is_sent_to_another_site(app, client, target):
    person = factories.user(app)
    form = client.form("/login")
    answer = client.post("/login", data=form.fields | {"email": person.email, "password": PASSWORD, "next": target})
    assert answer.status_code == 400
    assert client.get("/account/").status_code == 303, "nobody was signed in"


@pytest.mark.parametrize("target", EVIL)
def test_nor_by_the_address_of_the_page(app, client, target):
    person = factories.user(app)
    data = client.form("/login").fields | {"email": person.email, "password": PASSWORD}
    answer = client.post("/login", query_string={"next": target}, data=data)
    assert answer.status_code == 400


def test_the_answer_is_the_same_for_a_wrong_password_and_an_unknown_address(app, client):
    person = factories.user(app)
    wrong = client.submit("/login", email=person.email, password="not the password")
    unknown = client.submit("/login", email="nobody@example.org", password="not the password")
    assert wrong.status_code == unknown.status_code == 422
    assert without(wrong.text, person.email) == without(unknown.text, "nobody@example.org")


def test_the_address_may_be_written_in_any_case(app, client):
    person = factories.user(app, email="Mary.Okafor@Example.org")
    assert client.submit("/login", email="mary.okafor@example.ORG", password=PASSWORD).status_code == 302
    assert client.get("/account/").status_code == 200, person.email


def test_a_session_planted_before_says_nothing_after(app, client):
    person = factories.user(app)
    planted = client.token("/login")
    sign_in(client, person)
    assert client.post("/account/", data={"csrf_token": planted, "display_name": "Changed"}).status_code == 400
    assert factories.reload(app, person).display_name == person.display_name


def test_a_session_ends_when_the_account_is_switched_off(app, as_user):
    person = factories.user(app)
    client = as_user(person)
    assert client.get("/account/").status_code == 200
    with app.app_context():
        db.session.get(User, person.id).active = False
        db.session.commit()
    assert client.get("/account/").status_code == 303


def test_somebody_switched_off_cannot_sign_in(app, client):
    person = factories.user(app, active=False)
    assert client.submit("/login", email=person.email, password=PASSWORD).status_code == 422


def test_signing_out_needs_the_form_of_our_page(app, as_user):
    client = as_user(factories.user(app))
    assert client.get("/logout").status_code == 405
    assert client.post("/logout").status_code in {200, 400}
    assert client.get("/account/").status_code == 200, "still signed in"


STRANGERS_PAGES = ["/", "/rounds", "/rules", "/accessibility", "/privacy", "/healthz", "/account/sent"]


@pytest.mark.parametrize("page", STRANGERS_PAGES)
def test_strangers_get_no_cookie_until_a_form_needs_one(app, client, page):
    response = client.get(page)
    assert response.status_code == 200
    assert "Set-Cookie" not in response.headers
    assert "csrf_token" not in response.text


def test_a_profile_sets_no_cookie_either(app, client):
    person = factories.user(app)
    assert "Set-Cookie" not in client.get(f"/people/{person.handle}").headers


def test_the_form_of_the_sign_in_sets_the_cookie_of_its_token(client):
    assert "HttpOnly" in client.get("/login").headers["Set-Cookie"]


def test_json_is_no_way_in(app, client):
    person = factories.user(app)
    token = client.token()
    words = {"email": person.email, "password": PASSWORD}
    answer = client.post("/login", json=words, headers={"X-CSRFToken": token})
    assert answer.status_code == 415


def test_a_token_is_no_way_in(app, client):
    """One would outlive the sign-out, and stand in addresses."""
    person = factories.user(app)
    fields = client.form("/login").fields | {"email": person.email, "password": PASSWORD}
    answer = client.post("/login?include_auth_token", data=fields, headers={"Accept": "application/json"})
    token = answer.json["response"]["user"]["authentication_token"]
    stranger = app.test_client()
    assert stranger.get("/account/", headers={"Authentication-Token": token}).status_code == 303
    assert stranger.get(f"/account/?auth_token={token}").status_code == 303
