"""How a line on a device reads: what it is about, how much is new, where it stands. Never what anybody said."""

import json
from collections.abc import Callable, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from app.rules.mailing import subject
from app.rules.notices import TOPICS, NoticeKind

SITE = "Folkmoot"


def line(said: Sequence[Any], address: str) -> bytes:
    """Title, words and address of a line about these groups of notices, as the browser's script reads them."""
    title, words = _one_thing(said) if _is_one(said) else (SITE, _so_many(len(said)))
    told = {"title": subject(title), "body": words, "address": address}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def _is_one(said: Sequence[Any]) -> bool:
    """Whether all of it is of one kind, in one place."""
    return len({(group.kind, group.contribution_id, group.slug) for group in said}) == 1


def _one_thing(said: Sequence[Any]) -> tuple[str, str]:
    """A title that everybody may read, or the site's name: what moderators decide and what people write is for the page."""
    kind, number = said[0].kind, sum(group.number for group in said)
    if kind not in TOPICS:
        return SITE, _("You have a message") if kind is NoticeKind.MESSAGE else _("There is a notice for you")
    title = said[0].round if kind is NoticeKind.PUBLISHED and number > 1 else said[0].title
    return title or said[0].round or SITE, str(_WORDS[kind](number))


_WORDS: dict[NoticeKind, Callable[[int], Any]] = {
    NoticeKind.REPLIED: lambda number: ngettext("%(num)s new reply", "%(num)s new replies", number),
    NoticeKind.MENTIONED: lambda number: ngettext(
        "You are called by name %(num)s time", "You are called by name %(num)s times", number
    ),
    NoticeKind.QUESTION_ANSWERED: lambda number: ngettext(
        "%(num)s question of yours is answered", "%(num)s questions of yours are answered", number
    ),
    NoticeKind.FOUND: lambda number: ngettext(
        "%(num)s new for a search of yours", "%(num)s new for a search of yours", number
    ),
    NoticeKind.COMMENTED: lambda number: ngettext("%(num)s new comment", "%(num)s new comments", number),
    NoticeKind.PUBLISHED: lambda number: ngettext("%(num)s new text", "%(num)s new texts", number),
    NoticeKind.ROUND_OPENED: lambda _number: _("The round is open"),
    NoticeKind.ROUND_EXTENDED: lambda _number: _("The round has more time"),
    NoticeKind.ROUND_CANCELLED: lambda _number: _("The round was called off"),
}
"""Of each kind that has a topic; of all others the line says nothing."""


def _so_many(number: int) -> str:
    return str(ngettext("%(num)s new thing on Folkmoot", "%(num)s new things on Folkmoot", number))
