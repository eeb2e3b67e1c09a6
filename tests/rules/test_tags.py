"""Who says of a person that they work or research with residents: those who keep the records, of others."""

import pytest

from app.rules.actors import VISITOR, Actor, Role
from app.rules.permissions import No
from app.rules.tags import may_give, may_take


@pytest.mark.parametrize("role", Role)
def test_facilitators_and_administrators_say_it_of_others(role):
    allowed = role in {Role.FACILITATOR, Role.ADMINISTRATOR}
    actor = Actor(1, frozenset({Role.RESIDENT, role}))
    assert may_give(actor, 2) is (None if allowed else No.NOT_TAGGER)
    assert may_give(actor, 1) is (No.OWN_TAG if allowed else No.NOT_TAGGER)
    assert may_take(actor, 2) is (None if allowed else No.NOT_TAGGER)
    assert may_take(actor, 1) is None


def test_a_stranger_says_nothing():
    assert may_give(VISITOR, 1) is No.NOT_TAGGER
    assert may_take(VISITOR, 1) is No.STRANGER
