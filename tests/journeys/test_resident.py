"""A resident's day: from the first mail to a vote that is taken back; with a script, and without any."""

import re

import pytest
from playwright.sync_api import Page, expect

from app.extensions import db
from app.rules.actors import Role
from app.rules.contributions import Kind
from app.votes.models import Vote, VoteEvent
from tests import factories
from tests.journeys.browsing import DESK, PHONE, heading, sign_in, stands_out
from tests.web import PASSWORD

NAME = "Зоряна Коваленко-Ōtsuka"
NEED = "The last bus leaves before my shift ends"
IDEA = "A shared taxi after the last bus"
REPLY = re.compile(r"^\s*Reply")


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_from_registering_to_taking_back_a_vote(app, visit, outbox, screenshots, width):
    brindle = factories.area(app, "Upper Brindle")
    asked = factories.round_(app, title="Getting home at night")
    theirs = factories.contribution(app, asked, factories.user(app, name="Ayodele Bright"), title="Seats at stops")
    page = visit(width=width)

    register(page, brindle)
    confirm(page, outbox)
    sign_in(page, "zoryana@example.org")

    post_need(page, asked.title)
    need = page.url
    post_idea(page, need)
    converse(page)

    page.goto(f"/ideas/{theirs.public_id}")
    vote_and_take_back(app, page)
    assert stands_out(page) == []
    page.screenshot(path=screenshots / f"resident-{width}.png")


def register(page: Page, area) -> None:
    page.goto("/register")
    page.get_by_label("Email address").fill("zoryana@example.org")
    page.get_by_label("Your name, as others will see it").fill(NAME)
    page.get_by_label("Where you live").select_option(str(area.name))
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Show password").click()
    expect(page.get_by_label("Password", exact=True)).to_have_attribute("type", "text")
    page.locator("main").get_by_role("button", name="Make an account").click()
    heading(page, "Look in your email")


def confirm(page: Page, outbox) -> None:
    (message,) = outbox
    assert message.to == ["zoryana@example.org"]
    page.goto(re.search(r"http://\S+", message.body).group())
    expect(page.locator("main")).to_contain_text("Your address is confirmed")


def post_need(page: Page, round_title: str) -> None:
    page.goto("/rounds")
    page.get_by_role("link", name=round_title).click()
    page.get_by_role("link", name="Say what you need").first.click()
    page.get_by_label("In one sentence").fill(NEED)
    page.get_by_label("What happens, and how often?").fill("I walk **forty minutes**, three nights a week.")
    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_label("Preview").locator("strong")).to_have_text("forty minutes")
    page.get_by_role("button", name="Post it").click()
    heading(page, NEED)
    expect(page.locator("main")).to_contain_text("Your need is posted")
    expect(page.locator("article").first).to_contain_text(NAME)


def post_idea(page: Page, need: str) -> None:
    page.get_by_role("link", name="Suggest an idea that answers it").click()
    expect(page.get_by_label(NEED)).to_be_checked()
    page.get_by_label("Your idea in one sentence").fill(IDEA)
    page.get_by_label("How would it work?").fill("Four people, one car, a fixed price.")
    page.get_by_role("button", name="Post it").click()
    heading(page, IDEA)
    page.get_by_role("link", name=NEED).click()
    heading(page, NEED)
    assert page.url.split("#")[0] == need
    page.get_by_role("link", name=IDEA).click()
    heading(page, IDEA)


def converse(page: Page) -> None:
    page.get_by_label("Add a comment").fill("Who would drive?")
    page.get_by_role("button", name="Post comment").click()
    comment = page.get_by_role("article", name="Your comment")
    expect(comment).to_contain_text("Who would drive?")
    stay = page.url
    comment.get_by_role("link", name=REPLY).click()
    field = comment.get_by_label(re.compile("^Reply to"))
    expect(field).to_be_focused()
    assert page.url == stay, "the reply opens in its place"
    field.fill("The firm by the station says that it could.")
    comment.get_by_role("button", name="Post reply").click()
    expect(page.locator(".fm-comment .fm-comment")).to_contain_text("The firm by the station")
    expect(page.get_by_text("2 comments").first).to_be_visible()


def vote_and_take_back(app, page: Page) -> None:
    panel = page.locator("#vote")
    panel.get_by_role("button", name="Agree", exact=True).click()
    expect(panel.get_by_role("heading")).to_have_text("You agree")
    expect(panel).to_contain_text("1 person voted so far")
    panel.get_by_text("Change or take back my vote").click()
    expect(panel.get_by_role("button", name="Agree", exact=True)).to_have_attribute("aria-pressed", "true")
    panel.get_by_role("button", name="Disagree").click()
    expect(panel.get_by_role("heading")).to_have_text("You disagree")
    panel.get_by_text("Change or take back my vote").click()
    panel.get_by_role("button", name="Take back my vote").click()
    expect(panel.get_by_role("heading")).to_have_text("What do you think?")
    expect(panel).not_to_contain_text("voted so far")
    with app.app_context():
        assert db.session.query(Vote).count() == 0
        assert db.session.query(VoteEvent).count() == 3


def test_all_of_it_works_without_a_script(app, visit):
    asked = factories.round_(app)
    author = factories.user(app, name="Ayodele Bright")
    idea = factories.contribution(app, asked, author, title="Seats at stops")
    me = factories.user(app, name="Zoryana")
    page = visit(java_script_enabled=False)
    sign_in(page, me.email)

    page.goto(f"/ideas/{idea.public_id}")
    page.get_by_role("button", name="Unsure").click()
    expect(page.locator("#vote").get_by_role("heading")).to_have_text("You are unsure")
    comment_plainly(page)
    report_plainly(page)
    moderator = visit(factories.user(app, Role.MODERATOR))
    moderator.goto("/moderation/")
    expect(moderator.locator(".fm-queue")).to_contain_text("Seats at stops")


def comment_plainly(page: Page) -> None:
    page.get_by_label("Add a comment").fill("How **wide** are they?")
    page.get_by_role("button", name="Preview").click()
    expect(page.locator(".fm-preview strong")).to_have_text("wide")
    expect(page.locator("textarea[name=body]")).to_have_value("How **wide** are they?")
    page.get_by_role("button", name="Post comment").click()
    mine = page.get_by_role("article", name="Your comment")
    expect(mine.locator("strong")).to_have_text("wide")
    mine.get_by_role("link", name=REPLY).click()
    expect(page).to_have_url(re.compile(r"reply=.*#reply$"))
    page.locator("#reply").fill("Asking for a friend with sticks.")
    page.get_by_role("button", name="Post reply").click()
    expect(page.locator(".fm-comment .fm-comment")).to_contain_text("Asking for a friend")


def report_plainly(page: Page) -> None:
    page.get_by_role("link", name="Report", exact=True).first.click()
    page.get_by_role("button", name="Send report").click()
    expect(page.get_by_role("alert")).to_contain_text("Choose what is wrong.")
    page.get_by_label("It does not belong in this round").check()
    page.get_by_role("button", name="Send report").click()
    expect(page.locator("main")).to_contain_text("We aim to look within a day")


def test_a_draft_is_kept_for_its_author_alone(app, visit):
    asked = factories.round_(app)
    me, other = factories.user(app), factories.user(app)
    page = visit(me)
    page.goto(f"/rounds/{asked.slug}/{Kind.NEED.plural}/new")
    page.get_by_label("In one sentence").fill("Half a thought")
    page.get_by_role("button", name="Keep as a draft").click()
    expect(page.locator("main")).to_contain_text("Only you can see it")
    address = page.url
    assert visit(other).goto(address).status == 404
    page.goto(f"/rounds/{asked.slug}/needs")
    expect(page.locator("main")).to_contain_text("Half a thought")
