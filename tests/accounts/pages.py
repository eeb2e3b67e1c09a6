"""Pages compared: without what differs each time."""

import re

CHANCE = re.compile(r'nonce="[^"]*"|name="csrf_token"[^>]*value="[^"]*"')


def without(text: str, *words: str) -> str:
    """The page without tokens, nonces and these words."""
    plain = CHANCE.sub("", text)
    for word in words:
        plain = plain.replace(word, "")
    return plain
