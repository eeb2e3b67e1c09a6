"""Pages that watch, of whoever signs in with a second code; and of staff who should and do not yet."""

import pytest

from app.rules.actors import Role
from tests import factories
from tests.accounts.codes import GIVE, give_password, switch_on


def test_sockets_of_before_end_when_it_is_set_up_and_those_of_after_at_the_sign_out(talk, amina, as_user, page):
    elsewhere, watcher = as_user(amina.user), page(amina)
    watcher.watch(talk.thread.public_id)
    phone = switch_on(elsewhere)
    assert watcher.next("live")["code"] == "signed_out"
    assert watcher.is_over()
    asked = give_password(amina.browser, amina.user)
    assert amina.browser.submit(asked.location, GIVE, code=phone.code()).status_code == 302
    again = page(amina)
    assert again.watch(talk.thread.public_id)["ok"] is True
    amina.browser.submit("/account/", "/logout")
    assert again.next("live")["code"] == "signed_out"
    assert again.is_over()


@pytest.fixture
def asking(app):
    """The site asks staff for a second code from now on."""

    def ask():
        app.config["STAFF_SECOND_FACTOR"] = True

    yield ask
    app.config["STAFF_SECOND_FACTOR"] = False


def test_a_role_that_rests_opens_nothing_to_watch(app, asking, person, page):
    draft, commissioner = factories.round_(app, opened_at=None), person(Role.COMMISSIONER)
    assert page(commissioner).watch_round(draft.slug)["ok"] is True
    asking()
    assert page(commissioner).watch_round(draft.slug)["code"] == "missing"
