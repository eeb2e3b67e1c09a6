"""Pages of a short thread: what is folded, nested, counted and said. Long ones are in `test_long_threads.py`."""

import pytest

from tests import factories
from tests.threads.conftest import element, shown


def test_the_number_of_waiting_replies_is_said(talk, amina, client):
    first = talk.say(amina, "A question.")
    answers = [talk.say(amina, f"Answer {n}.", first) for n in range(5)]
    page = client.get(talk.page).text
    assert shown(page) == [first, *answers[:3]]
    assert "Show 2 more replies" in page
    assert shown(client.get(f"{talk.page}?branch={first}").text) == [first, *answers]


def test_at_most_five_levels_are_nested(talk, amina, client):
    names = [talk.say(amina, "Number 0.")]
    for number in range(1, 7):
        names.append(talk.say(amina, f"Number {number}.", names[-1]))
    assert shown(client.get(talk.page).text) == names[:5]
    assert shown(client.get(f"{talk.page}?branch={names[4]}").text) == names[4:]


def test_a_page_that_begins_in_a_branch_says_so(talk, amina, client):
    first = talk.say(amina, "A question.")
    answer = talk.say(amina, "An answer.", first)
    page = client.get(f"{talk.page}?after={talk.comment(first).path}").text
    assert shown(page) == [answer]
    assert "goes on with replies to" in page
    assert f"/comments/{first}" in page


@pytest.mark.parametrize(
    "words",
    [
        "after=x",
        "after=00001'",
        "order=worst",
        "branch=nothing",
        "reply=nothing",
        "order=useful&after=00001",
    ],
)
def test_nonsense_in_the_address_is_passed_over(talk, amina, words):
    name = talk.say(amina, "Here.")
    answer = amina.browser.get(f"{talk.page}?{words}")
    assert answer.status_code == 200
    assert shown(answer.text) == [name]


def test_an_empty_thread_says_so(talk, client):
    assert "No comments yet" in client.get(talk.page).text


def test_the_count_leaves_out_what_was_taken_down(app, talk, amina, moderator, client):
    names = [talk.say(amina, f"Number {n}.") for n in range(3)]
    amina.post(f"/comments/{names[0]}/withdrawal")
    moderator.post(f"/comments/{names[1]}/hide", rule=1, reason="Rude.")
    assert factories.reload(app, talk.idea).comment_count == 1
    page = client.get(talk.page).text
    assert "1 comment<" in page
    assert shown(page) == names
    assert "Number 0." not in element(page, names[0])
