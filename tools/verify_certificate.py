"""Check a certificate of a frozen result, with plain Python (3.9 or newer) and numpy, and nothing of Folkmoot.

    python verify_certificate.py FILE [--digest D]

FILE is a certificate that was downloaded from a results page (or the auditors' one); D is the digest that this page
shows. Without D, a forged file that agrees with itself cannot be told from a sound one.

The file is JSON. Its `statement` holds every figure of the result; SHA-256 of its canonical form (keys sorted, no
spaces, ASCII) is the digest D. In it, `table_digest` and `log_digest` seal the sums by area and the log. What is checked:

1. The file is written as certificates are, and its digest is D.
2. From the items' totals: who has a place, the order from the scores, the 5-95 % ranges.
3. From `table`, where it is in the file: the scores and the estimates. It is left out where a number in it would tell of one to
   four people; auditors can check these, too.
4. From `log`, in the auditors' file: every total, weight and sum, from single votes and deals under pseudonyms.

The rule `dealt-1`. r is 1 (agree), 0 (unsure) or -1 (disagree). A vote counts when its person is verified and it answers one of
the first cards (up to `allowance`) that the site dealt to that person. d is how many counted cards a person was
dealt, c (`cap`) the 85th percentile of d over people with a vote that counts. Each of their votes weighs min(1, (c/d)^2), in
whole millionths. With n and s the sums of weights and of weights times r, of an item (or in an area h of it):

    g = sum of all s / sum of all n,    p = (s + 10 g) / (n + 10),    score = sum over h of W_h (s_h + 5 p) / (n_h + 5)

W are the areas' shares of the population. Areas with fewer than ten counted people, and people without an area, are one pool,
which weighs the larger of its areas' shares and its part of the counted people. The ranges are 1,000 Dirichlet draws with
alpha = (sum w)^2 / (sum w^2) x the item's shares + 2 x the shares of all items, from numpy's frozen RandomState(seed).

Exit status: 0 if all matches, 1 if anything does not, 2 if the command was not understood.
"""

import argparse
import hashlib
import json
import math
import sys

import numpy as np

FORMAT, RULE, VERSION = "folkmoot-certificate-1", "dealt-1", 1
MILLION = 1_000_000
UNREADABLE = (
    ValueError, KeyError, TypeError, IndexError, AttributeError, ArithmeticError, RecursionError, MemoryError,
)  # fmt: skip


class Refused(Exception):
    """Something does not match; the sentence says what."""


def check(condition, sentence):
    if not condition:
        raise Refused(sentence)


def canonical(document):
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False).encode()


def digest(document):
    return hashlib.sha256(canonical(document)).hexdigest()


def column(items, name):
    return np.array([item[name] for item in items], dtype=np.float64)


def whole(numbers):
    """Whole numbers of a file; refuses fractions."""
    found = np.array(numbers)
    check(np.array_equal(found, found.astype(np.int64)), "A number should be whole and is not.")
    return found.astype(np.int64)


def table_of(items, name):
    """Three whole numbers an item: of agree, disagree, unsure."""
    return whole([item[name] for item in items]).reshape(len(items), 3)


# -- The rule, from sums --------------------------------------------------------------------------------------------


def score_of(part, heard, weights):
    """The score's formula for one kind of answer; `part` and `heard` are items x areas, in millionths."""
    s, n = part / MILLION, heard / MILLION
    g = int(part.sum()) / max(1, int(heard.sum()))
    p = (part.sum(axis=1) / MILLION + 10 * g) / (heard.sum(axis=1) / MILLION + 10)
    total = np.zeros(len(part))
    for area, weight in enumerate(weights):
        total += weight * (s[:, area] + 5 * p) / (n[:, area] + 5)
    return total


def areas(shares, counted):
    """Which areas stand alone, and the weight of each of them, the pool's last. `counted` ends with people without one."""
    alone = np.append((shares > 0) & (counted[:-1] >= 10), False)
    if not alone.any():
        return alone, np.ones(1)
    named = shares[alone[:-1]]
    pool = max(math.fsum(shares[~alone[:-1]]), int(counted[~alone].sum()) / int(counted.sum()))
    return alone, np.append(named * ((1 - pool) / math.fsum(named)), pool)


def scores_and_estimates(cells, shares, counted):
    """From sums by area (items x areas and none x agree, disagree, unsure): scores, and shares of residents."""
    alone, weights = areas(shares, counted)
    pooled = np.concatenate([cells[:, alone], cells[:, ~alone].sum(axis=1, keepdims=True)], axis=1)
    heard = pooled.sum(axis=2)
    score = np.round(score_of(pooled[..., 0] - pooled[..., 1], heard, weights), 9) + 0.0
    estimate = np.stack([score_of(pooled[..., answer], heard, weights) for answer in range(3)], axis=1)
    return score, np.round(estimate, 6)


def order_of(score, first_dealt):
    return np.lexsort((first_dealt, -score))


def placed_of(answers):
    return (answers >= 5) & (answers >= (np.median(answers) / 2 if answers.size else 0))


def ranges(weights, squares, order, placed, seed):
    """The 5-95 % ranges of net support and of rank: four columns."""
    items = len(order)
    if not weights.sum():
        return np.full(items, -1.0), np.full(items, 1.0), np.full(items, 1.0), np.full(items, float(items))
    w = weights / MILLION
    total = w.sum(axis=1, keepdims=True)
    effective = np.divide(total[:, 0] ** 2, squares, out=np.zeros(items), where=squares > 0)
    share = np.divide(w, total, out=np.zeros_like(w), where=total > 0)
    alpha = effective[:, None] * share + 2 * (weights.sum(axis=0) / weights.sum())
    stream = np.random.RandomState(seed)
    net, rank = np.empty((1000, items)), np.empty((1000, items), dtype=np.int32)
    for world in range(1000):
        gamma = stream.standard_gamma(alpha)
        net[world] = (gamma[:, 0] - gamma[:, 1]) / (gamma[:, 0] + gamma[:, 1] + gamma[:, 2])
        standing = order[np.argsort(-net[world][order], kind="stable")]
        before = np.cumsum(placed[standing]) - placed[standing]
        rank[world, standing] = before + 1
    found = []
    for values in (net, rank):
        found += list(np.round(np.percentile(values, (5, 95), axis=0), 6) + 0.0)
    return found


# -- The rule, from votes and deals ---------------------------------------------------------------------------------


def read_log(log, allowance):
    """Votes, people and cards in columns; refuses a dealt vote without its counted card."""
    vote = {name: whole(log["votes"][name]) for name in ("person", "item", "value", "dealt")}
    deal = {name: whole(log["deals"][name]) for name in ("person", "item", "place")}
    verified = whole(log["people"]["verified"]) == 1
    home = whole(log["people"]["area"])
    home = np.where(home >= 0, home, len(log["areas"]))
    people, items = len(verified), len(log["items"])
    check(len(home) == people, "The roll does not say of everybody where they live.")
    for column, lowest, many in (
        (vote["person"], 0, people),
        (deal["person"], 0, people),
        (vote["item"], 0, items),
        (deal["item"], -1, items),
        (vote["value"], -1, 2),
    ):
        check(not len(column) or lowest <= column.min() <= column.max() < many, "A row names what is not on the list.")
    counted = deal["place"] <= allowance
    width = len(log["items"]) + 1
    cards = deal["person"][counted] * width + deal["item"][counted]
    answers = (vote["person"] * width + vote["item"])[vote["dealt"] == 1]
    check(np.isin(answers, cards).all(), "A vote that counts answers no counted card.")
    listed = deal["item"] >= 0
    aside = log.get("aside", {"person": [], "item": []})
    voters, voted = vote["person"].tolist() + list(aside["person"]), vote["item"].tolist() + list(aside["item"])
    check(once(voters, voted), "Somebody voted twice on one item.")
    check(once(deal["person"][listed], deal["item"][listed]), "A card was dealt twice.")
    check(once(deal["person"], deal["place"]), "Somebody has two cards in one place.")
    drawn = np.bincount(deal["person"][counted], minlength=len(verified))
    return vote, verified, home, drawn


def once(people, others):
    """Whether no two rows are alike."""
    return len(set(zip(map(int, people), map(int, others)))) == len(people)


def sums_of_log(log, allowance):
    """Everything that the statement is made from: cells, squares, answers, counted people by area, cap."""
    vote, verified, home, drawn = read_log(log, allowance)
    items, columns = len(log["items"]), len(log["areas"]) + 1
    counts = (vote["dealt"] == 1) & verified[vote["person"]]
    person, item, value = vote["person"][counts], vote["item"][counts], vote["value"][counts]
    counted = np.zeros(len(verified), dtype=bool)
    counted[person] = True
    cap = float(np.percentile(drawn[counted], 85)) if counted.any() else 1.0
    weight = np.rint(np.minimum(1.0, (cap / np.maximum(drawn, 1)) ** 2) * MILLION).astype(np.int64)
    cells = np.zeros((items, columns, 3), dtype=np.int64)
    np.add.at(cells, (item, home[person], np.array([2, 0, 1])[value]), weight[person])
    squares = [0] * items  # Whole numbers of any size: exact.
    for one, w in zip(item.tolist(), weight[person].tolist()):
        squares[one] += w * w
    return cells, squares, np.bincount(item, minlength=items), np.bincount(home[counted], minlength=columns), cap


def dealt_to(log, verified, allowance):
    """To how many verified people each item was dealt as a counted card."""
    deal = {name: whole(log["deals"][name]) for name in ("person", "item", "place")}
    seen = (deal["item"] >= 0) & (deal["place"] <= allowance) & verified[deal["person"]]
    return np.bincount(deal["item"][seen], minlength=len(log["items"])).tolist()


def tallies(log, rows):
    vote = log["votes"]
    found = np.zeros((len(log["items"]), 3), dtype=np.int64)
    np.add.at(
        found,
        (
            whole(vote["item"])[rows],
            np.array([2, 0, 1])[whole(vote["value"])[rows]],
        ),
        1,
    )
    return found.tolist()


# -- The steps ------------------------------------------------------------------------------------------------------


def check_counts(statement, items):
    """Numbers of votes that are in the file twice, and what follows from them."""
    counted, dealt, found, weights = (table_of(items, name) for name in ("counted", "dealt", "found", "weights"))
    aside = sum(item.get("quarantined", 0) for item in items)
    told = [statement["answers"], statement["votes"], statement.get("quarantined", 0)]
    check(told == [counted.sum(), dealt.sum() + found.sum(), aside], "The numbers of votes do not add up.")
    check((counted >= 0).all() and (counted <= dealt).all() and (found >= 0).all(), "More votes count than were given.")
    check((weights >= 0).all() and (weights <= counted * MILLION).all(), "Votes weigh more than they can.")
    provisional = statement["closes_at"] is None or statement["people"] < 50
    check(statement["provisional"] is provisional, "Whether it is provisional does not follow from the rest.")


def check_totals(statement, items):
    check_counts(statement, items)
    score, answers = column(items, "score"), table_of(items, "counted").sum(axis=1)
    first = np.array([math.inf if item["first_dealt"] is None else item["first_dealt"] for item in items])
    order, placed = order_of(score, first), placed_of(answers)
    stands = [*order[placed[order]].tolist(), *order[~placed[order]].tolist()]
    check([item["number"] for item in statement["items"]] == stands, "The order does not follow from the scores.")
    places = [*range(1, int(placed.sum()) + 1), *[None] * int((~placed).sum())]
    check([item["rank"] for item in statement["items"]] == places, "The places do not follow from the order.")
    check([item["placed"] for item in items] == placed.tolist(), "It is not so that these have enough answers.")
    weights = table_of(items, "weights")
    found = ranges(weights, column(items, "squares"), order, placed, statement["seed"])
    for name, values in zip(("net_low", "net_high", "rank_low", "rank_high"), found):
        check(np.array_equal(values, column(items, name)), f"The ranges ({name}) do not follow from the sums.")


def check_sums(items, cells, shares, counted):
    weights = table_of(items, "weights")
    check(np.array_equal(cells.sum(axis=1), weights), "The sums by area do not add up to the items' totals.")
    score, estimate = scores_and_estimates(cells, shares, counted)
    check(np.array_equal(score, column(items, "score")), "The scores do not follow from the sums by area.")
    shown = np.array([item["estimate"] for item in items], dtype=np.float64).reshape(-1, 3)
    check(np.array_equal(estimate, shown), "The estimates do not follow from the sums by area.")


def check_table(statement, items, table):
    check(digest(table) == statement["table_digest"], "The sums by area were altered.")
    counted = whole(table["counted"])
    cells, people = (whole(table[name]).reshape(len(items), len(counted), 3) for name in ("cells", "people"))
    check_sums(items, cells, np.array(table["shares"], dtype=np.float64), counted)
    totals = table_of(items, "counted")
    check((people >= 0).all() and np.array_equal(people.sum(axis=1), totals), "The people by area do not add up.")
    check((counted >= 0).all() and counted.sum() == statement["people"], "The counted people by area do not add up.")


def check_log(statement, items, log):
    check(digest(log) == statement["log_digest"], "The log of votes and deals was altered.")
    check(log["items"] == [item["id"] for item in items], "The log is of other items.")
    cells, squares, answers, counted, cap = sums_of_log(log, statement["allowance"])
    population = np.array([max(0, area["population"]) for area in log["areas"]], dtype=np.float64)
    total = math.fsum(population)
    check_sums(items, cells, population / total if total else population, counted)
    check([sum(item["counted"]) for item in items] == answers.tolist(), "The numbers of answers differ from the log.")
    exact = all(abs(item["squares"] * MILLION**2 - square) <= 1e-9 * square for item, square in zip(items, squares))
    check(exact, "The sums of squared weights differ from the log.")
    check(cap == statement["cap"] and int(counted.sum()) == statement["people"], "Cap or people differ from the log.")
    dealt = whole(log["votes"]["dealt"]) == 1
    verified = whole(log["people"]["verified"]) == 1
    whose = whole(log["votes"]["person"])
    check(
        log["first_dealt"] == [item["first_dealt"] for item in items], "The times of first cards differ from the log."
    )
    check(len(np.unique(whose)) == statement["voters"], "The number of voters differs from the log.")
    check(
        dealt_to(log, verified, statement["allowance"]) == [item["dealt_to"] for item in items],
        "The numbers of cards differ from the log.",
    )
    aside = np.bincount(whole(log.get("aside", {"item": []})["item"]), minlength=len(items))
    check(aside.tolist() == [item.get("quarantined", 0) for item in items], "The votes set aside differ from the log.")
    for name, rows in (("dealt", dealt), ("found", ~dealt), ("counted", dealt & verified[whose])):
        check(tallies(log, rows) == [item[name] for item in items], f"The tallies ({name}) differ from the log.")


def digest_in(told):
    """The digest as somebody copied it, perhaps with "sha256" before it, as the results page has it."""
    told = told.strip().lower()
    return told[6:].lstrip(" :") if told.startswith("sha256") else told


def verify(contents, expected=None):
    """Check the bytes of a certificate; gives the lines to print. Raises Refused."""
    document = json.loads(contents)
    check(document["format"] == FORMAT, "This is not a certificate of a kind that this program knows.")
    check(canonical(document) + b"\n" == contents, "The file was altered: it is not written as certificates are.")
    statement = document["statement"]
    check((statement["rule"], statement["rule_version"]) == (RULE, VERSION), "It is of another rule or version.")
    seal = digest(statement)
    check(seal == document["digest"], "The statement was altered: it does not have the digest that the file says.")
    check(expected is None or seal == digest_in(expected), "The digest does not match: not the published result.")
    items = sorted(statement["items"], key=lambda item: item["number"])
    check(
        [item["number"] for item in items] == list(range(len(items))), "The items are not numbered as they should be."
    )
    check_totals(statement, items)
    lines = ["Matches: the digest."] * (expected is not None) + ["Matches: places, order and ranges, from the totals."]
    if "table" in document:
        check_table(statement, items, document["table"])
        lines.append("Matches: scores and estimates, from the sums by area.")
    if "log" in document:
        check_log(statement, items, document["log"])
        lines.append("Matches: all figures, from the log of votes and deals.")
    if not {"table", "log"} & document.keys():
        lines.append("Not in this file: the sums by area, because some tell of fewer than five people.")
    if expected is None:
        lines.append(f"Now compare the digest with the one on the results page: {seal}")
    return lines


def main(arguments=None):
    parser = argparse.ArgumentParser(description="Check a certificate of a frozen result.")
    parser.add_argument("file")
    parser.add_argument("--digest", help="the digest that the results page shows")
    given = parser.parse_args(arguments)
    try:
        with open(given.file, "rb") as file:
            contents = file.read()
        with np.errstate(over="raise", divide="raise", invalid="raise"):  # Numbers that nobody can reckon with.
            print("\n".join(verify(contents, given.digest)))
    except Refused as problem:
        print(f"Refused: {problem} Do not rely on this file.", file=sys.stderr)
        return 1
    except OSError as problem:
        print(f"Refused: the file cannot be read: {problem.strerror}.", file=sys.stderr)
        return 1
    except UNREADABLE:
        print("Refused: this is no certificate, or it was altered: it cannot be read as one.", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
