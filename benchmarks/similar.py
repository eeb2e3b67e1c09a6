"""How quickly and how well similar contributions are found: `python -m benchmarks.similar [--contributions N] [--only DATABASE]`.

A round with so many contributions is made on a fresh database: hand-written titles (`benchmarks/paraphrases.py`), and others put
together by chance from what people in a town write about. Measured is what answers while a title is typed: the service, from the
words to the five that are shown.

    speed      each hand-written title asked for ten times, in other words; median and 95th percentile
    recall     in how many of a hundred the title that says the same in other words is among the five shown
    slips      comments of real conversations, each perturbed by chance (two words swapped, one left out, a letter mistyped in
               another) and looked for among all comments of its conversation: how often it is among the five shown
    foreign    comments of a real conversation looked for in another one, about something else: in how many of a hundred anything is
               shown. All of that is wrong, so it is the other side of recall

The last two need a folder of conversations (`*/comments.csv` with a column `comment-body`), and are left out without it.
"""

import argparse
import csv
import random
import statistics
import time
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import bindparam, text

from app import clock, identifiers
from app.columns import UtcDateTime
from app.extensions import db
from app.rules.actors import Actor
from app.rules.contributions import Kind
from app.rules.similarity import MOST_SHOWN, question, stems
from app.search import service
from app.search.queries import index_contribution
from app.search.reading import Candidate, most_like
from benchmarks import dealing
from benchmarks.conversations import FOLDERS
from benchmarks.paraphrases import MATTERS, PAIRS, PLACES, WRONG
from tests import servers

READER = Actor(1)
TIMES = 10
LONGEST, SHORTEST = 150, 4
"""Comments that could be titles: at most so many signs, at least so many words that carry meaning."""

CONTRIBUTION = """
INSERT INTO contributions (id, public_id, round_id, kind, author_id, title, body, body_html, summary, outcomes, who_would,
    version, shuffle, agree_count, disagree_count, unsure_count, comment_count, created_at, published_at)
VALUES (:id, :public_id, 1, 'idea', 1, :title, '', '', '', '', '', 1, :id, 0, 0, 0, 0, :now, :now)
"""


def fill(number: int) -> None:
    """One round with so many contributions; the hand-written ones are spread among the others."""
    dealing.fill(items=1, people=2, cards=1)
    db.session.execute(text("DELETE FROM deals"))
    db.session.execute(text("DELETE FROM contributions"))
    chance = random.Random(1)
    parts = [words.split("|") for words in (MATTERS, WRONG, PLACES)]
    titles = ["{} {}, {}".format(*map(chance.choice, parts)) for _ in range(number)]
    for place, (said, _) in enumerate(PAIRS):
        titles[place * (number // len(PAIRS))] = said
    insert = text(CONTRIBUTION).bindparams(bindparam("now", type_=UtcDateTime))
    now, body = clock.now(), " ".join(WRONG)
    rows = [{"id": n, "public_id": f"c{n}", "title": title, "now": now} for n, title in enumerate(titles, 1)]
    db.session.execute(insert, rows)
    for row in rows:
        index_contribution(row["id"], row["title"], body)
    db.session.commit()
    db.session.execute(text("ANALYZE"))
    db.session.commit()


def measure(name: str, number: int) -> None:
    """Fill, ask, and print the figures of one database."""
    fill(number)
    spent, found = [], 0
    for said, other in PAIRS:
        for _ in range(TIMES):
            began = time.perf_counter()
            shown = service.similar(READER, dealing.SLUG, Kind.IDEA, other)
            spent.append((time.perf_counter() - began) * 1000)
            db.session.remove()
        found += said in [one.title for one in shown]
    spent.sort()
    middle, late = statistics.median(spent), spent[int(len(spent) * 0.95)]
    print(
        f"{name}: {number:,} contributions, median {middle:.0f} ms, 95 % under {late:.0f} ms, worst {spent[-1]:.0f} ms"
    )
    print(
        f"{name}: of {len(PAIRS)} told in other words {found} are among the {MOST_SHOWN} shown ({found / len(PAIRS):.0%})"
    )


def comments(folder: Path) -> list[str]:
    """The comments of one conversation that could be titles, each once."""
    with (folder / "comments.csv").open(newline="") as file:
        bodies = [row["comment-body"].strip() for row in csv.DictReader(file)]
    return list(dict.fromkeys(body for body in bodies if could_be_a_title(body)))


def could_be_a_title(body: str) -> bool:
    """Whether a comment is about as long as a title, in a language that puts gaps between its words."""
    return len(body) <= LONGEST and min(len(stems(identifiers.words(body))), len(body.split())) >= SHORTEST


def perturbed(comment: str, chance: random.Random) -> str:
    """The same comment as somebody else might type it: two words swapped, one left out, one mistyped."""
    words = comment.split()
    first, second = chance.sample(range(len(words)), 2)
    words[first], words[second] = words[second], words[first]
    if len(words) > SHORTEST:
        words.pop(chance.randrange(len(words)))
    slip = max(range(len(words)), key=lambda place: len(words[place]) + chance.random())
    word = words[slip]
    at = chance.randrange(1, max(2, len(word) - 1))
    words[slip] = word[: at - 1] + word[at : at + 1] + word[at - 1 : at] + word[at + 1 :]
    return " ".join(words)


def found_for(asked: str, among: Sequence[str]) -> list[str]:
    """What would be shown for this title, were these all the titles of a round."""
    folded = [Candidate(other, Kind.IDEA, other, 1, " ".join(identifiers.words(other))) for other in among]
    return [one.title for one in most_like(question(identifiers.words(asked)), folded)[:MOST_SHOWN]]


def real(folders: Path) -> None:
    """Ask with real comments: how often the same is found again, and how often something where there is nothing."""
    chance, again, asked, foreign = random.Random(1), 0, 0, 0
    talks = [said for folder in sorted(folders.glob("*/comments.csv")) if (said := comments(folder.parent))]
    for place, said in enumerate(talks):
        elsewhere = talks[place - 1]
        for comment in said:
            again += comment in found_for(perturbed(comment, chance), said)
            foreign += bool(found_for(comment, elsewhere))
            asked += 1
    if asked:
        print(f"real comments: {again / asked:.1%} of {asked:,} are found again after slips of the finger")
        print(f"real comments: for {foreign / asked:.1%} something is shown in a conversation about something else")


def main() -> None:
    """Measure both databases, then quality on real comments."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--contributions", type=int, default=20_000)
    parser.add_argument("--only", choices=("sqlite", "postgresql"))
    parser.add_argument("--folders", type=Path, default=FOLDERS)
    asked = parser.parse_args()
    if asked.only != "postgresql":
        with dealing.fresh(None):
            measure("SQLite", asked.contributions)
    if asked.only != "sqlite":
        with servers.postgresql() as server, dealing.fresh(server):
            measure("PostgreSQL", asked.contributions)
    real(asked.folders)


if __name__ == "__main__":
    main()
