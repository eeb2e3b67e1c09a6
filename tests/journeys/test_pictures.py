"""Pictures: chosen, pasted, dragged, taken with a phone; with and without a script; with no line; beside a name."""

import base64

import pytest
from playwright.sync_api import expect

from tests.images import files
from tests.journeys.browsing import DESK, PHONE, stands_out
from tests.journeys.talking import open_live

pytestmark = pytest.mark.once

FIELD = "Add a comment"
ALT = "Three steps in front of the door, without a rail"
QUESTION = "What would you say about this picture to somebody on the phone?"

HAND_OVER = """(field, [kind, data, type]) => {
  const bytes = Uint8Array.from(atob(data), (sign) => sign.charCodeAt(0));
  const items = new DataTransfer();
  items.items.add(new File([bytes], "door.jpg", { type }));
  const event = kind === "paste"
    ? new ClipboardEvent("paste", { clipboardData: items, bubbles: true, cancelable: true })
    : new DragEvent(kind, { dataTransfer: items, bubbles: true, cancelable: true });
  return field.dispatchEvent(event);
}"""


def file(data=None, name="door.jpg", mime="image/jpeg"):
    return {"name": name, "mimeType": mime, "buffer": data or files.photo(1600, 1200)}


def hand_over(page, kind, data=None, mime="image/jpeg"):
    """Paste a picture, or let one go over the text; gives whether the browser did what it does by itself."""
    encoded = base64.b64encode(data or files.photo(300, 200)).decode()
    return page.get_by_label(FIELD).evaluate(HAND_OVER, [kind, encoded, mime])


def part(page):
    return page.locator("[data-live-write] [data-picture]")


def say_and_put(page):
    expect(part(page).locator("img")).to_be_visible()
    expect(part(page).get_by_label(QUESTION)).to_be_focused()
    page.keyboard.type(ALT)
    page.keyboard.press("Enter")


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_a_picture_goes_into_a_comment_where_the_cursor_was(visit, talk, screenshots, width):
    page = open_live(visit(talk.joan, width=width), talk.address)
    field = page.get_by_label(FIELD)
    field.fill("Before.\n\nAfter.")
    field.evaluate("(field) => field.setSelectionRange(7, 7)")
    part(page).locator("summary").click()
    part(page).get_by_label("Choose a picture").set_input_files(file())
    expect(part(page).locator("img")).to_be_visible()
    part(page).scroll_into_view_if_needed()
    page.screenshot(path=screenshots / f"picture-asked-{width}.png")
    say_and_put(page)
    expect(part(page).locator("[data-picture-said]")).to_have_text("The picture is in the text.")
    before, written, after = field.input_value().split("\n\n")
    assert (before, after) == ("Before.", "After.")
    assert written.startswith(f"![{ALT}](/images/")
    page.get_by_role("button", name="Post comment").click()
    shown = page.locator(".fm-comment__text img")
    expect(shown).to_be_visible()
    expect(shown).to_have_attribute("alt", ALT)
    assert stands_out(page) == []
    shown.scroll_into_view_if_needed()
    page.screenshot(path=screenshots / f"picture-posted-{width}.png")


@pytest.mark.parametrize("kind", ["paste", "drop"])
def test_a_picture_is_pasted_or_dragged_onto_the_text(visit, talk, kind):
    page = open_live(visit(talk.joan), talk.address)
    page.get_by_label(FIELD).fill("My door:")
    assert hand_over(page, kind) is False
    say_and_put(page)
    expect(page.get_by_label(FIELD)).to_be_focused()
    assert page.get_by_label(FIELD).input_value().startswith(f"My door:\n\n![{ALT}](/images/")


def test_a_reply_takes_pictures_too(visit, talk):
    talk.say(talk.amina, "Who would pay?")
    page = open_live(visit(talk.joan), talk.address)
    page.get_by_role("link", name="Reply to Amina Yusuf").click()
    form = page.locator("form.fm-reply")
    form.locator("summary").click()
    form.get_by_label("Choose a picture").set_input_files(file())
    expect(form.locator("[data-picture] img")).to_be_visible()
    form.get_by_label(QUESTION).fill(ALT)
    form.get_by_role("button", name="Put it into the text").click()
    form.get_by_role("button", name="Post reply").click()
    expect(page.locator(".fm-comment .fm-comment .fm-comment__text img")).to_have_attribute("alt", ALT)


def test_what_is_no_picture_is_pasted_as_ever(visit, talk):
    page = open_live(visit(talk.joan), talk.address)
    assert hand_over(page, "paste", b"words", "text/plain") is True
    expect(part(page).locator("img")).to_have_count(0)


def test_a_photo_is_taken_with_the_phone(visit, talk):
    page = open_live(visit(talk.joan, width=PHONE, has_touch=True, is_mobile=True), talk.address)
    part(page).locator("summary").tap()
    camera = part(page).get_by_label("Or take a photo")
    expect(camera).to_be_visible()
    expect(camera).to_have_attribute("capture", "environment")
    camera.set_input_files(file(files.with_position(6)))
    say_and_put(page)
    assert f"![{ALT}](/images/" in page.get_by_label(FIELD).input_value()


def test_what_is_wrong_is_said_in_place_and_the_words_stay(visit, talk, complaints, screenshots):
    complaints.forgive("422")
    page = open_live(visit(talk.joan), talk.address)
    field, place = page.get_by_label(FIELD), part(page)
    field.fill("My door:")
    place.locator("summary").click()
    place.get_by_role("button", name="Put it into the text").click()
    expect(place.get_by_role("alert")).to_contain_text("Choose a picture first.")
    place.get_by_label("Choose a picture").set_input_files(file(files.SVG))
    expect(place.get_by_role("alert")).to_contain_text("not a picture that we can show")
    page.screenshot(path=screenshots / "picture-refused.png")
    place.get_by_label("Choose a picture").set_input_files(file())
    expect(place.locator("img")).to_be_visible()
    place.get_by_role("button", name="Put it into the text").click()
    expect(place.get_by_role("alert")).to_contain_text("Say in a few words what the picture shows")
    page.get_by_role("button", name="Post comment").click()
    expect(place.get_by_role("alert")).to_contain_text("Put the picture into the text first")
    place.get_by_role("button", name="Leave it out").click()
    expect(place.locator("img")).to_have_count(0)
    assert field.input_value() == "My door:"


def test_with_no_line_it_says_so_and_the_words_stay(visit, talk, away):
    page = open_live(visit(talk.joan), talk.address)
    page.get_by_label(FIELD).fill("My door:")
    away(page)
    hand_over(page, "drop")
    expect(part(page).get_by_role("alert")).to_contain_text("There is no connection, so the picture cannot be sent.")
    assert page.get_by_label(FIELD).input_value() == "My door:"
    away(page, back=True)


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_without_a_script_it_is_a_step_of_its_own(visit, talk, screenshots, width):
    page = visit(talk.joan, width=width, java_script_enabled=False)
    page.goto(talk.address)
    page.get_by_label(FIELD).fill("My door:")
    page.locator("summary", has_text="Add a picture").first.click()
    page.get_by_label("Choose a picture").first.set_input_files(file())
    page.get_by_label(QUESTION).first.fill(ALT)
    page.get_by_role("button", name="Put it into the text").first.click()
    field = page.get_by_label("What you say")
    assert field.input_value().startswith(f"My door:\n\n![{ALT}](/images/")
    page.screenshot(path=screenshots / f"picture-step-{width}.png", full_page=True)
    page.get_by_role("button", name="Post comment").click()
    expect(page.locator(".fm-comment__text img")).to_have_attribute("alt", ALT)
    assert stands_out(page) == []


def test_enter_in_the_title_posts_and_adds_no_picture(visit, talk):
    page = visit(talk.joan, java_script_enabled=False)
    page.goto(f"/rounds/{talk.round.slug}/ideas/new")
    page.get_by_label("Title").or_(page.locator("#title")).first.fill("A rail at the door")
    page.locator("#body").fill("So that nobody falls.")
    page.locator("#title").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("A rail at the door")


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_a_picture_beside_ones_name(visit, talk, screenshots, width):
    talk.say(talk.joan, "Yes, please.")
    page = visit(talk.joan, width=width)
    page.goto("/account/")
    page.get_by_role("link", name="Put a picture beside your name").click()
    page.get_by_label("Choose a picture").set_input_files(file())
    page.get_by_role("button", name="Use this picture").click()
    expect(page.get_by_text("The picture stands beside the name now.")).to_be_visible()
    page.screenshot(path=screenshots / f"portrait-{width}.png", full_page=True)
    page.goto(talk.address)
    expect(page.locator(".fm-comment > img.fm-avatar")).to_be_visible()
    page.locator(".fm-comment").first.scroll_into_view_if_needed()
    page.screenshot(path=screenshots / f"portrait-talk-{width}.png")
    assert stands_out(page) == []
    page.goto("/account/picture")
    page.get_by_role("button", name="Take the picture away").click()
    expect(page.get_by_text("The initials stand there again.")).to_be_visible()
