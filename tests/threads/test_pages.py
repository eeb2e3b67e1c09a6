"""Pages of a long thread: every comment can be reached, in order, and a link to one leads to it."""

import random
import re
from itertools import chain
from urllib.parse import urlsplit

import pytest
from sqlalchemy import event

from app.extensions import db
from app.rules.actors import Actor
from app.rules.threads import PAGE_SIZE
from app.threads import comment_service, reading
from app.threads.comment_service import Draft
from app.threads.models import Comment
from tests import factories
from tests.threads.conftest import element, shown

COMMENTS = 300


@pytest.fixture
def busy(app, talk, amina):
    """A thread of three hundred comments, deep and wide, some of them useful."""
    chance, names = random.Random(7), []
    with app.test_request_context():
        for number in range(COMMENTS):
            recent = names[-8:] if chance.random() < 0.5 else names
            parent = chance.choice(recent) if recent and chance.random() < 0.8 else None
            draft = Draft(f"Number {number}.", parent)
            names.append(comment_service.post(Actor(amina.user.id), talk.idea.public_id, draft))
        for one in db.session.query(Comment).filter_by(parent_id=None):
            one.useful_count = chance.choice([0, 0, 1, 3, 20])
        db.session.commit()
    return talk


def pages(client, address):
    """All pages from this one on, by the link at the end of each."""
    while address:
        answer = client.get(address)
        assert answer.status_code == 200
        yield answer.text
        found = re.search(r'href="([^"]+)"[^>]*>Show the next comments', answer.text)
        address = found[1].replace("&amp;", "&") if found else None


def test_pages_show_every_open_comment_once_in_the_order_of_reading(busy, client):
    seen = [shown(page) for page in pages(client, busy.page)]
    assert all(len(page) == PAGE_SIZE for page in seen[:-1])
    assert [*chain(*seen)] == [one.public_id for one in busy.comments() if not one.folded]


def test_the_most_useful_come_first_with_their_branches(busy, client):
    seen = [*chain(*(shown(page) for page in pages(client, f"{busy.page}?order=useful")))]
    comments = {one.public_id: one for one in busy.comments()}
    by_path = {one.path: one for one in comments.values()}
    roots = [by_path[comments[name].path[:5]] for name in seen]
    places = [(-root.useful_count, comments[name].path) for root, name in zip(roots, seen, strict=True)]
    assert places == sorted(places)
    assert sorted(seen) == sorted(name for name, one in comments.items() if not one.folded)


def test_a_link_to_any_comment_leads_to_a_page_that_has_it(busy, client):
    everybody = busy.comments()
    folded = [one for one in everybody if one.folded]
    assert len(folded) > 20
    for one in [*folded, *everybody[::9]]:
        there = client.get(f"/comments/{one.public_id}")
        assert there.status_code == 303
        place = urlsplit(there.headers["Location"])
        assert place.fragment == f"comment-{one.public_id}"
        assert one.public_id in shown(client.get(there.headers["Location"]).text)


def test_folded_branches_open_from_their_links_until_all_is_seen(busy, client):
    seen, waiting = set(), [busy.page]
    while waiting:
        for page in pages(client, waiting.pop()):
            fresh = set(shown(page)) - seen
            seen |= fresh
            waiting += [f"{busy.page}?branch={name}" for name in re.findall(r"\?branch=(\w+)#", page) if name in fresh]
    assert seen == {one.public_id for one in busy.comments()}


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


def test_elements_are_nested_and_closed(busy, client):
    for page in [*pages(client, busy.page), *pages(client, f"{busy.page}?order=useful")]:
        for tag in ("article", "div", "section", "blockquote", "form", "p"):
            assert len(re.findall(rf"<{tag}[ >]", page)) == page.count(f"</{tag}>"), tag


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


def test_a_page_of_comments_is_one_statement_and_made_once(app, busy, amina):
    amina.browser.get(busy.page)
    misses = reading._fragment.cache_info().misses
    said = []
    with app.app_context():
        engine = db.engine

    def listen(_connection, _cursor, statement, *_rest):
        said.append(statement)

    event.listen(engine, "before_cursor_execute", listen)
    amina.browser.get(busy.page)
    event.remove(engine, "before_cursor_execute", listen)
    assert sum("FROM comments" in one for one in said) == 1
    assert len([one for one in said if one.lstrip().upper().startswith("SELECT")]) <= 6
    assert reading._fragment.cache_info().misses == misses
    assert reading._fragment.cache_info().maxsize is not None


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
