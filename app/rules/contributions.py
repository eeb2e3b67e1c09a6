"""Kinds of contribution, what each phase opens for them, and which may be linked to which."""

from enum import StrEnum

from app.rules.phases import Act, PhaseKind


class Kind(StrEnum):
    """A need is a gap; an idea is how it could be met; a proposal is an idea worked up, with its cost."""

    NEED = "need"
    IDEA = "idea"
    PROPOSAL = "proposal"

    @property
    def plural(self) -> str:
        """The word in addresses: needs, ideas, proposals."""
        return f"{self.value}s"

    @property
    def phase(self) -> PhaseKind:
        """The phase in which this kind is posted and voted on."""
        return PhaseKind(self.plural)


PLURALS = {kind.plural: kind for kind in Kind}

POST: dict[Kind, Act] = {Kind.NEED: Act.POST_NEED, Kind.IDEA: Act.POST_IDEA, Kind.PROPOSAL: Act.POST_PROPOSAL}
VOTE: dict[Kind, Act] = {Kind.NEED: Act.VOTE_NEED, Kind.IDEA: Act.VOTE_IDEA, Kind.PROPOSAL: Act.VOTE_PROPOSAL}

BUILDS_ON: dict[Kind, Kind | None] = {Kind.NEED: None, Kind.IDEA: Kind.NEED, Kind.PROPOSAL: Kind.IDEA}
"""An idea answers needs, a proposal builds on ideas; nothing else is linked."""
