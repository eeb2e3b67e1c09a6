"""The commissioner's order through the command, the page and the files."""

import csv
import io
import json
import re
import zipfile
from collections import Counter

import numpy as np
import pytest
from sqlalchemy import delete, update

from app import clock, markup
from app.accounts.models import Verification
from app.extensions import db
from app.rounds.models import Round
from app.rules.actors import Role
from app.rules.dealt import rank_dealt
from app.rules.voting import Choice
from app.threads.models import Comment, Thread
from tests import factories
from tests.results.made import TITLES, a_dealt_round

FORMS = ("", ".csv", ".json", ".xlsx")
VALUES = {Choice.AGREE: 1, Choice.DISAGREE: -1, Choice.UNSURE: 0}


@pytest.fixture
def dealt(app):
    """Make a round in which cards were dealt."""
    return lambda **about: a_dealt_round(app, **about)


def ranking(run, made, *more):
    result = run("ranking", made.round.slug, "--rule", "dealt-1", "--format", "json", *more)
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_the_command_says_what_the_rule_says(dealt, run):
    made = dealt()
    found = ranking(run, made)
    person, item, choice, card = zip(*made.cast, strict=True)
    expected = rank_dealt(
        person,
        item,
        [VALUES[one] for one in choice],
        card,
        verified=[number in made.verified for number in range(60)],
        area=[int(number % 3 == 2) for number in range(60)],
        cards_dealt=[4] * 60,
        area_share=[3, 1],
        items=5,
        first_dealt=[0, 1, 2, 3, np.inf],
        seed=found["seed"],
    )
    assert [one["title"] for one in found["items"]] == [
        TITLES[n] for n in [*expected.order[expected.placed[expected.order]], 4]
    ]
    for one in found["items"]:
        number = TITLES.index(one["title"])
        for name in ("score", "net_low", "net_high", "rank_low", "rank_high", "placed"):
            assert one[name] == getattr(expected, name)[number], (one["title"], name)
    assert (found["rule"], found["rule_version"], found["cap"], found["provisional"]) == ("dealt-1", 1, 4.0, False)
    assert found["counted_people"] == expected.people
    assert found["snapshot"] is None


def test_every_vote_is_shown_as_dealt_or_found(dealt, run):
    made = dealt()
    found = {one["title"]: one for one in ranking(run, made)["items"]}
    for number, title in enumerate(TITLES):
        cast = [(person, choice, card) for person, item, choice, card in made.cast if item == number]
        for name, rows in {
            "dealt": [choice for _, choice, card in cast if card],
            "found": [choice for _, choice, card in cast if not card],
            "counted": [choice for person, choice, card in cast if card and person in made.verified],
        }.items():
            counts = Counter(rows)
            assert found[title][name] == {choice.value: counts[choice] for choice in CHOICES}, (title, name)
        assert found[title]["people"] == len(cast)


CHOICES = (Choice.AGREE, Choice.DISAGREE, Choice.UNSURE)


def test_what_is_too_few_to_place_comes_last_and_has_no_rank(dealt, run):
    found = ranking(run, dealt())["items"]
    assert [one["rank"] for one in found] == [1, 2, 3, 4, None]
    assert (found[-1]["title"], found[-1]["placed"]) == ("Seldom seen", False)


def test_the_table_and_the_csv_of_the_command(dealt, run):
    made = dealt()
    table = run("ranking", made.round.slug, "--rule", "dealt-1")
    assert table.stdout.splitlines()[0].split()[-3:] == ["rank_high", "id", "title"]
    text = run("ranking", made.round.slug, "--rule", "dealt-1", "--format", "csv").stdout
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert rows[-1]["rank"] == ""
    assert {"net_low", "rank_high", "placed", "dealt_agree", "found_unsure"} <= rows[0].keys()


def test_a_card_beyond_the_allowance_does_not_count(dealt, app, run):
    made = dealt()
    with app.app_context():
        db.session.execute(update(Round).where(Round.id == made.round.id).values(allowance=2))
        db.session.commit()
    found = ranking(run, made)
    assert [one["placed"] for one in found["items"]] == [True, True, False, False, False]
    assert found["items"][-1]["dealt"] == {"agree": 0, "disagree": 0, "unsure": 0}


def test_without_a_verification_nobody_counts(dealt, app, run):
    made = dealt()
    with app.app_context():
        db.session.execute(delete(Verification))
        db.session.commit()
    found = ranking(run, made)
    assert {one["score"] for one in found["items"]} == {0.0}
    assert not any(one["placed"] for one in found["items"])
    assert found["provisional"] is True


def test_few_people_make_it_provisional(dealt, run, client):
    made = dealt(people=30)
    assert ranking(run, made)["provisional"] is True
    assert "Fewer than 50 people answered" in client.get(made.address).text


# -- The page ---------------------------------------------------------------------------------------------------------


def words(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def test_the_page_says_what_stands_behind_each_place(dealt, client):
    made = dealt()
    page = words(client.get(made.address).text)
    assert "“Mend the lift” comes first of 5 ideas. 1st, and no other place is likely" in page
    assert "Of 100 residents, by our estimate." in page
    assert "53 verified residents were dealt this card" in page
    assert "voted without a card of ours: shown, not counted." in page
    assert "How this order came about We dealt 5 ideas to residents at random." in page
    assert "of 100 residents we estimate that".lower() in page.lower()
    assert "Would another rule change it?" in page
    assert "Who was heard" in page
    assert "Too few to place" in page.split("How this order came about")[0]
    assert "Seldom seen" in page.split("Too few to place")[1]


def test_what_is_strong_in_one_area_alone_is_shown(dealt, client):
    made = dealt()
    page = words(client.get(made.address).text)
    assert f"Strong in {made.areas[1].name}:" in page
    assert "Contested:" in page


def test_a_round_without_areas_says_so(dealt, client):
    page = client.get(dealt(areas=False).address).text
    assert "This round has no areas" in page
    assert "Who was heard" not in page


def test_opinion_groups_are_drawn_and_told(dealt, client):
    def camps(person, item):
        return 0.97 if (person % 2) == (item % 2) else 0.03

    made = dealt(agreeing=camps, people=120)
    page = client.get(made.address).text
    # Four items answered by nearly everybody: whoever answered all of them has a position.
    if 'class="fm-map"' in page:
        assert page.count('text-anchor="middle"') >= 2
        assert "Agrees most with" in page
    assert "style=" not in page


def test_the_most_useful_comments_stand_beside_a_place(dealt, app, client):
    made = dealt()
    for n, (body, marks, hidden) in enumerate([
        ("Third best", 1, False), ("Best of all", 9, False), ("Abuse", 20, True), ("Second *best*", 5, False),
    ]):  # fmt: skip
        _comment(app, made, n, body, marks, hidden=hidden)
    page = client.get(made.address).text
    assert page.index("Best of all") < page.index("Second best")
    assert "Third best" not in page
    assert "Abuse" not in page


def _comment(app, made, number, body, marks, *, hidden):
    with app.app_context():
        thread = db.session.query(Thread).filter_by(contribution_id=made.ideas[0].id).one()
        about = {"hidden_at": clock.now(), "hidden_rule": 2} if hidden else {}
        db.session.add(
            Comment(
                thread_id=thread.id,
                round_id=made.round.id,
                author_id=made.people[0],
                number=number + 1,
                depth=0,
                path=f"{number + 1:05}",
                folded=False,
                useful_count=marks,
                body=body,
                body_html=markup.render(body),
                created_at=clock.now(),
                **about,
            )
        )
        db.session.commit()


def test_other_rules_are_compared_on_the_same_items(dealt, client):
    page = words(client.get(dealt().address).text)
    assert re.search(r"Net votes: (the same order|\d of 4 would stand elsewhere)", page)


def test_a_title_cannot_break_the_page(dealt, app, client):
    made = dealt()
    idea = factories.reload(app, made.ideas[0])
    idea.title = "<script>alert(1)</script>"
    factories.keep(app, idea)
    assert "<script>alert(1)" not in client.get(made.address).text


def test_a_second_look_asks_the_database_for_little(dealt, app, client):
    from sqlalchemy import event

    made = dealt()
    client.get(made.address)
    asked = []
    with app.app_context():
        engine = db.engine

    def listener(*about):
        asked.append(about[2])

    event.listen(engine, "before_cursor_execute", listener)
    try:
        client.get(made.address)
    finally:
        event.remove(engine, "before_cursor_execute", listener)
    assert len(asked) <= 12, asked


def test_what_is_kept_follows_the_votes_and_the_roll(dealt, app, run, client):
    made = dealt()
    before = client.get(f"{made.address}.json").json
    with app.app_context():
        db.session.execute(delete(Verification).where(Verification.person_id == made.people[1]))
        db.session.commit()
    after = client.get(f"{made.address}.json").json
    assert after["counted_people"] == before["counted_people"] - 1


# -- Who sees it ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("role", [None, Role.RESIDENT, Role.MODERATOR, Role.ADMINISTRATOR, Role.FACILITATOR])
def test_before_the_close_nothing_leaves(dealt, app, client, as_user, form, role):
    made = dealt(over=False)
    commissioner = as_user(factories.user(app, Role.COMMISSIONER))
    assert commissioner.get(made.address + form).status_code == 200  # What is kept now must not leak.
    reader = as_user(factories.user(app, role)) if role else client
    for query in ("", "?rule=dealt-1", "?rule=net"):
        response = reader.get(made.address + form + query)
        assert response.status_code == (200 if form == "" else 403)
        for word in (*TITLES, "net_low", "estimate", "verified residents"):
            assert word not in response.text


def test_before_the_close_the_page_says_who_sees_what(dealt, client):
    page = client.get(dealt(over=False).address).text
    assert "only the commissioner, who runs this round, sees the order, the scores and the figures" in page


def test_the_commissioner_is_told_that_it_is_provisional(dealt, app, as_user):
    made = dealt(over=False)
    page = as_user(factories.user(app, Role.COMMISSIONER)).get(made.address).text
    assert "Provisional" in page
    assert "only the commissioner sees this page" in page


# -- Files ------------------------------------------------------------------------------------------------------------


def test_json_has_the_shape_of_the_command(dealt, client, run):
    made = dealt()
    told, printed = client.get(f"{made.address}.json").json, ranking(run, made)
    assert told.keys() == printed.keys()
    assert told["items"] == printed["items"]
    assert told["snapshot"] is None
    assert told["made_at"]


def test_a_workbook_holds_no_formula(dealt, client):
    made = dealt()
    response = client.get(f"{made.address}.xlsx")
    assert response.mimetype.endswith("spreadsheetml.sheet")
    assert "attachment" in response.headers["Content-Disposition"]
    with zipfile.ZipFile(io.BytesIO(response.data)) as book:
        texts = book.read("xl/sharedStrings.xml").decode()
        sheets = [book.read(name).decode() for name in book.namelist() if name.startswith("xl/worksheets/sheet")]
    assert "=Open the garden" in texts
    assert "dealt-1" in texts
    assert not any("<f>" in sheet for sheet in sheets)


def test_a_table_that_was_passed_on_still_says_what_it_is(dealt, client, run):
    made = dealt()
    snapshot = run("close-phases").stdout.strip()
    told = client.get(f"{made.address}.json").json
    for row in csv.DictReader(io.StringIO(client.get(f"{made.address}.csv").text, newline="")):
        assert (row["rule"], row["rule_version"], row["snapshot"]) == ("dealt-1", "1", snapshot)
        assert row["made_at"] == told["made_at"]


def test_csv_is_safe_from_formulas(dealt, client):
    rows = list(csv.DictReader(io.StringIO(client.get(f"{dealt().address}.csv").text, newline="")))
    assert "'=Open the garden" in [row["title"] for row in rows]
