"""One's own account: change it, take its data away, close it."""

import pytest

from app import audit, clock
from app.accounts.models import FORMER_MEMBER, User, Verification
from app.audit import AuditEntry
from app.contributions.models import Contribution
from app.extensions import db
from app.notifications.queries import notify
from app.rules.actors import Role
from app.rules.contributions import Kind
from app.rules.notices import NoticeKind
from app.rules.voting import Choice
from app.transaction import transaction
from app.votes.models import Vote
from tests import factories
from tests.web import PASSWORD


def vote(app, person, on, choice=Choice.AGREE):
    from app.rules.voting import VoteSource

    row = {"round_id": on.round_id, "choice": choice, "at": clock.now(), "source": next(iter(VoteSource))}
    with app.app_context():
        db.session.add(Vote(contribution_id=on.id, person_id=person.id, **row))
        db.session.commit()


def test_what_others_see_is_changed(app, as_user):
    person, area = factories.user(app), factories.area(app, "Kilnfield")
    client = as_user(person)
    answer = client.submit("/account/", display_name="Ọlá  Adé", area=str(area.id), about="I *like* gardens.")
    assert answer.status_code == 303
    page = client.get(f"/people/{person.handle}").text
    assert "Ọlá Adé" in page
    assert "Kilnfield" in page
    assert "I <em>like</em> gardens." in page


def test_the_name_is_shown_to_other_readers_only_if_one_says_so(app, as_user):
    client = as_user(factories.user(app))
    assert client.get("/account/data.json").json["account"]["seen_by_other_readers"] is False
    assert "is_seen" not in client.form("/account/").fields
    assert client.submit("/account/", is_seen="y").status_code == 303
    assert client.get("/account/data.json").json["account"]["seen_by_other_readers"] is True
    assert client.form("/account/").fields["is_seen"] == "y"


@pytest.mark.parametrize("name", ["", "\u200b", "Administrator"])
def test_a_bad_name_is_refused_and_what_was_written_is_kept(app, as_user, name):
    person = factories.user(app)
    answer = as_user(person).submit("/account/", display_name=name, about="My words")
    assert answer.status_code == 422
    assert "My words" in answer.text
    assert factories.reload(app, person).display_name == person.display_name


def test_more_than_the_form_offers_changes_nothing(app, as_user):
    person = factories.user(app)
    as_user(person).submit(
        "/account/", roles="administrator", email="x@example.org", handle="root", active="", organisation_id="1",
        verified="1", person_id="1",
    )  # fmt: skip
    with app.app_context():
        after = db.session.get(User, person.id)
        assert after.actor.roles == {Role.RESIDENT}
        assert (after.email, after.handle, after.active) == (person.email, person.handle, True)
        assert after.verification is None


def test_a_script_about_oneself_stays_text(app, as_user):
    person = factories.user(app)
    client = as_user(person)
    client.submit(
        "/account/", display_name="<script>alert(1)</script>", about="<script>alert(2)</script>[x](javascript:1)"
    )
    page = client.get(f"/people/{person.handle}").text
    assert "<script>alert" not in page
    assert "javascript:" not in page


def test_the_data_of_a_person_is_all_there_and_nobody_elses(app, as_user):
    person, other = factories.user(app, name="Mary", verified=True), factories.user(app, name="Somebody Else")
    round_ = factories.round_(app)
    mine = factories.contribution(app, round_, person, Kind.NEED, title="Falls at night")
    draft = factories.contribution(app, round_, person, title="Not yet", published_at=None)
    theirs = factories.contribution(app, round_, other, title="Handyperson hour", body="Their words.")
    vote(app, person, theirs)
    vote(app, other, mine)
    with app.app_context(), transaction():
        notify(person.id, NoticeKind.COMMENTED, contribution_id=mine.id, now=clock.now())
    answer = as_user(person).get("/account/data.json")
    assert "attachment" in answer.headers["Content-Disposition"]
    assert "no-store" in answer.headers["Cache-Control"]
    data = answer.json
    assert data["account"]["email"] == person.email
    assert data["account"]["verified_by"] == "command_line"
    assert [row["public_id"] for row in data["contributions"]] == [mine.public_id, draft.public_id]
    assert data["contributions"][0]["title"] == "Falls at night"
    (my_vote,) = data["votes"]
    assert (my_vote["contribution"], my_vote["choice"]) == (theirs.public_id, "agree")
    assert [notice["kind"] for notice in data["notices"]] == ["commented"]
    assert "password" not in answer.text
    assert "Their words." not in answer.text
    assert other.email not in answer.text


def test_the_data_is_for_its_owner_alone(client):
    assert client.get("/account/data.json").status_code == 401


@pytest.fixture
def leaver(app):
    """Somebody who wrote, voted and was told things."""
    person = factories.user(app, Role.MODERATOR, name="Mary Okafor", verified=True, about="I am Mary.")
    person.round = factories.round_(app)
    person.idea = factories.contribution(app, person.round, person, title="Handyperson hour")
    person.draft = factories.contribution(app, person.round, person, title="My diary", published_at=None)
    other = factories.user(app)
    vote(app, person, factories.contribution(app, person.round, other))
    with app.app_context(), transaction():
        notify(person.id, NoticeKind.COMMENTED, contribution_id=person.idea.id, now=clock.now())
    return person


def test_an_account_is_closed_and_the_name_is_gone(app, as_user, client, leaver):
    here, elsewhere = as_user(leaver), as_user(leaver)
    answer = here.submit("/account/close", password=PASSWORD)
    assert answer.status_code == 303
    assert "Your account is closed" in here.get("/").text
    assert here.get("/account/").status_code == 303
    assert elsewhere.get("/account/").status_code == 303
    assert client.submit("/login", email=leaver.email, password=PASSWORD).status_code == 422
    assert client.get(f"/people/{leaver.handle}").status_code == 404
    with app.app_context():
        after = db.session.get(User, leaver.id)
        kept = " ".join(str(getattr(after, column.key)) for column in User.__table__.columns)
        for word in ("Mary", "Okafor", leaver.email, leaver.handle, "argon2"):
            assert word not in kept
        assert after.display_name == FORMER_MEMBER
        assert after.actor.roles == {Role.RESIDENT}
        assert client.get(f"/people/{after.handle}").status_code == 404


def test_texts_and_votes_stay_and_drafts_go(app, as_user, leaver):
    as_user(leaver).submit("/account/close", password=PASSWORD)
    with app.app_context():
        assert db.session.query(Vote).filter_by(person_id=leaver.id).count() == 1
        assert db.session.get(Verification, leaver.id) is not None
        assert db.session.get(Contribution, leaver.idea.id).title == "Handyperson hour"
        assert db.session.get(Contribution, leaver.draft.id).title == ""
        acts = [entry.act for entry in db.session.query(AuditEntry)]
        assert "account.closed" in acts
        entries = db.session.query(AuditEntry).order_by(AuditEntry.sequence).all()
        assert audit.verify() == (len(entries), None)
        assert not any("Mary" in entry.details or "mary" in entry.object_id for entry in entries)


def test_the_address_is_free_again(app, as_user, client, leaver):
    as_user(leaver).submit("/account/close", password=PASSWORD)
    client.submit("/register", email=leaver.email, display_name="Mary", password=PASSWORD)
    with app.app_context():
        assert db.session.query(User).filter_by(email=leaver.email).count() == 1


@pytest.mark.parametrize("password", ["", "not the password"])
def test_it_is_not_closed_without_the_password(app, as_user, password):
    person = factories.user(app)
    assert as_user(person).submit("/account/close", password=password).status_code == 422
    assert factories.reload(app, person).closed_at is None


def test_it_is_not_closed_by_a_page_of_another_site(app, as_user):
    person = factories.user(app)
    assert as_user(person).post("/account/close", data={"password": PASSWORD}).status_code == 400
    assert factories.reload(app, person).closed_at is None


def test_the_last_administrator_cannot_leave(app, as_user):
    first = factories.user(app, Role.ADMINISTRATOR)
    answer = as_user(first).submit("/account/close", password=PASSWORD)
    assert answer.status_code == 403
    assert "last administrator" in answer.text
    factories.user(app, Role.ADMINISTRATOR)
    assert as_user(first).submit("/account/close", password=PASSWORD).status_code == 303
