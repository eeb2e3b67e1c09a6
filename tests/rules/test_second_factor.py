import pytest

from app.rules.actors import VISITOR, Actor, Role
from app.rules.escalation import is_contact
from app.rules.permissions import No
from app.rules.second_factor import is_code, may_switch_off, needs_one, resting, tidy_code, tidy_recovery_code

OFFICES = frozenset({Role.MODERATOR, Role.COMMISSIONER, Role.ADMINISTRATOR})
EVERYTHING = frozenset(Role)


@pytest.mark.parametrize(
    ("asked", "has_one", "rest"),
    [(True, False, OFFICES), (True, True, frozenset()), (False, False, frozenset()), (False, True, frozenset())],
)
def test_offices_rest_where_the_site_asks_and_there_is_none(asked, has_one, rest):
    assert resting(EVERYTHING, asked=asked, has_one=has_one) == rest


@pytest.mark.parametrize("role", Role)
def test_who_may_not_do_without(role):
    held = frozenset({Role.RESIDENT, role})
    assert needs_one(held, asked=True) is (role in OFFICES)
    assert not needs_one(held, asked=False)


def test_a_role_that_rests_is_held_and_opens_nothing():
    actor = Actor(1, frozenset({Role.RESIDENT}), resting=frozenset({Role.MODERATOR}))
    assert actor.held == {Role.RESIDENT, Role.MODERATOR}
    assert not actor.is_moderator


@pytest.mark.parametrize(
    ("actor", "person", "has_one", "answer"),
    [
        (Actor(1, frozenset({Role.ADMINISTRATOR})), 2, True, None),
        (Actor(1, frozenset({Role.ADMINISTRATOR})), 2, False, No.NO_SECOND_FACTOR),
        (Actor(1, frozenset({Role.ADMINISTRATOR})), 1, True, No.OWN_SECOND_FACTOR),
        (Actor(1, resting=frozenset({Role.ADMINISTRATOR})), 2, True, No.NOT_ADMINISTRATOR),
        (Actor(1, frozenset({Role.MODERATOR})), 2, True, No.NOT_ADMINISTRATOR),
        (VISITOR, 2, True, No.NOT_ADMINISTRATOR),
    ],
)
def test_who_switches_it_off_for_somebody_else(actor, person, has_one, answer):
    assert may_switch_off(actor, person, has_one=has_one) is answer


def test_the_escalation_contact_whose_role_rests_opens_nothing():
    assert is_contact(Actor(1), 1) is None
    assert is_contact(Actor(1, resting=frozenset({Role.COMMISSIONER})), 1) is No.NOT_CONTACT


@pytest.mark.parametrize(
    "typed", ["123456", " 123 456 ", "123-456", "123–456", "١٢٣٤٥٦", "１２３４５６", "12\u00a03456\n"]
)
def test_a_code_as_people_type_it(typed):
    assert tidy_code(typed) == "123456"
    assert is_code(tidy_code(typed))


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "12345a", "12345²", "½12345", "+12345"])
def test_what_is_no_code(typed):
    assert not is_code(tidy_code(typed))


@pytest.mark.parametrize("typed", ["3f9a-07be-c1d2", "3F9A07BEC1D2", " 3f9a 07be c1d2", "３f9a–07be–c1d2"])
def test_a_recovery_code_as_people_type_it(typed):
    assert tidy_recovery_code(typed) == "3f9a-07be-c1d2"
