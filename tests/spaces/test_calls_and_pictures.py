"""Whom a text in a space calls, and whose eyes its pictures are for: members alone."""

import re
from io import BytesIO

import pytest

from app import clock
from app.extensions import db
from app.mentions import service as mentions
from app.notifications.models import Notice
from app.outbox import service as outbox
from app.rules.actors import Role
from app.spaces.models import SpaceEvidence
from tests.images import files
from tests.web import PASSWORD


@pytest.fixture
def told(app):
    def kinds(person):
        with app.app_context():
            outbox.tell_all(clock.now())
            return [row.kind.value for row in db.session.query(Notice.kind).filter_by(person_id=person.user.id)]

    return kinds


@pytest.mark.parametrize("kind", ["secret", "invitation"])
def test_only_members_are_offered_and_told(village, olive, max_, outsider, told, kind):
    commissioner = village.person("Carla", Role.COMMISSIONER)
    slug = village.space(olive, kind)
    village.enrol(slug, olive, max_)
    everybody = " ".join(f"@{one.user.handle}" for one in (max_, outsider, commissioner))
    topic = village.topic(slug, olive, body=f"Ask {everybody}.")
    thread = re.search(r'data-thread="(\w+)"', olive.get(f"/topics/{topic}").text)[1]
    before = [told(one) for one in (outsider, commissioner)]
    assert "mentioned" in told(max_)
    village.say(topic, olive, f"Again: {everybody}")
    assert [told(one) for one in (outsider, commissioner)] == before
    for name in ("ma", "ot", "ca"):
        offered = olive.get("/mentions", query_string={"q": name, "thread": thread}).json["people"]
        assert [one["handle"] for one in offered] == ([max_.user.handle] if name == "ma" else [])
    assert outsider.get("/mentions", query_string={"q": "ma", "thread": thread}).status_code == 404


def test_ones_data_name_no_call_that_one_may_not_read(village, olive, max_, outsider):
    slug = village.space(olive)
    village.enrol(slug, olive, max_)
    topic = village.topic(slug, olive, body=f"Ask @{max_.user.handle}, not @{outsider.user.handle}.")
    said = village.say(topic, olive, f"Nor trust @{outsider.user.handle}.")
    mine = {"contribution": topic, "comment": None}
    assert [one.get("/account/data.json").json["mentions"] for one in (max_, outsider)] == [[mine], []]
    assert said not in outsider.get("/account/data.json").text
    assert max_.post(f"/spaces/{slug}/departure").status_code == 303
    assert max_.get("/account/data.json").json["mentions"] == []


def test_whoever_was_put_out_before_it_is_told_hears_nothing(village, olive, max_, told):
    slug = village.space(olive)
    village.enrol(slug, olive, max_)
    before = told(max_)
    village.topic(slug, olive, body=f"Ask @{max_.user.handle}.")
    assert max_.post(f"/spaces/{slug}/departure").status_code == 303
    assert told(max_) == before


def test_anybody_is_called_in_an_open_space(village, olive, outsider, told):
    village.topic(village.space(olive, "open"), olive, body=f"Ask @{outsider.user.handle}.")
    assert "mentioned" in told(outsider)


def picture_of(person):
    sent = {"csrf_token": person.browser.token("/account/"), "picture": (BytesIO(files.photo(60, 40)), "me.jpg")}
    return person.browser.post("/images", data=sent, headers={"Accept": "application/json"}).json["address"]


def test_a_picture_is_for_members_alone_and_for_its_author_once_it_is_hidden(village, olive, max_, outsider, client):
    offices = [village.person(role.name, role) for role in (Role.MODERATOR, Role.COMMISSIONER, Role.ADMINISTRATOR)]
    slug = village.space(olive)
    village.enrol(slug, olive, max_)
    address = picture_of(max_)
    said = village.say(village.topic(slug, olive), max_, f"![Three steps in front of the door]({address})")
    everybody = (olive, max_, outsider, *offices)
    assert [one.get(address).status_code for one in everybody] == [200, 200, 404, 404, 404, 404]
    assert client.get(address).status_code == 404
    at = f"/spaces/texts/comments/{said}/decision"
    assert olive.post(at, verb="hide", rule="1", reason="No pictures of people.").status_code == 303
    assert [one.get(address).status_code for one in everybody] == [404, 200, 404, 404, 404, 404]


def test_moderators_of_the_site_see_a_picture_that_was_reported_and_none_beside_it(village, olive, max_, outsider):
    gwen = village.person("Gwen", Role.MODERATOR)
    slug = village.space(olive)
    village.enrol(slug, olive, max_)
    reported, beside = picture_of(max_), picture_of(max_)
    topic = village.topic(slug, olive)
    said = village.say(topic, max_, f"![Whoever lives at number nine]({reported})")
    village.say(topic, max_, f"![Three steps in front of the door]({beside})")
    assert olive.post(f"/spaces/texts/comments/{said}/reports", reason="insult", text="Her face.").status_code == 303
    case = re.search(r"/moderation/cases/([a-z0-9]{12})", gwen.get("/moderation/queue").text)[1]
    assert f'src="{reported}"' in gwen.get(f"/moderation/cases/{case}/spaces").text
    assert [gwen.get(address).status_code for address in (reported, beside)] == [200, 404]
    assert [outsider.get(address).status_code for address in (reported, beside)] == [404, 404]


def test_a_closed_account_is_called_no_longer_in_what_was_reported(village, olive, max_):
    slug, third = village.space(olive), village.person("Third Person")
    village.enrol(slug, olive, max_, third)
    said = village.say(village.topic(slug, olive), max_, f"All the fault of @{third.user.handle}.")
    assert olive.post(f"/spaces/texts/comments/{said}/reports", reason="insult", text="").status_code == 303

    def shown():
        with village.app.app_context():
            return db.session.query(SpaceEvidence.body_html).scalar()

    assert f"/people/{third.user.handle}" in shown()
    assert third.browser.submit("/account/close", password=PASSWORD).status_code == 303
    with village.app.app_context():
        mentions.forget_closed()
    assert third.user.handle not in shown()
    assert "All the fault of" in shown()
