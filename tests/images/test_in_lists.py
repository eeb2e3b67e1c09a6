"""The picture beside a name in lists: wherever initials would stand, by the one way in which names are shown."""

import pytest

from app import clock
from app.organisations.models import Membership
from app.rules.organisations import MemberRole
from tests import factories
from tests.images.test_beside_names import beside, choose


@pytest.fixture
def picture(place):
    """The address of Joan's picture."""
    choose(place.joan)
    (address,) = set(beside(place.stranger, f"/people/{place.joan.user.handle}"))
    return address


@pytest.fixture
def body(app, place):
    """An organisation of Joan's, with a picture."""
    made = factories.organisation(app)
    belongs = {"organisation_id": made.id, "person_id": place.joan.user.id, "by_id": place.joan.user.id}
    factories.keep(app, Membership(role=MemberRole.OWNER, since=clock.now(), **belongs))
    choose(place.joan, f"/organisations/{made.handle}/picture")
    return made


def space(place, kind):
    answer = place.joan.post("/spaces/new", name="Mill Lane", about="For neighbours.", kind=kind)
    assert answer.status_code == 303, answer.text
    return answer.location


def test_cards_on_a_round_an_area_and_a_page_of_works(app, place, picture):
    area = factories.area(app)
    factories.contribution(app, place.round, place.joan.user, area_id=area.id)
    assert beside(place.stranger, f"/rounds/{place.round.slug}") == [picture, picture]
    assert beside(place.stranger, f"/areas/{area.slug}") == [picture]
    assert beside(place.stranger, f"/people/{place.joan.user.handle}") == [picture] * 3


def test_cards_under_a_badge_show_the_badge(app, place, picture, body):
    area, page = factories.area(app), f"/organisations/{body.handle}"
    (badge,) = beside(place.stranger, page)
    assert badge != picture
    factories.contribution(app, place.round, place.joan.user, area_id=area.id, organisation_id=body.id)
    assert beside(place.stranger, f"/areas/{area.slug}") == [badge]
    assert sorted(beside(place.stranger, f"/rounds/{place.round.slug}")) == sorted([picture, badge])
    assert beside(place.stranger, page) == [badge, badge]


def test_members_of_a_space_and_who_asks_to_join(place, picture):
    at = space(place, "request")
    assert beside(place.joan, f"{at}/members") == [picture]
    choose(place.amina)
    (hers,) = set(beside(place.stranger, f"/people/{place.amina.user.handle}"))
    assert place.amina.post(f"{at}/request", words="I sing.").status_code == 303
    assert beside(place.joan, f"{at}/requests") == [hers]


def test_members_of_an_organisation(place, picture, body):
    assert beside(place.joan, f"/organisations/{body.handle}/members") == [picture]


def test_messages_between_two_people(place, picture):
    asked = place.joan.browser.submit(f"/messages/to/people/{place.amina.user.handle}", body="May I ask you?")
    assert beside(place.amina, "/messages") == [picture]
    assert beside(place.joan, "/messages") == []
    assert beside(place.amina, asked.location) == [picture, picture]
    assert place.amina.browser.submit(asked.location, body="Yes.").status_code == 303
    assert beside(place.joan, asked.location) == [picture]


def test_messages_to_an_organisation_show_its_picture_and_never_the_writers(app, place, picture, body):
    (badge,) = beside(place.stranger, f"/organisations/{body.handle}")
    asked = place.amina.browser.submit(f"/messages/to/organisations/{body.handle}", body="May I ask you?")
    assert place.joan.browser.submit(asked.location, body="Yes.").status_code == 303
    assert beside(place.amina, "/messages") == [badge]
    assert beside(place.amina, asked.location) == [badge, badge]
    assert beside(place.joan, asked.location) == [picture]


def test_talk_about_a_rule(place, picture, person):
    proposer = person(verified=True)
    said = {"title": "Be fair", "words": "Be fair to all.", "why": "It is shorter."}
    form = proposer.browser.form("/rules/proposals/new?rule=1", "/rules/proposals/new")
    proposal = proposer.browser.post("/rules/proposals/new?rule=1", data=form.fields | said).location
    assert place.joan.post(f"{proposal}/comments", body="I agree.").status_code == 303
    assert beside(place.stranger, proposal) == [picture]


def test_hidden_by_a_moderator_it_leaves_the_lists_too(place, picture):
    at = space(place, "open")
    fields = {"rule": "1", "reason": "It mocks a neighbour.", "ground": "rules", "verb": "hide_picture"}
    decided = place.gwen.post(f"/moderation/people/{place.joan.user.handle}/decisions", **fields)
    assert decided.status_code == 303
    for who, page in ((place.joan, f"{at}/members"), (place.stranger, f"/rounds/{place.round.slug}")):
        assert beside(who, page) == []
