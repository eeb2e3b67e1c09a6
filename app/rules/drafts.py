"""Texts that are still being written and that we keep for their writers: where each belongs, how many, for how long.

A key names the place: `comment-<contribution>`, `comment-<contribution>-<comment>` for a reply, `edit-<text>`,
`new-<kind>-<round>`, `new-topic-<space>`, `round-<round>` or `round-new`. A form of several fields adds the field's name after a full stop.
"""

import re
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from app.rules.contributions import Kind

KEPT_FOR = timedelta(days=30)
"""A text that nobody touched for so long goes. The privacy page promises it, and the browser does the same."""

MARKED_FOR = timedelta(days=1)
"""How long we remember that a text has arrived: longer than any late message about it is on its way."""

MOST = 50
"""Texts that one person may have begun at a time; the oldest leaves for the next."""

MAX_TEXT = 20_000
"""Characters: the longest text that may be posted, and as much again for whoever has still to make it shorter."""

MAX_KEY = 120
"""Longer than any key: a round's name has at most eighty signs."""

FIELDS = ("title", "cost", "outcomes", "who")
"""Fields beside the words themselves."""

_ID, _SLUG = "[a-z0-9]{1,12}", "[a-z0-9-]{1,80}"
_KEY = re.compile(
    rf"(?:comment-(?P<contribution>{_ID})(?:-(?P<parent>{_ID}))?|edit-(?P<text>{_ID})"
    rf"|new-(?P<kind>need|idea|proposal|topic)-(?P<slug>{_SLUG})|round-(?P<round>{_SLUG}))"
    rf"(?:\.(?P<part>{'|'.join(FIELDS)}))?"
)


class Writing(StrEnum):
    """What somebody is writing."""

    COMMENT = "comment"
    REPLY = "reply"
    EDIT = "edit"
    NEW = "new"
    ROUND = "round"


@dataclass(frozen=True)
class Place:
    """Where a text belongs.

    `of` is the public id of a contribution or comment, or the slug of a round or a space; `parent` the comment that is answered.
    """

    writing: Writing
    of: str
    parent: str = ""
    kind: Kind | None = None


def place(key: str) -> Place | None:
    """The place that a key names; none where it names no place of ours."""
    named = _KEY.fullmatch(key)
    if named is None:
        return None
    if named["contribution"]:
        writing = Writing.REPLY if named["parent"] else Writing.COMMENT
        return Place(writing, named["contribution"], named["parent"] or "")
    if named["kind"]:
        return Place(Writing.NEW, named["slug"], kind=Kind(named["kind"]))
    return Place(Writing.EDIT, named["text"]) if named["text"] else Place(Writing.ROUND, named["round"])


def form_of(key: str) -> str:
    """The key of the form that a field's key belongs to."""
    return key.partition(".")[0]


def keys_of(form: str) -> tuple[str, ...]:
    """The keys of all fields that a form may have."""
    return (form, *(f"{form}.{name}" for name in FIELDS))


def comment_key(contribution: str, parent: str | None = None) -> str:
    """Of a comment on a contribution, or of a reply to one of its comments."""
    return f"comment-{contribution}-{parent}" if parent else f"comment-{contribution}"


def edit_key(public_id: str) -> str:
    """Of new words for a contribution or a comment."""
    return f"edit-{public_id}"


def new_key(kind: Kind, slug: str) -> str:
    """Of a new contribution in a round, or a new topic in a space."""
    return f"new-{kind}-{slug}"


def round_key(slug: str = "new") -> str:
    """Of a round's own words; by default, of a round that is still to be made."""
    return f"round-{slug}"
