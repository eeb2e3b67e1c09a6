"""What an attacker would try across features: names that claim to be others, downloads in caches and spreadsheets, drafts by
their names, headers of mail, signs that hide. What belongs to one feature is tried among its own tests."""

import csv
import io
import zipfile
from html import unescape

import pytest

from app.accounts import queries
from app.extensions import db
from app.moderation.models import Decision
from app.rules.actors import Role
from app.rules.phases import PhaseKind
from tests import factories
from tests.web import PASSWORD

BODIES = [
    "Aldermere Borough Council", "aldermere borough council", "Aldermere Council", "Ａｌｄｅｒｍｅｒｅ Council",
    "Brindle Repairs", "BRINDLE  REPAIRS", "Brindlе Repаirs", "Br\u0131ndle Repairs", "Brindle\u200bRepairs",
    "Brindle Repairs\u202e", "Bri\u0301ndle Repairs.", "ꓐrindle Repairs",
]  # fmt: skip
OFFICES = [
    "Moderator",
    "mоdеrаtоr",
    "ᴀᴅᴍɪɴ",
    "adrnin",
    "The Folkmoot Team",
    "Staff\u200d",
    "ADMÍNISTRATOR",
    "m\u0336o\u0336derator",
]
HIDERS = "A\u202e\u2066b\u200b\u00adc\x00\x1bd\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301ef"
"""What turns the line round, hides, or towers."""

FORMULA = '=HYPERLINK("https://evil.example","Mend the lift")'
STARTS = ("=", "+", "-", "@", "\t", "\r")


@pytest.fixture
def repairs(app):
    return factories.organisation(app, "Brindle Repairs")


# -- Names ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [*BODIES, *OFFICES])
def test_nobody_registers_as_somebody_else(app, client, repairs, name):
    answer = client.submit("/register", email="mary@example.org", display_name=name, password=PASSWORD)
    assert answer.status_code == 422
    with app.app_context():
        assert queries.person_by_email("mary@example.org") is None


@pytest.mark.parametrize("name", [*BODIES, *OFFICES])
def test_nobody_renames_themselves_to_somebody_else(app, as_user, repairs, name):
    person = factories.user(app, name="Mary Okafor")
    assert as_user(person).submit("/account/", display_name=name).status_code == 422
    assert factories.reload(app, person).display_name == "Mary Okafor"


@pytest.mark.parametrize("name", [*BODIES[4:], *OFFICES])
def test_no_organisation_takes_the_name_of_another_or_of_an_office(app, as_user, repairs, name):
    boss = as_user(factories.user(app, Role.ADMINISTRATOR))
    assert boss.submit("/administration/organisations", name=name, about="").status_code == 422
    with app.app_context():
        assert [one.name for one in queries.organisations()] == ["Brindle Repairs"]


def test_a_name_from_before_stays_and_an_organisation_s_own_account_has_its_name(app, as_user, repairs):
    old = factories.user(app, name="Brindle Repairs")
    assert as_user(old).submit("/account/", about="I mend.").status_code == 303
    own = factories.user(app, Role.ORGANISATION, name="Reception", organisation_id=repairs.id)
    assert as_user(own).submit("/account/", display_name="Brindle Repairs").status_code == 303


def test_people_with_one_name_have_addresses_of_their_own(app, client):
    for n in range(2):
        client.submit("/register", email=f"mary{n}@example.org", display_name="Mary Okafor", password=PASSWORD)
    with app.app_context():
        handles = {queries.person_by_email(f"mary{n}@example.org").handle for n in range(2)}
    assert len(handles) == 2


# -- Signs that hide, and mail -----------------------------------------------------------------------------------------


def test_signs_that_hide_or_turn_the_line_stand_in_no_title_name_or_text(app, as_user, client):
    round_ = factories.round_(app, PhaseKind.IDEAS)
    person = as_user(factories.user(app, confirmed_at=factories.days_ago(90)))
    form = f"/rounds/{round_.slug}/ideas/new"
    made = person.submit(form, title=f"{HIDERS} title", body=f"{HIDERS} body", intent="publish")
    assert made.status_code == 303, made.text
    person.submit("/account/", display_name=f"{HIDERS} name", about=HIDERS)
    pages = unescape(client.get(made.location).text + person.get("/account/").text)
    for sign in HIDERS:
        assert sign == "\u0301" or not (sign in pages and not sign.isascii()), repr(sign)
    assert "\u0301" * 5 not in pages
    assert "\x00" not in pages
    assert "\x1b" not in pages


def test_no_header_of_an_invitation_is_brought_in_by_the_organisation_s_name(app, as_user, outbox):
    """Its form takes one line; were another to stand in the table, it would still be one."""
    repairs = factories.organisation(app, "Repairs\r\nBcc: everybody@example.org\r\n\r\nHello")
    boss = factories.user(app, name="Ruth")
    with app.app_context():
        from app.organisations.models import Membership
        from app.rules.organisations import MemberRole

        member = {"organisation_id": repairs.id, "person_id": boss.id, "role": MemberRole.OWNER, "by_id": boss.id}
        db.session.add(Membership(**member, since=factories.days_ago(1)))
        db.session.commit()
    page = f"/organisations/{repairs.handle}/members"
    as_user(boss).submit(page, f"/organisations/{repairs.handle}/invitations", email="a@example.org", role="member")
    [mail] = outbox
    assert "\n" not in mail.subject
    with app.app_context():
        assert mail.message()["Bcc"] is None
    assert mail.recipients() == ["a@example.org"]


# -- Downloads ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def downloads(app, as_user, client):
    """Every address that gives a table or a document, asked by whoever may have it."""
    north = factories.area(app, FORMULA, 1000)
    round_ = factories.round_(app, over=(PhaseKind.IDEAS,))
    people = [factories.user(app, area_id=north.id) for _ in range(2)]
    factories.contribution(app, round_, people[0], title=FORMULA, area_id=north.id)
    staff = as_user(factories.user(app, Role.FACILITATOR))
    letters = {"how_many": "1", "days": "30", "area": str(north.id), "look": "csv"}
    return {
        **{
            f"results.{kind}": client.get(f"/rounds/{round_.slug}/results.{kind}?kind=idea")
            for kind in ("csv", "xlsx", "json")
        },
        "letters": staff.submit("/staff/verification", "/staff/verification/letters", **letters),
        "log": client.get("/moderation/log.csv"),
        "report": client.get("/moderation/report.csv"),
        "audit": client.get("/audit.csv"),
        "data": as_user(people[0]).get("/account/data.json"),
    }


def test_no_cell_of_any_table_is_a_formula(downloads):
    told = 0
    for name, answer in downloads.items():
        assert answer.status_code == 200, (name, answer.status_code, answer.text[:500])
        if answer.mimetype == "text/csv":
            for row in csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"))):
                assert not any(cell.startswith(STARTS) and not cell[1:2].isdigit() for cell in row), (name, row)
                told += any("HYPERLINK" in cell for cell in row)
        elif "sheet" in answer.mimetype:
            book = zipfile.ZipFile(io.BytesIO(answer.data))
            sheets = [book.read(part).decode() for part in book.namelist() if "worksheets/sheet" in part]
            assert not any("<f>" in sheet for sheet in sheets)
            assert not any("externalLink" in part or "hyperlink" in part.lower() for part in book.namelist())
    assert told >= 2, "the results and the letters have it"


def test_no_shared_cache_keeps_what_differs_by_reader(downloads, client):
    for name, answer in downloads.items():
        assert "private" in answer.headers["Cache-Control"], name
        assert "ETag" not in answer.headers, name
        assert "no-store" in answer.headers["Cache-Control"] or "Cookie" in answer.headers.get("Vary", ""), name


def test_a_page_is_never_answered_with_not_modified(app, as_user, client):
    idea = factories.contribution(app, factories.round_(app), factories.user(app))
    page = f"/ideas/{idea.public_id}"
    for browser in (client, as_user(factories.user(app))):
        seen = browser.get(page)
        given = {"If-None-Match": "*", "If-Modified-Since": "Fri, 31 Dec 2100 23:59:59 GMT"}
        assert seen.headers.get("ETag") is None
        assert browser.get(page, headers=given).status_code == 200


def test_there_is_no_sitemap_and_no_page_describes_itself_to_other_sites(app, client):
    idea = factories.contribution(app, factories.round_(app), factories.user(app))
    assert client.get("/sitemap.xml").status_code == 404
    page = client.get(f"/ideas/{idea.public_id}").text
    assert "og:" not in page
    assert "twitter:" not in page


# -- Drafts by their names ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "act",
    [
        "contributions/{draft}/hide", "contributions/{draft}/restore", "contributions/{draft}/keep",
        "contributions/{draft}/revisions/1/hide", "contributions/{draft}/move", "contributions/{draft}/reports",
        "threads/{thread}/lock",
    ],
)  # fmt: skip
def test_a_moderator_does_nothing_to_a_draft_whose_name_became_known(app, as_user, act):
    draft = factories.contribution(app, factories.round_(app, PhaseKind.IDEAS), factories.user(app), published_at=None)
    minder = as_user(factories.user(app, Role.MODERATOR))
    address = act.format(draft=draft.public_id, thread=factories.thread_of(app, draft).public_id)
    sent = {"rule": "1", "reason": "I have not read it.", "ground": "rules", "text": "", "kind": "need", "goal": "x"}
    assert minder.post(f"/{address}", data=sent | {"csrf_token": minder.token("/account/")}).status_code == 404
    found = factories.reload(app, draft)
    assert (found.hidden_at, found.published_at, found.kind) == (None, None, draft.kind)
    with app.app_context():
        assert db.session.query(Decision).count() == 0
