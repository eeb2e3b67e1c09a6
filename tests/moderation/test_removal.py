"""Everything of a spammer goes in batches: told how far it is, gone on with after whatever ended it, nothing twice."""

import threading

import pytest
from sqlalchemy import event

from app import audit
from app.extensions import db
from app.moderation import mass_queries, mass_service
from app.moderation.mass_models import Removal
from app.moderation.models import Decision, Report
from app.notifications.models import Notice
from app.rules.actors import Role
from app.rules.notices import NoticeKind
from app.threads.models import Comment
from tests import factories

TEXTS = 7


@pytest.fixture
def small_batches(monkeypatch):
    """Two texts a transaction, and one transaction a visit."""
    monkeypatch.setattr(mass_queries, "A_BATCH", 2)
    monkeypatch.setattr(mass_service, "BATCHES_A_VISIT", 1)


@pytest.fixture
def spam(town):
    """Six comments and an idea of Amina's."""
    said = [town.say(town.minder, f"Cheap scooters, {n} pounds.") for n in range(TEXTS - 1)]
    factories.contribution(town.app, town.round, town.minder.user, title="A scooter shop")
    return said


def begun(town, who):
    """Decide it through the form; gives the page that says how far it is."""
    address = f"/moderation/people/{town.minder.user.handle}/removal"
    answer = who.browser.submit(address, rule="5", reason="The same advert.")
    assert answer.status_code == 303, answer.text
    return answer.location


def decisions(app):
    with app.app_context():
        return db.session.query(Decision).filter_by(verb="remove").count()


def test_each_visit_goes_on_and_says_how_far_it_is(app, town, spam, small_batches):
    page = begun(town, town.gwen)
    assert decisions(app) == 2
    for far in (4, 6):
        shown = town.gwen.get(page).text
        assert f"{far} of {TEXTS} texts are removed." in shown
        assert "Go on" in shown
        assert decisions(app) == far
    shown = town.gwen.get(page).text
    assert "7 texts are removed, each with its own record." in shown
    assert "Go on" not in shown
    assert "7 texts are removed" in town.gwen.get(page).text
    assert decisions(app) == TEXTS
    with app.app_context():
        assert audit.verify()[1] is None
        assert db.session.query(Notice).filter_by(kind=NoticeKind.ALL_REMOVED).count() == 1


def test_each_report_is_answered_with_the_decision_on_its_own_text(app, town, spam, small_batches):
    for name in spam[:3]:
        assert town.reader.report(f"comments/{name}", "advert").status_code == 303
    page = begun(town, town.gwen)
    for _ in range(3):
        town.gwen.get(page)
    assert all(case.closed_at for case in town.cases())
    with app.app_context():
        told = db.session.query(Report.comment_id, Decision.comment_id, Decision.case_id, Report.case_id)
        told = told.join(Notice, Notice.report_id == Report.id).join(Decision, Decision.id == Notice.decision_id)
        rows = told.all()
        assert len(rows) == 3
        assert all(row[0] == row[1] and row[2] == row[3] for row in rows)
        reports = [name for (name,) in db.session.query(Report.public_id)]
    assert all("The same advert." in town.reader.get(f"/reports/{name}").text for name in reports)


def test_what_ends_in_a_batch_leaves_nothing_half_done_and_the_next_visit_completes_it(app, town, spam, small_batches):
    page = begun(town, town.gwen)
    before = factories.reload(app, town.idea).comment_count

    def crash(_connection, _cursor, statement, *_more):
        if statement.startswith("INSERT INTO thread_events"):
            raise KeyboardInterrupt

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", crash)
    with pytest.raises(KeyboardInterrupt):
        town.gwen.get(page)
    event.remove(engine, "before_cursor_execute", crash)
    assert decisions(app) == 2
    assert factories.reload(app, town.idea).comment_count == before
    with app.app_context():
        assert db.session.query(Comment).filter(Comment.hidden_at.is_not(None)).count() == 2
        assert audit.verify()[1] is None
    for _ in range(3):
        town.gwen.get(page)
    assert decisions(app) == TEXTS
    assert factories.reload(app, town.idea).comment_count == 0
    with app.app_context():
        removed = db.session.query(Removal).one()
        assert (removed.done, removed.left) == (TEXTS, 0)
        assert removed.finished_at is not None


def test_to_decide_it_again_before_it_is_finished_goes_on_with_the_first(app, town, spam, small_batches):
    first = begun(town, town.gwen)
    address = f"/moderation/people/{town.minder.user.handle}/removal"
    assert town.gwen.get(address).location == first
    assert town.gwen.post(address, rule=1, reason="Another word.").location == first
    with app.app_context():
        assert {one.reason for one in db.session.query(Decision)} == {"The same advert."}


def test_what_a_colleague_brings_back_meanwhile_and_what_is_posted_later_stays(app, town, spam, small_batches):
    page = begun(town, town.gwen)
    assert town.samir.post(f"/comments/{spam[0]}/restore", rule=5, reason="A real offer.").status_code == 303
    later = town.say(town.minder, "Sorry about that.")
    for _ in range(4):
        town.gwen.get(page)
    seen = {one.public_id: one.hidden_at for one in factories.comments_of(app, town.idea)}
    assert seen[spam[0]] is None
    assert seen[later] is None
    assert all(seen[name] for name in spam[1:])


def test_a_colleague_sees_how_far_it_is_and_does_not_go_on_in_ones_name(app, town, spam, small_batches, person, client):
    page = begun(town, town.gwen)
    assert "2 of 7 texts are removed." in town.samir.get(page).text
    assert decisions(app) == 2
    assert client.get(page).location.startswith("/login")
    for role in (Role.COMMISSIONER, Role.ADMINISTRATOR, None):
        assert person(*filter(None, [role])).get(page).status_code == 403
    assert town.author.get(page).status_code == 403
    elsewhere = page.replace(town.minder.user.handle, town.author.user.handle)
    assert town.gwen.get(elsewhere).status_code == 404


def test_whoever_moderates_no_longer_goes_on_no_longer(app, town, spam, small_batches):
    page = begun(town, town.gwen)
    with app.app_context():
        gwen = db.session.get(type(town.gwen.user), town.gwen.user.id)
        gwen.roles = []
        db.session.commit()
    assert town.gwen.get(page).status_code == 403
    assert decisions(app) == 2


def test_what_others_hid_meanwhile_does_not_keep_it_from_coming_to_its_end(app, town, spam, small_batches):
    page = begun(town, town.gwen)
    for name in spam[2:4]:
        assert town.samir.post(f"/comments/{name}/hide", rule=5, reason="Advert.").status_code == 303
    for _ in range(4):
        shown = town.gwen.get(page).text
    assert "5 texts are removed" in shown


def test_two_windows_at_once_remove_nothing_twice(app, town, spam, small_batches):
    page = begun(town, town.gwen)
    go = threading.Barrier(2)

    def visit():
        go.wait(10)
        for _ in range(4):
            town.gwen.get(page)

    windows = [threading.Thread(target=visit) for _ in range(2)]
    for window in windows:
        window.start()
    for window in windows:
        window.join(30)
    assert decisions(app) == TEXTS
    with app.app_context():
        removed = db.session.query(Removal).one()
        assert (removed.done, removed.finished_at is not None) == (TEXTS, True)
        assert audit.verify()[1] is None


def test_so_many_texts_take_so_many_statements(app, town):
    """The number of statements of a batch does not grow with its texts."""

    words = iter(["lamp", "path", "bench", "gate", "stair", "lift", "door", "ramp"])

    def statements(texts):
        for _ in range(texts):
            town.say(town.minder, " ".join([next(words)] * 9))
        counted = []
        with app.app_context():
            engine = db.engine
        count = lambda *given: counted.append(given[2])  # noqa: E731
        event.listen(engine, "before_cursor_execute", count)
        begun(town, town.gwen)
        event.remove(engine, "before_cursor_execute", count)
        return len(counted)

    assert statements(2) == statements(6)
