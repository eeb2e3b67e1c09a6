"""Texts on their way: keep what is being written, bring it back, list it, throw it away."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from app import clock
from app.drafts import queries
from app.markup import clean_text
from app.rules.actors import Actor
from app.rules.drafts import MAX_TEXT, keys_of, place
from app.rules.permissions import No
from app.rules.refusals import Conflict, Invalid, Missing
from app.sentences import allow
from app.transaction import transaction


@dataclass(frozen=True)
class Kept:
    """One text as it is kept. Without words: it was posted or thrown away, this many milliseconds ago."""

    key: str
    text: str
    version: int | None
    revision: int
    age: int


@dataclass(frozen=True)
class Unfinished:
    """What a page brings to be kept.

    `version`: of the published text from which the words began. `seen`: the revision that the page has seen last.
    """

    key: str
    text: str
    version: int | None = None
    seen: int = 0


def save(actor: Actor, words: Unfinished) -> int:
    """Keep the words, or forget them where there are none any more; gives the new revision.

    Raises SignInFirst, Invalid for a place that is none of ours or for a text that is too long, Conflict where the
    words have been posted or thrown away elsewhere meanwhile, Missing where the account is being closed.
    """
    person_id = _writer(actor)
    text = _text(words)
    with transaction():
        if not queries.lock_writer(person_id):
            raise Missing
        now = clock.now()
        if not text.strip():
            return queries.empty(person_id, [words.key], now)
        revision = queries.put(person_id, words.key, text, words.version, seen=words.seen, now=now)
        if revision is None:
            raise Conflict(_("This was posted or thrown away meanwhile. What you are writing stays on this device."))
        queries.trim(person_id)
        return revision


def found(actor: Actor, keys: Sequence[str]) -> list[Kept]:
    """What is kept for this person under these keys. Raises SignInFirst."""
    now = clock.now()
    rows = queries.found(_writer(actor), keys, now)
    return [Kept(*row[:4], age=_milliseconds(now, row.at)) for row in rows]


def discard(actor: Actor, form: str) -> int:
    """Throw away all that was begun in a form; gives the revision that says so. Twice changes nothing.

    Raises SignInFirst.
    """
    person_id = _writer(actor)
    with transaction():
        return queries.empty(person_id, keys_of(form), clock.now())


def clear(now: datetime) -> int:
    """Let go of what nobody touched for long; gives how many texts went. Twice does no harm."""
    with transaction():
        return queries.clear(now)


def _writer(actor: Actor) -> int:
    allow(None if actor.is_signed_in else No.STRANGER)
    assert actor.id is not None  # A stranger was refused above.
    return actor.id


def _text(words: Unfinished) -> str:
    """The words as they can be kept. Raises Invalid."""
    if place(words.key) is None:
        raise Invalid(_("We do not know where this text belongs, so it was not kept here. It stays on your device."))
    text = clean_text(words.text)
    if len(text) > MAX_TEXT:
        most = f"{MAX_TEXT:,}"
        raise Invalid(
            _("We keep at most %(most)s characters. The text stays on your device; make it shorter.", most=most)
        )
    return text


def _milliseconds(now: datetime, then: datetime) -> int:
    return max(0, int((now - then).total_seconds() * 1_000))
