"""Who sees what of a contribution: hidden words leave by no channel, and an address says nothing of them."""

import pytest

from app.extensions import db
from app.rules.actors import Role
from app.rules.contributions import Kind
from app.rules.phases import PhaseKind
from tests import factories
from tests.web import PASSWORD

TITLE = "Zanzibar plans"
BODY = "Quixotic words about zanzibar."


@pytest.fixture
def author(app):
    return factories.user(app)


@pytest.fixture
def round_(app):
    return factories.round_(app)


@pytest.fixture
def idea(app, round_, author):
    return factories.contribution(app, round_, author, title=TITLE, body=BODY)


def place(of):
    return f"/{of.kind.plural}/{of.public_id}"


def change(app, of, **fields):
    with app.app_context():
        db.session.query(type(of)).filter_by(id=of.id).update(fields)
        db.session.commit()


@pytest.fixture
def hidden(app, idea):
    change(app, idea, hidden_at=factories.days_ago(0), hidden_rule=1)
    return idea


@pytest.fixture
def readers(app, as_user, client):
    """A client for each role that may not read hidden words, a stranger's first."""
    return [client, *(as_user(factories.user(app, role)) for role in Role if role != Role.MODERATOR)]


def test_everybody_reads_what_is_published(app, readers, idea):
    for reader in [*readers, readers[0]]:
        assert TITLE in reader.get(place(idea)).text
        assert reader.get(f"{place(idea)}/history").status_code == 200


def test_a_stranger_s_pages_set_no_cookie_and_carry_no_token(client, round_, idea):
    for page in (place(idea), f"{place(idea)}/history", f"/rounds/{round_.slug}/ideas"):
        answer = client.get(page)
        assert "Set-Cookie" not in answer.headers
        assert "csrf_token" not in answer.text


@pytest.mark.parametrize("address", ["/ideas/nothing", "/needs/234567abcdef", "/ideas/1", "/ideas/%00"])
def test_what_is_not_there_is_not_found(client, address):
    assert client.get(address).status_code == 404


def test_one_kind_is_not_found_at_another_s_address(client, idea):
    assert client.get(f"/needs/{idea.public_id}").status_code == 404


def test_hidden_words_are_on_no_page(app, readers, round_, hidden):
    need = factories.contribution(app, round_, factories.user(app), Kind.NEED)
    factories.link(app, hidden, need)
    lists = f"/rounds/{round_.slug}/ideas"
    pages = [place(hidden), f"{place(hidden)}/history", f"{place(hidden)}?order=useful", lists, place(need)]
    pages += [f"{lists}?order={order}" for order in ("newest", "discussed", "random", "top")]
    pages += [f"{lists}?q=quixotic", f"/rounds/{round_.slug}", f"/rounds/{round_.slug}/proposals/new"]
    for reader in readers:
        for page in pages:
            text = reader.get(page, follow_redirects=True).text
            assert TITLE not in text, page
            assert "Quixotic" not in text, page


def test_the_place_of_hidden_words_says_who_when_and_which_rule(readers, hidden):
    for reader in readers:
        answer = reader.get(place(hidden))
        assert answer.status_code == 410
        assert "A moderator hid this idea" in answer.text
        assert "under rule 1" in answer.text
        assert reader.get(f"{place(hidden)}/history").status_code == 410


def test_the_discussion_under_hidden_words_is_gone_too(app, client, as_user, idea):
    talker = as_user(factories.user(app))
    talker.submit(place(idea), f"/contributions/{idea.public_id}/comments", body="As you say, zanzibar.")
    assert "As you say" in client.get(place(idea)).text
    change(app, idea, hidden_at=factories.days_ago(0), hidden_rule=1)
    assert "As you say" not in client.get(place(idea)).text


def test_moderators_and_the_author_read_hidden_words_with_a_label(app, as_user, author, hidden):
    for person in (author, factories.user(app, Role.MODERATOR)):
        answer = as_user(person).get(place(hidden))
        assert answer.status_code == 200
        assert TITLE in answer.text
        assert "A moderator hid this idea" in answer.text
        assert "Only its author and the moderators can still read it." in answer.text


def test_hidden_words_do_not_count(app, client, round_, hidden):
    factories.contribution(app, round_, factories.user(app), title="Another")
    assert "1 idea" in client.get(f"/rounds/{round_.slug}/ideas").text
    assert "0 ideas" in client.get(f"/rounds/{round_.slug}/ideas?q=quixotic").text


def test_restored_words_are_back(app, client, hidden):
    assert client.get(place(hidden)).status_code == 410
    change(app, hidden, hidden_at=None, hidden_rule=None)
    assert TITLE in client.get(place(hidden)).text


def test_a_page_that_was_kept_is_not_shown_after_hiding(app, client, idea):
    assert TITLE in client.get(place(idea)).text
    assert TITLE in client.get(place(idea)).text
    change(app, idea, hidden_at=factories.days_ago(0), hidden_rule=1)
    assert TITLE not in client.get(place(idea)).text


def test_a_kept_page_holds_nobody_s_token(app, as_user, idea):
    one, two = (as_user(factories.user(app)) for _ in range(2))
    first, second = (reader.form(place(idea), f"/contributions/{idea.public_id}/vote") for reader in (one, two))
    assert first.fields["csrf_token"] != second.fields["csrf_token"]
    assert two.post(second.action, data=second.fields | {"choice": "agree"}).status_code == 303


def test_a_round_that_is_a_draft_is_a_commissioner_s(app, as_user, client, author):
    draft = factories.round_(app, opened_at=None)
    idea = factories.contribution(app, draft, author, title=TITLE)
    for page in (place(idea), f"/rounds/{draft.slug}/ideas"):
        assert client.get(page).status_code == 404
        assert as_user(factories.user(app, Role.MODERATOR)).get(page).status_code == 404
        assert as_user(factories.user(app, Role.COMMISSIONER)).get(page).status_code == 200


def test_hidden_in_a_draft_round_is_not_even_a_place(app, client, author):
    draft = factories.round_(app, opened_at=None)
    idea = factories.contribution(app, draft, author, hidden_at=factories.days_ago(0), hidden_rule=1)
    assert client.get(place(idea)).status_code == 404


def test_addresses_never_carry_a_number_that_counts(app, client, round_, idea):
    for page in (place(idea), f"/rounds/{round_.slug}/ideas"):
        assert f"/ideas/{idea.id}" not in client.get(page).text


def test_a_closed_account_has_no_profile_to_go_to(app, client, round_):
    gone = factories.user(app, name="Somebody", closed_at=factories.days_ago(1), active=False)
    idea = factories.contribution(app, round_, gone)
    assert f"/people/{gone.handle}" not in client.get(place(idea)).text


@pytest.mark.parametrize("phase", list(PhaseKind)[:3])
def test_what_one_may_do_next_is_offered_while_it_is_open(app, as_user, phase):
    round_ = factories.round_(app, phase)
    need = factories.contribution(app, round_, factories.user(app), Kind.NEED)
    text = as_user(factories.user(app)).get(place(need)).text
    assert (f"/ideas/new?to={need.public_id}" in text) == (phase == PhaseKind.IDEAS)


def test_the_page_that_strangers_share_knows_nobody_whom_only_a_remembering_cookie_signs_in(app, client):
    """Without a session, a person may still be signed in: by the cookie of “Keep me signed in on this device”."""
    over = factories.round_(app, over=(PhaseKind.IDEAS,))
    idea = factories.contribution(app, over, factories.user(app))
    me, mine = factories.user(app, name="Zoryana Kovalenko"), app.test_client()
    mine.submit("/login", email=me.email, password=PASSWORD, remember="y")
    mine.delete_cookie("session")
    assert "Zoryana Kovalenko" in mine.get(f"/ideas/{idea.public_id}").text
    assert "Zoryana Kovalenko" not in client.get(f"/ideas/{idea.public_id}").text
