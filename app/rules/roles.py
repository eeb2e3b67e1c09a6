"""Who may give and take roles, and who may leave. One administrator always stays."""

from app.rules.actors import Actor, Role
from app.rules.permissions import No, may_give_roles

GIVEN = tuple(role for role in Role if role is not Role.RESIDENT)
"""The roles that can be given. Everybody with an account is a resident."""


def may_set_roles(
    actor: Actor, person_id: int, held: frozenset[Role], wanted: frozenset[Role], administrators: int
) -> No | None:
    """May this person give that one these roles? `administrators`: how many there are now."""
    return may_give_roles(actor, person_id) or loses_last_administrator(held, wanted, administrators)


def loses_last_administrator(held: frozenset[Role], wanted: frozenset[Role], administrators: int) -> No | None:
    """Would the change leave nobody who can give roles?"""
    leaves = Role.ADMINISTRATOR in held - wanted
    return No.LAST_ADMINISTRATOR if leaves and administrators <= 1 else None
