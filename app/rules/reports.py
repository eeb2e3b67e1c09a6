"""What came of a report."""

from enum import StrEnum


class Outcome(StrEnum):
    """What a moderator made of a report. Only one without ground counts against whoever sent it."""

    UPHELD = "upheld"
    KEPT = "kept"
    UNFOUNDED = "unfounded"
