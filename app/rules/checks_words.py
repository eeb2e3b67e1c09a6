"""Words that moderators watch for, the links and names in a text, and writing that is hard to read."""

import re
import unicodedata
from collections.abc import Iterable

from app.rules.checks import MOST_SIGNS, Advice, Follows, Found, Kind

MOST_WATCHED = 500
"""Words on the list; each text is looked through for all of them at once."""

SHORTEST_SHOUT = 50
"""Letters of a text below which capitals are an abbreviation, a name or one loud sentence."""

SHOUTED = 0.8
"""The share of capitals from which a whole text is shouted. Scripts without capitals have none."""

MOST_MARKS = 0.3
"""Combining marks for each letter from which a text climbs over its neighbours. Hindi, Thai and Vietnamese have their own
marks, which are not counted here: only those that can be put on any letter are."""

_LINK = re.compile(
    r"(?:https?://|www\.)[^\s<>()\[\]]{1,200}"
    r"|(?<![\w@.-])[a-z0-9-]{1,63}\.(?:com|net|org|info|biz|shop|online|site|xyz|top|club|ru|cn|io|ly|co|uk|eu|me|tv|cc)"
    r"(?:\.[a-z]{2})?(?![\w.-])",
    re.IGNORECASE,
)
_PICTURE = re.compile(r"!\[[^\]\n]{0,200}\]\(|<img\b", re.IGNORECASE)
_OVERRIDE = re.compile("[\u202d\u202e\u2066-\u2068]")
_TOWER = re.compile("[\u0300-\u036f\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]")
_SPACE = re.compile(r"\s+")


def links(text: str) -> int:
    """How many web addresses a text has, the same one counted each time."""
    return sum(1 for _ in _LINK.finditer(text[:MOST_SIGNS]))


def pictures(text: str) -> int:
    """How many pictures a text asks for."""
    return sum(1 for _ in _PICTURE.finditer(text[:MOST_SIGNS]))


def clean_watched(words: str) -> str:
    """A word or phrase as the list keeps it: folded, its spaces single; empty where nothing of it is a letter."""
    folded = _SPACE.sub(" ", unicodedata.normalize("NFC", words).casefold()).strip()
    return folded if any(sign.isalnum() for sign in folded) else ""


def watched(text: str, words: Iterable[str]) -> list[Found]:
    """Where words of the list stand in a text: whole words, in any case; a star at the end takes any ending."""
    patterns = [_pattern(word) for word in sorted(words, key=lambda word: (-len(word), word))]
    if not patterns:
        return []
    any_of = re.compile(rf"(?<!\w)(?:{'|'.join(patterns)})(?!\w)", re.IGNORECASE)
    return [Found(match.start(), match.end(), Kind.WATCHED) for match in any_of.finditer(text[:MOST_SIGNS])]


def _pattern(word: str) -> str:
    """A word of the list: the spaces in a phrase may be a few of any kind, and an ending is bounded."""
    stem = r"\s{1,3}".join(re.escape(part) for part in word.removesuffix("*").split(" "))
    return stem + (r"\w{0,20}" if word.endswith("*") else "")


def unreadable(text: str) -> Advice | None:
    """Whether a text is written so that others can hardly read it: shouted, towering, or turned round by stealth.

    The language and the script are everybody's own and are never a sign of anything.
    """
    text = text[:MOST_SIGNS]
    letters = [sign for sign in text if sign.isalpha()]
    why = []
    if len(letters) >= SHORTEST_SHOUT and sum(map(str.isupper, letters)) >= SHOUTED * len(letters):
        why.append("capitals")
    if len(_TOWER.findall(unicodedata.normalize("NFC", text))) > MOST_MARKS * max(len(letters), 10):
        why.append("towers")
    if _OVERRIDE.search(text):
        why.append("turned")
    return Advice(Kind.UNREADABLE, Follows.FLAG, tuple(why)) if why else None
