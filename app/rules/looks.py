"""How somebody wants pages to look: how large the text is, how wide it is set, in which colours.

It is kept on their device as three words, so a page believes nothing but these words.
"""

from dataclasses import dataclass
from enum import StrEnum


class TextSize(StrEnum):
    """How large text is: 100, 112.5, 125 and 150 per cent of what the device says."""

    NORMAL = "normal"
    LARGE = "large"
    LARGER = "larger"
    LARGEST = "largest"


class Spacing(StrEnum):
    """How far lines, words and letters stand apart."""

    NORMAL = "normal"
    WIDE = "wide"


class Colours(StrEnum):
    """Which of the two sets of colours."""

    DEVICE = "device"
    LIGHT = "light"
    DARK = "dark"


@dataclass(frozen=True)
class Look:
    """One choice of each."""

    text: TextSize = TextSize.NORMAL
    spacing: Spacing = Spacing.NORMAL
    colours: Colours = Colours.DEVICE

    @property
    def written(self) -> str:
        """The three words as a device keeps them: `larger.wide.dark`."""
        return f"{self.text}.{self.spacing}.{self.colours}"


USUAL = Look()
"""How pages look to whoever chose nothing."""


def look_of(kept: str) -> Look:
    """What a device kept; the usual look where that is anything but three words of ours."""
    text, _dot, rest = kept.partition(".")
    spacing, _dot, colours = rest.partition(".")
    try:
        return Look(TextSize(text), Spacing(spacing), Colours(colours))
    except ValueError:
        return USUAL
