from pathlib import Path

import pytest

from endpoint.desktop.windows.look import DARK, LIGHT, PICTURES, Colours, body_pixels
from tests.running import ROOT


def brightness(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio"""
    dark, light = sorted((brightness(one), brightness(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_everything_can_be_read(colours: Colours) -> None:
    for ground in (colours.ground, colours.surface):
        for text in (colours.text, colours.soft):
            assert contrast(text, ground) >= 7, (text, ground)
        assert contrast(colours.accent, ground) >= 4.5
        assert contrast(colours.focus, ground) >= 3
    assert contrast(colours.on_accent, colours.accent) >= 7
    assert contrast(colours.on_mark, colours.mark) >= 7


def test_letters_are_never_below_eighteen_points_and_grow_with_the_screen() -> None:
    assert body_pixels(600, 96 / 72) == 24
    assert body_pixels(1080, 96 / 72) == 28
    assert body_pixels(2160, 96 / 72) == 57


def test_every_picture_of_the_portals_rules_is_there() -> None:
    portal = {path.stem for path in (ROOT / "webui/static/portal/rules").glob("*.svg")}
    assert portal
    for size in (64, 96):
        assert {path.stem for path in PICTURES.glob(f"*-{size}.png")} >= {f"{name}-{size}" for name in portal}


def test_pictures_are_small() -> None:
    assert sum(Path(path).stat().st_size for path in PICTURES.glob("*.png")) < 150_000
