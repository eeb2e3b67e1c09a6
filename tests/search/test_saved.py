"""Searches that a person keeps: what is new in each, and nobody else's."""

import re

import pytest

from app.extensions import db
from app.rules.actors import Role
from app.rules.saving import MOST_SAVED
from app.search.saved_models import SavedSearch
from tests import factories

PAGE = "/searches/"


@pytest.fixture
def author(app):
    return factories.user(app)


@pytest.fixture
def reader(app, as_user):
    return as_user(factories.user(app))


@pytest.fixture
def round_(app):
    return factories.round_(app)


def keep(browser, q="bench", **more):
    address = "/search?q=" + q + "".join(f"&{name}={value}" for name, value in more.items())
    return browser.submit(address, PAGE)


def saved(app):
    with app.app_context():
        return [row.public_id for row in db.session.query(SavedSearch).order_by(SavedSearch.id)]


def said_new(browser):
    page = browser.get(PAGE).text
    return re.findall(r'<span class="fm-count">([0-9+]+)</span> new since', page)


def test_what_is_new_is_counted_until_one_looks(app, as_user, reader, author, round_):
    idea = factories.contribution(app, round_, author, title="A bench")
    assert keep(reader).status_code == 303
    assert "Nothing new since you last looked" in reader.get(PAGE).text
    factories.contribution(app, round_, author, title="Another bench")
    as_user(author).submit(f"/ideas/{idea.public_id}", f"/contributions/{idea.public_id}/comments", body="The bench!")
    factories.contribution(app, round_, author, title="Something else")
    assert said_new(reader) == ["2"]
    looked = reader.submit(PAGE, f"{PAGE}{saved(app)[0]}/look")
    assert looked.location.endswith("/search?q=bench")
    assert said_new(reader) == []


def test_a_hidden_text_is_not_new(app, as_user, reader, author, round_):
    assert keep(reader).status_code == 303
    idea = factories.contribution(app, round_, author, title="A bench")
    assert said_new(reader) == ["1"]
    moderator = as_user(factories.user(app, Role.MODERATOR))
    data = {"csrf_token": moderator.token("/account/"), "rule": 1, "reason": "Because."}
    assert moderator.post(f"/contributions/{idea.public_id}/hide", data=data).status_code == 303
    assert said_new(reader) == []


def test_a_narrowed_search_stays_narrowed(app, reader, author, round_):
    other = factories.round_(app)
    assert keep(reader, round=round_.slug, what="contribution").status_code == 303
    factories.contribution(app, other, author, title="A bench elsewhere")
    assert said_new(reader) == []
    factories.contribution(app, round_, author, title="A bench here")
    assert said_new(reader) == ["1"]


def test_the_same_search_is_kept_once_and_so_many_at_most(app, reader):
    for _ in range(2):
        assert keep(reader).status_code == 303
    assert len(saved(app)) == 1
    for number in range(MOST_SAVED - 1):
        assert keep(reader, q=f"word{number}").status_code == 303
    response = keep(reader, q="more")
    assert response.status_code == 409
    assert "Delete one first" in response.text
    assert reader.submit(PAGE, f"{PAGE}{saved(app)[0]}/deletion").status_code == 303
    assert keep(reader, q="more").status_code == 303


def test_nobody_sees_or_touches_anothers(app, as_user, reader):
    keep(reader, q="private")
    other = as_user(factories.user(app))
    token = {"csrf_token": other.token("/account/")}
    assert "private" not in other.get(PAGE).text
    for verb in ("look", "deletion"):
        assert other.post(f"{PAGE}{saved(app)[0]}/{verb}", data=token).status_code == 404
    assert len(saved(app)) == 1


@pytest.mark.parametrize("q", ["", "!!!", "x" * 250, "a\x01"])
def test_what_cannot_be_looked_up_is_not_kept(app, reader, q):
    response = reader.post(PAGE, data={"csrf_token": reader.token("/account/"), "q": q})
    assert response.status_code == 422
    assert saved(app) == []


def test_a_strange_address_is_not_kept_as_it_is(app, reader):
    data = {
        "csrf_token": reader.token("/account/"),
        "q": "bench",
        "round": "x" * 299,
        "area": "y" * 299,
        "what": "z" * 99,
    }
    assert reader.post(PAGE, data=data).status_code == 422
    assert saved(app) == []


def test_they_are_in_ones_data_and_go_with_the_account(app, reader):
    keep(reader)
    assert [row["q"] for row in reader.get("/account/data.json").json["saved_searches"]] == ["bench"]
    from tests.web import PASSWORD

    assert reader.submit("/account/close", password=PASSWORD).status_code == 303
    assert saved(app) == []
