"""The first page, the promises, and what machines ask for."""

import pytest
from sqlalchemy import text

from app import clock
from app.extensions import db
from app.rules.phases import PhaseKind
from tests import factories

IDEAS = PhaseKind.IDEAS


def test_with_no_rounds_the_first_page_says_so(client):
    page = client.get("/").text
    assert "Nothing is open at the moment" in page
    assert "How a round works" in page
    assert "fm-button--now" not in page


def test_the_only_open_round_is_one_press_away(app, client):
    round_ = factories.round_(app, IDEAS, budget_pounds=5_000)
    page = client.get("/").text
    assert 'fm-button--now" href="/have-your-say">Have your say' in page
    assert round_.title in page
    assert "£5,000" in page
    assert "8 days left" in page


def test_many_open_rounds_stand_on_the_first_page(app, client):
    rounds = [factories.round_(app, IDEAS) for _each in range(3)]
    page = client.get("/").text
    assert 'fm-button--now" href="/have-your-say">Have your say' in page
    assert all(round_.title in page for round_ in rounds)


def test_what_comes_next_is_announced_and_what_is_past_can_be_read(app, client):
    factories.round_(app, over=(IDEAS,), title="Old buses")
    page = client.get("/").text
    assert "Read past rounds" in page
    assert "Old buses" not in page
    ahead = factories.round_(app, ahead=(IDEAS,))
    page = client.get("/").text
    assert "Opens soon" in page
    assert ahead.title in page
    factories.round_(app, cancelled_at=clock.now(), cancel_reason="Flood.", title="Trams")
    assert "Trams" not in client.get("/").text


def test_somebody_who_is_signed_in_begins_with_what_is_open(app, as_user):
    round_ = factories.round_(app, IDEAS)
    page = as_user(factories.user(app)).get("/").text
    assert "You do not need an account" not in page
    assert round_.title in page
    assert page.count("<h1") == 1


@pytest.mark.parametrize(
    "address", ["/", "/rounds", "/accessibility", "/privacy", "/healthz", "/readyz", "/robots.txt"]
)
def test_pages_for_everybody_set_no_cookie(client, address):
    response = client.get(address)
    assert response.status_code == 200
    assert "Set-Cookie" not in response.headers


@pytest.mark.parametrize("address", ["/accessibility", "/privacy"])
def test_promises_have_one_heading_and_name_who_answers(client, address):
    page = client.get(address).text
    assert page.count("<h1") == 1
    assert "01632 960 114" in page


def test_alive_touches_nothing(make_app):
    broken = make_app(database_url="postgresql://nobody@127.0.0.1:1/nothing")
    assert broken.test_client().get("/healthz").text == "ok"


def test_ready_where_the_database_answers_and_is_migrated(client):
    assert client.get("/readyz").get_json() == {"ready": True, "reason": None}


def test_not_ready_where_the_database_is_away(make_app):
    response = make_app(database_url="postgresql://nobody@127.0.0.1:1/nothing").test_client().get("/readyz")
    assert response.status_code == 503
    assert response.get_json() == {"ready": False, "reason": "The database does not answer."}


def test_not_ready_before_the_last_migration(app, client):
    with app.app_context():
        head = db.session.execute(text("SELECT version_num FROM alembic_version")).scalar()
        db.session.execute(text("UPDATE alembic_version SET version_num = '0001'"))
        db.session.commit()
    try:
        response = client.get("/readyz")
        assert response.status_code == 503
        assert f"stands at 0001, and this code needs {head}" in response.get_json()["reason"]
    finally:
        with app.app_context():
            db.session.execute(text("UPDATE alembic_version SET version_num = :head"), {"head": head})
            db.session.commit()


def test_not_ready_on_an_empty_database(make_app, new_database):
    response = make_app(database_url=new_database("empty").url).test_client().get("/readyz")
    assert response.status_code == 503
    assert "stands at no migration" in response.get_json()["reason"]


def test_browsers_and_robots_find_what_they_ask_for(client):
    with client.get("/favicon.ico", follow_redirects=True) as mark:
        assert mark.status_code == 200
        assert mark.mimetype == "image/svg+xml"
    assert "Disallow: /moderation/" in client.get("/robots.txt").text
