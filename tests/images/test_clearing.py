"""What is used nowhere goes after a day; how many may come and how much is kept; what an account takes with it."""

import base64
from datetime import timedelta
from io import BytesIO

import pytest
from sqlalchemy import update

from app import clock
from app.accounts import service as accounts
from app.extensions import db
from app.images import service
from app.images.models import Image
from app.rules import images as rules
from app.rules.actors import Actor
from app.rules.refusals import Invalid
from app.threads import comment_service
from app.threads.comment_service import Draft
from tests.images import files
from tests.images.conftest import written
from tests.threads.conftest import at_once

LATER = rules.UNUSED_FOR + timedelta(hours=1)


def clear(app, after=LATER):
    with app.app_context():
        return service.clear(clock.now() + after)


def test_what_is_used_nowhere_goes_after_a_day_and_not_before(app, place):
    address = place.joan.send()
    assert clear(app, timedelta(hours=23)) == 0
    assert place.joan.sees(address)
    assert clear(app) == 1
    assert not place.joan.sees(address)
    assert clear(app) == 0


def test_what_stands_in_a_text_stays_hidden_or_taken_back_too(app, place):
    seen, gone = place.joan.send(), place.joan.send(files.photo(50, 50, "red"))
    place.say(place.joan, written(seen))
    name = place.say(place.joan, written(gone, "A red door, freshly painted"))
    place.decide(f"comments/{name}", "hide")
    assert clear(app) == 0
    assert place.gwen.sees(gone)


def test_what_stands_in_words_that_are_still_being_written_stays(app, place):
    kept, drafted = place.joan.send(), place.joan.send(files.photo(50, 50, "red"))
    key = f"comment-{place.idea.public_id}"
    assert place.joan.post("/account/drafts", key=key, text=written(kept)).status_code in {200, 204}
    page = f"/rounds/{place.round.slug}/ideas/new"
    place.joan.post(page, title="No way in", body=written(drafted), draft="1")
    assert clear(app) == 0
    assert place.joan.post("/account/drafts", key=key, text="Other words.").status_code in {200, 204}
    assert clear(app) == 1
    assert not place.joan.sees(kept)
    assert place.joan.sees(drafted)


def test_somebody_elses_draft_keeps_nothing(app, place):
    address = place.joan.send()
    key = f"comment-{place.idea.public_id}"
    place.amina.post("/account/drafts", key=key, text=written(address))
    assert clear(app) == 1


def test_the_job_clears_it(app, place):
    place.joan.send()
    with app.app_context():
        db.session.execute(update(Image).values(at=clock.now() - LATER))
        db.session.commit()
    (job,) = [one for one in app.extensions["queue"].huey._registry.periodic_tasks if "pictures" in str(type(one))]
    job.execute()
    assert place.images() == []


def test_of_many_at_once_only_as_many_stay_as_one_may_send(app, place):
    with app.app_context():
        mine = {"owner_id": place.joan.user.id, "width": 1, "height": 1, "size": 1, "data": b"x", "at": clock.now()}
        db.session.add_all([Image(**mine) for _ in range(rules.MOST_AN_HOUR - 2)])
        db.session.commit()
    actor, data = Actor(place.joan.user.id), files.photo(40, 30)

    def send():
        try:
            service.add(actor, BytesIO(data))
        except Invalid as refusal:
            return refusal.sentence
        return None

    told = at_once(app, *[send] * 5)
    assert told.count(None) == 2
    assert all("many pictures within an hour" in one for one in told if one)
    assert len(place.images()) == rules.MOST_AN_HOUR


def test_no_more_is_kept_of_a_person_than_there_is_room_for(app, place, monkeypatch):
    monkeypatch.setattr(rules, "MOST_KEPT", 150)
    answer = place.joan.browser.post(
        "/images",
        data={"csrf_token": place.joan.token(), "picture": (BytesIO(files.photo()), "x.jpg")},
        headers={"Accept": "application/json"},
    )
    assert answer.status_code == 422
    assert "30 megabytes" in answer.json["error"]
    assert place.images() == []


def test_a_picture_is_posted_or_cleared_away_and_never_half_of_each(app, place):
    """A comment and the cleaning at the same moment: either the words are refused, or their picture stays."""
    actor = Actor(place.joan.user.id)
    for number in range(6):
        address = place.joan.send()
        said = f"{number * 7}. {written(address)}"

        def post(words=said):
            try:
                comment_service.post(actor, place.idea.public_id, Draft(words))
            except Invalid:
                return False
            return True

        posted, _cleared = at_once(app, post, lambda: service.clear(clock.now() + LATER))
        assert place.stranger.sees(address) is posted


def test_a_closed_account_takes_its_unposted_pictures_with_it(app, place):
    posted, begun = place.joan.send(), place.joan.send(files.photo(50, 50, "red"))
    place.say(place.joan, written(posted))
    place.joan.post("/account/picture", picture=files.photo(50, 50, "blue"))
    page = f"/rounds/{place.round.slug}/ideas/new"
    place.joan.post(page, title="No way in", body=written(begun), draft="1")
    assert len(place.images()) == 3
    with app.test_request_context():
        accounts.close_account(Actor(place.joan.user.id))
    assert len(place.images()) == 1
    assert place.stranger.sees(posted)


def test_ones_data_holds_ones_pictures_themselves_and_nobody_elses(place):
    address = place.joan.send()
    name = place.say(place.joan, written(address))
    place.amina.send()
    (mine,) = place.joan.browser.get("/account/data.json").json["images"]
    assert mine["public_id"] in address
    assert mine["comment"] == name
    assert base64.b64decode(mine["data"]) == place.joan.browser.get(address).data


@pytest.mark.parametrize("address", ["/images/{}.webp", "/images/{}.webp?x=1"])
def test_a_name_made_up_is_not_found(place, address):
    assert place.stranger.browser.get(address.format("k3mwk3mwk3mw-60x40")).status_code == 404
