"""What is written down when it happens, and told to many afterwards."""

from enum import StrEnum

from app.rules.following import Followable
from app.rules.notices import NoticeKind


class Happened(StrEnum):
    """What followers are told of."""

    COMMENT = "comment"
    CONTRIBUTION = "contribution"
    ROUND_OPENED = "round_opened"
    ROUND_EXTENDED = "round_extended"
    ROUND_CANCELLED = "round_cancelled"


TOLD_AS = {
    Happened.COMMENT: NoticeKind.COMMENTED,
    Happened.CONTRIBUTION: NoticeKind.PUBLISHED,
    Happened.ROUND_OPENED: NoticeKind.ROUND_OPENED,
    Happened.ROUND_EXTENDED: NoticeKind.ROUND_EXTENDED,
    Happened.ROUND_CANCELLED: NoticeKind.ROUND_CANCELLED,
}

TOLD_TO = {
    Happened.COMMENT: frozenset({Followable.CONTRIBUTION}),
    Happened.CONTRIBUTION: frozenset({
        Followable.ROUND, Followable.AREA, Followable.PERSON, Followable.ORGANISATION, Followable.THEME,
        Followable.SPACE,
    }),
    Happened.ROUND_OPENED: frozenset({Followable.AREA}),
    Happened.ROUND_EXTENDED: frozenset({Followable.ROUND}),
    Happened.ROUND_CANCELLED: frozenset({Followable.ROUND}),
}  # fmt: skip
"""Whose followers are told of what."""

BATCH = 1_000
"""People told in one transaction. SQLite has one writer: so many rows hold up others for some 30 ms."""

BREATH_SECONDS = 0.02
"""Between two transactions: on SQLite, whoever waits to write comes in here."""
