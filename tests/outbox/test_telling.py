"""Followers are told of what happened: each once, whatever happens to the job; nobody of what was taken down."""

import threading

import pytest

from app import clock, transaction
from app.extensions import db
from app.moderation.models import CommunityRule
from app.notifications.models import Notice
from app.outbox import queries, service
from app.outbox.models import Outgoing
from app.rounds import service as rounds
from app.rules import outbox as rules
from app.rules.actors import Actor, Role
from app.rules.phases import PhaseKind
from app.themes.models import Theme
from app.threads import comment_service
from app.threads.comment_service import Draft
from tests import factories


def hide(app, row):
    with app.app_context():
        found = db.session.get(type(row), row.id)
        found.hidden_at, found.hidden_rule = clock.now(), db.session.query(CommunityRule.number).limit(1).scalar()
        db.session.commit()


def post_need(as_user, person, in_round, **fields):
    client = as_user(person)
    answer = client.submit(f"/rounds/{in_round.slug}/needs/new", title="Falls at night", body="I fell twice.", **fields)
    assert answer.status_code == 303


def test_followers_of_a_discussion_are_told_and_whoever_spoke_is_not(app, idea, follows, tell, told, say):
    reader, speaker = factories.user(app), factories.user(app)
    follows(reader, "contribution", idea)
    say(speaker, idea)
    assert told(reader) == []
    tell()
    assert told(reader) == ["commented"]
    assert told(speaker) == []


def test_the_author_is_told_once_although_the_author_follows(app, idea, follows, tell, told, say):
    class Author:
        id = idea.author_id

    follows(Author, "contribution", idea)
    say(factories.user(app), idea)
    tell()
    assert told(Author) == ["commented"]


def test_a_new_need_is_told_to_followers_of_its_round_place_and_author_each_once(app, as_user, follows, tell, told):
    body = factories.organisation(app)
    author = factories.user(app, Role.ORGANISATION, organisation_id=body.id)
    area, in_round = factories.area(app), factories.round_(app)
    things = {"round": in_round, "area": area, "person": author, "organisation": body}
    readers = {kind: factories.user(app) for kind in things}
    everything = factories.user(app)
    for kind, thing in things.items():
        follows(readers[kind], kind, thing)
        follows(everything, kind, thing)
    elsewhere = factories.user(app)
    follows(elsewhere, "round", factories.round_(app))
    post_need(as_user, author, in_round, area=str(area.id))
    tell()
    assert {kind: told(reader) for kind, reader in readers.items()} == {kind: ["published"] for kind in things}
    assert told(everything) == ["published"]
    assert told(elsewhere) == []


def test_a_new_need_is_told_to_followers_of_its_themes_and_of_none_out_of_use(app, as_user, follows, tell, told):
    themes = [factories.theme(app), factories.theme(app), factories.theme(app)]
    readers = [factories.user(app) for _ in themes]
    for reader, theme in zip(readers, themes, strict=True):
        follows(reader, "theme", theme)
    author = factories.user(app)
    follows(author, "theme", themes[0])
    post_need(as_user, author, factories.round_(app), themes=[theme.slug for theme in themes[:2]])
    with app.app_context():
        db.session.get(Theme, themes[1].id).retired_at = clock.now()
        db.session.commit()
    tell()
    assert [told(reader) for reader in (*readers, author)] == [["published"], [], [], []]


def test_what_happens_to_rounds(app, follows, tell, told):
    runs = Actor(factories.user(app, Role.COMMISSIONER).id, frozenset({Role.COMMISSIONER}))
    in_round, ahead = factories.round_(app), factories.round_(app, opened_at=None)
    area, reader, neighbour = factories.area(app), factories.user(app), factories.user(app)
    follows(reader, "round", in_round)
    follows(neighbour, "area", area)
    with app.test_request_context():
        rounds.extend_round(runs, in_round.slug, PhaseKind.IDEAS, factories.days_ago(-40), "The post was late.", None)
        rounds.cancel_round(runs, in_round.slug, "No money.")
        assert rounds.open_round(runs, ahead.slug) == ()
    tell()
    assert told(reader) == ["round_extended", "round_cancelled"]
    assert told(neighbour) == ["round_opened"], "a round that names no area concerns them all"


@pytest.mark.parametrize("gone", ["comment", "contribution"])
def test_what_was_hidden_before_the_job_ran_is_told_to_nobody(app, idea, follows, tell, told, say, gone):
    reader = factories.user(app)
    follows(reader, "contribution", idea)
    say(factories.user(app), idea)
    hide(app, factories.comments_of(app, idea)[0] if gone == "comment" else idea)
    tell()
    assert told(reader) == []
    with app.app_context():
        assert db.session.query(Outgoing).filter_by(done_at=None).count() == 0


def test_whoever_muted_stopped_or_does_not_want_it_hears_nothing(app, as_user, idea, follows, tell, told, say):
    muted, stopped, unwilling = (factories.user(app) for _ in range(3))
    page = f"/follows/contribution/{idea.public_id}"
    for person in (muted, stopped, unwilling):
        say(person, idea)
    as_user(muted).submit(page, f"/mutes/{idea.public_id}")
    client = as_user(stopped)
    client.post(stop_address(client), data={"csrf_token": client.token("/account/")})
    as_user(unwilling).post("/notices/choices", data={"csrf_token": as_user_token(as_user, unwilling)})
    tell()
    before = {person.id: told(person) for person in (muted, stopped, unwilling)}
    say(factories.user(app), idea)
    tell()
    assert {person.id: told(person) for person in (muted, stopped)} == {p.id: before[p.id] for p in (muted, stopped)}


def stop_address(client):
    return next(form.action for form in client.forms("/follows") if form.action.endswith("/stop"))


def as_user_token(as_user, person):
    return as_user(person).token("/account/")


def test_one_chooses_topics_and_an_answer_follows_the_choice(app, as_user, idea, tell, told, say):
    asker, other = factories.user(app), factories.user(app)
    say(asker, idea, "Who pays?")
    client = as_user(asker)
    form = client.form("/notices/choices")
    assert (
        client.post("/notices/choices", data={"csrf_token": form.fields["csrf_token"], "topics": ["posts"]}).status_code
        == 303
    )
    page = client.get("/notices/choices").text
    assert page.count("checked") == 1
    [said] = factories.comments_of(app, idea)
    with app.test_request_context():
        comment_service.post(Actor(other.id), idea.public_id, Draft("We do.", said.public_id))
    tell()
    assert told(asker) == []


def test_run_again_and_at_once_it_tells_each_once(app, idea, follows, told, say):
    readers = [factories.user(app) for _ in range(12)]
    for reader in readers:
        follows(reader, "contribution", idea)
    say(factories.user(app), idea)

    def run():
        with app.app_context():
            service.tell_all(clock.now())

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert [told(reader) for reader in readers] == [["commented"]] * 12


def test_the_database_refuses_a_second_notice_of_one_thing(app, idea, follows, told, say, tell):
    reader = factories.user(app)
    follows(reader, "contribution", idea)
    say(factories.user(app), idea)
    tell()
    with app.app_context():
        db.session.query(Outgoing).update({"done_at": None, "reached": 0})
        db.session.commit()
    tell()
    assert told(reader) == ["commented"]


def test_what_a_crash_left_half_told_is_told_to_the_rest(app, idea, follows, told, say, tell, monkeypatch):
    monkeypatch.setattr(queries, "BATCH", 2)
    readers = [factories.user(app) for _ in range(5)]
    for reader in readers:
        follows(reader, "contribution", idea)
    say(factories.user(app), idea)
    with app.app_context():
        assert service.tell_some(clock.now())
    assert [told(reader) for reader in readers] == [["commented"]] * 2 + [[]] * 3
    tell()
    assert [told(reader) for reader in readers] == [["commented"]] * 5


def fail_after_leaving(idea):
    with transaction.transaction():
        queries.leave(rules.Happened.COMMENT, None, idea.round_id, clock.now(), contribution_id=idea.id)
        raise ZeroDivisionError


def test_a_rolled_back_comment_leaves_nothing_to_tell(app, idea):
    with app.app_context():
        with pytest.raises(ZeroDivisionError):
            fail_after_leaving(idea)
        assert db.session.query(Outgoing).count() == 0


def test_five_comments_are_one_notice_and_hidden_ones_are_not_counted(app, as_user, idea, follows, tell, say):
    reader = factories.user(app)
    follows(reader, "contribution", idea)
    for number in range(6):
        say(factories.user(app), idea, f"Number {number}.")
    tell()
    client = as_user(reader)
    assert "6 new comments</b> on “Handyperson hour”" in client.get("/notices").text
    hide(app, factories.comments_of(app, idea)[-1])
    page = client.get("/notices").text
    assert "5 new comments</b> on “Handyperson hour”" in page
    assert page.count("Not read") == 1
    client.submit("/notices", "/notices/reading")
    say(factories.user(app), idea, "One more.")
    tell()
    page = client.get("/notices").text
    assert "new comments</b>" not in page, "what was read does not come together with what is new"
    assert page.count("Not read") == 1


def test_new_texts_of_a_round_come_together(app, as_user, follows, tell):
    reader, in_round = factories.user(app), factories.round_(app, title="Support at home")
    follows(reader, "round", in_round)
    for _ in range(3):
        post_need(as_user, factories.user(app), in_round)
    tell()
    assert "3 new texts</b> in “Support at home”" in as_user(reader).get("/notices").text


def test_a_closed_account_is_told_nothing(app, idea, follows, tell, told, say):
    gone = factories.user(app, active=False)
    follows(gone, "contribution", idea)
    say(factories.user(app), idea)
    tell()
    assert told(gone) == []
    with app.app_context():
        assert db.session.query(Notice).filter_by(person_id=gone.id).count() == 0


def test_the_command_tells(run, app, idea, follows, told, say):
    reader = factories.user(app)
    follows(reader, "contribution", idea)
    say(factories.user(app), idea)
    assert run("tell").exit_code == 0
    assert told(reader) == ["commented"]
