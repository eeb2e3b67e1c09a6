"""A moderator's day: a report, a decision that its author can read, words that are nowhere, and back again."""

import pytest
from playwright.sync_api import Page, expect

from app.moderation import mass_queries, mass_service
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
    expect(author.locator(".fm-comment:not(.fm-comment--waiting)")).to_have_count(1)
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
    told(author, "can be read again by all who could read it before", GOOD_AGAIN)


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
    told(author, "can be read again by all who could read it before", GOOD_AGAIN)


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
    """From the queue to the case; a decision without a reason is refused, with the focus on what is missing."""
    page.goto("/moderation/")
    expect(page.locator(".fm-queue")).to_contain_text("One report")
    page.get_by_role("button", name="Take it").click()
    expect(page.locator("main")).to_contain_text("He reads this too.")
    expect(page.locator("main")).to_contain_text("This case is yours until")
    page.screenshot(path=screenshots / "moderator-case.png", full_page=True)
    page.get_by_role("button", name="Decide and tell them").click()
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    page.get_by_label("Hide it").check()
    page.get_by_label("Which rule?").select_option("1")
    page.get_by_label("Your reason").fill(REASON)
    page.get_by_role("button", name="Decide and tell them").click()
    expect(page.locator("main")).to_contain_text("are told")
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


def test_a_moderators_twenty_minutes(app, visit, scene, screenshots):
    """A harsh word is kept, by keyboard; a wrong decision is appealed, and a colleague puts it right."""
    harsh = factories.contribution(app, scene["round"], scene["author"], title="The housing office is useless")
    minder, moderator = visit(scene["minder"]), visit(scene["moderator"])
    minder.goto(f"/contributions/{harsh.public_id}/reports")
    minder.get_by_label("It insults or threatens somebody").check()
    minder.get_by_role("button", name="Send report").click()
    keep_by_keyboard(moderator, screenshots)
    minder.reload()
    expect(minder.locator("main")).to_contain_text("Harsh words about an office stay.")

    hide(moderator, f"/contributions/{harsh.public_id}/case")
    appeal(visit(scene["author"]), screenshots)
    uphold(visit(factories.user(app, Role.MODERATOR, name="Samir Osei")), screenshots)
    stranger = visit()
    stranger.goto(f"/ideas/{harsh.public_id}")
    expect(stranger.get_by_role("heading", level=1)).to_contain_text("The housing office is useless")


def keep_by_keyboard(page: Page, screenshots) -> None:
    page.goto("/moderation/queue")
    page.screenshot(path=screenshots / "moderator-queue.png", full_page=True)
    page.keyboard.press("j")
    expect(page.locator("[data-case] h3 a")).to_be_focused()
    page.keyboard.press("n")
    expect(page.locator("main")).to_contain_text("This case is yours until")
    page.keyboard.press("1")
    expect(page.get_by_label("Keep it")).to_be_checked()
    page.get_by_label("Your reason").fill("Harsh words about an office stay.")
    page.get_by_role("button", name="Decide and tell them").click()
    expect(page.locator("main")).to_contain_text("are told")


def hide(page: Page, case: str) -> None:
    page.goto(case)
    page.get_by_label("Which rule?").select_option("1")
    page.get_by_label("Your reason").fill(REASON)
    page.get_by_role("button", name="Hide it").click()
    expect(page.locator("main")).to_contain_text("The author is told")


def appeal(page: Page, screenshots) -> None:
    page.goto("/notices")
    page.get_by_role("link", name="Read the decision, or appeal").first.click()
    expect(page.locator("main")).to_contain_text("What you wrote was hidden")
    page.get_by_label("Why was the decision wrong?").fill("It is about an office, not a person.")
    page.get_by_role("button", name="Send my appeal").click()
    expect(page.locator("main")).to_contain_text("You get an answer by")
    page.screenshot(path=screenshots / "author-statement.png", full_page=True)


def uphold(page: Page, screenshots) -> None:
    page.goto("/moderation/appeals")
    page.get_by_role("link", name="Look").click()
    page.screenshot(path=screenshots / "moderator-appeal.png", full_page=True)
    page.get_by_label("The appeal is right").check()
    page.get_by_label("Your answer").fill("You are right.")
    page.get_by_role("button", name="Answer and tell the person").click()
    expect(page.locator("main")).to_contain_text("The person is told")


PRIVATE = "She lives at number nine and is alone after six"


@pytest.fixture
def reported(app, visit, scene):
    """A harsh title, and a comment with private details; both reported, the harmless one first. Gives idea and comment."""
    idea = factories.contribution(app, scene["round"], scene["author"], title="A bench by the gate")
    harsh = factories.contribution(app, scene["round"], scene["author"], title="This plan is a waste of money")
    author = visit(scene["author"])
    author.goto(f"/ideas/{idea.public_id}")
    author.get_by_label("Add a comment").fill(f"{PRIVATE}.")
    author.get_by_role("button", name="Post comment").click()
    expect(author.get_by_role("article", name="Your comment")).to_contain_text(PRIVATE)
    (comment,) = factories.comments_of(app, idea)
    minder = visit(scene["minder"])
    sends_report(minder, f"contributions/{harsh.public_id}", "It insults or threatens somebody")
    sends_report(minder, f"comments/{comment.public_id}", "It shows private details")
    return idea, comment


def test_a_moderators_day_as_the_product_tells_it(app, visit, scene, away, reported, screenshots):
    """The most severe first; taken means taken; hidden words leave open pages and do not come back; all is counted in public."""
    idea, comment = reported
    gwen, watcher = visit(scene["moderator"]), visit(scene["reader"])
    samir = visit(factories.user(app, Role.MODERATOR, name="Samir Osei"))
    takes_the_most_severe(gwen, samir)
    watcher.goto(f"/ideas/{idea.public_id}")
    expect(watcher.locator("main")).to_contain_text(PRIVATE)
    verdict(gwen, "Hide it", "3", "It tells strangers where somebody lives.")
    words_are_gone_from_an_open_page(watcher, away)
    gwen.get_by_role("button", name="Take the next one").click()
    verdict(gwen, "Keep it", None, "Harsh words about a plan stay.")
    minder = visit(scene["minder"])
    minder.goto("/notices")
    expect(minder.locator("main")).to_contain_text("Harsh words about a plan stay.")

    author = visit(scene["author"])
    appeal(author, screenshots)
    expect(author.locator("main")).to_contain_text("It tells strangers where somebody lives.")
    uphold(samir, screenshots)
    watcher.reload()
    expect(watcher.locator("main")).to_contain_text(PRIVATE)
    history_stays_and_the_log_counts_it(gwen, visit(), comment)


def takes_the_most_severe(page: Page, colleague: Page) -> None:
    """With all around it that helps to judge; a colleague sees who has it."""
    page.goto("/moderation/queue")
    expect(page.locator("[data-case] h3")).to_contain_text([PRIVATE, "This plan is a waste of money"])
    page.get_by_role("button", name="Take the next one").click()
    for what in ("This case is yours until", "A bench by the gate", "Here since", "Author", "Rule 3", "address"):
        expect(page.locator("main")).to_contain_text(what)
    colleague.goto("/moderation/queue")
    expect(colleague.locator("[data-case]").first).to_contain_text("has it until")


def words_are_gone_from_an_open_page(page: Page, away) -> None:
    """Within a second, and what is told after the line was gone does not bring them back."""
    expect(page.locator("main")).not_to_contain_text(PRIVATE, timeout=1_000)
    away(page)
    away(page, back=True)
    expect(page.locator("main")).not_to_contain_text(PRIVATE)
    page.reload()
    expect(page.locator("main")).to_contain_text("A moderator hid this comment")
    expect(page.locator("main")).not_to_contain_text(PRIVATE)


def history_stays_and_the_log_counts_it(moderator: Page, stranger: Page, comment) -> None:
    """What was decided and undone stands beside the text; the public log has it all, and nobody's name."""
    moderator.goto(f"/comments/{comment.public_id}/case")
    for what in ("It tells strangers where somebody lives.", "You are right."):
        expect(moderator.locator("main")).to_contain_text(what)
    stranger.goto("/moderation/log")
    for what in ("Hidden", "Kept", "Brought back", "Appeal: upheld"):
        expect(stranger.locator("main")).to_contain_text(what)
    for name in ("Samir", "Derek", PRIVATE):
        expect(stranger.locator("main")).not_to_contain_text(name)


def sends_report(page: Page, thing: str, reason: str) -> None:
    page.goto(f"/{thing}/reports")
    page.get_by_label(reason).check()
    page.get_by_role("button", name="Send report").click()
    expect(page.locator("main")).to_contain_text("We aim to look within a day")


def verdict(page: Page, verb: str, rule: str | None, reason: str) -> None:
    page.get_by_label(verb, exact=False).first.check()
    if rule:
        page.get_by_label("Which rule?").select_option(rule)
    page.get_by_label("Your reason").fill(reason)
    page.get_by_role("button", name="Decide and tell them").click()
    expect(page.locator("main")).to_contain_text("are told")


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_everything_of_a_spammer_goes_while_the_page_counts(app, visit, scene, monkeypatch, scripts):
    """With scripts it goes on by itself and says so; without, by a link, and a refresh does the same."""
    monkeypatch.setattr(mass_queries, "A_BATCH", 1)
    monkeypatch.setattr(mass_service, "BATCHES_A_VISIT", 1)
    for number in range(5):
        factories.contribution(app, scene["round"], scene["author"], title=f"Scooters {number}")
    page = visit(scene["moderator"], java_script_enabled=scripts)
    page.goto(f"/moderation/people/{scene['author'].handle}/removal")
    page.get_by_label("Which rule?").select_option("5")
    page.get_by_label("Your reason").fill("The same advert.")
    page.get_by_role("button", name="Remove all of it").click()
    if not scripts:
        expect(page.get_by_role("status")).to_contain_text("2 of 5 texts are removed.")
        page.get_by_role("link", name="Go on").click()
        expect(page.get_by_role("status")).to_contain_text("3 of 5 texts are removed.")
        page.reload()
        page.reload()
    expect(page.get_by_role("status")).to_contain_text("5 texts are removed, each with its own record.")
    expect(page.get_by_role("link", name="Back to the queue")).to_be_visible()
    expect(page.get_by_role("link", name="Go on")).to_have_count(0)
