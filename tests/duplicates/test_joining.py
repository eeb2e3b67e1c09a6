"""Joined by consent: proposed, answered, undone; every step in the log, and nothing without both authors."""

import pytest

from app.audit import AuditEntry
from app.contributions.models import Contribution
from app.duplicates.models import Pairing
from app.extensions import db
from app.rules.contributions import Kind
from app.rules.duplicates import Step, Way
from app.threads.models import ThreadEventRecord
from tests import factories
from tests.duplicates.conftest import FOLLOWER, LEAD


def form_of(of):
    return f"/ideas/{of.public_id}/same"


def propose(client, of, other, **fields):
    return client.submit(
        form_of(of),
        other="",
        address=f"https://x.example/ideas/{other.public_id}",
        **({"leads": "other", "way": "link"} | fields),
    )


def acts(app):
    with app.app_context():
        rows = db.session.query(AuditEntry.act).filter_by(object_kind="pairing").order_by(AuditEntry.sequence)
        return [act for (act,) in rows]


def test_an_author_proposes_the_other_is_asked_and_yes_joins_them(app, two, as_user):
    ben, anne = as_user(two.ben), as_user(two.anne)
    answer = propose(ben, two.follower, two.lead)
    assert answer.status_code == 303
    page = answer.location
    pairing = page.rpartition("/")[2]
    assert two.row(pairing).step is Step.WAITING
    assert "People say this" not in ben.get(f"/ideas/{two.lead.public_id}").text
    notices = anne.get("/notices").text
    assert "says the same as another one. Nothing changes unless you say yes." in notices
    assert page in notices
    assert "What do you say?" not in ben.get(page).text
    assert anne.submit(page, f"{page}/answer", say="yes").status_code == 303
    assert two.row(pairing).step is Step.JOINED
    assert "is joined to another one" in ben.get("/notices").text
    for of, other in ((two.lead, FOLLOWER), (two.follower, LEAD)):
        text = ben.get(f"/ideas/{of.public_id}").text
        assert "People say this in 2 ways" in text
        assert other in text
    assert acts(app) == ["pairing.proposed", "pairing.agreed", "pairing.joined"]


def test_similar_ones_are_offered(two, as_user):
    ben = as_user(two.ben)
    assert LEAD in ben.get(form_of(two.follower)).text
    answer = ben.submit(form_of(two.follower), other=two.lead.public_id, leads="other", way="merge")
    assert two.row(answer.location.rpartition("/")[2]).way is Way.MERGE


def test_a_moderator_proposes_and_both_authors_must_say_yes(two, as_user):
    answer = propose(as_user(two.moderator), two.lead, two.follower, leads="this")
    pairing = answer.location.rpartition("/")[2]
    for author, step in ((two.ben, Step.WAITING), (two.anne, Step.JOINED)):
        client = as_user(author)
        client.submit(f"/same/{pairing}", f"/same/{pairing}/answer", say="yes")
        assert two.row(pairing).step is step
    assert "is joined to another one" in as_user(two.moderator).get("/notices").text


def test_a_moderator_cannot_consent_for_an_author_nor_merge(app, two, as_user):
    moderator = as_user(two.moderator)
    assert 'value="merge"' not in moderator.get(form_of(two.lead)).text
    assert propose(moderator, two.lead, two.follower, way="merge").status_code == 422
    pairing = two.propose(two.moderator)
    token = moderator.token("/account/")
    assert moderator.post(f"/same/{pairing}/answer", data={"csrf_token": token, "say": "yes"}).status_code == 403
    assert two.row(pairing).step is Step.WAITING


def test_no_ends_it_and_only_who_said_no_proposes_again(two, as_user):
    pairing = two.propose(two.anne)
    as_user(two.ben).submit(f"/same/{pairing}", f"/same/{pairing}/answer", say="no")
    assert two.row(pairing).step is Step.ENDED
    assert "is not joined to another one" in as_user(two.anne).get("/notices").text
    refused = propose(as_user(two.anne), two.lead, two.follower)
    assert refused.status_code == 403
    assert "has said no before" in refused.text
    assert propose(as_user(two.ben), two.follower, two.lead).status_code == 303


def test_others_have_no_part_in_it(app, two, as_user):
    pairing, other = two.propose(two.anne), as_user(factories.user(app))
    assert other.get(form_of(two.lead)).status_code == 403
    assert other.get(f"/same/{pairing}").status_code == 404
    token = other.token("/account/")
    for verb, data in (("answer", {"say": "yes"}), ("end", {})):
        assert other.post(f"/same/{pairing}/{verb}", data={"csrf_token": token, **data}).status_code == 404
    assert "Says the same as another" not in other.get(f"/ideas/{two.lead.public_id}").text
    assert two.row(pairing).step is Step.WAITING


@pytest.mark.parametrize("which", ["itself", "kind", "round", "hidden", "nothing", "empty"])
def test_what_cannot_be_joined_is_refused_with_everything_kept(app, two, as_user, which):
    from app import clock

    other = {
        "itself": lambda: two.lead,
        "kind": lambda: factories.contribution(app, two.asked, two.ben, Kind.NEED),
        "round": lambda: factories.contribution(app, factories.round_(app), two.ben),
        "hidden": lambda: factories.contribution(
            app, two.asked, two.ben, hidden_at=clock.now(), hidden_rule=1, title="Secret words"
        ),
    }.get(which)
    address = {"nothing": "/ideas/abcdefghjkmn", "empty": ""}.get(which) or ""
    address = f"/ideas/{other().public_id}" if other else address
    answer = as_user(two.anne).submit(form_of(two.lead), other="", address=address, leads="this", way="link")
    assert answer.status_code in {403, 404, 422}
    assert "Not proposed" in answer.text
    assert address in answer.text
    assert "Secret words" not in answer.text
    with app.app_context():
        assert db.session.query(Pairing).count() == 0


def test_one_follows_one_at_most(app, two, as_user):
    two.join()
    third = factories.contribution(app, two.asked, two.anne, title="Lifts")
    refused = propose(as_user(two.anne), third, two.follower, leads="this")
    assert "joined to another one already" in refused.text
    refused = propose(as_user(two.anne), two.lead, third, leads="other")
    assert "stays in the lead" in refused.text
    assert propose(as_user(two.anne), third, two.lead, leads="other").status_code == 303
    assert "People say this in 3 ways" in as_user(two.ben).get(f"/ideas/{two.follower.public_id}").text


def test_a_double_click_proposes_once(app, two, as_user):
    ben = as_user(two.ben)
    form = ben.form(form_of(two.follower)).fields | {"other": two.lead.public_id, "leads": "other", "way": "link"}
    first, second = (ben.post(form_of(two.follower), data=form) for _ in range(2))
    assert first.location == second.location
    with app.app_context():
        assert db.session.query(Pairing).count() == 1


def test_at_most_five_proposals_of_a_resident_wait(app, two, as_user):
    for number in range(6):
        other = factories.contribution(app, two.asked, two.anne, title=f"Lift {number}")
        answer = propose(as_user(two.ben), two.follower, other)
        assert answer.status_code == (303 if number < 5 else 403)


def test_too_late_to_join_and_never_too_late_to_part(app, two, as_user):
    from app.rounds.models import Phase

    joined, third = two.join(), factories.contribution(app, two.asked, two.anne, title="Lifts")
    with app.app_context():
        db.session.query(Phase).filter_by(round_id=two.asked.id).update({"closes_at": factories.days_ago(1)})
        db.session.commit()
    page = as_user(two.anne).get(form_of(third)).text
    assert "Two can be joined while people vote on them." in page
    as_user(two.anne).submit(f"/same/{joined}", f"/same/{joined}/end")
    assert two.row(joined).step is Step.ENDED


# -- Merge with credit --------------------------------------------------------------------------------------------------


def test_a_merge_leaves_a_place_that_leads_on_and_names_who_said_it_first(app, client, two, opened, as_user):
    pairing = two.join(Way.MERGE)
    place = opened(client, f"/ideas/{two.follower.public_id}", 410)
    assert "Merged into" in place
    assert f'href="/ideas/{two.lead.public_id}">{LEAD}' in place
    assert "First said here by <bdi>Ben Whitlock</bdi>" in place
    assert FOLLOWER not in place
    credit = opened(client, f"/ideas/{two.lead.public_id}")
    assert "With words of <b><bdi>Ben Whitlock</bdi></b>" in credit
    assert f"/ideas/{two.follower.public_id}" in credit
    assert "People say this" not in credit
    listed = opened(client, f"/rounds/{two.asked.slug}/ideas")
    assert LEAD in listed
    assert FOLLOWER not in listed
    ben = as_user(two.ben)
    assert FOLLOWER in opened(ben, f"/ideas/{two.follower.public_id}")
    ben.submit(f"/same/{pairing}", f"/same/{pairing}/end")
    assert FOLLOWER in opened(client, f"/ideas/{two.follower.public_id}")
    assert FOLLOWER in opened(client, f"/rounds/{two.asked.slug}/ideas")
    assert "With words of" not in opened(client, f"/ideas/{two.lead.public_id}")
    assert acts(app) == ["pairing.proposed", "pairing.agreed", "pairing.joined", "pairing.undone"]


def test_the_discussion_of_what_was_merged_stays(app, client, two, as_user):
    somebody = as_user(factories.user(app))
    somebody.submit(
        f"/ideas/{two.follower.public_id}",
        f"/contributions/{two.follower.public_id}/comments",
        body="I walk up six floors.",
    )
    two.join(Way.MERGE)
    assert "I walk up six floors." in client.get(f"/ideas/{two.follower.public_id}").text


def test_votes_stay_where_they_are_until_their_people_move_them(two):
    person = two.supporter()
    pairing = two.join(Way.MERGE)
    assert two.says(person) == {FOLLOWER: "agree"}
    two.end(pairing)
    assert two.says(person) == {FOLLOWER: "agree"}


def test_open_pages_hear_of_it(app, two):
    def heard(of):
        with app.app_context():
            rows = (
                db.session.query(ThreadEventRecord.kind)
                .filter_by(object_id=of.public_id)
                .order_by(ThreadEventRecord.thread_id, ThreadEventRecord.sequence)
            )
            return [kind.value for (kind,) in rows]

    pairing = two.join(Way.MERGE)
    two.end(pairing)
    assert heard(two.follower) == ["contribution.withdrawn", "contribution.restored"]
    assert heard(two.lead) == ["contribution.edited", "contribution.edited"]


@pytest.mark.parametrize("who", ["anne", "ben", "moderator"])
def test_either_author_or_a_moderator_undoes_a_merge(two, as_user, who):
    pairing = two.join(Way.MERGE)
    as_user(getattr(two, who)).submit(f"/same/{pairing}", f"/same/{pairing}/end")
    assert two.row(pairing).step is Step.ENDED
    assert factories.reload(two.app, two.follower).is_whole


def test_a_link_becomes_a_merge_when_both_authors_agree_again(app, two):
    link = two.join()
    merge = two.join(Way.MERGE)
    assert two.row(link).step is Step.ENDED
    assert two.row(merge).step is Step.JOINED
    with app.app_context():
        assert db.session.get(Contribution, two.follower.id).withdrawn_at is not None


def test_what_is_hidden_stays_hidden_when_a_merge_is_undone(app, client, two):
    from app import clock

    pairing = two.join(Way.MERGE)
    with app.app_context():
        db.session.query(Contribution).filter_by(id=two.follower.id).update(
            {"hidden_at": clock.now(), "hidden_rule": 1}
        )
        db.session.commit()
    two.end(pairing)
    assert FOLLOWER not in client.get(f"/ideas/{two.follower.public_id}").text


def test_the_database_itself_wants_consent_and_one_lead(app, two):
    from sqlalchemy.exc import IntegrityError

    from app import clock

    two.join()
    now = clock.now()
    row = {
        "round_id": two.asked.id,
        "lead_id": two.lead.id,
        "follower_id": two.follower.id,
        "way": Way.MERGE,
        "by_id": two.anne.id,
        "at": now,
    }
    for said in ({"lead_said": True, "follower_said": False}, {"lead_said": True, "follower_said": True}):
        with app.app_context(), pytest.raises(IntegrityError):
            db.session.execute(db.insert(Pairing).values(public_id="abcdefghjkmn", joined_at=now, **row, **said))


def test_what_was_merged_is_found_again_once_they_part(client, two):
    def found():
        return f"/{two.follower.public_id}" in client.get("/search", query_string={"q": two.follower.title}).text

    assert found()
    pairing = two.join(Way.MERGE)
    assert not found()
    two.end(pairing)
    assert found()
