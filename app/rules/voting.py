"""What a vote is."""

from enum import StrEnum


class Choice(StrEnum):
    """What a person says of a contribution; it may be changed or withdrawn while its phase is open."""

    AGREE = "agree"
    DISAGREE = "disagree"
    UNSURE = "unsure"

    @property
    def value_in_rankings(self) -> int:
        """+1, −1 or 0."""
        return {Choice.AGREE: 1, Choice.DISAGREE: -1, Choice.UNSURE: 0}[self]


class VoteSource(StrEnum):
    """The channel by which a vote came; one person has one vote, whatever the channel."""

    WEB = "web"
    IMPORT = "import"
    DEMO = "demo"
