"""Residents show that they live here: with a code, or to staff. One person, one verification; one code, one person."""

import re
from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from app import clock
from app.accounts import service, verification_service
from app.accounts.letter_models import CodeTry, LetterCode, LetterRun
from app.accounts.models import User, Verification
from app.extensions import db, limiter
from app.rules.actors import Actor, Role
from app.rules.permissions import No
from app.rules.refusals import Missing, Refusal, Refused
from app.rules.verification import TRIES, Proof, VerificationMethod, tidy_code
from tests import factories
from tests.accounts.letters import OWN_PAGE, STAFF_PAGE, audited, printed, verification_of
from tests.together import at_once
from tests.web import PASSWORD, sign_in_quickly

WRONG = "2222-2222"


def area_of(app, person):
    return factories.reload(app, person).area_id


def tries_of(app, person):
    with app.app_context():
        return db.session.query(CodeTry).filter_by(person_id=person.id).count()


def using(app, person, code):
    def act():
        with app.app_context():
            return verification_service.use_code(Actor(person.id), tidy_code(code))

    return act


# -- With a letter ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change", [str, str.lower, lambda code: code.replace("-", " "), lambda code: f" {tidy_code(code)}\t"]
)
def test_a_code_verifies_however_it_is_typed(app, as_user, change):
    person, (code,) = factories.user(app), printed(app)
    client = as_user(person)
    assert "You are counted" not in client.get(OWN_PAGE).text
    assert client.submit(OWN_PAGE, code=change(code)).status_code == 303
    page = client.get(OWN_PAGE).text
    assert "You are counted" in page
    assert "with the code of a letter" in page
    assert verification_of(app, person).method is VerificationMethod.LETTER
    (entry,) = audited(app, "person.verified")
    assert (entry.actor_id, entry.object_id) == (person.id, str(person.id))
    assert code.lower() not in entry.details.lower()
    assert tidy_code(code) not in entry.details


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Type the code"),
        ("K7QM-4XR", "The code has 8 signs. You gave 7."),
        ("K", "You gave one."),
        ("K7QM-4XR0", "No code has “0” in it"),
        ("<b>?</b>é", "The code has 8 signs. You gave 3."),
    ],
)
def test_what_cannot_be_a_code_is_explained_kept_and_not_counted(app, as_user, typed, sentence):
    person = factories.user(app)
    answer = as_user(person).submit(OWN_PAGE, code=typed)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "<b>?" not in answer.text
    assert tries_of(app, person) == 0


def test_a_code_works_once(app, as_user):
    first, second, (code,) = factories.user(app), factories.user(app), printed(app)
    as_user(first).submit(OWN_PAGE, code=code)
    answer = as_user(second).submit(OWN_PAGE, code=code)
    assert answer.status_code == 422
    assert "was used before" in answer.text
    assert "4 more times" in answer.text
    assert verification_of(app, second) is None


def test_a_code_runs_out(app, as_user):
    person, (code,) = factories.user(app), printed(app, works_for=timedelta(seconds=0))
    answer = as_user(person).submit(OWN_PAGE, code=code)
    assert answer.status_code == 422
    assert "has run out" in answer.text
    assert verification_of(app, person) is None


def test_five_wrong_codes_are_the_most_in_a_day(app, as_user):
    person, (code,) = factories.user(app), printed(app)
    client = as_user(person)
    answers = [client.submit(OWN_PAGE, code=WRONG) for _ in range(TRIES)]
    assert [answer.status_code for answer in answers] == [422] * TRIES
    assert "You can try once more today" in answers[-2].text
    assert "in a day" in answers[-1].text
    right = client.submit(OWN_PAGE, code=code)
    assert right.status_code == 429
    assert "too many wrong codes" in right.text
    assert "looked at again after" in client.get(OWN_PAGE).text
    assert verification_of(app, person) is None
    assert tries_of(app, person) == TRIES
    assert as_user(factories.user(app)).submit(OWN_PAGE, code=WRONG).status_code == 422
    with app.app_context():
        db.session.query(CodeTry).update({"at": factories.days_ago(1.01)})
        db.session.commit()
    assert client.submit(OWN_PAGE, code=code).status_code == 303
    assert tries_of(app, person) == 0


def test_old_tries_are_forgotten(app, as_user):
    person = factories.user(app)
    factories.keep(app, *(CodeTry(person_id=person.id, at=factories.days_ago(days)) for days in (3, 2, 0.5)))
    as_user(person).submit(OWN_PAGE, code=WRONG)
    assert tries_of(app, person) == 2


def test_many_guesses_at_once_are_counted_each(app):
    person = factories.user(app)
    answers = at_once([using(app, person, WRONG)] * 12)
    assert tries_of(app, person) == TRIES
    assert sum(answer.paused_until is not None for answer in answers) == 12 - TRIES


def test_a_place_that_guesses_is_paused(app, make_app):
    other = make_app(rate_limits=True)
    limiter.reset()
    try:
        client = other.test_client()
        sign_in_quickly(other, client, factories.user(app))
        data = {"csrf_token": client.token("/account/"), "code": "K"}
        answers = [client.post(OWN_PAGE, data=data).status_code for _ in range(61)]
        assert answers == [422] * 60 + [429]
        assert client.get(OWN_PAGE).status_code == 200
    finally:
        limiter.reset()
        limiter.enabled = False


def test_two_people_with_one_code_at_once_are_one(app):
    for _round in range(5):
        pair, (code,) = [factories.user(app) for _ in range(2)], printed(app)
        answers = at_once([using(app, person, code) for person in pair])
        assert sorted(str(answer.no) for answer in answers) == sorted(["None", str(No.CODE_USED)])
        assert sum(verification_of(app, person) is not None for person in pair) == 1


def test_one_person_with_two_codes_at_once_uses_one(app):
    for _round in range(5):
        person, codes = factories.user(app), printed(app, 2)
        answers = at_once([using(app, person, code) for code in codes])
        assert [answer.no for answer in answers] == [None, None]
        with app.app_context():
            assert db.session.query(LetterCode).filter_by(used_by_id=person.id).count() == 1


def test_whoever_is_verified_keeps_the_code_for_somebody_else(app, as_user):
    person, other, (code,) = factories.user(app, verified=True), factories.user(app), printed(app)
    client = as_user(person)
    data = {"csrf_token": client.token("/account/"), "code": code}
    assert client.post(OWN_PAGE, data=data).status_code == 303
    assert verification_of(app, person).method is VerificationMethod.COMMAND_LINE
    assert as_user(other).submit(OWN_PAGE, code=code).status_code == 303


def test_an_organisation_is_nobodys_home(app, as_user):
    body, (code,) = factories.organisation(app), printed(app)
    speaker = factories.user(app, Role.ORGANISATION, organisation_id=body.id)
    client = as_user(speaker)
    assert "lives nowhere" in client.get(OWN_PAGE).text
    assert client.post(OWN_PAGE, data={"csrf_token": client.token("/account/"), "code": code}).status_code == 403
    assert verification_of(app, speaker) is None


def test_nobody_verifies_themselves_with_a_letter_of_their_own(app, as_user):
    facilitator = factories.user(app, Role.FACILITATOR)
    (code,) = printed(app, by=facilitator)
    answer = as_user(facilitator).submit(OWN_PAGE, code=code)
    assert answer.status_code == 422
    assert "printed this letter yourself" in answer.text
    assert as_user(factories.user(app)).submit(OWN_PAGE, code=code).status_code == 303


def test_a_stranger_signs_in_first_and_comes_back(app, client):
    answer = client.get(OWN_PAGE)
    assert answer.status_code == 303
    assert answer.location == "/login?next=/account/verify"


def test_a_person_who_left_in_the_meantime_is_not_verified(app):
    person, (code,) = factories.user(app, active=False), printed(app)
    with pytest.raises(Missing):
        using(app, person, code)()
    with app.app_context():
        assert db.session.query(LetterCode.used_at).scalar() is None


def test_the_database_itself_allows_one_verification_a_code(app):
    (_code,) = printed(app)
    first, second = factories.user(app), factories.user(app)
    with app.app_context():
        letter = db.session.query(LetterCode.id).scalar()
        for person in (first, second):
            shown = {"method": VerificationMethod.LETTER, "at": clock.now(), "letter_code_id": letter}
            db.session.add(Verification(person_id=person.id, **shown))
        with pytest.raises(IntegrityError):
            db.session.flush()


# -- The area --------------------------------------------------------------------------------------------------------


def test_the_area_of_the_letter_counts(app, as_user):
    said, went = factories.area(app, "Said"), factories.area(app, "Went & Co")
    person, nobody = factories.user(app, area_id=said.id), factories.user(app)
    codes = printed(app, 2, area=went)
    client = as_user(person)
    client.submit(OWN_PAGE, code=codes[0])
    assert "Your area is Went &amp; Co now, not Said" in client.get(OWN_PAGE).text
    other = as_user(nobody)
    other.submit(OWN_PAGE, code=codes[1])
    assert "Your area is Went &amp; Co: your letter went there." in other.get(OWN_PAGE).text
    assert area_of(app, person) == area_of(app, nobody) == went.id
    assert verification_of(app, person).area_id == went.id


def test_a_letter_for_anywhere_leaves_the_area(app, as_user):
    said = factories.area(app)
    person, (code,) = factories.user(app, area_id=said.id), printed(app)
    as_user(person).submit(OWN_PAGE, code=code)
    assert area_of(app, person) == said.id
    assert verification_of(app, person).area_id is None


def test_an_area_that_was_shown_is_not_changed_by_saying_so(app, as_user):
    went, other = factories.area(app, "Went"), factories.area(app, "Other")
    person, (code,) = factories.user(app), printed(app, area=went)
    client = as_user(person)
    client.submit(OWN_PAGE, code=code)
    page = client.get("/account/").text
    assert "Your area is Went" in page
    assert 'name="area"' not in page
    assert client.submit("/account/", area=str(other.id), display_name="New Name").status_code == 303
    assert area_of(app, person) == went.id
    assert factories.reload(app, person).display_name == "New Name"
    wanted = service.Profile(name="X", area_id=other.id, about="", is_seen=False, lists_works=True)
    with app.app_context(), pytest.raises(Refused):
        service.change_profile(Actor(person.id), wanted)


# -- In person -------------------------------------------------------------------------------------------------------


@pytest.fixture
def facilitator(app):
    return factories.user(app, Role.FACILITATOR)


@pytest.fixture
def desk(as_user, facilitator):
    return as_user(facilitator)


def page_of(person):
    return f"{STAFF_PAGE}/people/{person.handle}"


def test_staff_finds_somebody_and_verifies_them(app, as_user, desk, facilitator):
    said, seen = factories.area(app, "Said"), factories.area(app, "Seen")
    person = factories.user(app, name="Zoë Ndlovu", area_id=said.id)
    found = desk.get(STAFF_PAGE, query_string={"q": "ndlovu"}).text
    assert page_of(person) in found
    assert "Not yet" in found
    answer = desk.submit(page_of(person), proof="tenancy", area=str(seen.id))
    assert answer.status_code == 303
    shown = verification_of(app, person)
    assert (shown.method, shown.by_id, shown.proof) == (VerificationMethod.IN_PERSON, facilitator.id, Proof.TENANCY)
    assert shown.area_id == area_of(app, person) == seen.id
    (entry,) = audited(app, "person.verified")
    assert entry.actor_id == facilitator.id
    assert person.email not in entry.details
    assert "in person, by staff" in as_user(person).get(OWN_PAGE).text
    assert "Verified" in desk.get(STAFF_PAGE, query_string={"q": "ndlovu"}).text


def test_how_it_was_shown_must_be_said(app, desk):
    person = factories.user(app)
    answer = desk.submit(page_of(person), proof="")
    assert answer.status_code == 422
    assert "Choose what was shown" in answer.text
    assert desk.submit(page_of(person), proof="a nice face").status_code == 422
    assert verification_of(app, person) is None


def test_an_area_that_was_not_shown_stays_a_word(app, desk):
    said = factories.area(app)
    person = factories.user(app, area_id=said.id)
    desk.submit(page_of(person), proof="home", area="")
    assert verification_of(app, person).area_id is None
    assert area_of(app, person) == said.id


def test_nobody_verifies_themselves_or_an_organisation(app, desk, facilitator):
    body = factories.organisation(app)
    speaker = factories.user(app, Role.ORGANISATION, organisation_id=body.id)
    data = {"csrf_token": desk.token("/account/"), "proof": "bill", "area": ""}
    for person in (facilitator, speaker):
        assert "Nothing was changed" in desk.get(page_of(person)).text
        assert desk.post(page_of(person), data=data).status_code == 403
        assert verification_of(app, person) is None


def test_nobody_is_verified_twice(app, desk):
    person = factories.user(app)
    form = desk.form(page_of(person))
    data = form.fields | {"proof": "bill"}
    assert desk.post(form.action, data=data).status_code == 303
    assert desk.post(form.action, data=data).status_code == 409
    assert len(audited(app, "person.verified")) == 1


def test_staff_and_a_letter_at_once_verify_once(app, facilitator):
    def in_person(person):
        def act():
            with app.app_context():
                staff = Actor(facilitator.id, frozenset({Role.FACILITATOR}))
                try:
                    verification_service.verify_in_person(staff, person.id, Proof.BILL, None)
                except Refusal as problem:
                    return type(problem).__name__
                return None

        return act

    for _round in range(5):
        person, (code,) = factories.user(app), printed(app)
        first, second = at_once([using(app, person, code), in_person(person)])
        assert first.no is None
        assert second in {None, "Conflict"}
        assert verification_of(app, person) is not None


def test_somebody_who_moved(app, as_user, desk, facilitator):
    here, there = factories.area(app, "Here"), factories.area(app, "There")
    person, other = factories.user(app, verified=True, area_id=here.id), factories.user(app)
    assert desk.submit(page_of(person), f"{page_of(person)}/area", **{"moved-area": str(there.id)}).status_code == 303
    assert area_of(app, person) == verification_of(app, person).area_id == there.id
    assert desk.submit(page_of(person), f"{page_of(person)}/area", **{"moved-area": ""}).status_code == 422
    (entry,) = audited(app, "person.moved")
    assert entry.actor_id == facilitator.id
    data = {"csrf_token": desk.token("/account/"), "moved-area": str(there.id)}
    assert desk.post(f"{page_of(other)}/area", data=data).status_code == 409


def test_staff_looks_people_up_and_does_not_leaf_through_them(app, desk):
    factories.user(app, name="Al")
    hidden = factories.user(app, name="Alba Unconfirmed", confirmed_at=None)
    assert "Al<" not in desk.get(STAFF_PAGE, query_string={"q": "Al"}).text
    assert "Nobody found" in desk.get(STAFF_PAGE, query_string={"q": "Alba"}).text
    assert desk.get(page_of(hidden)).status_code == 404
    assert desk.get(f"{STAFF_PAGE}/people/nobody").status_code == 404


# -- What follows ----------------------------------------------------------------------------------------------------


def test_the_account_says_where_one_stands(app, as_user):
    person, (code,) = factories.user(app), printed(app)
    client = as_user(person)
    assert "Not counted yet" in client.get("/account/").text
    client.submit(OWN_PAGE, code=code)
    page = client.get("/account/").text
    assert "Not counted yet" not in page
    assert "You are verified" in page


def test_a_closed_account_keeps_its_place_and_the_code_stays_used(app, as_user):
    person, again, codes = factories.user(app), factories.user(app), printed(app, 2)
    client = as_user(person)
    client.submit(OWN_PAGE, code=WRONG)
    client.submit(OWN_PAGE, code=codes[0])
    client.submit("/account/close", password=PASSWORD)
    assert verification_of(app, person) is not None
    assert tries_of(app, person) == 0
    assert as_user(again).submit(OWN_PAGE, code=codes[0]).status_code == 422


def test_wrong_codes_go_with_the_account_and_stand_in_ones_data(app, as_user):
    person = factories.user(app)
    client = as_user(person)
    client.submit(OWN_PAGE, code=WRONG)
    data = client.get("/account/data.json")
    assert len(data.json["wrong_codes"]) == 1
    assert not re.search(r"2222", data.text)
    client.submit("/account/close", password=PASSWORD)
    assert tries_of(app, person) == 0


def test_a_run_and_its_reader_meet_nowhere_in_public(app, as_user, client):
    """Who used a letter is not told to others: the person's page says nothing of it."""
    person, (code,) = factories.user(app), printed(app)
    as_user(person).submit(OWN_PAGE, code=code)
    page = client.get(f"/people/{person.handle}").text
    assert "letter" not in page.lower()
    with app.app_context():
        assert db.session.query(LetterRun).count() == 1
        assert db.session.get(User, person.id).verification is not None


def test_the_area_of_somebody_who_is_not_verified_is_not_there_to_change(app, as_user):
    person, staff = factories.user(app), as_user(factories.user(app, Role.FACILITATOR))
    sent = {"csrf_token": staff.token("/account/"), "moved-area": "no area"}
    assert staff.post(f"{STAFF_PAGE}/people/{person.handle}/area", data=sent).status_code == 404
