import pytest

from app.rules.actors import VISITOR, Actor, Role
from app.rules.permissions import No
from app.rules.roles import GIVEN, loses_last_administrator, may_set_roles

ADMIN = frozenset({Role.ADMINISTRATOR})
ADA = Actor(1, ADMIN)


@pytest.mark.parametrize(
    ("actor", "person", "held", "wanted", "administrators", "answer"),
    [
        (ADA, 2, frozenset(), ADMIN, 1, None),
        (ADA, 2, ADMIN, frozenset(), 2, None),
        (ADA, 2, ADMIN, frozenset(), 1, No.LAST_ADMINISTRATOR),
        (ADA, 1, ADMIN, frozenset(), 2, No.OWN_ROLES),
        (Actor(3, frozenset({Role.MODERATOR})), 2, frozenset(), ADMIN, 1, No.NOT_ADMINISTRATOR),
        (VISITOR, 2, frozenset(), ADMIN, 1, No.NOT_ADMINISTRATOR),
    ],
)
def test_who_gives_roles(actor, person, held, wanted, administrators, answer):
    assert may_set_roles(actor, person, held, wanted, administrators) is answer


def test_keeping_the_office_is_no_loss():
    assert loses_last_administrator(ADMIN, ADMIN | {Role.MODERATOR}, 1) is None


def test_everybody_is_a_resident_so_nobody_is_made_one():
    assert Role.RESIDENT not in GIVEN
