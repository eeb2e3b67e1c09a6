"""Hidden words are looked for in everything that the site can be asked for: its addresses are read from the app, and the
names that stand in them from the database. Before they are hidden everybody finds them, so what is kept of pages is warm.
"""

import io
import itertools
import zipfile
from datetime import timedelta

import pytest
from sqlalchemy import text

from app import clock
from app.extensions import db
from app.openness.rule_models import RuleProposal
from app.rules.contributions import Kind
from app.rules.voting import Choice
from tests import factories

WORD = "kittiwake"

AUTHORS = {
    "accounts.data", "appeals.statement", "cases.answer", "contributions.edit", "contributions.history",
    "contributions.sheet", "duplicates.propose", "contributions.show", "following.show", "rulemaking.proposal", "threads.comment",
    "threads.edit", "notifications.index", "threads.history",
}  # fmt: skip
"""Where an author still finds hidden words of their own: on their page, in its versions, where they follow it, in the forms that
change them or say that another says the same, in the decision about them, and among their data."""

MODERATORS = AUTHORS - {"accounts.data", "cases.answer", "notifications.index", "contributions.edit", "threads.edit"} | {
    "appeals.case", "cases.case", "cases.queue", "moderation.case", "moderation.report", "moderation.report_rule_words", "moderation.thread", "moderation.version", "openness_log.reason",
    "moves.page", "rulemaking.moderate", "trouble.propose", "trouble.notes",
}  # fmt: skip
"""Where moderators find them: there, and where they decide."""

FOR_ALL = {"contributions.show", "contributions.index", "threads.events", "rulemaking.proposal", "moderation.rules"}
"""Some of the addresses where everybody finds them before: a walk that found nothing would prove nothing."""

NAMED = ("public_id", "slug", "handle")
GIVEN = {"number": ["1"], "token": ["nothing"], "name": ["nothing"], "filename": []}
QUESTIONS = ("", f"?q={WORD}&order=newest", "?after=0&tab=done")


@pytest.fixture
def place(app, town):
    """A need, an idea with two versions, a comment with an answer and a quote, and words about the rules: all say it."""
    author = town.author
    need = factories.contribution(app, town.round, author.user, Kind.NEED, title=f"A {WORD} need", body=f"{WORD} body")
    idea = factories.contribution(app, town.round, author.user, title=f"A {WORD} idea", body=f"{WORD} idea body")
    factories.link(app, idea, need)
    edited = {"title": f"A {WORD} idea", "body": f"Other {WORD} words.", "version": "1"}
    assert author.browser.submit(f"/ideas/{idea.public_id}/edit", **edited).status_code == 303
    comment = town.say(author, f"It is a {WORD}.")
    answer = town.reader.post(
        f"/contributions/{town.idea.public_id}/comments", body="So?", parent=comment, quote=comment
    )
    assert answer.status_code == 303
    proposal = RuleProposal(
        rule=1, on_version=1, retires=False, title=f"Be a {WORD}", words=f"{WORD} rule", why=f"{WORD} why",
        by_id=author.user.id, at=clock.now(), closes_at=clock.now() + timedelta(days=7), quorum=3, majority=60,
    )  # fmt: skip
    factories.keep(app, proposal)
    said = author.post(f"/rules/proposals/{proposal.public_id}/comments", body=f"A {WORD}!").location.split("comment-")[
        1
    ]
    for thing in (f"contributions/{need.public_id}", f"comments/{comment}"):
        assert town.reader.report(thing, text="He reads this too.").status_code == 303
    for one in (need, idea):
        sent = {"choice": Choice.AGREE.value}
        assert town.minder.post(f"/contributions/{one.public_id}/vote", **sent).status_code in {200, 303}
    return [
        f"contributions/{need.public_id}", f"contributions/{idea.public_id}", f"comments/{comment}",
        f"rules/comments/{said}", f"rules/proposals/{proposal.public_id}",
    ]  # fmt: skip


def names(app):
    """Every name by which the site knows something, by the column that holds it."""
    with app.app_context():
        found = {name: set() for name in NAMED}
        for table in db.metadata.sorted_tables:
            for name in {*NAMED} & {column.name for column in table.columns}:
                found[name] |= set(db.session.scalars(text(f"SELECT {name} FROM {table.name}")))
    return found


def addresses(app):
    """(endpoint, address) of all that can be asked for, with every name that could stand in it."""
    known = names(app)
    everything = sorted(set().union(*known.values()))
    for rule in app.url_map.iter_rules():
        if "GET" not in rule.methods or rule.endpoint == "static":
            continue
        choices = []
        for name in sorted(rule.arguments):
            made = rule._converters[name]
            choices.append(sorted(getattr(made, "items", GIVEN.get(name, sorted(known.get(name, everything))))))
        for chosen in itertools.product(*choices):
            with app.test_request_context():
                adapter = app.url_map.bind("localhost")
                address = adapter.build(rule.endpoint, dict(zip(sorted(rule.arguments), chosen, strict=True)))
            yield rule.endpoint, address


def said_in(answer):
    """All that an answer says, unpacked where it is a spreadsheet."""
    if answer.data[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(answer.data)) as file:
            return " ".join(file.read(name).decode(errors="replace") for name in file.namelist())
    return answer.text + " ".join(map(str, answer.headers.values()))


def finds(app, browser):
    """The endpoints where this reader finds the word."""
    found = {}
    asked = {address: endpoint for endpoint, address in addresses(app)}
    for address, endpoint in asked.items():
        first = browser.get(address)
        answers = [first]
        if first.status_code == 200:
            # What one asks for oneself, one's own question repeats: that is no leak.
            answers += [browser.get(address + question) for question in QUESTIONS[1:]]
        for question, answer in zip(QUESTIONS, answers, strict=False):
            assert answer.status_code < 500, f"{address}{question} answered {answer.status_code}"
            words = said_in(answer).lower()
            if question.startswith("?q="):
                words = words.replace(f'value="{WORD}"', "").replace(f"q={WORD}", "").replace(f"“{WORD}”", "")
            if WORD in words:
                found.setdefault(endpoint, f"{address}{question}")
    return found


def test_hidden_words_are_found_only_where_the_law_says(app, town, place, client, outbox):
    readers = {"stranger": client, "member": town.minder.browser}
    for who, browser in readers.items():
        assert finds(app, browser).keys() >= FOR_ALL, who
    mails = len(outbox)
    cases = [one.public_id for one in town.cases()]
    assert town.gwen.post("/moderation/several", case=cases, verb="remove", rule=1, reason="So.").status_code == 303
    for thing in place[1:2] + place[3:]:
        assert town.gwen.post(f"/{thing}/hide", rule=1, reason="So.").status_code == 303
    for who, browser in readers.items():
        assert finds(app, browser) == {}, who
    assert {who: at for who, at in finds(app, town.author.browser).items() if who not in AUTHORS} == {}
    assert {who: at for who, at in finds(app, town.samir.browser).items() if who not in MODERATORS} == {}
    assert not any(WORD in str(mail.message()) for mail in outbox[mails:])
