"""Whatever happens in a thread: a page that applies the events after N to what it was at N reads as a fresh one does."""

import re
from collections import Counter
from dataclasses import dataclass, field
from html.parser import HTMLParser

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.contributions import service as contributions
from app.contributions.forms import Wording
from app.extensions import db
from app.live import EventKind
from app.moderation import move_service
from app.moderation import service as moderation
from app.moderation.acts import Order
from app.moderation.service import Place
from app.rules.actors import Actor, Role
from app.rules.moderation import Verb
from app.rules.refusals import Refusal
from app.rules.threads import SHOWN_REPLIES
from app.threads import comment_service
from app.threads.comment_service import Draft
from tests import factories
from tests.threads.conftest import Talk

GONE = {EventKind.COMMENT_HIDDEN, EventKind.COMMENT_WITHDRAWN, EventKind.COMMENT_REMOVED}
SHOWN = {EventKind.COMMENT_ADDED, EventKind.COMMENT_EDITED, EventKind.COMMENT_RESTORED}


@dataclass
class Comment:
    """A comment as a page shows it: its words, or what stands there since they were taken down, and what it quotes."""

    words: str | None
    gone: str = ""
    quotes: str | None = None
    quoted: str | None = None
    parent: str | None = None


class Reader(HTMLParser):
    """Reads the comments of a page, or the one of an event."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: dict[str, Comment] = {}
        self.open: list[str] = []
        self.at: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        css = (given.get("class") or "").split()
        if tag == "article":
            name = given["id"].removeprefix("comment-")
            self.found[name] = Comment(None, parent=self.open[-1] if self.open else None)
            self.open.append(name)
        if tag in {"div", "blockquote"}:
            self.at.append(css[0] if css else "")
        if not self.open:
            return
        comment = self.found[self.open[-1]]
        if "fm-comment__text" in css:
            comment.words = ""
        elif tag == "blockquote" and "fm-quote" in css:
            comment.quotes, comment.quoted = given.get("data-quote", ""), ""

    def handle_endtag(self, tag):
        if tag == "article":
            self.open.pop()
        if tag in {"div", "blockquote"} and self.at:
            self.at.pop()

    def handle_data(self, data):
        if not self.open or not self.at:
            return
        comment = self.found[self.open[-1]]
        if self.at[-1] == "fm-comment__text":
            comment.words += data
        elif self.at[-1] == "fm-quote":
            comment.quoted += data
        elif self.at[-1] == "fm-gone":
            comment.gone += data


@dataclass
class Page:
    """An open page of a thread, as a stranger's."""

    last: int
    count: int
    comments: dict[str, Comment] = field(default_factory=dict)
    is_locked: bool = False
    is_there: bool = True

    @classmethod
    def fresh(cls, client, talk) -> "Page":
        answer = client.get(talk.page)
        if answer.status_code == 410:
            return cls(-1, 0, is_there=False)
        talked = answer.text[answer.text.index("data-thread=") :].partition("</section>")[0]
        talked = re.sub(r"<template.*?</template>|<script.*?</script>", "", talked, flags=re.DOTALL)
        count = re.search(r"(\d+) comments?</span>", talked)
        last = int(re.search(r'data-last="(\d+)"', answer.text)[1])
        locked = "<p>A moderator has locked this discussion" in talked
        return cls(last, int(count[1]) if count else 0, Reader(talked).found, locked)

    def apply(self, event) -> None:
        """Do what the page's script does with an event."""
        if event["seq"] <= self.last:
            return
        assert event["seq"] == self.last + 1
        self.last, self.count = event["seq"], event["comments"]
        kind = EventKind(event["kind"])
        if kind in SHOWN | GONE and "html" in event:
            (shown,) = Reader(event["html"]).found.values()
            shown.parent = event["parent"]
            self.comments[event["id"]] = shown
            self.requote(event["id"], shown.words)
        elif kind in GONE | SHOWN:
            self.comments.pop(event["id"], None)
            self.requote(event["id"], None)
        elif kind in {EventKind.THREAD_LOCKED, EventKind.THREAD_UNLOCKED}:
            self.is_locked = kind is EventKind.THREAD_LOCKED
        elif kind is EventKind.CONTRIBUTION_HIDDEN:
            self.is_there = False

    def requote(self, name, words) -> None:
        """A quote says what its source says now."""
        for comment in self.comments.values():
            if comment.quotes == name:
                comment.quoted = words

    def seen(self):
        """What there is to read: every comment, where it stands, its words and those that it quotes; or when and why it went."""
        if not self.is_there:
            return None
        words = {
            name: (one.parent, one.gone.strip() if one.words is None else one.words.strip(), self.quoted(one))
            for name, one in self.comments.items()
        }
        return self.last, self.count, self.is_locked, words

    def quoted(self, one: Comment) -> str | None:
        source = self.comments.get(one.quotes or "")
        return (
            source.words.strip() if source and source.words and one.quoted and "taken down" not in one.quoted else None
        )


@dataclass
class World:
    """A discussion, and people who do whatever comes up."""

    app: object
    talk: Talk
    author: Actor
    people: list[Actor]
    moderator: Actor
    elsewhere: object
    names: list[str] = field(default_factory=list)
    answered: Counter[str | None] = field(default_factory=Counter)

    def do(self, act: str, who: int, target: int, words: str) -> None:
        """Do it; what the rules forbid changes nothing."""
        person, name = self.people[who % len(self.people)], self.names[target % len(self.names)] if self.names else None
        with self.app.test_request_context():
            try:
                getattr(self, act)(person, name, words)
            except Refusal:
                pass  # Half of what comes up makes no sense.
            finally:
                db.session.remove()

    def say(self, person, _name, words):
        self.names.append(comment_service.post(person, self.talk.idea.public_id, Draft(words)).public_id)

    def answer(self, person, name, words):
        """Not a fourth time: that reply would stand behind a link, and the page be fetched without it."""
        if self.answered[name] == SHOWN_REPLIES:
            return
        self.answered[name] += 1
        self.names.append(comment_service.post(person, self.talk.idea.public_id, Draft(words, name, name)).public_id)

    def edit(self, _person, name, words):
        comment = next((one for one in self.talk.comments() if one.public_id == name), None)
        if comment:
            comment_service.edit(Actor(comment.author_id), name, words, version=comment.version)

    def withdraw(self, _person, name, _words):
        comment = next((one for one in self.talk.comments() if one.public_id == name), None)
        if comment:
            comment_service.withdraw(Actor(comment.author_id), name)

    def hide(self, _person, name, _words):
        if name:
            moderation.decide(self.moderator, Place("comment", name), Order(Verb.HIDE, 1, "Rude."))

    def restore(self, _person, name, _words):
        if name:
            moderation.decide(self.moderator, Place("comment", name), Order(Verb.RESTORE, 1, "Not so rude."))

    def lock(self, _person, _name, _words):
        moderation.decide(self.moderator, Place("thread", self.talk.thread.public_id), Order(Verb.LOCK, 1, "Too hot."))

    def unlock(self, _person, _name, _words):
        moderation.decide(
            self.moderator, Place("thread", self.talk.thread.public_id), Order(Verb.UNLOCK, 1, "Cool again.")
        )

    def move(self, _person, name, _words):
        if name:
            order = Order(Verb.MOVE, 4, "Elsewhere.")
            move_service.move_branch(self.moderator, name, self.elsewhere.public_id, order)

    def move_back(self, _person, name, _words):
        if name:
            move_service.move_back(self.moderator, "comments", name, Order(Verb.MOVE_BACK, 4, "Here after all."))

    def rewrite(self, _person, _name, words):
        idea = factories.reload(self.app, self.talk.idea)
        wording = Wording(title=words, body=words)
        contributions.save(self.author, idea.public_id, wording, publish=False, version=idea.version)


ACTS = (
    "say",
    "answer",
    "say",
    "answer",
    "edit",
    "withdraw",
    "hide",
    "restore",
    "lock",
    "unlock",
    "rewrite",
    "move",
    "move_back",
)
STEP = st.tuples(
    st.sampled_from(ACTS),
    st.integers(0, 1),
    st.integers(0, 5),
    st.sampled_from(["One.", "Two *words*.", "Three & more."]),
)


@pytest.fixture
def people(author, amina, femi, moderator):
    """Author, two who talk, a moderator."""
    return [Actor(author.user.id), Actor(amina.user.id), Actor(femi.user.id)], Actor(
        moderator.user.id, frozenset({Role.MODERATOR})
    )


@given(before=st.lists(STEP, max_size=5), after=st.lists(STEP, min_size=4, max_size=14))
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_page_that_applies_what_it_is_told_reads_as_a_fresh_one(
    app, talk, author, people, client, page, before, after
):
    (writer, *talkers), moderator = people
    idea = factories.contribution(app, talk.round, author.user)
    elsewhere = factories.contribution(app, talk.round, author.user)
    world = World(app, Talk(app, talk.round, idea), writer, talkers, moderator, elsewhere)
    for step in before:
        world.do(*step)
    polled, watched = Page.fresh(client, world.talk), Page.fresh(client, world.talk)
    watcher = page()
    thread = world.talk.thread.public_id
    assert watcher.watch(thread, watched.last)["events"] == []
    for step in after:
        world.do(*step)
    fresh = Page.fresh(client, world.talk)
    for event in client.get(f"/threads/{thread}/events?after={polled.last}").get_json()["events"]:
        polled.apply(event)
    while watched.last < fresh.last:
        watched.apply(watcher.next())
    watcher.close()
    assert polled.seen() == watched.seen() == fresh.seen()
