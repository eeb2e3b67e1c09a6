"""Pages that watch: what they are told, by whom they are refused, and when they are put out."""

import threading
import time
from contextlib import suppress
from io import BytesIO

import pytest
import websocket

from app import live, wire
from app.accounts.models import User
from app.extensions import db
from app.rules.actors import Role
from app.threads import comment_service, sockets
from tests import factories
from tests.images import files
from tests.watching import Refused, Watcher, cookie_of
from tests.web import PASSWORD


def told_by_http(client, talk, after=0):
    return client.get(f"/threads/{talk.thread.public_id}/events?after={after}").get_json()


# -- Being told ------------------------------------------------------------------------------------------------------


def test_whoever_watches_is_told_the_same_as_whoever_asks(talk, amina, femi, moderator, page, client):
    watchers = [page(), page(femi)]
    for watcher in watchers:
        answer = watcher.watch(talk.thread.public_id)
        assert answer == {"ok": True, "thread": talk.thread.public_id, "last": 0, "events": [], "more": False}
    first = talk.say(amina, "First *words*.")
    reply = talk.say(femi, "A reply.", first)
    amina.post(f"/comments/{first}/edit", body="First, again.")
    moderator.post(f"/comments/{reply}/hide", rule=1, reason="Rude.")
    moderator.post(f"/threads/{talk.thread.public_id}/lock", rule=1, reason="Too hot.")
    for watcher in watchers:
        events = [watcher.next() for _ in range(5)]
        assert [event["seq"] for event in events] == [1, 2, 3, 4, 5]
        assert "First <em>words</em>." in events[0]["html"]
        assert (events[1]["parent"], events[1]["comments"]) == (first, 2)
        assert "First, again." in events[2]["html"]
        assert "A moderator hid this comment" in events[3].pop("html")
        assert events[3] == {
            "thread": talk.thread.public_id, "seq": 4, "kind": "comment.hidden", "id": reply, "comments": 1,
            "contribution": talk.idea.public_id, "parent": first,
        }  # fmt: skip
        assert watcher.watch(talk.thread.public_id, 0)["events"] == told_by_http(client, talk)["events"]


def test_one_who_comes_back_gets_what_was_missed_and_no_words_that_were_taken_down(talk, amina, moderator, page):
    kept, hidden = talk.say(amina, "Kept words."), talk.say(amina, "Hidden words.")
    moderator.post(f"/comments/{hidden}/hide", rule=1, reason="Rude.")
    answer = page().watch(talk.thread.public_id, 0)
    assert [(event["seq"], event["id"], "html" in event) for event in answer["events"]] == [
        (1, kept, True), (2, hidden, True), (3, hidden, True),
    ]  # fmt: skip
    assert "Hidden words" not in str(answer)
    assert page().watch(talk.thread.public_id, 2)["events"] == answer["events"][2:]


def test_lists_and_rounds_are_told_without_words(talk, amina, page):
    watcher = page()
    assert watcher.watch_round(talk.round.slug) == {"ok": True, "round": talk.round.slug}
    name = talk.say(amina, "Secret words.")
    assert watcher.next("news") == {
        "round": talk.round.slug, "kind": "comment.added", "id": name, "contribution": talk.idea.public_id,
        "comments": 1,
    }  # fmt: skip
    assert watcher.ask("unwatch", {"round": talk.round.slug}) == {"ok": True}
    watcher.watch(talk.thread.public_id)
    assert talk.say(amina, "More.") == watcher.next()["id"]
    assert watcher.of("news") == []


def test_votes_are_told_without_figures_and_not_each_by_itself(talk, person, page, monkeypatch):
    watcher = page()
    watcher.watch(talk.thread.public_id)
    for _ in range(4):
        person().post(f"/contributions/{talk.idea.public_id}/vote", choice="agree")
    events = [watcher.next(), watcher.next()]
    assert events == [
        {
            "thread": talk.thread.public_id, "seq": None, "kind": "votes.changed", "id": talk.idea.public_id,
            "comments": 0, "contribution": talk.idea.public_id,
        }
    ] * 2  # fmt: skip
    watcher.ask("nothing")
    assert watcher.of("event") == []


def test_all_who_watch_anything_hear_that_a_picture_is_gone_and_nothing_of_whose_it_was(
    app, talk, amina, moderator, page
):
    browser = amina.browser
    sent = {"csrf_token": browser.token("/account/"), "picture": (BytesIO(files.photo(60, 60)), "me.jpg")}
    assert browser.post("/account/picture", data=sent, content_type="multipart/form-data").status_code == 303
    with app.app_context():
        picture = db.session.query(User.avatar).filter(User.avatar.is_not(None)).scalar()
    watchers = [page(), page(amina), page()]
    watchers[0].watch(talk.thread.public_id)
    watchers[1].watch_round(talk.round.slug)
    hidden = {"rule": "1", "reason": "It mocks a neighbour.", "ground": "rules", "verb": "hide_picture"}
    for verb in ("hide_picture", "show_picture"):
        address = f"/moderation/people/{amina.user.handle}/decisions"
        assert moderator.post(address, **hidden | {"verb": verb}).status_code == 303
    assert [watcher.next("portrait") for watcher in watchers] == [{"gone": picture}] * 3
    assert amina.post("/account/picture/removal").status_code == 303
    assert [watcher.next("portrait") for watcher in watchers] == [
        {"gone": picture}
    ] * 3  # Not when it was brought back.


def test_what_was_left_is_not_told_any_more(talk, amina, page):
    watcher = page()
    watcher.watch(talk.thread.public_id)
    assert watcher.ask("unwatch", {"thread": talk.thread.public_id}) == {"ok": True}
    talk.say(amina, "Unheard.")
    assert watcher.watch(talk.thread.public_id, 1)["events"] == []
    assert [talk.say(amina, "Heard.")] == [watcher.next()["id"]]


def test_what_was_rolled_back_is_told_to_nobody(app, talk, amina, page, monkeypatch):
    watcher = page()
    watcher.watch(talk.thread.public_id)

    def fail(*_arguments):
        raise RuntimeError("The lights went out.")

    with monkeypatch.context() as patched:
        patched.setattr(comment_service.once, "settle", fail)
        with pytest.raises(RuntimeError, match="lights"):
            amina.post(talk.door, body="Never said.", once="a key")
    assert talk.say(amina, "Said.") == watcher.next()["id"]


def test_nothing_is_missed_between_fetching_and_watching(app, talk, amina, femi, client, page):
    """Somebody writes without a pause while pages are fetched and then watch from where they were."""
    stop = threading.Event()

    def write():
        from app.rules.actors import Actor
        from app.threads.comment_service import Draft

        with app.test_request_context():
            while not stop.is_set():
                comment_service.post(Actor(femi.user.id), talk.idea.public_id, Draft("Again."))
                db.session.remove()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for _ in range(5):
            watcher = page()
            last = int(client.get(talk.page).text.split('data-last="')[1].split('"')[0])
            seen = [event["seq"] for event in watcher.watch(talk.thread.public_id, last)["events"]]
            while len(seen) < 10:
                seq = watcher.next()["seq"]
                seen += [seq] if seq > (seen[-1] if seen else last) else []  # A page knows what it has by its number.
            assert seen == list(range(last + 1, last + 1 + len(seen)))
    finally:
        stop.set()
        writer.join()


# -- What is refused -------------------------------------------------------------------------------------------------

BAD = [
    ("watch",), ("watch", None), ("watch", 3), ("watch", "thread"), ("watch", []), ("watch", {}),
    ("watch", {"thread": 3, "after": 0}), ("watch", {"thread": None, "after": 0}), ("watch", {"thread": "x"}),
    ("watch", {"thread": "x", "after": "0"}), ("watch", {"thread": "x", "after": True}),
    ("watch", {"thread": "x", "after": -1}), ("watch", {"thread": "x", "after": 2**31}),
    ("watch", {"thread": "x", "after": 1.5}), ("watch", {"thread": "", "after": 0}),
    ("watch", {"thread": "x\x00", "after": 0}), ("watch", {"thread": "x" * 101, "after": 0}),
    ("watch", {"thread": ["x"], "after": 0}), ("watch", {"round": 7}), ("watch", {"round": {"a": "b"}}),
    ("unwatch", 3), ("unwatch", {}), ("typing",), ("typing", {"thread": 1}), ("here", "x"),
    ("watch", {"thread": "x\ud800", "after": 0}), ("watch", {"round": "\udfff"}), ("nothing", {}), ("*", {}),
    ("connect", {}), ("disconnect",), ("watch", {}, {}),
]  # fmt: skip


def test_what_makes_no_sense_is_answered_in_words(page):
    watcher = page()
    for message in BAD:
        watcher = page() if watcher.asked > 20 else watcher
        answer = watcher.ask(*message)
        assert (answer["ok"], answer["code"]) == (False, "bad"), message
        assert answer["say"] == "We could not read what the page sent. Open the page again."


RAW = ["42/threads,1{}", '42/threads,1"x"', "42/threads,1[]", "42/threads,1[5]", '42/threads,1[["x"]]', "42/threads,1null",
       "43/threads,1[]", "44/threads,1{}", '451-/threads,1["x",{"_placeholder":true,"num":0}]', "461-/threads,1[]",
       "42/threads,1{broken", "42/threads,1" + "[" * 4000]  # fmt: skip


def test_a_packet_of_no_shape_is_answered_or_passed_over(talk, page):
    watcher = page()
    for raw in RAW:
        watcher.send(raw)
    watcher.asked = 1
    assert watcher.watch(talk.thread.public_id)["ok"] is True
    assert watcher.answers.get(1, {"code": "bad"})["code"] == "bad"


@pytest.mark.parametrize("raw", ["x", "", "9", "2probe", "4", "4[[[[", "4" + "[" * 4000, "5", "b4", "²", "A" * 4097])
def test_what_is_no_message_ends_its_own_connection_and_nothing_else(talk, page, raw):
    other, watcher = page(), page()
    watcher.send(raw)
    assert watcher.is_over()
    assert other.watch(talk.thread.public_id)["ok"] is True


def test_a_binary_or_a_giant_frame_ends_its_own_connection_and_nothing_else(talk, page):
    other, binary, giant, pieces = page(), page(), page(), page()
    binary.socket.send_binary(b"42/threads,1[]")
    with pytest.raises((OSError, websocket.WebSocketException)):  # noqa: PT012 - Which of the two meets the closed door depends on the minute.
        giant.send("4" * 50_000_000)
        giant.socket.recv_frame()
    with pytest.raises((OSError, websocket.WebSocketException)):  # noqa: PT012 - The same.
        for _ in range(10_000):
            pieces.socket.send_frame(websocket.ABNF.create_frame("4" * 1000, websocket.ABNF.OPCODE_CONT, 0))
    assert binary.is_over()
    assert other.watch(talk.thread.public_id)["ok"] is True


def farewell(watcher):
    """The code and the words with which the server ends a connection."""
    while True:
        kind, said = watcher.socket.recv_data(control_frame=True)
        if kind == websocket.ABNF.OPCODE_CLOSE:
            return int.from_bytes(said[:2]), said[2:].decode()


TOO_LONG = (1009, "That was too long: 4096 bytes are the most.")
TOO_MUCH = (1008, "That was too much at once.")


def test_who_is_hung_up_for_what_was_sent_is_told_why(page):
    binary, giant, pieces, noise = page(), page(), page(), page()
    binary.socket.send_binary(b"42/threads,1[]")
    giant.send("4" * 5_000)
    for number in range(5):
        kind = websocket.ABNF.OPCODE_CONT if number else websocket.ABNF.OPCODE_TEXT
        pieces.socket.send_frame(websocket.ABNF.create_frame("4" * 1000, kind, 0))
    noise.send("x")
    assert farewell(binary) == (1003, "Only text is read here.")
    assert farewell(giant) == farewell(pieces) == TOO_LONG
    assert farewell(noise) == (1008, "That was no message of Socket.IO.")


PONG = websocket.ABNF.create_frame("3", websocket.ABNF.OPCODE_TEXT)
PING = websocket.ABNF.create_frame("", websocket.ABNF.OPCODE_PING)
AGAIN = websocket.ABNF.create_frame("40/threads,", websocket.ABNF.OPCODE_TEXT)
PIECE = websocket.ABNF.create_frame("", websocket.ABNF.OPCODE_CONT, 0)


@pytest.mark.parametrize("frame", [PONG, PING, AGAIN, PIECE], ids=["pong", "ping", "again", "piece"])
def test_a_flood_of_what_is_no_message_is_cut_off_too(talk, page, frame):
    """It costs its sender nothing, and would keep everybody else in the process waiting for ever."""
    other, watcher = page(), page()
    if frame is PIECE:
        watcher.socket.send_frame(websocket.ABNF.create_frame("4", websocket.ABNF.OPCODE_TEXT, 0))
    watcher.socket.sock.sendall(frame.format() * 605)
    assert farewell(watcher) == TOO_MUCH
    assert other.watch(talk.thread.public_id)["ok"] is True


def test_who_never_says_what_is_wanted_holds_no_line(live_server, monkeypatch):
    monkeypatch.setattr(wire, "CONNECT_SECONDS", 1)
    address = live_server.replace("http", "ws", 1) + "/socket.io/?EIO=4&transport=websocket"
    line = websocket.create_connection(address, timeout=10, origin=live_server)
    with suppress(websocket.WebSocketException, OSError):
        for _ in range(20):
            line.send("3")  # So that it is not silent.
            time.sleep(0.2)
        pytest.fail("it is still there")
    line.shutdown()


@pytest.mark.parametrize("namespace", ["/other,", "/,", ""])
def test_a_namespace_of_no_ones_is_refused(live_server, page, namespace):
    watcher = page()
    watcher.send(f"40{namespace}")
    with pytest.raises(Refused):
        watcher.is_over()


@pytest.mark.parametrize("origin", ["https://evil.example", "http://127.0.0.1", "null"])
def test_a_page_of_another_site_is_refused(talk, page, origin):
    with pytest.raises(websocket.WebSocketBadStatusException) as refused:
        page(origin=origin)
    assert refused.value.status_code == 400


def test_polling_is_refused(client):
    assert client.get("/socket.io/?EIO=4&transport=polling").status_code == 400


def test_a_flood_is_paused_and_then_cut_off(page):
    watcher = page()
    codes = [watcher.ask("watch", {"thread": "x", "after": 0})["code"] for _ in range(60)]
    assert codes[0] == "missing"
    assert codes[-1] == "busy"
    with suppress(ConnectionError):  # It may be cut off before all of it is sent.
        for _ in range(500):
            watcher.send('42/threads,["typing",{"thread":"x"}]')
    assert watcher.is_over()


def test_nobody_watches_more_than_a_page_can_hold(app, talk, author, page):
    watcher = page()
    ideas = [factories.contribution(app, talk.round, author.user) for _ in range(13)]
    codes = [watcher.watch(factories.thread_of(app, idea).public_id).get("code") for idea in ideas]
    assert codes == [None] * 12 + ["busy"]


def test_one_too_many_is_refused_in_words_and_may_come_when_another_went(live_server, page, monkeypatch):
    monkeypatch.setattr(sockets, "MOST_ON_THREADS", 2)
    first, _second = page(), page()
    with pytest.raises(Refused) as refused:
        page()
    assert refused.value.data == {
        "code": "full",
        "say": "So many people are here that live updates are full. The page looks for new comments now and then.",
    }
    first.send("41/threads,")
    assert first.is_over()
    page()


# -- Who may watch ---------------------------------------------------------------------------------------------------


@pytest.fixture
def hidden_talk(app, author):
    """A discussion in a round that is still a draft."""
    round_ = factories.round_(app, opened_at=None)
    idea = factories.contribution(app, round_, author.user)
    return round_, factories.thread_of(app, idea).public_id


def test_a_draft_is_not_there_for_who_guesses_its_name(hidden_talk, amina, person, page):
    round_, thread = hidden_talk
    for who in (None, amina):
        watcher = page(who)
        assert watcher.watch(thread)["code"] == "missing"
        assert watcher.watch(f"thread:{thread}")["code"] == "missing"
        assert watcher.watch_round(round_.slug)["code"] == "missing"
        assert watcher.ask("typing", {"thread": thread})["code"] == "missing"
        assert watcher.ask("here", {"thread": thread})["code"] == "missing"
    commissioner = page(person(Role.COMMISSIONER))
    assert commissioner.watch(thread)["ok"] is True
    assert commissioner.watch_round(round_.slug)["ok"] is True


def test_signing_out_ends_what_was_opened_with_it_and_nothing_else(talk, amina, as_user, page):
    elsewhere = as_user(amina.user)
    here, there = page(amina), page(type(amina)(amina.user, elsewhere))
    for watcher in (here, there):
        watcher.watch(talk.thread.public_id)
    amina.browser.submit("/account/", "/logout")
    assert here.next("live") == {
        "on": False, "code": "signed_out", "say": "You were signed out. Open the page again to go on reading.",
    }  # fmt: skip
    assert here.is_over()
    assert here.of("event") == []
    assert there.watch(talk.thread.public_id)["ok"] is True


def test_a_new_password_ends_every_socket_and_the_old_session_opens_none(live_server, talk, amina, as_user, page):
    cookie, watcher = cookie_of(amina.browser), page(amina)
    watcher.watch(talk.thread.public_id)
    other = as_user(amina.user)
    other.submit("/change", password=PASSWORD, new_password="three plain words here")
    assert watcher.next("live")["code"] == "signed_out"
    assert watcher.is_over()
    with pytest.raises(Refused) as refused:
        Watcher(live_server, cookie)
    assert refused.value.data["code"] == "signed_out"


def test_a_closed_account_has_no_socket(talk, amina, page):
    watcher = page(amina)
    amina.browser.submit("/account/close", password=PASSWORD)
    assert watcher.next("live")["code"] == "signed_out"
    assert watcher.is_over()


def test_who_loses_a_role_is_put_out_of_what_it_opened(talk, hidden_talk, person, amina, page):
    commissioner, administrator = person(Role.COMMISSIONER), person(Role.ADMINISTRATOR)
    round_, thread = hidden_talk
    watcher = page(commissioner)
    for name in (thread, talk.thread.public_id):
        watcher.watch(name)
    watcher.watch_round(round_.slug)
    administrator.browser.submit(f"/administration/people/{commissioner.user.handle}", roles=[])
    gone = [watcher.next("gone"), watcher.next("gone")]
    assert {(one.get("thread"), one.get("round"), one["code"]) for one in gone} == {
        (thread, None, "missing"), (None, round_.slug, "missing"),
    }  # fmt: skip
    assert watcher.watch(thread)["code"] == "missing"
    assert talk.say(amina, "Public words.") == watcher.next()["id"]


def test_a_round_that_goes_back_to_draft_is_told_of_no_more(app, talk, amina, femi, person, moderator, page):
    commissioner = person(Role.COMMISSIONER)
    stranger, resident, staff = page(), page(femi), page(commissioner)
    name = talk.say(amina, "Said in the open.")
    for watcher in (stranger, resident, staff):
        watcher.watch(talk.thread.public_id, 1)
        watcher.watch_round(talk.round.slug)
    answer = commissioner.post(f"/rounds/{talk.round.slug}/draft", reason="The dates are wrong.")
    assert answer.status_code == 303
    told = {}
    for watcher in (stranger, resident):
        assert {watcher.next("gone").get("thread"), watcher.next("gone").get("thread")} == {talk.thread.public_id, None}
        assert watcher.watch(talk.thread.public_id)["code"] == "missing"
        told[watcher] = watcher.of(
            "news"
        )  # The comment may have been told while they came, and before they were put out.
    amina.post(f"/comments/{name}/withdrawal")
    with app.app_context():
        live.emit(live.ThreadEvent(talk.thread.public_id, 99, live.EventKind.COMMENT_ADDED, name, talk.round.id))
    for watcher in (stranger, resident):
        watcher.ask("nothing")
        assert (watcher.of("event"), watcher.of("news")) == ([], told[watcher])
    assert staff.watch(talk.thread.public_id, 1)["ok"] is True
    assert staff.of("gone") == []


def test_a_contribution_that_is_hidden_is_the_last_that_others_hear_of_it(talk, amina, femi, moderator, page):
    stranger, resident, staff = page(), page(femi), page(moderator)
    name = talk.say(amina, "Said below it.")
    for watcher in (stranger, resident, staff):
        watcher.watch(talk.thread.public_id, 1)
        watcher.watch_round(talk.round.slug)
    moderator.post(f"/contributions/{talk.idea.public_id}/hide", rule=1, reason="Rude.")
    moderator.post(f"/comments/{name}/hide", rule=1, reason="Rude.")
    for watcher in (stranger, resident):
        assert watcher.next()["kind"] == "contribution.hidden"
        assert watcher.next("gone")["thread"] == talk.thread.public_id
        while watcher.next("news")["kind"] != "contribution.hidden":
            pass  # What was said before may be told only now.
        assert watcher.watch(talk.thread.public_id)["code"] == "missing"
        assert watcher.of("event") == watcher.of("news") == []
    assert [staff.next()["kind"], staff.next()["kind"]] == ["contribution.hidden", "comment.hidden"]


# -- Who is here -----------------------------------------------------------------------------------------------------


def test_people_are_counted_and_named_only_where_they_chose_to_be(talk, amina, femi, page):
    amina.browser.submit("/account/", is_seen="y")
    watchers = [page(), page(amina), page(amina), page(femi)]
    for watcher in watchers:
        watcher.watch(talk.thread.public_id)
    for watcher in watchers:
        here = watcher.next("here", lambda here: here["people"] == 3)
        assert here == {"thread": talk.thread.public_id, "people": 3, "names": ["Amina Yusuf"]}
    watchers[3].close()
    assert watchers[0].next("here", lambda here: here["people"] == 2)["names"] == ["Amina Yusuf"]


def test_who_writes_is_told_to_others_by_name_only_where_chosen(talk, amina, femi, page):
    femi.browser.submit("/account/", is_seen="y")
    stranger, writer, named = page(), page(amina), page(femi)
    for watcher in (stranger, writer, named):
        watcher.watch(talk.thread.public_id)
    assert stranger.ask("typing", {"thread": talk.thread.public_id})["code"] == "missing"
    for _ in range(3):
        assert writer.ask("typing", {"thread": talk.thread.public_id}) == {"ok": True}
    assert stranger.next("typing") == {"thread": talk.thread.public_id, "name": None}
    named.ask("typing", {"thread": talk.thread.public_id})
    assert stranger.next("typing") == {"thread": talk.thread.public_id, "name": "Femi Oyelaran"}
    assert writer.next("typing")["name"] == "Femi Oyelaran"
    assert named.next("typing")["name"] is None
    for watcher in (stranger, writer, named):
        watcher.ask("nothing")
        assert watcher.of("typing") == []


def test_two_pages_that_edit_one_text_know_of_each_other(talk, amina, femi, page):
    name, thread = talk.say(amina, "To be edited."), talk.thread.public_id
    one, two, other = page(amina), page(amina), page(femi)
    for watcher in (one, two, other):
        watcher.watch(thread)
    assert other.ask("here", {"thread": thread, "editing": name})["code"] == "missing"
    assert other.ask("here", {"thread": thread, "editing": 5})["code"] == "bad"
    for watcher in (one, two):
        assert watcher.ask("here", {"thread": thread, "editing": name}) == {"ok": True}
    assert one.next("editing", lambda said: said["others"] == 1) == {"id": name, "others": 1}
    assert two.ask("here", {"thread": thread}) == {"ok": True}
    assert one.next("editing", lambda said: said["others"] == 0) == {"id": name, "others": 0}
    assert other.of("editing") == []
