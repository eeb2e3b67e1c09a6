"""Feeds of what a round's people ask and of the answers: the same law as the pages, cheap to ask again."""

import pytest

from app.feeds import queries
from tests.feeds.test_feeds import ATOM, read, titles
from tests.questions.conftest import say, send


@pytest.fixture
def feeds(scene):
    slug = scene["round"].slug
    return {kind: f"/rounds/{slug}/{kind}/feed.atom" for kind in ("questions", "answers")}


@pytest.fixture
def answered(as_user, scene, asked):
    assert send(as_user(scene["commissioner"]), f"/questions/{asked[0]}/answer", reply=asked[1]).status_code == 303
    return asked


def summaries(client, address):
    return [entry.findtext(f"{ATOM}summary") for entry in read(client, address).iter(f"{ATOM}entry")]


def test_questions_and_answers_each_have_one(client, feeds, scene, answered):
    assert titles(read(client, feeds["questions"])) == ["A question about “A bench by the stop”"]
    assert summaries(client, feeds["questions"]) == ["Who would pay for it?"]
    assert titles(read(client, feeds["answers"])) == ["An answer under “A bench by the stop”"]
    assert summaries(client, feeds["answers"]) == ["The council, I hope."]
    entry = read(client, feeds["answers"]).find(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}id").endswith(f"/comments/{answered[1]}")
    page = client.get(scene["list"]).text
    assert all(f'href="{address}"' in page for address in feeds.values())


def test_what_is_no_answer_yet_is_in_no_feed_of_answers(client, feeds, asked):
    assert titles(read(client, feeds["answers"])) == []


@pytest.mark.parametrize(("hidden", "left"), [("question", {"questions": 0, "answers": 0}), ("answer", {"questions": 1, "answers": 0}), ("idea", {"questions": 0, "answers": 0})])  # fmt: skip
def test_what_was_hidden_is_gone_from_both(as_user, client, feeds, scene, answered, hidden, left):
    before = {kind: client.get(address).headers["ETag"] for kind, address in feeds.items()}
    idea = f"/contributions/{scene['idea'].public_id}"
    place = {"question": f"/comments/{answered[0]}", "answer": f"/comments/{answered[1]}", "idea": idea}[hidden]
    send(as_user(scene["moderator"]), f"{place}/hide", rule=1, reason="Unkind.")
    for kind, address in feeds.items():
        fresh = client.get(address, headers={"If-None-Match": before[kind]})
        assert fresh.status_code == (304 if left[kind] else 200)
        assert len(titles(read(client, address))) == left[kind]


def test_whoever_has_it_already_gets_no_body(client, feeds, answered):
    for address in feeds.values():
        tag = client.get(address).headers["ETag"]
        assert client.get(address, headers={"If-None-Match": tag}).status_code == 304


def test_they_go_on_at_the_next_link(as_user, client, feeds, scene, monkeypatch):
    monkeypatch.setattr(queries, "ENTRIES", 2)
    asker, commissioner = as_user(scene["Asker"]), as_user(scene["commissioner"])
    for words in ("Who pays?", "Who mends it?", "When does it come?"):
        question = say(asker, scene["idea"], words, asks="1")
        reply = say(as_user(scene["Replier"]), scene["idea"], f"{words} Wait and see.", parent=question)
        send(commissioner, f"/questions/{question}/answer", reply=reply)
    for kind in feeds:
        seen, address = [], feeds[kind]
        while address:
            seen += summaries(client, address)
            link = read(client, address).find(f"{ATOM}link[@rel='next']")
            address = None if link is None else link.get("href").removeprefix("http://localhost")
        assert [words.split("?")[0] for words in seen] == ["When does it come", "Who mends it", "Who pays"]
