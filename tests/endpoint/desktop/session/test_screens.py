"""Pictures of a real screen."""

import os

import pytest
from PIL import Image

from endpoint.desktop.session import screens
from tests.endpoint.desktop.session.pupil import program
from tests.endpoint.desktop.session.test_app import is_like, opened
from tests.endpoint.desktop.windows.desk import Desk


def test_a_rough_picture_becomes_a_frame(screen: Desk) -> None:
    with program(screen, at="800x600+100+100", colour="#00aa00"):
        (rough,) = screens.rough()
    assert (rough.width, rough.height, rough.format) == (1920, 1080, "jpeg")
    frame = screens.as_frame(rough)
    assert (frame.width, frame.height, frame.format) == (1280, 720, "jpeg")
    assert is_like(opened(frame.image).getpixel((300, 300)), (0, 170, 0))


def test_the_same_screen_is_the_same_frame(screen: Desk) -> None:
    assert screens.frames() == screens.frames()


def test_all_screens_are_in_one_thumbnail(two_screens: Desk) -> None:
    with program(two_screens, at="900x900+980+50", colour="#ff8800"):
        thumbnail = screens.thumbnail()
    assert (thumbnail.width, thumbnail.height) == (320, 180)
    assert is_like(opened(thumbnail.image).getpixel((240, 90)), (255, 136, 0))
    assert is_like(opened(thumbnail.image).getpixel((80, 90)), (0, 0, 0))


def test_a_still_is_bounded_however_wild_the_screen_is() -> None:
    noise = Image.frombytes("RGB", (3000, 1000), os.urandom(3000 * 1000 * 3))
    still = screens._still(noise, 1)
    assert (still.width, still.height, still.screen) == (2560, 853, 1)
    assert len(still.image) < 1_000_000
    plain = screens._still(Image.new("RGB", (800, 600), "red"), 0)
    assert (plain.width, plain.height) == (800, 600), "never larger than it was"
    assert len(plain.image) < screens.STILL_BYTES


def test_without_a_display_there_is_no_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", ":4123")
    with pytest.raises(screens.NoPicture, match="could not take a picture"):
        screens.stills()
