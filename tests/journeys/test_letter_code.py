"""From the printer to being counted: staff prints letters, a resident types the code of one, staff sees it used."""

import re

import pytest
from playwright.sync_api import Page, expect

from app.rules.actors import Role
from tests import factories
from tests.journeys.browsing import DESK, PHONE, faults, heading, stands_out

pytestmark = pytest.mark.once

PAGE_OF_A_PDF = re.compile(rb"/Type\s*/Page\b")


def sound(page: Page) -> None:
    """The page scrolls one way, and axe has nothing against it."""
    assert stands_out(page) == []
    assert faults(page) == ""


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_a_letter_from_the_printer_to_being_counted(app, visit, screenshots, width):
    said, went = factories.area(app, "Kilnfield"), factories.area(app, "Upper Brindle")
    staff = visit(factories.user(app, Role.FACILITATOR, name="Fay Cole"), width=width)
    codes = print_letters(staff, went.name, screenshots / f"letters-{width}.png")

    page = visit(factories.user(app, name="Zoryana", area_id=said.id), width=width)
    type_code(page, codes[0], screenshots / f"verify-{width}.png")
    expect(page.locator("main")).to_contain_text("Your area is Upper Brindle now, not Kilnfield")
    heading(page, "You are counted")
    page.screenshot(path=screenshots / f"counted-{width}.png")
    sound(page)

    another = visit(factories.user(app), width=width)
    another.goto("/account/verify")
    another.get_by_label("The code in your letter").fill(codes[0])
    another.get_by_role("button", name="Use this code").click()
    expect(another.get_by_role("alert")).to_contain_text("was used before")

    staff.goto("/staff/verification")
    expect(staff.locator("tbody tr")).to_contain_text("Upper Brindle")
    expect(staff.locator("td[data-label=Used]")).to_have_text("1")
    staff.screenshot(path=screenshots / f"staff-verification-{width}.png", full_page=True)
    sound(staff)
    staff.get_by_role("button", name=re.compile("^Take back")).click()
    expect(staff.locator("main")).to_contain_text("One code is void now")


def print_letters(page: Page, area: str, picture) -> list[str]:
    page.goto("/rounds")
    page.get_by_role("link", name="Who lives here").click()
    heading(page, "Who lives here")
    sound(page)
    page.get_by_label("How many letters").fill("2")
    page.get_by_label("Where they go").select_option(area)
    page.get_by_role("button", name="Make the letters").click()
    heading(page, "2 letters to print")
    page.screenshot(path=picture, full_page=True)
    sound(page)
    assert len(PAGE_OF_A_PDF.findall(page.pdf(format="A4"))) == 2, "one letter a page, and nothing else on paper"
    return page.locator(".fm-letter__code b").all_text_contents()


def type_code(page: Page, code: str, picture) -> None:
    page.goto("/account/")
    expect(page.locator("main")).to_contain_text("Not counted yet")
    sound(page)
    page.get_by_role("link", name="Show that you live here").click()
    field = page.get_by_label("The code in your letter")
    field.fill(code[:-1])
    field.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("The code has 8 signs. You gave 7.")
    expect(field).to_have_value(code[:-1])
    page.screenshot(path=picture, full_page=True)
    sound(page)
    field.fill(code.lower().replace("-", " "))
    field.press("Enter")
    expect(page.locator("main")).to_contain_text("your answers count")


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_in_person(app, visit, screenshots, width):
    area = factories.area(app, "Kilnfield")
    resident = factories.user(app, name="Zoryana Kovalenko")
    staff = visit(factories.user(app, Role.ADMINISTRATOR), width=width)
    staff.goto("/staff/verification")
    staff.get_by_label("Name or email address").fill("zoryana")
    staff.get_by_role("button", name="Find").click()
    found = staff.get_by_role("link", name="Zoryana Kovalenko")
    expect(found).to_be_visible()
    sound(staff)
    found.click()
    staff.get_by_role("button", name="This person lives here").click()
    expect(staff.get_by_role("alert")).to_contain_text("Choose what was shown")
    staff.screenshot(path=screenshots / f"in-person-{width}.png", full_page=True)
    sound(staff)
    staff.get_by_label("A bill or an official letter").check()
    staff.get_by_label("Where they live").select_option(area.name)
    staff.get_by_role("button", name="This person lives here").click()
    expect(staff.locator("main")).to_contain_text("Zoryana Kovalenko is verified")
    staff.goto(f"/staff/verification/people/{resident.handle}")
    expect(staff.locator("main")).to_contain_text("in person, by staff")
    sound(staff)
    page = visit(resident, width=width)
    page.goto("/account/verify")
    heading(page, "You are counted")
