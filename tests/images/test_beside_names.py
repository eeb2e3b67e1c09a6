"""The picture beside a name: chosen, changed, taken away; hidden by moderators, and brought back by a colleague."""

import re

import pytest

from app.accounts.models import Organisation
from app.extensions import db
from app.organisations.models import Membership
from app.rules.actors import Role
from app.rules.organisations import MemberRole
from tests import factories
from tests.images import files


def choose(who, address="/account/picture", **fields):
    answer = who.post(address, **(fields or {"picture": files.photo(400, 300)}))
    assert answer.status_code == 303, answer.text
    return answer


def beside(who, page):
    """The addresses of the pictures beside names on a page, the header left out."""
    main = who.browser.get(page).text.split("<main", 1)[1]
    return re.findall(r'<img class="fm-avatar[^"]*" src="(/images/[^"]+)" alt="" width="44" height="44"', main)


def test_it_stands_beside_the_name_wherever_the_name_speaks(place):
    profile, idea = f"/people/{place.joan.user.handle}", f"/ideas/{place.idea.public_id}"
    place.say(place.joan, "Yes, we need it.")
    assert beside(place.stranger, profile) == beside(place.stranger, idea) == []
    choose(place.joan)
    (address,) = set(beside(place.stranger, profile))
    assert address.endswith("-128x128.webp")
    assert beside(place.stranger, idea) == [address, address]
    assert beside(place.stranger, f"/rounds/{place.round.slug}/ideas") == [address]
    assert beside(place.stranger, "/search?q=need&what=comment") == [address]
    assert place.seen_by(address) == [True] * 4
    assert f'src="{address}"' in place.joan.browser.get("/").text
    assert place.stranger.browser.get(address).headers["Cache-Control"] == "private, max-age=300"


def test_another_takes_its_place_and_the_first_is_gone(place):
    choose(place.joan)
    (first,) = set(beside(place.joan, f"/people/{place.joan.user.handle}"))
    choose(place.joan, camera=files.photo(90, 90, "red"))
    (second,) = set(beside(place.joan, f"/people/{place.joan.user.handle}"))
    assert first != second
    assert place.seen_by(first) == [False] * 4
    assert len(place.images()) == 1


def test_taken_away_the_initials_stand_there_again(place):
    choose(place.joan)
    (address,) = set(beside(place.joan, f"/people/{place.joan.user.handle}"))
    for _ in range(2):
        assert place.joan.post("/account/picture/removal").status_code == 303
    assert ">JW</span>" in place.stranger.browser.get(f"/people/{place.joan.user.handle}").text
    assert place.seen_by(address) == [False] * 4
    assert place.images() == []


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({}, "Choose a picture first"),
        ({"picture": files.SVG}, "not a picture"),
        ({"picture": files.png_bomb()}, "too large"),
    ],
    ids=["none", "svg", "bomb"],
)
def test_what_is_no_picture_changes_nothing(place, fields, sentence):
    choose(place.joan)
    before = beside(place.joan, f"/people/{place.joan.user.handle}")
    answer = place.joan.post("/account/picture", **fields)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert beside(place.joan, f"/people/{place.joan.user.handle}") == before


def decide(place, verb, by=None):
    moderator = by or place.gwen
    fields = {"rule": "1", "reason": "It mocks a neighbour.", "ground": "rules", "verb": verb}
    return moderator.post(f"/moderation/people/{place.joan.user.handle}/decisions", **fields)


def statement(place):
    """Where Joan reads what was decided about her."""
    return re.search(r"/decisions/\w+", place.joan.browser.get("/notices").text)[0]


def test_a_moderator_hides_it_everywhere_and_says_why(place):
    choose(place.joan)
    profile = f"/people/{place.joan.user.handle}"
    (address,) = set(beside(place.stranger, profile))
    assert place.amina.post(f"{profile}/reports", reason="insult", text="His picture.").status_code == 303
    assert decide(place, "hide_picture").status_code == 303
    assert beside(place.stranger, profile) == []
    assert place.seen_by(address) == [True, False, False, True]
    assert beside(place.gwen, f"/moderation/people/{place.joan.user.handle}") == [address]
    assert place.gwen.browser.get(address).headers["Cache-Control"] == "private, no-cache"
    assert decide(place, "hide_picture").status_code in {403, 409}
    told = place.joan.browser.get(statement(place)).text
    assert "The picture beside your name is hidden" in told
    assert "It mocks a neighbour." in told
    assert "A moderator hid the picture" in place.joan.browser.get("/account/picture").text


def test_a_moderator_brings_it_back(place):
    choose(place.joan)
    profile = f"/people/{place.joan.user.handle}"
    before = beside(place.stranger, profile)
    decide(place, "hide_picture")
    assert decide(place, "show_picture").status_code == 303
    assert beside(place.stranger, profile) == before
    assert decide(place, "show_picture").status_code in {403, 409}


def test_an_appeal_brings_it_back(place, person):
    choose(place.joan)
    profile = f"/people/{place.joan.user.handle}"
    before = beside(place.stranger, profile)
    decide(place, "hide_picture")
    assert place.joan.post(f"{statement(place)}/appeal", words="It is me.").status_code == 303
    samir = person(Role.MODERATOR, name="Samir Ali")
    queue = samir.browser.get("/moderation/appeals").text
    appeal = re.search(r"/moderation/appeals/\w+", queue)[0]
    answer = samir.post(appeal, upheld="yes", words="It is the person.")
    assert answer.status_code == 303, answer.text
    assert beside(place.stranger, profile) == before


def test_hidden_and_chosen_anew_the_old_one_comes_back_in_place_of_the_new(place):
    choose(place.joan)
    profile = f"/people/{place.joan.user.handle}"
    (first,) = set(beside(place.stranger, profile))
    decide(place, "hide_picture")
    choose(place.joan, picture=files.photo(80, 80, "red"))
    (second,) = set(beside(place.stranger, profile))
    assert second != first
    decide(place, "show_picture")
    assert set(beside(place.stranger, profile)) == {first}
    assert len(place.images()) == 1


def test_an_owner_puts_one_beside_an_organisation(app, place):
    body = factories.organisation(app)
    page = f"/organisations/{body.handle}/picture"
    assert place.joan.browser.get(page).status_code == 404
    for who, role in ((place.joan, MemberRole.OWNER), (place.amina, MemberRole.MEMBER)):
        joined = {"person_id": who.user.id, "by_id": place.joan.user.id, "since": factories.days_ago(1)}
        factories.keep(app, Membership(organisation_id=body.id, role=role, **joined))
    assert place.amina.post(page, picture=files.photo()).status_code == 403
    choose(place.joan, page)
    (address,) = beside(place.stranger, f"/organisations/{body.handle}")
    place.say(place.joan, "We can help.", badge=body.handle)
    assert beside(place.stranger, f"/ideas/{place.idea.public_id}") == [address]
    assert place.amina.post(f"{page}/removal").status_code == 403
    assert place.joan.post(f"{page}/removal").status_code == 303
    with app.app_context():
        assert db.session.query(Organisation.avatar).one() == (None,)
    assert place.seen_by(address) == [False] * 4


@pytest.fixture
def body(app, place):
    """An organisation with a picture, for which Joan (an owner) and Amina speak."""
    made = factories.organisation(app)
    for who, role in ((place.joan, MemberRole.OWNER), (place.amina, MemberRole.MEMBER)):
        joined = {"person_id": who.user.id, "by_id": place.joan.user.id, "since": factories.days_ago(1)}
        factories.keep(app, Membership(organisation_id=made.id, role=role, **joined))
    choose(place.joan, f"/organisations/{made.handle}/picture")
    return made


def decide_on_body(place, body, verb, reporter):
    """What a moderator decides on a case about the organisation."""
    answer = reporter.post(f"/organisations/{body.handle}/reports", reason="insult", text="That picture.")
    assert answer.status_code == 303
    case = re.findall(r"/moderation/cases/(\w+)", place.gwen.browser.get("/moderation/queue").text)[0]
    assert len(beside(place.gwen, f"/moderation/cases/{case}")) == 1
    place.gwen.post(f"/moderation/cases/{case}/claim")
    fields = {"rule": "1", "reason": "It mocks a neighbour.", "ground": "rules", "verb": verb}
    answer = place.gwen.post(f"/moderation/cases/{case}/decisions", **fields)
    assert answer.status_code == 303, answer.text


def test_a_moderator_hides_that_of_an_organisation_and_brings_it_back(place, body, person):
    page, neighbour = f"/organisations/{body.handle}", person()
    before = beside(place.stranger, page)
    for verb, after in (("hide_picture", []), ("show_picture", before)):
        decide_on_body(place, body, verb, neighbour)
        assert beside(place.stranger, page) == after


def test_all_who_speak_for_an_organisation_are_told_and_one_of_them_appeals(place, body, person):
    page, neighbour, samir = f"/organisations/{body.handle}", person(), person(Role.MODERATOR, name="Samir Ali")
    before = beside(place.stranger, page)
    decide_on_body(place, body, "hide_picture", neighbour)
    for who in (place.joan, place.amina):
        notices = who.browser.get("/notices").text
        assert "The picture beside the name of your organisation is hidden" in notices
        assert "It mocks a neighbour." in notices
        told = re.search(r"/decisions/\w+", notices)[0]
        assert body.name in who.browser.get(told).text
        assert told in who.browser.get("/account/standing").text
    assert neighbour.browser.get(told).status_code == 404
    assert neighbour.post(f"{told}/appeal", words="Give it back.").status_code == 404
    assert place.gwen.post(f"{told}/appeal", words="Give it back.").status_code == 404
    assert place.amina.post(f"{told}/appeal", words="It is our van.").status_code == 303
    assert "It is our van." in place.joan.browser.get(told).text
    assert place.joan.post(f"{told}/appeal", words="Our van.").status_code in {403, 409}
    appeal = re.search(r"/moderation/appeals/\w+", samir.browser.get("/moderation/appeals").text)[0]
    assert samir.post(appeal, upheld="yes", words="So it is.").status_code == 303
    assert beside(place.stranger, page) == before
    assert "is shown again" in place.joan.browser.get("/notices").text
    assert "your appeal is answered" in place.amina.browser.get("/notices").text


def test_who_speaks_for_an_organisation_answers_no_appeal_of_it(app, place, body, person):
    samir = person(Role.MODERATOR, name="Samir Ali")
    decide_on_body(place, body, "hide_picture", person())
    told = re.search(r"/decisions/\w+", place.joan.browser.get("/notices").text)[0]
    assert place.joan.post(f"{told}/appeal", words="It is our van.").status_code == 303
    appeal = re.search(r"/moderation/appeals/\w+", samir.browser.get("/moderation/appeals").text)[0]
    joined = {"person_id": samir.user.id, "by_id": place.joan.user.id, "since": factories.days_ago(1)}
    factories.keep(app, Membership(organisation_id=body.id, role=MemberRole.MEMBER, **joined))
    for upheld in ("yes", "no"):
        assert samir.post(appeal, upheld=upheld, words="So it is.").status_code == 403


def test_who_no_longer_speaks_for_an_organisation_reads_no_decision_on_it(app, place, body, person):
    decide_on_body(place, body, "hide_picture", person())
    told = re.search(r"/decisions/\w+", place.amina.browser.get("/notices").text)[0]
    assert place.amina.browser.get(told).status_code == 200
    with app.app_context():
        db.session.query(Membership).filter_by(person_id=place.amina.user.id).delete()
        db.session.commit()
    assert place.amina.browser.get(told).status_code == 404
    assert place.amina.post(f"{told}/appeal", words="It is our van.").status_code == 404


def test_an_open_page_asks_which_of_its_pictures_are_gone(place):
    choose(place.joan)
    (shown,) = set(beside(place.stranger, f"/people/{place.joan.user.handle}"))
    name = re.fullmatch(r"/images/(\w+)-128x128\.webp", shown)[1]

    def gone(of):
        return place.stranger.browser.get(f"/images/gone?of={of}").json["gone"]

    assert gone(name) == []
    assert gone(f"{name},other,{name}") == ["other"]
    assert gone("") == gone(",") == []
    decide(place, "hide_picture")
    assert gone(name) == [name]
    decide(place, "show_picture")
    assert gone(name) == []
    assert place.stranger.browser.get("/images/gone").json == {"gone": []}
    assert len(gone(",".join(str(number) for number in range(9_000)))) == 200
