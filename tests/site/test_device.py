"""The site as an app on a device: what it is called, and what a device may keep of it."""

import json

import pytest

from tests import factories

pytestmark = pytest.mark.once


def kept_by_the_worker(client):
    """What the script that stands in may keep: its first line says so."""
    script = client.get("/service-worker.js").text
    return json.loads(script.split("self.KEPT=", 1)[1].split("};", 1)[0] + "}")


def test_the_manifest_says_how_the_site_is_called_and_where_it_starts(client):
    answer = client.get("/site.webmanifest")
    assert answer.mimetype == "application/manifest+json"
    described = json.loads(answer.text)
    assert (described["short_name"], described["start_url"], described["scope"]) == ("Folkmoot", "/", "/")
    for icon in described["icons"]:
        with client.get(icon["src"]) as answer:
            picture = answer.data
        assert picture[:8] == b"\x89PNG\r\n\x1a\n"
        width = int.from_bytes(picture[16:20], "big")
        assert icon["sizes"] == f"{width}x{width}"
    assert 'rel="manifest" href="/site.webmanifest"' in client.get("/").text


def test_the_worker_is_asked_for_anew_and_serves_the_whole_site(client):
    answer = client.get("/service-worker.js")
    assert answer.mimetype == "text/javascript"
    assert answer.headers["Cache-Control"] == "no-cache"
    assert "worker-src 'self'" in answer.headers["Content-Security-Policy"]


def test_the_worker_keeps_built_files_and_one_page_and_all_of_them_exist(client):
    kept = kept_by_the_worker(client)
    assert kept["offline"] == "/offline"
    for address in kept["files"]:
        assert address.startswith("/static/dist/")
        with client.get(address) as answer:
            assert answer.status_code == 200


def test_what_is_kept_is_the_same_whoever_asks(app, client, as_user):
    person = as_user(factories.user(app, display_name="Gwendolen Okonjo-Iweala"))
    assert person.get("/service-worker.js").data == client.get("/service-worker.js").data
    assert "Gwendolen" in person.get("/").text
    page = person.get("/offline").text
    assert "Gwendolen" not in page
    assert "csrf_token" not in page


def test_only_pages_of_whoever_is_signed_in_ask_for_the_worker(app, client, as_user):
    assert "data-worker" not in client.get("/").text
    assert 'data-worker="/service-worker.js"' in as_user(factories.user(app)).get("/").text
