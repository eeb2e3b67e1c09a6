"""A commissioner's day: a round from its first words to the table of its results."""

import csv
import re
from datetime import timedelta
from pathlib import Path

from playwright.sync_api import Page, expect

from app import clock
from app.extensions import db
from app.rounds.models import Phase, Round
from app.rules.actors import Role
from app.rules.voting import Choice, VoteSource
from app.votes.models import Vote
from tests import factories
from tests.journeys.browsing import PHONE, heading, stands_out

TITLE = "Getting home at night"
WHY = "Snow closed the library, where many people write."


def day(ahead: int) -> str:
    return (clock.now().date() + timedelta(days=ahead)).isoformat()


def test_from_a_title_to_an_open_round_with_more_time(app, visit, screenshots):
    factories.area(app, "Upper Brindle")
    page = visit(factories.user(app, Role.COMMISSIONER, name="Ruth Adeyemi-Clarke"))
    stranger = visit(width=PHONE)

    page.goto("/rounds")
    page.get_by_role("link", name="Make a new round").click()
    page.get_by_role("button", name="Save the draft").click()
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    page.get_by_label("Title").fill(TITLE)
    page.get_by_role("button", name="Save the draft").click()
    page.wait_for_url(lambda address: not address.endswith("/rounds/new"))
    slug = page.url.split("/rounds/")[1].split("/")[0]
    assert stranger.goto(f"/rounds/{slug}").status == 404
    blocked_until_complete(page, screenshots)

    page.get_by_role("button", name="Open this round").click()
    expect(page.locator("main")).to_contain_text("The round is open")
    stranger.goto("/")
    stranger.get_by_role("link", name=TITLE).click()
    heading(stranger, TITLE)
    expect(stranger.locator(".fm-now")).to_contain_text(
        re.compile(r"\b(9|10) days left for ideas")
    )  # It closes at five.
    assert stands_out(stranger) == []

    give_more_time(page, slug)
    stranger.reload()
    expect(stranger.locator("main")).to_contain_text(f"Why: {WHY}")
    expect(stranger.locator(".fm-now")).to_contain_text(re.compile(r"\b(19|20) days left for ideas"))


def blocked_until_complete(page: Page, screenshots: Path) -> None:
    """What is missing stands on the page, each with a link to its field; there is no button that opens."""
    missing = page.locator(".govuk-error-summary")
    expect(missing).to_contain_text("4 things are missing")
    expect(page.get_by_role("button", name="Open this round")).to_have_count(0)
    page.screenshot(path=screenshots / "commissioner-missing.png", full_page=True)
    fields = {"question": "How do you get home?", "aims": "Buses until **eleven**.", "decider": "Tomasz Wierzbicki"}
    for name, words in fields.items():
        page.locator(f".govuk-error-summary a[href$='#{name}']").click()
        field = page.locator(f":target#{name}")
        field.fill(words)
        page.get_by_role("button", name="Save", exact=True).click()
    expect(missing).to_contain_text("One thing is missing")
    missing.locator("a[href$='#dates']").click()
    dates = page.get_by_role("group", name="Ideas", exact=True)
    dates.get_by_label("Opens on").fill(day(-1))
    dates.get_by_label("Closes on").fill(day(10))
    page.get_by_label("Upper Brindle").check()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("main")).to_contain_text("nothing is missing")
    expect(page.locator("#aims + .fm-prose strong")).to_have_text("eleven")


def give_more_time(page: Page, slug: str) -> None:
    page.goto(f"/rounds/{slug}/edit#more-time")
    page.get_by_label("New last day").fill(day(20))
    page.get_by_role("button", name="Give more time").click()
    expect(page.locator(".govuk-error-summary")).to_contain_text("Say why there is more time")
    expect(page.get_by_label("New last day")).to_have_value(day(20))
    page.get_by_label("Why there is more time").fill(WHY)
    page.get_by_role("button", name="Give more time").click()
    expect(page.locator("main")).to_contain_text("There is more time now")


def test_results_are_the_commissioners_until_the_close_and_then_everybodys(app, visit, screenshots):
    asked = factories.round_(app, title=TITLE)
    voted(app, asked)
    address = f"/rounds/{asked.slug}/results?kind=idea&rule=net"
    commissioner, stranger = visit(factories.user(app, Role.COMMISSIONER)), visit(width=PHONE)

    commissioner.goto(address)
    expect(commissioner.locator("main")).to_contain_text("Provisional")
    expect(commissioner.locator(".fm-rank")).to_contain_text("Seats at stops")
    stranger.goto(address)
    expect(stranger.locator("main")).to_contain_text("Voting is still open")
    expect(stranger.locator("main")).not_to_contain_text("Seats at stops")
    assert stranger.request.get(address.replace("results", "results.csv")).status == 403

    close(app, asked)
    for page in (stranger, commissioner):
        page.goto(address)
        expect(page.locator("main")).to_contain_text("Voting has closed")
        expect(page.locator(".fm-lead")).to_contain_text("“Seats at stops” comes first of 3 ideas.")
        assert stands_out(page) == []
    stranger.screenshot(path=screenshots / "results-320.png", full_page=True)
    reads_as_a_table(commissioner)


def voted(app, asked: Round) -> None:
    """Three ideas; the first has more who agree. One title would be a formula in a spreadsheet."""
    author = factories.user(app)
    titles = ["Seats at stops", "=HYPERLINK(1), “free”", "A later bus"]
    ideas = [factories.contribution(app, asked, author, title=title) for title in titles]
    for number in range(4):
        voter = factories.user(app)
        for place, idea in enumerate(ideas):
            choice = Choice.AGREE if number >= place else Choice.DISAGREE
            fields = {"round_id": asked.id, "choice": choice, "source": VoteSource.WEB, "at": clock.now()}
            factories.keep(app, Vote(contribution_id=idea.id, person_id=voter.id, **fields))


def close(app, asked: Round) -> None:
    with app.app_context():
        past = {"closes_at": clock.now() - timedelta(hours=1)}
        db.session.query(Phase).filter_by(round_id=asked.id).update(past)
        db.session.commit()


def reads_as_a_table(page: Page) -> None:
    with page.expect_download() as arriving:
        page.get_by_role("link", name="Table for a spreadsheet").click()
    assert arriving.value.suggested_filename.endswith(".csv")
    with Path(arriving.value.path()).open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["rank"] for row in rows] == ["1", "2", "3"]
    assert rows[0]["title"] == "Seats at stops"
    assert [int(row["agree"]) for row in rows] == [4, 3, 2]
    assert not any(
        cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row.values() if not cell.lstrip("-").isdigit()
    )
