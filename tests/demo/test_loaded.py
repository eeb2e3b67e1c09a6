"""The demo round in the database, with a busy idea beside it: loaded once, and only read."""

import json
from collections import Counter
from datetime import timedelta
from random import Random

import pytest
from flask_security.utils import verify_password
from sqlalchemy import select

from app import audit, clock
from app.accounts.models import Organisation, User
from app.contributions.models import Contribution, Link, Revision
from app.dealing.models import Deal
from app.demo import busy_rows, busy_service, reading, service, vote_rows
from app.demo.tables import Posted
from app.extensions import db
from app.moderation.models import Decision, Report
from app.notifications.models import Notice
from app.rounds.models import Area, Participation, Round
from app.rules.actors import Role
from app.rules.moderation import Verb
from app.rules.notices import NoticeKind
from app.rules.theming import MOST_THEMES
from app.rules.voting import Choice
from app.search.queries import matching
from app.themes.models import Theme, contribution_themes
from app.threads.models import Comment, Thread
from app.votes.models import Vote, VoteEvent
from tests.demo.promises import count, every, threads_keep_their_promises

BUSY = 300


@pytest.fixture(scope="module")
def loaded(whole_app, database):
    with whole_app.app_context():
        assert service.load_round(clock.now())
        busy_service.make_busy("support-at-home", BUSY, clock.now(), lambda _: None)
        yield reading.load()
    database.reset()


def test_all_of_the_content_is_there(loaded):
    assert count(Contribution) == len(loaded.contributions) + 1  # the busy one
    assert count(Comment) == sum(len(thread.comments) for thread in loaded.threads) + BUSY
    assert count(User) == len(loaded.people) + len(loaded.organisations)
    assert count(Organisation) == len(loaded.organisations)
    assert count(Area) == len(loaded.areas)
    assert count(Link) == sum(len(text.links) for text in loaded.contributions)
    assert count(Vote) > 20 * len(loaded.contributions)


def test_every_text_stands_under_the_themes_that_its_title_speaks_of(loaded):
    given = {text.title: set() for text in loaded.contributions}
    rows = select(Contribution.title, Theme.slug).select_from(Contribution).join(contribution_themes).join(Theme)
    for title, slug in db.session.execute(rows):
        given[title].add(slug)
    assert all(1 <= len(slugs) <= MOST_THEMES for slugs in given.values())
    assert given["Falls at night on the way to the bathroom"] == {"falls-and-safety"}
    assert given["A night’s sleep every fortnight for carers"] == {"carers"}
    under = Counter(slug for slugs in given.values() for slug in slugs)
    assert {theme.key for theme in loaded.themes} == under.keys()
    assert min(under.values()) >= 3


def test_four_can_sign_in_with_the_password_that_is_told_and_nobody_else(loaded):
    opens = {
        hashed: verify_password(service.DEMO_PASSWORD, hashed) for hashed in {user.password for user in every(User)}
    }
    told = {user.email for user in every(User) if opens[user.password]}
    names = ("resident", "moderator", "commissioner", "administrator")
    assert told == {f"{name}@demo.example" for name in names}
    assert all(user.confirmed_at and user.active for user in every(User))


def test_the_demo_sign_ins_have_their_roles(loaded):
    actors = {user.email.split("@")[0]: user.actor for user in every(User)}
    assert actors["resident"].roles == {Role.RESIDENT}
    assert actors["resident"].verified
    for role in (Role.MODERATOR, Role.COMMISSIONER, Role.ADMINISTRATOR):
        assert actors[role.value].roles == {role, Role.RESIDENT}


def test_organisations_write_under_their_badge_and_do_not_vote(loaded):
    badges = {user.id for user in every(User) if user.organisation_id}
    assert len(badges) == 3
    assert all(user.actor.is_organisation == (user.id in badges) for user in every(User))
    assert {comment.author_id for comment in every(Comment)} & badges
    assert not {event.person_id for event in every(VoteEvent)} & badges


def test_votes_are_what_their_log_says_and_the_counts_are_a_recount(loaded):
    log = {}
    for event in db.session.scalars(select(VoteEvent).order_by(VoteEvent.at, VoteEvent.id)):
        log[event.contribution_id, event.person_id] = (event.choice, event.at)
    votes = {(vote.contribution_id, vote.person_id): (vote.choice, vote.at) for vote in every(Vote)}
    assert votes == log
    assert count(VoteEvent) > count(Vote)
    tally = Counter((number, choice) for (number, _), (choice, _) in votes.items())
    for text in every(Contribution):
        counts = {
            Choice.AGREE: text.agree_count,
            Choice.DISAGREE: text.disagree_count,
            Choice.UNSURE: text.unsure_count,
        }
        assert counts == {choice: tally[text.id, choice] for choice in Choice}


def test_nobody_votes_on_their_own_or_when_it_is_closed(loaded):
    texts = {text.id: text for text in every(Contribution)}
    table = db.session.scalars(select(Round)).one().timetable
    for event in every(VoteEvent):
        text = texts[event.contribution_id]
        phase = table.phase(text.kind.phase)
        assert event.person_id != text.author_id
        assert max(text.published_at, phase.opens_at) <= event.at < min(phase.closes_at, clock.now())
        assert text.hidden_at is None or event.at < text.hidden_at


def test_most_votes_answer_a_card_and_some_were_found(loaded):
    cards, votes = {card.id: card for card in every(Deal)}, every(Vote)
    answers = [vote for vote in votes if vote.deal_id]
    assert 0.5 < len(answers) / len(votes) < 0.9
    for vote in answers:
        card = cards[vote.deal_id]
        assert (card.person_id, card.contribution_id) == (vote.person_id, vote.contribution_id)
        assert card.at <= card.answered_at <= vote.at
    assert all((card.answered_at is None) != (card.skipped_at is None) for card in cards.values())


def test_cards_stand_in_their_places_and_nobody_is_dealt_their_own(loaded):
    texts = {text.id: text for text in every(Contribution)}
    hands = {}
    for card in sorted(every(Deal), key=lambda card: card.at):
        assert card.person_id != texts[card.contribution_id].author_id
        assert card.kind == texts[card.contribution_id].kind
        assert texts[card.contribution_id].published_at <= card.at < clock.now()
        hands.setdefault((card.person_id, card.kind), []).append(card.place)
    assert all(places == list(range(1, len(places) + 1)) for places in hands.values())


def test_votes_are_the_same_on_every_machine(loaded):
    posted = [
        Posted(text, place, "", clock.now(), clock.now() + timedelta(hours=1))
        for place, text in enumerate(loaded.contributions)
    ]
    votes = vote_rows.final(vote_rows.deal(loaded, posted, Random(vote_rows.SEED)))
    tally = vote_rows.counts(posted, votes)
    again = {(one.text.title, tally[one.id]["agree_count"], tally[one.id]["unsure_count"]) for one in posted}
    found = {(text.title, text.agree_count, text.unsure_count) for text in every(Contribution)}
    assert again == found - {(busy_rows.TITLE, 0, 0)}


def test_threads_keep_their_promises(loaded):
    threads_keep_their_promises()
    assert count(Thread) == count(Contribution)
    quoting = [comment for comment in every(Comment) if comment.quote_id]
    assert len(quoting) >= 3


def test_every_text_has_its_versions(loaded):
    revisions = Counter((one.contribution_id, one.comment_id) for one in every(Revision))
    for text in every(Contribution):
        assert revisions[text.id, None] == text.version
        assert (text.edited_at is None) == (text.version == 1)
    for comment in every(Comment):
        assert revisions[None, comment.id] == comment.version
    latest = db.session.scalars(
        select(Revision).where(Revision.number == 2, Revision.contribution_id.is_not(None))
    ).one()
    assert latest.body == db.session.get(Contribution, latest.contribution_id).body


def test_what_is_hidden_or_locked_was_decided_and_its_author_told(loaded):
    hidden = [*every(Contribution), *every(Comment)]
    assert sum(text.hidden_at is not None for text in hidden) == count(Decision, Decision.verb == Verb.HIDE) == 3
    assert count(Thread, Thread.locked_at.is_not(None)) == count(Decision, Decision.verb == Verb.LOCK) == 1
    assert count(Notice, Notice.kind == NoticeKind.HIDDEN) == 3
    assert count(Report, Report.settled_at.is_(None)) == 3
    assert count(Report, Report.settled_at.is_not(None)) == count(Notice, Notice.kind == NoticeKind.REPORT_SETTLED) == 5
    about_texts = [notice for notice in every(Notice) if notice.kind in {NoticeKind.REPLIED, NoticeKind.COMMENTED}]
    assert all(notice.comment_id and notice.decision_id is None for notice in about_texts)
    authors = {comment.id: comment.author_id for comment in every(Comment)}
    assert all(authors[notice.comment_id] != notice.person_id for notice in about_texts)


def test_who_took_part_is_known_and_since_when(loaded):
    acts = [(text.author_id, text.published_at) for text in every(Contribution)]
    acts += [(comment.author_id, comment.created_at) for comment in every(Comment)]
    acts += [(event.person_id, event.at) for event in every(VoteEvent)]
    first = {person: min(at for who, at in acts if who == person) for person, _ in acts}
    assert {one.person_id: one.since for one in every(Participation)} == first


def test_what_was_said_can_be_found(loaded):
    hits = db.session.execute(matching("handyperson")).all()
    assert hits
    assert len(db.session.execute(matching("запрошення")).all()) == 0


def test_the_log_is_whole_and_tells_of_the_loading(loaded):
    entries = db.session.scalars(select(audit.AuditEntry).order_by(audit.AuditEntry.sequence)).all()
    assert audit.verify() == (len(entries), None)
    acts = Counter(entry.act for entry in entries)
    assert acts["round.opened"] == 1
    assert acts["theme.made"] == len(reading.load().themes)
    assert acts["contribution.sorted"] == len(reading.load().contributions)
    assert acts["decision.hide"] == 3
    assert acts["account.made"] == count(User)
    assert acts["contribution.published"] == len(loaded.contributions)
    assert acts["comment.posted"] == count(Comment) - BUSY
    assert acts["comment.withdrawn"] == 2


def test_the_log_holds_a_keyed_digest_of_every_version(loaded):
    entries = db.session.scalars(select(audit.AuditEntry).where(audit.AuditEntry.details.contains("digest"))).all()
    logged = {
        (entry.object_id, details["version"]): details["digest"]
        for entry in entries
        if (details := json.loads(entry.details))
    }
    names = {comment.id: comment.public_id for comment in every(Comment)}
    versions = [one for one in every(Revision) if one.comment_id and (names[one.comment_id], 1) in logged]
    assert len(versions) == sum(len(thread.comments) for thread in loaded.threads) + 1
    for one in versions:
        assert logged[names[one.comment_id], one.number] == audit.keyed_digest(one.digest_key, one.body)


def test_a_busy_idea_keeps_every_promise(loaded):
    idea = db.session.scalars(select(Contribution).where(Contribution.title == busy_rows.TITLE)).one()
    assert idea.comment_count == BUSY
    assert len({comment.depth for comment in every(Comment) if comment.thread_id == idea.thread.id}) > 3
