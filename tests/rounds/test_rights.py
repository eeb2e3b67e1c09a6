"""Every role at every address of rounds."""

import pytest

from app.rules.actors import Role
from tests import factories
from tests.rounds.conftest import COMPLETE

ROLES = [None, *Role]
MAY_RUN = {Role.COMMISSIONER}

PAGES = ("/rounds/new", "/rounds/{}/edit", "/rounds/{}/preview")
VERBS = {
    "/rounds/new": COMPLETE,
    "/rounds/{}/edit": COMPLETE,
    "/rounds/{}/opening": {},
    "/rounds/{}/extensions": {"phase": "needs", "closes_on": "2027-12-31", "reason": "Snow."},
    "/rounds/{}/draft": {"reason": "The dates are wrong."},
    "/rounds/{}/cancellation": {"reason": "Flood."},
}


@pytest.fixture(params=ROLES, ids=lambda role: role or "stranger")
def role(request):
    return request.param


@pytest.fixture
def reader(app, role, client, as_user):
    if role is None:
        return client
    return as_user(factories.user(app, *([] if role == Role.RESIDENT else [role])))


def turned_away(response, role):
    if role is None:
        return response.status_code == 303 and response.location.startswith("/login")
    return response.status_code in {403, 404}


@pytest.mark.parametrize("stage", ["draft", "open"])
def test_pages_to_run_rounds_are_for_commissioners(app, reader, role, stage):
    round_ = factories.round_(app, **({"opened_at": None} if stage == "draft" else {}))
    for page in PAGES:
        response = reader.get(page.format(round_.slug))
        if role in MAY_RUN:
            assert response.status_code in {200, 303}, page
        else:
            assert turned_away(response, role), page
            assert round_.title not in response.text, page


@pytest.mark.parametrize("stage", ["draft", "open"])
@pytest.mark.parametrize("address", VERBS)
def test_verbs_are_for_commissioners(app, reader, role, stage, address):
    round_ = factories.round_(app, **({"opened_at": None} if stage == "draft" else {}))
    token = reader.token() if role is None else reader.token("/account/")
    data = VERBS[address] | {"csrf_token": token}
    response = reader.post(address.format(round_.slug), data=data)
    if role in MAY_RUN:
        assert response.status_code in {303, 403, 409}, response.text
    else:
        assert turned_away(response, role)
        after = factories.reload(app, round_)
        assert (after.title, after.opened_at, after.cancelled_at) == (round_.title, round_.opened_at, None)


def test_everybody_reads_what_is_open(app, reader):
    round_ = factories.round_(app)
    assert reader.get(f"/rounds/{round_.slug}").status_code == 200
    assert round_.title in reader.get("/rounds").text


def test_a_draft_leaks_nowhere(app, reader, role):
    round_ = factories.round_(app, opened_at=None, title="Secret buses", slug="secret-buses")
    factories.contribution(app, round_, factories.user(app), title="Secret words")
    seen = "Secret"
    for address in (
        "/",
        "/rounds",
        "/rounds/secret-buses",
        "/rounds/secret-buses/needs",
        "/rounds/secret-buses/results",
    ):
        response = reader.get(address)
        if role in MAY_RUN:
            assert response.status_code in {200, 403}, address
        else:
            assert seen not in response.text, address
            if "secret-buses" in address:
                assert response.status_code == 404, address


def test_the_first_page_shows_no_drafts_even_to_commissioners(app, reader):
    factories.round_(app, opened_at=None, title="Secret buses")
    assert "Secret buses" not in reader.get("/").text
