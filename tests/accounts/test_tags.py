"""What stands beside a name by the word of staff, and what a person lets their page list."""

import json

import pytest

from app.accounts import tag_service
from app.accounts.tag_models import PersonTag
from app.audit import AuditEntry
from app.extensions import db
from app.rounds.models import Participation
from app.rules.actors import Actor, Role
from app.rules.tags import Tag
from tests import factories
from tests.threads.conftest import at_once


@pytest.fixture
def joan(app):
    return factories.user(app, name="Joan Whitlock")


def send(client, joan, tag="front_line", end=""):
    token = client.token("/account/")
    return client.post(f"/people/{joan.handle}/tags/{tag}{end}", data={"csrf_token": token})


def acts(app, act):
    with app.app_context():
        rows = db.session.query(AuditEntry).filter_by(act=act).order_by(AuditEntry.sequence)
        return [json.loads(row.details)["tag"] for row in rows]


@pytest.mark.parametrize("role", [Role.FACILITATOR, Role.ADMINISTRATOR])
def test_staff_give_a_tag_and_take_it_and_both_are_put_down(app, client, as_user, joan, role):
    staff = as_user(factories.user(app, role))
    for _each in range(2):
        assert send(staff, joan).status_code == 303
    assert "Front-line worker" in client.get(f"/people/{joan.handle}").text
    assert send(staff, joan, end="/removal").status_code == 303
    assert "Front-line worker" not in client.get(f"/people/{joan.handle}").text
    assert (acts(app, "tag.given"), acts(app, "tag.taken")) == (["front_line"], ["front_line"])


def test_nobody_else_gives_or_takes_one_and_nobody_tags_themselves(app, as_user, joan):
    staff = factories.user(app, Role.FACILITATOR)
    send(as_user(staff), joan, "researcher")
    for role in set(Role) - {Role.FACILITATOR, Role.ADMINISTRATOR}:
        other = as_user(factories.user(app, role))
        assert send(other, joan).status_code == 403
        assert send(other, joan, "researcher", "/removal").status_code == 403
        assert "Give “" not in other.get(f"/people/{joan.handle}").text
    assert send(as_user(staff), staff).status_code == 403
    assert send(as_user(staff), joan, "king").status_code == 404
    assert send(as_user(joan), joan).status_code == 403
    assert send(as_user(joan), joan, "researcher", "/removal").status_code == 303


def test_a_tag_is_one_s_own_data_and_goes_with_the_account(app, as_user, joan):
    send(as_user(factories.user(app, Role.FACILITATOR)), joan)
    client = as_user(joan)
    assert json.loads(client.get("/account/data.json").text)["account"]["tags"] == ["front_line"]
    client.submit("/account/close", password="a long enough password")
    with app.app_context():
        assert db.session.query(PersonTag).count() == 0


def test_two_who_give_the_same_tag_at_once_give_one(app, joan):
    staff = [Actor(factories.user(app, Role.FACILITATOR).id, frozenset({Role.FACILITATOR})) for _each in range(2)]
    at_once(app, *((lambda one=one: tag_service.give(one, joan.handle, Tag.RESEARCHER)) for one in staff))
    assert acts(app, "tag.given") == ["researcher"]


def test_a_page_lists_what_a_person_wrote_unless_they_chose_otherwise(app, client, as_user, joan):
    wrote, voted = factories.round_(app, title="Wrote here"), factories.round_(app, title="Only voted here")
    text = factories.contribution(app, wrote, joan, title="A bench by the stop")
    factories.keep(app, Participation(round_id=voted.id, person_id=joan.id, since=factories.days_ago(1)))
    page = client.get(f"/people/{joan.handle}").text
    assert "A bench by the stop" in page
    assert "Wrote here" in page
    assert "Only voted here" not in page

    mine = as_user(joan)
    form = mine.form("/account/")
    assert form.fields.pop("lists_works") == "y"
    assert mine.post(form.action, data=form.fields).status_code == 303
    page = client.get(f"/people/{joan.handle}").text
    assert "A bench by the stop" not in page
    assert "Wrote here" not in page
    assert "not listed here, as you chose" in mine.get(f"/people/{joan.handle}").text
    assert "Joan Whitlock" in client.get(f"/ideas/{text.public_id}").text
