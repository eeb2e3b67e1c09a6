"""A reported message and the few around it are all that moderators ever read, and that they read them is put down."""

import pytest

from app.audit import AuditEntry
from app.extensions import db
from app.messages.models import MessageEvidence
from app.moderation.case_models import Case
from app.moderation.models import Report
from app.rules.actors import Role
from tests import factories
from tests.messages.conftest import name_of


@pytest.fixture
def said(joan, femi, talk):
    """Ten messages after the first, by turns; the number of each is in its words."""
    for number in range(2, 12):
        writer = joan if number % 2 else femi
        assert writer.says(talk, f"message-{number:02}-words").status_code == 303
    return talk


def the_case(app):
    with app.app_context():
        return db.session.query(Case).one().public_id


def audited(app, act):
    with app.app_context():
        return db.session.query(AuditEntry).filter_by(act=act).count()


def shown(text):
    return {number for number in range(1, 12) if f"message-{number:02}-words" in text}


def test_moderators_read_what_was_reported_with_the_few_around_it(app, joan, femi, writer, said):
    page = femi.client.get(f"/messages/{said}/7/reports").text
    assert shown(page) == {5, 6, 7, 8, 9}
    answer = femi.reports(said, 7, text="It threatens me.")
    assert answer.status_code == 303
    moderator, case = writer(Role.MODERATOR), the_case(app)
    file = moderator.client.get(f"/moderation/cases/{case}").text
    assert "Joan Whitlock" in file
    assert shown(file) == set()
    assert audited(app, "messages.read_as_evidence") == 0
    evidence = moderator.client.get(f"/moderation/cases/{case}/messages").text
    assert shown(evidence) == {5, 6, 7, 8, 9}
    assert "Femi" not in evidence
    assert said not in evidence
    assert audited(app, "messages.read_as_evidence") == 1
    assert moderator.sees(said).status_code == 404
    assert shown(moderator.client.get("/moderation/").text) == set()


def test_a_report_joins_the_case_and_a_second_lays_more_into_it(app, femi, said, writer):
    for number in (7, 9, 9):
        assert femi.reports(said, number).status_code == 303
    moderator = writer(Role.MODERATOR)
    with app.app_context():
        assert db.session.query(Report).count() == 1
        assert db.session.query(MessageEvidence).filter_by(is_reported=True).count() == 2
    assert shown(moderator.client.get(f"/moderation/cases/{the_case(app)}/messages").text) == set(range(5, 12))


def test_nobody_but_a_moderator_who_stands_far_reads_them(app, client, joan, femi, said, writer):
    femi.reports(said, 7)
    page = f"/moderation/cases/{the_case(app)}/messages"
    for role in set(Role) - {Role.MODERATOR}:
        answer = writer(role).client.get(page)
        assert answer.status_code == 403, role
        assert shown(answer.text) == set()
    assert client.get(page).status_code in {302, 303}
    moderator = writer(Role.MODERATOR)
    assert moderator.client.get("/moderation/cases/nothinghere1/messages").status_code == 404
    assert audited(app, "messages.read_as_evidence") == 0


def test_a_moderator_who_is_a_side_of_it_leaves_it_to_a_colleague(app, writer):
    reporter, author = writer(Role.MODERATOR, name="Grace"), writer(Role.MODERATOR, name="Paul")
    name = name_of(author.asks(reporter, "message-01-words"))
    assert reporter.reports(name, 1).status_code == 303
    case = the_case(app)
    for one in (reporter, author):
        assert one.client.get(f"/moderation/cases/{case}/messages").status_code == 403
        token = one.client.token("/account/")
        assert one.client.post(f"/moderation/cases/{case}/claim", data={"csrf_token": token}).status_code == 403
        taken = one.client.post("/moderation/next", data={"csrf_token": token})
        assert taken.headers["Location"].endswith("/moderation/queue") or taken.headers["Location"].endswith(
            "/moderation/"
        )
    assert "message-01-words" in writer(Role.MODERATOR).client.get(f"/moderation/cases/{case}/messages").text


def test_one_reports_what_the_other_wrote_and_what_one_can_read(app, joan, femi, said):
    assert joan.client.get(f"/messages/{said}/7/reports").status_code == 404
    femi.does(said, "block")
    joan.says(said, "message-never-arrives")
    assert femi.client.get(f"/messages/{said}/12/reports").status_code == 404
    femi.reports(said, 11)
    with app.app_context():
        assert (
            db.session.query(MessageEvidence).filter(MessageEvidence.body_html.contains("never-arrives")).count() == 0
        )
    for number in (0, 13, 2**31 - 1, 2**40):
        assert femi.client.get(f"/messages/{said}/{number}/reports").status_code == 404


def test_a_report_without_a_reason_says_so(app, femi, said):
    answer = femi.reports(said, 7, reason="")
    assert answer.status_code == 422
    assert "Choose what is wrong" in answer.text
    with app.app_context():
        assert db.session.query(Report).count() == 0


def test_an_organisation_s_answer_is_reported_without_naming_its_writer_to_the_reporter(app, joan, writer):
    repairs = factories.organisation(app)
    ruth = writer(Role.ORGANISATION, name="Ruth Secret", organisation_id=repairs.id)
    name = name_of(joan.asks(repairs, "Hello", "organisations"))
    ruth.says(name, "message-02-words")
    answer = joan.reports(name, 2)
    assert "Ruth Secret" not in joan.client.get(answer.headers["Location"]).text
    assert "Ruth Secret" not in joan.client.get(f"/messages/{name}/2/reports").text
    assert "Ruth Secret" in writer(Role.MODERATOR).client.get(f"/moderation/cases/{the_case(app)}").text


def test_evidence_outlives_the_account_until_the_case_is_decided(app, joan, femi, said, writer):
    femi.reports(said, 7)
    joan.client.submit("/account/close", password="a long enough password")
    moderator = writer(Role.MODERATOR)
    assert "message-07-words" in moderator.client.get(f"/moderation/cases/{the_case(app)}/messages").text
