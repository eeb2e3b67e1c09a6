"""What the automatic checks would do with texts of others: `python -m benchmarks.checks [--data FOLDER] [--show NAME]`.

Each text is judged as if a new person posted it by itself. Any folder will do that holds one of these:

hatecheck/*.csv            columns `test_case` and `label_gold` (hateful or non-hateful)
sms-spam/*                 lines of `ham` or `spam`, a tab, the text
polis-opendata/*/comments.csv   columns `comment-body` and, where there is one, `moderated` (-1: taken down there)
"""

import argparse
import csv
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from app.checks import reading
from app.rules import checks_advert, checks_words
from app.rules.checks import Advice, Follows, Kind, outcome
from app.rules.trust import Step

DATA = Path("../shared/data")
"""Where the texts lie, seen from the repository."""

NOTHING, WARNED = "nothing", "warned"
MIGRATIONS = Path(__file__).parents[1] / "migrations" / "versions"


@dataclass
class Tally:
    """What was done with the texts of one kind, and some of those with which something was done."""

    done: Counter[str] = field(default_factory=Counter)
    seen: list[tuple[str, str]] = field(default_factory=list)

    @property
    def texts(self) -> int:
        """How many there were."""
        return sum(self.done.values())

    def share(self, *done: str) -> float:
        """The share with which one of these was done."""
        return sum(self.done[one] for one in done) / max(1, self.texts)


def first_words() -> list[str]:
    """The watched words with which a site begins, as its migration lays them down."""
    (source,) = (file.read_text() for file in MIGRATIONS.glob("*_guardrails.py"))
    block = re.search(r"FIRST_WORDS = \((.*?)\)", source, re.DOTALL)
    assert block is not None
    return re.findall(r'"([^"]+)"', block[1])


def judge(text: str, words: list[str]) -> str:
    """What happens to a text: `hold`, `flag`, `warned` (the person is asked first, nothing more), or `nothing`."""
    advice = [one for one in (checks_advert.advert(text), checks_words.unreadable(text)) if one is not None]
    if checks_words.watched(text, words):
        advice.append(Advice(Kind.WATCHED, Follows.FLAG))
    follows = outcome(advice, Step.NEW)
    if follows is not Follows.NOTHING:
        return follows.value
    return WARNED if reading.personal(text) else NOTHING


def hatecheck(folder: Path) -> Iterator[tuple[str, str]]:
    """(hateful or harmless, text)."""
    for file in sorted(folder.glob("*.csv")):
        with file.open(newline="", encoding="utf-8") as rows:
            for row in csv.DictReader(rows):
                yield ("hateful" if row["label_gold"] == "hateful" else "harmless"), row["test_case"]


def sms_spam(folder: Path) -> Iterator[tuple[str, str]]:
    """(spam or ham, text)."""
    for file in sorted(one for one in folder.iterdir() if one.suffix not in {".md", ".csv"}):
        for line in file.read_text(encoding="utf-8").splitlines():
            label, tab, text = line.partition("\t")
            if tab and label in {"ham", "spam"}:
                yield label, text


def polis(folder: Path) -> Iterator[tuple[str, str]]:
    """(civic or taken down, text)."""
    for file in sorted(folder.glob("*/comments.csv")):
        with file.open(newline="", encoding="utf-8") as rows:
            for row in csv.DictReader(rows):
                yield ("taken down" if row.get("moderated") == "-1" else "civic"), row["comment-body"]


READERS: dict[str, Callable[[Path], Iterator[tuple[str, str]]]] = {
    "hatecheck": hatecheck, "sms-spam": sms_spam, "polis-opendata": polis,
}  # fmt: skip


def measure(data: Path) -> dict[str, dict[str, Tally]]:
    """By folder and kind of text, what was done; folders that are not there are left out."""
    words, found = first_words(), {}
    for name, read in READERS.items():
        if not (data / name).is_dir():
            continue
        tallies: dict[str, Tally] = {}
        for kind, text in read(data / name):
            done = judge(text, words)
            tally = tallies.setdefault(kind, Tally())
            tally.done[done] += 1
            if done != NOTHING:
                tally.seen.append((done, text))
        found[name] = tallies
    return found


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=DATA, help="the folder that holds the texts")
    parser.add_argument("--show", metavar="KIND", help="print the texts of this kind with which something was done")
    asked = parser.parse_args()
    begun = time.process_time()
    found = measure(asked.data)
    spent = time.process_time() - begun
    if not found:
        parser.exit(1, f"No texts in {asked.data}: name their folder with --data.\n")
    print("| texts | kind | number | held | told | warned | nothing |\n|---|---|---:|---:|---:|---:|---:|")
    for name, tallies in found.items():
        for kind, tally in sorted(tallies.items()):
            shares = (tally.share(one) for one in (Follows.HOLD, Follows.FLAG, WARNED, NOTHING))
            print(f"| {name} | {kind} | {tally.texts:,} | {' | '.join(f'{one:.2%}' for one in shares)} |")
            if asked.show == kind:
                for done, text in tally.seen:
                    print(f"{done}: {text}")
    number = sum(tally.texts for tallies in found.values() for tally in tallies.values())
    print(f"\n{number:,} texts, {1_000 * spent / number:.2f} ms of processor time each.")


if __name__ == "__main__":
    main()
