"""Commissioners run rounds: create, edit, open, extend, call off."""

import re
from datetime import UTC, datetime

import pytest
import time_machine
from sqlalchemy import select

from app import audit
from app.audit import AuditEntry
from app.extensions import db
from app.rounds.models import Extension, Phase, Round
from app.rules.phases import PhaseKind
from tests import factories
from tests.rounds.conftest import BEFORE, COMPLETE

pytestmark = pytest.mark.usefixtures("before")

MORE_TIME = {"phase": "needs", "closes_on": "2027-01-22", "closes_at": "17:00", "reason": "Snow closed the library."}


@pytest.fixture
def before():
    with time_machine.travel(BEFORE):
        yield


@pytest.fixture
def rows(app):
    """Read rows of a table."""

    def read(model, *where):
        with app.app_context():
            found = db.session.scalars(select(model).where(*where)).unique().all()
            for row in found:
                db.session.expunge(row)
            return found

    return read


@pytest.fixture
def acts(app, rows):
    """What the log says of rounds, in order; the chain must be whole."""

    def read():
        entries = sorted(rows(AuditEntry), key=lambda entry: entry.sequence)
        with app.app_context():
            assert audit.verify() == (len(entries), None)
        return [entry.act for entry in entries if entry.object_kind == "round"]

    return read


# -- Creating --------------------------------------------------------------------------------------------------------


def test_a_title_is_enough_for_a_draft(desk, rows, acts):
    response = desk.submit("/rounds/new", title="  Evening \n buses ")
    assert response.status_code == 303
    assert response.location == "/rounds/evening-buses/preview"
    (round_,) = rows(Round)
    assert (round_.title, round_.slug, round_.opened_at) == ("Evening buses", "evening-buses", None)
    assert acts() == ["round.created"]


def test_all_that_was_written_is_kept(desk, draft, rows):
    (round_,) = rows(Round)
    assert round_.budget_pounds == 120_000
    assert round_.aims_html == "<p>Buses until <strong>eleven</strong> at night.</p>"
    (phase,) = rows(Phase)
    assert phase.kind == PhaseKind.NEEDS
    assert phase.opens_at == datetime(2026, 12, 1, 9, tzinfo=UTC)
    assert phase.closes_at == datetime(2027, 1, 15, 17, tzinfo=UTC)
    fields = desk.form(f"/rounds/{draft}/edit").fields
    assert {name: fields[name].strip() for name in COMPLETE} == COMPLETE | {"budget": "120,000"}


def test_addresses_are_unique_and_stay(desk):
    slugs = [desk.submit("/rounds/new", title=title).location for title in ("New", "Buses", "Buses!", "Автобуси")]
    assert slugs[:3] == [f"/rounds/{slug}/preview" for slug in ("new-2", "buses", "buses-2")]
    assert slugs[3].startswith("/rounds/round-")
    desk.submit("/rounds/buses/edit", title="Trams")
    assert "Trams" in desk.get("/rounds/buses").text


def test_a_double_click_makes_one_round(desk, rows):
    form = desk.form("/rounds/new")
    sent = [desk.post("/rounds/new", data=form.fields | COMPLETE) for _ in range(2)]
    assert [response.status_code for response in sent] == [303, 303]
    assert sent[0].location == sent[1].location
    assert len(rows(Round)) == 1
    assert desk.post("/rounds/new", data=form.fields | COMPLETE | {"title": "Trams"}).status_code == 409


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"title": " "}, "Give the round a title"),
        ({"title": "x" * 121}, "at most 120"),
        ({"budget": "a lot"}, "whole pounds"),
        ({"budget": "9" * 13}, "whole pounds"),
        ({"needs-closes_on": ""}, "Give this day too"),
        ({"needs-opens_on": ""}, "Give this day too"),
        ({"needs-closes_on": "2026-11-30"}, "later than the opening"),
        ({"needs-closes_on": "soon"}, "This is not a day"),
        ({"needs-closes_at": "tea time"}, "This is not a time"),
        ({"needs-closes_on": "2027-03-28", "needs-closes_at": "01:30"}, "clocks go forward"),
        ({"areas": "999"}, "999"),
    ],
)
def test_what_cannot_be_saved_is_said_and_nothing_is_lost(desk, rows, changes, sentence):
    response = desk.submit("/rounds/new", **COMPLETE | changes)
    assert response.status_code == 422
    assert sentence in response.text
    assert "What you wrote is kept" in response.text
    for name, value in (COMPLETE | changes).items():
        assert name == "areas" or not value.strip() or value in response.text.replace("&#34;", '"'), name
    assert rows(Round) == []


def test_a_round_is_about_the_areas_that_were_chosen(app, desk, draft):
    kilnfield, _other = factories.area(app, "Kilnfield"), factories.area(app, "Saltmarsh")
    assert "The whole of Aldermere" in desk.get(f"/rounds/{draft}").text
    desk.submit(f"/rounds/{draft}/edit", areas=kilnfield.id)
    page = desk.get(f"/rounds/{draft}").text
    assert "Kilnfield" in page
    assert "Saltmarsh" not in page
    assert desk.form(f"/rounds/{draft}/edit").fields["areas"] == str(kilnfield.id)


def test_a_round_without_money_says_so(desk):
    desk.submit("/rounds/new", **COMPLETE | {"budget": ""})
    assert "Not set yet" in desk.get("/rounds/evening-buses").text


# -- Editing ---------------------------------------------------------------------------------------------------------


def test_phases_can_be_added_moved_and_left_out_of_a_draft(desk, draft, rows):
    ideas = {"ideas-opens_on": "2027-06-01", "ideas-closes_on": "2027-06-30"}
    desk.submit(f"/rounds/{draft}/edit", **ideas)
    assert {phase.kind for phase in rows(Phase)} == {PhaseKind.NEEDS, PhaseKind.IDEAS}
    (added,) = rows(Phase, Phase.kind == PhaseKind.IDEAS)
    assert added.closes_at == datetime(2027, 6, 30, 16, tzinfo=UTC)  # 5pm in summer.
    desk.submit(f"/rounds/{draft}/edit", **{"needs-opens_on": "", "needs-closes_on": ""})
    assert [phase.kind for phase in rows(Phase)] == [PhaseKind.IDEAS]


def test_the_log_says_what_changed_and_never_whose_name(desk, draft, rows):
    desk.submit(f"/rounds/{draft}/edit", decider="Ruth Adeyemi-Clarke", question="Which buses?")
    entry = rows(AuditEntry, AuditEntry.act == "round.edited")[0]
    assert "decider" in entry.details
    assert "question" in entry.details
    assert "Ruth" not in entry.details
    assert "buses" not in entry.details


def test_an_edit_that_changes_nothing_leaves_no_trace(desk, draft, acts):
    assert desk.submit(f"/rounds/{draft}/edit").status_code == 303
    assert acts() == ["round.created"]


def test_words_of_an_open_round_can_change_and_dates_cannot(desk, opened, rows, acts):
    assert "needs-opens_on" not in desk.form(f"/rounds/{opened}/edit").fields
    assert desk.submit(f"/rounds/{opened}/edit", question="Which buses?").status_code == 303
    assert "Which buses?" in desk.get(f"/rounds/{opened}").text
    assert acts()[-1] == "round.edited"
    late = desk.submit(f"/rounds/{opened}/edit", **{"needs-opens_on": "2026-12-02", "needs-closes_on": "2026-12-03"})
    assert late.status_code == 409
    assert rows(Phase)[0].closes_at == datetime(2027, 1, 15, 17, tzinfo=UTC)


@pytest.mark.parametrize("name", ["title", "question", "aims", "decider"])
def test_an_open_round_stays_complete(desk, opened, name, acts):
    response = desk.submit(f"/rounds/{opened}/edit", **{name: ""})
    assert response.status_code == 422
    assert f'href="#{name}"' in response.text
    assert acts()[-1] == "round.opened"


# -- Opening ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("left_out", "field"),
    [
        ({"question": ""}, "question"),
        ({"aims": ""}, "aims"),
        ({"decider": ""}, "decider"),
        ({"needs-opens_on": "", "needs-closes_on": ""}, "dates"),
        ({"needs-opens_on": "2026-01-01", "needs-closes_on": "2026-02-01"}, "dates"),
    ],
)
def test_a_round_is_blocked_until_it_is_complete(desk, client, rows, left_out, field):
    slug = desk.submit("/rounds/new", **COMPLETE | left_out).location.split("/")[2]
    preview = desk.get(f"/rounds/{slug}/preview").text
    assert "cannot open yet" in preview
    assert f'href="/rounds/{slug}/edit#{field}"' in preview
    assert f'id="{field}"' in desk.get(f"/rounds/{slug}/edit").text
    refused = desk.post(f"/rounds/{slug}/opening", data={"csrf_token": desk.token(f"/rounds/{slug}/edit")})
    assert refused.status_code == 422
    assert f"/edit#{field}" in refused.text
    assert rows(Round)[0].opened_at is None
    desk.submit(f"/rounds/{slug}/edit", **COMPLETE)
    assert desk.submit(f"/rounds/{slug}", f"/rounds/{slug}/opening").status_code == 303
    assert client.get(f"/rounds/{slug}").status_code == 200


def test_opening_twice_opens_once(desk, draft, acts, rows):
    token = desk.token(f"/rounds/{draft}")
    first = desk.post(f"/rounds/{draft}/opening", data={"csrf_token": token})
    opened_at = rows(Round)[0].opened_at
    second = desk.post(f"/rounds/{draft}/opening", data={"csrf_token": token})
    assert (first.status_code, second.status_code) == (303, 303)
    assert rows(Round)[0].opened_at == opened_at
    assert acts() == ["round.created", "round.opened"]
    assert desk.get(f"/rounds/{draft}/preview").status_code == 303


# -- More time -------------------------------------------------------------------------------------------------------


def extend(desk, slug, **fields):
    return desk.submit(f"/rounds/{slug}/edit", f"/rounds/{slug}/extensions", **MORE_TIME | fields)


def test_more_time_is_given_and_everybody_reads_why(desk, client, opened, rows, acts):
    assert extend(desk, opened).status_code == 303
    assert rows(Phase)[0].closes_at == datetime(2027, 1, 22, 17, tzinfo=UTC)
    (moved,) = rows(Extension)
    assert moved.was == datetime(2027, 1, 15, 17, tzinfo=UTC)
    page = client.get(f"/rounds/{opened}").text
    assert "Snow closed the library." in page
    assert "Friday 22 January 2027, 5pm UK time" in page
    assert "Friday 15 January 2027, 5pm UK time" in page
    assert acts()[-1] == "round.extended"


def test_a_double_click_extends_once(desk, opened, rows):
    form = desk.form(f"/rounds/{opened}/edit", f"/rounds/{opened}/extensions")
    sent = [desk.post(form.action, data=form.fields | MORE_TIME) for _ in range(2)]
    assert [response.status_code for response in sent] == [303, 303]
    assert len(rows(Extension)) == 1


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"closes_on": "2027-01-14"}, "can only move to a later time"),
        ({"closes_on": "2027-01-15"}, "can only move to a later time"),
        ({"closes_on": ""}, "Give the new last day"),
        ({"reason": " "}, "Say why"),
        ({"reason": "x" * 1001}, "at most 1000"),
        ({"phase": "lunch"}, "Not a valid choice"),
        ({"closes_on": "2027-03-28", "closes_at": "01:30"}, "clocks go forward"),
    ],
)
def test_a_deadline_only_moves_later_and_only_with_a_reason(desk, opened, rows, changes, sentence):
    response = extend(desk, opened, **changes)
    assert response.status_code == 422
    assert sentence in response.text
    assert rows(Extension) == []
    assert rows(Phase)[0].closes_at == datetime(2027, 1, 15, 17, tzinfo=UTC)


def test_a_late_extension_is_refused_with_a_sentence(desk, draft, rows, as_user, commissioner):
    later = {"ideas-opens_on": "2027-02-01", "ideas-closes_on": "2027-02-28"}
    desk.submit(f"/rounds/{draft}/edit", **later)
    desk.submit(f"/rounds/{draft}", f"/rounds/{draft}/opening")
    sentences = {
        "2027-01-15T17:00:00+00:00": "Needs closed on Friday 15 January, 5pm UK time",
        "2027-02-28T17:00:00+00:00": "This round has closed",
    }
    for late, sentence in sentences.items():
        with time_machine.travel(late):
            again = as_user(commissioner)
            token = again.token("/rounds/new")
            response = again.post(f"/rounds/{draft}/extensions", data=MORE_TIME | {"csrf_token": token})
            assert response.status_code == 403
            assert sentence in response.text
    assert rows(Extension) == []


def test_only_phases_of_an_open_round_have_more_time(desk, draft):
    token = desk.token(f"/rounds/{draft}/edit")
    response = desk.post(f"/rounds/{draft}/extensions", data=MORE_TIME | {"csrf_token": token})
    assert response.status_code == 403
    assert "has not opened yet" in response.text
    desk.submit(f"/rounds/{draft}", f"/rounds/{draft}/opening")
    response = extend(desk, draft, phase="vote")
    assert response.status_code == 403
    assert "does without that step" in response.text


# -- Calling off -----------------------------------------------------------------------------------------------------


def cancel(desk, slug, reason="The money went to the flood."):
    return desk.submit(f"/rounds/{slug}/edit", f"/rounds/{slug}/cancellation", reason=reason)


def test_a_round_is_called_off_with_a_reason_that_everybody_reads(desk, client, opened, acts):
    assert cancel(desk, opened, " ").status_code == 422
    assert cancel(desk, opened).status_code == 303
    page = client.get(f"/rounds/{opened}").text
    assert "This round was called off" in page
    assert "The money went to the flood." in page
    listed = client.get("/rounds").text
    assert "Called off" in listed
    assert acts()[-1] == "round.cancelled"


def test_what_was_called_off_stays_so_and_the_first_reason_stands(desk, opened, rows, acts):
    token = desk.token(f"/rounds/{opened}/edit")
    for reason in ("First.", "Second."):
        sent = desk.post(f"/rounds/{opened}/cancellation", data={"csrf_token": token, "reason": reason})
        assert sent.status_code == 303
    assert rows(Round)[0].cancel_reason == "First."
    assert acts().count("round.cancelled") == 1
    for verb, fields in (("opening", {}), ("extensions", MORE_TIME), ("edit", without_dates(COMPLETE))):
        refused = desk.post(f"/rounds/{opened}/{verb}", data={"csrf_token": token, **fields})
        assert refused.status_code == 403, verb
        assert "was called off" in refused.text


def without_dates(fields):
    return {name: value for name, value in fields.items() if not name.startswith("needs-")}


def test_a_closed_round_can_no_longer_be_called_off_or_changed(opened, as_user, commissioner):
    with time_machine.travel("2027-01-15T17:00:00+00:00"):
        desk = as_user(commissioner)
        token = desk.token("/rounds/new")
        for verb, fields in (("cancellation", {"reason": "Too late."}), ("edit", without_dates(COMPLETE))):
            refused = desk.post(f"/rounds/{opened}/{verb}", data={"csrf_token": token, **fields})
            assert refused.status_code == 403
            assert "This round has closed" in refused.text


def test_a_draft_can_be_called_off_and_stays_unseen(desk, client, draft):
    assert cancel(desk, draft).status_code == 303
    assert "called off before it opened" in desk.get(f"/rounds/{draft}").text
    assert client.get(f"/rounds/{draft}").status_code == 404
    assert "Evening buses" not in client.get("/rounds").text


def test_what_is_not_there_cannot_be_run(desk):
    token = desk.token("/rounds/new")
    verbs = {
        "opening": {},
        "extensions": MORE_TIME,
        "draft": {"reason": "Wrong."},
        "cancellation": {"reason": "Flood."},
    }
    for verb, fields in verbs.items():
        assert desk.post(f"/rounds/nothing/{verb}", data={"csrf_token": token, **fields}).status_code == 404


def test_no_link_on_a_draft_without_dates_leads_nowhere(desk):
    assert desk.submit("/rounds/new", title="Evening buses").status_code == 303
    links = set(re.findall(r'href="(/rounds/evening-buses[^"#]*)', desk.get("/rounds/evening-buses").text))
    assert len(links) >= 2
    assert {link: desk.get(link).status_code for link in links} == dict.fromkeys(links, 200)
    assert desk.submit("/rounds/evening-buses/edit", **COMPLETE).status_code == 303
    assert 'href="/rounds/evening-buses/results"' in desk.get("/rounds/evening-buses").text
