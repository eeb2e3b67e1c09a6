"""The lists: their orders, pages, filters and searches."""

import re
from datetime import timedelta

import pytest
import time_machine

from app import clock
from app.contributions.models import Contribution
from app.extensions import db
from app.rules.contributions import Kind
from app.rules.phases import PhaseKind
from app.votes.models import Vote
from tests import factories


@pytest.fixture
def round_(app):
    return factories.round_(app)


@pytest.fixture
def author(app):
    return factories.user(app)


@pytest.fixture
def ideas(app, round_, author):
    return [
        factories.contribution(app, round_, author, title=f"Idea {n:02}", published_at=factories.days_ago(5 - n / 10))
        for n in range(45)
    ]


def address(round_, **query):
    return f"/rounds/{round_.slug}/ideas?" + "&".join(f"{name}={value}" for name, value in query.items())


def titles(text):
    return re.findall(r'<h3 class="fm-card__title"><a href="[^"]*">([^<]*)</a>', text)


def walk(client, page):
    """The titles of every page of a list, followed by its own links."""
    found = []
    for _ in range(9):
        text = client.get(page).text
        found.append(titles(text))
        more = re.search(r'href="([^"]*)">Show 20 more', text)
        if not more:
            return found
        page = more[1].replace("&amp;", "&")
    raise AssertionError("the list has no end")


@pytest.mark.parametrize("order", ["newest", "discussed", "random", ""])
def test_every_page_and_no_one_twice(app, client, round_, ideas, order):
    with app.app_context():
        for n, row in enumerate(db.session.query(Contribution)):
            row.comment_count = n % 4
        db.session.commit()
    pages = walk(client, address(round_, order=order))
    assert [len(page) for page in pages] == [20, 20, 5]
    assert len({title for page in pages for title in page}) == 45


def test_newest_first(client, round_, ideas):
    pages = walk(client, address(round_, order="newest"))
    assert [title for page in pages for title in page] == [idea.title for idea in reversed(ideas)]


def test_most_discussed_first(app, client, round_, ideas):
    with app.app_context():
        db.session.get(Contribution, ideas[7].id).comment_count = 9
        db.session.get(Contribution, ideas[3].id).comment_count = 5
        db.session.commit()
    assert titles(client.get(address(round_, order="discussed")).text)[:3] == ["Idea 07", "Idea 03", "Idea 44"]


def test_a_page_goes_on_where_the_last_one_was_hidden_meanwhile(app, client, round_, ideas):
    first = client.get(address(round_, order="newest")).text
    with app.app_context():
        last = db.session.get(Contribution, ideas[25].id)
        last.hidden_at, last.hidden_rule = factories.days_ago(0), 1
        db.session.commit()
    more = re.search(r'href="([^"]*)">Show 20 more', first)[1].replace("&amp;", "&")
    assert titles(client.get(more).text)[0] == "Idea 24"


def test_the_random_order_is_the_reader_s_own_and_stays_for_the_day(app, client, as_user, round_, ideas):
    one, two = as_user(factories.user(app)), as_user(factories.user(app))
    page = address(round_)
    orders = [titles(reader.get(page).text) for reader in (one, two, client)]
    assert len({tuple(order) for order in orders}) == 3
    assert titles(one.get(page).text) == orders[0]
    assert titles(app.test_client().get(page).text) == orders[2]  # Strangers share the day's order.
    with time_machine.travel(clock.now() + timedelta(days=1)):
        assert titles(client.get(page).text) != orders[2]


def test_the_pages_of_a_random_order_stay_whole_past_midnight(client, round_, ideas):
    first = client.get(address(round_)).text
    more = re.search(r'href="([^"]*)">Show 20 more', first)[1].replace("&amp;", "&")
    with time_machine.travel(clock.now() + timedelta(days=1)):
        assert not set(titles(first)) & set(titles(client.get(more).text))


def test_before_close_nothing_tells_how_votes_stand(app, as_user, client, round_, ideas):
    voter = factories.user(app)
    with app.app_context():
        db.session.add(
            Vote(
                contribution_id=ideas[0].id,
                person_id=voter.id,
                round_id=round_.id,
                choice="agree",
                at=clock.now(),
                source="web",
            )
        )
        db.session.get(Contribution, ideas[0].id).agree_count = 71
        db.session.commit()
    for reader in (client, as_user(voter), as_user(factories.user(app))):
        for order in ("", "newest", "top"):
            text = reader.get(address(round_, order=order)).text
            assert not re.search(r"(?<![\w-])71(?![\w-])", text)  # In a nonce or an id it says nothing.
            assert "order=top" not in text
    assert titles(client.get(address(round_, order="top")).text) == titles(client.get(address(round_)).text)


def test_after_close_the_top_comes_first_with_its_counts(app, client, author):
    over = factories.round_(app, over=(PhaseKind.IDEAS,))
    for title, agree, disagree in (("Liked", 5, 1), ("Divided", 5, 5), ("Known", 8, 4), ("Unknown", 0, 0)):
        factories.contribution(app, over, author, title=title, agree_count=agree, disagree_count=disagree)
    text = client.get(address(over)).text
    assert titles(text) == ["Known", "Liked", "Divided", "Unknown"]
    assert "8 agree, 0 unsure, 4 disagree" in text


def test_one_s_own_vote_and_one_s_own_are_marked(app, as_user, round_, author):
    mine = factories.contribution(app, round_, author, title="Mine")
    voter = factories.user(app)
    as_user(voter).submit(f"/ideas/{mine.public_id}", f"/contributions/{mine.public_id}/vote", choice="disagree")
    assert "You disagreed" in as_user(voter).get(address(round_)).text
    assert "Yours" in as_user(author).get(address(round_)).text


def test_an_area_and_words_narrow_the_list(app, client, round_, author, ideas):
    area = factories.area(app, "Kilnfield")
    factories.contribution(app, round_, author, title="A café in Kilnfield", area_id=area.id)
    factories.contribution(app, round_, author, title="Kilnfield stairs", body="cafe", area_id=area.id)
    assert len(titles(client.get(address(round_, area=area.slug)).text)) == 2
    assert titles(client.get(address(round_, q="CAFE")).text) == ["A café in Kilnfield", "Kilnfield stairs"]
    assert titles(client.get(address(round_, q="stairs", area=area.slug)).text) == ["Kilnfield stairs"]
    assert "Nothing found" in client.get(address(round_, q="elephant")).text
    assert len(titles(client.get(address(round_, area="nowhere")).text)) == 20


def test_the_best_match_is_the_same_order_on_both_databases(app, client, round_, author):
    for title, body in (("Rails", "stairs"), ("Stairs", "x"), ("More stairs", "x"), ("Lights", "on the stairs")):
        factories.contribution(app, round_, author, title=title, body=body)
    assert titles(client.get(address(round_, q="stair")).text) == ["More stairs", "Stairs", "Lights", "Rails"]


def test_a_search_has_pages(client, round_, ideas):
    assert [len(page) for page in walk(client, address(round_, q="idea"))] == [20, 20, 5]


@pytest.mark.parametrize(
    "query",
    [
        "after=nothing",
        "day=yesterday",
        "order=hot",
        "q=%22",
        "q=a*",
        "q=" + "x" * 3000,
    ],
)
def test_an_address_that_makes_no_sense_does_no_harm(client, round_, ideas, query):
    assert client.get(f"/rounds/{round_.slug}/ideas?{query}").status_code == 200


def test_what_was_searched_for_is_shown_as_words(client, round_, ideas):
    assert "<script>x" not in client.get(address(round_, q="<script>x</script>")).text


def test_an_empty_list_says_what_to_do(app, client, round_):
    assert "Nobody has written yet" in client.get(address(round_)).text
    assert "Suggest an idea" in client.get(address(round_)).text


def test_drafts_and_other_kinds_are_not_listed(app, client, round_, author):
    factories.contribution(app, round_, author, title="Draft", published_at=None)
    factories.contribution(app, round_, author, Kind.NEED, title="Need")
    assert titles(client.get(address(round_)).text) == []


@pytest.mark.parametrize("slug", ["nothing", "%00"])
def test_no_round_no_list(client, slug):
    assert client.get(f"/rounds/{slug}/ideas").status_code == 404


@pytest.mark.parametrize("query", ["after=%00", "q=%00", "area=%00"])
def test_a_nul_is_no_address(client, round_, query):
    assert client.get(f"/rounds/{round_.slug}/ideas?{query}").status_code == 404
