"""`flask import polis`: a conversation comes in whole, once, or not at all."""

import csv
import json
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from app import clock
from app.accounts.models import User, Verification
from app.audit import AuditEntry
from app.contributions.models import Contribution, Revision
from app.dealing.models import Deal
from app.extensions import Base, db
from app.imports import service
from app.imports.reading import NO_TEXT
from app.moderation.models import Decision
from app.rounds.models import Participation, Round
from app.rules.verification import VerificationMethod
from app.rules.voting import Choice, VoteSource
from app.search.models import SearchDocument
from app.search.queries import matching
from app.threads.models import Thread
from app.votes.models import Vote, VoteEvent
from tests.imports.conftest import COMMENTS, SUMMARY, VOTES, MakeFolder, each_real_folder


@pytest.fixture
def counts(app):
    """How many rows each table has."""

    def count() -> dict[str, int]:
        with app.app_context():
            tables = Base.metadata.sorted_tables
            return {table.name: db.session.scalar(select(func.count()).select_from(table)) for table in tables}

    return count


@pytest.fixture
def ranking(run):
    """What `flask ranking` says, as JSON."""

    def ask(slug: str, *options: str) -> dict:
        result = run("ranking", slug, "--format", "json", *options)
        assert result.exit_code == 0, result.output
        return json.loads(result.stdout)

    return ask


def test_a_conversation_becomes_a_round_with_a_ranking(run, folder: MakeFolder, ranking):
    result = run("import", "polis", folder(), "--round", "better-house")
    assert result.exit_code == 0, result.output
    assert result.stdout == (
        "Imported into round “better-house”: 3 ideas (1 hidden), 4 people, 6 votes from 7 events.\n"
    )
    found = ranking("better-house")
    assert {key: found[key] for key in ("round", "kind", "rule", "people", "votes")} == {
        "round": "better-house", "kind": "idea", "rule": "net", "people": 3, "votes": 5,
    }  # fmt: skip
    assert [{key: item[key] for key in item if key != "id"} for item in found["items"]] == [
        {
            "rank": 1, "external_id": "0", "title": "Mend the lift",
            "score": 3, "agree": 3, "disagree": 0, "unsure": 0, "people": 3,
        },
        {
            "rank": 2, "external_id": "1", "title": "Open the garden, please",
            "score": 1, "agree": 1, "disagree": 0, "unsure": 1, "people": 2,
        },
    ]  # fmt: skip


def test_the_round_says_what_it_is(run, folder: MakeFolder, app):
    run("import", "polis", folder(), "--round", "house", "--title", "  Our   house ")
    with app.app_context():
        found = db.session.scalars(select(Round)).one()
        assert (found.title, found.question) == ("Our house", "A better house")
        assert (found.aims, found.decider) == ("Imported", "not named")
        phase = found.phases[0]
        assert abs(phase.closes_at - clock.now() - timedelta(days=30)) < timedelta(minutes=1)
        assert phase.opens_at < clock.now()


@pytest.mark.parametrize("summary", [None, "topic,\n"])
def test_without_a_topic_the_folder_gives_the_title(run, folder: MakeFolder, app, summary):
    path = folder(summary=summary)
    run("import", "polis", path, "--round", "house")
    with app.app_context():
        found = db.session.scalars(select(Round)).one()
        assert found.title == found.question == path.name


@pytest.mark.parametrize(
    ("topic", "options", "expected"),
    [
        ("\u202eParks\u200b \x1b[31mand play", [], ("Parks [31mand play", "Parks [31mand play")),
        ("\u200b\u202e", [], ("house", "house")),
        ("Parks", ["--title", "\u202eOur parks"], ("Our parks", "Parks")),
    ],
)
def test_signs_that_nobody_sees_are_left_out_of_title_and_question(
    run, folder: MakeFolder, app, topic, options, expected
):
    run("import", "polis", folder(summary=f"topic,{topic}\n"), "--round", "house", *options)
    with app.app_context():
        found = db.session.scalars(select(Round)).one()
        assert (found.title, found.question) == expected


def test_a_long_topic_is_cut_to_fit(run, folder: MakeFolder, app):
    run("import", "polis", folder(summary=f"topic,{'word ' * 100}\n"), "--round", "house")
    with app.app_context():
        found = db.session.scalars(select(Round)).one()
        assert len(found.title) <= 120
        assert len(found.question) <= 300
        assert found.title.endswith("word")


def test_a_closed_one_shows_its_results_to_all_and_an_open_one_does_not(run, folder: MakeFolder, client):
    run("import", "polis", folder(), "--round", "past", "--closed")
    run("import", "polis", folder(), "--round", "present")
    assert client.get("/rounds/past/results.json").json["items"][0]["agree"] == 3
    assert client.get("/rounds/present/results.json").status_code == 403


def test_everything_that_the_features_count_on_is_there(run, folder: MakeFolder, app):
    run("import", "polis", folder(), "--round", "house")
    with app.app_context():
        ideas = {idea.external_id: idea for idea in db.session.scalars(select(Contribution))}
        assert set(ideas) == {"0", "1", "2"}
        ids = {idea.id for idea in ideas.values()}
        assert set(db.session.scalars(select(Thread.contribution_id))) == ids
        readable = {idea.id for idea in ideas.values() if idea.hidden_at is None}
        assert set(db.session.scalars(select(SearchDocument.contribution_id))) == readable < ids
        assert set(db.session.scalars(select(Revision.contribution_id))) == ids
        assert db.session.scalar(select(func.count()).select_from(Participation)) == 4
        assert set(db.session.scalars(select(Verification.method))) == {VerificationMethod.IMPORT}
        for idea in ideas.values():
            votes = Counter(db.session.scalars(select(Vote.choice).where(Vote.contribution_id == idea.id)))
            kept = (idea.agree_count, idea.disagree_count, idea.unsure_count)
            assert kept == (votes[Choice.AGREE], votes[Choice.DISAGREE], votes[Choice.UNSURE])


def test_votes_keep_their_times_and_every_event_is_logged_in_order(run, folder: MakeFolder, app):
    run("import", "polis", folder(), "--round", "house")
    with app.app_context():
        events = db.session.scalars(select(VoteEvent).order_by(VoteEvent.id)).all()
        assert len(events) == 7
        assert [event.at for event in events] == sorted(event.at for event in events)
        assert {event.source for event in events} == {VoteSource.IMPORT}
        last = {(event.person_id, event.contribution_id): (event.choice, event.at) for event in events}
        votes = db.session.scalars(select(Vote)).all()
        assert {(v.person_id, v.contribution_id): (v.choice, v.at) for v in votes} == last


def test_every_vote_answers_a_card_but_the_authors_own(run, folder: MakeFolder, app):
    run("import", "polis", folder(), "--round", "house")
    with app.app_context():
        authors = dict(db.session.execute(select(Contribution.id, Contribution.author_id)).all())
        cards = {card.id: card for card in db.session.scalars(select(Deal).order_by(Deal.at, Deal.id))}
        votes = db.session.scalars(select(Vote)).all()
        for vote in [*votes, *db.session.scalars(select(VoteEvent))]:
            card = cards.get(vote.deal_id)
            assert (card is None) == (authors[vote.contribution_id] == vote.person_id)
            assert card is None or (card.person_id, card.contribution_id) == (vote.person_id, vote.contribution_id)
        assert len(cards) == sum(vote.deal_id is not None for vote in votes) > 0
        hands = {}
        for card in cards.values():
            hands.setdefault(card.person_id, []).append(card.place)
        assert all(places == list(range(1, len(places) + 1)) for places in hands.values())
        allowance = db.session.scalar(select(Round.allowance).where(Round.slug == "house"))
        assert allowance == max(len(places) for places in hands.values())


def test_participants_are_pseudonyms_that_nobody_can_sign_in_to(run, folder: MakeFolder, app):
    run("import", "polis", folder(), "--round", "house")
    with app.app_context():
        people = db.session.scalars(select(User).where(User.verification.has())).all()
        assert {person.display_name for person in people} == {f"Participant {n}" for n in (0, 1, 2, 7)}
        assert all(person.password is None and person.email.endswith(".invalid") for person in people)
        address, handle = people[0].email, people[0].handle
    stranger = app.test_client()
    assert stranger.get(f"/people/{handle}").status_code == 200
    stranger.submit("/login", email=address, password="a long enough password")
    assert stranger.get("/account/").status_code in {302, 303}


def test_a_comment_that_was_moderated_out_is_hidden_by_a_decision(run, folder: MakeFolder, app, client):
    run("import", "polis", folder(), "--round", "house")
    with app.app_context():
        hidden = db.session.scalars(select(Contribution).where(Contribution.hidden_at.is_not(None))).one()
        assert hidden.external_id == "2"
        decision = db.session.scalars(select(Decision)).one()
        assert (decision.contribution_id, decision.rule) == (hidden.id, hidden.hidden_rule)
        assert "moderated = -1" in decision.reason
        address = f"/ideas/{hidden.public_id}"
    page = client.get(address)
    assert "Buy my pills" not in page.text
    assert "Buy my pills" not in client.get("/rounds/house/ideas").text


def test_ideas_can_be_found(run, folder: MakeFolder, app):
    run("import", "polis", folder(), "--round", "house")
    with app.app_context():
        found = {row.contribution_id for row in db.session.execute(matching("garden please"))}
        assert found == {db.session.scalar(select(Contribution.id).where(Contribution.external_id == "1"))}


def test_an_empty_comment_is_kept_as_words(run, folder: MakeFolder, app):
    header = COMMENTS.splitlines()[0]
    run(
        "import",
        "polis",
        folder(f"{header}\n1,x,0,0,0,0,1,\n1,x,1,0,0,0,1,\u200b\u202e\n", VOTES.splitlines()[0]),
        "--round",
        "house",
    )
    with app.app_context():
        assert {(c.title, c.body) for c in db.session.scalars(select(Contribution))} == {(NO_TEXT, NO_TEXT)}


def test_repeating_it_changes_nothing(run, folder: MakeFolder, counts):
    run("import", "polis", folder(), "--round", "house")
    before = counts()
    result = run("import", "polis", folder(), "--round", "house", "--title", "Another title", "--closed")
    assert result.exit_code == 0
    assert "holds this conversation already" in result.stdout
    assert counts() == before


def test_another_conversation_under_the_same_name_is_refused(run, folder: MakeFolder, counts):
    run("import", "polis", folder(), "--round", "house")
    before = counts()
    result = run("import", "polis", folder(votes=VOTES.replace("0,2,1\n", "0,2,0\n")), "--round", "house")
    assert result.exit_code == 1
    assert "There is a round “house” already, and it holds something else. Nothing was changed." in result.stderr
    assert counts() == before


def test_the_same_conversation_may_come_in_twice_under_two_names(run, folder: MakeFolder, ranking):
    run("import", "polis", folder(), "--round", "one")
    assert run("import", "polis", folder(), "--round", "two").exit_code == 0
    assert ranking("one")["items"][0]["title"] == ranking("two")["items"][0]["title"]


@pytest.mark.parametrize("slug", ["scoop-hivemind.ubi", "a", "A1", "a" * 60])
def test_the_name_of_a_folder_can_be_the_name_of_the_round(run, folder: MakeFolder, client, slug):
    assert run("import", "polis", folder(), "--round", slug, "--closed").exit_code == 0
    assert client.get(f"/rounds/{slug}/results.json").json["round"] == slug


@pytest.mark.parametrize("slug", ["new", "", "Our House", "../x", "a/b", ".hidden", "a" * 61, "größe"])
def test_a_name_that_cannot_stand_in_an_address_is_refused(run, folder: MakeFolder, counts, slug):
    before = counts()
    result = run("import", "polis", folder(), "--round", slug)
    assert result.exit_code == 1
    assert "cannot stand in an address" in result.stderr
    assert counts() == before


def test_a_bad_row_leaves_nothing_behind(run, folder: MakeFolder, counts):
    before = counts()
    result = run("import", "polis", folder(votes=VOTES + "1500000130000,x,1,2,5\n"), "--round", "house")
    assert result.exit_code == 1
    assert "Nothing was imported." in result.stderr
    assert "votes.csv, line 9: the vote is '5', not -1, 0 or 1" in result.stderr
    assert result.stdout == ""
    assert counts() == before


@pytest.mark.parametrize("options", [[], ["--skip-bad"]])
def test_what_cannot_be_left_out_is_not_said_to_be(run, folder: MakeFolder, options):
    result = run(
        "import", "polis", folder(comments=COMMENTS.replace("moderated", "judged")), "--round", "house", *options
    )
    assert result.exit_code == 1
    assert "Mend this; it cannot be left out:\ncomments.csv, line 1: missing column: moderated" in result.stderr


def test_many_bad_rows_are_not_all_listed(run, folder: MakeFolder):
    result = run("import", "polis", folder(votes=VOTES + "1,x,1,2,5\n" * 30), "--round", "house")
    assert "and 10 more" in result.stderr
    assert result.stderr.count("votes.csv") == 20


def test_bad_rows_can_be_left_out_and_are_all_listed(run, folder: MakeFolder, ranking):
    path = folder(votes=VOTES + "1500000130000,x,1,2,5\n" * 30)
    result = run("import", "polis", path, "--round", "house", "--skip-bad")
    assert result.exit_code == 0
    assert result.stderr.count("Left out: votes.csv, line ") == 30
    assert ranking("house")["votes"] == 5
    again = run("import", "polis", path, "--round", "house", "--skip-bad")
    assert "Nothing was changed" in again.stdout


def test_an_import_that_breaks_off_leaves_nothing_behind(run, folder: MakeFolder, counts, monkeypatch):
    def break_off(*_args, **_kwargs):
        raise KeyboardInterrupt

    before = counts()
    monkeypatch.setattr(service.audit, "record", break_off)
    assert run("import", "polis", folder(), "--round", "house").exit_code != 0
    assert counts() == before


def test_the_audit_log_tells_of_it(run, folder: MakeFolder, app):
    run("import", "polis", folder(), "--round", "house")
    with app.app_context():
        acts = Counter(db.session.scalars(select(AuditEntry.act)))
    assert (acts["round.imported"], acts["decision.hide"]) == (1, 1)


def test_an_empty_conversation_is_an_empty_round(run, folder: MakeFolder, ranking):
    path = folder(COMMENTS.splitlines()[0], VOTES.splitlines()[0], SUMMARY)
    assert run("import", "polis", path, "--round", "house", "--closed").exit_code == 0
    assert ranking("house")["items"] == []


def test_a_missing_folder_is_refused(run, tmp_path):
    result = run("import", "polis", tmp_path / "nowhere", "--round", "house")
    assert result.exit_code == 2
    assert "does not exist" in result.stderr


def recount(path: Path) -> dict[str, Counter]:
    """The votes that count, from the file alone: for each visible comment, how many of each value."""
    with (path / "comments.csv").open(encoding="utf-8", newline="") as lines:
        shown = {row["comment-id"] for row in csv.DictReader(lines) if row["moderated"] != "-1"}
    latest: dict[tuple[str, str], tuple[int, int, str]] = {}
    with (path / "votes.csv").open(encoding="utf-8", newline="") as lines:
        for place, row in enumerate(csv.DictReader(lines)):
            key = (row["voter-id"], row["comment-id"])
            latest[key] = max(latest.get(key, (-1, -1, "")), (int(row["timestamp"]), place, row["vote"]))
    votes: dict[str, Counter] = {comment: Counter() for comment in shown}
    for (_, comment), (_, _, value) in latest.items():
        if comment in shown:
            votes[comment][value] += 1
    return votes


@pytest.mark.big
@pytest.mark.parametrize("path", each_real_folder())
def test_real_conversations_come_out_in_the_order_of_a_recount(path: Path, run, ranking):
    result = run("import", "polis", path, "--round", "real", "--closed")
    assert result.exit_code == 0, result.output
    votes = recount(path)
    items = ranking("real")["items"]
    found = {item["external_id"]: (item["agree"], item["disagree"], item["unsure"]) for item in items}
    assert found == {comment: (n["1"], n["-1"], n["0"]) for comment, n in votes.items()}
    assert [item["score"] for item in items] == sorted((n["1"] - n["-1"] for n in votes.values()), reverse=True)
    assert all(item["score"] == item["agree"] - item["disagree"] for item in items)
