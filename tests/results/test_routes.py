"""The results through their addresses: who sees what, when, and in which form."""

import csv
import io
import json

import pytest

from app.rules.actors import Role
from app.rules.contributions import Kind
from app.rules.phases import PhaseKind
from tests import factories

FORMS = ("", ".csv", ".json")


def rows(response) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(response.text, newline="")))


@pytest.mark.parametrize("form", FORMS)
def test_after_the_close_everybody_sees_the_order(scene, client, form):
    response = client.get(scene(over=True).address + form)
    assert response.status_code == 200
    assert response.text.index("Mend the lift") < response.text.index("=Open the garden")


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("role", [None, Role.RESIDENT, Role.MODERATOR, Role.ADMINISTRATOR, Role.FACILITATOR])
def test_before_the_close_nobody_but_the_commissioner_sees_a_figure(scene, app, client, as_user, form, role):
    reader = as_user(factories.user(app, role)) if role else client
    response = reader.get(scene(over=False).address + form)
    assert response.status_code == (200 if form == "" else 403)
    for word in ("Mend the lift", "Open the garden", "people voted", "agree"):
        assert word not in response.text


@pytest.mark.parametrize("form", FORMS)
def test_the_commissioner_sees_the_order_at_any_time(scene, app, as_user, form):
    response = as_user(factories.user(app, Role.COMMISSIONER)).get(scene(over=False).address + form)
    assert response.status_code == 200
    assert "Mend the lift" in response.text
    assert "private" in response.headers["Cache-Control"]


def test_the_page_says_why_not_and_when(scene, client):
    page = client.get(scene(over=False).address).text
    assert "Voting is still open. The order will stand here when it has closed, on " in page
    assert "UK time" in page


def test_a_phase_that_has_not_begun_is_told_as_such(app, client):
    in_round = factories.round_(app, ahead=(PhaseKind.IDEAS,))
    assert "Voting has not begun" in client.get(f"/rounds/{in_round.slug}/results").text


def test_the_commissioner_is_told_that_it_is_provisional(scene, app, as_user):
    page = as_user(factories.user(app, Role.COMMISSIONER)).get(scene(over=False).address).text
    assert "Provisional" in page


def test_json_has_the_shape_of_the_command(scene, client, run):
    made = scene(over=True)
    found = client.get(f"{made.address}.json?rule=net").json
    command = run("ranking", made.round.slug, "--format", "json")
    assert found == json.loads(command.stdout)
    assert {key: found[key] for key in found if key != "items"} == {
        "round": made.round.slug,
        "kind": "idea",
        "rule": "net",
        "people": 5,
        "votes": 10,
    }
    assert found["items"] == [
        item(made, 1, "Mend the lift", 3, (4, 1, 0)),
        item(made, 2, "=Open the garden", 2, (2, 0, 1)),
        item(made, 3, "Paint the hall", -2, (0, 2, 0)),
    ]


def item(made, rank, title, score, votes):
    agree, disagree, unsure = votes
    return {
        "rank": rank,
        "id": made.ideas[title].public_id,
        "external_id": None,
        "title": title,
        "score": score,
        "agree": agree,
        "disagree": disagree,
        "unsure": unsure,
        "people": sum(votes),
    }


def test_csv_is_safe_from_formulas(scene, client):
    response = client.get(f"{scene(over=True).address}.csv?rule=net")
    assert response.mimetype == "text/csv"
    assert "attachment" in response.headers["Content-Disposition"]
    assert [row["title"] for row in rows(response)] == ["Mend the lift", "'=Open the garden", "Paint the hall"]
    assert [row["score"] for row in rows(response)] == ["3", "2", "-2"]


@pytest.mark.parametrize(
    ("rule", "first"), [("net", "Mend the lift"), ("agree", "Mend the lift"), ("wilson", "Mend the lift")]
)
def test_the_reader_chooses_the_rule(scene, client, rule, first):
    made = scene(over=True)
    found = client.get(f"{made.address}.json?rule={rule}").json
    assert (found["rule"], found["items"][0]["title"]) == (rule, first)
    assert client.get(f"{made.address}?rule={rule}").status_code == 200


def test_an_average_starts_from_the_average_of_all(scene, client):
    found = client.get(f"{scene(over=True).address}.json?rule=bayes").json
    prior = 3 / 10
    assert [one["score"] for one in found["items"]] == pytest.approx(
        [(10 * prior + 3) / 15, (10 * prior + 2) / 13, (10 * prior - 2) / 12], abs=1e-9
    )


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("query", ["rule=best", "kind=wish"])
def test_a_rule_or_kind_that_there_is_not_is_refused(scene, client, form, query):
    response = client.get(f"{scene(over=True).address}{form}?{query}")
    assert response.status_code == 422
    assert "Choose one of these" in response.text


@pytest.mark.parametrize("form", FORMS)
def test_a_kind_that_the_round_does_without_is_not_found(scene, client, form):
    assert client.get(f"{scene(over=True).address}{form}?kind=proposal").status_code == 404


@pytest.mark.parametrize("form", FORMS)
def test_a_draft_round_is_not_found(app, client, form):
    draft = factories.round_(app, opened_at=None)
    assert client.get(f"/rounds/{draft.slug}/results{form}").status_code == 404
    assert client.get(f"/rounds/nowhere/results{form}").status_code == 404


@pytest.mark.parametrize("form", FORMS)
def test_what_is_hidden_withdrawn_or_a_draft_is_left_out(scene, app, client, form):
    made = scene(over=True)
    author = factories.user(app)
    factories.contribution(app, made.round, author, title="Taken back", withdrawn_at=factories.days_ago(1))
    factories.contribution(app, made.round, author, title="Not ready", published_at=None)
    text = client.get(made.address + form).text
    for words in ("Buy my pills", "Taken back", "Not ready"):
        assert words not in text


def test_by_default_the_page_shows_the_kind_that_closed_last(app, client):
    in_round = factories.round_(app, PhaseKind.PROPOSALS, over=(PhaseKind.NEEDS, PhaseKind.IDEAS))
    assert client.get(f"/rounds/{in_round.slug}/results.json").json["kind"] == Kind.IDEA
    assert client.get(f"/rounds/{in_round.slug}/results.json?kind=need").json["kind"] == Kind.NEED
    assert client.get(f"/rounds/{in_round.slug}/results.json?kind=proposal").status_code == 403


def test_a_round_without_such_phases_has_no_results(app, client):
    in_round = factories.round_(app, PhaseKind.VOTE)
    assert client.get(f"/rounds/{in_round.slug}/results").status_code == 404


def test_without_votes_the_page_says_so(app, client):
    in_round = factories.round_(app, over=(PhaseKind.IDEAS,))
    page = client.get(f"/rounds/{in_round.slug}/results?rule=net").text
    assert "Nobody has voted yet" in page
    assert "Nobody has answered a card yet" in client.get(f"/rounds/{in_round.slug}/results").text


def test_a_cancelled_round_shows_what_there_was(scene, app, client):
    made = scene(over=False)
    made.round.cancelled_at, made.round.cancel_reason = factories.days_ago(0), "No money"
    factories.keep(app, made.round)
    assert client.get(f"{made.address}.json").status_code == 200


def test_equal_scores_are_told(scene, app, client):
    made = scene(over=True)
    factories.contribution(app, made.round, factories.user(app), title="Another")
    factories.contribution(app, made.round, factories.user(app), title="And another")
    assert client.get(f"{made.address}?rule=net").text.count("Same score as the one above") == 1


def test_areas_of_few_people_are_joined(scene, client):
    page = client.get(f"{scene(over=True).address}?rule=net").text
    assert "North, South" in page
    assert "Joined, because few voted" in page


def test_long_orders_come_in_pages(scene, app, client):
    made = scene(over=True)
    for n in range(60):
        factories.contribution(app, made.round, factories.user(app), title=f"Number {n}")
    first = client.get(f"{made.address}?rule=net").text
    assert "Places 1 to 50 of 63" in first
    second = client.get(f"{made.address}?rule=net&from=51").text
    assert "Places 51 to 63 of 63" in second
    assert "Mend the lift" not in second.split('class="fm-rank"')[1]
    assert client.get(f"{made.address}?from=9999").status_code == 200
    assert client.get(f"{made.address}?from=x").status_code == 200
    assert len(client.get(f"{made.address}.json").json["items"]) == 63


def test_the_counts_beside_contributions_are_not_believed(scene, app, client):
    made = scene(over=True)
    idea = factories.reload(app, made.ideas["Paint the hall"])
    idea.agree_count = 999
    factories.keep(app, idea)
    assert client.get(f"{made.address}.json").json["items"][2]["agree"] == 0


def test_titles_are_text(scene, app, client):
    made = scene(over=True)
    factories.contribution(app, made.round, factories.user(app), title="<script>alert(1)</script>")
    assert "<script>alert(1)" not in client.get(made.address).text
