"""Themes: kept by administrators, chosen by whoever writes, shown where a contribution stands."""

import pytest

from app.audit import AuditEntry
from app.extensions import db
from app.rules.actors import Role
from tests import factories

PAGE = "/administration/themes"


@pytest.fixture
def administrator(app, as_user):
    return as_user(factories.user(app, Role.ADMINISTRATOR))


@pytest.fixture
def themes(administrator):
    for name, keywords in (
        ("Getting about", "bus, taxi, lift"),
        ("Health", "doctor, nurse"),
        ("Play", ""),
        ("Zoos", ""),
    ):
        assert administrator.submit(PAGE, name=name, keywords=keywords).status_code == 303
    return ["getting-about", "health", "play", "zoos"]


@pytest.fixture
def author(app):
    return factories.user(app)


def write(browser, round_, themes, title="A taxi to the doctor", **fields):
    address = f"/rounds/{round_.slug}/needs/new"
    return browser.submit(address, title=title, body="I cannot walk that far.", themes=themes, **fields)


@pytest.mark.parametrize("role", [None, Role.MODERATOR, Role.COMMISSIONER])
def test_nobody_else_keeps_the_list(app, as_user, themes, role):
    reader = as_user(factories.user(app, *([role] if role else [])))
    token = {"csrf_token": reader.token("/account/")}
    assert reader.get(PAGE).status_code == 403
    assert reader.post(PAGE, data=token | {"name": "Mine"}).status_code == 403
    assert reader.post(f"{PAGE}/health/retirement", data=token).status_code == 403
    assert reader.get("/themes/health").status_code == 200


def test_what_administrators_do_is_in_the_log(app, administrator, themes):
    change = f"{PAGE}?change=health"
    form = administrator.form(change, PAGE)
    assert administrator.post(change, data=form.fields | {"name": "Health and care"}).status_code == 303
    administrator.submit(PAGE, f"{PAGE}/play/retirement")
    with app.app_context():
        acts = db.session.query(AuditEntry.act).filter(AuditEntry.act.like("theme.%")).order_by(AuditEntry.sequence)
        assert [act for (act,) in acts] == ["theme.made"] * 4 + ["theme.changed", "theme.retired"]
    assert "Health and care" in administrator.get("/themes/health").text
    assert administrator.get("/themes/play").status_code == 404


def test_a_name_is_given_once(administrator, themes):
    response = administrator.submit(PAGE, name="Health")
    assert response.status_code == 409
    assert "Another theme has this name" in response.text
    assert administrator.submit(PAGE, name="").status_code == 422


def test_a_contribution_shows_its_themes_where_it_stands(app, as_user, client, themes, author):
    round_ = factories.round_(app)
    made = write(as_user(author), round_, ["getting-about", "health", "no-such-theme"])
    assert made.status_code == 303
    page = client.get(made.location).text
    assert 'href="/themes/getting-about"' in page
    assert 'href="/themes/health"' in page
    assert 'href="/themes/play"' not in page
    listed = client.get(f"/rounds/{round_.slug}/needs").text
    assert "Getting about · Health" in listed
    assert "A taxi to the doctor" in client.get(f"/rounds/{round_.slug}/needs?theme=health").text
    assert "Nothing found" in client.get(f"/rounds/{round_.slug}/needs?theme=play").text
    assert "A taxi to the doctor" in client.get("/themes/health").text
    assert "Nothing here yet" in client.get("/themes/play").text
    assert "A taxi to the doctor" in client.get("/search?q=tax&theme=health").text.replace("<mark>taxi</mark>", "taxi")
    assert "Nothing found" in client.get("/search?q=tax&theme=play").text


def test_themes_can_be_changed_and_one_out_of_use_is_gone(app, as_user, client, administrator, themes, author):
    browser = as_user(author)
    made = write(browser, factories.round_(app), ["health"])
    assert browser.submit(f"{made.location}/edit", themes=["play"]).status_code == 303
    page = client.get(made.location).text
    assert 'href="/themes/play"' in page
    assert 'href="/themes/health"' not in page
    administrator.submit(PAGE, f"{PAGE}/play/retirement")
    assert 'href="/themes/play"' not in client.get(made.location).text
    administrator.submit(PAGE, f"{PAGE}/play/retirement")
    assert 'href="/themes/play"' in client.get(made.location).text


def test_four_are_too_many_and_nothing_is_lost(app, as_user, themes, author):
    response = write(as_user(author), factories.round_(app), themes)
    assert response.status_code == 422
    assert "Choose at most 3." in response.text
    assert "I cannot walk that far." in response.text


def test_the_words_of_a_title_suggest_themes(app, as_user, themes, author):
    page = write(as_user(author), factories.round_(app), [], preview="1").text
    assert "Your title says “taxi”: perhaps Getting about." in page
    assert "Your title says “doctor”: perhaps Health." in page
    assert "perhaps Play" not in page


def test_the_form_asks_while_a_title_is_written(app, as_user, client, themes, author):
    answer = as_user(author).get("/themes/fits", query_string={"title": "<b>Taxi</b> & “doctor”"})
    assert answer.mimetype == "text/plain"
    assert "Your title says “taxi”: perhaps Getting about." in answer.text
    assert "doctor" in answer.text
    assert client.get("/themes/fits?title=taxi").status_code == 303


def test_hidden_withdrawn_and_draft_texts_stand_under_no_theme(app, as_user, client, themes, author):
    round_, browser = factories.round_(app), as_user(author)
    hidden = write(browser, round_, ["health"], title="Hidden one").location.rsplit("/", 1)[-1]
    withdrawn = write(browser, round_, ["health"], title="Withdrawn one").location
    write(browser, round_, ["health"], title="Draft one", draft="1")
    write(browser, round_, ["health"], title="Seen one")
    moderator = as_user(factories.user(app, Role.MODERATOR))
    data = {"csrf_token": moderator.token("/account/"), "rule": 1, "reason": "Because."}
    assert moderator.post(f"/contributions/{hidden}/hide", data=data).status_code == 303
    browser.submit(withdrawn, f"/contributions/{withdrawn.rsplit('/', 1)[-1]}/withdrawal")
    for reader in (client, browser, moderator):
        page = reader.get("/themes/health").text
        assert "Seen one" in page
        assert "1 need, idea or proposal" in page
        for title in ("Hidden one", "Withdrawn one", "Draft one"):
            assert title not in page


def test_a_draft_can_be_thrown_away_with_its_themes(app, as_user, themes, author):
    browser = as_user(author)
    draft = write(browser, factories.round_(app), ["health"], draft="1").location
    answer = browser.submit(f"{draft}", f"/contributions/{draft.rsplit('/', 1)[-1]}/withdrawal")
    assert answer.status_code == 303
    assert browser.get(draft).status_code == 404


def test_pages_follow_one_another(app, client, administrator, author):
    administrator.submit(PAGE, name="Health")
    round_ = factories.round_(app)
    for number in range(22):
        made = factories.contribution(app, round_, author, title=f"Lantern {number:02}")
        with app.app_context():
            db.session.execute(db.text("INSERT INTO contribution_themes SELECT :id, id FROM themes"), {"id": made.id})
            db.session.commit()
    first = client.get("/themes/health").text
    more = first.split('href="/themes/health?after=')[1].split('"')[0]
    second = client.get(f"/themes/health?after={more}").text
    assert "22 needs, ideas and proposals" in first
    assert ["Lantern 01" in page for page in (first, second)] == [False, True]
    assert ["Lantern 21" in page for page in (first, second)] == [True, False]
