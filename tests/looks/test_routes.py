"""Reading settings: anybody may choose, the device remembers, and nobody gets another's look."""

import pytest

from app.rules.contributions import Kind
from tests import factories

ALL = {"text": "largest", "spacing": "wide", "colours": "dark"}


def opening(answer):
    """The tag with which a page begins."""
    return answer.text[answer.text.index("<html") :].split(">")[0]


def test_a_stranger_chooses_and_goes_back_to_where_they_were(client):
    page = client.get("/reading", headers={"Referer": "http://localhost/rounds?page=2"})
    assert 'name="back" type="hidden" value="/rounds?page=2"' in page.text
    answer = client.submit("/reading", back="/rounds?page=2", **ALL)
    assert (answer.status_code, answer.location) == (303, "/rounds?page=2")
    cookie = client.get_cookie("look")
    assert (cookie.value, cookie.same_site, cookie.max_age) == ("largest.wide.dark", "Lax", 365 * 24 * 3600)
    shown = client.get("/rounds")
    assert 'data-text="largest" data-spacing="wide" data-colours="dark"' in opening(shown)
    assert 'media="screen"' in shown.text
    assert "Cookie" in shown.headers["Vary"]


def test_every_page_leads_to_the_settings(client):
    assert 'href="/reading"' in client.get("/").text
    assert 'href="/reading"' in client.get("/nothing-here").text


def test_whoever_chose_nothing_gets_the_page_as_the_device_says(client):
    page = client.get("/")
    assert "data-" not in opening(page)
    assert 'media="screen and (prefers-color-scheme: dark)"' in page.text


def test_light_pages_have_no_dark_colours(client):
    client.submit("/reading", text="normal", spacing="normal", colours="light")
    page = client.get("/")
    assert 'data-colours="light"' in opening(page)
    assert "/dark-" not in page.text


def test_the_usual_look_is_forgotten_rather_than_kept(client):
    client.submit("/reading", **ALL)
    client.submit("/reading", text="normal", spacing="normal", colours="device")
    assert client.get_cookie("look") is None


def test_the_form_shows_what_was_chosen(client):
    client.set_cookie("look", "larger.wide.light")
    fields = client.form("/reading").fields
    assert (fields["text"], fields["spacing"], fields["colours"]) == ("larger", "wide", "light")


@pytest.mark.parametrize(
    "back", ["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example", "javascript:x"]
)
def test_one_is_never_sent_to_another_site(client, back):
    assert client.submit("/reading", back=back, **ALL).location == "/"


def test_another_site_that_linked_here_is_not_gone_back_to(client):
    page = client.get("/reading", headers={"Referer": "https://elsewhere.example/rounds"})
    assert 'name="back" type="hidden" value="/"' in page.text


def test_a_value_that_is_not_offered_is_refused_and_nothing_is_kept(client):
    answer = client.submit("/reading", **(ALL | {"text": "huge"}))
    assert answer.status_code == 422
    assert "There is a problem" in answer.text or "One thing to put right" in answer.text
    assert client.get_cookie("look") is None


@pytest.mark.parametrize("cookie", ["huge.wide.dark", "largest", "x" * 4000, '"><script>.wide.dark'])
def test_a_cookie_that_is_not_ours_changes_nothing(client, cookie):
    client.set_cookie("look", cookie)
    assert "data-" not in opening(client.get("/"))


def test_the_cookie_goes_over_https_alone_where_the_session_does(app, make_app):
    other = make_app()
    other.config["SESSION_COOKIE_SECURE"] = True
    client, https = other.test_client(), "https://localhost"
    token = client.get("/reading", base_url=https).text.split('name="csrf_token" value="')[1].split('"')[0]
    client.post("/reading", data=ALL | {"csrf_token": token}, base_url=https, headers={"Referer": f"{https}/reading"})
    assert client.get_cookie("look").secure


def test_a_kept_page_is_nobody_elses_look(app, client):
    """Whole pages for strangers are kept in memory."""
    round_ = factories.round_(app)
    idea = factories.contribution(app, round_, factories.user(app), Kind.IDEA)
    address = f"/ideas/{idea.public_id}"
    plain = client.get(address)
    other = app.test_client()
    other.set_cookie("look", "largest.wide.dark")
    assert 'data-text="largest"' in opening(other.get(address))
    assert 'data-text="largest"' in opening(other.get(address))
    assert opening(client.get(address)) == opening(plain)


def test_a_refusal_has_the_chosen_look_too(client):
    client.set_cookie("look", "largest.normal.device")
    assert 'data-text="largest"' in opening(client.get("/nothing-here"))


def test_somebody_whose_account_is_suspended_still_chooses(as_user, app):
    person = factories.user(app, suspended_until=factories.days_ago(-5))
    assert as_user(person).submit("/reading", **ALL).status_code == 303
