"""What a person can be told."""

from enum import StrEnum


class NoticeKind(StrEnum):
    """The kinds of notice; the page puts each into words."""

    HIDDEN = "hidden"
    RESTORED = "restored"
    LOCKED = "locked"
    UNLOCKED = "unlocked"
    REPORT_SETTLED = "report_settled"
    REPLIED = "replied"
    COMMENTED = "commented"
