from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from app import audit, clock
from app.accounts.models import User
from app.contributions.models import Contribution
from app.demo import busy_service, service
from app.extensions import db
from app.rounds.models import Area, Round
from app.rules.phases import PhaseKind, phases_at
from app.rules.refusals import Conflict, Invalid, Missing
from app.rules.threads import segment
from app.themes.models import Theme, contribution_themes
from app.threads.models import Comment
from app.votes.models import VoteEvent
from tests import factories
from tests.demo.promises import count, threads_keep_their_promises

SUMMER = datetime(2027, 7, 5, 10, 30, tzinfo=UTC)


def test_loading_twice_changes_nothing(app):
    with app.app_context():
        assert service.load_round(clock.now())
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


def test_themes_that_are_there_are_kept_and_those_in_use_are_given_too(app):
    mine = factories.theme(app, "Carers", keywords="nothing")
    own = factories.theme(app, "Meals", keywords="lunch club")
    factories.theme(app, "Chairs", keywords="chair yoga", retired_at=clock.now())
    with app.app_context():
        assert service.load_round(clock.now())
        carers = db.session.scalars(select(Theme).where(Theme.name == "Carers")).one()
        assert (carers.id, carers.slug, carers.keywords) == (mine.id, mine.slug, "nothing")
        given = select(Contribution.title, Theme.slug).select_from(Contribution).join(contribution_themes).join(Theme)
        rows = [tuple(row) for row in db.session.execute(given)]
        assert ("Lunch club with a lift there and back, three days a week", own.slug) in rows
        assert {slug for title, slug in rows if title == "Chair yoga"} == {"not-being-alone"}


@pytest.mark.parametrize("now", [None, SUMMER])
def test_whoever_comes_can_post_all_three_and_the_hours_are_those_of_the_place(app, now):
    with app.app_context():
        service.load_round(now or clock.now())
        round_ = db.session.scalars(select(Round)).one()
        assert phases_at(round_.timetable, now or clock.now()) == {
            PhaseKind.NEEDS,
            PhaseKind.IDEAS,
            PhaseKind.PROPOSALS,
        }
        ideas = round_.timetable.phase(PhaseKind.IDEAS)
        assert now is None or ideas.closes_at == datetime(2027, 7, 17, 16, tzinfo=UTC)


def test_after_a_busy_idea_people_go_on_talking(app):
    """The ids that were set aside are not given again."""
    round_ = factories.round_(app)
    author = factories.user(app)
    with app.app_context():
        busy_service.make_busy(round_.slug, 30, clock.now(), lambda _: None)
        last = db.session.scalars(select(Comment).order_by(Comment.id.desc()).limit(1)).one()
        words = {"body": "And another thing", "body_html": "<p>And another thing</p>", "created_at": clock.now()}
        place = {"number": 31, "path": segment(31), "depth": 0, "folded": False}
        more = Comment(thread_id=last.thread_id, round_id=round_.id, author_id=author.id, **place, **words)
        db.session.add(more)
        db.session.commit()
        assert more.id == last.id + 1


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
