"""Words that are being written come back on every device of their writer, and to nobody else."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from app import clock, limits
from app.audit import AuditEntry
from app.drafts.models import Draft
from app.extensions import db
from app.rules import drafts
from app.rules.actors import Role
from app.rules.drafts import comment_key, edit_key
from tests import factories
from tests.drafts.conftest import JSON, SHELF, Device
from tests.web import PASSWORD, sign_in_quickly


def test_words_come_back_on_another_device(device, key):
    assert device().write(key, "I would use it.").status_code == 200
    assert device().words(key) == "I would use it."


def test_the_latest_words_are_the_ones_that_come_back(device, key, rows):
    phone, desk = device(), device()
    first = phone.write(key, "I would").json["revision"]
    second = desk.write(key, "I would use it", seen=first).json["revision"]
    assert second > first
    assert phone.find(key)[key] | {"age": 0} == {
        "key": key, "text": "I would use it", "version": None, "revision": second, "age": 0,
    }  # fmt: skip
    assert len(rows()) == 1


def test_all_fields_of_a_page_are_asked_for_at_once(device, key, idea_key):
    here = device()
    here.write(idea_key, "Two hours a month.")
    here.write(f"{idea_key}.title", "Handyperson hours")
    here.write(key, "A comment.")
    found = device().find(idea_key, f"{idea_key}.title", f"{idea_key}.who")
    assert {name: kept["text"] for name, kept in found.items()} == {
        idea_key: "Two hours a month.",
        f"{idea_key}.title": "Handyperson hours",
    }


def test_an_emptied_field_is_no_draft(device, key, rows):
    here = device()
    here.write(key, "I would use it.")
    assert here.write(key, "  \n").status_code == 200
    assert device().words(key) is None
    assert [row.text for row in rows()] == [""]
    assert here.write(key, "Again.", seen=2).status_code == 200


def test_how_long_ago_it_was_written_is_told_by_our_clock(app, device, key):
    device().write(key, "I would use it.")
    with app.app_context():
        db.session.query(Draft).update({"at": clock.now() - timedelta(seconds=90)})
        db.session.commit()
    assert 90_000 <= device().find(key)[key]["age"] < 190_000


# -- Nobody else -----------------------------------------------------------------------------------------------------


def test_nobody_else_finds_them_by_any_key_or_page(app, device, as_user, client, me, idea, key):
    device().write(key, "Secret words.")
    device().write(edit_key(idea.public_id), "Secret change.")
    others = [Device(as_user(factories.user(app, role))) for role in Role]
    for other in others:
        assert other.find(key, edit_key(idea.public_id), f"{me.id}", f"{key}' OR 1=1 --", "%", "*", "") == {}
        for page in (f"/ideas/{idea.public_id}", f"/people/{me.handle}", "/account/", "/account/data.json"):
            assert "Secret" not in other.browser.get(page).text
    assert "Secret" not in client.get(f"/ideas/{idea.public_id}").text


def test_the_same_place_is_another_text_for_everybody(app, device, key):
    mine, theirs = device(), device(factories.user(app))
    mine.write(key, "My words.")
    assert theirs.write(key, "Their words.").status_code == 200
    theirs.throw_away(key)
    assert theirs.words(key) is None
    assert mine.words(key) == "My words."


def test_strangers_keep_nothing_here(client, key, rows):
    client.get("/login")
    kept = client.post(SHELF, data={"csrf_token": client.token(), "key": key, "text": "x"}, headers=JSON)
    assert (kept.status_code, kept.json["status"]) == (401, 401)
    assert client.get(SHELF, query_string={"key": key}, headers=JSON).status_code == 401
    assert rows() == []


def test_another_site_can_neither_write_nor_throw_away(device, key):
    here = device()
    here.write(key, "Mine.")
    for address in (SHELF, f"{SHELF}/discards"):
        answer = here.browser.post(address, data={"key": key, "text": "Planted."}, headers=JSON)
        assert (answer.status_code, answer.json["status"]) == (400, 400)
    assert here.words(key) == "Mine."


def test_no_cache_keeps_the_answer(device, key):
    answer = device().browser.get(SHELF, query_string={"key": key}, headers=JSON)
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_the_log_knows_nothing_of_them(app, device, key):
    here = device()
    here.write(key, "Words on their way.")
    here.throw_away(key)
    with app.app_context():
        assert db.session.query(AuditEntry).count() == 0


def test_a_script_in_a_draft_stays_text(device, key):
    attack = '<script>alert(1)</script>"><img src=x onerror=alert(1)>'
    here = device()
    here.write(key, attack)
    assert here.words(key) == attack
    answer = here.browser.get(SHELF, query_string={"key": key}, headers=JSON)
    assert answer.mimetype == "application/json"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    page = here.browser.get("/account/").text
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "&lt;script&gt;alert(1)" in page


# -- What is refused -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", ["", "diary", "comment-", "edit-a.body", "*", "x" * 200, "comment-\x00"])
def test_only_places_of_ours_are_kept(device, rows, key):
    answer = device().write(key, "Anything.")
    assert answer.status_code == 422
    assert "stays on your device" in answer.json["error"]
    assert rows() == []


def test_a_text_that_is_far_too_long_is_refused_in_a_sentence(device, key, rows):
    here = device()
    assert here.write(key, "x" * drafts.MAX_TEXT).status_code == 200
    answer = here.write(key, "y" * (drafts.MAX_TEXT + 1))
    assert answer.status_code == 422
    assert "at most 20,000 characters" in answer.json["error"]
    assert here.write(key, "z" * 10_000_000).status_code == 413
    assert [row.text[0] for row in rows()] == ["x"]


def test_any_script_has_as_much_room(device, key):
    assert device().write(key, "👵🏽" * (drafts.MAX_TEXT // 2)).status_code == 200
    assert device().words(key) == "👵🏽" * (drafts.MAX_TEXT // 2)


@pytest.mark.parametrize("number", ["x", "", "-", "9" * 30, "1.5", str(2**31)])
def test_numbers_that_are_none_are_passed_over(device, key, number):
    assert device().write(key, "Words.", version=number, seen=number).status_code == 200
    assert device().find(key)[key]["version"] is None


def test_the_database_itself_refuses_what_is_too_long(app, me):
    with app.app_context():
        db.session.add(Draft(person_id=me.id, key="edit-x", text="x" * (drafts.MAX_TEXT + 1), at=clock.now()))
        with pytest.raises(IntegrityError):
            db.session.commit()


def test_the_oldest_leaves_where_there_is_no_more_room(device, rows):
    here = device()
    for number in range(drafts.MOST + 3):
        assert here.write(edit_key(f"text{number}"), f"Number {number}.").status_code == 200
    assert len(rows()) == drafts.MOST
    assert here.words(edit_key("text2")) is None
    assert here.words(edit_key("text3")) == "Number 3."


def test_whoever_floods_is_paused_and_may_still_post(limited, idea, key):
    person = factories.user(limited)
    client = limited.test_client()
    sign_in_quickly(limited, client, person)
    here = Device(client)
    allowed = int(limits.DRAFTS.split()[0])
    answers = [here.write(key, f"Word {number}").status_code for number in range(allowed + 1)]
    assert answers == [200] * allowed + [429]
    assert (
        client.submit(f"/ideas/{idea.public_id}", f"/contributions/{idea.public_id}/comments", body="Sent.").status_code
        == 303
    )


# -- Arrived ---------------------------------------------------------------------------------------------------------


def test_what_was_posted_is_forgotten_on_every_device(device, idea, key):
    phone, desk = device(), device()
    phone.write(key, "I would use it.")
    desk.browser.submit(f"/ideas/{idea.public_id}", f"/contributions/{idea.public_id}/comments", body="I would use it.")
    assert phone.words(key) is None


def test_a_reply_has_a_draft_of_its_own(app, device, idea, key):
    here = device()
    door = f"/contributions/{idea.public_id}/comments"
    here.browser.submit(f"/ideas/{idea.public_id}", door, body="First.")
    (first,) = factories.comments_of(app, idea)
    reply = comment_key(idea.public_id, first.public_id)
    here.write(key, "Another comment.", seen=1)
    here.write(reply, "A reply.")
    here.browser.submit(f"/ideas/{idea.public_id}", door, body="A reply.", parent=first.public_id)
    assert here.words(reply) is None
    assert here.words(key) == "Another comment."


def test_what_was_refused_is_still_there(device, idea, key):
    here = device()
    here.write(key, "word " * 1_500)
    answer = here.browser.submit(
        f"/ideas/{idea.public_id}", f"/contributions/{idea.public_id}/comments", body="word " * 1_500
    )
    assert answer.status_code == 422
    assert here.words(key) is not None


def test_a_late_message_does_not_bring_back_what_was_posted(device, idea, key):
    here = device()
    revision = here.write(key, "I would use").json["revision"]
    here.browser.submit(f"/ideas/{idea.public_id}", f"/contributions/{idea.public_id}/comments", body="I would use it.")
    late = here.write(key, "I would use it.", seen=revision)
    assert (late.status_code, late.json["status"]) == (409, 409)
    assert "posted or thrown away" in late.json["error"]
    assert here.words(key) is None
    seen = here.find(key)[key]["revision"]
    assert here.write(key, "Another thought.", seen=seen).status_code == 200


def test_nor_does_the_first_message_of_all(device, idea, key):
    here = device()
    here.browser.submit(f"/ideas/{idea.public_id}", f"/contributions/{idea.public_id}/comments", body="Quick.")
    assert here.write(key, "Quick.").status_code == 409
    assert here.words(key) is None


def test_what_was_written_since_is_another_text_and_stays(device, idea, key):
    here = device()
    sent = here.write(key, "The first one.").json["revision"]
    here.write(key, "The second one.", seen=sent)
    door = f"/contributions/{idea.public_id}/comments"
    fields = {"csrf_token": here.token, "body": "The first one."}
    assert here.browser.post(door, data=fields | {"kept": sent}, headers=JSON).status_code == 201
    assert here.words(key) == "The second one."


def test_a_new_idea_takes_all_its_fields_along(device, asked, idea_key):
    here = device()
    for name in (idea_key, f"{idea_key}.title", f"{idea_key}.who"):
        here.write(name, "Words.")
    answer = here.browser.submit(f"/rounds/{asked.slug}/ideas/new", title="Words.", body="Words.")
    assert answer.status_code == 303
    assert [here.words(name) for name in (idea_key, f"{idea_key}.title", f"{idea_key}.who")] == [None] * 3
    cleared = re.findall(r'data-kept-clear="([^"]+)"', here.browser.get(answer.location).text)
    assert set(cleared) == set(drafts.keys_of(idea_key))


@pytest.mark.parametrize("draft", [{}, {"draft": "1"}])
def test_new_words_take_theirs_along(app, device, me, asked, draft):
    mine = factories.contribution(app, asked, me, published_at=None if draft else clock.now())
    here, name = device(), edit_key(mine.public_id)
    here.write(name, "New words.")
    assert (
        here.browser.submit(f"/ideas/{mine.public_id}/edit", title="A title", body="New words.", **draft).status_code
        == 303
    )
    assert here.words(name) is None


def test_so_does_a_changed_comment_even_where_nothing_changed(app, device, idea):
    here, door = device(), f"/contributions/{idea.public_id}/comments"
    here.browser.submit(f"/ideas/{idea.public_id}", door, body="First.")
    (mine,) = factories.comments_of(app, idea)
    for words in ("Second.", "Second."):
        here.write(edit_key(mine.public_id), words, seen=99)
        assert here.browser.submit(f"/comments/{mine.public_id}/edit", body=words).status_code == 303
        assert here.words(edit_key(mine.public_id)) is None


@pytest.mark.parametrize("draft", [{}, {"draft": "1"}])
def test_what_is_taken_back_takes_its_unfinished_words_along(device, asked, draft):
    here = device()
    made = here.browser.submit(f"/rounds/{asked.slug}/ideas/new", title="A title", body="Words.", **draft).location
    name = made.rsplit("/", 1)[1]
    here.write(edit_key(name), "New words.")
    assert here.browser.submit(made, f"/contributions/{name}/withdrawal").status_code == 303
    assert here.words(edit_key(name)) is None


def test_so_does_a_comment_that_is_taken_back(app, device, idea):
    here, door = device(), f"/contributions/{idea.public_id}/comments"
    here.browser.submit(f"/ideas/{idea.public_id}", door, body="First.")
    (mine,) = factories.comments_of(app, idea)
    here.write(edit_key(mine.public_id), "Second.")
    here.browser.submit(f"/comments/{mine.public_id}/edit", f"/comments/{mine.public_id}/withdrawal")
    assert here.words(edit_key(mine.public_id)) is None


def test_the_words_of_a_round_too(app, device):
    boss = device(factories.user(app, Role.COMMISSIONER))
    boss.write("round-new", "Fewer falls.")
    made = boss.browser.submit("/rounds/new", title="Home safety", aims="Fewer falls.")
    assert made.status_code == 303
    slug = made.location.split("/")[2]
    assert boss.words("round-new") is None
    boss.write(f"round-{slug}", "No falls.")
    assert boss.browser.submit(f"/rounds/{slug}/edit", aims="No falls.").status_code == 303
    assert boss.words(f"round-{slug}") is None


def test_a_save_and_a_post_at_the_same_moment_leave_nothing_behind(device, idea, key):
    """Whichever comes first: the post is the last word."""
    phone, desk = device(), device()
    door = f"/contributions/{idea.public_id}/comments"
    for number in range(6):
        seen = phone.find(key).get(key, {}).get("revision", 0)
        phone.write(key, f"Comment {number}", seen=seen)
        seen = phone.find(key)[key]["revision"]
        form = desk.browser.form(f"/ideas/{idea.public_id}", door).fields | {"body": f"Comment {number}."}
        with ThreadPoolExecutor(2) as pool:
            saving = pool.submit(phone.write, key, f"Comment {number}.", seen=seen)
            posting = pool.submit(desk.browser.post, door, data=form)
            assert posting.result().status_code == 303
            assert saving.result().status_code in {200, 409}
        assert phone.words(key) is None


# -- Thrown away, grown old, closed ----------------------------------------------------------------------------------


def test_thrown_away_is_gone_on_every_device_and_stays_so(device, key):
    phone, desk = device(), device()
    seen = phone.write(key, "I would use it.").json["revision"]
    answer = desk.throw_away(key, Accept="application/json")
    assert answer.json["revision"] > seen
    assert desk.throw_away(key, Accept="application/json").json["revision"] == 0
    assert phone.words(key) is None
    assert phone.write(key, "I would use it.", seen=seen).status_code == 409


def test_throwing_away_what_was_never_kept_leaves_nothing(device, rows):
    assert device().throw_away("edit-nothing", Accept="application/json").status_code == 200
    assert device().throw_away("x" * 9_000, Accept="application/json").status_code == 200
    assert rows() == []


def test_old_texts_go_by_themselves(app, run, device, key, rows):
    device().write(key, "Long ago.")
    device().write("edit-fresh", "Yesterday.")
    device().write("edit-arrived", "Sent.")
    device().throw_away("edit-arrived")
    with app.app_context():
        for name, days in ((key, 30), ("edit-arrived", 1)):
            db.session.query(Draft).filter_by(key=name).update({"at": factories.days_ago(days)})
        db.session.commit()
    assert device().words(key) is None, "what is old is not shown, also where nobody clears"
    assert "Long ago." not in device().browser.get("/account/").text
    assert [run("clear-drafts").output.strip() for _ in range(2)] == ["1", "0"]
    assert [row.text for row in rows()] == ["Yesterday."]


def test_a_closed_account_leaves_none(app, device, key, rows):
    here, elsewhere = device(), device()
    here.write(key, "My diary.")
    assert here.browser.submit("/account/close", password=PASSWORD).status_code == 303
    assert rows() == []
    assert elsewhere.write(key, "My diary.").status_code in {400, 401}
    assert rows() == []


def test_the_download_has_them(app, device, key):
    device().write(key, "My words.")
    device(factories.user(app)).write(key, "Their words.")
    data = device().browser.get("/account/data.json")
    (kept,) = data.json["unfinished"]
    assert (kept["place"], kept["text"]) == (key, "My words.")
    assert "Their words." not in data.text


@pytest.mark.parametrize("page", ["/account/", "/account/close"])
def test_whoever_signs_out_or_closes_leaves_nothing_on_the_device(device, page):
    here = device()
    if page == "/account/close":
        here.browser.submit(page, password=PASSWORD)
    else:
        here.browser.submit(page, "/logout")
    assert 'data-kept-clear="*"' in here.browser.get("/").text
    assert 'data-kept-clear="*"' not in here.browser.get("/").text
