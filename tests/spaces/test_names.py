"""The name of a space that everybody may know of: reported, hidden everywhere, given anew, contested."""

import re

import pytest

from app.extensions import db
from app.moderation.case_models import Appeal, Case
from app.moderation.models import Decision, Report
from app.rules.actors import Role
from app.spaces.models import Space
from tests.drafts.conftest import Device
from tests.moderation.test_cases import at_once

NAME, ABOUT = "The Quibbleton Fools", "All of Quibbleton are fools."
WORD = "quibbleton"


@pytest.fixture
def gwen(village):
    """A moderator of the site."""
    return village.person("Gwen Harper", Role.MODERATOR)


@pytest.fixture
def samir(village):
    """Another."""
    return village.person("Samir", Role.MODERATOR)


@pytest.fixture
def slug(village, olive):
    return village.space(olive, "open", NAME, ABOUT)


@pytest.fixture
def decide(village, gwen):
    """Decide on the case of a name that somebody reports first."""

    def do(reporter, slug, verb="hide", by=gwen):
        answer = reporter.post(f"/spaces/{slug}/reports", reason="insult", text="That is my family.")
        assert answer.status_code == 303, answer.text
        with village.app.app_context():
            case = db.session.query(Case.public_id).order_by(Case.id.desc()).limit(1).scalar()
        sent = {"verb": verb, "rule": "1", "reason": "It names a family.", "ground": "rules"}
        return by.post(f"/moderation/cases/{case}/decisions", **sent)

    return do


def space_of(village):
    with village.app.app_context():
        return db.session.query(Space).one()


def decision_of(village):
    with village.app.app_context():
        return "/decisions/" + db.session.query(Decision.public_id).order_by(Decision.id.desc()).limit(1).scalar()


def appeal_of(village):
    with village.app.app_context():
        return "/moderation/appeals/" + db.session.query(Appeal.public_id).order_by(Appeal.id.desc()).limit(1).scalar()


def test_anybody_with_an_account_reports_a_name_and_not_their_own(village, slug, olive, max_, outsider, client):
    at = f"/spaces/{slug}/reports"
    assert "Report the name of this space" in max_.get(f"/spaces/{slug}").text
    assert "Report the name of this space" not in olive.get(f"/spaces/{slug}").text
    assert "Report the name of this space" not in client.get(f"/spaces/{slug}").text
    assert NAME in max_.get(at).text
    assert client.get(at).status_code == 303
    assert olive.post(at, reason="insult").status_code == 403
    kept = max_.post(at, text="They mean my family.")
    assert kept.status_code == 422
    assert "They mean my family." in kept.text
    for one in (max_, max_, outsider):
        assert one.post(at, reason="insult", text="").status_code == 303
    with village.app.app_context():
        assert db.session.query(Case).count() == 1
        assert db.session.query(Report).count() == 2


def test_the_name_of_a_secret_space_is_nobody_s_business(village, olive, max_, outsider, gwen):
    slug = village.space(olive, "secret", NAME)
    village.enrol(slug, olive, max_)
    assert "Report the name" not in max_.get(f"/spaces/{slug}").text
    for one in (max_, outsider, gwen):
        for answer in (one.get(f"/spaces/{slug}/reports"), one.post(f"/spaces/{slug}/reports", reason="insult")):
            assert answer.status_code == 404
            assert WORD not in answer.text.lower()


def test_moderators_of_the_site_read_the_name_and_nothing_within(village, olive, max_, gwen):
    slug = village.space(olive, "request", NAME, ABOUT)
    village.topic(slug, olive, "A private matter", "Within.")
    assert max_.post(f"/spaces/{slug}/reports", reason="insult", text="").status_code == 303
    queue = gwen.get("/moderation/queue").text
    assert NAME in queue
    case = gwen.get(re.search(r"/moderation/cases/[a-z0-9]{12}", queue)[0]).text
    assert NAME in case
    assert ABOUT in case
    assert "A private matter" not in queue + case
    for verb in ("Keep it", "Ask the author to edit", "Hide it", "Signs stand in its place"):
        assert verb in case
    assert gwen.get(f"/spaces/{slug}").status_code == 200


def test_a_hidden_name_leaves_by_no_door_and_those_who_look_after_it_are_told(
    village, slug, decide, olive, max_, outsider, client
):
    topic = village.topic(slug, olive)
    assert max_.post(f"/spaces/{slug}/members").status_code == 303
    assert olive.post(f"/spaces/{slug}/members/{max_.user.handle}/moderator").status_code == 303
    assert outsider.post(f"/follows/space/{slug}").status_code == 303
    pages = (
        "/spaces",
        f"/spaces?q={WORD}",
        f"/topics/{topic}",
        "/discussions",
        "/follows",
        "/notices",
        "/",
        f"/search?q={WORD}",
    )
    assert WORD in outsider.get(f"/topics/{topic}").text.lower()
    assert WORD in client.get(f"/topics/{topic}").text.lower()
    assert decide(outsider, slug).status_code == 303
    now = space_of(village).slug
    assert WORD not in now
    for who in (client, outsider.browser, max_.browser):
        for page in (*pages, f"/spaces/{now}", "/moderation/log", "/moderation/log.csv"):
            said = (
                who.get(page)
                .text.lower()
                .replace(f'value="{WORD}"', "")
                .replace(f"q={WORD}", "")
                .replace(f"“{WORD}”", "")
            )
            assert WORD not in said, page
        assert who.get(f"/spaces/{slug}").status_code == 404
    assert "A moderator of the space can give it others" in max_.get(f"/spaces/{now}").text
    for one in (olive, max_):
        told = one.get("/notices").text
        assert "have hidden the name of a space that you look after" in told
        assert "It names a family." in told
    assert "Read the decision, or appeal" not in max_.get("/notices").text
    assert (
        "A moderator agreed with you" in outsider.get(re.search(r"/reports/\w+", outsider.get("/notices").text)[0]).text
    )
    assert NAME in olive.get(decision_of(village)).text


def test_a_moderator_of_the_space_gives_it_another_name_and_not_the_same(village, slug, decide, olive, max_, outsider):
    assert decide(outsider, slug).status_code == 303
    now = space_of(village).slug
    at = f"/spaces/{now}/edit"
    assert "Nobody can read either until you write others." in olive.get(at).text
    for same in ({"name": NAME.upper(), "about": "New."}, {"name": "New", "about": ABOUT}):
        refused = olive.post(at, **same, kind="open")
        assert refused.status_code == 422
        assert "have hidden this name" in refused.text
    assert olive.post(at, name="Neighbours", about="For all.", kind="open").status_code == 303
    assert "Neighbours" in outsider.get("/spaces").text
    assert space_of(village).hidden_name is None
    assert "have hidden the name" not in outsider.get(f"/spaces/{now}").text


def test_a_hidden_name_does_not_come_back_by_way_of_another(village, slug, decide, olive, outsider):
    """Nor does what the space said of itself, nor either in other letters, nor one in the place of the other."""
    assert decide(outsider, slug).status_code == 303
    at = f"/spaces/{space_of(village).slug}/edit"
    assert olive.post(at, name="Neighbours", about="For all.", kind="open").status_code == 303
    for name, about in ((NAME, "New."), ("The  Qu1bbleton-Fools!", ""), ("New", ABOUT.lower()), ("New", NAME)):
        refused = olive.post(at, name=name, about=about, kind="open")
        assert refused.status_code == 422, (name, about)
        assert "have hidden this name" in refused.text
    assert space_of(village).name == "Neighbours"
    assert olive.post(at, name="Friends", about="For all.", kind="open").status_code == 303
    other = village.space(olive, "open", NAME)
    assert NAME in outsider.get(f"/spaces/{other}").text, (
        "It is refused where it was hidden, and judged anew elsewhere."
    )


def test_a_name_that_was_hidden_wrongly_may_be_given_again(village, slug, decide, olive, outsider, samir):
    assert decide(outsider, slug).status_code == 303
    assert olive.post(f"{decision_of(village)}/appeal", words="It is a book.").status_code == 303
    at = f"/spaces/{space_of(village).slug}/edit"
    assert olive.post(at, name="Neighbours", about="", kind="open").status_code == 303
    assert olive.post(at, name=NAME, about=ABOUT, kind="open").status_code == 422
    assert samir.post(appeal_of(village), upheld="yes", words="So it is.").status_code == 303
    assert olive.post(at, name=NAME, about=ABOUT, kind="open").status_code == 303
    assert NAME in outsider.get("/spaces").text


def test_an_appeal_brings_the_name_and_its_address_back(village, slug, decide, olive, max_, outsider, gwen, samir):
    assert decide(outsider, slug).status_code == 303
    address = decision_of(village)
    for other in (max_, outsider):
        assert other.get(address).status_code == 404
    assert 'name="who"' not in olive.get(address).text
    assert olive.post(f"{address}/appeal", words="Quibbleton is a village in a book.").status_code == 303
    case = appeal_of(village)
    assert gwen.post(case, upheld="no", words="No.").status_code == 403
    assert NAME in samir.get(case).text
    assert samir.post(case, upheld="yes", words="So it is.").status_code == 303
    assert NAME in outsider.get(f"/spaces/{slug}").text
    assert ABOUT in outsider.get(f"/spaces/{slug}").text
    assert "So it is." in olive.get(address).text
    assert olive.post(f"/spaces/{slug}/edit", name="Neighbours", about="", kind="open").status_code == 303
    assert olive.post(f"/spaces/{slug}/edit", name=NAME, about=ABOUT, kind="open").status_code == 303


def test_an_appeal_brings_back_nothing_where_other_words_took_the_place(village, slug, decide, olive, outsider, samir):
    assert decide(outsider, slug).status_code == 303
    address = decision_of(village)
    assert olive.post(f"{address}/appeal", words="It is a book.").status_code == 303
    case, at = appeal_of(village), f"/spaces/{space_of(village).slug}"
    assert olive.post(f"{at}/edit", name="Worse fools", about="", kind="open").status_code == 303
    assert decide(outsider, at.rpartition("/")[2]).status_code == 303
    hidden = space_of(village)
    assert samir.post(case, upheld="yes", words="The first was fine.").status_code == 303
    left = space_of(village)
    assert (left.name, left.hidden_name) == (hidden.name, "Worse fools")


def test_kept_nothing_changes_and_who_belongs_there_does_not_decide(village, slug, decide, olive, max_, outsider, gwen):
    assert gwen.post(f"/spaces/{slug}/members").status_code == 303
    refused = decide(outsider, slug)
    assert refused.status_code == 403
    other = village.person("Ines", Role.MODERATOR)
    for who in (olive, max_, outsider):
        assert decide(outsider, slug, by=who).status_code == 403
    assert decide(outsider, slug, "keep", by=other).status_code == 303
    assert NAME in outsider.get(f"/spaces/{slug}").text


def test_a_space_that_became_secret_is_left_alone(village, slug, olive, max_, gwen):
    assert max_.post(f"/spaces/{slug}/reports", reason="insult", text="").status_code == 303
    assert olive.post(f"/spaces/{slug}/edit", name="Our secret", about="", kind="secret").status_code == 303
    address = re.search(r"/moderation/cases/[a-z0-9]{12}", gwen.get("/moderation/queue").text)[0]
    page = gwen.get(address).text
    assert NAME in page, "It was public when it was reported."
    assert "Our secret" not in page + gwen.get("/moderation/queue").text
    sent = {"rule": "1", "reason": "So.", "ground": "rules"}
    assert gwen.post(f"{address}/decisions", verb="hide", **sent).status_code == 403
    assert space_of(village).name == "Our secret"
    assert gwen.post(f"{address}/decisions", verb="keep", **sent).status_code == 303


def test_an_old_decision_does_not_tell_what_a_space_calls_itself_in_secret(
    village, slug, decide, olive, max_, outsider, gwen, samir
):
    """Not to moderators of the site, nor to whoever gave it the name before and belongs there no more."""
    assert decide(outsider, slug).status_code == 303
    address, now = decision_of(village), space_of(village).slug
    assert olive.post(f"{address}/appeal", words="It is a village in a book.").status_code == 303
    assert max_.post(f"/spaces/{now}/members").status_code == 303
    assert olive.post(f"/spaces/{now}/members/{max_.user.handle}/moderator").status_code == 303
    assert max_.post(f"/spaces/{now}/edit", name="Our plan", about="To strike.", kind="secret").status_code == 303
    assert olive.post(f"/spaces/{now}/departure").status_code == 303
    for one, page in ((gwen, address), (samir, address), (samir, appeal_of(village)), (olive, address)):
        answer = one.get(page)
        assert answer.status_code == 200
        assert "Our plan" not in answer.text
        assert "To strike." not in answer.text
    assert samir.post(appeal_of(village), upheld="yes", words="So it is.").status_code == 303
    assert space_of(village).name == "Our plan"


def test_what_is_being_written_comes_along(village, slug, decide, olive, outsider):
    device = Device(olive.browser)
    for field in ("", ".title"):
        device.write(f"new-topic-{slug}{field}", f"Half a sentence{field}")
    assert decide(outsider, slug).status_code == 303
    now = space_of(village).slug
    for field in ("", ".title"):
        assert device.words(f"new-topic-{now}{field}") == f"Half a sentence{field}"


def test_two_moderators_at_once_one_decides_and_the_other_is_told(village, slug, olive, outsider, gwen, samir):
    assert outsider.post(f"/spaces/{slug}/reports", reason="insult", text="").status_code == 303
    with village.app.app_context():
        case = db.session.query(Case.public_id).scalar()
    sent = {"verb": "hide", "rule": "1", "reason": "It names a family.", "ground": "rules"}
    acts = [lambda who=who: who.post(f"/moderation/cases/{case}/decisions", **sent) for who in (gwen, samir)]
    assert at_once(acts) == [303, 409]
    assert space_of(village).hidden_name == NAME
