"""What comes out of a file that somebody sent: a small clean picture, or one sentence why not."""

import contextlib
import threading
from io import BytesIO

import gevent
import pytest
from PIL import Image

from app.images import reading
from app.rules import images as rules
from app.rules.refusals import Invalid
from tests.images import files


@pytest.fixture(autouse=True)
def words(app):
    with app.test_request_context():
        yield


def made(data):
    return reading.picture(BytesIO(data))


def opened(data):
    return Image.open(BytesIO(made(data).data)).convert("RGB")


def is_red(dot):
    return dot[0] > 180 and dot[2] < 90


def is_blue(dot):
    return dot[2] > 180 and dot[0] < 90


@pytest.mark.once
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_the_four_kinds_come_out_as_one(kind):
    found = made(files.packed(files.two_halves(), kind))
    assert (found.width, found.height) == (40, 20)
    assert Image.open(BytesIO(found.data)).format == "WEBP"


@pytest.mark.once
def test_nothing_of_the_file_goes_on_but_what_it_shows():
    for data in (files.with_position(), files.with_words(), files.POLYGLOT, files.TAIL):
        out = made(data).data
        assert b"secretplace" not in out
        assert b"script" not in out
        image = Image.open(BytesIO(out))
        assert not image.getexif()
        assert not {"icc_profile", "exif", "xmp", "comment"} & image.info.keys()


@pytest.mark.once
def test_a_photo_that_lies_on_its_side_is_turned_upright():
    upright = opened(files.with_position(orientation=6))
    assert upright.size == (20, 40)
    assert is_red(upright.getpixel((10, 5)))
    assert is_blue(upright.getpixel((10, 35)))


@pytest.mark.once
def test_a_large_one_is_made_smaller_and_keeps_its_shape():
    found = made(files.photo(4000, 1000))
    assert (found.width, found.height) == (rules.LONGEST_EDGE, rules.LONGEST_EDGE // 4)


@pytest.mark.once
def test_one_full_of_noise_is_packed_until_it_is_small_enough():
    noise = files.packed(Image.effect_noise((1000, 700), 90), quality=98)
    assert len(noise) > 2 * rules.ENOUGH_BYTES
    assert len(made(noise).data) <= rules.ENOUGH_BYTES


@pytest.mark.once
def test_what_shines_through_stands_on_white():
    clear = files.packed(Image.new("RGBA", (20, 20), (0, 0, 0, 0)), "PNG")
    assert min(opened(clear).getpixel((10, 10))) > 250


@pytest.mark.once
def test_of_a_film_the_first_moment_is_taken():
    assert is_red(opened(files.moving()).getpixel((10, 10)))


@pytest.mark.once
def test_the_one_beside_a_name_is_a_square_of_the_middle():
    found = reading.portrait(BytesIO(files.packed(files.two_halves(400, 100), quality=95)))
    image = Image.open(BytesIO(found.data)).convert("RGB")
    assert image.size == (rules.PORTRAIT_EDGE, rules.PORTRAIT_EDGE)
    assert is_red(image.getpixel((10, 64)))
    assert is_blue(image.getpixel((118, 64)))


@pytest.mark.once
@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "Choose a picture"),
        (b"x" * (rules.MOST_BYTES + 1), "15 megabytes"),
        (files.SVG, "not a picture that we can show"),
        (b"%PDF-1.7 and more", "not a picture that we can show"),
        (files.packed(Image.new("RGB", (8, 8)), "BMP"), "not a picture that we can show"),
        (files.packed(Image.new("RGB", (8, 8)), "TIFF"), "not a picture that we can show"),
        (files.photo()[:600], "damaged"),
        (files.packed(files.two_halves(), "PNG")[:60], "damaged"),
        (files.png_bomb(), "too large to open"),
        (files.huge_header(), "too large to open"),
        (files.moving_giant(), "too large to open"),
        (files.photo(9000, 6000), "too large to open"),
        (files.packed(Image.new("1", (6000, 5000)), "PNG"), "too large to open"),
        (files.text_bomb(), "damaged"),
    ],
    ids=[
        "empty", "heavy", "svg", "pdf", "bmp", "tiff", "cut photo", "cut png", "png bomb", "huge header", "film",
        "photo of 54 million dots", "png of 30 million dots", "text bomb",
    ],
)  # fmt: skip
def test_what_cannot_be_taken_gets_its_sentence(data, words):
    with pytest.raises(Invalid) as refusal:
        made(data)
    assert words in refusal.value.sentence
    assert "kept" in refusal.value.sentence


@pytest.mark.once
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_a_file_that_is_damaged_anywhere_is_taken_or_refused_in_words(kind):
    whole = files.packed(files.two_halves(), kind)
    for place in range(0, len(whole), max(1, len(whole) // 40)):
        for broken in (whole[:place], whole[:place] + b"\xff\x00\xff" + whole[place + 3 :]):
            with contextlib.suppress(Invalid):
                assert made(broken).data


@pytest.mark.once
def test_no_more_than_two_are_unpacked_at_a_time(app, monkeypatch):
    running, most, whole = [], [], reading._opened

    def watched(raw, edge):
        running.append(1)
        most.append(len(running))
        found = whole(raw, edge)
        running.pop()
        return found

    monkeypatch.setattr(reading, "_opened", watched)
    data = files.photo()

    def send():
        with app.test_request_context():
            made(data)

    threads = [threading.Thread(target=send) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(most) == 8
    assert max(most) <= 2


@pytest.mark.once
def test_under_gevent_everybody_else_has_their_turn_meanwhile(monkeypatch):
    """Unpacked where it stands, nobody would have one before it is done."""
    monkeypatch.setattr(reading, "under_gevent", lambda: True)
    turns, done = [], []

    def others():
        while not done:
            turns.append(1)
            gevent.sleep(0)

    waiting = gevent.spawn(others)
    assert made(files.photo(1600, 1200)).width == 1600
    with pytest.raises(Invalid):
        made(files.png_bomb())
    done.append(1)
    waiting.join()
    assert len(turns) > 2
    gevent.get_hub().destroy(destroy_loop=True)
