from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from flask_security.utils import verify_password
from sqlalchemy import func, select

from app import audit, clock
from app.accounts.models import Organisation, User
from app.contributions.models import Contribution, Link, Revision
from app.demo import busy_service, reading, service
from app.extensions import db
from app.moderation.models import Decision, Report
from app.notifications.models import Notice
from app.rounds.models import Area, Participation, Round
from app.rules.actors import Role
from app.rules.moderation import Verb
from app.rules.notices import NoticeKind
from app.rules.phases import PhaseKind, phases_at
from app.rules.refusals import Conflict, Invalid, Missing
from app.rules.threads import segment
from app.rules.voting import Choice
from app.search.queries import matching
from app.threads.models import Comment, Thread, ThreadEventRecord, UsefulMark
from app.votes.models import Vote, VoteEvent
from tests import factories

SUMMER = datetime(2027, 7, 5, 10, 30, tzinfo=UTC)


@pytest.fixture
def loaded(app):
    with app.app_context():
        assert service.load_round(clock.now())
        yield reading.load()


@pytest.fixture
def busy(loaded):
    return busy_service.make_busy("support-at-home", 300, clock.now(), lambda _: None)


def count(model, *where) -> int:
    return db.session.scalar(select(func.count()).select_from(model).where(*where))


def every(model) -> list:
    return list(db.session.scalars(select(model)).unique())


def test_all_of_the_content_is_there(loaded):
    assert count(Contribution) == len(loaded.contributions)
    assert count(Comment) == sum(len(thread.comments) for thread in loaded.threads)
    assert count(User) == len(loaded.people) + len(loaded.organisations)
    assert count(Organisation) == len(loaded.organisations)
    assert count(Area) == len(loaded.areas)
    assert count(Link) == sum(len(text.links) for text in loaded.contributions)
    assert count(Vote) > 20 * len(loaded.contributions)


def test_loading_twice_changes_nothing(loaded):
    before = count(User), count(VoteEvent), count(audit.AuditEntry)
    assert not service.load_round(clock.now())
    assert (count(User), count(VoteEvent), count(audit.AuditEntry)) == before


def test_nothing_is_loaded_beside_another_round(app):
    factories.round_(app)
    with app.app_context():
        assert not service.load_round(clock.now())
        assert count(User) == 0


def test_an_address_that_somebody_has_stops_it_whole(app):
    factories.user(app, email="resident@demo.example")
    with app.app_context():
        with pytest.raises(Conflict, match=r"resident@demo\.example"):
            service.load_round(clock.now())
        assert (count(User), count(Round), count(Area)) == (1, 0, 0)


def test_areas_that_are_there_are_kept(app):
    with app.app_context():
        db.session.add(Area(slug="northgate", name="Northgate and the Docks", population=7))
        db.session.commit()
        assert service.load_round(clock.now())
        kept = db.session.scalars(select(Area).where(Area.slug == "northgate")).one()
        assert (kept.name, kept.population) == ("Northgate and the Docks", 7)


@pytest.mark.parametrize("now", [None, SUMMER])
def test_ideas_and_proposals_are_open_and_the_hours_are_those_of_the_place(app, now):
    with app.app_context():
        service.load_round(now or clock.now())
        round_ = db.session.scalars(select(Round)).one()
        assert phases_at(round_.timetable, now or clock.now()) == {PhaseKind.IDEAS, PhaseKind.PROPOSALS}
        ideas = round_.timetable.phase(PhaseKind.IDEAS)
        assert now is None or ideas.closes_at == datetime(2027, 7, 17, 16, tzinfo=UTC)


def test_four_can_sign_in_with_the_password_that_is_told_and_nobody_else(loaded):
    told = {user.email for user in every(User) if verify_password(service.DEMO_PASSWORD, user.password)}
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


def test_votes_are_the_same_on_every_machine(app, loaded):
    def tallies() -> list:
        return sorted((text.title, text.agree_count, text.unsure_count) for text in every(Contribution))

    first = tallies()
    for model in (Vote, VoteEvent):
        db.session.query(model).delete()
    db.session.commit()
    stage = stage_of(loaded)
    votes = service.vote_rows.final(service.vote_rows.deal(loaded, stage, service.Random(service.vote_rows.SEED)))
    tally = service.vote_rows.counts(stage, votes)
    again = [(one.text.title, tally[one.id]["agree_count"], tally[one.id]["unsure_count"]) for one in stage]
    assert sorted(again) == first


def stage_of(demo) -> list:
    rows = {text.title: text for text in every(Contribution)}
    return [
        service.Posted(text, row.id, row.public_id, row.published_at, row.published_at + timedelta(hours=1))
        for text in demo.contributions
        if (row := rows[text.title])
    ]


def threads_keep_their_promises() -> None:
    """What holds of every thread, however it came to be."""
    comments = every(Comment)
    paths = {comment.id: comment for comment in comments}
    replies = Counter(comment.parent_id for comment in comments)
    marks = Counter(mark.comment_id for mark in every(UsefulMark))
    authors = {(mark.comment_id, mark.person_id) for mark in every(UsefulMark)}
    for comment in comments:
        parent = paths.get(comment.parent_id)
        assert comment.path == (parent.path if parent else "") + segment(comment.number)
        assert comment.depth == (parent.depth + 1 if parent else 0)
        assert comment.root_id == ((parent.root_id or parent.id) if parent else None)
        assert parent is None or (parent.thread_id == comment.thread_id and parent.created_at < comment.created_at)
        assert comment.reply_count == replies[comment.id]
        assert comment.useful_count == marks[comment.id]
        assert (comment.id, comment.author_id) not in authors
    for thread in every(Thread):
        there = [comment for comment in comments if comment.thread_id == thread.id]
        assert sorted(comment.number for comment in there) == list(range(1, thread.last_number + 1))
        events = db.session.scalars(
            select(ThreadEventRecord)
            .where(ThreadEventRecord.thread_id == thread.id)
            .order_by(ThreadEventRecord.sequence)
        ).all()
        assert [event.sequence for event in events] == list(range(1, thread.sequence + 1))
        assert [event.at for event in events] == sorted(event.at for event in events)
        readable = [comment for comment in there if comment.hidden_at is None and comment.withdrawn_at is None]
        assert thread.contribution.comment_count == len(readable)


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
    assert all(
        notice.decision_id for notice in every(Notice) if notice.kind != NoticeKind.REPLIED and not notice.comment_id
    )


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
    assert audit.first_broken(entries) is None
    acts = Counter(entry.act for entry in entries)
    assert acts["round.opened"] == 1
    assert acts["decision.hide"] == 3


def test_a_busy_idea_keeps_every_promise(loaded, busy):
    idea = db.session.scalars(select(Contribution).where(Contribution.public_id == busy)).one()
    assert idea.comment_count == 300
    assert len({comment.depth for comment in every(Comment) if comment.thread_id == idea.thread.id}) > 3
    threads_keep_their_promises()


def test_after_a_busy_idea_people_go_on_talking(app, loaded, busy):
    """The ids that were set aside are not given again."""
    comment = db.session.scalars(select(Comment).order_by(Comment.id.desc()).limit(1)).one()
    fields = {"round_id": comment.round_id, "author_id": comment.author_id, "depth": 0, "folded": False}
    words = {"body": "And another thing", "body_html": "<p>And another thing</p>", "created_at": clock.now()}
    more = Comment(thread_id=comment.thread_id, number=301, path=segment(301), **fields, **words)
    db.session.add(more)
    db.session.commit()
    assert more.id == comment.id + 1


def test_a_busy_idea_needs_a_round_and_somebody_to_speak(app):
    round_ = factories.round_(app)
    with app.app_context():
        with pytest.raises(Missing, match="no round “elsewhere”"):
            busy_service.make_busy("elsewhere", 1, clock.now(), lambda _: None)
        with pytest.raises(Invalid, match="nobody who could have written"):
            busy_service.make_busy(round_.slug, 1, clock.now(), lambda _: None)


@pytest.mark.parametrize("comments", [0, 1])
def test_a_busy_idea_may_be_rather_quiet(app, comments):
    round_ = factories.round_(app)
    factories.user(app)
    with app.app_context():
        busy_service.make_busy(round_.slug, comments, clock.now(), lambda _: None)
        threads_keep_their_promises()
