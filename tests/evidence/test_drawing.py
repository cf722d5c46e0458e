"""What is left of a picture when it is blurred, and what the drawing process can still do."""

import io
import subprocess
import sys

import msgspec
import pytest
from PIL import Image, ImageChops, ImageDraw

from appliance.evidence.draw import ToDraw
from appliance.evidence.drawing import BLURRED_SIDE, MOST_PIXELS, drawn_of
from tests.evidence.screens import screen

TRY = """
import io, os, sys
from appliance.evidence import drawing
def reached(*_):
    for what in (lambda: open("/etc/passwd"), os.pipe, lambda: os.open("/", os.O_RDONLY)):
        try:
            what()
        except OSError:
            continue
        os.write(2, b"opened")
    return drawing.Drawn()
drawing.drawn_of = reached
drawing.main()
"""


def picture(image: bytes, *, blurred: bool) -> Image.Image:
    return Image.open(io.BytesIO(drawn_of(image, ToDraw(pictures=(), blurred=blurred)).image)).convert("L")


def difference(one: Image.Image, other: Image.Image) -> float:
    """Of the brightness of the dots, on average."""
    histogram = ImageChops.difference(one, other).histogram()
    return sum(value * count for value, count in enumerate(histogram)) / (one.width * one.height)


def test_words_can_be_read_in_clear_and_not_when_blurred() -> None:
    """Two screens with other words differ in clear, and are all but the same when blurred."""
    one, other = screen("secret"), screen("SECRET")
    assert difference(picture(one, blurred=False), picture(other, blurred=False)) > 5
    assert difference(picture(one, blurred=True), picture(other, blurred=True)) < 2


def test_a_blurred_picture_holds_no_more_than_its_few_dots() -> None:
    """Lines of one dot, black and white: nothing of them is left."""
    lines = Image.new("RGB", (1920, 1080), "white")
    pen = ImageDraw.Draw(lines)
    for row in range(0, 1080, 2):
        pen.line((0, row, 1920, row), fill="black")
    written = io.BytesIO()
    lines.save(written, "WEBP", lossless=True)
    low, high = picture(written.getvalue(), blurred=True).getextrema()
    assert isinstance(low, int)
    assert isinstance(high, int)
    assert high - low < 12
    assert BLURRED_SIDE <= 24


def test_a_small_file_that_says_it_is_very_large_is_not_decoded() -> None:
    side = int(MOST_PIXELS**0.5) + 1
    written = io.BytesIO()
    Image.new("RGB", (side, side)).save(written, "JPEG", quality=10)
    assert drawn_of(written.getvalue(), ToDraw(pictures=())).image == b""


def test_a_moving_picture_is_none() -> None:
    frames = [Image.new("RGB", (64, 64), colour) for colour in ("red", "blue")]
    written = io.BytesIO()
    frames[0].save(written, "WEBP", save_all=True, append_images=frames[1:], duration=100)
    assert drawn_of(written.getvalue(), ToDraw(pictures=())).image == b""


def test_nothing_but_dots_comes_out() -> None:
    written = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "a secret"
    Image.new("RGB", (64, 64), "red").save(written, "JPEG", exif=exif, comment=b"a comment")
    drawn = drawn_of(written.getvalue(), ToDraw(pictures=()))
    assert b"a secret" in written.getvalue()
    assert b"a secret" not in drawn.image
    assert b"a comment" not in drawn.image


@pytest.mark.parametrize("image", [screen()])
def test_the_process_opens_nothing_once_it_draws(image: bytes) -> None:
    done = subprocess.run(
        [sys.executable, "-c", TRY], input=msgspec.msgpack.encode(ToDraw(pictures=(image,))), capture_output=True,
        timeout=30, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert b"opened" not in done.stderr


def sent(form: str, size: tuple[int, int] = (90, 60), ground: str = "white", **how: object) -> bytes:
    written = io.BytesIO()
    Image.new("RGBA" if form == "PNG" else "RGB", size, ground).save(written, form, **how)
    return written.getvalue()


def test_what_a_person_chose_may_be_png_and_lie_on_its_side() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    wanted = ToDraw(pictures=(), sent=True)
    assert (drawn_of(sent("JPEG", exif=exif), wanted).width, drawn_of(sent("JPEG"), wanted).width) == (60, 90)
    clear = drawn_of(sent("PNG", ground="#ff000000"), wanted)
    assert Image.open(io.BytesIO(clear.image)).getpixel((1, 1)) == (255, 255, 255)
    assert drawn_of(sent("PNG"), ToDraw(pictures=())).image == b""


def test_it_is_drawn_smaller_until_it_is_short_enough() -> None:
    noise = Image.effect_noise((800, 500), 200).convert("RGB")
    written = io.BytesIO()
    noise.save(written, "PNG")
    drawn = drawn_of(written.getvalue(), ToDraw(pictures=(), sent=True, longest=20_000))
    assert 0 < len(drawn.image) <= 20_000
    assert drawn.width / drawn.height == pytest.approx(1.6, abs=0.02)
    assert len(drawn_of(written.getvalue(), ToDraw(pictures=(), sent=True)).image) > 20_000
