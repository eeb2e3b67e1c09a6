"""Many reports put a text behind a click, never out of sight; people who hang together count once; a look ends it."""

import re

import pytest

from app.extensions import db
from tests import factories
from tests.threads.conftest import element

SECRET = "Quokka"


@pytest.fixture
def reporter(app, talk, person):
    """Make a person who has been here for a while and wrote a few texts that stand; signed up so many days ago."""

    def make(days=40.0, **fields):
        who = person(**fields)
        with app.app_context():
            db.session.get(type(who.user), who.user.id).created_at = factories.days_ago(days)
            db.session.commit()
        for number in range(3):
            factories.contribution(
                app, talk.round, who.user, title=f"Of {days} {number}", published_at=factories.days_ago(9)
            )
        return who

    return make


@pytest.fixture
def name(talk, amina):
    """A comment that some people do not like."""
    return talk.say(amina, f"The {SECRET} of this council is a disgrace.")


def report(who, name, things="comments"):
    page = f"/{things}/{name}/reports"
    assert who.browser.submit(page, reason="insult").status_code in {302, 303}


def is_covered(page, words=SECRET):
    """Whether the words stand inside a closed part of the page, and are there."""
    assert words in page
    closed = re.search(
        r"<details[^>]*>\s*<summary[^>]*>\s*<span[^>]*>Several people reported this.*?</details>", page, re.DOTALL
    )
    return closed is not None and words in closed[0]


def test_three_people_put_a_comment_behind_a_click_and_a_look_brings_it_back(
    talk, name, femi, reporter, moderator, client
):
    for days in (40, 50):
        report(reporter(days), name)
        assert not is_covered(client.get(talk.page).text)
    report(reporter(60), name)
    page = client.get(talk.page).text
    assert is_covered(page)
    assert "Show it" in page
    answer = talk.say(femi, "I answer this.", quote=name)
    assert SECRET not in element(client.get(f"{talk.page}?branch={answer}").text, answer)
    case = moderator.browser.get(f"/comments/{name}/case", follow_redirects=True).text
    assert "Many people reported this." in case
    assert "weigh 3.0 together" in case
    assert moderator.post(f"/comments/{name}/keep").status_code == 303
    assert not is_covered(client.get(talk.page).text)
    for days in (70, 80, 90):
        report(reporter(days), name)
    assert not is_covered(client.get(talk.page).text)


def test_a_brigade_of_one_evening_covers_nothing(talk, name, reporter, client):
    for number in range(6):
        report(reporter(40 + number / 100), name)
    assert not is_covered(client.get(talk.page).text)


def test_new_accounts_weigh_half(app, talk, name, person, client):
    def newcomer(days):
        who = person()
        with app.app_context():
            db.session.get(type(who.user), who.user.id).created_at = factories.days_ago(days)
            db.session.commit()
        return who

    for days in range(2, 7):
        report(newcomer(days), name)
    assert not is_covered(client.get(talk.page).text)
    report(newcomer(9), name)
    assert is_covered(client.get(talk.page).text)


def test_whoever_reports_without_ground_weighs_less(talk, amina, femi, reporter, moderator, client):
    crowd = [reporter(days) for days in (40, 50, 60)]
    for number in range(5):
        fine = talk.say(femi, f"Fine words, number {number}.")
        report(crowd[0], fine)
        case = moderator.browser.get(f"/comments/{fine}/case").location
        assert moderator.post(f"{case}/decisions", verb="keep", ground="rules", unfounded="y").status_code == 303
    name = talk.say(amina, f"The {SECRET} again.")
    for who in crowd:
        report(who, name)
    assert not is_covered(client.get(talk.page).text)
    report(reporter(70), name)
    assert is_covered(client.get(talk.page).text)


def test_an_idea_keeps_its_place_its_votes_and_its_words(app, talk, author, reporter, moderator, client):
    idea = factories.contribution(
        app, talk.round, author.user, title="Night team", body=f"A {SECRET} that comes at night."
    )
    for days in (40, 50, 60):
        report(reporter(days), idea.public_id, "contributions")
    page = client.get(f"/ideas/{idea.public_id}").text
    assert is_covered(page)
    listed = client.get(f"/rounds/{talk.round.slug}/ideas").text
    assert "Night team" in listed
    assert SECRET not in listed
    assert moderator.post(f"/contributions/{idea.public_id}/keep").status_code == 303
    assert not is_covered(client.get(f"/ideas/{idea.public_id}").text)
    assert SECRET in client.get(f"/rounds/{talk.round.slug}/ideas").text


def test_open_pages_hear_that_it_changed(talk, name, reporter, client):
    before = talk.thread.sequence
    for days in (40, 50, 60):
        report(reporter(days), name)
    told = client.get(f"/threads/{talk.thread.public_id}/events?after={before}").json["events"]
    assert [(one["kind"], one["id"]) for one in told] == [("comment.edited", name)]
