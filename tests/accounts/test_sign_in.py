"""Signing in and out, as people do it and as others try it."""

import pytest

from tests import factories
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
