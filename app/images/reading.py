"""A file that somebody sent, made into a picture of ours: unpacked, turned upright, made smaller, packed anew.

Nothing of the file goes on: no place or time of a photo, no colour tables, no comments, nothing that was hung on behind.
What is not a picture of four known kinds is not even tried, whatever its name says.
"""

import struct
import threading
import warnings
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from typing import BinaryIO, cast

from PIL import Image, ImageOps, UnidentifiedImageError

from app.images.sentences import refuse
from app.rules import images as rules
from app.rules.images import Fault
from app.wire import under_gevent

FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
"""Of a picture that moves, the first moment is taken."""

Image.MAX_IMAGE_PIXELS = rules.MOST_PIXELS
warnings.simplefilter("error", Image.DecompressionBombWarning)

STEPS = ((rules.LONGEST_EDGE, 80), (rules.LONGEST_EDGE, 60), (1_200, 60), (800, 50))
"""Longest edge and quality, tried in turn until it is small enough; the last is taken as it comes."""

EFFORT = 3
"""Of the packing, from 0 to 6: two thirds of the time of the usual 4, one or two per cent larger."""

AT_ONCE = threading.BoundedSemaphore(2)
"""Pictures that one process unpacks at a time: however many are sent, memory for two is all that they take."""

_BROKEN = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    IndexError,
    KeyError,
    EOFError,
    OverflowError,
    struct.error,
    zlib.error,
)
"""What a broken file makes a decoder raise."""

_BOMBS = (Image.DecompressionBombError, Image.DecompressionBombWarning)


@dataclass(frozen=True)
class Made:
    """A picture of ours: WebP, and its size."""

    data: bytes
    width: int
    height: int


def picture(file: BinaryIO) -> Made:
    """A picture for a text, scaled to the longest edge. Raises Invalid, with the sentence why not."""
    return _made(file, portrait=False)


def portrait(file: BinaryIO) -> Made:
    """A small square picture, of the middle. Raises Invalid, with the sentence why not."""
    return _made(file, portrait=True)


def _made(file: BinaryIO, *, portrait: bool) -> Made:
    raw = file.read(rules.MOST_BYTES + 1)
    refuse(None if raw else Fault.NO_FILE)
    refuse(Fault.TOO_LARGE if len(raw) > rules.MOST_BYTES else None)
    with AT_ONCE:
        try:
            return _aside(_square if portrait else _small_enough, raw)
        except _BOMBS:
            refuse(Fault.TOO_MANY_PIXELS)
        except UnidentifiedImageError:
            refuse(Fault.NOT_A_PICTURE)
        except _BROKEN:
            refuse(Fault.BROKEN)
    raise AssertionError("Each of these was refused.")


def _aside(work: Callable[[bytes], Made], raw: bytes) -> Made:
    """Do it in a thread of its own under gevent, where everybody else of the process would wait for it."""
    if not under_gevent():
        return work(raw)
    from gevent import get_hub  # type: ignore[import-untyped]

    return cast(Made, get_hub().threadpool.apply(work, (raw,)))


def _opened(raw: bytes, edge: int) -> Image.Image:
    """The picture upright, on white, with nothing else in it. Its size is read and judged before it is unpacked."""
    with Image.open(BytesIO(raw), formats=FORMATS) as found:
        photo = found.format in {"JPEG", "MPO"}
        if rules.too_many_pixels(*found.size, photo=photo):
            raise Image.DecompressionBombError
        if photo:
            found.draft("RGB", (edge, edge))  # Read at a half, a quarter or an eighth, never below this.
        upright = ImageOps.exif_transpose(found)
        plain = Image.new("RGB", upright.size, "white")
        clear = "transparency" in upright.info or upright.mode[-1] in "Aa"
        seen = upright.convert("RGBA" if clear else "RGB")
        plain.paste(seen, mask=seen if clear else None)
    return plain


def _square(raw: bytes) -> Made:
    edge = rules.PORTRAIT_EDGE
    whole = _opened(raw, edge * 2)
    return _packed(ImageOps.fit(whole, (edge, edge), Image.Resampling.LANCZOS), 80)


def _small_enough(raw: bytes) -> Made:
    whole = _opened(raw, rules.LONGEST_EDGE)
    for edge, quality in STEPS:
        whole.thumbnail((edge, edge), Image.Resampling.LANCZOS)
        made = _packed(whole, quality)
        if len(made.data) <= rules.ENOUGH_BYTES:
            break
    return made


def _packed(whole: Image.Image, quality: int) -> Made:
    out = BytesIO()
    whole.save(out, "WEBP", quality=quality, method=EFFORT)
    return Made(out.getvalue(), *whole.size)
