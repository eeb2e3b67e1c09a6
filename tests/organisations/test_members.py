"""People come to speak for an organisation by a claim that is confirmed, or by an invitation that works once."""

import re
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy.exc import DBAPIError

from app import clock
from app.audit import AuditEntry
from app.extensions import db
from app.organisations import invitation_service, service
from app.organisations.models import Invitation, Membership, OrganisationClaim
from app.rules.actors import Actor, Role
from app.rules.organisations import MemberRole
from app.rules.refusals import Missing, Refused
from app.rules.voting import Choice
from app.votes.models import Vote
from tests import factories
from tests.messages.conftest import at_once
from tests.web import sign_in_quickly

LINK = re.compile(r"/invitations/([\w-]{32})")


@pytest.fixture
def repairs(app):
    return factories.organisation(app, "Brindle Repairs")


@pytest.fixture
def ruth(app, repairs):
    """Its owner."""
    person = factories.user(app, name="Ruth Owner")
    enrol(app, repairs, person, MemberRole.OWNER)
    return person


def enrol(app, organisation, person, role=MemberRole.MEMBER):
    row = {"organisation_id": organisation.id, "person_id": person.id, "by_id": person.id, "since": clock.now()}
    factories.keep(app, Membership(role=role, **row))


def send(client, address, **data):
    return client.post(address, data={"csrf_token": client.token("/account/"), **data})


def roles(app, organisation):
    with app.app_context():
        rows = db.session.query(Membership.person_id, Membership.role).filter_by(organisation_id=organisation.id)
        return dict(rows.all())


def invited(as_user, owner, organisation, email, role="member"):
    answer = send(as_user(owner), f"/organisations/{organisation.handle}/invitations", email=email, role=role)
    assert answer.status_code == 200, answer.text
    return LINK.search(answer.text)[1]


# -- Claims -----------------------------------------------------------------------------------------------------------


def test_a_claim_is_confirmed_by_a_commissioner_and_makes_an_owner(app, client, as_user, repairs):
    samir, ruler = factories.user(app, name="Samir"), factories.user(app, Role.COMMISSIONER)
    page = f"/organisations/{repairs.handle}"
    assert "Confirmed" not in client.get(page).text
    for _each in range(2):
        assert send(as_user(samir), f"{page}/claim", words="I run the desk: 01632 960 100.").status_code == 303
    assert "You have asked" in as_user(samir).get(f"{page}/claim").text
    with app.app_context():
        claim = db.session.query(OrganisationClaim).one().public_id
    assert "I run the desk" in as_user(ruler).get("/staff/organisations").text
    assert send(as_user(ruler), f"/staff/organisations/{claim}/confirmation").status_code == 303
    assert roles(app, repairs) == {samir.id: "owner"}
    assert "Confirmed" in client.get(page).text
    assert send(as_user(factories.user(app)), f"{page}/claim", words="Me too.").status_code == 403
    assert send(as_user(ruler), f"/staff/organisations/{claim}/refusal").status_code == 409


def test_nobody_else_confirms_and_nobody_confirms_themselves(app, as_user, repairs):
    ruler = factories.user(app, Role.COMMISSIONER)
    send(as_user(ruler), f"/organisations/{repairs.handle}/claim", words="It is mine.")
    with app.app_context():
        claim = db.session.query(OrganisationClaim).one().public_id
    for role in set(Role) - {Role.COMMISSIONER}:
        other = as_user(factories.user(app, role))
        assert other.get("/staff/organisations").status_code == 403
        assert send(other, f"/staff/organisations/{claim}/confirmation").status_code == 403
    assert send(as_user(ruler), f"/staff/organisations/{claim}/confirmation").status_code == 403
    assert send(as_user(ruler), "/staff/organisations/nothinghere1/confirmation").status_code == 404
    assert roles(app, repairs) == {}


def test_of_two_claims_confirmed_at_once_one_makes_an_owner(app, as_user, repairs):
    for _each in range(2):
        send(as_user(factories.user(app)), f"/organisations/{repairs.handle}/claim", words="It is mine.")
    with app.app_context():
        claims = [one.public_id for one in db.session.query(OrganisationClaim).order_by(OrganisationClaim.id)]
    rulers = [acting(factories.user(app, Role.COMMISSIONER), Role.COMMISSIONER) for _each in range(2)]
    acts = (
        partial(service.settle_claim, ruler, claim, confirmed=True) for ruler, claim in zip(rulers, claims, strict=True)
    )
    done = at_once(app, *acts)
    assert sorted(type(one) for one in done if one) == [Refused]
    assert len(roles(app, repairs)) == 1


def acting(person, *more):
    return Actor(person.id, frozenset({Role.RESIDENT, *more}))


# -- Invitations ------------------------------------------------------------------------------------------------------


def test_an_invitation_is_mailed_and_works_once_for_its_address(app, as_user, repairs, ruth, outbox):
    amina, other = factories.user(app, email="amina@example.org"), factories.user(app)
    token = invited(as_user, ruth, repairs, "Amina@Example.org")
    assert [mail.to for mail in outbox] == [["Amina@Example.org"]]
    assert LINK.search(outbox[0].body)[1] == token
    assert as_user(other).get(f"/invitations/{token}").status_code == 404
    assert send(as_user(other), f"/invitations/{token}").status_code == 404
    assert "Brindle Repairs" in as_user(amina).get(f"/invitations/{token}").text
    assert roles(app, repairs) == {ruth.id: "owner"}
    assert as_user(amina).submit(f"/invitations/{token}").status_code == 303
    assert roles(app, repairs) == {ruth.id: "owner", amina.id: "member"}
    assert send(as_user(amina), f"/invitations/{token}").status_code == 404


def test_a_mail_server_that_is_away_leaves_the_link_on_the_page(app, make_app, repairs, ruth):
    other = make_app(mail_backend="smtp", mail_server="127.0.0.1", mail_port=1)
    client = other.test_client()
    sign_in_quickly(other, client, ruth)
    answer = send(client, f"/organisations/{repairs.handle}/invitations", email="amina@example.org", role="member")
    assert answer.status_code == 200
    assert "no mail could be sent" in answer.text
    assert LINK.search(answer.text)


def test_the_tables_and_the_log_hold_neither_the_link_nor_a_used_address(app, as_user, repairs, ruth):
    amina = factories.user(app, email="amina@example.org")
    token = invited(as_user, ruth, repairs, amina.email)
    as_user(amina).submit(f"/invitations/{token}")
    with app.app_context():
        row = db.session.query(Invitation).one()
        kept = " ".join(str(getattr(row, column.name)) for column in Invitation.__table__.columns)
        logged = " ".join(entry.details for entry in db.session.query(AuditEntry))
    assert token not in kept + logged
    assert "amina@example.org" not in kept + logged


def test_an_old_one_and_one_that_was_taken_back_do_not_work(app, as_user, repairs, ruth):
    amina = factories.user(app, email="amina@example.org")
    old, back = (invited(as_user, ruth, repairs, amina.email) for _each in range(2))
    with app.app_context():
        first, second = db.session.query(Invitation).order_by(Invitation.id)
        first.expires_at = clock.now() - timedelta(seconds=1)
        name = second.public_id
        db.session.commit()
    assert send(as_user(ruth), f"/organisations/{repairs.handle}/invitations/{name}/withdrawal").status_code == 303
    assert send(as_user(amina), f"/invitations/{old}").status_code == 403
    assert send(as_user(amina), f"/invitations/{back}").status_code == 404
    assert send(as_user(amina), "/invitations/" + "x" * 32).status_code == 404
    assert amina.id not in roles(app, repairs)


def test_an_invitation_used_twice_at_once_is_used_once(app, as_user, repairs, ruth):
    amina = factories.user(app, email="amina@example.org")
    token = invited(as_user, ruth, repairs, amina.email)
    done = at_once(app, *[partial(invitation_service.join, acting(amina), token, amina.email)] * 4)
    assert sum(isinstance(one, Missing) for one in done) == 3, done
    with app.app_context():
        assert db.session.query(AuditEntry).filter_by(act="organisation.joined").count() == 1


@pytest.mark.parametrize("email", ["", "nobody", "a@b.example\nBcc: all@example.org", "x" * 300 + "@example.org"])
def test_what_is_no_address_is_invited_nowhere(app, as_user, repairs, ruth, outbox, email):
    answer = send(as_user(ruth), f"/organisations/{repairs.handle}/invitations", email=email, role="member")
    assert answer.status_code == 422
    assert outbox == []


# -- Members ----------------------------------------------------------------------------------------------------------


def test_every_address_of_members_is_for_members_and_the_verbs_for_owners(app, client, as_user, repairs, ruth):
    member, outsider = factories.user(app), factories.user(app, Role.ADMINISTRATOR)
    enrol(app, repairs, member)
    page = f"/organisations/{repairs.handle}"
    verbs = [
        (f"{page}/invitations", {"email": "a@example.org", "role": "owner"}),
        (f"{page}/invitations/nothinghere1/withdrawal", {}),
        (f"{page}/members/{ruth.handle}/member", {}),
        (f"{page}/members/{member.handle}/owner", {}),
        (f"{page}/members/{ruth.handle}/removal", {}),
    ]
    for address, data in verbs:
        assert send(as_user(member), address, **data).status_code == 403, address
        assert send(as_user(outsider), address, **data).status_code == 404, address
        assert client.post(address, data=data).status_code in {302, 303, 400, 401}
    assert as_user(outsider).get(f"{page}/members").status_code == 404
    assert "Invite" not in as_user(member).get(f"{page}/members").text
    assert roles(app, repairs) == {ruth.id: "owner", member.id: "member"}


def test_owners_change_roles_and_an_owner_stays(app, as_user, repairs, ruth):
    member = factories.user(app)
    enrol(app, repairs, member)
    page = f"/organisations/{repairs.handle}/members"
    assert send(as_user(ruth), f"{page}/{ruth.handle}/removal").status_code == 403
    assert send(as_user(ruth), f"{page}/{ruth.handle}/member").status_code == 403
    assert send(as_user(ruth), f"{page}/{member.handle}/owner").status_code == 303
    assert send(as_user(ruth), f"{page}/{ruth.handle}/removal").status_code == 303
    assert roles(app, repairs) == {member.id: "owner"}


def test_two_owners_who_leave_at_once_leave_one(app, repairs, ruth):
    other = factories.user(app)
    enrol(app, repairs, other, MemberRole.OWNER)
    acts = (partial(service.put_out, acting(one), repairs.handle, one.handle) for one in (ruth, other))
    done = at_once(app, *acts)
    assert sorted(type(one) for one in done if one) == [Refused]
    assert len(roles(app, repairs)) == 1


def test_members_answer_its_messages_and_who_left_does_not(app, as_user, repairs, ruth):
    joan, member = factories.user(app), factories.user(app, name="Samir Member")
    enrol(app, repairs, member)
    asked = as_user(joan).submit(f"/messages/to/organisations/{repairs.handle}", body="What does it cost?")
    talk = asked.headers["Location"].rpartition("/")[2]
    assert "You have a message from" in as_user(member).get("/notices").text
    assert as_user(member).submit(f"/messages/{talk}", body="Nothing.").status_code == 303
    assert "Samir" not in as_user(joan).get(f"/messages/{talk}").text
    send(as_user(member), f"/organisations/{repairs.handle}/members/{member.handle}/removal")
    assert as_user(member).get(f"/messages/{talk}").status_code == 404


def test_a_closed_account_belongs_to_nothing(app, as_user, repairs, ruth):
    as_user(ruth).submit("/account/close", password="a long enough password")
    assert roles(app, repairs) == {}


def test_a_moderator_who_belongs_to_it_does_not_judge_it(app, as_user, repairs):
    moderator = factories.user(app, Role.MODERATOR)
    enrol(app, repairs, moderator)
    assert (
        as_user(factories.user(app)).submit(f"/organisations/{repairs.handle}/reports", reason="advert").status_code
        == 303
    )
    page = as_user(moderator).get("/moderation/").text
    case = re.search(r"/moderation/cases/(\w+)", page)[1]
    assert send(as_user(moderator), f"/moderation/cases/{case}/claim").status_code == 403


def test_the_database_refuses_a_vote_of_an_organisation_s_own_account(app, repairs):
    badge = factories.user(app, Role.ORGANISATION, organisation_id=repairs.id)
    text = factories.contribution(app, factories.round_(app), factories.user(app))
    with app.app_context():
        row = {"contribution_id": text.id, "person_id": badge.id, "round_id": text.round_id, "at": clock.now()}
        db.session.add(Vote(choice=Choice.AGREE, source="web", **row))
        with pytest.raises(DBAPIError):
            db.session.flush()


def test_members_vote_as_residents(app, as_user, repairs, ruth):
    text = factories.contribution(app, factories.round_(app), factories.user(app))
    answer = send(as_user(ruth), f"/contributions/{text.public_id}/vote", choice="agree")
    assert answer.status_code == 303
