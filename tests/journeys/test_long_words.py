"""One long word, or a table as wide as a desk, makes no page scroll sideways."""

import csv
from pathlib import Path

import pytest

from tests.journeys.browsing import DESK, PHONE, stands_out

TITLE = "W" * 100

BODIES = (
    "Uber有機會搭乘高級車款(Ex.Audi.BMW.Benz.....etc.)，計程車多半為國產車",
    "x" * 400,
    "\t" * 900 + "x",
    "```\n" + "z" * 500 + "\n```",
    f"| {'a' * 200} | b |\n|---|---|\n| c | {'d' * 300} |",
)


@pytest.fixture
def long_words(app, tmp_path: Path) -> list[str]:
    """Bring in a conversation of long words, once closed and once open; gives the addresses of pages that show them."""
    with (tmp_path / "comments.csv").open("w", newline="") as file:
        lines = csv.writer(file)
        lines.writerow(["timestamp", "comment-id", "author-id", "moderated", "comment-body"])
        lines.writerows([1_500_000_000_000, place, 99, 1, body] for place, body in enumerate(BODIES))
    votes = [f"1500000000000,{place},{person},1\n" for person in range(6) for place in range(len(BODIES))]
    (tmp_path / "votes.csv").write_text("timestamp,comment-id,voter-id,vote\n" + "".join(votes))
    run = app.test_cli_runner().invoke
    for slug, options in (("past", ["--closed"]), ("present", [])):
        done = run(args=["import", "polis", str(tmp_path), "--round", slug, "--title", TITLE, *options])
        assert done.exit_code == 0, done.output
    pages = [
        "/",
        "/rounds",
        "/rounds/past",
        "/rounds/past/ideas",
        "/rounds/past/results",
        "/rounds/past/results?rule=net",
    ]
    return [*pages, "/rounds/present/results", "/rounds/present/have-your-say", "/rounds/present/questions"]


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_long_words_make_no_page_scroll_sideways(visit, long_words, width):
    page = visit(width=width)
    page.goto("/rounds/past/ideas")
    ideas = page.locator("main a[href^='/ideas/']").evaluate_all("all => [...new Set(all.map(a => a.pathname))]")
    assert len(ideas) == len(BODIES)
    for address in (*long_words, *ideas):
        page.goto(address)
        assert stands_out(page) == [], address
