"""What is similar to a title that is being written: found by its words, whoever reads, and never what may not be read."""

import pytest

from app import clock
from app.rules.actors import Role
from app.rules.contributions import Kind
from tests import factories

LIFT = "The lift in Maple Court breaks down every week"


@pytest.fixture
def asked(app):
    return factories.round_(app)


@pytest.fixture
def author(app):
    return factories.user(app)


@pytest.fixture
def me(app, as_user):
    return as_user(factories.user(app))


@pytest.fixture
def look(me, asked):
    def looked(title, kind="idea", slug=None, **more):
        return me.get(f"/rounds/{slug or asked.slug}/similar", query_string={"title": title, "kind": kind, **more})

    return looked


@pytest.mark.parametrize(
    "title",
    ["Maple Court lift always breaking", "the LIFT at maple court", "Maple Cuort lfit", "Mâple Coürt lift", "every week the lift breaks"],
)  # fmt: skip
def test_the_same_in_other_words_is_found(app, asked, author, look, title):
    lift = factories.contribution(app, asked, author, title=LIFT)
    factories.contribution(app, asked, author, title="A toilet in the park")
    said = look(title).text
    assert LIFT in said
    assert f'href="/ideas/{lift.public_id}#vote"' in said
    assert "Support this one instead" in said
    assert "toilet" not in said


@pytest.mark.parametrize(
    "title", ["", "the and of", "A swimming pool", "«»", '" OR title:*', "'; DROP TABLE", "(((", "a" * 5_000]
)
def test_what_says_nothing_of_it_finds_nothing_and_does_no_harm(app, asked, author, look, title):
    factories.contribution(app, asked, author, title=LIFT)
    answer = look(title)
    assert answer.status_code == 200
    assert answer.text.strip() == ""


@pytest.mark.parametrize("gone", ["hidden", "withdrawn", "draft"])
@pytest.mark.parametrize("reader", ["resident", "author", "moderator"])
def test_what_is_not_in_the_lists_is_never_suggested_to_anybody(app, asked, author, as_user, gone, reader):
    now = clock.now()
    fields = {
        "hidden": {"hidden_at": now, "hidden_rule": 1},
        "withdrawn": {"withdrawn_at": now},
        "draft": {"published_at": None},
    }
    factories.contribution(app, asked, author, title=LIFT, **fields[gone])
    who = {"resident": factories.user(app), "author": author, "moderator": factories.user(app, Role.MODERATOR)}[reader]
    answer = as_user(who).get(f"/rounds/{asked.slug}/similar", query_string={"title": LIFT, "kind": "idea"})
    assert answer.text.strip() == ""


def test_only_the_same_round_is_looked_through(app, author, look):
    factories.contribution(app, factories.round_(app), author, title=LIFT)
    assert look(LIFT).text.strip() == ""


def test_a_round_that_is_no_reader_s_is_not_there(app, look):
    draft = factories.round_(app, opened_at=None)
    assert look(LIFT, slug=draft.slug).status_code == look(LIFT, slug="nothing").status_code == 404
    assert look(LIFT, kind="nonsense").status_code == 404


def test_other_kinds_are_named_after_one_s_own_kind_and_only_that_can_be_supported_instead(app, asked, author, look):
    factories.contribution(app, asked, author, Kind.NEED, title=LIFT)
    factories.contribution(app, asked, author, title="Mend the lift in Maple Court")
    said = look(LIFT).text
    assert said.index("Mend the lift") < said.index(LIFT)
    assert said.count("Support this one instead:") == 1


def test_one_s_own_is_named_as_such_and_what_is_being_written_not_at_all(app, asked, as_user):
    person = factories.user(app)
    mine = factories.contribution(app, asked, person, title=LIFT)
    where = f"/rounds/{asked.slug}/similar"
    said = as_user(person).get(where, query_string={"title": LIFT, "kind": "idea"}).text
    assert "You wrote this yourself" in said
    assert "Support" not in said
    said = as_user(person).get(where, query_string={"title": LIFT, "kind": "idea", "but": mine.public_id}).text
    assert said.strip() == ""


def test_at_most_five_are_shown(app, asked, author, look):
    for place in range(8):
        factories.contribution(app, asked, author, title=f"{LIFT}, number {place}")
    assert look(LIFT).text.count("<li>") == 5


def test_without_a_script_they_stand_on_the_preview_and_posting_goes_on(app, asked, author, me):
    factories.contribution(app, asked, author, title=LIFT)
    where = f"/rounds/{asked.slug}/ideas/new"
    shown = me.submit(where, title="Maple Court lift", body="It is slow.", preview="1")
    assert shown.status_code == 200
    assert "Support this one instead" in shown.text
    assert "It is slow." in shown.text
    assert LIFT not in me.get(where).text
    posted = me.submit(where, title="Maple Court lift", body="It is slow.")
    assert posted.status_code == 303


def test_a_short_title_is_helped_by_the_text(app, asked, author, me):
    factories.contribution(app, asked, author, title=LIFT)
    shown = me.submit(f"/rounds/{asked.slug}/ideas/new", title="Help!", body="The lift in Maple Court.", preview="1")
    assert LIFT in shown.text


def test_moderators_see_similar_ones_where_they_decide(app, asked, author, as_user):
    one = factories.contribution(app, asked, author, title="Maple Court lift is out of order")
    factories.contribution(app, asked, author, title=LIFT)
    moderator = as_user(factories.user(app, Role.MODERATOR))
    page = moderator.get(f"/contributions/{one.public_id}/case").text
    assert "Similar in this round" in page
    assert LIFT in page
    reporter = as_user(factories.user(app))
    reporter.submit(f"/contributions/{one.public_id}/reports", reason="insult")
    page = moderator.get(f"/contributions/{one.public_id}/case", follow_redirects=True)
    assert "/moderation/cases/" in page.request.path
    assert LIFT in page.text


def test_looking_is_limited(limited, app, asked):
    from tests.web import sign_in_quickly

    client = limited.test_client()
    sign_in_quickly(limited, client, factories.user(app))
    answers = [client.get(f"/rounds/{asked.slug}/similar?title=lift&kind=idea").status_code for _ in range(61)]
    assert answers == [200] * 60 + [429]
