"""Whoever floods is paused; nothing is lost, and everybody else goes on."""

from app import limits
from tests import factories
from tests.web import sign_in_quickly


def test_a_flood_of_texts_is_paused_for_that_person_alone(limited):
    app = limited
    idea = factories.contribution(app, factories.round_(app), factories.user(app))
    clients = [app.test_client(), app.test_client()]
    for client in clients:
        sign_in_quickly(app, client, factories.user(app))
    token = clients[0].token("/account/")
    address = f"/contributions/{idea.public_id}/comments"
    allowed = int(limits.TEXTS.split()[0])
    answers = [
        clients[0].post(address, data={"body": f"Comment {n}", "csrf_token": token}).status_code
        for n in range(allowed + 1)
    ]
    assert answers == [303] * allowed + [429]
    paused = clients[0].post(address, data={"body": "One more", "csrf_token": token})
    assert "Nothing was lost" in paused.text
    other = clients[1].token("/account/")
    assert clients[1].post(address, data={"body": "Me too", "csrf_token": other}).status_code == 303
    assert clients[0].get(f"/ideas/{idea.public_id}").status_code == 200


def test_looking_for_people_to_call_is_paused_too(limited):
    idea = factories.contribution(limited, factories.round_(limited), factories.user(limited))
    address = f"/mentions?q=am&thread={factories.thread_of(limited, idea).public_id}"
    client = limited.test_client()
    sign_in_quickly(limited, client, factories.user(limited))
    allowed = int(limits.SUGGESTIONS.split()[0])
    assert [client.get(address).status_code for _ in range(allowed + 1)] == [200] * allowed + [429]
