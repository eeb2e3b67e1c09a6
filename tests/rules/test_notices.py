"""What can be told, and what of it can be refused."""

import pytest

from app.rules.notices import (
    GROUPED_BY_CONTRIBUTION,
    GROUPED_BY_ROUND,
    OF_A_TOPIC,
    TOPICS,
    NoticeKind,
    Topic,
)
from app.rules.outbox import BATCH, TOLD_AS, TOLD_TO, Happened


@pytest.mark.parametrize("happened", Happened)
def test_whatever_many_are_told_of_has_followers_and_can_be_refused(happened):
    assert TOLD_TO[happened]
    assert TOLD_AS[happened] in TOPICS


def test_what_concerns_one_s_own_words_or_votes_cannot_be_refused():
    official = set(NoticeKind) - TOPICS.keys()
    assert {NoticeKind.HIDDEN, NoticeKind.DECIDED, NoticeKind.APPEAL_DECIDED, NoticeKind.VOTES_ASIDE} <= official
    assert set().union(*OF_A_TOPIC.values()) == TOPICS.keys()
    assert OF_A_TOPIC.keys() == set(Topic)


def test_only_what_comes_often_is_told_together():
    assert TOPICS.keys() >= GROUPED_BY_CONTRIBUTION | GROUPED_BY_ROUND
    assert not GROUPED_BY_CONTRIBUTION & GROUPED_BY_ROUND


def test_a_batch_is_small_enough_to_let_others_write():
    assert 100 <= BATCH <= 2_000
