"""What is said when something was done to a conversation."""

from flask_babel import lazy_gettext as _l

DONE = {
    "accept": _l("Accepted. You can write to each other now."),
    "decline": _l("Declined. They are not told, and cannot write to you again."),
    "block": _l("Blocked. They are not told, and nothing that they write reaches you."),
    "unblock": _l("The block is taken back. What they wrote meanwhile stays unread."),
    "leave": _l("You have left the conversation. They can see that."),
}
"""By the name of what was done."""
