"""People who write to each other, through the pages."""

from functools import partial

import pytest

from tests import factories, together


class Writer:
    """A person at a browser who writes."""

    def __init__(self, user, client):
        self.user, self.client = user, client

    def asks(self, other, words="May I ask you about the handrail?", things="people"):
        handle = other.handle if things == "organisations" else other.user.handle
        return self.client.submit(f"/messages/to/{things}/{handle}", body=words)

    def says(self, name, words):
        return self.client.submit(f"/messages/{name}", body=words)

    def does(self, name, verb):
        address = f"/messages/{name}/{verb}"
        return self.client.post(address, data={"csrf_token": self.client.token("/account/")})

    def sees(self, name):
        return self.client.get(f"/messages/{name}")

    def reports(self, name, number, **fields):
        page = f"/messages/{name}/{number}/reports"
        return self.client.submit(page, **{"reason": "insult", "text": "", **fields})


def name_of(answer):
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"].rpartition("/messages/")[2]


def at_once(app, *acts):
    """Do all these at the same moment, each in a request of its own; gives what each gave, or raised."""

    def outcome(act):
        try:
            return act()
        except Exception as raised:  # noqa: BLE001 - What was raised is the result; tests look at it.
            return raised

    return together.at_once([together.in_context(app, partial(outcome, act)) for act in acts])


@pytest.fixture
def writer(app, as_user):
    def make(*roles, **fields):
        user = factories.user(app, *roles, **fields)
        return Writer(user, as_user(user))

    return make


@pytest.fixture
def joan(writer):
    return writer(name="Joan Whitlock")


@pytest.fixture
def femi(writer):
    return writer(name="Femi Oyelaran")


@pytest.fixture
def talk(joan, femi):
    """Joan asked, and Femi accepted."""
    name = name_of(joan.asks(femi))
    assert femi.does(name, "accept").status_code == 303
    return name
