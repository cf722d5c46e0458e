"""Pictures of the screens. Each call opens the display anew: that takes 2 ms, follows screens that come and go, and
leaves nothing in memory between two pictures. They take up to 120 ms of a processor, so they run beside the loop."""

import io
from collections.abc import Iterator
from typing import Literal, NamedTuple

from mss import MSS, ScreenShotError
from PIL import Image, JpegImagePlugin, WebPImagePlugin

FORMS = (JpegImagePlugin, WebPImagePlugin)  # named, or Pillow would load forty more to look for them: 5 MB
WIDEST, STILL_BYTES = 2560, 150_000
FRAME = (1280, 720)
THUMBNAIL = (320, 180)
_MOST_SCREENS = 8
_QUALITIES = (50, 30, 15)  # the next one where a picture is over its size
_WEBP_METHOD = 2  # a third smaller than 0 for a tenth of a second; 4 takes twice that for hardly anything
_FRAME_QUALITY, _ROUGH_QUALITY, _THUMBNAIL_QUALITY = 60, 60, 50


class Shot(NamedTuple):
    """A picture of one screen."""

    image: bytes
    format: Literal["webp", "jpeg"]
    width: int
    height: int
    screen: int = 0


class NoPicture(Exception):  # noqa: N818 - said to a grown-up, not a mistake of ours
    """The screens gave no picture; the sentence says why."""


def stills() -> list[Shot]:
    """All screens, legible, in at most about STILL_BYTES each. Raises NoPicture."""
    return [_still(image, screen) for screen, image in enumerate(_screens())]


def rough() -> list[Shot]:
    """All screens as quickly as can be, in full size: most of these nobody will see. Raises NoPicture."""
    return [_jpeg(image, screen, _ROUGH_QUALITY) for screen, image in enumerate(_screens())]


def frames() -> list[Shot]:
    """All screens, as a recording shows them. Raises NoPicture."""
    return [_jpeg(_within(image, FRAME), screen, _FRAME_QUALITY) for screen, image in enumerate(_screens())]


def as_frame(rough_one: Shot) -> Shot:
    """As a recording shows it."""
    with Image.open(io.BytesIO(rough_one.image)) as image:
        return _jpeg(_within(image, FRAME), rough_one.screen, _FRAME_QUALITY)


def thumbnail() -> Shot:
    """All screens side by side as they stand, in one small picture. Raises NoPicture."""
    with _display() as display:
        image = _grabbed(display, display.monitors[0])
    return _jpeg(_within(image, THUMBNAIL), 0, _THUMBNAIL_QUALITY)


def _screens() -> Iterator[Image.Image]:
    with _display() as display:
        for monitor in display.monitors[1 : 1 + _MOST_SCREENS]:
            yield _grabbed(display, monitor)


def _display() -> MSS:
    try:
        return MSS()
    except ScreenShotError as error:
        raise NoPicture(f"The device could not take a picture: {error}") from error


def _grabbed(display: MSS, monitor: dict[str, int]) -> Image.Image:
    try:
        grabbed = display.grab(monitor)
    except ScreenShotError as error:
        raise NoPicture(f"The device could not take a picture: {error}") from error
    image = Image.new("RGB", (grabbed.width, grabbed.height), None)  # not black first: that is a fifth of the work
    image.frombytes(grabbed.raw, "raw", "BGRX", 0, 1)
    return image


def _within(image: Image.Image, box: tuple[int, int]) -> Image.Image:
    """Never larger than it was, in its own proportions."""
    share = min(1.0, box[0] / image.width, box[1] / image.height)
    size = max(1, round(image.width * share)), max(1, round(image.height * share))
    return image if share == 1.0 else image.resize(size, Image.Resampling.BOX, reducing_gap=1.0)


def _still(image: Image.Image, screen: int) -> Shot:
    image = _within(image, (WIDEST, WIDEST))
    for quality in _QUALITIES:
        written = _written(image, "WEBP", quality, method=_WEBP_METHOD)
        if len(written) <= STILL_BYTES:
            break
    return Shot(written, "webp", image.width, image.height, screen)


def _jpeg(image: Image.Image, screen: int, quality: int) -> Shot:
    return Shot(_written(image, "JPEG", quality), "jpeg", image.width, image.height, screen)


def _written(image: Image.Image, form: str, quality: int, **options: int) -> bytes:
    to = io.BytesIO()
    image.save(to, form, quality=quality, **options)
    return to.getvalue()
