"""A resident who types a phone number is asked first, with and without scripts; a covered comment opens with a click."""

import pytest
from playwright.sync_api import expect

from app import clock
from app.extensions import db
from app.threads.models import Comment
from tests import factories
from tests.journeys.browsing import PHONE, faults, stands_out

pytestmark = pytest.mark.once

WORDS = "You can ring me on 07700 900123 after six, I live next door."


@pytest.fixture
def idea(app):
    """An idea in an open round."""
    return factories.contribution(app, factories.round_(app), factories.user(app), title="A handrail at the steps")


def looks_well(page):
    """Whether a page fits a telephone and has no faults that axe can see."""
    assert stands_out(page) == []
    assert faults(page) == ""


def test_a_number_is_asked_about_before_it_is_posted(app, visit, idea):
    page = visit(factories.user(app, name="Joan Whitlock"), width=PHONE, java_script_enabled=False)
    page.goto(f"/ideas/{idea.public_id}")
    page.get_by_label("Add a comment").fill(WORDS)
    page.get_by_role("button", name="Post comment").click()
    expect(page.get_by_role("heading", name="Is this meant for everybody?")).to_be_visible()
    expect(page.locator("mark")).to_have_text("07700 900123")
    expect(page.get_by_label("What you say")).to_have_value(WORDS)
    assert stands_out(page) == []
    page.get_by_role("link", name="Change it").click()
    expect(page.get_by_label("What you say")).to_be_focused()
    page.get_by_role("button", name="Post it as it is").click()
    expect(page.locator(".fm-comment__text")).to_contain_text("07700 900123")


def test_with_scripts_the_page_stays_and_asks(app, visit, idea):
    page = visit(factories.user(app, name="Joan Whitlock"), width=PHONE)
    page.goto(f"/ideas/{idea.public_id}")
    field = page.get_by_label("Add a comment")
    field.fill(WORDS)
    page.get_by_role("button", name="Post comment").click()
    expect(page.get_by_role("alert")).to_contain_text("a phone number")
    expect(page.get_by_role("alert")).to_contain_text("“07700 900123”")
    expect(field).to_have_value(WORDS)
    expect(field).to_be_focused()
    looks_well(page)
    page.get_by_role("button", name="Post it as it is").click()
    expect(page.locator(".fm-comment__text")).to_contain_text("07700 900123")
    expect(page.get_by_role("button", name="Post it as it is")).to_have_count(0)


def test_a_need_with_a_number_is_asked_about(app, visit):
    page = visit(factories.user(app), width=PHONE)
    page.goto(f"/rounds/{factories.round_(app).slug}/needs/new")
    page.get_by_label("In one sentence").fill("I am afraid of the steps")
    page.get_by_label("What happens, and how often?").fill(WORDS)
    page.get_by_role("button", name="Post it", exact=True).click()
    expect(page.get_by_role("heading", name="Is this meant for everybody?")).to_be_visible()
    looks_well(page)
    page.get_by_role("button", name="Post it as it is").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("I am afraid of the steps")


def test_an_advert_waits_kindly_until_a_moderator_posts_it(app, visit, idea):
    from app.rules.actors import Role

    page = visit(factories.user(app, name="Joan Whitlock"), width=PHONE)
    page.goto(f"/ideas/{idea.public_id}")
    page.get_by_label("Add a comment").fill("CONGRATULATIONS, you have won a prize! Text WIN to 80123 now, 150p/msg")
    page.get_by_role("button", name="Post comment").click()
    expect(page.get_by_text("A moderator reads this first, usually within 24 hours.").first).to_be_visible()
    page.get_by_role("link", name="See it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you. A moderator reads this first")
    looks_well(page)
    desk = visit(factories.user(app, Role.MODERATOR))
    desk.goto("/moderation/")
    desk.get_by_role("link", name="One text waits to be read").click()
    desk.get_by_role("link", name="Look").click()
    desk.get_by_role("button", name="Post it", exact=True).click()
    expect(desk.get_by_text("Nothing is waiting")).to_be_visible()
    page.goto("/notices")
    expect(page.get_by_text("It is posted.")).to_be_visible()
    page.get_by_role("link", name="Go to the comment").click()
    expect(page.locator(".fm-comment__text")).to_contain_text("WIN to 80123")


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_a_covered_comment_opens_with_a_click(app, visit, idea, scripts):
    writer = visit(factories.user(app))
    writer.goto(f"/ideas/{idea.public_id}")
    writer.get_by_label("Add a comment").fill("The quokka of this council.")
    writer.get_by_role("button", name="Post comment").click()
    posted = writer.locator(".fm-comment:not(.fm-comment--waiting) .fm-comment__text")
    expect(posted).to_contain_text("The quokka")  # Not only on its way.
    with app.app_context():
        db.session.query(Comment).update({"covered_at": clock.now()})
        db.session.commit()
    page = visit(width=PHONE, java_script_enabled=scripts)
    page.goto(f"/ideas/{idea.public_id}")
    expect(page.get_by_text("The quokka")).to_be_hidden()
    page.get_by_text("Several people reported this. A moderator will look. Show it").click()
    expect(page.get_by_text("The quokka")).to_be_visible()
    if scripts:
        looks_well(page)
