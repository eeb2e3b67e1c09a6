"""The reasons of `rules.permissions`, in words: what happened, what is kept, what to do."""

from flask_babel import lazy_gettext as _l

from app.rules.permissions import No
from app.rules.refusals import Conflict, Refused, SignInFirst

SENTENCES = {
    No.STRANGER: _l("Sign in first. What you were doing goes on after that."),
    No.ORGANISATION: _l(
        "An organisation does not vote. The people in it can: each signs in with an account of their own."
    ),
    No.NOT_YET: _l("This has not opened yet. Nothing was changed. The round’s page says when it opens."),
    No.TOO_LATE: _l("This has closed. Nothing was changed, and you can still comment until the round closes."),
    No.NO_SUCH_PHASE: _l("This round does without that step. Nothing was changed. The round’s page shows its steps."),
    No.ROUND_CLOSED: _l("This round has closed. Nothing was changed. All that was said in it can still be read."),
    No.ROUND_CANCELLED: _l("This round was called off. Nothing was changed. Its page says why."),
    No.LOCKED: _l("A moderator has locked this discussion. Nothing was posted. You can still read it."),
    No.OWN: _l("This is your own, so others are the ones to judge it. Nothing was changed."),
    No.NOT_OWN: _l("Only the person who wrote this can change it. Nothing was changed."),
    No.UNAVAILABLE: _l("This has been taken down, so it cannot be answered. Nothing was changed."),
    No.WRONG_LINK: _l("An idea answers needs, and a proposal builds on ideas. Nothing was linked."),
    No.NOT_COMMISSIONER: _l("Only commissioners run rounds. Nothing was changed."),
    No.NOT_MODERATOR: _l("Only moderators decide on reports. Nothing was changed."),
    No.OWN_DECISION: _l(
        "A moderator never judges their own words, or what is said below them. Nothing was changed; leave it to a colleague."
    ),
    No.ALREADY_HIDDEN: _l("A colleague has hidden this already. Your decision was not needed; theirs stands."),
    No.NOT_HIDDEN: _l("This is not hidden any more. Your decision was not needed; the one before stands."),
    No.ALREADY_LOCKED: _l("A colleague has locked this discussion already. Your decision was not needed."),
    No.NOT_LOCKED: _l("This discussion is open already. Your decision was not needed."),
    No.LATEST_VERSION: _l("This is the version on the page. Nothing was changed; hide the whole text instead."),
    No.OWN_REPORT: _l("These are your own words. Nothing was sent; you can change them or take them back yourself."),
    No.NOT_ADMINISTRATOR: _l("Only administrators give roles. Nothing was changed."),
    No.OWN_ROLES: _l("Nobody changes their own roles. Nothing was changed; ask another administrator."),
    No.LAST_ADMINISTRATOR: _l("This is the last administrator. Nothing was changed; name another one first."),
    No.NOT_VERIFIER: _l("Only facilitators and administrators say who lives here. Nothing was changed."),
    No.OWN_VERIFICATION: _l("Nobody verifies themselves. Nothing was changed; a colleague can do it."),
    No.BADGE_LIVES_NOWHERE: _l(
        "An organisation lives nowhere and does not vote, so there is nothing to show. Nothing was changed. "
        "The people in it can show that they live here, each with an account of their own."
    ),
    No.VERIFIED_ALREADY: _l("This was shown before. Nothing was changed, and a code that was typed now is still good."),
    No.AREA_SHOWN: _l(
        "The area was shown by a letter or to staff, so it stays. Nothing was changed. After a move, staff can change it."
    ),
    No.OWN_LETTERS: _l(
        "You printed this letter yourself, and nobody verifies themselves. Nothing was changed. A colleague can do it."
    ),
    No.CODE_UNKNOWN: _l("No letter has this code. Nothing was changed. Look at the letter again, sign by sign."),
    No.CODE_USED: _l(
        "This code was used before, and each code works once. Nothing was changed. If it was not you, call us."
    ),
    No.CODE_WITHDRAWN: _l(
        "We took this letter back, so its code is void. Nothing was changed. Ask us for a new letter."
    ),
    No.CODE_EXPIRED: _l("This letter is too old: its code has run out. Nothing was changed. Ask us for a new letter."),
    No.NOT_WATCHER: _l("This is for moderators and commissioners. Nothing was changed."),
    No.OWN_VOTES: _l("These are your own votes, so others judge them. Nothing was changed."),
    No.SAME_PERSON: _l(
        "You proposed this yourself, and it takes two people. Nothing was changed. Ask a colleague to look at it."
    ),
    No.ALREADY_CONFIRMED: _l("A colleague has confirmed this already. Nothing more was changed."),
    No.ALREADY_LIFTED: _l("This was lifted already. Nothing more was changed. You can propose it anew."),
}


LATE = {
    No.ALREADY_HIDDEN, No.NOT_HIDDEN, No.ALREADY_LOCKED, No.NOT_LOCKED, No.VERIFIED_ALREADY, No.ALREADY_CONFIRMED,
    No.ALREADY_LIFTED,
}  # fmt: skip
"""Somebody else was first."""


def allow(no: No | None) -> None:
    """Go on where there is no reason against it.

    Raises, with the reason in words, SignInFirst for a stranger, Conflict where somebody was first, else Refused.
    """
    if no is None:
        return
    kind = SignInFirst if no is No.STRANGER else Conflict if no in LATE else Refused
    raise kind(str(SENTENCES[no]))
