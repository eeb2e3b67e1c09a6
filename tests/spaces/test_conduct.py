"""What is said in spaces, where whoever made one decides what stands, makes nobody more or less trusted on the site."""

from datetime import timedelta

import pytest

from app import clock
from app.checks import queries
from app.contributions.models import Contribution
from app.extensions import db
from app.moderation import cover_queries
from app.moderation.models import Decision
from app.openness import log_queries
from app.rules.trust import Step
from app.threads.models import Comment
from tests import factories


@pytest.fixture
def busy(village, olive, max_):
    """Max has said something in a space of his own and in one of Olive's, where she hid it; two days ago."""
    own, hers = village.space(max_, "secret", "All mine"), village.space(olive, "open", "Hers")
    assert max_.post(f"/spaces/{hers}/members").status_code == 303
    for _ in range(3):
        village.say(village.topic(own, max_), max_, "It was a long and quite unusual sentence about the lift.")
    said = village.say(village.topic(hers, olive), max_, "Hello.")
    at = f"/spaces/texts/comments/{said}/decision"
    assert olive.post(at, verb="hide", rule="1", reason="I do not like him.").status_code == 303
    return max_


def test_it_counts_for_nothing_but_the_posts_of_an_hour(village, busy):
    later = clock.now() + timedelta(days=2)
    with village.app.app_context():
        record = queries.record(busy.user.id, later)
        assert (record.conduct.standing, record.conduct.hidden, record.posted) == (0, 0, 0)
        assert queries.record(busy.user.id, clock.now()).last_hour == 7
        assert queries.latest(busy.user.id, clock.now()) == []


def test_a_report_weighs_no_more_for_it_and_reports_out_of_spaces_are_on_no_text_that_two_reported(
    village, busy, olive
):
    app, outsider = village.app, village.person("Otto")
    idea = factories.contribution(app, factories.round_(app), factories.user(app))
    open_space = village.space(outsider, "open", "Allotments")
    for one in (busy, olive):
        topic = village.topic(open_space, outsider)
        assert one.post(f"/spaces/texts/topics/{topic}/reports", reason="insult", text="").status_code == 303
        assert one.post(f"/contributions/{idea.public_id}/reports", reason="insult", text="").status_code == 303
    with app.app_context():
        found = db.session.get(Contribution, idea.id)
        people = cover_queries.reporters(found, clock.now() + timedelta(days=2))
        assert {one.step for one in people} == {Step.NEW}
        assert len(people) == 2
        assert cover_queries.shared([one.id for one in people], found) == {}


def test_it_counts_in_a_round(village, busy):
    idea = factories.contribution(village.app, factories.round_(village.app), factories.user(village.app))
    said = village.say(idea.public_id, busy, "In the open.")
    later = clock.now() + timedelta(days=2)
    with village.app.app_context():
        assert db.session.query(Comment).filter_by(public_id=said).count() == 1
        record = queries.record(busy.user.id, later)
        assert (record.conduct.standing, record.posted) == (1, 1)
        assert [row.body for row in queries.latest(busy.user.id, clock.now())] == ["In the open."]


def test_the_public_report_does_not_begin_with_what_was_decided_in_a_space(village, busy):
    assert busy.user.id
    with village.app.app_context():
        assert db.session.query(Decision).count() == 1
        assert log_queries.first_moment() is None
