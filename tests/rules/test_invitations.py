"""Invitations: how many, how long, for whom."""

from datetime import UTC, datetime, timedelta

import pytest

from app.rules.actors import VISITOR, Actor, Role
from app.rules.invitations import INVITED_FOR, may_send, may_take_up
from app.rules.permissions import No

NOW = datetime(2026, 12, 1, tzinfo=UTC)
RESIDENT = Actor(2, frozenset({Role.RESIDENT}))
BADGE = Actor(3, frozenset({Role.RESIDENT, Role.ORGANISATION}))


@pytest.mark.parametrize(
    ("waiting", "today", "no"),
    [(0, 0, None), (2, 4, None), (3, 0, No.TOO_MANY_INVITATIONS), (0, 5, No.INVITATIONS_TODAY)],
)
def test_so_many_wait_and_so_many_go_in_a_day(waiting, today, no):
    assert may_send(waiting, 3, today, 5) is no


def test_where_no_day_is_counted_only_those_that_wait_are():
    assert may_send(2, 3, 1_000) is None
    assert may_send(3, 3) is No.TOO_MANY_INVITATIONS


def test_an_invitation_works_until_it_expires():
    assert may_take_up(RESIDENT, NOW + INVITED_FOR, NOW) is None
    assert may_take_up(RESIDENT, NOW, NOW) is No.INVITATION_OVER
    assert may_take_up(RESIDENT, NOW + timedelta(seconds=1), NOW) is None
    assert may_take_up(BADGE, NOW + INVITED_FOR, NOW) is No.BADGE_BELONGS
    assert may_take_up(VISITOR, NOW + INVITED_FOR, NOW) is No.STRANGER
