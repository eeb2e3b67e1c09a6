"""Taking an open round back to draft: with a reason, and only while nobody has voted in it."""

from functools import partial

import pytest
import time_machine

from app import audit
from app.audit import AuditEntry
from app.extensions import db
from app.rounds import service
from app.rounds.models import ReturnToDraft, Round
from app.rules.actors import Actor, Role
from app.rules.refusals import Refusal
from app.rules.voting import Choice
from app.votes import service as votes
from tests import factories
from tests.rounds.conftest import BEFORE
from tests.threads.conftest import at_once

REASON = "The dates are wrong."


@pytest.fixture(autouse=True)
def before():
    """The phases of the form's round are ahead, as it can be opened then."""
    with time_machine.travel(BEFORE, tick=True):
        yield


def take_back(desk, slug, reason=REASON):
    return desk.submit(f"/rounds/{slug}/edit", f"/rounds/{slug}/draft", reason=reason)


def test_a_round_goes_back_to_draft_with_a_reason_that_colleagues_read(app, desk, client, opened):
    refused = take_back(desk, opened, " ")
    assert refused.status_code == 422
    assert "Say why the round goes back to draft" in refused.text
    assert client.get(f"/rounds/{opened}").status_code == 200
    answer = take_back(desk, opened)
    assert (answer.status_code, answer.location) == (303, f"/rounds/{opened}/preview")
    page = desk.get(answer.location).text
    assert "was taken back to draft" in page
    assert REASON in page
    assert "Ruth" in page
    assert client.get(f"/rounds/{opened}").status_code == 404
    assert "Evening buses" not in client.get("/rounds").text
    with app.app_context():
        assert db.session.query(AuditEntry).order_by(AuditEntry.sequence.desc()).first().act == "round.returned"
        assert audit.verify()[1] is None


def test_it_can_be_opened_again_and_twice_does_no_harm(app, desk, client, opened):
    token = desk.token(f"/rounds/{opened}/edit")
    for _ in range(2):
        sent = desk.post(f"/rounds/{opened}/draft", data={"csrf_token": token, "reason": REASON})
        assert sent.status_code == 303
    with app.app_context():
        assert db.session.query(ReturnToDraft).count() == 1
    assert "back-to-draft" not in desk.get(f"/rounds/{opened}/edit").text
    assert desk.submit(f"/rounds/{opened}/preview", f"/rounds/{opened}/opening").status_code == 303
    assert client.get(f"/rounds/{opened}").status_code == 200


def test_a_vote_keeps_it_open_even_one_that_was_taken_back(app, desk, as_user, client):
    round_ = factories.round_(app)
    idea, voter = factories.contribution(app, round_, factories.user(app)), as_user(factories.user(app))
    assert "back-to-draft" in desk.get(f"/rounds/{round_.slug}/edit").text
    for choice in ("agree", "nothing"):
        voter.submit(f"/ideas/{idea.public_id}", f"/contributions/{idea.public_id}/vote", choice=choice)
    assert "back-to-draft" not in desk.get(f"/rounds/{round_.slug}/edit").text
    token = desk.token(f"/rounds/{round_.slug}/edit")
    refused = desk.post(f"/rounds/{round_.slug}/draft", data={"csrf_token": token, "reason": REASON})
    assert refused.status_code == 403
    assert "People have voted in this round" in refused.text
    assert client.get(f"/rounds/{round_.slug}").status_code == 200


def test_of_a_vote_and_a_return_at_the_same_moment_only_one_happens(app, commissioner):
    for _ in range(5):
        round_ = factories.round_(app)
        idea, voter = factories.contribution(app, round_, factories.user(app)), factories.user(app)
        boss = Actor(commissioner.id, frozenset({Role.COMMISSIONER}))

        def attempt(act):
            try:
                act()
            except Refusal:
                return False
            return True

        voted, returned = at_once(
            app,
            partial(attempt, partial(votes.cast_vote, Actor(voter.id), idea.public_id, Choice.AGREE)),
            partial(attempt, partial(service.return_to_draft, boss, round_.slug, REASON)),
        )
        assert (voted, returned) in {(True, False), (False, True)}
        with app.app_context():
            assert (db.session.get(Round, round_.id).opened_at is None) is returned
