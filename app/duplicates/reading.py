"""What stands on a contribution's page of the others that say the same: facts alone, equal where they read alike."""

from dataclasses import dataclass
from datetime import datetime

from app.rules.contributions import Kind
from app.rules.duplicates import Way


@dataclass(frozen=True, slots=True)
class Member:
    """One of the contributions that say the same. `way` is none for the one that leads."""

    id: int
    public_id: str
    kind: Kind
    title: str
    author_id: int
    author_name: str
    way: Way | None
    joined_at: datetime | None
    pairing: str | None
    hidden: bool
    withdrawn: bool

    @property
    def is_merged(self) -> bool:
        """Whether its place leads to the one that leads."""
        return self.way is Way.MERGE

    @property
    def is_whole(self) -> bool:
        """Whether everybody may read it."""
        return not self.hidden and not self.withdrawn

    @property
    def counts(self) -> bool:
        """Whether it may be named or counted anywhere."""
        return self.is_whole or (self.is_merged and not self.hidden)


@dataclass(frozen=True, slots=True)
class Cluster:
    """What a page says of the others. Nothing that not everybody may read is in it, its own contribution apart.

    `lead` is none where this page's contribution leads, or where the one that leads may not be read. `merged` are those whose
    place leads here. `people` is how many agree with any of them, each counted once.
    """

    here: Member
    lead: Member | None
    others: tuple[Member, ...]
    merged: tuple[Member, ...]
    people: int
    asks_to_move: bool = False

    @property
    def ways(self) -> int:
        """In how many ways people say this."""
        return 1 + len(self.others)


def cluster_of(here: int, members: tuple[Member, ...], people: int) -> Cluster:
    """What the page of one of the members says."""
    mine = next(member for member in members if member.id == here)
    others = tuple(member for member in members if member.id != here and member.is_whole)
    merged = tuple(member for member in members if member.id != here and member.is_merged and member.counts)
    lead = next((member for member in others if member.way is None), None)
    return Cluster(mine, lead, others, merged if mine.way is None else (), people)
