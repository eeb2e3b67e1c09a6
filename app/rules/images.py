"""Pictures in what people write and beside their names: what may come in, what each must say, where it stands.

A picture is named by its public id and its size, `k3mw…-1600x1200`, so that a page can keep its place before it arrives.
"""

import re
from collections.abc import Iterable
from datetime import timedelta
from enum import StrEnum
from typing import NamedTuple

MOST_BYTES = 15_000_000
"""Of a file that comes in: the largest photo of a phone."""

MOST_PIXELS = 50_000_000
"""Of a photo (JPEG), which is read at a fraction of its size where it is large."""

MOST_PIXELS_WHOLE = 20_000_000
"""Of any other picture, which must be unpacked whole: 80 MB of memory for that moment."""

LONGEST_EDGE = 1_600
"""Of a picture as we keep it: sharp across the widest column on the sharpest screen."""

ENOUGH_BYTES = 300_000
"""Of a picture as we keep it; a photo of a garden is packed more tightly, or made smaller, until it fits."""

PORTRAIT_EDGE = 128
"""Of the square picture beside a name: nearly three times as fine as it is shown."""

MOST_AN_HOUR = 30
"""Pictures that one person may send in an hour: a long report with photos, twice over."""

MOST_KEPT = 30_000_000
"""Bytes of pictures that we keep of one person: a hundred large ones, in a download of one's data too."""

PORTRAIT_FRESH_FOR = timedelta(minutes=5)
"""How long a browser need not ask again for the picture beside a name. Pages do not name one that was hidden."""

UNUSED_FOR = timedelta(days=1)
"""How long a picture is kept that stands in no text, not even one that is still being written."""

MAX_ALT = 500
"""Characters of what a picture shows, in words."""

SHORTEST_ALT = 3

ID_LENGTH = 12
_NAME = r"([2-9a-z]{12})-([1-9]\d{0,3})x([1-9]\d{0,3})"
_ADDRESS = re.compile(rf"/images/{_NAME}\.webp", re.ASCII)
_FILE = re.compile(r"\S+\.(?:jpe?g|png|gif|webp|hei[cf]|bmp|tiff?|svg)", re.IGNORECASE)
_NOTHING = re.compile(r"(?:img|dscn?|pxl|image|photo|picture|pic|screenshot)[\s_\-\d]*", re.IGNORECASE)
_SIGNS = str.maketrans({"[": "(", "]": ")", "<": "‹", ">": "›", "\\": None, "`": "’", '"': "”"})


class Fault(StrEnum):
    """Why a picture cannot come in, or cannot stand where it is."""

    NO_FILE = "no_file"
    TOO_LARGE = "too_large"
    TOO_MANY_PIXELS = "too_many_pixels"
    NOT_A_PICTURE = "not_a_picture"
    BROKEN = "broken"
    TOO_OFTEN = "too_often"
    NO_ROOM = "no_room"
    NO_WORDS = "no_words"
    NO_WORDS_HERE = "no_words_here"
    NOT_HERE = "not_here"


class Name(NamedTuple):
    """What a picture is called in its address."""

    public_id: str
    width: int
    height: int

    def __str__(self) -> str:
        return f"{self.public_id}-{self.width}x{self.height}"

    @property
    def address(self) -> str:
        """Where it is found."""
        return f"/images/{self}.webp"

    @property
    def is_portrait(self) -> bool:
        """Whether it has the size of those that stand beside names."""
        return self.width == self.height == PORTRAIT_EDGE


def name_in(address: str) -> Name | None:
    """The picture of ours that an address names; none where it names anything else, on another host above all."""
    found = _ADDRESS.fullmatch(address)
    if found is None:
        return None
    name = Name(found[1], int(found[2]), int(found[3]))
    return name if max(name.width, name.height) <= LONGEST_EDGE else None


def tidy_alt(words: str) -> str:
    """What a picture shows, in one line, without the signs that would end it in Markdown."""
    return " ".join(words.translate(_SIGNS).split())[:MAX_ALT]


def markdown(name: Name, alt: str) -> str:
    """How a picture is written into a text."""
    return f"![{tidy_alt(alt)}]({name.address})"


def says_something(alt: str) -> bool:
    """Does it tell somebody who cannot see the picture what it shows? The name of a file does not."""
    words = alt.strip()
    enough = sum(map(str.isalnum, words)) >= SHORTEST_ALT
    return enough and not (_FILE.fullmatch(words) or _NOTHING.fullmatch(words))


def may_stand(alts: Iterable[str]) -> Fault | None:
    """May a text with these pictures be posted? Each must say what it shows."""
    return None if all(map(says_something, alts)) else Fault.NO_WORDS


def too_many_pixels(width: int, height: int, *, photo: bool) -> bool:
    """Is a picture of this size more than we unpack?"""
    return width * height > (MOST_PIXELS if photo else MOST_PIXELS_WHOLE)


def may_add(in_last_hour: int, kept_bytes: int, new_bytes: int) -> Fault | None:
    """May one more be kept of a person who sent so many lately, and of whom we keep so much?"""
    if in_last_hour >= MOST_AN_HOUR:
        return Fault.TOO_OFTEN
    return Fault.NO_ROOM if kept_bytes + new_bytes > MOST_KEPT else None
