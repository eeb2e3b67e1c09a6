"""Who acts: the only thing about a person that a rule may know."""

from dataclasses import dataclass, field
from enum import StrEnum

from app.rules.restraints import RestraintKind


class Role(StrEnum):
    """The roles that an administrator gives. Everybody with an account is a resident; a visitor has none."""

    RESIDENT = "resident"
    ORGANISATION = "organisation"
    RESEARCHER = "researcher"
    PANEL_MEMBER = "panel_member"
    FACILITATOR = "facilitator"
    MODERATOR = "moderator"
    COMMISSIONER = "commissioner"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True)
class Actor:
    """A person at the moment of an act. `id` is none for a visitor; `restraints` are what moderators decided for a time.

    `resting` are roles that were given and open nothing yet: see `rules.second_factor`.
    """

    id: int | None = None
    roles: frozenset[Role] = field(default=frozenset())
    verified: bool = False
    restraints: frozenset[RestraintKind] = frozenset()
    resting: frozenset[Role] = frozenset()

    @property
    def held(self) -> frozenset[Role]:
        """Every role that was given, whether or not it opens anything now: for what a role forbids, and for lists of them."""
        return self.roles | self.resting

    @property
    def is_signed_in(self) -> bool:
        """Whether this is somebody with an account."""
        return self.id is not None

    @property
    def is_silenced(self) -> bool:
        """Whether the person reads, and may not post, vote or comment for now."""
        return not self.restraints.isdisjoint({RestraintKind.SILENCE, RestraintKind.SUSPEND})

    @property
    def is_suspended(self) -> bool:
        """Whether the person may only appeal, and download their data, for now."""
        return RestraintKind.SUSPEND in self.restraints

    @property
    def is_held(self) -> bool:
        """Whether what the person posts waits for a moderator, for now."""
        return RestraintKind.HOLD in self.restraints

    @property
    def is_organisation(self) -> bool:
        """Whether the account takes part under a badge."""
        return Role.ORGANISATION in self.roles

    @property
    def is_moderator(self) -> bool:
        """Whether the person may see hidden text and decide on reports."""
        return Role.MODERATOR in self.roles

    @property
    def is_commissioner(self) -> bool:
        """Whether the person runs rounds."""
        return Role.COMMISSIONER in self.roles

    @property
    def is_administrator(self) -> bool:
        """Whether the person gives roles. Administrators hold no content, scoring or ballot power."""
        return Role.ADMINISTRATOR in self.roles

    @property
    def verifies_residents(self) -> bool:
        """Whether the person prints letters and says who lives here. It is an office of keeping records, not of views."""
        return not self.roles.isdisjoint({Role.FACILITATOR, Role.ADMINISTRATOR})


VISITOR = Actor()
