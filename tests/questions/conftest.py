"""A discussion with a question in it."""

import pytest

from app.rules.actors import Role
from tests import factories


@pytest.fixture
def scene(app, as_user):
    people = {name: factories.user(app, name=name) for name in ("Author", "Asker", "Replier")}
    people |= {
        role.value: factories.user(app, role) for role in (Role.MODERATOR, Role.COMMISSIONER, Role.ADMINISTRATOR)
    }
    made = factories.round_(app)
    idea = factories.contribution(app, made, people["Author"], title="A bench by the stop")
    return people | {"round": made, "idea": idea, "list": f"/rounds/{made.slug}/questions"}


def send(client, address, **fields):
    return client.post(address, data={"csrf_token": client.token("/account/"), **fields})


def say(client, of, words, **more):
    answer = send(client, f"/contributions/{of.public_id}/comments", body=words, **more)
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"].rpartition("#comment-")[2]


@pytest.fixture
def asked(as_user, scene):
    """A question, and a reply to it: their ids."""
    question = say(as_user(scene["Asker"]), scene["idea"], "Who would pay for it?", asks="1")
    return question, say(as_user(scene["Replier"]), scene["idea"], "The council, I hope.", parent=question)
