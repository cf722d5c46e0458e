from typing import Any

import pytest

from appliance.errors import PictureError
from appliance.helpers.pictures import check
from appliance.helpers.protocol import LONGEST_PICTURE, Picture
from tests.helpers.device import picture


def header(**about: Any) -> Picture:
    said: dict[str, Any] = {"kind": "still", "format": "webp", "width": 320, "height": 180} | about
    return Picture(number=1, order="o-1", ago=0.0, **said)


def test_what_is_as_its_header_says_passes() -> None:
    check(header(), picture())
    check(header(format="jpeg"), picture(form="jpeg"))
    check(header(kind="thumbnail"), picture())


@pytest.mark.parametrize(
    ("said", "image", "why"),
    [
        pytest.param({"width": 640}, picture(), "not what its header says", id="another width"),
        pytest.param({"format": "jpeg"}, picture(), "not what its header says", id="another form"),
        pytest.param({"width": 16_000, "height": 16_000}, picture(), "too many pixels", id="a bomb"),
        pytest.param({}, b"GIF89a" + bytes(50), "neither", id="a GIF"),
        pytest.param({}, bytes(LONGEST_PICTURE + 1), "too long", id="too long"),
        pytest.param({"kind": "thumbnail", "width": 640}, picture(640), "thumbnail is too large", id="thumbnail"),
    ],
)
def test_what_is_not_is_refused(said: dict[str, Any], image: bytes, why: str) -> None:
    with pytest.raises(PictureError, match=why):
        check(header(**said), image)
