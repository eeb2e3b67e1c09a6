"""A round in a few plain words: written by whoever runs it, read first, known to the log."""

import pytest
from sqlalchemy import select

from app.audit import AuditEntry
from app.extensions import db
from app.rounds.models import MAX_IN_SHORT, Round

WORDS = "We want to help older tenants.\nYou can say what is needed."


def last_act(app):
    with app.app_context():
        return db.session.scalars(select(AuditEntry).order_by(AuditEntry.sequence.desc())).first()


def test_it_stands_before_everything_else_one_idea_a_line(desk, client, opened):
    desk.submit(
        f"/rounds/{opened}/edit", in_short="  We want to help  older tenants. \r\n\r\n You can say what is needed."
    )
    page = client.get(f"/rounds/{opened}").text
    assert "<li>We want to help older tenants.</li><li>You can say what is needed.</li>" in page
    assert page.index("In short") < page.index('class="fm-lead"') < page.index("Who decides")


def test_a_round_without_it_says_nothing_of_it(client, opened):
    assert "In short" not in client.get(f"/rounds/{opened}").text


def test_signs_of_markup_stay_signs(desk, client, opened):
    desk.submit(f"/rounds/{opened}/edit", in_short="<b>Now</b>")
    assert "<li>&lt;b&gt;Now&lt;/b&gt;</li>" in client.get(f"/rounds/{opened}").text


def test_the_log_knows_that_it_changed_and_not_its_words(app, desk, opened):
    desk.submit(f"/rounds/{opened}/edit", in_short=WORDS)
    first = last_act(app)
    assert first.act == "round.edited"
    assert "in_short" in first.details
    assert "tenants" not in first.details
    desk.submit(f"/rounds/{opened}/edit", in_short=WORDS)
    assert last_act(app).sequence == first.sequence
    desk.submit(f"/rounds/{opened}/edit", in_short="")
    assert "in_short" in last_act(app).details


@pytest.mark.parametrize(("signs", "status"), [(MAX_IN_SHORT, 303), (MAX_IN_SHORT + 1, 422)])
def test_it_stays_short_and_what_is_too_long_is_kept_in_the_form(app, desk, opened, signs, status):
    answer = desk.submit(f"/rounds/{opened}/edit", in_short="ö" * signs)
    assert answer.status_code == status
    assert status == 303 or "ö" * signs in answer.text
    with app.app_context():
        kept = db.session.scalars(select(Round.in_short)).one()
    assert kept == ("ö" * signs if status == 303 else "")
