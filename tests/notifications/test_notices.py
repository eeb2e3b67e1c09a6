"""What people are told, in words made when they are read."""

import pytest
from sqlalchemy import event

from app import clock
from app.accounts.models import User
from app.extensions import db
from app.moderation.models import Decision
from app.notifications import queries
from app.notifications.models import Notice
from app.rules.moderation import Verb
from app.rules.notices import NoticeKind
from app.threads.models import Comment, Thread
from app.transaction import transaction
from tests import factories


def tell(app, person, kind=NoticeKind.COMMENTED, **about):
    with app.app_context(), transaction():
        queries.notify(person.id, kind, now=clock.now(), **about)


def unread(app, person):
    with app.app_context():
        return db.session.get(User, person.id).unread_notices


def change(app, row, **fields):
    with app.app_context():
        found = db.session.get(type(row), row.id)
        for name, value in fields.items():
            setattr(found, name, value)
        db.session.commit()


def comment(app, on, author, body="A private thought"):
    thread = factories.thread_of(app, on)
    row = Comment(
        thread_id=thread.id, round_id=on.round_id, author_id=author.id, number=1, depth=0, path="00001", folded=False,
        body=body, body_html=f"<p>{body}</p>", created_at=clock.now(),
    )  # fmt: skip
    factories.keep(app, row)
    return row


def decision(app, on, verb=Verb.HIDE, said=None):
    row = Decision(
        round_id=on.round_id, verb=verb, contribution_id=None if said else on.id, comment_id=said.id if said else None,
        rule=3, reason="It names a neighbour.", by_id=factories.user(app).id, at=clock.now(),
    )  # fmt: skip
    factories.keep(app, row)
    return row


@pytest.fixture
def idea(app):
    return factories.contribution(app, factories.round_(app), factories.user(app), title="Handyperson hour")


@pytest.fixture
def author(app, idea):
    from app.accounts.models import User

    with app.app_context():
        person = db.session.get(User, idea.author_id)
        db.session.expunge(person)
    return person


def test_a_stranger_has_none(client):
    assert client.get("/notices").status_code == 303


def test_nobody_told_is_said_in_words(app, as_user):
    page = as_user(factories.user(app)).get("/notices").text
    assert "Nothing yet" in page
    assert "Mark all as read" not in page


def test_the_author_reads_why_a_text_was_hidden(app, as_user, idea, author):
    made = decision(app, idea)
    change(app, idea, hidden_at=clock.now(), hidden_rule=3)
    tell(app, author, NoticeKind.HIDDEN, contribution_id=idea.id, decision_id=made.id, round_id=idea.round_id)
    page = as_user(author).get("/notices").text
    assert "Handyperson hour" in page, "one's own hidden text may still be read"
    assert "Rule 3" in page
    assert "It names a neighbour." in page
    assert f"/ideas/{idea.public_id}" in page


OF_A_ROUND = {NoticeKind.ROUND_OPENED, NoticeKind.ROUND_EXTENDED, NoticeKind.ROUND_CANCELLED}
OF_NO_TEXT = OF_A_ROUND | {
    NoticeKind.ASKED,
    NoticeKind.ANSWERED,
    NoticeKind.PASSED_ON,
    NoticeKind.ALL_REMOVED,
    NoticeKind.SECOND_FACTOR_OFF,
    NoticeKind.WEBHOOK_PAUSED,
    NoticeKind.PUT_UNDER_LOCK,
    NoticeKind.ESCALATED,
    NoticeKind.MESSAGE,
    NoticeKind.SPACE_ASKED,
    NoticeKind.SPACE_ACCEPTED,
    NoticeKind.SPACE_DECLINED,
    NoticeKind.SPACE_INVITED,
    NoticeKind.SPACE_PUT_OUT,
    NoticeKind.SPACE_APPEALED,
    NoticeKind.SPACE_NAME_HIDDEN,
    NoticeKind.SPACE_APPEAL_ANSWERED,
}
"""They lead to a case, a list or a conversation, and say nothing of one text."""


@pytest.mark.parametrize("kind", [kind for kind in NoticeKind if kind not in OF_NO_TEXT])
def test_each_kind_has_words(app, as_user, idea, author, kind):
    verbs = {NoticeKind.HIDDEN: Verb.HIDE, NoticeKind.RESTORED: Verb.RESTORE, NoticeKind.LOCKED: Verb.LOCK}
    said = comment(app, idea, factories.user(app, name="Sam Reed"))
    made = decision(app, idea, verbs.get(kind, Verb.UNLOCK))
    tell(app, author, kind, contribution_id=idea.id, comment_id=said.id, decision_id=made.id)
    page = as_user(author).get("/notices").text
    assert "Handyperson hour" in page or kind is NoticeKind.REPORT_SETTLED
    assert f"/comments/{said.public_id}" in page


def test_whoever_reported_is_told_what_came_of_it(app, as_user, idea):
    reporter, made = factories.user(app), decision(app, idea)
    tell(app, reporter, NoticeKind.REPORT_SETTLED, contribution_id=idea.id, decision_id=made.id)
    tell(app, reporter, NoticeKind.REPORT_SETTLED, contribution_id=idea.id)
    page = as_user(reporter).get("/notices").text
    assert "A moderator has hidden it" in page
    assert "left it as it is" in page


def test_words_that_were_hidden_since_are_told_to_nobody_else(app, as_user, idea):
    reader = factories.user(app)
    tell(app, reader, contribution_id=idea.id)
    client = as_user(reader)
    assert "Handyperson hour" in client.get("/notices").text
    change(app, idea, hidden_at=clock.now(), hidden_rule=1)
    page = client.get("/notices").text
    assert "Handyperson hour" not in page
    assert idea.public_id not in page
    change(app, idea, hidden_at=None, hidden_rule=None, withdrawn_at=clock.now())
    assert "Handyperson hour" not in client.get("/notices").text


def test_whoever_said_it_is_not_named_once_it_is_hidden(app, as_user, idea, author):
    said = comment(app, idea, factories.user(app, name="Sam Reed"))
    tell(app, author, contribution_id=idea.id, comment_id=said.id)
    client = as_user(author)
    page = client.get("/notices").text
    assert "Sam Reed" in page
    assert "A private thought" not in page
    change(app, said, hidden_at=clock.now(), hidden_rule=1)
    page = client.get("/notices").text
    assert "Sam Reed" not in page
    assert said.public_id not in page
    assert "taken down since" in page


def test_notices_are_for_their_person_alone(app, as_user, idea, author):
    tell(app, author, contribution_id=idea.id)
    page = as_user(factories.user(app)).get("/notices").text
    assert "Nothing yet" in page


def test_the_header_counts_what_is_unread_and_costs_no_query(app, as_user, author):
    client = as_user(author)
    assert "unread" not in client.get("/privacy").text
    tell(app, author)
    tell(app, author)
    statements = []
    with app.app_context():
        engine = db.engine
    listen = lambda *words: statements.append(words[2])  # noqa: E731
    event.listen(engine, "before_cursor_execute", listen)
    page = client.get("/privacy").text
    event.remove(engine, "before_cursor_execute", listen)
    assert '<span class="fm-count">2<span class="fm-hide"> unread' in page
    assert len(statements) == 1


def test_all_of_them_are_marked_as_read(app, as_user, author):
    other = factories.user(app)
    for person in (author, author, other):
        tell(app, person)
    client = as_user(author)
    assert client.get("/notices").text.count("Not read") == 2
    assert client.submit("/notices", "/notices/reading").status_code == 303
    assert "Not read" not in client.get("/notices").text
    assert (unread(app, author), unread(app, other)) == (0, 1)


def test_what_came_after_the_page_was_opened_stays_unread(app, as_user, author):
    tell(app, author)
    client = as_user(author)
    form = client.form("/notices", "/notices/reading")
    tell(app, author)
    client.post(form.action, data=form.fields)
    assert unread(app, author) == 1


@pytest.mark.parametrize("until", ["", "x", "-1", "9" * 30])
def test_what_cannot_be_read_changes_nothing(app, as_user, author, until):
    tell(app, author)
    client = as_user(author)
    form = client.form("/notices", "/notices/reading")
    assert client.post(form.action, data=form.fields | {"until": until}).status_code == 422
    assert unread(app, author) == 1


def test_without_the_token_nothing_is_marked(app, as_user, author):
    tell(app, author)
    assert as_user(author).post("/notices/reading", data={"until": "99"}).status_code == 400
    assert unread(app, author) == 1


def test_a_long_list_has_pages(app, as_user, author, monkeypatch):
    monkeypatch.setattr(queries, "NOTICES_A_PAGE", 2)
    for kind in (NoticeKind.LOCKED, NoticeKind.UNLOCKED, NoticeKind.RESTORED):
        tell(app, author, kind)
    client = as_user(author)
    first = client.get("/notices").text
    assert "was locked" not in first
    assert "is open again" in first
    with app.app_context():
        second_newest = sorted(row.id for row in db.session.query(Notice))[1]
    assert f"before={second_newest}" in first
    second = client.get("/notices", query_string={"before": second_newest}).text
    assert "was locked" in second
    assert "is open again" not in second


def test_a_page_of_notices_is_one_query_and_the_reader(app, as_user, idea, author):
    for _n in range(5):
        tell(app, author, contribution_id=idea.id, round_id=idea.round_id)
    client, statements = as_user(author), []
    with app.app_context():
        engine = db.engine
    listen = lambda *words: statements.append(words[2])  # noqa: E731
    event.listen(engine, "before_cursor_execute", listen)
    client.get("/notices")
    event.remove(engine, "before_cursor_execute", listen)
    assert len(statements) == 2
    assert Thread.__tablename__ not in statements[1]
