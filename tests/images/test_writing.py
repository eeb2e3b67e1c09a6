"""Putting a picture into one's words: by a script, and by a form alone; what is refused keeps every word."""

from datetime import timedelta
from io import BytesIO

import pytest

from app import clock
from app.accounts.models import User
from app.extensions import db
from app.images.models import ImageUse
from app.search.models import SearchComment
from app.threads.models import Comment
from tests.images import files
from tests.images.conftest import ALT, written

WORDS = "My front door, as it is."


def test_by_a_form_alone(app, place):
    door = f"/contributions/{place.idea.public_id}/comments"
    step = place.joan.post(door, body=WORDS, alt=ALT, picture=files.photo(400, 300), add_picture="1")
    assert step.status_code == 200
    assert WORDS in step.text
    assert f"![{ALT}](/images/" in step.text
    body = step.text.split('name="body"', 1)[1].split("</textarea>")[0].split(">\n", 1)[1]
    name = place.say(place.joan, body)
    page = place.stranger.browser.get(f"/ideas/{place.idea.public_id}").text
    assert f'id="comment-{name}"' in page
    assert f'<img alt="{ALT}" decoding="async" height="300" loading="lazy" src="/images/' in page
    with app.app_context():
        assert db.session.query(ImageUse).count() == 1


def test_a_picture_that_was_chosen_is_not_lost_when_the_other_button_is_pressed(place):
    door = f"/contributions/{place.idea.public_id}/comments"
    answer = place.joan.post(door, body=WORDS, alt=ALT, camera=files.photo())
    assert answer.status_code == 200
    assert f"![{ALT}](/images/" in answer.text


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"alt": ALT}, "Choose a picture first"),
        ({"alt": "", "picture": files.photo()}, "Say in a few words what the picture shows"),
        ({"alt": "IMG_2031.jpg", "picture": files.photo()}, "Say in a few words what the picture shows"),
        ({"alt": ALT, "picture": files.SVG}, "not a picture that we can show"),
        ({"alt": ALT, "picture": files.png_bomb()}, "too large to open"),
    ],
    ids=["none", "no words", "a file’s name", "svg", "bomb"],
)
def test_what_cannot_be_added_keeps_the_words(place, fields, sentence):
    for page in (f"/contributions/{place.idea.public_id}/comments", f"/rounds/{place.round.slug}/ideas/new"):
        answer = place.joan.post(page, title="No way in", body=WORDS, add_picture="1", **fields)
        assert answer.status_code == 422
        assert sentence in answer.text
        assert WORDS in answer.text
        assert (fields["alt"] or WORDS) in answer.text
    assert place.images() == []


def test_in_a_new_contribution_and_in_new_words_for_a_comment(place):
    new = f"/rounds/{place.round.slug}/ideas/new"
    step = place.joan.post(new, title="No way in", body=WORDS, alt=ALT, picture=files.photo(), add_picture="1")
    assert step.status_code == 200
    assert "No way in" in step.text
    assert f"![{ALT}](/images/" in step.text
    name = place.say(place.joan, WORDS)
    step = place.joan.post(
        f"/comments/{name}/edit", body=WORDS, version="1", alt=ALT, picture=files.photo(), add_picture="1"
    )
    assert step.status_code == 200
    assert f"![{ALT}](/images/" in step.text
    assert 'name="version" value="1"' in step.text


@pytest.mark.parametrize("alt", ["", "IMG_2031.JPG", "photo 2"])
def test_a_picture_without_words_cannot_be_posted(place, alt):
    address = place.joan.send()
    for page in (f"/contributions/{place.idea.public_id}/comments", f"/rounds/{place.round.slug}/ideas/new"):
        answer = place.joan.post(page, title="No way in", body=f"{WORDS} ![{alt}]({address})")
        assert answer.status_code == 422
        assert "Say what each picture shows" in answer.text
        assert f"{WORDS} ![{alt}]({address})" in answer.text


def test_it_cannot_be_put_in_later_without_words_either(place):
    address = place.joan.send()
    name = place.say(place.joan, WORDS)
    answer = place.joan.post(f"/comments/{name}/edit", body=f"{WORDS} ![]({address})", version="1")
    assert answer.status_code == 422
    assert "Say what each picture shows" in answer.text


def test_a_picture_that_was_cleared_away_is_asked_for_again(app, place):
    gone = "/images/k3mwk3mwk3mw-60x40.webp"
    answer = place.joan.post(f"/contributions/{place.idea.public_id}/comments", body=written(gone))
    assert answer.status_code == 422
    assert "no longer here" in answer.text


def test_one_from_another_site_is_a_link(place):
    name = place.say(place.joan, "See ![the plan](https://example.org/plan.png).")
    page = place.stranger.browser.get(f"/ideas/{place.idea.public_id}").text
    comment = page.split(f'id="comment-{name}"')[1]
    assert '<a href="https://example.org/plan.png" rel="nofollow noopener ugc">the plan</a>' in comment
    assert 'src="https://example.org' not in page


def test_the_preview_shows_it_to_its_writer(place):
    address = place.joan.send()
    assert f'src="{address}"' in place.joan.post("/preview", body=written(address)).text


def test_search_knows_what_it_says_and_not_where_it_stands(app, place):
    place.say(place.joan, written(place.joan.send()))
    with app.app_context():
        (found,) = db.session.query(SearchComment.body).one()
    assert "steps" in found.split()
    assert not {"images", "webp"} & set(found.split())
    hit = place.stranger.browser.get("/search?q=steps").text
    assert "Three" in hit
    assert "/images/" not in hit


def test_a_quote_of_it_is_its_words(place):
    name = place.say(place.joan, f"![{ALT}]({place.joan.send()})")
    place.say(place.amina, "So it is.", parent=name, quote=name)
    page = place.stranger.browser.get(f"/ideas/{place.idea.public_id}").text
    quote = page.split('class="fm-quote"')[1].split("</blockquote>")[0]
    assert ALT in quote
    assert "<img" not in quote


def test_programs_are_told_in_json(place):
    answer = place.joan.browser.post(
        "/images",
        data={"csrf_token": place.joan.token(), "picture": (BytesIO(files.SVG), "door.jpg")},
        headers={"Accept": "application/json"},
    )
    assert answer.status_code == 422
    assert "not a picture" in answer.json["error"]
    assert place.images() == []


def test_strangers_send_none(place):
    answer = place.stranger.browser.post("/images", data={"picture": (BytesIO(files.photo()), "x.jpg")})
    assert answer.status_code in {302, 303, 400, 401}
    assert place.images() == []


def test_without_the_forms_token_nothing_is_kept(place):
    answer = place.joan.browser.post("/images", data={"picture": (BytesIO(files.photo()), "x.jpg")})
    assert answer.status_code == 400
    assert place.images() == []


def claiming(who, address, size):
    """A request that says how long it is going to be."""
    environ = {"CONTENT_LENGTH": str(size), "CONTENT_TYPE": "multipart/form-data; boundary=x"}
    headers = {"Accept": "application/json"}
    return who.browser.post(address, data=b"--x--", environ_overrides=environ, headers=headers)


def test_a_file_over_every_measure_is_refused_before_it_is_read(place):
    answer = claiming(place.joan, "/images", 31_000_000)
    assert answer.status_code == 413
    assert "too much" in answer.json["error"]


def test_only_pages_that_take_pictures_take_so_much_and_only_from_people(place):
    assert claiming(place.joan, "/preview", 1_500_000).status_code == 413
    assert claiming(place.stranger, "/images", 1_500_000).status_code == 413
    assert claiming(place.joan, "/images", 1_500_000).status_code == 400  # It has no token, but it was read.


def test_words_take_no_more_room_than_before(place):
    sent = b"--x\r\nContent-Disposition: form-data; name=body\r\n\r\n" + b"x" * 1_200_000 + b"\r\n--x--\r\n"
    door = f"/contributions/{place.idea.public_id}/comments"
    assert place.joan.browser.post(door, data=sent, content_type="multipart/form-data; boundary=x").status_code == 413


def test_whoever_may_only_read_sends_none(app, place):
    with app.app_context():
        db.session.get(User, place.joan.user.id).silenced_until = clock.now() + timedelta(days=1)
        db.session.commit()
    assert place.joan.post("/images", picture=files.photo()).status_code == 403
    step = {"body": WORDS, "alt": ALT, "picture": files.photo(), "add_picture": "1"}
    for page in (f"/contributions/{place.idea.public_id}/comments", f"/rounds/{place.round.slug}/ideas/new"):
        answer = place.joan.post(page, title="No way in", **step)
        assert answer.status_code == 403
        assert "only read for a time" in answer.text
    assert WORDS in place.joan.post(f"/contributions/{place.idea.public_id}/comments", **step).text
    assert "only read for a time" in place.joan.post("/account/picture", picture=files.photo()).text
    assert place.images() == []


def test_a_reference_in_markdown_counts_as_well(app, place):
    address = place.joan.send()
    answer = place.amina.post(
        f"/contributions/{place.idea.public_id}/comments", body=f"![A quiet door][1]\n\n[1]: {address}"
    )
    assert answer.status_code == 422
    assert place.seen_by(address) == [True, False, False, False]
    with app.app_context():
        assert db.session.query(Comment).count() == 0
