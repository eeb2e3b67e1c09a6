"""How many cards count: set before a round opens, raised for all afterwards, never lowered."""

import json

import pytest

from app.audit import AuditEntry
from app.extensions import db
from app.rounds.models import Round


def allowance(app, slug):
    with app.app_context():
        return db.session.query(Round.allowance).filter_by(slug=slug).scalar()


def test_it_is_forty_unless_somebody_says_otherwise(app, desk, draft):
    assert allowance(app, draft) == 40
    assert desk.submit(f"/rounds/{draft}/edit", allowance="25").status_code == 303
    assert allowance(app, draft) == 25
    assert desk.submit(f"/rounds/{draft}/edit", allowance="").status_code == 303
    assert allowance(app, draft) == 40


def test_an_open_round_s_is_only_raised_and_everybody_sees_it(app, desk, opened, client):
    assert "40 cards each" in client.get(f"/rounds/{opened}").text
    refused = desk.submit(f"/rounds/{opened}/edit", allowance="39")
    assert refused.status_code == 422
    assert "People play by 40 already." in refused.text
    assert allowance(app, opened) == 40
    assert desk.submit(f"/rounds/{opened}/edit", allowance="60").status_code == 303
    assert "60 cards each" in client.get(f"/rounds/{opened}").text
    with app.app_context():
        entry = db.session.query(AuditEntry).filter_by(act="round.edited").one()
    assert json.loads(entry.details)["allowance"] == 60


@pytest.mark.parametrize(
    ("written", "why"), [("0", "from 1 to 1000"), ("2000", "from 1 to 1000"), ("many", "not a whole number")]
)
def test_it_must_be_a_number_that_people_can_answer(app, desk, draft, written, why):
    response = desk.submit(f"/rounds/{draft}/edit", allowance=written)
    assert response.status_code == 422
    assert why in response.text
    assert allowance(app, draft) == 40
