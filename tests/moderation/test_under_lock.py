"""A text under lock: its words are nowhere, for nobody, until the one who may open them says why."""

import pytest
from sqlalchemy import inspect, text
from sqlalchemy.exc import DBAPIError

from app.audit import AuditEntry
from app.escalation.models import LockedText, LockOpening
from app.extensions import db
from app.rules.actors import Role
from tests import factories
from tests.moderation.conftest import SECRET

WHY = {"rule": 7, "reason": "It threatens somebody."}


@pytest.fixture
def administrator(person):
    return person(Role.ADMINISTRATOR)


@pytest.fixture
def contact(person, administrator):
    """Whom the administrator named."""
    somebody = person(name="Nora Quill")
    named = administrator.post("/administration/escalation", handle=somebody.user.handle)
    assert named.status_code == 303, named.text
    return somebody


@pytest.fixture
def readers(town, client, person, administrator):
    """Everybody but the contact."""
    return [
        client, town.author.browser, town.reader.browser, town.gwen.browser, town.samir.browser, administrator.browser,
        person(Role.COMMISSIONER).browser,
    ]  # fmt: skip


def put_under_lock(moderator, case, **more):
    return moderator.post(f"/moderation/cases/{case}/urgent", **(WHY | more))


def everywhere(town, case, name):
    """Every address at which the words could stand."""
    slug = town.round.slug
    return [
        "/", "/notices", "/account/", "/account/data", "/account/standing", "/account/waiting", "/moderation/",
        "/moderation/queue?tab=done", f"/moderation/cases/{case}", f"/moderation/cases/{case}/urgent", "/moderation/log",
        f"/{town.thing}/case", f"/contributions/{name}/revisions/1", f"/comments/{name}/revisions/1",
        f"/comments/{name}/case", f"/comments/{name}/history", f"/comments/{name}/edit", f"/comments/{name}/move",
        f"/contributions/{name}/move", town.page, f"{town.page}/history", f"{town.page}/sheet", f"{town.page}/edit",
        f"/rounds/{slug}/ideas", f"/rounds/{slug}", f"/rounds/{slug}/results",
        f"/rounds/{slug}/results?kind=idea", f"/people/{town.author.user.handle}",
        f"/moderation/people/{town.author.user.handle}", "/escalations", "/administration/escalation", "/audit",
        f"/threads/{factories.thread_of(town.app, town.idea).public_id}/events?after=0",
        f"/drafts?key=edit-{name}",
    ]  # fmt: skip


def assert_nowhere(app, readers, pages, word=SECRET):
    for reader in readers:
        for page in pages:
            answer = reader.get(page, follow_redirects=True)
            assert word not in answer.text.lower(), page
    with app.app_context():
        for table in inspect(db.engine).get_table_names():
            for row in db.session.execute(text(f'SELECT * FROM "{table}"')):
                assert table == "locked_texts" or word not in str(row).lower(), table


def locked(app):
    with app.app_context():
        found = db.session.query(LockedText).one()
        db.session.expunge_all()
    return found


def test_the_words_of_an_idea_are_nowhere_and_come_back_when_released(app, town, contact, readers, client, outbox):
    town.author.post(f"/ideas/{town.idea.public_id}/edit", title="Lamp", body=f"More {SECRET}.", version=1)
    town.reader.report(town.thing, "illegal", f"It says {SECRET}!")
    case = town.case()
    before = town.reader.get(town.page).text
    assert SECRET in before
    town.author.post("/drafts", key=f"edit-{town.idea.public_id}", text=f"My {SECRET}", seen=0)
    assert put_under_lock(town.gwen, case).status_code == 303
    assert_nowhere(app, [*readers, contact.browser], everywhere(town, case, town.idea.public_id))
    assert town.idea.public_id not in client.get(f"/rounds/{town.round.slug}/ideas?q={SECRET}").text
    told = outbox[-1]
    assert (told.to, SECRET in told.body + told.subject) == ([contact.user.email], False)
    assert "put under lock" in town.author.get("/notices").text
    assert "A moderator has put a text under lock" in contact.get("/notices").text

    page = f"/escalations/{locked(app).public_id}"
    assert SECRET not in contact.get(page).text
    assert contact.post(page, reason=" ").status_code == 422
    opened = contact.post(page, reason="To tell the police.")
    assert f"More {SECRET}" in opened.text
    assert f"Words of the {SECRET}" in opened.text
    assert f"It says {SECRET}" in opened.text
    assert "no-store" in opened.headers["Cache-Control"]

    released(app, town, contact, client, page)


def released(app, town, contact, client, page):
    assert contact.post(f"{page}/release", reason="It was a song.").status_code == 303
    assert SECRET in client.get(town.page).text
    assert f"Words of the {SECRET}" in client.get(f"{town.page}/history").text
    assert "Lamp" in client.get(f"/rounds/{town.round.slug}/ideas?q={SECRET}").text
    assert "can be read again by all who could read it before" in town.author.get("/notices").text
    assert contact.post(page, reason="Again.").status_code == 409
    assert contact.post(f"{page}/release", reason="Again.").status_code == 409
    assert locked(app).words == ""


def test_the_words_of_a_comment_are_nowhere_and_open_pages_are_told(app, town, contact, readers, client):
    quiet = factories.contribution(app, town.round, town.minder.user, title="Quiet", body="Quiet.")
    town.idea = quiet
    comment = town.say(town.author, "A ptarmigan threat.")
    answer = town.reader.post(
        f"/contributions/{quiet.public_id}/comments", body="Do not.", parent=comment, quote=comment
    ).location
    town.reader.report(f"comments/{comment}", "illegal")
    case = town.case()
    assert put_under_lock(town.gwen, case).status_code == 303
    assert_nowhere(app, [*readers, contact.browser], [*everywhere(town, case, comment), answer], "ptarmigan")
    thread = factories.thread_of(app, quiet).public_id
    events = client.get(f"/threads/{thread}/events?after=0").get_json()["events"]
    assert (events[-1]["kind"], events[-1]["id"]) == ("comment.hidden", comment)
    assert "ptarmigan" not in str(events)
    assert factories.reload(app, quiet).comment_count == 1
    contact.post(f"/escalations/{locked(app).public_id}/release", reason="A mistake.")
    assert factories.reload(app, quiet).comment_count == 2
    assert "A ptarmigan threat." in client.get(f"/ideas/{quiet.public_id}").text


def test_each_opening_is_logged_and_shown_to_administrators_who_open_nothing(app, town, contact, administrator, person):
    put_under_lock(town.gwen, town.reported("illegal"))
    page = f"/escalations/{locked(app).public_id}"
    for other in (town.author, town.reader, town.gwen, administrator, person(Role.COMMISSIONER)):
        assert other.get("/escalations").status_code == 403
        assert other.get(page).status_code == 403
        assert other.post(page, reason="Curious.").status_code == 403
        assert other.post(f"{page}/release", reason="Curious.").status_code == 403
    for why in ("To tell the police.", "They asked again."):
        assert contact.post(page, reason=why).status_code == 200
    seen = administrator.get("/administration/escalation").text
    assert "To tell the police." in seen
    assert "They asked again." in seen
    with app.app_context():
        acts = [one.act for one in db.session.query(AuditEntry).order_by(AuditEntry.sequence)]
        assert acts.count("lock.opened") == 2
        with pytest.raises(DBAPIError):
            db.session.execute(text("DELETE FROM lock_openings"))
        db.session.rollback()
        assert db.session.query(LockOpening).count() == 2


def test_where_telling_would_do_harm_the_author_is_not_told_and_why_is_kept(town, contact, administrator):
    case = town.reported("illegal")
    refused = put_under_lock(town.gwen, case, silent="y")
    assert refused.status_code == 422
    assert "It threatens somebody." in refused.text
    assert put_under_lock(town.gwen, case, silent="y", untold="The police come first.").status_code == 303
    for page in ("/notices", "/account/standing", "/account/data"):
        assert "threatens" not in town.author.get(page).text
    assert "The police come first." in administrator.get("/administration/escalation").text


def test_no_moderator_brings_it_back_or_decides_on_it_again(app, town, contact):
    case = town.reported("illegal")
    assert put_under_lock(town.gwen, case).status_code == 303
    assert put_under_lock(town.samir, case).status_code == 409
    for verb in ("restore", "hide"):
        assert town.samir.post(f"/{town.thing}/{verb}", rule=1, reason="Hm.").status_code in {404, 409}
    assert town.reader.report(town.thing).status_code in {404, 410}


def test_whoever_took_part_does_not_decide_here_either(town):
    case = town.reported("illegal")
    town.say(town.gwen, "I was here.")
    assert "colleague decides" in town.gwen.get(f"/moderation/cases/{case}/urgent").text
    assert put_under_lock(town.gwen, case).status_code == 403
    assert put_under_lock(town.reader, case).status_code == 403


def test_without_a_contact_it_is_under_lock_all_the_same_and_one_can_be_named_later(app, town, administrator, person):
    put_under_lock(town.gwen, town.reported("illegal"))
    assert "nobody could be mailed" in town.gwen.get("/moderation/").text
    assert SECRET not in town.reader.get(town.page).text
    assert administrator.post("/administration/escalation", handle=administrator.user.handle).status_code == 403
    assert administrator.post("/administration/escalation", handle="nobody").status_code == 422
    assert town.gwen.post("/administration/escalation", handle=town.gwen.user.handle).status_code == 403
    first, second = person(), person()
    for one in (first, second):
        assert administrator.post("/administration/escalation", handle=one.user.handle).status_code == 303
    page = f"/escalations/{locked(app).public_id}"
    assert first.post(page, reason="Still me?").status_code == 403
    assert SECRET in second.post(page, reason="To look.").text


def test_the_contact_does_not_open_what_they_wrote(app, town, administrator):
    administrator.post("/administration/escalation", handle=town.author.user.handle)
    put_under_lock(town.gwen, town.reported("illegal"))
    assert town.author.post(f"/escalations/{locked(app).public_id}", reason="Mine.").status_code == 403
