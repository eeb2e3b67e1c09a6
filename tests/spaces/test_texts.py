"""What stands in a space: its moderators decide on it, members report it, and moderators of the site read that and no more."""

import re

import pytest

from app.extensions import db
from app.moderation.models import Decision
from app.rules.actors import Role
from app.rules.moderation import Verb
from app.spaces.models import SpaceEvidence, SpaceMember
from tests.web import PASSWORD


@pytest.fixture
def gwen(village):
    """A moderator of the site."""
    return village.person("Gwen", Role.MODERATOR)


@pytest.fixture
def talk(village, olive, max_):
    """(space, topic, comment by Max)."""
    slug = village.space(olive)
    village.enrol(slug, olive, max_)
    topic = village.topic(slug, olive)
    return slug, topic, village.say(topic, max_, "A rude remark.")


def test_a_moderator_of_the_space_hides_brings_back_and_locks(village, talk, olive, max_, gwen):
    _slug, topic, comment = talk
    fern = village.person("Fern")
    village.enrol(talk[0], olive, fern)
    at = f"/spaces/texts/comments/{comment}/decision"
    assert "A rude remark." in olive.get(at).text
    assert olive.post(at, verb="hide", rule="1", reason="").status_code == 422
    assert olive.post(at, verb="hide", rule="1", reason="Not here.").status_code == 303
    assert "A rude remark." not in fern.get(f"/topics/{topic}").text
    assert "A rude remark." in olive.get(f"/topics/{topic}").text
    assert "Not here." in max_.get("/notices").text
    assert "Not here." not in village.app.test_client().get("/log").text
    assert olive.post(at, verb="restore", rule="1", reason="I was wrong.").status_code == 303
    assert "A rude remark." in fern.get(f"/topics/{topic}").text
    assert olive.post(at, verb="restore", rule="1", reason="Again.").status_code in {403, 409}
    other = village.topic(talk[0], fern, "Fern's topic")
    lock = f"/spaces/texts/topics/{other}/decision"
    assert olive.post(lock, verb="lock", rule="1", reason="Enough.").status_code == 303
    assert fern.post(f"/contributions/{other}/comments", body="More").status_code == 403
    assert olive.post(lock, verb="unlock", rule="1", reason="Go on.").status_code == 303
    village.say(other, fern, "More")
    for who in (max_, gwen):
        assert who.post(at, verb="hide", rule="1", reason="Mine.").status_code in {403, 404}
    with village.app.app_context():
        made = db.session.query(Decision).all()
    assert {one.verb for one in made if one.appeal_by is not None} == {Verb.HIDE, Verb.LOCK}
    assert all(gwen.get(f"/decisions/{one.public_id}").status_code == 404 for one in made)


def test_a_moderator_of_the_site_who_is_a_member_is_a_member(village, talk, olive, gwen):
    slug, topic, comment = talk
    village.enrol(slug, olive, gwen)
    assert gwen.post(f"/comments/{comment}/bookmark").status_code == 303
    assert "A rude remark." in gwen.get("/saved").text
    at = f"/spaces/texts/comments/{comment}/decision"
    assert gwen.get(at).status_code == 403
    assert gwen.get(f"/comments/{comment}/case").status_code == 404
    assert gwen.post(f"/comments/{comment}/hide", rule="1", reason="So.").status_code == 404
    assert gwen.post(f"/comments/{comment}/move", rule="1", reason="So.").status_code in {404, 405}
    assert olive.post(at, verb="hide", rule="1", reason="So.").status_code == 303
    assert "A rude remark." not in gwen.get(f"/topics/{topic}").text
    assert "A rude remark." not in gwen.get(f"/comments/{comment}/history").text + gwen.get("/saved").text


def test_a_report_lays_one_text_before_the_moderators_of_the_site(village, talk, olive, max_, gwen):
    slug, topic, comment = talk
    at = f"/spaces/texts/comments/{comment}/reports"
    assert max_.get(at).status_code == 403
    assert gwen.get(at).status_code == 404
    sent = {"reason": "insult", "text": "Look at this.", "once": "o" * 12}
    answer = olive.post(at, **sent)
    assert answer.status_code == 303
    assert olive.post(at, **sent).location == answer.location
    village.say(topic, max_, "Something else that is private.")
    queue = gwen.get("/moderation/queue").text
    name = re.search(r"/moderation/cases/([a-z0-9]{12})", queue)[1]
    case = gwen.get(f"/moderation/cases/{name}").text
    shown = gwen.get(f"/moderation/cases/{name}/spaces").text
    assert "A rude remark." in shown
    for page in (queue, case, shown):
        assert "something else" not in page.lower()
        assert "Mill Lane" not in page
        assert "Who waters" not in page
        assert slug not in page
        assert olive.user.display_name not in page
    assert gwen.get(f"/topics/{topic}").status_code == 404
    assert olive.get(f"/moderation/cases/{name}/spaces").status_code == 403
    decided = gwen.post(f"/moderation/cases/{name}/decisions", verb="warn", rule="1", reason="Be kind.", ground="rules")
    assert decided.status_code in {200, 303}, decided.text
    with village.app.app_context():
        assert db.session.query(SpaceEvidence).count() == 1


def test_what_one_wrote_and_where_one_belongs_comes_with_ones_data_and_goes_with_the_account(
    village, talk, olive, max_
):
    assert talk
    assert "Mill Lane" in max_.get("/account/data.json").text
    assert olive.browser.submit("/account/close", password=PASSWORD).status_code == 303
    with village.app.app_context():
        roles = {one.person_id: one.role.value for one in db.session.query(SpaceMember)}
    assert roles == {max_.user.id: "moderator"}


def test_whoever_reads_an_open_space_can_report_what_stands_there(village, olive, max_):
    topic = village.topic(village.space(olive, "open", "Allotments"), olive)
    assert "reports" in max_.get(f"/topics/{topic}").text
    assert max_.post(f"/spaces/texts/topics/{topic}/reports", reason="insult", text="").status_code == 303
    assert max_.get(f"/spaces/texts/topics/{topic}/decision").status_code == 403


def test_personal_data_is_warned_of_and_nothing_waits_for_moderators_of_the_site(village, talk, max_, gwen):
    slug, topic, _comment = talk
    warned = max_.post(f"/spaces/{slug}/topics/new", title="Call me", body="On 07700 900123.")
    assert warned.status_code == 422
    assert "07700" in warned.text
    assert max_.post(f"/contributions/{topic}/comments", body="On 07700 900123.", anyway="phone").status_code == 303
    assert "07700" not in gwen.get("/moderation/queue").text + gwen.get("/moderation/held").text


def test_a_topic_is_edited_by_its_author(village, talk, olive, max_):
    _slug, topic, _comment = talk
    page = olive.get(f"/topics/{topic}/edit")
    assert page.status_code == 200
    assert "In August." in page.text
    assert max_.get(f"/topics/{topic}/edit").status_code == 403
    saved = olive.browser.submit(f"/topics/{topic}/edit", title="Who waters them?", body="In July.", version="1")
    assert saved.status_code == 303
    assert "In July." in max_.get(f"/topics/{topic}").text
    assert "Mill Lane" in max_.get("/discussions").text
    assert "In August." in max_.get(f"/topics/{topic}/history").text


# -- Who could read it ------------------------------------------------------------------------------------------------

NUMBER = "You can ring me on 07700 900123 after six."
MEMBERS = "all members of “Mill Lane” could read it"
EVERYBODY = "everybody could read it"


def _warned(village, by, slug, topic, comment):
    """What each form that posts in a space answers to a telephone number."""
    return {
        "topic": by.post(f"/spaces/{slug}/topics/new", title="Ring me", body=NUMBER),
        "comment": by.post(f"/contributions/{topic}/comments", body=NUMBER),
        "changed comment": by.post(f"/comments/{comment}/edit", body=NUMBER, version=1),
        "changed topic": by.post(f"/topics/{topic}/edit", title="Ring me", body=NUMBER, version=1),
    }


@pytest.mark.parametrize("kind", ["secret", "invitation", "request"])
def test_whoever_writes_for_members_is_told_that_they_could_read_it(village, olive, kind):
    slug = village.space(olive, kind)
    topic = village.topic(slug, olive)
    for form, answer in _warned(village, olive, slug, topic, village.say(topic, olive)).items():
        assert answer.status_code == 422, form
        assert MEMBERS in answer.text, form
        assert "Is this meant for all members?" in answer.text, form
        assert "Everybody" not in answer.text, form
        assert EVERYBODY not in answer.text, form


def test_in_an_open_space_it_is_everybody(village, olive):
    slug = village.space(olive, "open")
    topic = village.topic(slug, olive)
    for form, answer in _warned(village, olive, slug, topic, village.say(topic, olive)).items():
        assert answer.status_code == 422, form
        assert EVERYBODY in answer.text, form
        assert "Is this meant for everybody?" in answer.text, form


def test_a_warning_tells_nobody_else_that_a_secret_space_is_there(village, olive, outsider):
    slug = village.space(olive)
    topic = village.topic(slug, olive)
    for answer in _warned(village, outsider, slug, topic, village.say(topic, olive)).values():
        assert answer.status_code in {404, 422}
        assert "Mill Lane" not in answer.text
    program = outsider.browser.post(
        f"/contributions/{topic}/comments",
        data={"csrf_token": outsider.browser.token("/account/"), "body": NUMBER},
        headers={"Accept": "application/json"},
    )
    assert "Mill Lane" not in program.text


def test_forms_in_a_space_promise_its_members_and_nobody_else(village, olive):
    slug = village.space(olive)
    topic = village.topic(slug, olive)
    comment = village.say(topic, olive)
    for page in (f"/topics/{topic}", f"/topics/{topic}/edit", f"/comments/{comment}/edit"):
        shown = olive.get(page).text
        assert "All members of “Mill Lane” will see it." in shown, page
        assert "Everybody" not in shown, page


def test_what_comes_back_in_a_space_is_not_said_to_be_everybodys(village, olive, max_):
    slug = village.space(olive)
    village.enrol(slug, olive, max_)
    comment = village.say(village.topic(slug, olive), max_)
    for verb in ("hide", "restore"):
        said = {"verb": verb, "rule": "1", "reason": "Read the rule."}
        assert olive.post(f"/spaces/texts/comments/{comment}/decision", **said).status_code == 303
    told = max_.get("/notices").text
    assert "can be read again by all who could read it before" in told
    assert "everybody" not in told.lower()
