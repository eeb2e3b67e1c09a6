"""Pages of a long thread: every comment can be reached, in order, and a link to one leads to it.

The thread is written once, by the service, and then only read.
"""

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
from tests.threads.conftest import Talk, shown
from tests.web import sign_in_quickly

COMMENTS = 300


@pytest.fixture(scope="module")
def busy(whole_app, database):
    """A thread of three hundred comments, deep and wide, some of them useful."""
    in_round, amina = factories.round_(whole_app), factories.user(whole_app)
    talk = Talk(whole_app, in_round, factories.contribution(whole_app, in_round, factories.user(whole_app)))
    chance, names = random.Random(7), []
    with whole_app.test_request_context():
        for number in range(COMMENTS):
            recent = names[-8:] if chance.random() < 0.5 else names
            parent = chance.choice(recent) if recent and chance.random() < 0.8 else None
            draft = Draft(f"Number {number}.", parent)
            names.append(comment_service.post(Actor(amina.id), talk.idea.public_id, draft).public_id)
        for one in db.session.query(Comment).filter_by(parent_id=None):
            one.useful_count = chance.choice([0, 0, 1, 3, 20])
        db.session.commit()
    yield talk
    database.reset()


@pytest.fixture
def stranger(whole_app):
    """A stranger's client, which leaves the thread where it is."""
    return whole_app.test_client()


def pages(client, address):
    """All pages from this one on, by the link at the end of each."""
    while address:
        answer = client.get(address)
        assert answer.status_code == 200
        yield answer.text
        found = re.search(r'href="([^"]+)"[^>]*>Show the next comments', answer.text)
        address = found[1].replace("&amp;", "&") if found else None


def test_pages_show_every_open_comment_once_in_the_order_of_reading(busy, stranger):
    seen = [shown(page) for page in pages(stranger, busy.page)]
    assert all(len(page) == PAGE_SIZE for page in seen[:-1])
    assert [*chain(*seen)] == [one.public_id for one in busy.comments() if not one.folded]


def test_the_most_useful_come_first_with_their_branches(busy, stranger):
    seen = [*chain(*(shown(page) for page in pages(stranger, f"{busy.page}?order=useful")))]
    comments = {one.public_id: one for one in busy.comments()}
    by_path = {one.path: one for one in comments.values()}
    roots = [by_path[comments[name].path[:5]] for name in seen]
    places = [(-root.useful_count, comments[name].path) for root, name in zip(roots, seen, strict=True)]
    assert places == sorted(places)
    assert sorted(seen) == sorted(name for name, one in comments.items() if not one.folded)


def test_a_link_to_any_comment_leads_to_a_page_that_has_it(busy, stranger):
    everybody = busy.comments()
    folded = [one for one in everybody if one.folded]
    assert len(folded) > 20
    for one in [*folded, *everybody[::9]]:
        there = stranger.get(f"/comments/{one.public_id}")
        assert there.status_code == 303
        place = urlsplit(there.headers["Location"])
        assert place.fragment == f"comment-{one.public_id}"
        assert one.public_id in shown(stranger.get(there.headers["Location"]).text)


def test_folded_branches_open_from_their_links_until_all_is_seen(busy, stranger):
    seen, waiting = set(), [busy.page]
    while waiting:
        for page in pages(stranger, waiting.pop()):
            fresh = set(shown(page)) - seen
            seen |= fresh
            waiting += [f"{busy.page}?branch={name}" for name in re.findall(r"\?branch=(\w+)#", page) if name in fresh]
    assert seen == {one.public_id for one in busy.comments()}


def test_elements_are_nested_and_closed(busy, stranger):
    for page in [*pages(stranger, busy.page), *pages(stranger, f"{busy.page}?order=useful")]:
        for tag in ("article", "div", "section", "blockquote", "form", "p"):
            assert len(re.findall(rf"<{tag}[ >]", page)) == page.count(f"</{tag}>"), tag


def test_a_page_of_comments_is_one_statement_and_made_once(busy):
    reader = busy.app.test_client()
    sign_in_quickly(busy.app, reader, factories.user(busy.app))
    reader.get(busy.page)
    misses = reading._fragment.cache_info().misses
    said = []
    with busy.app.app_context():
        engine = db.engine

    def listen(_connection, _cursor, statement, *_rest):
        said.append(statement)

    event.listen(engine, "before_cursor_execute", listen)
    reader.get(busy.page)
    event.remove(engine, "before_cursor_execute", listen)
    assert sum("FROM comments" in one for one in said) == 1
    assert len([one for one in said if one.lstrip().upper().startswith("SELECT")]) <= 6
    assert reading._fragment.cache_info().misses == misses
    assert reading._fragment.cache_info().maxsize is not None
