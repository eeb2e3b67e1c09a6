"""A saved search that is followed brings notices: of what others posted, once, together, and only while it may be read."""

from datetime import timedelta

import pytest

from app import clock
from app.extensions import db
from app.following import queries as following
from app.moderation.models import CommunityRule
from app.notifications.models import Notice
from app.outbox import service as outbox
from app.rules.following import Followable, Why
from app.rules.notices import NoticeKind
from app.rules.saving import BETWEEN
from app.search import watch_service
from app.search.saved_models import SavedSearch
from app.threads.models import Comment
from tests import factories
from tests.messages.conftest import at_once

HOUR = timedelta(hours=1)


@pytest.fixture
def me(app):
    return factories.user(app)


@pytest.fixture
def author(app):
    return factories.user(app)


@pytest.fixture
def round_(app):
    return factories.round_(app)


@pytest.fixture
def follow(app, as_user, me):
    """Keep a search and follow it, as the buttons do; as if two hours ago."""

    def followed(q="ramp", **more):
        client = as_user(me)
        where = "".join(f"&{name}={value}" for name, value in more.items())
        assert client.submit(f"/search?q={q}{where}", "/searches/").status_code == 303
        with app.app_context():
            name = db.session.query(SavedSearch.public_id).order_by(SavedSearch.id.desc()).limit(1).scalar()
        assert client.submit("/searches/", f"/follows/search/{name}").status_code == 303
        with app.app_context():
            db.session.execute(db.text("UPDATE follows SET since = :at"), {"at": clock.now() - 2 * HOUR})
            db.session.commit()
        return name

    return followed


@pytest.fixture
def post(app, author, round_):
    def posted(title="A ramp", by=author, in_round=round_, minutes=30, **fields):
        at = clock.now() - timedelta(minutes=minutes)
        return factories.contribution(app, in_round, by, title=title, published_at=at, **fields)

    return posted


@pytest.fixture
def look(app, me):
    """Do what the job does so many hours from now; gives the person's notices."""

    def looked(hours=0):
        with app.app_context():
            watch_service.tell(clock.now() + hours * HOUR)
            rows = db.session.query(Notice).filter_by(person_id=me.id).order_by(Notice.id)
            return [(row.kind.value, row.contribution_id) for row in rows]

    return looked


def hide(app, row):
    with app.app_context():
        found = db.session.get(type(row), row.id)
        found.hidden_at, found.hidden_rule = clock.now(), db.session.query(CommunityRule.number).limit(1).scalar()
        db.session.commit()


def test_what_answers_is_told_once_and_together(as_user, me, follow, post, look):
    follow()
    found = [post("A ramp"), post("Two ramps", minutes=20), post("Hot meals", body="Beside the ramp.", minutes=10)]
    post("Something else")
    told = [("found", one.id) for one in reversed(found)]
    assert sorted(look()) == sorted(told)
    assert sorted(look(hours=3)) == sorted(told)
    page = as_user(me).get("/notices").text
    assert "3 new for “ramp”" in page
    assert "/search?q=ramp" in page
    assert "You follow this search" in page


def test_it_looks_again_after_about_an_hour_and_not_before(app, follow, post, look):
    follow()
    post()
    assert len(look()) == 1
    later = post("Another ramp", minutes=-5)
    assert len(look(hours=BETWEEN / HOUR / 2)) == 1
    assert look(hours=1.5)[-1] == ("found", later.id)


def test_never_of_ones_own_or_of_what_was_there_before(follow, post, look, me):
    follow()
    post(by=me)
    post(minutes=600)
    assert look() == []


def test_what_was_hidden_before_it_leaves_is_not_told_and_afterwards_not_counted(app, as_user, me, follow, post, look):
    follow()
    hide(app, post("A hidden ramp"))
    shown, gone = post("A ramp"), post("An insulting ramp")
    assert len(look()) == 2
    hide(app, gone)
    page = as_user(me).get("/notices").text
    assert "New for “ramp”:" in page
    assert "insulting" not in page
    hide(app, shown)
    assert "it was taken down since" in as_user(me).get("/notices").text


def test_a_narrowed_search_brings_what_stands_there(app, follow, post, look):
    area, theme, elsewhere = factories.area(app), factories.theme(app), factories.round_(app)
    follow(round=elsewhere.slug, area=area.slug, theme=theme.slug)
    post()
    post(in_round=elsewhere)
    post(in_round=elsewhere, area_id=area.id)
    there = post(in_round=elsewhere, area_id=area.id)
    with app.app_context():
        tie = {"contribution": there.id, "theme": theme.id}
        db.session.execute(db.text("INSERT INTO contribution_themes VALUES (:contribution, :theme)"), tie)
        db.session.commit()
    assert look() == [("found", there.id)]


def test_what_a_follower_of_the_round_was_told_is_not_told_again(app, as_user, me, author, round_, follow, look):
    follow()
    with app.app_context():
        following.follow(me.id, Followable.ROUND, round_.id, Why.ASKED, clock.now())
        db.session.commit()
    client = as_user(author)
    assert client.submit(f"/rounds/{round_.slug}/needs/new", title="A ramp", body="I cannot climb.").status_code == 303
    with app.app_context():
        outbox.tell_all(clock.now())
    assert [kind for kind, _ in look(hours=1)] == ["published"]


def test_stopped_by_the_link_it_brings_nothing_more(as_user, me, follow, post, look):
    name = follow()
    client = as_user(me)
    stop = next(form for form in client.forms(f"/follows/search/{name}") if form.action.endswith("/stop"))
    assert client.post(stop.action, data=stop.fields).status_code == 303
    post()
    assert look() == []


def test_whoever_wants_to_hear_of_no_new_texts_does_not(as_user, me, follow, post, look):
    follow()
    client = as_user(me)
    client.post("/notices/choices", data={"csrf_token": client.token("/account/"), "topics": ["answers"]})
    post()
    assert look() == []


def test_two_looks_at_once_tell_each_once(app, follow, post, look):
    follow()
    found = [post(f"Ramp {number}").id for number in range(5)]
    now = clock.now()
    gave = at_once(app, *[lambda: watch_service.tell(now)] * 3)
    assert [one for one in gave if isinstance(one, Exception)] == []
    assert sorted(key for _, key in look()) == sorted(found)


def test_a_deleted_search_takes_its_notices_along_and_nobody_follows_anothers(app, as_user, me, follow, post, look):
    name = follow()
    post()
    assert len(look()) == 1
    other = as_user(factories.user(app))
    assert other.get(f"/follows/search/{name}").status_code == 404
    assert as_user(me).submit("/searches/", f"/searches/{name}/deletion").status_code == 303
    assert look() == []
    assert "ramp" not in as_user(me).get("/follows").text


@pytest.mark.parametrize("what", ["person", "round", "organisation"])
def test_a_search_for_what_nobody_posts_has_no_button(as_user, me, what):
    client = as_user(me)
    assert client.submit(f"/search?q=ramp&what={what}", "/searches/").status_code == 303
    assert "/follows/search/" not in client.get("/searches/").text


# -- Comments ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def bench(post):
    """Something old, which does not answer by itself."""
    return post("A bench", body="To sit on.", minutes=600)


@pytest.fixture
def say(app, as_user, author, bench):
    """Comment through the page, as if half an hour ago."""

    def said(body="The ramp is steep.", by=author, minutes=30, under=bench):
        client = as_user(by)
        data = {"csrf_token": client.token("/account/"), "body": body}
        assert client.post(f"/contributions/{under.public_id}/comments", data=data).status_code == 303
        made = max(factories.comments_of(app, under), key=lambda comment: comment.id)
        with app.app_context():
            db.session.get(Comment, made.id).created_at = clock.now() - timedelta(minutes=minutes)
            db.session.commit()
        return made

    return said


@pytest.fixture
def told(app, me):
    """Of which comments the person was told by the job, run so many hours from now."""

    def asked(hours=0):
        with app.app_context():
            watch_service.tell(clock.now() + hours * HOUR)
            rows = db.session.query(Notice).filter(Notice.person_id == me.id, Notice.comment_id.is_not(None))
            return [row.comment_id for row in rows.order_by(Notice.id) if row.kind == "found"]

    return asked


def test_comments_that_answer_are_told_once_each_and_together(as_user, me, follow, say, post, told):
    follow()
    found = [say(), say("A second ramp.", minutes=20)]
    say("The kerb is high.")
    post("A ramp")
    for hours in (0, 0, 3):
        assert sorted(told(hours)) == sorted(one.id for one in found)
    page = as_user(me).get("/notices").text
    assert "3 new for “ramp”" in page


def test_one_comment_is_told_with_the_way_to_it(as_user, me, follow, say, told):
    follow(what="comment")
    comment = say()
    assert told() == [comment.id]
    page = as_user(me).get("/notices").text
    assert "New for “ramp”: a comment under" in page
    assert "A bench" in page
    assert f'href="/comments/{comment.public_id}"' in page
    assert "steep" not in page


def test_whoever_looks_for_contributions_is_not_told_of_comments_nor_the_other_way(follow, say, post, told, look):
    follow(what="contribution")
    say()
    assert told() == []
    follow(what="comment", q="kerb")
    post("A kerb")
    assert [one for one in look(hours=2) if one[0] == "found"] == []


def test_a_comment_of_ones_own_or_of_before_is_no_news(me, follow, say, told):
    follow()
    say(by=me)
    say(minutes=600)
    assert told() == []


def test_a_comment_that_was_taken_down_is_not_told_and_afterwards_not_named(app, as_user, me, follow, say, told):
    follow()
    hide(app, say())
    shown = say("Another ramp.")
    assert told() == [shown.id]
    hide(app, shown)
    page = as_user(me).get("/notices").text
    assert "it was taken down since" in page
    assert shown.public_id not in page


def test_nothing_is_told_of_a_discussion_whose_contribution_is_hidden(app, follow, say, bench, told):
    follow()
    say()
    hide(app, bench)
    assert told() == []


def test_what_is_said_in_a_space_reaches_no_search(app, as_user, me, author, follow, told):
    follow()
    client, member = as_user(author), as_user(me)
    made = client.submit("/spaces/new", name="Mill Lane", about="For neighbours.", kind="open").location
    token = {"csrf_token": member.token("/account/")}
    assert member.post(f"{made}/members", data=token).status_code == 303
    topic = client.submit(f"{made}/topics/new", title="Doors", body="Which?").location
    door = f"/contributions/{topic.rpartition('/')[2]}/comments"
    assert client.submit(topic, door, body="A ramp, I say.").status_code == 303
    assert told(hours=1) == []


def test_a_muted_discussion_and_what_was_told_already_are_left_out(app, as_user, me, follow, say, post, told):
    follow()
    muted, followed = post("A quiet bench", minutes=600), post("A loud bench", minutes=600)
    client = as_user(me)
    token = {"csrf_token": client.token("/account/")}
    assert client.post(f"/mutes/{muted.public_id}", data=token).status_code == 303
    say(under=muted)
    heard = say(under=followed)
    about = {"contribution_id": followed.id, "comment_id": heard.id, "round_id": followed.round_id}
    factories.keep(app, Notice(person_id=me.id, kind=NoticeKind.COMMENTED, at=clock.now(), **about))
    assert told() == []


def test_a_narrowed_search_brings_comments_that_stand_there(app, follow, say, post, told):
    area, elsewhere = factories.area(app), factories.round_(app)
    follow(round=elsewhere.slug, area=area.slug)
    say()
    say(under=post("A bench", in_round=elsewhere))
    there = say(under=post("A bench", in_round=elsewhere, area_id=area.id))
    assert told() == [there.id]


def test_two_looks_at_once_tell_each_comment_once(app, follow, say, told):
    follow()
    found = [say(f"Ramp {number}.").id for number in range(5)]
    now = clock.now()
    gave = at_once(app, *[lambda: watch_service.tell(now)] * 3)
    assert [one for one in gave if isinstance(one, Exception)] == []
    assert sorted(told()) == sorted(found)


def test_a_thousand_comments_within_the_hour_push_none_out(app, follow, say, told):
    """Of a busy hour, all is told: what came first, and what many others wrote after it."""
    follow()
    first, second = say(minutes=50), say("A second ramp.", minutes=40)
    with app.app_context():
        columns = [column for column in Comment.__table__.columns if column.name != "id"]
        row = dict(db.session.execute(db.select(*columns).where(Comment.id == second.id)).one()._mapping)
        more = [
            row | {"public_id": f"many{n:08}", "path": f"9{n:04}", "number": 9 + n, "body": "A ramp."}
            for n in range(1_100)
        ]
        db.session.execute(db.insert(Comment), more)
        indexed = (
            "INSERT INTO search_comments (comment_id, body, room) SELECT c.id, 'a ramp', s.room FROM comments c JOIN "
        )
        indexed += "search_comments s ON s.comment_id = :known WHERE c.id > :known"
        db.session.execute(db.text(indexed), {"known": second.id})
        db.session.commit()
    found = told()
    assert first.id in found
    assert len(found) == len(set(found)) == 1_102
    assert len(told(hours=3)) == 1_102


def test_closing_the_account_takes_all_of_it_along(app, as_user, me, follow, post, look):
    from tests.web import PASSWORD

    follow()
    post()
    look()
    assert as_user(me).submit("/account/close", password=PASSWORD).status_code == 303
    assert look() == []
    with app.app_context():
        assert db.session.query(SavedSearch).count() == 0
