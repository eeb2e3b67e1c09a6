"""Mail about news, through the real mail back end to a real mail server."""

import threading
from datetime import timedelta

import pytest

from app import clock
from app.extensions import db
from app.mailing import queries, service
from app.mailing.models import Mailing
from app.moderation.models import CommunityRule
from app.rules.mailing import LEASE, MOST_TRIES, Choice, Rhythm
from app.rules.notices import NoticeKind
from tests import factories
from tests.mailing.conftest import AT_ONCE, DAILY, next_morning


def hide(app, row):
    with app.app_context():
        found = db.session.get(type(row), row.id)
        found.hidden_at, found.hidden_rule = clock.now(), db.session.query(CommunityRule.number).limit(1).scalar()
        db.session.commit()


def test_a_mail_has_both_parts_plain_words_and_a_way_to_stop(reader, idea, chooses, news, run_mail, letterbox):
    chooses(reader, AT_ONCE)
    news(reader, contribution_id=idea.id, round_id=idea.round_id)
    assert run_mail() == 1
    [message] = letterbox.messages
    assert message["Subject"] == "New on Folkmoot: Handyperson hour"
    assert message["To"] == reader.email
    assert message["Reply-To"] == "no-reply@localhost"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["List-Unsubscribe"].strip().startswith("<http://moot.example/mail/stop/")
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Message-ID"].endswith("@moot.example>")
    assert message["References"] == message["In-Reply-To"] == f"<{idea.public_id}.discussion@moot.example>"
    text = message.get_body(("plain",)).get_content()
    html = message.get_body(("html",)).get_content()
    for part in (text, html):
        assert "Joan Hale" in part
        assert "Handyperson hour" in part
        assert f"http://moot.example/ideas/{idea.public_id}" in part
        assert "Nobody reads answers" in part
    assert "<" not in text.replace("<http", "")


def test_each_notice_is_mailed_once_however_often_and_at_once_it_runs(
    post, reader, idea, chooses, news, run_mail, letterbox
):
    chooses(reader, AT_ONCE)
    news(reader, contribution_id=idea.id)
    at = clock.now()
    threads = [threading.Thread(target=run_mail, args=(at,)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    run_mail(at + timedelta(hours=1))
    assert len(letterbox.messages) == 1


@pytest.mark.parametrize("gone", ["idea", "comment"])
def test_what_was_hidden_since_leaves_in_no_mail(
    app, reader, idea, chooses, news, run_mail, letterbox, outcomes, post, gone
):
    chooses(reader, AT_ONCE)
    if gone == "comment":
        from app.rules.actors import Actor
        from app.threads import comment_service
        from app.threads.comment_service import Draft

        with app.test_request_context():
            comment_service.post(
                Actor(factories.user(app, name="Sam Reed").id), idea.public_id, Draft("Private words.")
            )
        [said] = factories.comments_of(app, idea)
        news(reader, NoticeKind.COMMENTED, contribution_id=idea.id, comment_id=said.id)
    else:
        news(reader, contribution_id=idea.id)
    with post.app_context():
        service.make_due(service.AT_ONCE, clock.now())
    hide(app, said if gone == "comment" else idea)
    assert run_mail() == 0
    assert letterbox.messages == []
    assert outcomes(reader) == ["empty"]


def test_what_can_still_be_read_is_told_beside_what_cannot(app, reader, idea, chooses, news, run_mail, letterbox):
    other = factories.contribution(app, factories.round_(app), factories.user(app), title="Grit bins")
    chooses(reader, AT_ONCE)
    news(reader, contribution_id=idea.id)
    news(reader, contribution_id=other.id)
    hide(app, idea)
    run_mail()
    [message] = letterbox.messages
    assert "Handyperson hour" not in message.as_string()
    assert message["Subject"] == "New on Folkmoot: Grit bins"


def test_a_digest_comes_in_the_morning_and_only_with_news(run, reader, idea, chooses, news, run_mail, letterbox):
    chooses(reader, DAILY)
    morning = next_morning()
    assert run_mail(morning) == 0
    news(reader, contribution_id=idea.id)
    assert run_mail(morning.replace(hour=4)) == 0
    assert run_mail(morning) == 1
    news(reader, contribution_id=idea.id)
    assert run_mail(morning + timedelta(hours=1)) == 0, "one a day"
    assert run_mail(morning + timedelta(days=1)) == 1
    assert len(letterbox.messages) == 2


def test_a_weekly_digest_comes_on_monday(reader, idea, chooses, news, run_mail):
    chooses(reader, Choice(Rhythm.WEEKLY, 0, 0))
    news(reader, contribution_id=idea.id)
    assert run_mail(next_morning(weekday=2)) == 0
    assert run_mail(next_morning(weekday=0)) == 1


def test_whoever_chose_nothing_gets_a_digest_and_whoever_wants_none_gets_none(
    app, reader, idea, chooses, news, run_mail, letterbox
):
    silent = factories.user(app, confirmed_at=factories.days_ago(90))
    chooses(silent, Choice(Rhythm.NONE))
    for person in (reader, silent):
        news(person, contribution_id=idea.id)
    run_mail(next_morning())
    assert [message["To"] for message in letterbox.messages] == [reader.email]


def test_what_was_read_on_the_site_is_not_mailed(as_user, reader, idea, news, run_mail):
    news(reader, contribution_id=idea.id)
    as_user(reader).submit("/notices", "/notices/reading")
    assert run_mail(next_morning()) == 0


def test_closed_and_unconfirmed_accounts_get_nothing(app, idea, news, run_mail):
    for fields in ({"active": False}, {"confirmed_at": None}):
        news(factories.user(app, **fields), contribution_id=idea.id)
    assert run_mail(next_morning()) == 0


def test_the_command_takes_the_hour(run, reader, idea, news, outbox):
    news(reader, contribution_id=idea.id)
    result = run("digests", "--at", next_morning().isoformat())
    assert result.output == "1 sent.\n"
    assert [message.to for message in outbox] == [[reader.email]]
    assert run("digests", "--at", next_morning().isoformat()).output == "0 sent.\n"


def test_a_storm_makes_one_mail_in_ten_minutes(app, reader, idea, chooses, news, run_mail, letterbox):
    chooses(reader, AT_ONCE)
    start = clock.now()
    for minute in range(9):
        news(reader, contribution_id=idea.id, round_id=idea.round_id)
        run_mail(start + timedelta(minutes=minute))
    assert len(letterbox.messages) == 1
    run_mail(start + timedelta(minutes=21))
    assert len(letterbox.messages) == 2
    assert "8 new texts" in letterbox.messages[1].get_body(("plain",)).get_content()


def test_what_the_mail_server_did_not_take_is_tried_again_and_not_for_ever(
    reader, idea, chooses, news, run_mail, letterbox, outcomes
):
    chooses(reader, AT_ONCE)
    news(reader, contribution_id=idea.id)
    letterbox.refuses, at = True, clock.now()
    for turn in range(MOST_TRIES + 1):
        run_mail(at + turn * (LEASE + timedelta(minutes=1)))
    assert outcomes(reader) == ["failed"]
    letterbox.refuses = False
    assert run_mail(at + timedelta(days=1)) == 0


def test_a_process_killed_with_a_mail_in_hand_is_followed_by_another(post, reader, idea, chooses, news, run_mail):
    from app.transaction import transaction

    chooses(reader, AT_ONCE)
    news(reader, contribution_id=idea.id)
    at = clock.now()
    with post.app_context():
        service.make_due(service.AT_ONCE, at)
        with transaction():
            assert queries.claim(at)
    assert run_mail(at + timedelta(minutes=5)) == 0, "it may be at work"
    assert run_mail(at + LEASE + timedelta(minutes=1)) == 1


def test_no_header_can_be_brought_in_by_a_title_or_a_name(app, chooses, news, run_mail, letterbox):
    reader = factories.user(app, name="Eve\r\nBcc: all@example.org", confirmed_at=factories.days_ago(90))
    title = "Benches\r\nBcc: all@example.org\r\n\r\nHello"
    idea = factories.contribution(app, factories.round_(app), factories.user(app), title=title)
    chooses(reader, AT_ONCE)
    news(reader, contribution_id=idea.id)
    assert run_mail() == 1
    [message] = letterbox.messages
    assert message["Bcc"] is None
    assert message["Subject"] == "New on Folkmoot: Benches Bcc: all@example.org Hello"


def test_markup_in_a_title_stays_words_in_a_mail(app, reader, chooses, news, run_mail, letterbox):
    idea = factories.contribution(
        app, factories.round_(app), factories.user(app), title="<script>alert(1)</script> & co"
    )
    chooses(reader, AT_ONCE)
    news(reader, contribution_id=idea.id)
    run_mail()
    [message] = letterbox.messages
    assert "<script>" not in message.get_body(("html",)).get_content()
    assert "<script>alert(1)</script> & co" in message.get_body(("plain",)).get_content()


def test_the_first_week_is_gentle(app, idea, chooses, news, run_mail, letterbox):
    newcomer = factories.user(app)
    chooses(newcomer, AT_ONCE)
    start = clock.now()
    for hours in range(0, 24 * 7, 6):
        news(newcomer, contribution_id=idea.id)
        run_mail(start + timedelta(hours=hours, minutes=1))
    assert len(letterbox.messages) == 3


# -- Stopping ----------------------------------------------------------------------------------------------------------


def link(letterbox):
    return letterbox.messages[0]["List-Unsubscribe"].strip(" <>").removeprefix("http://moot.example")


@pytest.fixture
def mailed(reader, idea, chooses, news, run_mail, letterbox):
    chooses(reader, AT_ONCE)
    news(reader, contribution_id=idea.id)
    run_mail()
    return link(letterbox)


def rhythm(app, person):
    with app.app_context():
        return queries.choice_of(person.id).rhythm


def test_a_mail_program_stops_it_with_one_post_and_no_session(app, client, reader, mailed):
    assert client.post(mailed, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    assert rhythm(app, reader) is Rhythm.NONE
    assert client.post(mailed, data={"List-Unsubscribe": "One-Click"}).status_code == 200


def test_a_link_that_is_only_opened_changes_nothing_and_shows_a_button(app, client, reader, mailed):
    assert "Stop the messages" in client.get(mailed).text
    assert rhythm(app, reader) is Rhythm.AT_ONCE
    assert "We write no more" in client.submit(mailed).text
    assert rhythm(app, reader) is Rhythm.NONE


def test_a_guessed_or_changed_link_stops_nobody_s_mail(app, client, reader, mailed):
    with app.app_context():
        public_id = db.session.query(Mailing.public_id).scalar()
    for token in ("nothing", public_id, f'"{public_id}".aaaa', mailed.rsplit("/", 1)[1][:-1]):
        for answer in (client.get(f"/mail/stop/{token}"), client.post(f"/mail/stop/{token}")):
            assert answer.status_code == 403
    assert rhythm(app, reader) is Rhythm.AT_ONCE


def test_one_chooses_how_often_and_when_not(app, as_user, reader):
    client = as_user(reader)
    assert client.submit("/account/mail", rhythm="weekly", quiet_from="22", quiet_until="6").status_code == 303
    with app.app_context():
        assert queries.choice_of(reader.id) == Choice(Rhythm.WEEKLY, 22, 6)
    assert client.submit("/account/mail", rhythm="hourly").status_code == 422
    assert client.get("/account/data.json").json["mail_choices"][0]["rhythm"] == "weekly"


def test_a_closed_account_leaves_no_choices_and_no_mail(app, as_user, reader, client, mailed):
    as_user(reader).submit("/account/close", password="a long enough password")
    with app.app_context():
        assert db.session.query(Mailing).count() == 0
    assert client.post(mailed).status_code == 404
