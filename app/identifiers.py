"""Names for addresses: random, so that they can neither be guessed nor counted."""

import re
import secrets
import unicodedata

ALPHABET = "23456789abcdefghjkmnpqrstvwxyz"
"""Thirty signs that nobody mistakes for one another when read out on the telephone."""

PUBLIC_ID_LENGTH = 12
"""30 ** 12 ≈ 2 ** 59: a billion objects, and a guess hits one in half a billion."""

SLUG_LENGTH = 60

WORD_LENGTH = 60
"""Longer than any word that somebody types; PostgreSQL refuses words of more than 2,046 bytes."""


def public_id() -> str:
    """A new random id for an address."""
    return "".join(secrets.choice(ALPHABET) for _ in range(PUBLIC_ID_LENGTH))


def shuffle_key() -> int:
    """A random place (31 bits) from which a contribution's random order is derived."""
    return secrets.randbelow(2**31 - 1)


def fold(text: str) -> str:
    """Lower case, accents folded: "Zoë" → "zoe". Scripts without accents stay as they are."""
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKD", text)
    return unicodedata.normalize("NFC", "".join(c for c in plain if not unicodedata.combining(c))).casefold()


def words(text: str) -> list[str]:
    """The folded words of a text as search knows them: runs of letters and digits, each cut at 60 signs."""
    return [word[:WORD_LENGTH] for word in re.findall(r"[^\W_]+", fold(text))]


def slug(text: str) -> str:
    """A name for an address, out of Latin letters and digits; empty where the text has none."""
    words = re.sub(r"[^a-z0-9]+", "-", fold(text).encode("ascii", "ignore").decode()).strip("-")
    return words[:SLUG_LENGTH].rstrip("-")
