"""Making an account, and confirming its address."""

import re
import threading
import unicodedata

import pytest

from app.accounts import queries
from app.accounts.models import User
from app.extensions import db
from app.rules.actors import Role
from tests import factories
from tests.accounts.pages import without
from tests.web import PASSWORD

LINK = re.compile(r"https?://\S+")


def register(client, email="mary@example.org", name="Mary Okafor", **more):
    return client.submit("/register", email=email, display_name=name, password=PASSWORD, **more)


def found(app, email="mary@example.org"):
    with app.app_context():
        person = queries.person_by_email(email)
        if person:
            db.session.refresh(person, ["roles", "verification"])
            db.session.expunge(person)
        return person


def link_in(message):
    return LINK.search(message.body).group().removeprefix("http://localhost")


def test_a_stranger_makes_an_account_confirms_it_and_signs_in(app, client, outbox):
    area = factories.area(app, "Kilnfield")
    answer = register(client, area=str(area.id))
    assert answer.location == "/account/sent"
    assert "Look in your email" in client.get(answer.location).text
    assert found(app).area_id == area.id

    assert outbox[0].to == ["mary@example.org"]
    assert "Mary" not in outbox[0].body, "a name chosen by a stranger is not mailed to somebody else's address"
    assert client.submit("/login", email="mary@example.org", password=PASSWORD).status_code == 422

    confirmed = client.get(link_in(outbox[0]), follow_redirects=True)
    assert "Your address is confirmed" in confirmed.text
    assert client.submit("/login", email="mary@example.org", password=PASSWORD).status_code == 302
    assert client.get("/people/mary-okafor").status_code == 200


def test_it_can_be_done_without_an_area(app, client):
    assert register(client).status_code == 302
    assert found(app).area_id is None


def test_an_area_that_is_not_there_is_refused(app, client):
    factories.area(app)
    assert register(client, area="999999").status_code == 422
    assert found(app) is None


def test_only_the_right_password_is_told_that_the_address_is_not_confirmed(app, client):
    register(client)
    right = client.submit("/login", email="mary@example.org", password=PASSWORD)
    wrong = client.submit("/login", email="mary@example.org", password="not the password")
    assert "not confirmed yet" in right.text
    assert "not confirmed yet" not in wrong.text


def test_a_trial_says_that_the_mail_is_printed(make_app):
    other = make_app(mail_backend="console")
    assert "printed in the terminal" in other.test_client().get("/account/sent").text


NAMES = {
    "Zoë Ní Bhriain": "zoe-ni-bhriain",
    "O’Connor-Śmith": "oconnor-smith",
    "محمد العلي": None,
    "李小龙": None,
    "Анна Ковальчук": None,
    "தமிழ் செல்வி": None,
    "می‌خواهم": None,
    "X Æ A-12": "x-a-12",
}


@pytest.mark.parametrize("name", NAMES)
def test_names_in_any_script(app, client, name):
    register(client, name=name)
    person = found(app)
    assert person.display_name == unicodedata.normalize("NFC", name)
    if NAMES[name]:
        assert person.handle == NAMES[name]
    else:
        assert re.fullmatch(r"person-[a-z0-9]{6}", person.handle)


def test_two_people_may_have_one_name_and_have_two_handles(app, client):
    register(client)
    register(client, email="other@example.org")
    assert found(app).handle != found(app, "other@example.org").handle


def test_a_name_is_kept_in_composed_form_and_on_one_line(app, client):
    register(client, name="  Zoe\u0308\t\u202eNdlovu\n")
    assert found(app).display_name == "Zo\u00eb Ndlovu"


NOT_NAMES = [
    "", "   ", "\u200b\u200b", "\u200d", "\x00\x07", "\u3164", "\u2800", "…", "🦄", "Moderator", "moderator",
    "M o d e r a t o r", "Мodеrаtor", "MODERATOR.", "Ａｄｍｉｎ", "Adm1n", "Folkmoot", "The Council", "Former member",
    "n" * 81,
]  # fmt: skip


@pytest.mark.parametrize("name", NOT_NAMES)
def test_names_that_nobody_can_read_or_that_claim_an_office(app, client, name):
    answer = register(client, name=name)
    assert answer.status_code == 422
    assert "mary@example.org" in answer.text, "what was written is kept"
    assert found(app) is None


def test_the_answer_is_the_same_where_the_address_has_an_account(app, client, outbox):
    person = factories.user(app)
    other = app.test_client()
    shouted = person.email.split("@")[0].upper() + "@example.org"
    fresh, taken = register(client, email="new@example.org"), register(other, email=shouted)
    assert (taken.status_code, taken.location) == (fresh.status_code, fresh.location)
    told = [browser.get("/account/sent").text for browser in (client, other)]
    assert without(told[0], "new@example.org") == without(told[1], shouted)
    assert outbox[-1].to == [person.email]
    assert outbox[-1].subject == "Folkmoot: you have an account already"
    assert "has an account already" in outbox[-1].body
    assert "not confirmed" not in outbox[-1].body


def test_a_short_password_is_refused_and_the_rest_is_kept(app, client):
    answer = client.submit("/register", email="mary@example.org", display_name="Mary", password="xyzzy")
    assert answer.status_code == 422
    assert "at least 8 characters" in answer.text
    assert 'value="Mary"' in answer.text
    assert "xyzzy" not in answer.text


@pytest.mark.parametrize("address", ["", "mary", "mary@", "mary@ex ample.org", "a@b.org\r\nBcc: c@d.org"])
def test_what_is_no_address_is_refused(app, client, address, outbox):
    assert register(client, email=address).status_code == 422
    assert not outbox


def test_nothing_can_be_had_by_asking_for_more(app, client):
    register(
        client, roles="administrator", role="administrator", active="1", confirmed_at="2020-01-01", id="1",
        organisation_id="1", verification="letter", handle="root", fs_uniquifier="x",
    )  # fmt: skip
    person = found(app)
    assert person.confirmed_at is None
    assert person.held_roles == {Role.RESIDENT}
    assert person.verification is None
    assert (person.handle, person.organisation_id) == ("mary-okafor", None)


def test_without_the_token_nothing_is_made(app, client):
    answer = client.post("/register", data={"email": "m@example.org", "display_name": "M", "password": PASSWORD})
    assert answer.status_code == 400
    assert found(app, "m@example.org") is None


def test_a_double_click_makes_one_account(app, settings):
    answers = []

    def click():
        answers.append(register(app.test_client()))

    clicks = [threading.Thread(target=click) for _ in range(4)]
    for thread in clicks:
        thread.start()
    for thread in clicks:
        thread.join()
    assert {(answer.status_code, answer.location) for answer in answers} == {(302, "/account/sent")}
    with app.app_context():
        assert db.session.query(User).count() == 1


def test_people_of_one_name_at_one_moment_all_get_in(app):
    clients = [threading.Thread(target=register, args=(app.test_client(), f"m{n}@example.org")) for n in range(4)]
    for thread in clients:
        thread.start()
    for thread in clients:
        thread.join()
    with app.app_context():
        people = db.session.query(User).all()
        assert len({person.handle for person in people}) == 4
        assert {person.display_name for person in people} == {"Mary Okafor"}


def test_the_confirming_mail_can_be_had_again(app, client, outbox):
    register(client)
    client.submit("/confirm", email="mary@example.org")
    client.get(link_in(outbox[-1]))
    assert found(app).confirmed_at is not None


def test_asking_again_tells_nothing(app, client, outbox):
    person = factories.user(app)
    known = client.submit("/confirm", email=person.email)
    unknown = client.submit("/confirm", email="nobody@example.org")
    assert known.status_code == unknown.status_code == 200
    assert without(known.text, person.email) == without(unknown.text, "nobody@example.org")
    assert not outbox


def test_a_broken_link_leads_to_a_new_one(client):
    answer = client.get("/confirm/nonsense", follow_redirects=True)
    assert answer.request.path == "/confirm"
    assert "This link does not work" in answer.text
