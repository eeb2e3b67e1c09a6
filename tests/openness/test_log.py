"""The public log of decisions and the report of each month: everything is told, and nobody is."""

import csv
import io
from datetime import timedelta

import pytest

from app import clock
from app.audit import AuditEntry
from app.extensions import db
from app.moderation.models import Decision, Report
from app.openness import log_queries
from app.rules.actors import Role
from app.rules.contributions import Kind
from app.rules.moderation import ReportReason, Verb
from app.rules.transparency import month_of
from tests import factories

SECRET = "kingfisher"


@pytest.fixture
def scene(app):
    """A round with an idea of Joan's, a moderator, somebody who reported it, and decisions on it."""
    round_, author = factories.round_(app), factories.user(app, name="Joan Whitlock")
    moderator, reporter = (
        factories.user(app, Role.MODERATOR, name="Gwen Parry"),
        factories.user(app, name="Derek Ramsbottom"),
    )
    idea = factories.contribution(
        app, round_, author, Kind.IDEA, title=f"A {SECRET} lamp", body=f"Words of the {SECRET} by the river."
    )
    return {"round": round_, "author": author, "moderator": moderator, "reporter": reporter, "idea": idea}


def decided(app, scene, *, days=0.0, verb=Verb.HIDE, rule=1, reason="It shows where she lives."):
    """A decision some days ago."""
    row = Decision(
        round_id=scene["round"].id, verb=verb, contribution_id=scene["idea"].id, rule=rule, reason=reason,
        by_id=scene["moderator"].id, author_id=scene["author"].id, at=factories.days_ago(days),
    )  # fmt: skip
    factories.keep(app, row)
    return row


def reported(app, scene, at, *, settled=None, reason=ReportReason.INSULT):
    made = Report(
        round_id=scene["round"].id, contribution_id=scene["idea"].id, reporter_id=factories.user(app).id,
        reason=reason, at=at, settled_at=settled or at, settled_by_id=scene["moderator"].id,
    )  # fmt: skip
    factories.keep(app, made)
    return made


def act(client, address):
    return client.post(address, data={"csrf_token": client.token("/account/")})


def table(client, address):
    return list(csv.DictReader(io.StringIO(client.get(address).text.removeprefix("\ufeff"))))


def test_the_log_tells_what_was_done_and_of_nobody(app, client, as_user, scene):
    idea, moderator = scene["idea"], as_user(scene["moderator"])
    as_user(scene["reporter"]).submit(f"/contributions/{idea.public_id}/reports", reason="insult", text="private words")
    sent = {"rule": 3, "reason": f"The {SECRET} is Joan Whitlock's.", "csrf_token": moderator.token("/account/")}
    assert moderator.post(f"/contributions/{idea.public_id}/hide", data=sent).status_code == 303
    for page in ("/moderation/log", "/moderation/log.csv", "/moderation/report", "/moderation/report.csv"):
        words = client.get(page).text
        for private in (
            SECRET,
            "Joan",
            "Whitlock",
            "Gwen",
            "Derek",
            "private words",
            idea.public_id,
            scene["round"].title,
        ):
            assert private not in words, f"{page} says {private}"
    page = client.get("/moderation/log").text
    assert "Hidden:" in page
    assert "an idea" in page
    assert "rule 3, No private details" in page
    assert "decided by a person" in page
    (row,) = table(client, "/moderation/log.csv")
    assert (row["action"], row["of"], row["rule"], row["reason"], row["automated"]) == ("hide", "idea", "3", "", "no")
    assert row["time"].endswith("+00:00")


def test_a_reason_is_shown_only_when_a_moderator_found_it_fit_and_can_be_taken_back(app, client, as_user, scene):
    row = decided(app, scene, reason="=It tells where somebody lives.")
    address = f"/moderation/log/{row.public_id}/reason"
    for person in (scene["author"], factories.user(app, Role.ADMINISTRATOR), factories.user(app, Role.COMMISSIONER)):
        assert as_user(person).get(address).status_code == 403
        assert act(as_user(person), address).status_code == 403
        assert act(as_user(person), f"{address}/withdrawal").status_code == 403
    assert "where somebody lives" not in client.get("/moderation/log").text
    moderator = as_user(scene["moderator"])
    assert moderator.submit(address).status_code == 303
    assert act(moderator, address).status_code == 303
    assert "where somebody lives" in client.get("/moderation/log").text
    assert table(client, "/moderation/log.csv")[0]["reason"] == "'=It tells where somebody lives."
    assert moderator.submit(address, f"{address}/withdrawal").status_code == 303
    assert act(moderator, f"{address}/withdrawal").status_code == 303
    assert "where somebody lives" not in client.get("/moderation/log").text
    with app.app_context():
        told = db.session.query(AuditEntry.act).filter(AuditEntry.object_id == row.public_id)
        acts = told.order_by(AuditEntry.sequence).all()
    assert [one for (one,) in acts] == ["reason.shown", "reason.taken_back"]
    assert moderator.get("/moderation/log/nothing/reason").status_code == 404


@pytest.mark.parametrize(
    "reason", ["Joan Whitlock lives there.", "As Gwen Parry I say so.", f"It says: words of the {SECRET}."]
)
def test_a_reason_that_gives_somebody_away_is_not_shown(app, client, as_user, scene, reason):
    row = decided(app, scene, reason=reason)
    answer = act(as_user(scene["moderator"]), f"/moderation/log/{row.public_id}/reason")
    assert answer.status_code == 422
    assert "It was not shown." in answer.text
    assert reason not in client.get("/moderation/log").text


def test_the_log_is_read_page_by_page_and_none_is_told_twice(app, client, scene, monkeypatch):
    monkeypatch.setattr(log_queries, "ENTRIES_A_PAGE", 3)
    moment = factories.days_ago(1)
    made = [decided(app, scene) for _ in range(4)]
    twins = [
        Decision(
            round_id=scene["round"].id,
            verb=Verb.LOCK,
            contribution_id=scene["idea"].id,
            rule=2,
            reason="x",
            by_id=scene["moderator"].id,
            at=moment,
        )
        for _ in range(4)
    ]
    factories.keep(app, *twins)
    seen, address = [], "/moderation/log"
    while address:
        page = client.get(address).text
        here = [row.public_id for row in made + twins if f'id="{row.public_id}"' in page]
        assert 0 < len(here) <= 3
        seen += here
        last = [line for line in page.splitlines() if "before=" in line]
        address = last[0].split('href="')[1].split('"')[0] if last else None
    assert sorted(seen) == sorted(row.public_id for row in made + twins)
    assert client.get("/moderation/log?before=nothing").status_code == 404


def test_the_log_can_be_narrowed_by_rule_verb_and_month(app, client, scene):
    now, old = decided(app, scene, rule=3), decided(app, scene, days=70, rule=4, verb=Verb.LOCK)
    month = f"{month_of(old.at):%Y-%m}"
    for narrowed in ("rule=4", "verb=lock", f"month={month}", f"rule=4&verb=lock&month={month}"):
        page = client.get(f"/moderation/log?{narrowed}").text
        assert old.public_id in page
        assert now.public_id not in page
        assert [row["reference"] for row in table(client, f"/moderation/log.csv?{narrowed}")] == [old.public_id]
    assert "No such decision" in client.get("/moderation/log?rule=3&verb=lock").text
    for nonsense in (
        "rule=x",
        "rule=99999999999999999999",
        "verb=burn",
        "month=soon",
        "month=9999-12",
        "month=0001-01",
    ):
        assert client.get(f"/moderation/log?{nonsense}").status_code == 404


def test_a_month_is_added_up_when_it_is_over(app, client, scene):
    start = factories.days_ago(45)
    for hours in (1, 2, 3, 40, 50, 60):
        reported(app, scene, start, settled=start + timedelta(hours=hours))
    reported(app, scene, start, reason=ReportReason.ADVERT)
    for rule in (1, 1, 3):
        decided(app, scene, days=45, rule=rule)
    decided(app, scene)
    month = month_of(start)
    page = client.get(f"/moderation/report?month={month:%Y-%m}").text
    assert "3 hours" in page
    assert "3. No private details" in page
    rows = {
        (row["figure"], row["of"]): row["number"]
        for row in table(client, "/moderation/report.csv")
        if row["month"] == f"{month:%Y-%m}"
    }
    assert rows["decisions", "all"] == "3"
    assert rows["decisions", "rule 1"] == "2"
    assert rows["decisions", "hide"] == "3"
    assert rows["reports", "all"] == "7"
    assert rows["reports", "advert"] == rows["reports", "insult"] == ""
    assert rows["decisions", "automated"] == "0"
    this_month = f"{month_of(clock.now()):%Y-%m}"
    assert client.get(f"/moderation/report?month={this_month}").status_code == 404
    assert this_month not in client.get("/moderation/report.csv").text
    assert client.get("/moderation/report").status_code == 200


def test_before_the_first_month_is_over_the_page_says_so(client):
    assert "The first month is not over yet" in client.get("/moderation/report").text
    assert table(client, "/moderation/report.csv") == []
