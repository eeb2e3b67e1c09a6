"""Whoever gave the votes is told that they were set aside, reads why, asks for another look, and a third person answers."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from app.accounts.models import User
from app.contributions.models import Contribution
from app.extensions import db
from app.rules.actors import Role
from tests import factories
from tests.trouble.test_quarantine import press, propose, rows, set_aside, somebody

REASON = "Twenty within a minute"


@pytest.fixture
def case(dealt, app, as_user, office):
    """Votes set aside by the first of the office and the last: who gave them, and the name of the case."""

    def make(item=0, **about):
        made = dealt(**about)
        number = somebody(made)
        with app.app_context():
            person = db.session.get_one(User, made.people[number])
            db.session.expunge_all()
        return made, person, set_aside(app, as_user, office, made, number, item)

    return make


def ask(browser, name, words="We are five at one table"):
    return browser.post(
        f"/votes-set-aside/{name}/objection", data={"csrf_token": browser.token("/account/"), "words": words}
    )


def test_the_person_is_told_in_plain_words_and_reads_why(case, as_user):
    made, person, name = case()
    reader = as_user(person)
    notices = reader.get("/notices").text
    assert "Votes of yours are not counted for now:" in notices
    assert made.ideas[0].title in notices
    assert f'href="/votes-set-aside/{name}"' in notices
    page = reader.get(f"/votes-set-aside/{name}").text
    assert REASON in page
    assert "Ask for another look" in page
    assert "Your vote is kept as you gave it" in page


@pytest.mark.parametrize("item", [0, None])
def test_they_are_told_when_their_votes_count_again(case, as_user, office, item):
    made, person, name = case(item)
    press(as_user(office[1]), name, "lift", reason="They came by bus")
    reader = as_user(person)
    assert "Votes of yours count again:" in reader.get("/notices").text
    page = reader.get(f"/votes-set-aside/{name}").text
    assert ("Your votes count again" if item is None else "Your vote counts again") in page
    assert "They came by bus" in page
    assert (made.round.title if item is None else made.ideas[0].title) in page
    assert ask(reader, name).status_code == 409


def test_a_proposal_alone_tells_them_nothing(dealt, app, as_user, office):
    made = dealt()
    number = somebody(made)
    propose(app, as_user(office[0]), made, number)
    with app.app_context():
        person = db.session.get_one(User, made.people[number])
        db.session.expunge_all()
    name, reader = rows(app)[0].public_id, as_user(person)
    for _each in range(2):
        assert reader.get(f"/votes-set-aside/{name}").status_code == 404
        assert ask(reader, name).status_code == 404
        assert "Nothing yet" in reader.get("/notices").text
        press(as_user(office[1]), name, "lift", reason="A slip")  # A proposal that was turned down was nothing either.


@pytest.mark.parametrize("role", [None, *Role])
def test_it_is_nobody_elses(case, app, client, as_user, role):
    _, _, name = case()
    browser = as_user(factories.user(app, role)) if role else client
    answer = browser.get(f"/votes-set-aside/{name}")
    assert answer.status_code == (404 if role else 303)
    assert REASON not in answer.text
    if role:
        assert ask(browser, name).status_code == 404


def test_they_ask_once_and_a_third_person_answers(case, as_user, office):
    _, person, name = case()
    reader, at = as_user(person), f"/moderation/quarantines/{name}"
    assert press(as_user(office[1]), name, "answer", words="Too early").status_code == 409
    assert ask(reader, name).status_code == 303
    assert "Nobody has answered yet" in reader.get(f"/votes-set-aside/{name}").text
    again = ask(reader, name, "And another thing")
    assert again.status_code == 409
    assert "What you wrote then is kept" in again.text
    assert "Asks for another look" in as_user(office[0]).get("/moderation/quarantines").text
    for took_part in (office[0], office[2]):
        browser = as_user(took_part)
        assert "We are five at one table" in browser.get(at).text
        assert "Answer that they stay set aside" not in browser.get(at).text
        assert press(browser, name, "answer", words="No").status_code == 403
    third = as_user(office[1])
    assert "Answer that they stay set aside" in third.get(at).text
    assert press(third, name, "answer", words=" ").status_code == 422
    assert press(third, name, "answer", words="The table has forty seats").status_code == 303
    assert press(third, name, "answer", words="Again").status_code == 409
    assert "Somebody has looked again." in reader.get("/notices").text
    page = reader.get(f"/votes-set-aside/{name}").text
    assert "The table has forty seats" in page
    assert "You can still talk to us" in page


def test_an_empty_wish_is_said_and_a_long_one_is_kept(case, as_user):
    _, person, name = case()
    reader = as_user(person)
    assert "Write what we should know" in ask(reader, name, "  ").text
    long = ask(reader, name, "x" * 1001)
    assert (long.status_code, "x" * 1001 in long.text) == (422, True)
    assert ask(reader, name).status_code == 303


def test_a_double_click_asks_once_and_two_who_answer_at_once_answer_once(case, app, as_user, office):
    _, person, name = case()

    def at_once(browsers, address):
        tokens = [browser.token("/account/") for browser in browsers]

        def send(number):
            data = {"csrf_token": tokens[number], "words": f"Words {number}"}
            return browsers[number].post(address, data=data).status_code

        with ThreadPoolExecutor(len(browsers)) as pool:
            return sorted(pool.map(send, range(len(browsers))))

    tabs = [as_user(person) for _each in range(3)]
    assert at_once(tabs, f"/votes-set-aside/{name}/objection") == [303, 409, 409]
    thirds = [as_user(office[1]), as_user(factories.user(app, Role.MODERATOR))]
    assert at_once(thirds, f"/moderation/quarantines/{name}/answer") == [303, 409]


def test_what_was_taken_down_since_is_not_named(case, app, as_user):
    from app import clock

    made, person, name = case()
    with app.app_context():
        row = db.session.get_one(Contribution, made.ideas[0].id)
        row.hidden_at, row.hidden_rule = clock.now(), 1
        db.session.commit()
    reader = as_user(person)
    for address in ("/notices", f"/votes-set-aside/{name}"):
        page = reader.get(address)
        assert page.status_code == 200
        assert made.ideas[0].title not in page.text
    assert "taken down since" in page.text


def test_the_download_of_ones_data_has_it(case, as_user):
    _, person, name = case()
    reader = as_user(person)
    ask(reader, name)
    (told,) = reader.get("/account/data.json").json["votes_set_aside"]
    assert (told["reason"], told["objection"]) == (REASON, "We are five at one table")
