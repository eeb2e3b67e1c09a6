"""What members post in an organisation's name stands under its badge everywhere, and their own name nowhere."""

import re

import pytest

from app import clock
from app.accounts.models import User
from app.contributions.models import Contribution
from app.extensions import db
from app.organisations.models import Membership
from app.outbox import service as outbox
from app.rules.actors import Role
from app.rules.phases import PhaseKind
from app.threads.models import Comment
from tests import factories
from tests.organisations.test_members import enrol, send

NAME = "Ruth Hidden-Name"


@pytest.fixture
def repairs(app):
    return factories.organisation(app, "Brindle Repairs")


@pytest.fixture
def ruth(app, repairs):
    person = factories.user(app, name=NAME)
    enrol(app, repairs, person)
    return person


@pytest.fixture
def round_(app):
    return factories.round_(app)


@pytest.fixture
def idea(app, round_):
    return factories.contribution(app, round_, factories.user(app, name="Joan Whitlock"), title="A bench by the stop")


def say(client, idea, words="We repair benches.", **more):
    return send(client, f"/contributions/{idea.public_id}/comments", body=words, **more)


def one_comment(app):
    with app.app_context():
        found = db.session.query(Comment).order_by(Comment.id.desc()).first()
        return found.public_id, found.organisation_id


def end(app, person):
    with app.app_context():
        db.session.query(Membership).filter_by(person_id=person.id).delete()
        db.session.commit()


def test_the_forms_ask_members_in_whose_name_and_nobody_else(as_user, client, app, ruth, idea, round_):
    for address in (f"/ideas/{idea.public_id}", f"/rounds/{round_.slug}/ideas/new"):
        assert "In whose name?" in as_user(ruth).get(address).text
        assert "In whose name?" not in as_user(factories.user(app)).get(address).text
    assert "In whose name?" not in client.get(f"/ideas/{idea.public_id}").text


def test_a_comment_under_the_badge_shows_the_organisation_and_nowhere_its_writer(
    app, client, as_user, ruth, repairs, idea, round_
):
    assert say(as_user(ruth), idea, badge=repairs.handle).status_code == 303
    name, badge = one_comment(app)
    assert badge == repairs.id
    assert send(as_user(ruth), f"/comments/{name}/edit", body="We repair old benches.", version=1).status_code == 303
    with app.app_context():
        author = db.session.get(Contribution, idea.id).author
    notices = as_user(author).get("/notices").text
    joan = as_user(factories.user(app, name="Reader"))
    assert say(joan, idea, "Thank you.", parent=name, quote=name).status_code == 303
    thread = re.search(r'data-thread="(\w+)"', client.get(f"/ideas/{idea.public_id}").text)[1]
    pages = {
        "page": client.get(f"/ideas/{idea.public_id}").text,
        "events": client.get(f"/threads/{thread}/events?after=0").text,
        "history": client.get(f"/comments/{name}/history").text,
        "branch": client.get(f"/ideas/{idea.public_id}?branch={name}").text,
        "reply": joan.get(f"/comments/{name}?reply=1&quote=1", follow_redirects=True).text,
        "notices": notices,
        "organisation": client.get(f"/organisations/{repairs.handle}").text,
    }
    for where, text in pages.items():
        assert NAME not in text, where
    for where in ("page", "events", "history", "notices", "reply"):
        assert "Brindle Repairs" in pages[where], where
    assert "1 comment" in pages["organisation"]
    assert "1 comment" not in client.get(f"/people/{ruth.handle}").text
    assert round_.title not in client.get(f"/people/{ruth.handle}").text


def test_a_contribution_under_the_badge_stands_in_lists_as_the_organisation_s(
    app, client, as_user, ruth, repairs, round_
):
    answer = as_user(ruth).submit(
        f"/rounds/{round_.slug}/ideas/new", title="Benches that last", body="We know how.", badge=repairs.handle
    )
    assert answer.status_code == 303
    pages = {
        "page": client.get(answer.headers["Location"]).text,
        "list": client.get(f"/rounds/{round_.slug}/ideas").text,
        "round": client.get(f"/rounds/{round_.slug}").text,
        "history": client.get(answer.headers["Location"] + "/history").text,
        "organisation": client.get(f"/organisations/{repairs.handle}").text,
    }
    for where, text in pages.items():
        assert NAME not in text, where
        if where != "history":
            assert "Brindle Repairs" in text, where
    assert "Benches that last" in pages["organisation"]
    assert "Benches that last" not in client.get(f"/people/{ruth.handle}").text


def test_what_members_say_as_themselves_is_theirs(app, client, as_user, ruth, repairs, idea):
    assert say(as_user(ruth), idea).status_code == 303
    page = client.get(f"/ideas/{idea.public_id}").text
    assert NAME in page
    assert "Brindle Repairs" not in page
    assert "1 comment" not in client.get(f"/organisations/{repairs.handle}").text


@pytest.mark.parametrize("handle", ["{repairs}", "no-such-organisation"])
def test_nobody_else_writes_in_its_name(app, as_user, repairs, idea, round_, handle):
    badge = handle.format(repairs=repairs.handle)
    for other in (factories.user(app), factories.user(app, Role.ADMINISTRATOR), factories.user(app, Role.MODERATOR)):
        assert say(as_user(other), idea, badge=badge).status_code == 403
        form = as_user(other)
        fields = form.form(f"/rounds/{round_.slug}/ideas/new").fields
        sent = fields | {"title": "Ours", "body": "Buy ours.", "badge": badge, "csrf_token": form.token("/account/")}
        form.post(f"/rounds/{round_.slug}/ideas/new", data=sent)
    with app.app_context():
        assert db.session.query(Comment).count() == 0
        assert db.session.query(Contribution).filter(Contribution.organisation_id.is_not(None)).count() == 0


def test_who_left_changes_nothing_in_its_name_and_posts_no_draft(app, as_user, ruth, repairs, idea, round_):
    say(as_user(ruth), idea, badge=repairs.handle)
    name, _badge = one_comment(app)
    as_user(ruth).submit(
        f"/rounds/{round_.slug}/ideas/new", title="Benches", body="We know how.", badge=repairs.handle, draft="1"
    )
    with app.app_context():
        draft = db.session.query(Contribution).filter_by(title="Benches").one()
        assert draft.organisation_id == repairs.id
        place = draft.public_id
    end(app, ruth)
    assert send(as_user(ruth), f"/comments/{name}/edit", body="Buy ours.", version=1).status_code == 403
    answer = as_user(ruth).submit(f"/ideas/{place}/edit", title="Benches", body="We know how.")
    assert answer.status_code == 303  # Without a badge to choose it is the author's own again.
    with app.app_context():
        assert db.session.query(Contribution).filter_by(title="Benches").one().organisation_id is None


def test_a_comment_that_waits_comes_out_under_its_badge(app, client, as_user, make_app, ruth, repairs, idea):
    words = "CONGRATULATIONS! Win a free phone. Text PRIZE to 80123 now, £1.50 a message."
    say(as_user(ruth), idea, words, badge=repairs.handle)
    moderator = as_user(factories.user(app, Role.MODERATOR))
    page = moderator.get("/moderation/held").text
    held = re.search(r"/held/(\w+)", page)[1]
    form = moderator.form(f"/held/{held}", f"/held/{held}/release")
    assert moderator.post(form.action, data=form.fields).status_code == 303
    page = client.get(f"/ideas/{idea.public_id}").text
    assert "Brindle Repairs" in page
    assert NAME not in page


def test_a_moderator_who_belongs_to_it_does_not_judge_what_it_says(app, as_user, repairs, ruth, idea):
    say(as_user(ruth), idea, badge=repairs.handle)
    name, _badge = one_comment(app)
    moderator = factories.user(app, Role.MODERATOR)
    enrol(app, repairs, moderator)
    as_user(factories.user(app)).submit(f"/comments/{name}/reports", reason="advert")
    client = as_user(moderator)
    assert send(client, f"/comments/{name}/hide", rule=5, reason="An advert.").status_code == 403
    assert "/moderation/cases/" not in send(client, "/moderation/next").headers["Location"]


def test_a_useful_comment_under_the_badge_is_quoted_in_results_as_the_organisation_s(
    app, client, as_user, repairs, ruth
):
    over = factories.round_(app, over=(PhaseKind.IDEAS,), ahead=(PhaseKind.PROPOSALS,))
    text = factories.contribution(app, over, factories.user(app))
    say(as_user(ruth), text, badge=repairs.handle)
    name, _badge = one_comment(app)
    send(as_user(factories.user(app)), f"/comments/{name}/useful")
    assert NAME not in client.get(f"/rounds/{over.slug}/results?kind=idea").text


def test_followers_of_the_person_hear_nothing_of_it_and_those_of_the_organisation_do(
    app, as_user, ruth, repairs, round_
):
    readers = {kind: as_user(factories.user(app)) for kind in ("person", "organisation")}
    for kind, handle in (("person", ruth.handle), ("organisation", repairs.handle)):
        page = f"/{'people' if kind == 'person' else 'organisations'}/{handle}"
        form = next(form for form in readers[kind].forms(page) if "follow" in form.action and form.method == "post")
        assert readers[kind].post(form.action, data=form.fields).status_code == 303
    as_user(ruth).submit(
        f"/rounds/{round_.slug}/ideas/new", title="Benches that last", body="We know how.", badge=repairs.handle
    )
    with app.app_context():
        outbox.tell_all(clock.now())
    assert "Benches that last" not in readers["person"].get("/notices").text
    assert "Benches that last" in readers["organisation"].get("/notices").text


def test_feeds_and_areas_name_the_organisation_and_a_page_that_lists_nothing_has_no_feed(
    app, client, as_user, ruth, repairs, round_
):
    area = factories.area(app)
    as_user(ruth).submit(
        f"/rounds/{round_.slug}/ideas/new",
        title="Benches",
        body="We know how.",
        badge=repairs.handle,
        area=str(area.id),
    )
    pages = {
        address: client.get(address).text for address in (f"/rounds/{round_.slug}/feed.atom", f"/areas/{area.slug}")
    }
    for address, text in pages.items():
        assert "Brindle Repairs" in text, address
        assert NAME not in text, address
    own = f"/people/{ruth.handle}/feed.atom"
    assert "Benches" not in client.get(own).text
    with app.app_context():
        db.session.get(User, ruth.id).lists_works = False
        db.session.commit()
    assert client.get(own).status_code == 404


def test_a_question_in_its_name_is_the_organisation_s(app, client, as_user, ruth, repairs, idea, round_):
    say(as_user(ruth), idea, "Who pays?", badge=repairs.handle, asks="1")
    page = client.get(f"/rounds/{round_.slug}/questions").text
    assert "Who pays?" in page
    assert "Brindle Repairs" in page
    assert NAME not in page


def test_the_search_finds_it_as_the_organisation_s(app, client, as_user, ruth, repairs, idea):
    say(as_user(ruth), idea, "We mend quinces.", badge=repairs.handle)
    page = client.get("/search?q=quinces").text
    assert "Brindle Repairs" in page
    assert NAME not in page
