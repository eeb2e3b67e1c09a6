"""The pages of rounds, as different people see them at different times."""

from datetime import timedelta

import pytest
import time_machine

from app import clock
from app.extensions import db
from app.rounds import queries as seams
from app.rules.actors import Role
from app.rules.contributions import Kind
from app.rules.phases import PhaseKind
from tests import factories

NEEDS, IDEAS, PROPOSALS, VOTE = PhaseKind.NEEDS, PhaseKind.IDEAS, PhaseKind.PROPOSALS, PhaseKind.VOTE


def took_part(app, round_, *people):
    with app.app_context():
        for person in people:
            for _twice in range(2):
                seams.note_participation(round_.id, person.id, clock.now())
        db.session.commit()


# -- One round -------------------------------------------------------------------------------------------------------


def test_a_stranger_reads_what_it_is_about_without_a_cookie(app, client):
    round_ = factories.round_(app, IDEAS, ahead=(VOTE,), budget_pounds=640_000, budget_note="over two years")
    author = factories.user(app, verified=True, name="Joan Whitlock")
    factories.contribution(app, round_, author, title="Handyperson hour")
    took_part(app, round_, author, factories.user(app))
    for address in ("/", "/rounds", f"/rounds/{round_.slug}"):
        response = client.get(address)
        assert response.status_code == 200
        assert "Set-Cookie" not in response.headers, address
    page = response.text
    for words in (
        round_.title,
        "What would help?",
        "Ideas are open",
        "8 days left for ideas",
        "UK time",
        "£640,000",
        "over two years",
        "Ruth Adeyemi-Clarke",
        "2 people",
        "1 of them is verified",
        "The whole of Aldermere",
        "<p>Fewer falls</p>",
        "Handyperson hour",
        "Joan Whitlock",
        "Have your say</a>",
        "Read the idea",
        "Suggest an idea",
    ):
        assert words in page, words
    assert "csrf_token" not in page


@pytest.mark.parametrize(
    ("phases", "words", "not_words"),
    [
        ({"open_now": (NEEDS,)}, ["Needs are open", "Say what you need"], ["Suggest an idea"]),
        ({"open_now": (NEEDS, PROPOSALS)}, ["left for needs", "Proposals: until", "Make a proposal"], []),
        ({"open_now": (VOTE,)}, ["The vote is open", "not held on this site yet"], ["Say what you need"]),
        ({"open_now": (PhaseKind.DELIVERY,)}, ["Delivery is under way", "nothing to hand in"], ["Suggest"]),
        ({"ahead": (IDEAS,)}, ["Next: Ideas", "Opens soon"], ["left for"]),
        ({"over": (NEEDS,), "ahead": (IDEAS,)}, ["Done", "Next: Ideas"], ["Say what you need"]),
        ({"over": (IDEAS,)}, ["This round has closed", "See the results"], ["Suggest an idea", "left for"]),
    ],
)
def test_the_panel_says_what_one_can_do_now(app, client, phases, words, not_words):
    round_ = factories.round_(app, *phases.get("open_now", ()), **{k: v for k, v in phases.items() if k != "open_now"})
    page = client.get(f"/rounds/{round_.slug}").text
    assert all(word in page for word in words), words
    assert not any(word in page for word in not_words), not_words


def test_a_round_in_which_nobody_has_written_says_so(app, client):
    round_ = factories.round_(app, NEEDS)
    page = client.get(f"/rounds/{round_.slug}").text
    assert "Nobody has written yet" in page
    assert "Nobody yet" in page


def test_only_what_everybody_may_read_is_counted_and_shown(app, client, as_user):
    round_ = factories.round_(app, NEEDS)
    author = factories.user(app)
    factories.contribution(app, round_, author, Kind.NEED, title="Seen")
    factories.contribution(app, round_, author, Kind.NEED, title="Unfinished", published_at=None)
    factories.contribution(app, round_, author, Kind.NEED, title="Insult", hidden_at=clock.now(), hidden_rule=1)
    factories.contribution(app, round_, author, Kind.NEED, title="Regretted", withdrawn_at=clock.now())
    for reader in (client, as_user(author), as_user(factories.user(app, Role.MODERATOR))):
        page = reader.get(f"/rounds/{round_.slug}").text
        assert "Read the need</a>" in page
        assert not any(word in page for word in ("Unfinished", "Insult", "Regretted"))


def test_the_taste_is_random_and_stays_the_same_for_a_day(app, as_user):
    round_ = factories.round_(app, IDEAS)
    author = factories.user(app)
    titles = [f"Idea number {n} here" for n in range(12)]
    for title in titles:
        factories.contribution(app, round_, author, title=title)
    reader = as_user(factories.user(app))

    def shown():
        page = reader.get(f"/rounds/{round_.slug}").text
        return tuple(sorted((title for title in titles if title in page), key=page.index))

    today = shown()
    assert len(today) == 4
    assert shown() == today
    days = set()
    for day in range(1, 6):
        with time_machine.travel(clock.now() + timedelta(days=day)):
            days.add(shown())
    assert days != {today}


@pytest.mark.parametrize("signed_in", [False, True])
def test_a_page_takes_six_queries_however_full(app, client, as_user, queries, signed_in):
    round_ = factories.round_(app, areas=[])
    author = factories.user(app)
    for kind in Kind:
        for _each in range(6):
            factories.contribution(app, round_, author, kind)
    reader = as_user(factories.user(app, verified=True)) if signed_in else client
    with queries() as sent:
        assert reader.get(f"/rounds/{round_.slug}").status_code == 200
    assert len([statement for statement in sent if statement.startswith("SELECT")]) <= 6, "\n".join(sent)


# -- The list --------------------------------------------------------------------------------------------------------


def test_rounds_stand_where_they_belong(app, client):
    rounds = {
        "Open now": factories.round_(app, IDEAS),
        "Opening soon": factories.round_(app, ahead=(IDEAS,)),
        "Closed": factories.round_(app, over=(IDEAS,)),
        "Called off": factories.round_(app, cancelled_at=clock.now(), cancel_reason="Flood."),
    }
    page = client.get("/rounds").text
    places = [page.index(f">{heading}</h2>") for heading in rounds]
    assert places == sorted(places)
    for place, heading in enumerate(rounds):
        end = places[place + 1] if place + 1 < len(places) else len(page)
        assert places[place] < page.index(f"/rounds/{rounds[heading].slug}") < end


def test_the_list_takes_as_many_queries_for_nine_rounds_as_for_one(app, client, queries):
    def count():
        with queries() as sent:
            assert client.get("/rounds").status_code == 200
        return len(sent)

    factories.round_(app)
    one = count()
    for _each in range(8):
        factories.round_(app)
    assert count() == one <= 5


def test_no_rounds_is_said_plainly(client):
    assert "No rounds yet" in client.get("/rounds").text


# -- What the rest of the house asks ---------------------------------------------------------------------------------


def test_areas_are_offered_by_name_with_an_invitation_first(app):
    b, a = factories.area(app, "B"), factories.area(app, "A")
    with app.test_request_context():
        assert seams.area_choices() == [("", "Choose…"), (str(a.id), "A"), (str(b.id), "B")]


def test_a_kind_that_the_round_does_without_has_no_tab(app, client):
    round_ = factories.round_(app, IDEAS)
    for address in (f"/rounds/{round_.slug}", f"/rounds/{round_.slug}/ideas"):
        page = client.get(address).text
        assert f'href="/rounds/{round_.slug}/ideas"' in page
        assert f'href="/rounds/{round_.slug}/results"' in page
        assert f'href="/rounds/{round_.slug}/proposals"' not in page
    factories.contribution(app, round_, factories.user(app), Kind.PROPOSAL)
    assert f'href="/rounds/{round_.slug}/proposals"' in client.get(f"/rounds/{round_.slug}").text
