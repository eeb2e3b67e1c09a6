"""Who is told of urgent harm, and who opens what is under lock."""

from app.rules.actors import VISITOR, Actor, Role
from app.rules.escalation import is_contact, may_name, may_open
from app.rules.permissions import No

ADMINISTRATOR = Actor(1, frozenset({Role.ADMINISTRATOR}))
CONTACT = Actor(2)


def test_administrators_name_somebody_who_is_none():
    assert may_name(ADMINISTRATOR, 2, frozenset({Role.MODERATOR})) is None
    assert may_name(CONTACT, 3, frozenset()) is No.NOT_ADMINISTRATOR
    assert may_name(ADMINISTRATOR, 1, frozenset()) is No.CONTACT_IS_ADMINISTRATOR
    assert may_name(ADMINISTRATOR, 2, frozenset({Role.ADMINISTRATOR})) is No.CONTACT_IS_ADMINISTRATOR


def test_the_contact_alone_opens_and_never_their_own():
    assert may_open(CONTACT, 2, author_id=9) is None
    assert may_open(CONTACT, 2, author_id=2) is No.OWN_LOCKED
    assert may_open(CONTACT, 3, author_id=9) is No.NOT_CONTACT
    assert may_open(CONTACT, None, author_id=9) is No.NOT_CONTACT
    assert is_contact(VISITOR, None) is No.STRANGER
    assert is_contact(Actor(2, frozenset({Role.ADMINISTRATOR})), 2) is No.NOT_CONTACT
