"""Kinds of contribution, what each phase opens for them, and which may be linked to which."""

from enum import StrEnum

from app.rules.phases import Act, Phase, PhaseKind, Timetable


class Kind(StrEnum):
    """A need is a gap; an idea is how it could be met; a proposal is an idea worked up, with its cost.

    A topic is a conversation in a space: it has no phase, and nobody votes on it.
    """

    NEED = "need"
    IDEA = "idea"
    PROPOSAL = "proposal"
    TOPIC = "topic"

    @property
    def plural(self) -> str:
        """The word in addresses: needs, ideas, proposals, topics."""
        return f"{self.value}s"

    @property
    def phase(self) -> PhaseKind:
        """The phase in which this kind is posted and voted on. Raises ValueError of a topic, which has none."""
        return PhaseKind(self.plural)


IN_ROUNDS = (Kind.NEED, Kind.IDEA, Kind.PROPOSAL)
"""The kinds that stand in rounds, and that people vote on."""

PLURALS = {kind.plural: kind for kind in Kind}

POST: dict[Kind, Act] = {Kind.NEED: Act.POST_NEED, Kind.IDEA: Act.POST_IDEA, Kind.PROPOSAL: Act.POST_PROPOSAL}
VOTE: dict[Kind, Act] = {Kind.NEED: Act.VOTE_NEED, Kind.IDEA: Act.VOTE_IDEA, Kind.PROPOSAL: Act.VOTE_PROPOSAL}

BUILDS_ON: dict[Kind, Kind | None] = {
    Kind.NEED: None,
    Kind.IDEA: Kind.NEED,
    Kind.PROPOSAL: Kind.IDEA,
    Kind.TOPIC: None,
}
"""An idea answers needs, a proposal builds on ideas; nothing else is linked."""


def phase_of(kind: Kind, round_: Timetable) -> Phase | None:
    """The phase of that kind; none where the round does without it, and none of a topic."""
    return round_.phase(kind.phase) if kind in IN_ROUNDS else None
