"""Can an organised minority lift what it likes? Attacks on real conversations, the rules side by side.

    python -m benchmarks.attacks [--seconds S] [--runs N] [--seed N] [--folders PATH] [--only NAME]
                                [--chart FILE] [--figures FILE]

Residents answer as they did in truth; attackers are added to them. Without the real conversations beside the
repository, some are made up. The same seed and number of runs give the same figures. Prints tables, and writes a chart
and all figures.
"""

import argparse
import json
import math
import time
from collections.abc import Iterable, Sequence
from dataclasses import fields
from pathlib import Path

import numpy as np

from benchmarks import chart
from benchmarks.ballots import ALL, ANSWERS, ATTACKS, NO_ALLOWANCE, SYBIL, TENTH_OF_CARDS, TENTH_OF_PEOPLE, UNTIL
from benchmarks.conversations import FOLDERS, Conversation, conversations
from benchmarks.orders import DEALT, RULES
from benchmarks.trials import ALLOWANCE, ALLOWANCES, DEALT_SHARES, HEADLINE, RATES, Case, Counts, Results, one_pass

ROOT = Path(__file__).resolve().parents[1]
CHART = ROOT / "docs" / "images" / "ranking-attacks.svg"
FIGURES = ROOT / "benchmarks" / "figures" / "ranking-attacks.json"

SECONDS = 330
MANY = 1_000_000
GROUPS_EVERY = 8
"""Group agreement is tried in one pass of so many: its groups take as long to find as all the rest."""

DEVELOPMENT, HELD_OUT = "development", "held out"
HALVES = (DEVELOPMENT, HELD_OUT)

TARGETS = {
    NO_ALLOWANCE: ("8 / 11, 7 / 16", "2 / 5, 2 / 7", "41 / 71, 39 / 60", "0.95 / 0.68 / 0.67"),
    60: ("8 / 10, 7 / 12", "1 / 4, 2 / 7", "31 / 55, 28 / 39", "0.91 / 0.68 / 0.63"),
    40: ("8 / 11, 7 / 16", "1 / 4, 2 / 7", "27 / 49, 26 / 34", "0.88 / 0.68 / 0.60"),
}
"""What was asked of the rule when it was made, in the columns of the first table."""

BURSTS = ("burst, not verified", "burst, an ordinary hand of cards", "burst, drawing until it comes")
STAYED = tuple(f"{name}; was there without it" for name in BURSTS)

STAYS = 0.95
"""How often a popular item that is among the first ten should still be there after a burst of supporters."""

IN_WORDS = {
    ALL: "all answer all",
    TENTH_OF_CARDS: "everybody answers a tenth",
    TENTH_OF_PEOPLE: "a tenth of the people answer",
}


def half_of(number: int, of: int) -> str:
    """The first half by name was there when a rule was made up; the other half is what it is tried on."""
    return DEVELOPMENT if number < of / 2 else HELD_OUT


def run(talks: Sequence[Conversation], *, seconds: float, runs: int, seed: int) -> tuple[Results, int]:
    """Go over all conversations again and again, while another pass fits into the time; at least once."""
    results, done, longest = Results(*(Counts() for _ in fields(Results))), 0, 0.0
    began = time.perf_counter()
    while done < runs and (not done or time.perf_counter() - began + longest < seconds):
        before = time.perf_counter()
        for number, talk in enumerate(talks):
            chance = np.random.default_rng([seed, done, number])
            groups = done % GROUPS_EVERY == 0
            one_pass(talk, half_of(number, len(talks)), results, chance, groups=groups)
        longest = max(longest, time.perf_counter() - before)
        done += 1
    return results, done


def mean_and_worst(won: Counts, case: Case) -> tuple[float, float]:
    """Over the six attacks: how often the target is among the first five."""
    rates = [won.mean(case._replace(attack=attack.name)) for attack in ATTACKS]
    return sum(rates) / len(rates), max(rates)


def both(won: Counts, case: Case) -> tuple[float, float]:
    """The same over both halves together, which hold as many trials each."""
    rates = [
        sum(won.mean(case._replace(half=half, attack=attack.name)) for half in HALVES) / len(HALVES)
        for attack in ATTACKS
    ]
    return sum(rates) / len(rates), max(rates)


def case(rule: str, answers: str, rate: float = HEADLINE, allowance: int = ALLOWANCE, half: str = DEVELOPMENT) -> Case:
    """The case of a rule as its table shows it; dealt-1 with attackers who draw until the target comes."""
    ours = rule == DEALT
    return Case(half, rule, "", UNTIL if ours else "", rate, answers, 1.0, allowance if ours else 0)


def percent(*values: float) -> str:
    """Whole percents, a stroke between them."""
    return " / ".join("–" if math.isnan(value) else f"{100 * value:.0f}" for value in values)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table in Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def by_allowance(results: Results, won: Counts) -> str:
    """The table of the targets; `won` counts all of them, or some."""
    rows = []
    for allowance in ALLOWANCES:
        cells = [
            ", ".join(
                percent(*mean_and_worst(won, case(DEALT, answers, allowance=allowance, half=half))) for half in HALVES
            )
            for answers in (TENTH_OF_CARDS, ALL, TENTH_OF_PEOPLE)
        ]
        near = " / ".join(
            f"{results.tau.mean(Case(HELD_OUT, DEALT, '', '', 0.0, answers, 1.0, allowance)):.2f}"
            for answers in ANSWERS
        )
        name = "none" if allowance == NO_ALLOWANCE else str(allowance)
        rows += [[name, *cells, near], [f"{name}, asked", *TARGETS[allowance]]]
    return table(
        ["allowance", *(IN_WORDS[one] for one in (TENTH_OF_CARDS, ALL, TENTH_OF_PEOPLE)), "tau, held out"], rows
    )


def by_rule(results: Results) -> str:
    """All rules at the headline."""
    rows = []
    for rule in RULES:
        cells = [percent(*both(results.won, case(rule, answers))) for answers in ANSWERS]
        near = " / ".join(
            f"{sum(results.tau.mean(case(rule, answers, 0.0, half=half)._replace(draws='')) for half in HALVES) / 2:.2f}"
            for answers in ANSWERS
        )
        rows.append([rule, *cells, near])
    return table(["rule", *(IN_WORDS[one] for one in ANSWERS), "tau"], rows)


def by_strength(results: Results) -> str:
    """All rules by how many attackers there are, where everybody answers a tenth."""
    rows = [
        [rule, *(percent(*both(results.won, case(rule, TENTH_OF_CARDS, rate))) for rate in RATES)] for rule in RULES
    ]
    return table(["everybody answers a tenth", *(f"{rate:.0%}" for rate in RATES)], rows)


def by_attack(results: Results) -> str:
    """`dealt-1` by attack, plan for drawing and share of residents' votes that are on cards, at the headline."""
    shares = [f"{answers}, {share:.2g} dealt" for answers in ANSWERS for share in DEALT_SHARES]
    rows = []
    for attack in (*ATTACKS, SYBIL):
        for draws in ("until", "hand"):
            cells = []
            for answers in ANSWERS:
                for share in DEALT_SHARES:
                    one = Case("", DEALT, attack.name, draws, HEADLINE, answers, share, ALLOWANCE)
                    cells.append(percent(sum(results.won.mean(one._replace(half=half)) for half in HALVES) / 2))
            if set(cells) != {"–"}:
                rows.append([f"{attack.name}, {draws}", *cells])
    return table(["attack, draws", *shares], rows)


def by_conversation(results: Results, talks: Sequence[Conversation]) -> str:
    """`dealt-1` at the headline, conversation by conversation: a short list is easier to climb than a long one."""
    rows = []
    for talk in talks:
        cells = []
        for answers in ANSWERS:
            rates = [results.each.mean((talk.name, answers, attack.name)) for attack in ATTACKS]
            cells.append(percent(sum(rates) / len(rates), max(rates)))
        rows.append([talk.name, f"{talk.people:,}", str(talk.items), f"{len(talk.person) / talk.people:.0f}", *cells])
    return table(["conversation", "people", "items", "votes each", *(IN_WORDS[one] for one in ANSWERS)], rows)


def by_burst(results: Results) -> str:
    """How often a popular item is among the first ten, without and with a burst of supporters."""
    rows = [
        [name, *(percent(*(results.stayed.mean((half, name, answers)) for half in HALVES)) for answers in ANSWERS)]
        for name in ("no burst", *BURSTS, *STAYED)
    ]
    return table(["one of the five most popular", *(IN_WORDS[one] for one in ANSWERS)], rows)


def missed(results: Results) -> list[str]:
    """What the targets ask and these figures do not reach."""
    found = []
    worst = mean_and_worst(results.won, case(DEALT, TENTH_OF_CARDS, half=HELD_OUT))[1]
    if worst > 0.2:
        found.append(f"held out, everybody answers a tenth: the worst attack wins in {worst:.0%}, more than 20 %")
    for half in HALVES:
        for name in STAYED:
            stayed = results.stayed.mean((half, name, ALL))
            if stayed < STAYS:
                found.append(f"{half}, {name}: in the first ten in {stayed:.0%} only")
    return found


def drawing(results: Results, note: str) -> str:
    """The chart of all rules at the headline."""
    panels = [
        (IN_WORDS[answers], [chart.Bar(rule, *both(results.won, case(rule, answers))) for rule in RULES])
        for answers in ANSWERS
    ]
    title = f"How often attackers, {HEADLINE:.0%} of the people, lift their target into the first five (of 100 tries)"
    return chart.svg(title, note, panels)


def document(results: Results, about: dict[str, object]) -> str:
    """All figures as JSON, a case a line: what was tried, how often, and the mean."""
    tables: dict[str, object] = {"about": about, "columns": [*Case._fields, "trials", "mean"]}
    lines = [f'"{name}": {json.dumps(value)}' for name, value in tables.items()]
    for name, counts in (
        ("won", results.won),
        ("low", results.low),
        ("tau", results.tau),
        ("popular stayed", results.stayed),
        ("each conversation", results.each),
    ):
        rows = [json.dumps([*one, counts.runs[one], round(counts.mean(one), 4)]) for one in sorted(counts.runs)]
        lines.append(f'"{name}": [\n' + ",\n".join(rows) + "\n]")
    return "{" + ",\n".join(lines) + "}\n"


def report(results: Results, talks: Sequence[Conversation]) -> str:
    """All tables."""
    parts = [
        f"Target in the first five, percent, mean / worst of six attacks; attackers {HEADLINE:.0%}.",
        f"{DEALT}, development half, held-out half; tau to the order from all votes: all / a tenth / tenth of people\n",
        by_allowance(results, results.won),
        "\nThe same, only of targets that all votes put into the lower half\n",
        by_allowance(results, results.low),
        "\nAll rules, both halves (dealt-1: allowance 40, drawing until the target comes)\n",
        by_rule(results),
        "\nBy the number of attackers\n",
        by_strength(results),
        f"\n{DEALT}, allowance 40, attack by attack\n",
        by_attack(results),
        f"\n{DEALT}, allowance 40, conversation by conversation\n",
        by_conversation(results, talks),
        f"\n{DEALT}: in the first ten, percent, development / held out; a burst is a tenth more people\n",
        by_burst(results),
    ]
    return "\n".join(parts)


def arguments() -> argparse.Namespace:
    """What was asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=SECONDS, help="begin no pass that would end later")
    parser.add_argument("--runs", type=int, default=MANY, help="passes at most")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folders", type=Path, default=ROOT / FOLDERS, help="where the conversations lie")
    parser.add_argument("--only", default="", help="only conversations whose names hold this")
    parser.add_argument("--chart", type=Path, default=CHART, help="an SVG that is written")
    parser.add_argument("--figures", type=Path, default=FIGURES, help="a JSON that is written")
    return parser.parse_args()


def main() -> None:
    """Run, print, write."""
    asked = arguments()
    talks = [talk for talk in conversations(asked.folders) if asked.only in talk.name]
    began = time.perf_counter()
    results, done = run(talks, seconds=asked.seconds, runs=asked.runs, seed=asked.seed)
    real = (asked.folders / talks[0].name).exists()
    note = f"{len(talks)} {'real' if real else 'made-up'} conversations, {done} passes. Full dot: mean of six attacks;"
    print(report(results, talks))
    for name in missed(results):
        print(f"Missed: {name}.")
    print(f"\n{len(talks)} conversations, {done} passes, seed {asked.seed}, {time.perf_counter() - began:.0f} s")
    about = {"conversations": [talk.name for talk in talks], "real": real, "passes": done, "seed": asked.seed}
    for file, contents in (
        (asked.chart, drawing(results, f"{note} ring: the worst of them.")),
        (asked.figures, document(results, about)),
    ):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(contents, encoding="utf-8")


if __name__ == "__main__":
    main()
