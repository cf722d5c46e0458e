"""A disk that is too small: whoever stands at the box reads it, on the screen and on the serial line."""

import os
from pathlib import Path

import pytest

from image.tools import ROOT
from tests.image.booted import MISSING, Booted, overlay
from tests.lab.topology import wait_for

IMAGE = Path(os.environ.get("LOLLIPOP_IMAGE", ROOT / "build/image/lollipop-x86.img"))
pytestmark = [
    pytest.mark.image,
    pytest.mark.timeout(3600),
    pytest.mark.skipif(bool(MISSING), reason=f"needs {', '.join(MISSING)}"),
    pytest.mark.skipif(not IMAGE.exists(), reason="needs `make image-x86`"),
]


def test_the_line_says_that_the_disk_is_too_small(tmp_path: Path) -> None:
    with Booted(overlay(IMAGE, tmp_path, gigabytes=2), tmp_path) as box:
        said = lambda: " ".join(box.serial().split())  # noqa: E731  # asked often
        wait_for("the sentence", lambda: "tries again by itself" in said(), seconds=1500, why=box.serial)
        assert "This disk is too small. It has 2.1 GB, and Lollipop needs 8 GB or more." in said()
