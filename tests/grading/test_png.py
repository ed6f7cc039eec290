"""Pictures by students: what is not plainly a picture of moderate size never reaches a teacher's browser."""

import struct
import time
import zlib
from io import BytesIO

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from grading.verdict import png

PIXELS = np.random.default_rng(0).integers(0, 255, (20, 30, 3), np.uint8)


def picture(**options):
    file = BytesIO()
    Image.fromarray(PIXELS).save(file, "PNG", **options)
    return file.getvalue()


def chunk(kind, content):
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def made(header, *chunks):
    return png.SIGNATURE + chunk(b"IHDR", struct.pack(">IIBBBBB", *header)) + b"".join(chunks) + chunk(b"IEND", b"")


def test_a_picture_stays_as_it_is():
    assert np.array_equal(np.asarray(Image.open(BytesIO(png.cleaned(picture())))), PIXELS)


def test_only_what_draws_it_is_kept():
    data = picture()
    text = chunk(b"tEXt", b"Comment\0<script>alert(1)</script>")
    dressed = data[:33] + text + data[33:] + b"<script>alert(2)</script>"
    assert png.cleaned(dressed) == png.cleaned(data)


LINE = zlib.compress(bytes(11))
BAD = {
    "nothing": b"",
    "no bytes": "png",
    "a web page": b"<html>",
    "a signature alone": png.SIGNATURE,
    "cut off": picture()[:-20],
    "without an end": picture()[:-12],
    "a wrong sum": picture()[:29] + bytes(4) + picture()[33:],
    "a bomb": made((10, 1, 8, 0, 0, 0, 0), chunk(b"IDAT", zlib.compress(bytes(100_000_000), 9))),
    "too few pixels": made((10, 2, 8, 0, 0, 0, 0), chunk(b"IDAT", LINE)),
    "a huge side": made((100_000, 1, 8, 0, 0, 0, 0), chunk(b"IDAT", zlib.compress(bytes(100_001)))),
    "a huge height": made((1, 100_000, 8, 0, 0, 0, 0), chunk(b"IDAT", zlib.compress(bytes(200_000)))),
    "no side": made((0, 0, 8, 0, 0, 0, 0), chunk(b"IDAT", zlib.compress(b""))),
    "interlaced": made((10, 1, 8, 0, 0, 0, 1), chunk(b"IDAT", LINE)),
    "no such colours": made((10, 1, 8, 5, 0, 0, 0), chunk(b"IDAT", LINE)),
    "no such depth": made((10, 1, 7, 0, 0, 0, 0), chunk(b"IDAT", zlib.compress(bytes(10)))),
    "pixels without an end": made((10, 1, 8, 0, 0, 0, 0), chunk(b"IDAT", LINE[:-1])),
    "bytes after the pixels": made((10, 1, 8, 0, 0, 0, 0), chunk(b"IDAT", LINE + b"<script>")),
    "two headers": made((10, 1, 8, 0, 0, 0, 0), chunk(b"IHDR", bytes(13)), chunk(b"IDAT", LINE)),
    "too many bytes": picture() + bytes(png.MAX_BYTES),
    "a length beyond its end": png.SIGNATURE + b"\xff\xff\xff\xffIHDR",
}


@pytest.mark.parametrize("data", BAD.values(), ids=BAD)
def test_what_is_no_moderate_picture_is_dropped(data):
    assert png.cleaned(data) is None


def test_a_bomb_is_left_where_it_has_more_than_was_announced():
    """The bomb above, against the time to unpack all of it."""
    compressed = zlib.compress(bytes(100_000_000), 9)
    started = time.process_time()
    zlib.decompress(compressed)
    whole = time.process_time() - started
    started = time.process_time()
    assert png.cleaned(made((10, 1, 8, 0, 0, 0, 0), chunk(b"IDAT", compressed))) is None
    assert time.process_time() - started < whole / 3


def test_the_smallest_that_passes():
    """So that the bad ones above fail for their own faults."""
    assert png.cleaned(made((10, 1, 8, 0, 0, 0, 0), chunk(b"IDAT", LINE))) is not None


@given(st.data())
@settings(deadline=None)
def test_damaged_pictures_are_dropped_or_whole(data):
    content = bytearray(picture())
    content[data.draw(st.integers(0, len(content) - 1))] ^= data.draw(st.integers(1, 255))
    found = png.cleaned(bytes(content))
    assert found is None or Image.open(BytesIO(found)).load() is not None
