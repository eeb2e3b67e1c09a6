"""Who may follow what."""

import pytest

from app.rules.actors import VISITOR, Actor
from app.rules.following import AUTOMATIC, MOST_FOLLOWED, Followable, Why, may_follow
from app.rules.permissions import No


@pytest.mark.parametrize("kind", Followable)
def test_a_stranger_follows_nothing_and_a_person_anything(kind):
    assert may_follow(VISITOR, kind, 1, 0) is No.STRANGER
    assert may_follow(Actor(2), kind, 1, 0) is None


def test_nobody_follows_themselves():
    assert may_follow(Actor(2), Followable.PERSON, 2, 0) is No.OWN_FOLLOWER
    assert may_follow(Actor(2), Followable.ROUND, 2, 0) is None


def test_there_is_an_end_to_what_one_person_follows():
    assert may_follow(Actor(2), Followable.AREA, 1, MOST_FOLLOWED - 1) is None
    assert may_follow(Actor(2), Followable.AREA, 1, MOST_FOLLOWED) is No.FOLLOWS_ENOUGH


def test_only_what_the_site_begins_is_automatic():
    assert frozenset(Why) - {Why.ASKED} == AUTOMATIC
