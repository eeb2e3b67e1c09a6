"""Who sees a picture: its sender, and whoever may read a text in which it stands, at this very moment."""

from sqlalchemy import update

from app.checks.models import HeldText
from app.contributions.models import Contribution
from app.extensions import db
from app.threads.models import Comment
from tests import factories
from tests.images import files
from tests.images.conftest import written

ALL, NONE = [True] * 4, [False] * 4
JOAN, JOAN_AND_GWEN = [True, False, False, False], [True, False, False, True]

LOCKED = {"locked_at": factories.days_ago(0), "hidden_at": factories.days_ago(0), "hidden_rule": 1}


def test_a_picture_that_stands_nowhere_is_its_senders_alone(place):
    assert place.seen_by(place.joan.send()) == JOAN


def test_in_a_comment_everybody_sees_it_until_it_is_hidden_or_taken_back(place):
    address = place.joan.send()
    name = place.say(place.joan, written(address))
    assert place.seen_by(address) == ALL
    place.decide(f"comments/{name}", "hide")
    assert place.seen_by(address) == JOAN_AND_GWEN
    place.decide(f"comments/{name}", "restore")
    assert place.seen_by(address) == ALL
    assert place.joan.post(f"/comments/{name}/withdrawal").status_code == 303
    assert place.seen_by(address) == JOAN_AND_GWEN


def test_what_is_hidden_above_a_comment_hides_its_picture(place):
    address = place.amina.send()
    place.say(place.amina, written(address))
    place.decide(f"contributions/{place.idea.public_id}", "hide")
    assert [one.sees(address) for one in (place.amina, place.stranger)] == [True, False]


def test_in_a_contribution_from_the_draft_to_its_end(app, place):
    address = place.joan.send()
    form = {"title": "No way in", "body": written(address)}
    page = f"/rounds/{place.round.slug}/ideas/new"
    draft = place.joan.browser.submit(page, page, **form, draft="1")
    name = draft.location.rsplit("/", 1)[1]
    assert place.seen_by(address) == JOAN
    posted = place.joan.browser.submit(f"/ideas/{name}/edit", **form)
    assert posted.status_code == 303
    assert place.seen_by(address) == ALL
    place.decide(f"contributions/{name}", "hide")
    assert place.seen_by(address) == JOAN_AND_GWEN


def test_a_version_hidden_alone_hides_the_picture_that_stood_only_there(place):
    first, second = place.joan.send(), place.joan.send(files.photo(50, 50, "red"))
    name = place.say(place.joan, written(first))
    changed = place.joan.post(f"/comments/{name}/edit", body=written(second), version="1")
    assert changed.status_code == 303
    assert place.seen_by(first) == ALL  # Earlier versions stay to be read.
    place.decide(f"comments/{name}/revisions/1", "hide")
    assert place.seen_by(first) == JOAN_AND_GWEN
    assert place.seen_by(second) == ALL


def test_under_lock_it_is_for_nobody(app, place):
    address = place.joan.send()
    place.say(place.joan, written(address))
    with app.app_context():
        db.session.execute(update(Comment).values(LOCKED))
        db.session.commit()
    assert place.seen_by(address) == NONE


def test_in_a_contribution_under_lock_too(app, place):
    address = place.joan.send()
    place.say(place.joan, written(address))
    with app.app_context():
        db.session.execute(update(Contribution).where(Contribution.id == place.idea.id).values(LOCKED))
        db.session.commit()
    assert place.seen_by(address) == NONE


def test_while_a_text_waits_moderators_see_its_picture(app, place):
    address = place.joan.send()
    advert = "CONGRATULATIONS! You won a £5000 cash prize. Call 09061 234567 now to claim. T&Cs apply, 18+"
    answer = place.joan.post(f"/contributions/{place.idea.public_id}/comments", body=f"{advert} {written(address)}")
    assert "/held/" in answer.location
    assert place.seen_by(address) == JOAN_AND_GWEN
    page = place.gwen.browser.get(answer.location)
    assert f'src="{address}"' in page.text
    with app.app_context():
        assert db.session.query(HeldText).count() == 1
    assert place.gwen.browser.submit(answer.location, f"{answer.location}/release").status_code == 303
    assert place.seen_by(address) == ALL


def test_nobody_can_show_a_picture_of_somebody_else_by_its_name(place):
    address = place.joan.send()
    answer = place.amina.post(f"/contributions/{place.idea.public_id}/comments", body=written(address))
    assert answer.status_code == 422
    assert "is not yours" in answer.text
    assert written(address) in answer.text
    assert place.seen_by(address) == JOAN


def test_a_name_that_does_not_fit_the_picture_names_nothing(place):
    address = place.joan.send()
    assert place.joan.sees(address)
    for other in (address.replace("60x40", "40x60"), address.replace("60x40", "60x400"), "/images/nothing.webp"):
        assert not place.joan.sees(other)


def test_what_the_browser_is_told_of_it(place):
    address = place.joan.send()
    place.say(place.joan, written(address))
    answer = place.stranger.browser.get(address)
    headers = answer.headers
    assert headers["Content-Type"] == "image/webp"
    assert headers["Content-Disposition"] == "inline"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "private, no-cache"
    assert "sandbox" in headers["Content-Security-Policy"]
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "Cookie" in headers["Vary"]
    again = place.stranger.browser.get(address, headers={"If-None-Match": headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_a_browser_that_kept_it_is_told_that_it_is_gone(place):
    address = place.joan.send()
    name = place.say(place.joan, written(address))
    tag = place.stranger.browser.get(address).headers["ETag"]
    place.decide(f"comments/{name}", "hide")
    answer = place.stranger.browser.get(address, headers={"If-None-Match": tag})
    assert answer.status_code == 404
    assert "immutable" not in answer.headers.get("Cache-Control", "")
