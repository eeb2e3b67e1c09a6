"""A member brings in a colleague, writes in the organisation's name, and saves what to find again."""

import re

import pytest
from playwright.sync_api import expect

from app import clock
from app.organisations.models import Membership
from app.rules.organisations import MemberRole
from tests import factories
from tests.journeys.browsing import DESK, PHONE

pytestmark = pytest.mark.once


@pytest.fixture
def repairs(app):
    return factories.organisation(app, "Brindle Community Repairs and Handyperson Association")


@pytest.fixture
def ruth(app, repairs):
    person = factories.user(app, name="Ruth Adeyemi-Clarke")
    row = {"organisation_id": repairs.id, "person_id": person.id, "by_id": person.id, "since": clock.now()}
    factories.keep(app, Membership(role=MemberRole.OWNER, **row))
    return person


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_a_colleague_is_invited_and_joins(app, visit, screenshots, repairs, ruth, width):
    amina = factories.user(app, name="Amina Yusuf", email="amina@example.org")
    page = visit(ruth, width=width)
    page.goto(f"/organisations/{repairs.handle}")
    page.get_by_role("link", name="Who belongs to it").click()
    page.get_by_label("Email address").fill("amina@example.org")
    page.get_by_role("button", name="Send the invitation").click()
    expect(page.get_by_text("The invitation is on its way")).to_be_visible()
    page.screenshot(path=screenshots / f"members-{width}.png", full_page=True)
    link = re.search(r"/invitations/[\w-]+", page.locator("code").inner_text())[0]

    other = visit(amina, width=width)
    other.goto(link)
    other.screenshot(path=screenshots / f"join-{width}.png", full_page=True)
    other.get_by_role("button", name="Join").click()
    expect(other.get_by_text("You belong to")).to_be_visible()


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_a_comment_in_its_name_and_a_saved_one(app, visit, screenshots, talk, repairs, ruth, width):
    page = visit(ruth, width=width)
    page.goto(talk.address)
    write = page.locator("[data-live-write]")
    write.get_by_label("Add a comment").fill("We do this for sixty flats already.")
    write.get_by_label("In whose name?").select_option(label=repairs.name)
    page.screenshot(path=screenshots / f"badge-{width}.png", full_page=True)
    write.get_by_role("button", name="Post comment").click()
    expect(page.locator("article.fm-comment:not(.fm-comment--waiting)", has_text="sixty flats")).to_contain_text(
        "Organisation"
    )

    reader = visit(factories.user(app), width=width)
    reader.goto(talk.address)
    comment = reader.locator("article", has_text="We do this for sixty flats already.")
    expect(comment).to_contain_text(repairs.name)
    expect(comment).not_to_contain_text("Ruth")
    comment.get_by_role("button", name="Save this comment").click()
    expect(reader.get_by_text("We do this for sixty flats already.")).to_be_visible()
    reader.screenshot(path=screenshots / f"saved-{width}.png", full_page=True)
    reader.get_by_role("button", name=re.compile("Let it go")).click()
    expect(reader.get_by_text("Nothing saved yet")).to_be_visible()
