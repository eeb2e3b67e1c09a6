"""The rules side by side: in which order each puts the items, and how near that is to the order from all votes."""

from typing import Any

import numpy as np

from app.rules import dealt, opinions
from app.rules.areas import read_shares, weigh_areas, with_pool
from app.rules.dealt_votes import add_up, cap, counted_people, read_people, read_votes, weights_in_millionths
from app.rules.ranking import BAYES_WEIGHT, WILSON_Z
from benchmarks.ballots import Ballots
from benchmarks.conversations import AREA_SHARES

Array = np.ndarray[Any, Any]

DEALT, GROUPS = "dealt-1", "group agreement"
PLAIN = ("net", "agree", "wilson", "bayes")
RULES = (DEALT, *PLAIN, GROUPS)


def dealt_order(ballots: Ballots, items: int) -> tuple[Array, Array]:
    """Scores by `dealt-1`, and the items with a place from first to last: the rule's own steps, without its ranges."""
    shares = read_shares(AREA_SHARES)
    people = read_people(ballots.verified, ballots.area, ballots.cards, areas=shares.size)
    columns = (ballots.person, ballots.item, ballots.value, ballots.dealt)
    votes = read_votes(columns, people=len(ballots.verified), items=items)
    counted = counted_people(votes, people)
    weight = weights_in_millionths(people.cards_dealt, counted, cap(people.cards_dealt[counted]))
    sums = add_up(votes, people, counted, weight, shape=(items, shares.size))
    areas = weigh_areas(shares, sums.counted)
    score = dealt.rounded(dealt.scores(with_pool(sums.cells, areas), areas.weight))
    order = dealt.in_order(score, np.zeros(items))
    return score, order[dealt.enough_answers(sums.answers)[order]]


def plain_scores(ballots: Ballots, items: int) -> dict[str, Array]:
    """The four plain rules of `app/rules/ranking.py` on columns. They count every vote, dealt or found, whoever cast it."""
    people = np.bincount(ballots.item, minlength=items)
    net = np.bincount(ballots.item, ballots.value, items)
    agree = np.bincount(ballots.item[ballots.value == 1], minlength=items)
    mean = net.sum() / max(1, people.sum())
    return {
        "net": net,
        "agree": agree.astype(float),
        "wilson": _wilson(agree, people),
        "bayes": np.round((BAYES_WEIGHT * mean + net) / (BAYES_WEIGHT + people), 9),
    }


def group_scores(ballots: Ballots, groups: opinions.OpinionMap, items: int) -> Array:
    """Group agreement, the groups being given."""
    agree, seen = opinions.count_by_group(ballots.person, ballots.item, ballots.value, groups, items=items)
    return np.round(opinions.group_agreement(agree, seen), 9)


def ordered(score: Array, ballots: Ballots) -> Array:
    """Items by score; equal ones by how many people answered, then by number: the law of the plain rules."""
    return np.lexsort((-np.bincount(ballots.item, minlength=len(score)), -score))


def kendall(score: Array, truth: Array) -> float:
    """Kendall's tau-b of two columns: 1 where they order alike, −1 where they order contrarily."""
    upper = np.triu_indices(len(score), 1)
    one = np.sign(score[:, np.newaxis] - score)[upper]
    two = np.sign(truth[:, np.newaxis] - truth)[upper]
    untied = float(np.count_nonzero(one)) * float(np.count_nonzero(two))
    return float((one * two).sum() / untied**0.5) if untied else 0.0


def _wilson(agree: Array, people: Array) -> Array:
    known, z2 = np.maximum(people, 1), WILSON_Z**2
    share = agree / known
    margin = WILSON_Z * np.sqrt((share * (1 - share) + z2 / (4 * known)) / known)
    bound = np.maximum(0.0, (share + z2 / (2 * known) - margin) / (1 + z2 / known))
    return np.where(people > 0, np.round(bound, 9), 0.0)
