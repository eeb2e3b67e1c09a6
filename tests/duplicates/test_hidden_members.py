"""What was taken down is never named or counted on any page, whichever of those that say the same it is."""

import pytest

from app import clock
from app.contributions.models import Contribution
from app.extensions import db
from app.rules.duplicates import Way
from tests import factories
from tests.duplicates.conftest import FOLLOWER, LEAD

BEN = "Ben Whitlock"


def take_down(app, of, how):
    gone = {"hidden": {"hidden_at": clock.now(), "hidden_rule": 1}, "withdrawn": {"withdrawn_at": clock.now()}}[how]
    with app.app_context():
        db.session.query(Contribution).filter_by(id=of.id).update(gone)
        db.session.commit()


@pytest.mark.parametrize("how", ["hidden", "withdrawn"])
@pytest.mark.parametrize("which", ["lead", "follower"])
def test_a_member_that_was_taken_down_is_named_on_no_page_and_counted_nowhere(app, client, two, as_user, how, which):
    gone, stays = (two.lead, two.follower) if which == "lead" else (two.follower, two.lead)
    secret = LEAD if which == "lead" else FOLLOWER
    third = factories.contribution(app, two.asked, two.anne, title="Lifts for all")
    person = two.supporter(stays)
    two.supporter(gone)
    fan = two.supporter()
    pairing = two.join()
    take_down(app, gone, how)
    for reader in (client, as_user(person), as_user(factories.user(app)), as_user(fan)):
        pages = [
            f"/ideas/{stays.public_id}", f"/ideas/{gone.public_id}", f"/ideas/{third.public_id}", f"/rounds/{two.asked.slug}/ideas",
            f"/ideas/{stays.public_id}/sheet", f"/rounds/{two.asked.slug}/similar?kind=idea&title={secret}", f"/same/{pairing}",
        ]  # fmt: skip
        if reader is not client:
            pages.append("/notices")
        for page in pages:
            assert secret not in reader.get(page).text.replace(f"title={secret}", ""), page
    seen = as_user(person).get(f"/ideas/{stays.public_id}").text
    assert "People say this" not in seen
    assert "with at least one of them" not in seen


def test_the_other_members_are_still_counted_without_it(app, two, as_user):
    from app.duplicates import service
    from app.rules.actors import Actor

    third = factories.contribution(app, two.asked, two.ben, title="Lifts for all")
    two.join()
    with app.app_context():
        made = service.propose(Actor(two.anne.id), two.lead.public_id, third.public_id, Way.LINK)
        service.answer(Actor(two.ben.id), made, yes=True)
    two.supporter(two.follower)
    person = two.supporter(third)
    two.supporter(two.lead)
    assert "3 people agree" in as_user(person).get(f"/ideas/{third.public_id}").text
    take_down(app, two.follower, "hidden")
    page = as_user(person).get(f"/ideas/{third.public_id}").text
    assert "People say this in 2 ways" in page
    assert "2 people agree" in page


@pytest.mark.parametrize("how", ["hidden", "withdrawn"])
def test_the_place_of_what_was_merged_does_not_name_a_lead_that_went(app, client, two, how):
    two.join(Way.MERGE)
    take_down(app, two.lead, how)
    place = client.get(f"/ideas/{two.follower.public_id}").text
    assert "Merged into another one, which cannot be read now," in place
    assert LEAD not in place
    assert two.lead.public_id not in place


def test_a_credit_goes_with_what_a_moderator_hid(app, client, two, as_user):
    two.join(Way.MERGE)
    person = two.supporter(two.lead)
    assert BEN in client.get(f"/ideas/{two.lead.public_id}").text
    take_down(app, two.follower, "hidden")
    for reader in (client, as_user(person)):
        page = reader.get(f"/ideas/{two.lead.public_id}").text
        assert BEN not in page
        assert two.follower.public_id not in page
    place = client.get(f"/ideas/{two.follower.public_id}").text
    assert "Merged" not in place
    assert LEAD not in place


def test_the_author_of_the_other_does_not_read_what_was_hidden_on_the_pairing_s_page(app, two, as_user):
    pairing = two.join()
    take_down(app, two.follower, "hidden")
    assert FOLLOWER not in as_user(two.anne).get(f"/same/{pairing}").text
    assert FOLLOWER in as_user(two.ben).get(f"/same/{pairing}").text
    assert FOLLOWER in as_user(two.moderator).get(f"/same/{pairing}").text
    assert FOLLOWER not in as_user(two.anne).get(f"/ideas/{two.lead.public_id}/same").text


def test_votes_set_aside_are_not_counted(app, two, as_user):
    from app.trouble.models import Quarantine

    suspect, person = two.supporter(), two.supporter(two.lead)
    two.join()
    here = f"/ideas/{two.lead.public_id}"
    assert "2 people agree" in as_user(person).get(here).text
    now = clock.now()
    row = {"proposed_by_id": two.moderator.id, "proposed_at": now, "confirmed_by_id": two.anne.id, "confirmed_at": now}
    factories.keep(app, Quarantine(round_id=two.asked.id, person_id=suspect.id, reason="Many accounts", **row))
    assert "1 person agrees with at least one of them" in as_user(person).get(here).text


def test_what_is_kept_of_a_person_is_in_that_person_s_download(two, as_user):
    person = two.supporter()
    pairing = two.join()
    client = as_user(person)
    client.submit("/notices", f"/same/{pairing}/vote", answer="move")
    document = client.get("/account/data.json").json
    assert [row["to"] for row in document["move_answers"]] == [two.lead.public_id]
