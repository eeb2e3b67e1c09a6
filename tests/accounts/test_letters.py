"""Staff prints letters, sees what became of them, takes them back. A code is shown once and kept nowhere."""

import csv
import io
from datetime import timedelta

import pytest
from sqlalchemy import inspect, text

from app.accounts import letter_service, verification_service
from app.accounts.letter_models import LetterCode, LetterRun
from app.extensions import db
from app.rules.actors import Actor, Role
from app.rules.permissions import No
from app.rules.verification import MOST_LETTERS, tidy_code
from tests import factories
from tests.accounts.letters import OWN_PAGE, PRINTER, STAFF_PAGE, WRITTEN, audited, printed, verification_of

OTHERS = [None, *(role for role in Role if role not in {Role.RESIDENT, Role.FACILITATOR, Role.ADMINISTRATOR})]


@pytest.fixture
def facilitator(app):
    return factories.user(app, Role.FACILITATOR, name="Fay Cole")


@pytest.fixture
def desk(as_user, facilitator):
    return as_user(facilitator)


def print_some(desk, how_many=3, **fields):
    return desk.submit(STAFF_PAGE, PRINTER, how_many=str(how_many), **fields)


@pytest.mark.parametrize("role", OTHERS)
def test_nobody_else_prints_takes_back_or_verifies(app, as_user, role):
    person, other = factories.user(app, *([role] if role else [])), factories.user(app)
    printed(app)
    client = as_user(person)
    with app.app_context():
        run = db.session.query(LetterRun.public_id).scalar()
    pages = [STAFF_PAGE, f"{STAFF_PAGE}/people/{other.handle}"]
    acts = [PRINTER, f"{PRINTER}/{run}/withdrawal", pages[1], f"{pages[1]}/area"]
    data = {"csrf_token": client.token("/account/"), "how_many": "1", "days": "9", "look": "csv", "proof": "bill"}
    assert {client.get(page).status_code for page in pages} == {403}
    assert {client.post(act, data=data).status_code for act in acts} == {403}
    with app.app_context():
        assert [row.withdrawn_at for row in db.session.query(LetterRun)] == [None]
    assert verification_of(app, other) is None
    assert STAFF_PAGE not in client.get("/account/").text


def test_letters_are_printed_one_a_page(app, desk, facilitator):
    kilnfield = factories.area(app, "Kilnfield")
    answer = print_some(desk, 3, area=str(kilnfield.id), note="Tower block")
    codes = WRITTEN.findall(answer.text)
    assert answer.status_code == 200
    assert len(codes) == len(set(codes)) == answer.text.count("<article") == 3
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert "Kilnfield" in answer.text
    page = desk.get(STAFF_PAGE).text
    assert "3 letters" in page
    assert "Tower block" in page
    assert "Fay Cole" in page
    (entry,) = audited(app, "letters.printed")
    assert entry.actor_id == facilitator.id
    assert entry.details == f'{{"area":{kilnfield.id},"how_many":3}}'


def test_an_administrator_prints_too(app, as_user):
    assert print_some(as_user(factories.user(app, Role.ADMINISTRATOR)), 1).status_code == 200


def test_letters_come_as_a_file(app, desk):
    formula = factories.area(app, "=Danger(1)")
    answer = print_some(desk, 2, look="csv", area=str(formula.id))
    assert answer.mimetype == "text/csv"
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert "attachment" in answer.headers["Content-Disposition"]
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert [row["area"] for row in rows] == ["'=Danger(1)"] * 2
    assert all(len(tidy_code(row["code"])) == 8 for row in rows)


def test_no_table_holds_a_code(app, desk, as_user):
    code = WRITTEN.findall(print_some(desk, 1).text)[0]
    as_user(factories.user(app)).submit(OWN_PAGE, code=code)
    with app.app_context():
        held = []
        for table in inspect(db.engine).get_table_names():
            rows = db.session.execute(text(f'SELECT * FROM "{table}"')).all()
            held += [str(value).lower() for row in rows for value in row]
    assert not [value for value in held if code.lower() in value or tidy_code(code) in value]


def test_codes_are_good_under_their_own_secret_alone(app, make_app):
    (code,) = printed(app)
    person = factories.user(app)
    other = make_app(secret_key="another secret altogether")
    with other.app_context():
        assert verification_service.use_code(Actor(person.id), tidy_code(code)).no is No.CODE_UNKNOWN
    with app.app_context():
        assert verification_service.use_code(Actor(person.id), tidy_code(code)).no is None


def test_a_double_click_prints_once(app, desk):
    form = desk.form(STAFF_PAGE, PRINTER)
    data = form.fields | {"how_many": "2"}
    assert desk.post(PRINTER, data=data).status_code == 200
    again = desk.post(PRINTER, data=data)
    assert again.status_code == 409
    assert "shown only once" in again.text
    with app.app_context():
        assert db.session.query(LetterRun).count() == 1
        assert db.session.query(LetterCode).count() == 2


@pytest.mark.parametrize(
    "fields",
    [
        {"how_many": "0"}, {"how_many": str(MOST_LETTERS + 1)}, {"how_many": "many"}, {"how_many": ""},
        {"days": "0"}, {"days": "366"}, {"note": "x" * 201}, {"look": "paper"}, {"area": "999"},
    ],
)  # fmt: skip
def test_what_cannot_be_printed_is_refused_and_kept(app, desk, fields):
    answer = print_some(desk, **{"how_many": "7", "days": "31", "note": "My words"} | fields)
    assert answer.status_code == 422
    assert "Nothing was printed yet" in answer.text
    assert ("My words" in answer.text) == ("note" not in fields)
    with app.app_context():
        assert db.session.query(LetterRun).count() == 0


def test_letters_are_taken_back(app, desk, as_user, facilitator):
    used, void = WRITTEN.findall(print_some(desk, 2).text)
    first, second = factories.user(app), factories.user(app)
    assert as_user(first).submit(OWN_PAGE, code=used).status_code == 303
    with app.app_context():
        run = db.session.query(LetterRun.public_id).scalar()
    form = desk.form(STAFF_PAGE, f"{PRINTER}/{run}/withdrawal")
    assert desk.post(form.action, data=form.fields).status_code == 303
    assert "One code is void now" in desk.get(STAFF_PAGE).text
    assert desk.post(form.action, data=form.fields).status_code == 409
    assert desk.post(f"{PRINTER}/nothing/withdrawal", data=form.fields).status_code == 404
    answer = as_user(second).submit(OWN_PAGE, code=void)
    assert answer.status_code == 422
    assert "took this letter back" in answer.text
    assert verification_of(app, first) is not None
    assert verification_of(app, second) is None
    (entry,) = audited(app, "letters.withdrawn")
    assert (entry.actor_id, entry.object_id, entry.details) == (facilitator.id, run, '{"void":1}')


def test_the_list_says_what_became_of_the_letters(app, desk, as_user):
    codes = WRITTEN.findall(print_some(desk, 3).text)
    as_user(factories.user(app)).submit(OWN_PAGE, code=codes[0])
    page = desk.get(STAFF_PAGE).text
    assert 'data-label="Used">1<' in page
    assert 'data-label="Not used">2<' in page
    assert codes[0] not in page
    with app.app_context():
        db.session.query(LetterRun).update({"expires_at": factories.days_ago(1)})
        db.session.commit()
    assert "no more, since" in desk.get(STAFF_PAGE).text
    assert "Take back" not in desk.get(STAFF_PAGE).text


def test_a_long_list_has_pages(app, desk, monkeypatch):
    from app.accounts import letter_queries

    monkeypatch.setattr(letter_queries, "RUNS_A_PAGE", 1)
    for how_many in (11, 22):
        printed(app, how_many)
    first = desk.get(STAFF_PAGE).text
    assert "22 letters" in first
    assert "11 letters" not in first
    with app.app_context():
        newest = db.session.query(LetterRun.id).filter_by(how_many=22).scalar()
    assert "11 letters" in desk.get(f"{STAFF_PAGE}?before={newest}").text


def test_a_code_that_was_printed_before_is_drawn_anew(app, monkeypatch):
    draws = iter([["aaaaaaaa"], ["aaaaaaaa"], ["bbbbbbbb"]])
    monkeypatch.setattr(letter_service, "_codes", lambda how_many: next(draws))
    assert printed(app) == ("AAAA-AAAA",)
    assert printed(app) == ("BBBB-BBBB",)
    with app.app_context():
        assert db.session.query(LetterRun).count() == 2


def test_the_command_prints_codes_alone(app, run):
    factories.area(app, "Kilnfield")
    lines = run("letters", "print", "--count", "20", "--days", "9")
    codes = lines.stdout.splitlines()
    assert len(set(codes)) == 20
    assert all(len(tidy_code(code)) == 8 for code in codes)
    assert "kept nowhere" in lines.stderr
    table = run("letters", "print", "--count", "2", "--area", "Kilnfield", "--format", "csv")
    assert [row["area"] for row in csv.DictReader(io.StringIO(table.stdout))] == ["Kilnfield"] * 2
    assert [entry.actor_id for entry in audited(app, "letters.printed")] == [None, None]
    with app.app_context():
        first = db.session.query(LetterRun).order_by(LetterRun.id).first()
        assert first.expires_at - first.at == timedelta(days=9)


@pytest.mark.parametrize(
    "options", [["--count", "0"], ["--count", "1", "--days", "0"], ["--count", "1", "--area", "Atlantis"]]
)
def test_the_command_refuses_what_cannot_be(app, run, options):
    assert run("letters", "print", *options).exit_code != 0
    with app.app_context():
        assert db.session.query(LetterRun).count() == 0
