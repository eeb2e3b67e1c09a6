"""The law on organisations: who claims, who confirms, who brings in and puts out, and that an owner stays."""

from datetime import UTC, datetime

import pytest

from app.rules import organisations as law
from app.rules.actors import VISITOR, Actor, Role
from app.rules.organisations import MOST_INVITATIONS, MemberRole
from app.rules.permissions import No

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
RESIDENT = Actor(1, frozenset({Role.RESIDENT}))
BADGE = Actor(2, frozenset({Role.RESIDENT, Role.ORGANISATION}))
COMMISSIONER = Actor(3, frozenset({Role.RESIDENT, Role.COMMISSIONER}))


def test_one_claims_what_nobody_answers_for():
    assert law.may_claim(RESIDENT, member=False, owned=False) is None
    assert law.may_claim(RESIDENT, member=False, owned=True) is No.HAS_OWNERS
    assert law.may_claim(RESIDENT, member=True, owned=True) is No.MEMBER_ALREADY
    assert law.may_claim(BADGE, member=False, owned=False) is No.BADGE_BELONGS
    assert law.may_claim(VISITOR, member=False, owned=False) is No.STRANGER


def test_a_commissioner_confirms_others():
    assert law.may_settle_claim(COMMISSIONER, 1) is None
    assert law.may_settle_claim(COMMISSIONER, 3) is No.OWN_CLAIM
    assert law.may_settle_claim(RESIDENT, 3) is No.NOT_CONFIRMER


@pytest.mark.parametrize(
    ("mine", "manage", "leave"),
    [(MemberRole.OWNER, None, None), (MemberRole.MEMBER, No.NOT_OWNER, None), (None, No.NOT_OWNER, No.NOT_OWNER)],
)
def test_owners_manage_and_everybody_may_leave(mine, manage, leave):
    assert law.may_manage(mine) is manage
    assert law.may_put_out(mine, oneself=False) is manage
    assert law.may_put_out(mine, oneself=True) is leave


def test_an_owner_stays():
    assert law.keeps_an_owner(1, loses_one=True) is No.LAST_OWNER
    assert law.keeps_an_owner(2, loses_one=True) is None
    assert law.keeps_an_owner(1, loses_one=False) is None


def test_invitations_are_few_enough_at_a_time():
    assert law.may_invite(MOST_INVITATIONS - 1) is None
    assert law.may_invite(MOST_INVITATIONS) is No.TOO_MANY_INVITATIONS


def test_members_write_under_the_badge():
    assert law.may_write_as(RESIDENT, member=True) is None
    assert law.may_write_as(RESIDENT, member=False) is No.NOT_MEMBER
    assert law.may_write_as(BADGE, member=True) is No.BADGE_BELONGS
