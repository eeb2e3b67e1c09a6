"""Following and muting, through the pages."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from app import clock
from app.extensions import db
from app.following.models import Follow, Mute
from app.rules import following as rules
from app.rules.following import Why
from app.rules.spaces import SpaceKind
from app.search.saved_models import SavedSearch
from app.spaces import queries as spaces
from app.spaces.models import Space
from tests import factories


def rows(app, person):
    with app.app_context():
        found = db.session.query(Follow).filter_by(person_id=person.id).order_by(Follow.id).all()
        db.session.expunge_all()
    return found


@pytest.fixture
def idea(app):
    return factories.contribution(app, factories.round_(app), factories.user(app), title="Handyperson hour")


@pytest.fixture
def reader(app):
    return factories.user(app)


@pytest.fixture
def places(app, idea, reader):
    """A page of each kind of thing, the address that follows it, and the title that the list gives it."""
    area, person, body = factories.area(app), factories.user(app, name="Sam Reed"), factories.organisation(app)
    in_round, theme = factories.round_(app, title="Paths in winter"), factories.theme(app, "Health and care")
    kept = {"made_at": clock.now(), "looked_at": clock.now(), "seen_comment_id": 0}
    search = SavedSearch(person_id=reader.id, q="ramp", **kept)
    factories.keep(app, search)
    space = "allotments"
    with app.app_context():
        made = {"kind": SpaceKind.OPEN, "created_by_id": person.id, "created_at": clock.now()}
        spaces.add(Space(slug=space, name="Allotments", **made), clock.now())
        db.session.commit()
    return {
        "round": (f"/rounds/{in_round.slug}", f"/follows/round/{in_round.slug}", "Paths in winter"),
        "contribution": (f"/ideas/{idea.public_id}", f"/follows/contribution/{idea.public_id}", "Handyperson hour"),
        "area": (f"/areas/{area.slug}", f"/follows/area/{area.slug}", area.name),
        "person": (f"/people/{person.handle}", f"/follows/person/{person.handle}", "Sam Reed"),
        "theme": (f"/themes/{theme.slug}", f"/follows/theme/{theme.slug}", "Health and care"),
        "search": ("/searches/", f"/follows/search/{search.public_id}", "<b><bdi>ramp</bdi></b>"),
        "space": (f"/spaces/{space}", f"/follows/space/{space}", "Allotments"),
        "organisation": (f"/organisations/{body.handle}", f"/follows/organisation/{body.handle}", body.name),
    }


@pytest.mark.parametrize("kind", rules.Followable)
def test_each_kind_is_followed_from_its_page_and_stopped_from_the_list(app, as_user, reader, places, kind):
    page, address, title = places[kind]
    client = as_user(reader)
    answer = client.submit(page, address)
    assert (answer.status_code, answer.location) == (303, page)
    assert "You follow this" in client.get(page).text
    listed = client.get("/follows").text
    assert title in listed
    [row] = rows(app, reader)
    assert row.why is Why.ASKED
    assert client.submit("/follows", f"/follows/{row.public_id}/stop").status_code == 303
    assert title not in client.get("/follows").text
    assert "You follow this" not in client.get(page).text


@pytest.mark.parametrize("kind", sorted(set(rules.Followable) - {rules.Followable.SEARCH}))
def test_a_stranger_is_led_through_the_sign_in_to_the_same_thing(client, places, kind):
    page, address, _title = places[kind]
    assert f'href="{address}"' in client.get(page).text
    assert "/login?next=" in client.get(address).location


def test_twice_is_once(app, as_user, reader, idea):
    client = as_user(reader)
    form = client.form(f"/ideas/{idea.public_id}", f"/follows/contribution/{idea.public_id}")
    for _ in range(2):
        assert client.post(form.action, data=form.fields).status_code == 303
    assert len(rows(app, reader)) == 1


def test_what_one_posts_and_comments_on_is_followed_by_itself_and_says_why(app, as_user, reader, idea):
    client = as_user(reader)
    client.submit(f"/ideas/{idea.public_id}", f"/contributions/{idea.public_id}/comments", body="Count me in.")
    assert "because you commented on it" in client.get("/follows").text
    client.submit(f"/rounds/{factories.round_(app).slug}/needs/new", title="Falls at night", body="I fell twice.")
    assert "because it is yours" in client.get("/follows").text
    assert [row.why for row in rows(app, reader)] == [Why.COMMENTED, Why.WROTE]


def test_a_stop_is_remembered_by_the_site_and_not_held_against_a_change_of_mind(app, as_user, reader, idea):
    client, page = as_user(reader), f"/ideas/{idea.public_id}"
    comment = f"/contributions/{idea.public_id}/comments"
    client.submit(page, comment, body="Count me in.")
    [row] = rows(app, reader)
    client.submit("/follows", f"/follows/{row.public_id}/stop")
    client.submit(page, comment, body="And my neighbour.")
    assert rows(app, reader)[0].stopped_at is not None
    client.submit(page, f"/follows/contribution/{idea.public_id}")
    assert rows(app, reader)[0].stopped_at is None


def test_one_stops_only_what_is_one_s_own(app, as_user, reader, idea):
    as_user(reader).submit(f"/ideas/{idea.public_id}", f"/follows/contribution/{idea.public_id}")
    [row] = rows(app, reader)
    other = as_user(factories.user(app))
    assert (
        other.post(f"/follows/{row.public_id}/stop", data={"csrf_token": other.token("/account/")}).status_code == 404
    )
    assert rows(app, reader)[0].stopped_at is None


def test_what_may_not_be_seen_cannot_be_followed_nor_muted(app, as_user, reader, idea):
    client = as_user(reader)
    token = {"csrf_token": client.token("/account/")}
    draft = factories.contribution(app, factories.round_(app), factories.user(app), published_at=None)
    unopened = factories.round_(app, opened_at=None)
    for address in (
        f"/follows/contribution/{draft.public_id}",
        f"/follows/round/{unopened.slug}",
        "/follows/area/none",
    ):
        assert client.get(address).status_code == 404
        assert client.post(address, data=token).status_code == 404
    assert client.post(f"/mutes/{draft.public_id}", data=token).status_code == 404
    assert client.post(f"/follows/person/{reader.handle}", data=token).status_code == 403
    assert rows(app, reader) == []


def test_what_was_hidden_since_is_not_named_and_can_still_be_stopped(app, as_user, reader, idea):
    client = as_user(reader)
    client.submit(f"/ideas/{idea.public_id}", f"/follows/contribution/{idea.public_id}")
    with app.app_context():
        from app import clock
        from app.contributions.models import Contribution

        found = db.session.get(Contribution, idea.id)
        found.hidden_at, found.hidden_rule = clock.now(), 1
        db.session.commit()
    page = client.get("/follows").text
    assert "Handyperson hour" not in page
    assert idea.public_id not in page
    assert client.submit("/follows", f"/follows/{rows(app, reader)[0].public_id}/stop").status_code == 303


def test_a_discussion_is_muted_and_unmuted(app, as_user, reader, idea):
    client, page = as_user(reader), f"/follows/contribution/{idea.public_id}"
    assert client.submit(page, f"/mutes/{idea.public_id}").status_code == 303
    assert "You muted this discussion" in client.get(page).text
    assert "Handyperson hour" in client.get("/follows").text
    assert client.submit(page, f"/mutes/{idea.public_id}/end").status_code == 303
    with app.app_context():
        assert db.session.query(Mute).count() == 0


def test_a_thousand_are_enough(app, as_user, reader, idea, monkeypatch):
    monkeypatch.setattr(rules, "MOST_FOLLOWED", 0)
    client = as_user(reader)
    answer = client.submit(f"/ideas/{idea.public_id}", f"/follows/contribution/{idea.public_id}")
    assert answer.status_code == 403
    assert rows(app, reader) == []


def test_the_database_knows_what_can_be_followed(app, reader):
    add = text(
        "INSERT INTO follows (public_id, person_id, kind, object_id, why, since) "
        "VALUES ('x', :person, 'moon', 1, 'asked', CURRENT_TIMESTAMP)"
    )
    with app.app_context(), pytest.raises(IntegrityError):
        db.session.execute(add, {"person": reader.id})


def test_a_closed_account_follows_nothing_and_nobody_follows_it(app, as_user, reader):
    other = factories.user(app)
    as_user(other).submit(f"/people/{reader.handle}", f"/follows/person/{reader.handle}")
    client = as_user(reader)
    client.submit(f"/people/{other.handle}", f"/follows/person/{other.handle}")
    assert client.get("/account/data.json").json["follows"][0]["kind"] == "person"
    client.submit("/account/close", password="a long enough password")
    assert rows(app, reader) == rows(app, other) == []


def test_the_list_has_pages(app, as_user, reader, monkeypatch):
    from app.following import queries

    monkeypatch.setattr(queries, "FOLLOWS_A_PAGE", 1)
    client = as_user(reader)
    for name in ("North", "South"):
        area = factories.area(app, name=name)
        client.submit(f"/areas/{area.slug}", f"/follows/area/{area.slug}")
    first = client.get("/follows").text
    assert "South" in first
    assert "North" not in first
    newest = rows(app, reader)[-1].id
    assert f"before={newest}" in first
    assert "North" in client.get("/follows", query_string={"before": newest}).text


def test_an_area_shows_its_rounds_and_what_everybody_may_read(app, client):
    area = factories.area(app, name="Upper Brindle", population=1)
    in_round = factories.round_(app, title="Support at home")
    factories.round_(app, title="Not open", opened_at=None)
    writer = factories.user(app)
    factories.contribution(app, in_round, writer, title="A bench", area_id=area.id)
    factories.contribution(app, in_round, writer, title="Hidden words", area_id=area.id, published_at=None)
    page = client.get(f"/areas/{area.slug}").text
    assert "1 person lives here" in page
    assert "Support at home" in page
    assert "A bench" in page
    assert "Not open" not in page
    assert "Hidden words" not in page
    assert client.get("/areas/nowhere").status_code == 404
