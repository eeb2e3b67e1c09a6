"""People who post, a moderator who reads first, and the words that the checks stop at."""

import re

import pytest

from tests.threads.conftest import amina, author, femi, moderator, person, talk

__all__ = ["amina", "author", "femi", "moderator", "person", "talk"]

JSON = {"Accept": "application/json"}

ADVERT = "CONGRATULATIONS! You won a £5000 cash prize. Call 09061 234567 now to claim. T&Cs apply, 18+ Zanzibar"
"""Held by the checks; “Zanzibar” stands nowhere else on the site."""


def held_id(answer) -> str:
    """The text that waits, of an answer that leads to its page."""
    assert answer.status_code == 303, answer.text
    found = re.search(r"/held/(\w+)$", answer.headers["Location"])
    assert found, answer.headers["Location"]
    return found[1]


@pytest.fixture
def waits(talk):
    """Have somebody post a comment that waits: `waits(amina)`; gives the name under which it does."""

    def post(who, body=ADVERT, **fields):
        return held_id(who.browser.submit(talk.page, talk.door, body=body, **fields))

    return post


@pytest.fixture
def release(moderator):
    """Have a moderator read a text and post it, as the page offers; gives the answer."""

    def send(name, who=moderator):
        return who.browser.submit(f"/held/{name}", f"/held/{name}/release")

    return send
