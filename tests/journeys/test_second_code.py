"""A moderator sets up the second code, signs out, and comes back in: with the phone, and without it."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from app.rules.actors import Role
from tests import factories
from tests.accounts.codes import Phone
from tests.journeys.browsing import DESK, PHONE, heading, stands_out
from tests.web import PASSWORD

pytestmark = pytest.mark.once

CODE_ON_PAPER = re.compile(r"^[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}$")


def sound(page: Page) -> None:
    """The page scrolls one way, and axe has nothing against it."""
    assert stands_out(page) == []
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


@pytest.fixture
def strict(app):
    """The site asks staff for a second code."""
    app.config["STAFF_SECOND_FACTOR"] = True
    yield app
    app.config["STAFF_SECOND_FACTOR"] = False


@pytest.fixture(params=[DESK, PHONE])
def width(request):
    """How wide the window is."""
    return request.param


@pytest.fixture
def look(screenshots, width):
    """Take a picture of a page, and hear what axe says of it."""

    def at(page: Page, name: str) -> None:
        page.screenshot(path=screenshots / f"second-code-{name}-{width}.png", full_page=True)
        sound(page)

    return at


def glance(_page: Page, _name: str) -> None:
    """Where no scripts run, axe does not either."""


def test_from_the_first_sign_in_to_a_lost_phone(strict, visit, look, width):
    journey(factories.user(strict, Role.MODERATOR, name="Mo Ade"), visit(width=width), look)


def test_the_same_without_scripts(strict, visit):
    page = visit(width=PHONE, java_script_enabled=False)
    journey(factories.user(strict, Role.MODERATOR, name="Mo Ade"), page, glance)


def journey(moderator, page, look):
    give_password(page, moderator)
    expect(page.locator("main")).to_contain_text("stays shut until you have set up a second code")
    moderate(page)
    heading(page, "A second code when you sign in")
    expect(page.locator("main")).to_contain_text("Your role needs a second code when you sign in. Set it up here")
    look(page, "offered")
    phone = set_up(page, look)
    codes = take_codes(page, look)
    page.get_by_role("link", name="I have them").click()
    moderate(page)
    heading(page, "Moderation")
    sign_out(page)
    give_password(page, moderator)
    come_in_with(phone, page, look)
    sign_out(page)
    give_password(page, moderator)
    come_in_without(codes, page, look)
    moderate(page)
    heading(page, "Moderation")


def set_up(page, look):
    page.get_by_role("button", name="Set it up").click()
    heading(page, "Set up the app")
    look(page, "key")
    phone = Phone(page.content())
    square = page.get_by_role("img", name="A square for the app to read")
    assert square.evaluate("image => image.complete && image.naturalWidth > 0"), "the policy lets the square be drawn"
    give_code(page, phone.wrong(), "Switch it on")
    expect(page.get_by_role("alert")).to_contain_text("Wait until your app shows a new one")
    look(page, "wrong")
    give_code(page, phone.code(-1), "Switch it on")
    heading(page, "A second code when you sign in")
    expect(page.locator("main")).to_contain_text("It works.")
    look(page, "on")
    return phone


def take_codes(page, look):
    page.get_by_role("link", name="Get recovery codes").click()
    heading(page, "Recovery codes")
    page.get_by_role("button", name="Show me new recovery codes").click()
    heading(page, "Your recovery codes")
    look(page, "recovery")
    codes = page.get_by_role("list", name="Your recovery codes").get_by_role("listitem").all_inner_texts()
    assert len(codes) == 8
    assert all(CODE_ON_PAPER.match(code) for code in codes)
    return codes


def come_in_with(phone, page, look):
    heading(page, "Your second code")
    look(page, "asked")
    assert page.get_by_label("The six digits").get_attribute("autocomplete") == "one-time-code"
    give_code(page, phone.code(), "Sign in")
    expect(page.locator("main")).to_contain_text("The code is right")


def come_in_without(codes, page, look):
    page.get_by_role("link", name="Use a recovery code").click()
    heading(page, "Use a recovery code")
    look(page, "lost")
    page.get_by_label("One of your recovery codes").fill(codes[0])
    page.locator("main").get_by_role("button", name="Sign in").click()
    expect(page.locator("main")).to_contain_text("You have 7 recovery codes left")


def test_with_the_keyboard_alone(app, visit):
    person = factories.user(app)
    page = visit()
    give_password(page, person)
    page.goto("/account/second-code")
    page.get_by_role("button", name="Set it up").focus()
    page.keyboard.press("Enter")
    heading(page, "Set up the app")
    phone = Phone(page.content())
    page.get_by_label("The six digits").focus()
    page.keyboard.insert_text(f"{phone.code()[:3]} {phone.code()[3:]}")  # As it is pasted, with the app's own space.
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("It works.")


def moderate(page: Page) -> None:
    page.get_by_role("link", name="Moderation", exact=True).click()


def give_password(page: Page, person) -> None:
    page.goto("/login")
    page.get_by_label("Email address").fill(person.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.locator("main").get_by_role("button", name="Sign in").click()


def give_code(page: Page, code: str, words: str) -> None:
    page.get_by_label("The six digits").fill(code)
    page.locator("main").get_by_role("button", name=words).click()


def sign_out(page: Page) -> None:
    page.goto("/account/")
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("banner").get_by_role("link", name="Sign in")).to_be_visible()
