"""While voting is open, whoever voted sees the counts; a round may choose to show them to all. The order stays closed."""

import json

import pytest

from app.audit import AuditEntry
from app.extensions import db
from app.rules.actors import Actor
from app.rules.phases import PhaseKind
from app.rules.voting import Choice
from app.votes.service import cast_vote
from tests import factories

TOLD = "2 people voted so far"


@pytest.fixture
def idea(app):
    in_round = factories.round_(app, PhaseKind.IDEAS, slug="lunch")
    found = factories.contribution(app, in_round, factories.user(app, name="Ana"), title="Mend the lift")
    with app.app_context():
        for choice in (Choice.AGREE, Choice.DISAGREE):
            cast_vote(Actor(factories.user(app).id), found.public_id, choice)
    return found


def test_everybody_sees_the_counts_only_where_the_round_says_so(app, idea, desk, client, as_user):
    page, listed = f"/ideas/{idea.public_id}", "/rounds/lunch/ideas"
    resident = as_user(factories.user(app))
    for shown in (False, True, False):
        assert desk.submit("/rounds/lunch/edit", counts_for_all="y" if shown else "").status_code == 303
        for reader in (client, resident):
            text = reader.get(page).text
            assert (TOLD in text, "after your own vote" in text) == (shown, not shown)
            assert ("1 agree, 0 unsure, 1 disagree" in reader.get(listed).text) is shown
            assert ("You see votes once you have voted" in reader.get(listed).text) is not shown
            assert reader.get("/rounds/lunch/results.json").status_code == 403
            assert "order=top" not in reader.get(listed).text
    with app.app_context():
        entries = db.session.query(AuditEntry).filter_by(act="round.edited").order_by(AuditEntry.sequence)
        assert [json.loads(one.details).get("counts_for_all") for one in entries][-2:] == [True, False]
