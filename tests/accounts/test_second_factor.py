"""A second code when signing in: setting it up, giving it, losing the phone, switching it off."""

import base64
import json
import logging
import re
import threading
from datetime import timedelta

import pytest

from app import clock
from app.accounts.models import User
from app.audit import AuditEntry
from app.extensions import db
from tests import factories
from tests.accounts.codes import (
    GIVE,
    RECOVER,
    RECOVERY_CODES,
    SET_UP,
    STEP,
    Phone,
    begin,
    give_password,
    recovery_codes,
    switch_on,
)
from tests.web import PASSWORD, sign_in


@pytest.fixture
def person(app):
    return factories.user(app, name="Zoë Ndlovu")


@pytest.fixture
def me(client, person):
    """The person's own client, signed in as people do it."""
    sign_in(client, person)
    return client


@pytest.fixture
def phone(me):
    """The person's phone, set up."""
    return switch_on(me)


@pytest.fixture
def another(app):
    """A client on another device."""
    return app.test_client()


def is_in(client):
    return client.get("/account/").status_code == 200


def kept(app, person):
    with app.app_context():
        found = db.session.get(User, person.id)
        return found.tf_primary_method, found.tf_totp_secret, found.mf_recovery_codes


def acts(app, person):
    with app.app_context():
        entries = db.session.query(AuditEntry).filter_by(object_kind="person", object_id=str(person.id))
        return [entry.act for entry in entries.order_by(AuditEntry.sequence)]


def test_whoever_has_none_signs_in_with_the_password_alone(client, person):
    assert give_password(client, person).location == "/"
    assert is_in(client)


def test_the_page_says_what_it_is_and_the_account_leads_there(me):
    assert SET_UP in me.get("/account/").text
    page = me.get(SET_UP).text
    assert "your password alone lets nobody in" in page
    assert "It is on" not in page


def test_the_key_is_a_square_and_words_and_nothing_is_kept_yet(app, me, person):
    phone, page = begin(me)
    image = page.text.split('src="data:image/svg+xml;base64,')[1].split('"')[0]
    assert b"<svg" in base64.b64decode(image)
    assert "img-src 'self' data:" in page.headers["Content-Security-Policy"]
    assert "no-store" in page.headers["Cache-Control"]
    assert len(phone.totp.key) >= 16
    assert 'autocomplete="one-time-code"' in page.text
    assert kept(app, person) == (None, None, [])


def test_signing_in_takes_both(phone, another, person):
    asked = give_password(another, person)
    assert asked.location.startswith(GIVE)
    assert not is_in(another), "the password alone lets nobody in"
    assert another.submit(asked.location, GIVE, code=phone.code()).location == "/"
    assert is_in(another)


def test_the_way_back_is_kept_over_both(phone, another, person):
    away = another.get("/account/?x=1")
    asked = another.submit(away.location, "/login", email=person.email, password=PASSWORD)
    form = another.form(asked.location, GIVE)
    answer = another.post(asked.location, data=form.fields | {"code": phone.code()})
    assert answer.location == "/account/?x=1"


@pytest.mark.parametrize("target", ["//evil.example", "https://evil.example/"])
def test_nobody_is_led_to_another_site_after_it(phone, another, person, target):
    asked = give_password(another, person)
    data = another.form(asked.location, GIVE).fields | {"code": phone.code()}
    assert another.post(GIVE, query_string={"next": target}, data=data).status_code == 400
    assert not is_in(another)


def test_a_code_may_be_typed_as_the_app_shows_it_or_in_other_digits(phone, another, person):
    code = phone.code()
    typed = f" {code[:3]} {code[3:5]}-{chr(ord('٠') + int(code[5]))} "
    assert another.submit(give_password(another, person).location, GIVE, code=typed).status_code == 302
    assert is_in(another)


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "１２３", "12345六", "x" * 5_000])
def test_what_can_be_no_code_is_told_so(phone, another, person, typed):
    answer = another.submit(give_password(another, person).location, GIVE, code=typed)
    assert answer.status_code == 422
    assert "The code has six digits" in answer.text
    assert not is_in(another)


def test_a_wrong_code_says_what_to_do_and_the_right_one_still_works(phone, another, person):
    asked = give_password(another, person)
    answer = another.submit(asked.location, GIVE, code=phone.wrong())
    assert answer.status_code == 422
    assert "This code is wrong, too old, or was used before. Wait until your app shows a new one" in answer.text
    assert not is_in(another)
    assert another.submit(asked.location, GIVE, code=phone.code()).status_code == 302


def test_a_code_is_too_old_after_a_minute_and_a_slow_clock_is_forgiven(phone, another, person, time_machine):
    code = phone.code()
    time_machine.move_to(clock.now() + timedelta(seconds=2 * STEP))
    asked = give_password(another, person)
    assert another.submit(asked.location, GIVE, code=code).status_code == 422
    assert another.submit(asked.location, GIVE, code=phone.code(-1)).status_code == 302


def test_a_code_works_once(app, phone, another, person, time_machine):
    code = phone.code()
    another.submit(give_password(another, person).location, GIVE, code=code)
    assert is_in(another)
    third = app.test_client()
    asked = give_password(third, person)
    answer = third.submit(asked.location, GIVE, code=code)
    assert answer.status_code == 422
    assert "was used before" in answer.text
    assert not is_in(third)
    assert third.submit(asked.location, GIVE, code=phone.code(-1)).status_code == 422, "nor one from before it"
    time_machine.move_to(clock.now() + timedelta(seconds=STEP))
    assert third.submit(asked.location, GIVE, code=phone.code()).status_code == 302


def at_once(clients, page, **fields):
    """Each client sends the form at the same moment; gives who is in."""
    forms = [client.form(page) for client in clients]
    ready = threading.Barrier(len(clients))

    def send(client, form):
        ready.wait()
        client.post(page, data=form.fields | fields)

    threads = [threading.Thread(target=send, args=pair) for pair in zip(clients, forms, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(is_in(client) for client in clients)


def half_in(app, person, number):
    clients = [app.test_client() for _ in range(number)]
    for client in clients:
        give_password(client, person)
    return clients


def test_of_two_who_give_one_code_at_once_one_gets_in(app, phone, person):
    assert at_once(half_in(app, person, 4), GIVE, code=phone.code()) == 1


def test_of_two_who_give_one_recovery_code_at_once_one_gets_in(app, me, phone, person):
    code = recovery_codes(me)[0]
    assert at_once(half_in(app, person, 4), RECOVER, code=code) == 1
    assert len(kept(app, person)[2]) == 7


def test_a_recovery_code_that_was_used_in_between_takes_no_other_with_it(app, me, phone, person, monkeypatch):
    """Another device gives the same code after it was compared here, and before it is used up."""
    code = recovery_codes(me)[0]
    first, second = half_in(app, person, 2)
    util = app.extensions["security"].mf_recovery_codes_util
    use, form = util.delete_recovery_code, second.form(RECOVER)

    def slowly(user, given):
        monkeypatch.setattr(util, "delete_recovery_code", use)
        sooner = threading.Thread(target=second.post, args=(RECOVER,), kwargs={"data": form.fields | {"code": code}})
        sooner.start()
        sooner.join()
        return use(user, given)

    monkeypatch.setattr(util, "delete_recovery_code", slowly)
    assert first.submit(RECOVER, code=code).status_code == 409
    assert (is_in(first), is_in(second)) == (False, True)
    assert len(kept(app, person)[2]) == 7


def test_a_code_without_the_password_is_nothing(phone, another):
    token = another.token()
    for page in (GIVE, RECOVER):
        answer = another.post(page, data={"csrf_token": token, "code": phone.code()})
        assert answer.location == "/login"
        assert another.get(page).location == "/login"
    assert not is_in(another)


def test_a_wrong_code_while_setting_up_keeps_the_key(app, me, person):
    phone, _page = begin(me)
    answer = me.submit(GIVE, code=phone.wrong())
    assert answer.status_code == 422
    assert kept(app, person)[0] is None
    assert me.submit(GIVE, code=phone.code()).location == SET_UP
    assert kept(app, person)[0] == "authenticator"
    assert "It is on" in me.get(SET_UP).text


def test_whoever_goes_back_after_it_was_set_up_stays_signed_in(me, phone):
    assert me.get(GIVE).location == SET_UP
    assert is_in(me)


def test_setting_it_up_signs_out_every_other_device_and_not_this_one(app, me, another, person, outbox):
    sign_in(another, person)
    switch_on(me)
    assert is_in(me)
    assert not is_in(another), "it was opened with a password alone"
    assert [message.to for message in outbox] == [[person.email]]
    assert "password and a code of your app" in outbox[0].body
    assert acts(app, person) == ["account.second_factor_on"]


def test_a_new_phone_takes_the_place_of_the_old_one_when_it_works(app, me, phone, person, time_machine):
    begin(me)
    first = app.test_client()
    assert first.submit(give_password(first, person).location, GIVE, code=phone.code()).status_code == 302
    time_machine.move_to(clock.now() + timedelta(seconds=4 * STEP))
    new = switch_on(me)
    later = app.test_client()
    asked = give_password(later, person)
    assert later.submit(asked.location, GIVE, code=phone.code()).status_code == 422
    assert later.submit(asked.location, GIVE, code=new.code()).status_code == 302


def test_recovery_codes_are_shown_once_and_each_works_once(app, me, phone, another, person):
    assert "One thing is left to do" in me.get(SET_UP).text
    codes = recovery_codes(me)
    assert len(set(codes)) == 8
    for page in (RECOVERY_CODES, f"{RECOVERY_CODES}?show_codes=1", SET_UP):
        assert not any(code in me.get(page).text for code in codes)
    give_password(another, person)
    assert another.submit(RECOVER, code=codes[3].upper().replace("-", " ")).location == "/"
    assert "You have 7 recovery codes left" in another.get("/account/").text
    third = app.test_client()
    give_password(third, person)
    answer = third.submit(RECOVER, code=codes[3])
    assert answer.status_code == 422
    assert "it was used before" in answer.text
    assert not is_in(third)
    assert third.submit(RECOVER, code=codes[4]).status_code == 302
    assert acts(app, person)[-2:] == ["account.recovery_code_used"] * 2


def test_a_code_of_ones_own_app_opens_no_account_of_another(app, phone, person):
    """Whoever has the password alone begins to set up their own account in the same browser, and lets that session end."""
    thief, elsewhere, browser = factories.user(app), app.test_client(), app.test_client()
    elsewhere.submit("/login", email=thief.email, password=PASSWORD, remember="y")
    give_password(browser, person)
    browser.set_cookie("remember_token", elsewhere.get_cookie("remember_token").value)
    browser.submit(browser.get(SET_UP).location, "/verify", password=PASSWORD)
    own, _page = begin(browser)
    browser.delete_cookie("remember_token")
    elsewhere.submit("/change", password=PASSWORD, new_password="three plain words")
    answer = browser.post(GIVE, data={"csrf_token": browser.token(), "code": own.code()})
    assert answer.location == "/login"
    assert not is_in(browser)
    other = app.test_client()
    assert other.submit(give_password(other, person).location, GIVE, code=phone.code()).status_code == 302


def test_a_program_is_not_shown_recovery_codes_again_either(me, phone):
    codes = recovery_codes(me)
    answer = me.get(RECOVERY_CODES, headers={"Accept": "application/json"})
    assert answer.status_code == 404
    assert not any(code in answer.text for code in codes)


def test_the_codes_are_not_kept_by_the_browser(me, phone):
    assert "no-store" in me.submit(RECOVERY_CODES).headers["Cache-Control"]


def test_new_recovery_codes_end_the_old_ones(app, me, phone, another, person):
    old, new = recovery_codes(me), recovery_codes(me)
    give_password(another, person)
    assert another.submit(RECOVER, code=old[0]).status_code == 422
    assert another.submit(RECOVER, code=new[0]).status_code == 302
    assert acts(app, person).count("account.recovery_codes_made") == 2


def test_codes_from_before_it_was_set_up_open_nothing(app, me, another, person):
    """Somebody who had the password alone may have made them."""
    sign_in(another, person)
    made = another.post(RECOVERY_CODES, data={"csrf_token": another.token("/account/")})
    codes = re.findall(r'class="fm-secret">([^<]+)<', made.text)
    phone = switch_on(me)
    assert "One thing is left to do" in me.get(SET_UP).text
    give_password(another, person)
    assert not any(another.submit(RECOVER, code=code).status_code == 302 for code in [*codes, "0000-0000-0000"])
    assert not is_in(another)
    assert another.submit(GIVE, code=phone.code()).status_code == 302


@pytest.mark.parametrize("typed", ["", "0000-0000-0000", "not one", "x" * 5_000])
def test_what_is_no_recovery_code_lets_nobody_in(me, phone, another, person, typed):
    recovery_codes(me)
    give_password(another, person)
    assert another.submit(RECOVER, code=typed).status_code == 422
    assert not is_in(another)


def test_switching_it_off_erases_it_all_and_is_told(app, me, phone, another, person, outbox):
    recovery_codes(me)
    answer = me.post(SET_UP, data={"csrf_token": me.token("/account/"), "setup": "disable"})
    assert answer.location == SET_UP
    assert kept(app, person) == (None, None, [])
    assert "was switched off just now" in outbox[-1].body
    assert acts(app, person)[-1] == "account.second_factor_off"
    assert give_password(another, person).location == "/"
    assert is_in(another)


def test_what_is_not_on_cannot_be_switched_off(app, me, person, outbox):
    answer = me.post(SET_UP, data={"csrf_token": me.token("/account/"), "setup": "disable"})
    assert answer.status_code == 422
    assert "You have no second code" in answer.text
    assert not outbox
    assert not acts(app, person)


@pytest.mark.parametrize("way", ["email", "sms", "nothing", ""])
def test_there_is_no_weaker_way(app, me, person, way):
    answer = me.post(SET_UP, data={"csrf_token": me.token("/account/"), "setup": way})
    assert answer.status_code == 422
    assert "This cannot be chosen" in answer.text
    assert kept(app, person)[0] is None


CHANGES = [(SET_UP, {"setup": "disable"}), (SET_UP, {"setup": "authenticator"}), (RECOVERY_CODES, {})]


@pytest.mark.parametrize(("address", "fields"), CHANGES)
def test_a_borrowed_device_changes_nothing_without_the_password(app, me, phone, person, time_machine, address, fields):
    before = kept(app, person)
    time_machine.move_to(clock.now() + timedelta(minutes=11))
    answer = me.post(address, data={"csrf_token": me.token("/account/"), **fields})
    assert answer.location.startswith("/verify")
    assert me.get(address).location.startswith("/verify")
    assert kept(app, person) == before
    wrong = me.submit(answer.location, "/verify", password="not the password")
    assert wrong.status_code == 422
    back = me.submit(answer.location, "/verify", password=PASSWORD)
    assert back.location == address
    assert me.get(address).status_code == 200


def test_a_changed_password_keeps_it(me, phone, another, person):
    me.submit("/change", password=PASSWORD, new_password="three plain words")
    asked = another.submit("/login", email=person.email, password="three plain words")
    assert asked.location.startswith(GIVE)


def test_a_half_sign_in_is_void_when_the_password_changes(me, phone, another, person):
    give_password(another, person)
    me.submit("/change", password=PASSWORD, new_password="three plain words")
    token = another.token()
    assert another.post(GIVE, data={"csrf_token": token, "code": phone.code()}).location == "/login"
    assert not is_in(another)


def test_nothing_of_it_is_kept_or_told_in_the_open(app, me, person, caplog):
    caplog.set_level(logging.DEBUG)
    phone = switch_on(me)
    codes = recovery_codes(me)
    _way, secret, stored = kept(app, person)
    plain = phone.key.replace("-", "")
    assert plain not in secret.upper()
    assert not any(code in one for code in codes for one in stored)
    secrets = [secret, plain, phone.key, *codes, *stored]
    told = me.get("/account/data.json")
    assert json.loads(told.text)["account"]["signs_in_with_second_code"] is True
    with app.app_context():
        log = " ".join(entry.details for entry in db.session.query(AuditEntry))
    for place in (told.text, log, caplog.text):
        assert not any(one in place for one in secrets)


@pytest.mark.parametrize("changed", ["second_factor_secret", "secret_key"])
def test_another_secret_of_the_site_makes_it_void(make_app, app, phone, person, changed):
    other = make_app(**{changed: "another one"}).test_client()
    answer = other.submit(give_password(other, person).location, GIVE, code=phone.code())
    assert answer.status_code == 422
    assert not is_in(other)


def test_closing_the_account_erases_it(app, me, phone, person):
    recovery_codes(me)
    me.submit("/account/close", password=PASSWORD)
    assert kept(app, person) == (None, None, [])


UNUSED = ["/login/rescue", "/login/ways"]


@pytest.mark.parametrize("address", UNUSED)
def test_doors_that_are_not_used_are_shut(phone, me, another, person, address):
    assert me.get(address).status_code == 404
    give_password(another, person)
    assert another.get(address).location.startswith("/login")
    assert another.post(address, data={"csrf_token": another.token()}).location.startswith("/login")
    token = me.token("/account/")
    assert me.post(f"{SET_UP}/anything", data={"csrf_token": token}).status_code == 404


def test_guessing_is_paused_for_the_account_wherever_from(limited, app, phone, person):
    clients = [limited.test_client() for _ in range(2)]
    for client in clients:
        give_password(client, person)
    answers = [clients[number % 2].submit(GIVE, code=phone.wrong()).status_code for number in range(10)]
    assert answers == [422] * 10
    right = clients[0].submit(GIVE, code=phone.code())
    assert right.status_code == 429
    assert "Nothing was lost. Wait" in right.text
    others = [clients[1].submit(RECOVER, code="0000-0000-0000").status_code for _ in range(11)]
    assert others == [422] * 10 + [429], "recovery codes are counted for themselves"
    other = limited.test_client()
    assert give_password(other, factories.user(app)).location == "/", "others are not paused"


def test_the_key_differs_each_time(me):
    assert len({begin(me)[0].key for _ in range(3)}) == 3
    assert isinstance(begin(me)[0], Phone)
