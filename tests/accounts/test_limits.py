"""Whoever guesses or floods is paused."""

import pytest

from app.extensions import limiter
from tests import factories


@pytest.fixture
def limited(make_app):
    """An app that counts. The limiter is one for all apps of a process: it is put back."""
    other = make_app(rate_limits=True)
    limiter.reset()
    yield other
    limiter.reset()
    limiter.enabled = False


def tries(client, page, times, **fields):
    form = client.form(page)
    return [client.post(page, data=form.fields | fields).status_code for _ in range(times)]


def test_guessing_a_password_is_paused(app, limited):
    person, client = factories.user(app), limited.test_client()
    answers = tries(client, "/login", 21, email=person.email, password="guess")
    assert answers == [422] * 20 + [429]
    other_case = tries(limited.test_client(), "/login", 1, email=person.email.upper(), password="guess")
    assert other_case == [429]
    assert tries(client, "/login", 1, email="other@example.org", password="guess") == [422]


def test_looking_at_the_page_is_never_paused(limited):
    client = limited.test_client()
    assert {client.get("/login").status_code for _ in range(70)} == {200}


@pytest.mark.parametrize("page", ["/reset", "/confirm"])
def test_flooding_a_mailbox_is_paused(limited, page):
    answers = tries(limited.test_client(), page, 6, email="mary@example.org")
    assert answers == [200] * 5 + [429]


def test_making_accounts_in_bulk_is_paused(limited):
    client = limited.test_client()
    form = client.form("/register")
    answers = []
    for n in range(31):
        data = form.fields | {"email": f"m{n}@example.org", "display_name": "", "password": "x"}
        answers.append(client.post("/register", data=data).status_code)
    assert answers == [422] * 30 + [429]


def test_a_made_up_forwarded_address_does_not_help(app, limited):
    client = limited.test_client()
    form = client.form("/login")
    answers = [
        client.post(
            "/login", data=form.fields | {"email": f"p{n}@example.org"}, headers={"X-Forwarded-For": f"10.0.0.{n}"}
        ).status_code
        for n in range(61)
    ]
    assert answers == [422] * 60 + [429]


def test_a_load_test_switches_it_off(app, client):
    assert set(tries(client, "/login", 25, email="m@example.org", password="")) == {422}
