import io
import random
import struct
import zlib

import pytest
from PIL import Image

from appliance.errors import PictureError
from appliance.pictures import LARGEST_LOGO, LOGO_SIDE, PHOTO_SIDE, logo_of, photo_of

ORIENTATION, GPS = 0x0112, 0x8825


def picture(form: str, size: tuple[int, int] = (800, 300), **how: object) -> bytes:
    drawn = Image.new("RGB", size, "white")
    drawn.paste("navy", (0, 0, size[0] // 2, size[1]))
    written = io.BytesIO()
    drawn.save(written, form, **how)
    return written.getvalue()


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


def png_that_says(width: int, height: int) -> bytes:
    """A few bytes whose header says that they are very large."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
def test_a_logo_becomes_a_small_png(form: str) -> None:
    drawn = opened(logo_of(picture(form)))
    assert (drawn.format, drawn.size) == ("PNG", (LOGO_SIDE, LOGO_SIDE * 3 // 8))


def test_a_clear_ground_stays_clear() -> None:
    written = io.BytesIO()
    Image.new("RGBA", (100, 100), (0, 0, 0, 0)).save(written, "PNG")
    assert opened(logo_of(written.getvalue())).getchannel("A").getextrema() == (0, 0)


def test_a_small_logo_is_not_blown_up() -> None:
    assert opened(logo_of(picture("PNG", (64, 48)))).size == (64, 48)


def test_a_photo_becomes_a_square_jpeg() -> None:
    drawn = opened(photo_of(picture("JPEG", (3000, 4000))))
    assert (drawn.format, drawn.size) == ("JPEG", (PHOTO_SIDE, PHOTO_SIDE))


def test_a_photo_is_the_right_way_up_and_forgets_where_it_was_taken() -> None:
    exif = Image.Exif()
    exif[ORIENTATION] = 6  # turned by a quarter
    exif.get_ifd(GPS)[1] = "N"
    drawn = opened(photo_of(picture("JPEG", (400, 400), exif=exif.tobytes(), comment=b"at home")))
    assert not drawn.getexif()
    assert "comment" not in drawn.info
    top, bottom = drawn.getpixel((200, 20)), drawn.getpixel((200, 380))
    assert isinstance(top, tuple)
    assert isinstance(bottom, tuple)
    assert top[0] < bottom[0] - 150  # what was on the left is on top


def test_nothing_of_the_file_is_kept() -> None:
    hidden = picture("PNG") + b"<script>alert(1)</script>"
    assert b"script" not in logo_of(hidden)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        pytest.param(b"", "Choose a picture", id="nothing"),
        pytest.param(b"<svg xmlns='http://www.w3.org/2000/svg'/>", "SVG", id="SVG"),
        pytest.param(b"\xef\xbb\xbf\n<?xml version='1.0'?><svg/>", "SVG", id="SVG behind a byte order mark"),
        pytest.param(b"\0\0\0\x18ftypheic" + b"x" * 100, "HEIC", id="a phone's HEIC"),
        pytest.param(b"GIF89a" + b"x" * 100, "no picture", id="GIF"),
        pytest.param(b"just words", "no picture", id="text"),
        pytest.param(picture("PNG")[:200], "no picture", id="half a PNG"),
        pytest.param(picture("JPEG")[:200], "no picture", id="half a JPEG"),
        pytest.param(png_that_says(60_000, 60_000), "too many", id="3.6 thousand million dots"),
        pytest.param(png_that_says(10_000, 10_000), "too many", id="a hundred million dots"),
        pytest.param(png_that_says(1_000_000, 30), "too many", id="very wide"),
        pytest.param(picture("PNG", (20, 300)), "only 20 × 300", id="too narrow"),
        pytest.param(picture("PNG") + b"x" * LARGEST_LOGO, "larger than 1 MB", id="too many bytes"),
    ],
)
def test_what_is_no_picture_is_refused(content: bytes, says: str) -> None:
    with pytest.raises(PictureError, match=says):
        logo_of(content)


@pytest.mark.parametrize("form", ["PNG", "WEBP"])
def test_a_picture_that_moves_is_refused(form: str) -> None:
    more = [Image.new("RGB", (100, 100), colour) for colour in ("red", "blue")]
    with pytest.raises(PictureError, match="moves"):
        logo_of(picture(form, (100, 100), save_all=True, append_images=more))


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
def test_a_damaged_file_is_refused_or_drawn_and_never_more(form: str) -> None:
    chance = random.Random(5)  # the same damage each time
    for _ in range(150):
        damaged = bytearray(picture(form, (64, 64)))
        for _ in range(5):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        try:
            assert opened(logo_of(bytes(damaged))).format == "PNG"
        except PictureError as error:
            assert str(error).endswith(".")  # noqa: PT017  # either is right
