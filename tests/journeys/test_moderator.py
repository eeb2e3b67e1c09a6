"""A moderator's day: a report, a decision that its author can read, words that are nowhere, and back again."""

import pytest
from playwright.sync_api import Page, expect

from app.rules.actors import Role
from app.rules.contributions import Kind
from tests import factories
from tests.journeys.browsing import stands_out

WORDS = "Mr Ogilvie of number nine is a liar"
REASON = "It names a neighbour. Say it again without his name."
GOOD_AGAIN = "The person named has agreed."


@pytest.fixture
def scene(app):
    """A need, an idea that answers it, and people: an author, a reader, one who minds, a moderator."""
    asked = factories.round_(app)
    people = {name: factories.user(app, name=name.title()) for name in ("author", "reader", "minder")}
    need = factories.contribution(app, asked, people["reader"], Kind.NEED, title="A quiet street")
    moderator = factories.user(app, Role.MODERATOR, name="Moderator")
    return {"round": asked, "need": need, "moderator": moderator, **people}


def test_a_comment_is_hidden_everywhere_and_comes_back(app, visit, scene, screenshots):
    idea = factories.contribution(app, scene["round"], scene["reader"], title="Slow lanes")
    author = visit(scene["author"])
    author.goto(f"/ideas/{idea.public_id}")
    author.get_by_label("Add a comment").fill(f"{WORDS}.")
    author.get_by_role("button", name="Post comment").click()
    expect(author.get_by_role("article", name="Your comment")).to_contain_text(WORDS)
    (comment,) = factories.comments_of(app, idea)
    edit(author, f"/comments/{comment.public_id}/edit", "What you say", f"{WORDS}, I say.")

    thread = factories.thread_of(app, idea)
    channels = [
        f"/ideas/{idea.public_id}",
        f"/ideas/{idea.public_id}?order=useful",
        f"/ideas/{idea.public_id}/history",
        f"/comments/{comment.public_id}/history",
        f"/threads/{thread.public_id}/events?after=0",
        *common_channels(scene),
    ]
    readers = {"a stranger": visit(), "a reader": visit(scene["reader"])}
    said = {channels[0], channels[1], channels[3], channels[4]}
    assert seen(readers, channels) == dict.fromkeys(readers, said)

    report(visit(scene["minder"]), f"/ideas/{idea.public_id}", f"#comment-{comment.public_id}")
    moderator = visit(scene["moderator"])
    decide(moderator, screenshots)
    assert seen(readers, channels) == {who: set() for who in readers}
    told(author, "was hidden", REASON)

    restore(moderator, f"/comments/{comment.public_id}/case")
    assert seen(readers, channels) == dict.fromkeys(readers, said)
    told(author, "can be read by everybody again", GOOD_AGAIN)


def test_an_idea_is_hidden_everywhere_and_comes_back(app, visit, scene, screenshots):
    idea = factories.contribution(app, scene["round"], scene["author"], title=WORDS, body=f"{WORDS}, I say.")
    factories.link(app, idea, scene["need"])
    author = visit(scene["author"])
    edit(author, f"/ideas/{idea.public_id}/edit", "How would it work?", f"{WORDS}, as I said.")
    channels = [
        f"/ideas/{idea.public_id}",
        f"/ideas/{idea.public_id}/history",
        f"/needs/{scene['need'].public_id}",
        *common_channels(scene),
    ]
    members_only = f"/rounds/{scene['round'].slug}/proposals/new"  # It offers ideas to build on.
    readers = {"a stranger": visit(), "a reader": visit(scene["reader"])}
    before = seen(readers, channels)
    for who in readers:
        assert {channels[0], channels[1], channels[2], f"/rounds/{scene['round'].slug}/ideas"} <= before[who], who
    assert members_only in seen({"a reader": readers["a reader"]}, [members_only])["a reader"]

    report(visit(scene["minder"]), f"/ideas/{idea.public_id}", "article")
    moderator = visit(scene["moderator"])
    decide(moderator, screenshots)
    assert seen(readers, channels) == {who: set() for who in readers}
    assert seen({"a reader": readers["a reader"]}, [members_only])["a reader"] == set()
    told(author, "was hidden", REASON)

    restore(moderator, f"/contributions/{idea.public_id}/case")
    assert seen(readers, channels) == before
    told(author, "can be read by everybody again", GOOD_AGAIN)


def common_channels(scene) -> list[str]:
    """Pages where words of a thread or an idea could turn up."""
    slug = scene["round"].slug
    return [
        "/",
        "/rounds",
        f"/rounds/{slug}",
        f"/rounds/{slug}/ideas",
        f"/rounds/{slug}/ideas?order=newest",
        f"/rounds/{slug}/ideas?q=Ogilvie",
        f"/rounds/{slug}/results",
        f"/people/{scene['author'].handle}",
    ]


def seen(readers: dict[str, Page], channels: list[str]) -> dict[str, set[str]]:
    """For each reader, the addresses that say the words."""
    said = {who: {at: page.request.get(at).text() for at in channels} for who, page in readers.items()}
    return {who: {at for at, text in texts.items() if WORDS in text} for who, texts in said.items()}


def edit(page: Page, address: str, label: str, words: str) -> None:
    page.goto(address)
    page.get_by_label(label).fill(words)
    page.get_by_role("button", name="Save").click()
    expect(page.locator("main")).to_contain_text(words)


def report(page: Page, address: str, place: str) -> None:
    page.goto(address)
    page.locator(place).first.get_by_role("link", name="Report").first.click()
    expect(page.locator("blockquote")).to_contain_text(WORDS)
    page.get_by_label("It insults or threatens somebody").check()
    page.get_by_label("Anything that helps us understand").fill("He reads this too.")
    page.get_by_role("button", name="Send report").click()
    expect(page.locator("main")).to_contain_text("We aim to look within a day")


def decide(page: Page, screenshots) -> None:
    """From the list to the case; a decision without a reason is refused, with the focus on what is missing."""
    page.goto("/moderation/")
    expect(page.locator(".fm-queue")).to_contain_text("One report")
    page.get_by_role("link", name="Look").click()
    expect(page.locator("main")).to_contain_text("He reads this too.")
    page.screenshot(path=screenshots / "moderator-case.png", full_page=True)
    page.get_by_role("button", name="Hide it").click()
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    page.get_by_label("Which rule?").select_option("1")
    page.get_by_label("Your reason").fill(REASON)
    page.get_by_role("button", name="Hide it").click()
    expect(page.locator("main")).to_contain_text("The author is told")
    assert stands_out(page) == []


def told(author: Page, what: str, reason: str) -> None:
    """The author's notices say what happened, by which rule and why."""
    author.goto("/rounds")
    expect(author.locator(".fm-bell .fm-count")).to_be_visible()
    author.locator(".fm-bell").click()
    notice = author.locator(".fm-todo > li").first
    expect(notice).to_contain_text(what)
    expect(notice).to_contain_text("Rule 1")
    expect(notice).to_contain_text(reason)


def restore(page: Page, case: str) -> None:
    page.goto(case)
    page.get_by_label("Which rule?").select_option("1")
    page.get_by_label("Your reason").fill(GOOD_AGAIN)
    page.get_by_role("button", name="Bring it back").click()
    expect(page.locator("main")).to_contain_text("The author is told")
