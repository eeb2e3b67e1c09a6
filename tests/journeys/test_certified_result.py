"""A commissioner's day after the close: read the order, reckon it again, take it out, and check its certificate."""

import csv
import io
import json
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from app.rules.actors import Role
from tests import factories
from tests.journeys.browsing import DESK, PHONE, faults, heading, stands_out
from tests.results.made import a_dealt_round


def sound(page: Page) -> None:
    """The page scrolls one way, and axe has nothing against it."""
    assert stands_out(page) == []
    assert faults(page) == ""


def download(page: Page, role: str, name: str) -> Path:
    """Press what brings a file; gives the file."""
    with page.expect_download() as arriving:
        page.get_by_role(role, name=name, exact=True).click()
    return Path(arriving.value.path())


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_a_commissioner_reads_recomputes_exports_and_certifies(app, run, visit, screenshots, tmp_path, width):
    made = a_dealt_round(app, people=120)
    assert run("close-phases").exit_code == 0
    page = visit(factories.user(app, Role.COMMISSIONER), width=width)
    page.goto(f"/rounds/{made.round.slug}")
    page.get_by_role("link", name="See the results").first.click()
    heading(page, "Which ideas people want most")
    expect(page.locator(".fm-lead").first).to_contain_text("“Mend the lift” comes first of 5 ideas.")
    expect(page.locator("main")).to_contain_text("could be")
    sound(page)

    page.get_by_role("button", name="Recompute now").click()
    expect(page.locator(".fm-flash")).to_contain_text("it matches, byte for byte")
    expect(page.locator("#h-cert")).to_be_in_viewport()
    page.screenshot(path=screenshots / f"certified-result-{width}.png", full_page=True)
    digest = page.locator("#h-cert dd.fm-mono").inner_text().removeprefix("sha256 ")

    takes_it_out(page)
    public = download(page, "link", "Download the certificate")
    auditors = download(page, "button", "Download the auditors’ certificate")
    for file in (public, auditors):
        found = run("verify", file, "--digest", digest)
        assert (found.exit_code, found.stderr) == (0, "")
        refuses_an_altered_copy(run, file, tmp_path / "altered.json", digest)
    resident = visit(factories.user(app), width=width)
    resident.goto(f"{made.address}#h-cert")
    expect(resident.locator("#h-cert dd.fm-mono")).to_contain_text(digest)
    expect(resident.get_by_role("button", name="Recompute now")).to_have_count(0)


def takes_it_out(page: Page) -> None:
    """The same order in all three files, none of them with a formula."""
    told = json.loads(page.request.get(page.get_by_role("link", name="JSON", exact=True).get_attribute("href")).text())
    ranks = [(item["rank"], item["id"]) for item in told["items"]]
    text = download(page, "link", "CSV").read_text(encoding="utf-8")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert [(int(row["rank"]) if row["rank"] else None, row["id"]) for row in rows] == ranks
    assert {row["snapshot"] for row in rows} == {told["snapshot"]}
    assert "'=Open the garden" in [row["title"] for row in rows]
    with zipfile.ZipFile(download(page, "link", "Spreadsheet")) as book:
        sheets = [book.read(name) for name in book.namelist() if name.startswith("xl/worksheets/sheet")]
    assert not any(b"<f>" in sheet for sheet in sheets)


def refuses_an_altered_copy(run, file: Path, copy: Path, digest: str) -> None:
    document = json.loads(file.read_bytes())
    document["statement"]["items"][0]["score"] = 0.9
    copy.write_text(json.dumps(document), encoding="utf-8")
    for arguments in ((copy,), (copy, "--digest", digest)):
        refused = run("verify", *arguments)
        assert refused.exit_code == 1
        assert refused.stderr.startswith("Error: ")
        assert refused.stderr.endswith("Do not rely on this file.\n")
