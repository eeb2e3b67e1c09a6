"""A space is made, a neighbour is invited, they talk, and one of them is put out while the page is open."""

import pytest
from playwright.sync_api import expect

from app.rules.actors import Role
from tests import factories
from tests.journeys.browsing import DESK, PHONE
from tests.spaces.conftest import Village

pytestmark = pytest.mark.once


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_a_space_is_made_and_a_neighbour_comes_in(app, visit, screenshots, width):
    olive = factories.user(app, name="Olive Okonkwo-Bramhall", handle="olive")
    page, his = visit(olive, width=width), visit(factories.user(app, name="Max Weatherby", handle="max"), width=width)
    page.goto("/spaces")
    page.screenshot(path=screenshots / f"spaces-empty-{width}.png", full_page=True)
    page.get_by_role("link", name="Make a space").click()
    page.get_by_label("What is it called?").fill("Neighbours of Mill Lane")
    page.get_by_label("What is it for?").fill("Who waters what, and who lends a ladder.")
    page.get_by_label("Secret: ").check()
    page.screenshot(path=screenshots / f"spaces-new-{width}.png", full_page=True)
    page.get_by_role("button", name="Make it").click()
    expect(page.get_by_text("Only members of “Neighbours of Mill Lane” can read this.")).to_be_visible()
    page.get_by_role("link", name="Invite").click()
    page.get_by_label("Their email address, or their name here").fill("max")
    page.get_by_role("button", name="Send the invitation").click()
    expect(page.get_by_text("Invited. A notice tells them.")).to_be_visible()
    page.screenshot(path=screenshots / f"spaces-invitations-{width}.png", full_page=True)
    his.goto("/spaces")
    his.screenshot(path=screenshots / f"spaces-invited-{width}.png", full_page=True)
    his.get_by_role("button", name="Join Neighbours of Mill Lane").click()
    expect(his.get_by_text("You belong to")).to_be_visible()
    his.screenshot(path=screenshots / f"spaces-show-{width}.png", full_page=True)


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_members_talk_and_one_is_put_out_while_the_page_is_open(app, as_user, visit, complaints, screenshots, width):
    complaints.forgive("status of 404")  # Whoever was put out may not even say how far they read.
    village = Village(app, as_user)
    olive, max_ = village.person("Olive Okonkwo-Bramhall"), village.person("Max Weatherby")
    slug = village.space(olive, "secret", "Neighbours of Mill Lane")
    village.enrol(slug, olive, max_)
    hers, his = visit(olive.user, width=width), visit(max_.user, width=width)
    hers.goto(f"/spaces/{slug}/topics/new")
    hers.get_by_label("Title").fill("Who waters the plants in August?")
    hers.get_by_label("Words").fill("I am away for two weeks.")
    hers.screenshot(path=screenshots / f"spaces-topic-{width}.png", full_page=True)
    hers.get_by_role("button", name="Post it").click()
    expect(hers.get_by_role("heading", name="Who waters the plants in August?")).to_be_visible()
    his.goto(hers.url)
    his.locator("[data-live-write]").get_by_label("Add a comment").fill("I can, on Mondays.")
    his.get_by_role("button", name="Post comment").click()
    hers.get_by_role("button", name="1 new comment").or_(hers.get_by_text("I can, on Mondays.")).first.wait_for()
    hers.screenshot(path=screenshots / f"spaces-talk-{width}.png", full_page=True)

    hers.goto(f"/spaces/{slug}/members")
    hers.screenshot(path=screenshots / f"spaces-members-{width}.png", full_page=True)
    hers.get_by_role("link", name="Put out").click()
    hers.get_by_label("What they are told").fill("You have moved away.")
    hers.get_by_label("Which rule?").select_option(index=0)
    hers.get_by_role("button", name="Put out").click()
    expect(hers.get_by_text("They do not belong to it any more")).to_be_visible()
    expect(his.get_by_text("it is not for you to see").first).to_be_visible()


@pytest.fixture
def hidden(app, as_user):
    """(address of the space, author, moderator who did not decide): two comments were hidden in a space."""
    village = Village(app, as_user)
    olive, petra, max_ = (village.person(name) for name in ("Olive Okonkwo-Bramhall", "Petra Quayle", "Max Weatherby"))
    slug = village.space(olive, "secret", "Neighbours of Mill Lane")
    village.enrol(slug, olive, petra, max_)
    assert olive.post(f"/spaces/{slug}/members/{petra.user.handle}/moderator").status_code == 303
    topic = village.topic(slug, olive, "Who waters the plants in August?")
    said = [village.say(topic, max_, f"I would not let Mrs Hartley-{name} near them.") for name in ("Bright", "Grant")]
    for one in said:
        sent = {"verb": "hide", "rule": "1", "reason": "She reads this as well."}
        assert olive.post(f"/spaces/texts/comments/{one}/decision", **sent).status_code == 303
    return f"/spaces/{slug}", max_, petra


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_what_was_hidden_is_contested_in_the_space(visit, screenshots, hidden, width):
    space, max_, petra = hidden
    his, hers = visit(max_.user, width=width), visit(petra.user, width=width)
    his.goto("/notices")
    his.screenshot(path=screenshots / f"space-appeal-told-{width}.png", full_page=True)
    his.get_by_role("link", name="Read the decision, or appeal").last.click()
    his.screenshot(path=screenshots / f"space-appeal-form-{width}.png", full_page=True)
    his.get_by_label("Why was the decision wrong?").fill("I mean her dog.")
    his.get_by_role("button", name="Send my appeal").click()
    expect(his.get_by_text("from another moderator of the space than the one who decided")).to_be_visible()
    hers.goto(space)
    hers.get_by_role("link", name="Appeals").click()
    hers.screenshot(path=screenshots / f"space-appeals-{width}.png", full_page=True)
    hers.get_by_role("link", name="Look").click()
    expect(hers.get_by_text("Mrs Hartley-Bright")).to_be_visible()
    hers.get_by_label("The appeal is right: put everything back as it was").check()
    hers.get_by_label("Your answer, as the person will read it").fill("Her dog is a menace.")
    hers.screenshot(path=screenshots / f"space-appeal-answer-{width}.png", full_page=True)
    hers.get_by_role("button", name="Answer and tell the person").click()
    expect(hers.get_by_text("Nothing is waiting")).to_be_visible()
    his.reload()
    expect(his.get_by_text("Her dog is a menace.")).to_be_visible()
    his.screenshot(path=screenshots / f"space-appeal-answered-{width}.png", full_page=True)


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_what_was_hidden_is_contested_before_the_site(app, visit, screenshots, hidden, width):
    _space, max_, _petra = hidden
    his, hers = (
        visit(max_.user, width=width),
        visit(factories.user(app, Role.MODERATOR, name="Gwen Harper"), width=width),
    )
    his.goto("/account/standing")
    his.get_by_role("link", name="Read it, or appeal").first.click()
    his.get_by_label("The moderators of the site instead").check()
    his.get_by_label("Why was the decision wrong?").fill("I mean her dog.")
    his.get_by_role("button", name="Send my appeal").click()
    expect(his.get_by_text("a moderator of the site who does not belong to the space")).to_be_visible()
    hers.goto("/moderation/appeals")
    hers.screenshot(path=screenshots / f"space-appeals-site-{width}.png", full_page=True)
    hers.get_by_role("link", name="Look").click()
    expect(hers.get_by_text("Mrs Hartley-Grant")).to_be_visible()
    expect(hers.get_by_text("Mill Lane")).to_have_count(0)
    hers.screenshot(path=screenshots / f"space-appeal-site-{width}.png", full_page=True)


@pytest.fixture
def named(app, as_user):
    """(its address, who gave the name): a space whose name is against a family."""
    village = Village(app, as_user)
    olive = village.person("Olive Okonkwo-Bramhall")
    slug = village.space(olive, "open", "Neighbours against the Hartley-Brights of Mill Lane", "They know why.")
    return f"/spaces/{slug}", olive


def report_name(his, address, screenshots, width):
    his.goto(address)
    his.get_by_role("link", name="Report the name of this space").click()
    his.get_by_label("It insults or threatens somebody").check()
    his.screenshot(path=screenshots / f"space-name-report-{width}.png", full_page=True)
    his.get_by_role("button", name="Send report").click()
    expect(his.get_by_text("Thank you. Your report has the reference")).to_be_visible()


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_a_name_is_reported_hidden_and_given_anew(app, visit, screenshots, named, width):
    address, olive = named
    his = visit(factories.user(app, name="Max Hartley-Bright"), width=width)
    hers, site = visit(olive.user, width=width), visit(factories.user(app, Role.MODERATOR, name="Gwen"), width=width)
    report_name(his, address, screenshots, width)
    site.goto("/moderation/queue")
    site.get_by_role("button", name="Take it").first.click()
    expect(site.get_by_role("heading", name="The name of a space was reported")).to_be_visible()
    site.get_by_label("Hide it").check()
    site.get_by_label("Your reason, as the author will read it").fill("It is against one family.")
    site.screenshot(path=screenshots / f"space-name-case-{width}.png", full_page=True)
    site.get_by_role("button", name="Decide and tell them").click()
    expect(site.get_by_text("Decided.")).to_be_visible()
    his.goto("/spaces")
    expect(his.get_by_text("Hartley-Brights")).to_have_count(0)

    hers.goto("/notices")
    hers.screenshot(path=screenshots / f"space-name-told-{width}.png", full_page=True)
    hers.get_by_role("link", name="Go to the space").click()
    hers.get_by_role("link", name="Change the space").click()
    hers.screenshot(path=screenshots / f"space-name-form-{width}.png", full_page=True)
    hers.get_by_label("What is it called?").fill("Neighbours of Mill Lane")
    hers.get_by_role("button", name="Save the changes").click()
    expect(hers.get_by_role("heading", name="Neighbours of Mill Lane")).to_be_visible()
