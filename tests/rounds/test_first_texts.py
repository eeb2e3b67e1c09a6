"""How many first texts of a new person wait in a round: said on its page, written down, empty unless somebody chose."""

import json

import pytest

from app.audit import AuditEntry
from app.extensions import db
from app.rounds.models import Round


def number(app, slug):
    with app.app_context():
        return db.session.query(Round.hold_first_posts).filter_by(slug=slug).scalar()


def test_a_round_does_as_the_site_does_until_somebody_chooses(app, desk, opened):
    assert number(app, opened) is None
    for written, kept in (("3", 3), ("0", 0), ("", None)):
        assert desk.submit(f"/rounds/{opened}/edit", hold_first_posts=written).status_code == 303
        assert number(app, opened) == kept
    with app.app_context():
        entries = db.session.query(AuditEntry).filter_by(act="round.edited").order_by(AuditEntry.sequence)
        assert [json.loads(one.details)["hold_first_posts"] for one in entries] == [3, 0, None]


@pytest.mark.parametrize(
    ("written", "why"), [("21", "from 0 to 20"), ("-1", "from 0 to 20"), ("few", "not a whole number")]
)
def test_it_must_be_a_number_that_makes_sense(app, desk, draft, written, why):
    refused = desk.submit(f"/rounds/{draft}/edit", hold_first_posts=written)
    assert refused.status_code == 422
    assert why in refused.text
    assert number(app, draft) is None
