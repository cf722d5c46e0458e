"""Sizes by the file's own header, as Pillow writes it."""

import io
import struct

import pytest
from PIL import Image

from appliance.errors import PictureError
from appliance.helpers.picture_size import size_of


def image(form: str, size: tuple[int, int], mode: str = "RGB", **options: object) -> bytes:
    file = io.BytesIO()
    Image.new(mode, size, "teal").save(file, form, **options)
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "form"),
    [
        pytest.param(image("WEBP", (640, 361)), "webp", id="lossy"),
        pytest.param(image("WEBP", (640, 361), lossless=True), "webp", id="lossless"),
        pytest.param(image("WEBP", (640, 361), "RGBA"), "webp", id="with transparency"),
        pytest.param(image("WEBP", (640, 361), exif=b"Exif\0\0"), "webp", id="extended"),
        pytest.param(image("JPEG", (640, 361)), "jpeg", id="jpeg"),
        pytest.param(image("JPEG", (640, 361), progressive=True), "jpeg", id="progressive"),
        pytest.param(image("JPEG", (640, 361), exif=b"Exif\0\0" + b"x" * 900), "jpeg", id="behind notes"),
    ],
)
def test_the_header_says_how_large_it_is(content: bytes, form: str) -> None:
    assert size_of(content) == (form, 640, 361)


def test_a_bomb_is_measured_without_being_unpacked() -> None:
    bomb = bytearray(image("JPEG", (8, 8)))
    frame = bomb.index(b"\xff\xc0")
    bomb[frame + 5 : frame + 9] = struct.pack(">HH", 65_535, 65_535)
    assert size_of(bytes(bomb)) == ("jpeg", 65_535, 65_535)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"<script>alert(1)</script>", id="markup"),
        pytest.param(image("PNG", (9, 9)), id="another form"),
        pytest.param(image("JPEG", (9, 9))[:30], id="a broken JPEG"),
        pytest.param(image("WEBP", (9, 9))[:24], id="a broken WebP"),
        pytest.param(image("WEBP", (900, 900))[:200], id="a WebP without its end"),
        pytest.param(b"\xff\xd8" + b"\xff\xe0\x00\x00" * 100_000, id="segments without end"),
        pytest.param(b"\xff\xd8\xff\xc0\x00\x11\x08\x00\x00\x00\x09", id="no height"),
        pytest.param(b"RIFF\x10\0\0\0WAVEfmt " + b"\0" * 30, id="sound"),
        pytest.param(b"RIFF\x16\0\0\0WEBPVP8 \x0a\0\0\0" + b"\0" * 10, id="no start code"),
        pytest.param(b"RIFF\x16\0\0\0WEBPVP8X\x0a\0\0\0\x02" + b"\0" * 9, id="it moves"),
    ],
)
def test_what_is_no_picture_is_refused(content: bytes) -> None:
    with pytest.raises(PictureError):
        size_of(content)
