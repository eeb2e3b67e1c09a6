"""What open pages say by themselves: the words that the live script is given, in the reader's language."""

import json
from collections.abc import Callable
from functools import lru_cache

from flask_babel import get_locale, ngettext
from flask_babel import gettext as _

ENOUGH = 1_001
"""Every form of number that a language has comes up among the numbers below this one."""

Forms = dict[str, str]


def live_words() -> str:
    """The sentences of live pages as JSON. `%n` and `%name` are filled in by the script.

    What depends on a number comes in all the forms of the language, by the names that browsers know them by.
    """
    return _live_words(str(get_locale()))


@lru_cache(64)
def _live_words(_locale: str) -> str:
    return json.dumps(_said() | _counted(), ensure_ascii=False)


def _forms(words: Callable[[int], str]) -> Forms:
    locale = get_locale()
    form = locale.plural_form if locale else lambda number: "one" if number == 1 else "other"
    samples = {form(number): number for number in reversed(range(ENOUGH))}
    return {name: words(number) for name, number in samples.items()}


def _counted() -> dict[str, Forms]:
    return {
        "comments": _forms(lambda n: ngettext("%(n)s comment", "%(n)s comments", n, n="%n")),
        "fresh": _forms(lambda n: ngettext("%(n)s new comment", "%(n)s new comments", n, n="%n")),
        "freshSaid": _forms(
            lambda n: ngettext("%(n)s new comment is waiting.", "%(n)s new comments are waiting.", n, n="%n")
        ),
        "addedSaid": _forms(lambda n: ngettext("%(n)s comment came.", "%(n)s comments came.", n, n="%n")),
        "editedSaid": _forms(
            lambda n: ngettext("%(n)s comment was changed.", "%(n)s comments were changed.", n, n="%n")
        ),
        "goneSaid": _forms(
            lambda n: ngettext("%(n)s comment was taken down.", "%(n)s comments were taken down.", n, n="%n")
        ),
        "backSaid": _forms(lambda n: ngettext("%(n)s comment is back.", "%(n)s comments are back.", n, n="%n")),
        "more": _forms(lambda n: ngettext("Show %(n)s more reply", "Show %(n)s more replies", n, n="%n")),
        "people": _forms(lambda n: ngettext("%(n)s person reading", "%(n)s people reading", n, n="%n")),
        "others": _forms(lambda n: ngettext("%(n)s other", "%(n)s others", n, n="%n")),
        "freshNeed": _forms(lambda n: ngettext("%(n)s new need", "%(n)s new needs", n, n="%n")),
        "freshIdea": _forms(lambda n: ngettext("%(n)s new idea", "%(n)s new ideas", n, n="%n")),
        "freshProposal": _forms(lambda n: ngettext("%(n)s new proposal", "%(n)s new proposals", n, n="%n")),
    }


def _said() -> dict[str, str]:
    return _states() | {
        "none": _("No comments yet"),
        "new": _("New"),
        "you": _("You"),
        "yours": _("Your comment"),
        "takenDown": _("A comment that was taken down"),
        "quoteGone": _("The words quoted here are no longer in this discussion."),
        "typing": _("%(name)s is writing…", name="%name"),
        "somebodyTyping": _("Somebody is writing…"),
        "severalTyping": _("Several people are writing…"),
        "posted": _("Your comment is posted."),
        "locked": _("A moderator has locked this discussion."),
        "unlocked": _("This discussion is open again."),
        "changed": _("The words above the discussion were changed."),
        "hidden": _("The words above the discussion were taken down."),
        "sending": _("Sending…"),
        "waits": _("Waiting to be sent. It is kept on this device."),
        "failed": _("We could not send it. What you wrote is kept. Try again in a moment."),
        "signIn": _("You are signed out. What you wrote is kept. Sign in again to post it."),
    }


def _states() -> dict[str, str]:
    return {
        "live": _("Live"),
        "connecting": _("Connecting…"),
        "waiting": _("Reconnecting… What you write is kept."),
        "slow": _("Slow updates: news comes within a minute"),
        "off": _("Live updates are off, refresh to see new comments"),
        "paused": _("Live updates are paused"),
        "pause": _("Pause live updates"),
        "resume": _("Go on with live updates"),
    }
