"""Have your say in a browser: ten cards by keyboard, by touch on a telephone, without a script; one undone; axe."""

import json

import pytest
from playwright.sync_api import expect

from app.dealing.models import Deal
from app.extensions import db
from app.rules.phases import PhaseKind
from app.votes.models import Vote
from tests import factories
from tests.journeys.browsing import DESK, PHONE, faults, stands_out

ANSWERS = {"a": "you agreed with", "u": "you were unsure about", "d": "you disagreed with"}


@pytest.fixture
def hall(app):
    """A round with twelve ideas."""
    made = factories.round_(app, PhaseKind.IDEAS, slug="hall", title="Warm rooms in winter")
    author = factories.user(app, name="Ayodele Bright")
    for number in range(12):
        factories.contribution(app, made, author, title=f"Open room number {number} in the evenings")
    return "/rounds/hall/have-your-say"


@pytest.fixture
def newcomer(app):
    return factories.user(app, name="Zoryana")


def count(app, model):
    with app.app_context():
        return db.session.query(model).count()


def begin(page, hall):
    page.goto(hall)
    page.get_by_role("button", name="Deal the first card").click()
    expect(page.locator("[data-card]")).to_be_visible()


def title(page):
    return page.get_by_role("heading", level=1).inner_text()


def test_ten_cards_by_keyboard_and_one_undone(app, visit, hall, newcomer):
    page = visit(newcomer)
    begin(page, hall)
    seen = []
    for key in "aduaduadua":
        seen.append(title(page))
        page.keyboard.press(key)
        expect(page.locator("[data-saved]")).to_contain_text(f"{ANSWERS[key]} “{seen[-1]}”")
        expect(page.locator("body > [role=status]")).to_contain_text(title(page))
        expect(page.locator("#h-card")).to_be_focused()
    assert len(set(seen)) == 10
    assert count(app, Vote) == 10
    page.keyboard.press("z")
    expect(page.get_by_role("heading", level=1)).to_have_text(seen[-1])
    assert count(app, Vote) == 9
    page.keyboard.press("s")
    expect(page.locator("[data-saved]")).to_have_text(f"Skipped: “{seen[-1]}”.")
    assert count(app, Deal) == 11
    assert page.title().startswith(title(page))


def test_keys_can_be_turned_off_and_leave_fields_alone(app, visit, hall, newcomer):
    page = visit(newcomer)
    begin(page, hall)
    expect(page.locator(".fm-choice .fm-key").first).to_be_visible()
    page.get_by_role("button", name="Keys are on").click()
    expect(page.locator(".fm-choice .fm-key").first).to_be_hidden()
    page.keyboard.press("a")
    page.get_by_role("button", name="Keys are off").click()
    expect(page.locator(".fm-choice .fm-key").first).to_be_visible()
    assert count(app, Vote) == 0


def test_read_more_comes_back_to_the_same_card(visit, hall, newcomer):
    page = visit(newcomer)
    begin(page, hall)
    was = title(page)
    page.get_by_role("link", name="Read more and discuss").click()
    expect(page.get_by_label("Add a comment")).to_be_visible()
    page.get_by_role("link", name="Back to your card").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(was)


def test_by_touch_on_a_telephone(app, visit, hall, newcomer, screenshots):
    page = visit(newcomer, width=PHONE, height=700, has_touch=True, is_mobile=True)
    begin(page, hall)
    for name in ("Agree", "Unsure", "Disagree"):
        before = title(page)
        button = page.get_by_role("button", name=name, exact=True)
        box = button.bounding_box()
        assert box["height"] >= 84, "large enough for a thumb"
        assert box["y"] + box["height"] <= 700, "the answers are in view"
        button.tap()
        expect(page.get_by_role("heading", level=1)).not_to_have_text(before)
    assert stands_out(page) == []
    page.screenshot(path=screenshots / "have-your-say-320.png")
    page.get_by_role("button", name="Undo last").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text(before)
    assert count(app, Vote) == 2


def test_a_swipe_answers_and_a_scroll_does_not(app, visit, hall, newcomer):
    page = visit(newcomer, width=PHONE, height=700, has_touch=True, is_mobile=True)
    begin(page, hall)
    swipe(page, across=20, down=-150)
    swipe(page, across=60, down=0)
    assert count(app, Vote) == 0
    before = title(page)
    swipe(page, across=150, down=10)
    expect(page.locator("[data-saved]")).to_contain_text(f"you agreed with “{before}”")
    before = title(page)
    swipe(page, across=-150, down=-10)
    expect(page.locator("[data-saved]")).to_contain_text(f"you disagreed with “{before}”")


def swipe(page, across, down):
    box = page.locator("[data-card]").bounding_box()
    page.evaluate(
        """([x, y, across, down]) => {
            const at = document.elementFromPoint(x, y);
            const touch = (dx, dy) => new Touch({identifier: 1, target: at, clientX: x + dx, clientY: y + dy});
            const send = (name, one, on) =>
                at.dispatchEvent(new TouchEvent(name, {bubbles: true, touches: on ? [one] : [], changedTouches: [one]}));
            send("touchstart", touch(0, 0), true);
            send("touchend", touch(across, down), false);
        }""",
        [box["x"] + box["width"] / 2, box["y"] + 60, across, down],
    )


def test_without_a_script(app, visit, hall, newcomer):
    page = visit(newcomer, java_script_enabled=False)
    begin(page, hall)
    for name in ("Agree", "Disagree"):
        before = title(page)
        page.get_by_role("button", name=name, exact=True).click()
        expect(page.locator("[data-saved]")).to_contain_text(before)
    page.get_by_role("button", name="Skip this one").click()
    expect(page.locator("[data-saved]")).to_contain_text("Skipped")
    for _ in range(2):
        page.get_by_role("button", name="Undo last").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(before)
    assert count(app, Vote) == 1
    assert page.locator(".fm-key").first.is_hidden(), "a hint for keys that do nothing would mislead"


@pytest.mark.parametrize("by", ["keyboard", "touch"])
def test_ten_cards_one_undone_and_a_letter_make_nine_answers_that_count(run, visit, hall, newcomer, by):
    touch = {"width": PHONE, "height": 700, "has_touch": True, "is_mobile": True}
    page = visit(newcomer, **(touch if by == "touch" else {}))
    begin(page, hall)
    last = play_ten(page, by)
    act(page, by, "Undo last", "z")
    expect(page.locator("#h-card")).to_have_text(last)
    expect(page.locator("main")).to_contain_text("they do not count yet")
    assert counted(run) == 0

    page.get_by_role("link", name="Show that you live here").click()
    page.get_by_label("The code in your letter").fill(letter(run))
    page.get_by_role("button", name="Use this code").click()
    expect(page.locator("main")).to_contain_text("your answers count")
    page.goto(hall)
    expect(page.locator("#h-card")).to_have_text(last)
    expect(page.locator("main")).not_to_contain_text("do not count yet")
    assert counted(run) == 9
    assert stands_out(page) == []


def play_ten(page, by):
    """Answer ten cards; gives the title of the last."""
    for name in ("Agree", "Disagree", "Unsure", "Agree", "Agree", "Disagree", "Agree", "Unsure", "Agree", "Agree"):
        before = title(page)
        act(page, by, name, name[0].lower())
        expect(page.locator("[data-saved]")).to_contain_text(before)
        expect(page.locator("#h-card")).not_to_have_text(before)
    return before


def act(page, by, name, key):
    """Press the button with a thumb, or its key."""
    if by == "touch":
        page.get_by_role("button", name=name, exact=name != "Undo last").tap()
    else:
        page.keyboard.press(key)


def letter(run):
    """The code of a letter that was printed for this person."""
    return run("letters", "print", "--count", "1").stdout.split()[-1]


def counted(run):
    """How many answers the commissioner's order counts."""
    return json.loads(run("ranking", "hall", "--rule", "dealt-1", "--format", "json").stdout)["counted_answers"]


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_the_pages_can_be_used_by_everybody(visit, hall, newcomer, width, screenshots):
    page = visit(newcomer, width=width, height=900)
    page.goto(hall)
    assert faults(page) == ""
    begin(page, hall)
    page.get_by_role("button", name="Agree", exact=True).click()
    expect(page.locator("[data-saved]")).to_be_visible()
    assert faults(page) == ""
    assert stands_out(page) == []
    page.screenshot(path=screenshots / f"have-your-say-card-{width}.png", full_page=True)
    while page.get_by_role("button", name="Skip this one").count():
        before = title(page)
        page.get_by_role("button", name="Skip this one").click()
        expect(page.get_by_role("heading", level=1)).not_to_have_text(before)
    expect(page.get_by_role("heading", level=1)).to_have_text("That is all of them. Thank you.")
    assert faults(page) == ""
    assert stands_out(page) == []
    page.screenshot(path=screenshots / f"have-your-say-end-{width}.png", full_page=True)
    stranger = visit(width=width)
    stranger.goto(hall)
    assert faults(stranger) == ""
