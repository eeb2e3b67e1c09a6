"""What every answer says: headers, refusals in plain words, JSON for programs, no cookie for strangers."""

import re

import pytest
from sqlalchemy.exc import OperationalError

from tests import factories


def test_every_answer_carries_a_strict_policy_with_a_nonce_of_its_own(client):
    first, second = (client.get("/rules").headers["Content-Security-Policy"] for _ in range(2))
    assert "default-src 'none'" in first
    assert "unsafe" not in first
    nonces = [re.search(r"'nonce-([\w-]{22})'", policy).group(1) for policy in (first, second)]
    assert nonces[0] != nonces[1]


def test_the_policy_names_the_sockets_of_the_site_for_browsers_that_do_not_count_them_as_its_own(client, make_app):
    assert "connect-src 'self';" in client.get("/rules").headers["Content-Security-Policy"]
    known = make_app(server_name="folkmoot.example").test_client()
    policy = known.get("/rules", base_url="https://folkmoot.example").headers["Content-Security-Policy"]
    assert "connect-src 'self' wss://folkmoot.example;" in policy


def test_no_script_or_style_stands_in_a_page_without_the_nonce(client):
    response = client.get("/rules")
    nonce = re.search(r"'nonce-([\w-]+)'", response.headers["Content-Security-Policy"]).group(1)
    scripts = re.findall(r"<script[^>]*>", response.text)
    assert scripts
    assert all(f'nonce="{nonce}"' in script for script in scripts)
    assert "<style" not in response.text
    assert not re.search(r'\s(style|on\w+)="', response.text)


def test_the_page_is_for_its_reader_and_is_never_framed(client):
    headers = client.get("/rules").headers
    assert "Cookie" in headers["Vary"]
    assert headers["Cache-Control"] == "private, no-cache"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"


def test_the_bare_route_touches_nothing(client):
    response = client.get("/healthz")
    assert (response.status_code, response.text) == (200, "ok")
    assert "Set-Cookie" not in response.headers


def test_nothing_at_an_address_is_a_page_for_people_and_json_for_programs(client):
    page = client.get("/nowhere")
    assert page.status_code == 404
    assert "nothing at this address" in page.text
    told = client.get("/nowhere", headers={"Accept": "application/json"})
    assert told.status_code == 404
    assert told.json["status"] == 404


def sent(client, address: str, origin: str, **fields: str):
    """A form that is posted from a page at `origin`."""
    return client.post(address, data=fields, headers={"Origin": origin, "Referer": f"{origin}/needs/abc"})


@pytest.mark.parametrize("signed_in", [True, False])
def test_words_that_were_written_in_a_page_left_open_too_long_are_given_back(app, as_user, client, signed_in):
    reader = as_user(factories.user(app)) if signed_in else client
    words = "I fell <b>twice</b>.\nNobody came."
    answer = sent(reader, "/contributions/abc/comments", "http://localhost", body=words, password="secret of mine")
    assert answer.status_code == 400
    assert "your words stand here" in answer.text
    assert 'href="/needs/abc">Open the page again</a>' in answer.text
    assert "I fell &lt;b&gt;twice&lt;/b&gt;.\nNobody came.</textarea>" in answer.text
    assert "secret of mine" not in answer.text


def test_whoever_was_signed_out_gets_the_words_back_and_a_way_to_sign_in(client):
    token = client.forms("/login")[-1].fields["csrf_token"]
    answer = sent(client, "/contributions/abc/comments", "http://localhost", body="Nobody came.", csrf_token=token)
    assert answer.status_code == 401
    assert "Nobody came.</textarea>" in answer.text
    assert 'href="/login?next=/needs/abc"' in answer.text


def test_nobody_else_can_have_our_page_show_words_of_theirs(client):
    for origin in ("https://elsewhere.example", "null", ""):
        answer = sent(client, "/contributions/abc/comments", origin, body="Call this number.")
        assert answer.status_code == 400
        assert "Call this number." not in answer.text


def test_a_stranger_is_sent_to_sign_in_and_back(client):
    response = client.get("/notices?page=2")
    assert response.status_code == 303
    assert response.location == "/login?next=/notices?page%3D2"
    assert client.get("/notices", headers={"Accept": "application/json"}).status_code == 401


def test_a_form_without_its_token_changes_nothing_and_says_so(app, as_user):
    client = as_user(factories.user(app))
    response = client.post("/contributions/whatever/vote", data={"choice": "agree"})
    assert response.status_code == 400
    assert "Nothing was changed" in response.text


def test_a_giant_message_is_refused_in_words(app, as_user):
    client = as_user(factories.user(app))
    response = client.post("/contributions/whatever/comments", data={"body": "x" * 2_000_000})
    assert response.status_code == 413
    assert "too much" in response.text


@pytest.mark.parametrize("accept", ["text/html", "application/json"])
def test_when_the_database_goes_away_the_page_says_so_and_nothing_is_half_done(make_app, accept):
    app = make_app()

    @app.get("/broken")
    def broken():
        raise OperationalError("select 1", {}, Exception("gone"))

    broken.is_public = True
    response = app.test_client().get("/broken", headers={"Accept": accept})
    assert response.status_code == 503
    assert "Nothing was changed" in response.text


def test_a_mistake_of_ours_is_a_page_too(make_app):
    app = make_app()

    @app.get("/mistake")
    def mistake():
        raise ZeroDivisionError

    mistake.is_public = True
    app.testing = False
    response = app.test_client().get("/mistake")
    assert response.status_code == 500
    assert "Nothing was half-done" in response.text
    assert "ZeroDivision" not in response.text
