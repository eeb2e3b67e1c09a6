"""Two that say the same: the authors agree, and a supporter moves a vote with one click, on a phone too."""

import pytest
from playwright.sync_api import Page, expect

from app.rules.duplicates import Way
from tests import factories
from tests.duplicates.conftest import FOLLOWER, LEAD, two
from tests.journeys.browsing import DESK, PHONE, faults, stands_out
from tests.journeys.talking import never_reloaded, open_live

pytestmark = pytest.mark.once

__all__ = ["two"]


def sound(page: Page, picture) -> None:
    """Nothing stands out, nothing is wrong for those who hear it; and a picture of it."""
    page.screenshot(path=picture, full_page=True)
    assert stands_out(page) == []
    assert faults(page) == ""


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_from_a_proposal_to_a_vote_that_moved(visit, two, screenshots, width):
    person = two.supporter()
    propose(visit(two.ben, width=width), two, screenshots / f"same-propose-{width}.png")
    agree(visit(two.anne, width=width), screenshots / f"same-answer-{width}.png")
    page = visit(person, width=width)
    page.goto("/notices")
    sound(page, screenshots / f"same-notice-{width}.png")
    page.goto(f"/ideas/{two.follower.public_id}")
    sound(page, screenshots / f"same-merged-{width}.png")
    page.get_by_role("button", name="Move my vote").click()
    expect(page.get_by_role("heading", name=LEAD)).to_be_visible()
    expect(page.locator("main")).to_contain_text("Your vote has moved here.")
    expect(page.get_by_role("heading", name="You agree")).to_be_visible()
    expect(page.locator("main")).to_contain_text("1 person agrees with at least one of them")
    sound(page, screenshots / f"same-moved-{width}.png")
    assert two.says(person) == {LEAD: "agree"}


def propose(page: Page, two, picture) -> None:
    page.goto(f"/ideas/{two.follower.public_id}")
    page.get_by_role("link", name="Says the same as another").click()
    page.get_by_label(LEAD).check()
    page.get_by_label("The other one").check()
    page.get_by_label("Merge them: one stays, and names both of you").check()
    sound(page, picture)
    page.get_by_role("button", name="Propose it").click()
    expect(page.locator("main")).to_contain_text("It is proposed.")


def agree(page: Page, picture) -> None:
    page.goto("/notices")
    page.get_by_role("link", name="Read both, and answer").click()
    sound(page, picture)
    page.get_by_role("button", name="Yes, they say the same").click()
    expect(page.locator("main")).to_contain_text("The two are joined.")


def test_linked_ones_name_each_other_and_leaving_a_vote_is_one_click_without_a_script(app, visit, two, screenshots):
    person = two.supporter()
    two.join()
    page = visit(person, width=PHONE, java_script_enabled=False)
    page.goto(f"/ideas/{two.follower.public_id}")
    page.screenshot(path=screenshots / "same-linked-320.png", full_page=True)
    expect(page.get_by_role("heading", name="People say this in 2 ways")).to_be_visible()
    page.get_by_role("button", name="Leave mine where it is").click()
    expect(page.locator("main")).to_contain_text("We will not ask you again.")
    assert two.says(person) == {FOLLOWER: "agree"}


def test_an_open_page_learns_that_it_was_merged(app, visit, two):
    page = open_live(visit(factories.user(app)), f"/ideas/{two.follower.public_id}")
    two.join(Way.MERGE)
    expect(page.get_by_role("heading", name="This was merged into another one")).to_be_visible()
    assert never_reloaded(page)
