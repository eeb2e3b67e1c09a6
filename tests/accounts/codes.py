"""A phone with an app that shows codes, as the people of tests hold it."""

import re
from typing import Any

from passlib.totp import TOTP

from app import clock
from tests.web import PASSWORD, Browser

SET_UP = "/account/second-code"
GIVE = "/login/code"
RECOVER = "/login/recovery-code"
RECOVERY_CODES = "/account/recovery-codes"

STEP = 30
"""Seconds for which an app shows a code."""


class Phone:
    """What an app makes of the key that stands on the page."""

    def __init__(self, page: str) -> None:
        found = re.search(r'id="key">([^<]+)<', page)
        assert found, "the page shows no key"
        self.key = found[1]
        self.totp = TOTP(key=self.key, format="base32")

    def code(self, steps: int = 0) -> str:
        """The code that it shows now, or so many half minutes from now."""
        return str(self.totp.generate(int(clock.now().timestamp()) + steps * STEP).token)

    def wrong(self) -> str:
        """A code that it shows neither now, nor before, nor after."""
        near = {self.code(steps) for steps in range(-3, 4)}
        return next(code for code in map("{:06d}".format, range(10)) if code not in near)


def begin(client: Browser) -> tuple[Phone, Any]:
    """Ask for a key; gives the phone that has read it, and the page."""
    page = client.post(SET_UP, data={"csrf_token": client.token("/account/"), "setup": "authenticator"})
    assert page.status_code == 200, page.location
    return Phone(page.text), page


def switch_on(client: Browser) -> Phone:
    """Set it up, by giving the code of the half minute before: the one of now is still to be used."""
    phone, _page = begin(client)
    token, before = client.token("/account/"), phone.code()
    answer = client.post(GIVE, data={"csrf_token": token, "code": phone.code(-1)})
    if answer.status_code == 422 and phone.code() != before:  # The half minute ended on the way: that one was too old.
        answer = client.post(GIVE, data={"csrf_token": token, "code": phone.code(-1)})
    assert (answer.status_code, answer.location) == (302, SET_UP)
    return phone


def recovery_codes(client: Browser) -> list[str]:
    """Make recovery codes."""
    page = client.submit(RECOVERY_CODES)
    return re.findall(r'class="fm-secret">([^<]+)<', page.text)


def give_password(client: Browser, person: Any, page: str = "/login") -> Any:
    """The first half of signing in."""
    return client.submit(page, "/login", email=person.email, password=PASSWORD)
