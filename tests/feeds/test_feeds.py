"""Feeds: valid, cheap to ask again, and blind to what strangers may not read."""

import xml.etree.ElementTree as ET
from datetime import datetime

import pytest
from sqlalchemy import insert

from app import clock
from app.extensions import db
from app.feeds import queries
from app.rules.actors import Role
from app.themes.models import Theme, contribution_themes
from tests import factories

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def area(app):
    return factories.area(app, name="Upper Brindle")


@pytest.fixture
def writer(app):
    return factories.user(app, name="Sam & <Reed>")


@pytest.fixture
def in_round(app):
    return factories.round_(app, title="Support at home")


@pytest.fixture
def idea(app, in_round, writer, area, theme):
    made = factories.contribution(app, in_round, writer, title="Benches <b>&</b> rails", area_id=area.id)
    with app.app_context():
        db.session.execute(insert(contribution_themes).values(contribution_id=made.id, theme_id=theme.id))
        db.session.commit()
    return made


@pytest.fixture
def theme(app):
    return factories.theme(app, "Getting about")


@pytest.fixture
def addresses(in_round, writer, area, theme):
    return {
        "round": f"/rounds/{in_round.slug}/feed.atom",
        "area": f"/areas/{area.slug}/feed.atom",
        "person": f"/people/{writer.handle}/feed.atom",
        "theme": f"/themes/{theme.slug}/feed.atom",
    }


def read(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer.mimetype == "application/atom+xml"
    return ET.fromstring(answer.data)  # noqa: S314 - Our own words.


def titles(feed):
    return [entry.findtext(f"{ATOM}title") for entry in feed.iter(f"{ATOM}entry")]


def moment(words):
    found = datetime.fromisoformat(words)
    assert found.tzinfo
    return found


KINDS = ("round", "area", "person", "theme")


@pytest.mark.parametrize("kind", KINDS)
def test_a_feed_says_what_the_standard_asks_for(client, addresses, idea, kind):
    feed = read(client, addresses[kind])
    assert titles(feed) == ["Benches <b>&</b> rails"]
    for part in (feed, feed.find(f"{ATOM}entry")):
        assert part.findtext(f"{ATOM}id").startswith("http://localhost/")
        assert part.findtext(f"{ATOM}title")
        assert moment(part.findtext(f"{ATOM}updated"))
        assert part.find(f"{ATOM}author/{ATOM}name") is not None
    links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
    assert links.keys() == {"self", "alternate"}
    assert links["self"].endswith(addresses[kind])


def test_the_site_s_rounds(app, client, in_round):
    factories.round_(app, title="A draft", opened_at=None)
    assert titles(read(client, "/rounds.atom")) == ["Support at home"]


def test_a_feed_of_nothing_is_valid_too(client, addresses):
    assert titles(read(client, addresses["area"])) == []
    assert titles(read(client, "/rounds.atom")) == ["Support at home"]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("change", ["hidden_at", "withdrawn_at", "published_at"])
def test_what_was_taken_down_is_in_no_feed_not_even_for_a_moderator(
    app, as_user, client, addresses, idea, kind, change
):
    before = client.get(addresses[kind]).headers["ETag"]
    with app.app_context():
        from app.contributions.models import Contribution

        found = db.session.get(Contribution, idea.id)
        setattr(found, change, None if change == "published_at" else clock.now())
        found.hidden_rule = 1 if change == "hidden_at" else None
        db.session.commit()
    moderator = as_user(factories.user(app, Role.MODERATOR))
    for reader in (client, moderator):
        answer = reader.get(addresses[kind], headers={"If-None-Match": before})
        assert answer.status_code == 200
        assert "Benches" not in answer.text


@pytest.mark.parametrize(
    "address",
    [
        "/rounds/{draft}/feed.atom",
        "/rounds/none/feed.atom",
        "/areas/none/feed.atom",
        "/themes/none/feed.atom",
        "/rounds/{draft}/questions/feed.atom",
        "/rounds/{draft}/answers/feed.atom",
    ],
)
def test_there_is_no_feed_of_what_strangers_may_not_know(app, as_user, address):
    draft = factories.round_(app, opened_at=None)
    commissioner = as_user(factories.user(app, Role.COMMISSIONER))
    assert commissioner.get(address.format(draft=draft.slug)).status_code == 404


def test_a_closed_account_has_no_feed(app, client, writer, idea, as_user):
    as_user(writer).submit("/account/close", password="a long enough password")
    assert client.get(f"/people/{writer.handle}/feed.atom").status_code == 404


def test_whoever_has_it_already_gets_no_body(client, addresses, idea):
    first = client.get(addresses["round"])
    again = client.get(addresses["round"], headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert first.headers["Cache-Control"] == "public, no-cache"


def test_words_behind_a_click_bring_their_title_alone(app, client, addresses, in_round, writer):
    factories.contribution(app, in_round, writer, title="Loud", body="Reported words.", covered_at=clock.now())
    feed = client.get(addresses["round"]).text
    assert "Loud" in feed
    assert "Reported words" not in feed


def test_signs_that_no_xml_may_hold_break_no_feed(app, client, addresses, in_round, writer):
    factories.contribution(app, in_round, writer, title="Bell\x07 and \ufffe nonsense", body="x\x0bz ]]> &")
    assert titles(read(client, addresses["round"])) == ["Bell and  nonsense"]


def link(feed, rel):
    """Where such a link of a feed leads; none where it has none."""
    found = feed.find(f"{ATOM}link[@rel='{rel}']")
    return None if found is None else found.get("href").removeprefix("http://localhost")


@pytest.mark.parametrize("kind", KINDS)
def test_a_long_feed_goes_on_at_the_next_link(app, client, addresses, in_round, writer, area, theme, monkeypatch, kind):
    monkeypatch.setattr(queries, "ENTRIES", 2)
    now = clock.now()
    for number in range(5):
        made = factories.contribution(
            app, in_round, writer, title=f"Number {number}", published_at=now, area_id=area.id
        )
        with app.app_context():
            db.session.execute(insert(contribution_themes).values(contribution_id=made.id, theme_id=theme.id))
            db.session.commit()
    seen, address = [], addresses[kind]
    while address:
        feed = read(client, address)
        assert link(feed, "self") == address
        assert link(feed, "first") == (addresses[kind] if seen else None)
        seen += titles(feed)
        address = link(feed, "next")
    assert seen == [f"Number {number}" for number in (4, 3, 2, 1, 0)]


def test_the_feed_of_rounds_goes_on_too(app, client, monkeypatch):
    monkeypatch.setattr(queries, "ENTRIES", 2)
    for number in range(3):
        factories.round_(app, title=f"Round {number}", opened_at=factories.days_ago(number + 1))
    first = read(client, "/rounds.atom")
    assert titles(first) == ["Round 0", "Round 1"]
    last = read(client, link(first, "next"))
    assert titles(last) == ["Round 2"]
    assert link(last, "next") is None


def test_what_is_posted_or_taken_down_meanwhile_moves_no_page(app, client, addresses, in_round, writer, monkeypatch):
    monkeypatch.setattr(queries, "ENTRIES", 2)
    made = [
        factories.contribution(app, in_round, writer, title=f"Number {number}", published_at=factories.days_ago(number))
        for number in (4, 3, 2, 1)
    ]
    following = link(read(client, addresses["round"]), "next")
    factories.contribution(app, in_round, writer, title="New")
    with app.app_context():
        last = db.session.get(type(made[2]), made[2].id)  # The one after which the page begins.
        last.hidden_at, last.hidden_rule = clock.now(), 1
        db.session.commit()
    assert titles(read(client, following)) == ["Number 3", "Number 4"]


def test_no_page_begins_after_what_strangers_never_read(app, client, addresses, in_round, writer):
    draft = factories.contribution(app, in_round, writer, published_at=None)
    hidden_round = factories.round_(app, opened_at=None)
    apart = factories.contribution(app, hidden_round, writer)
    for name in ("none", draft.public_id, apart.public_id):
        assert client.get(f"{addresses['round']}?before={name}").status_code == 404
    for kind in ("questions", "answers"):
        assert client.get(f"/rounds/{in_round.slug}/{kind}/feed.atom?before=none").status_code == 404
    for slug in ("none", hidden_round.slug):
        assert client.get(f"/rounds.atom?before={slug}").status_code == 404


def test_pages_say_where_their_feed_is(client, addresses, in_round, writer, area, theme, idea):
    pages = {"round": f"/rounds/{in_round.slug}", "area": f"/areas/{area.slug}", "person": f"/people/{writer.handle}"}
    pages["theme"] = f"/themes/{theme.slug}"
    for kind, page in pages.items():
        assert 'rel="alternate" type="application/atom+xml"' in client.get(page).text
        assert f'href="{addresses[kind]}"' in client.get(page).text
    for page in ("/", "/rounds"):
        assert 'href="/rounds.atom"' in client.get(page).text


def test_a_theme_out_of_use_has_no_feed(app, client, addresses, theme):
    with app.app_context():
        db.session.query(Theme).filter_by(id=theme.id).update({"retired_at": clock.now()})
        db.session.commit()
    assert client.get(addresses["theme"]).status_code == 404
