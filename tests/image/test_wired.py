"""Devices browse through the booted image."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from image.tools import ROOT
from tests.image.booted import MISSING
from tests.image.wired import Wired, wired
from tests.lab.internet import SAD
from tests.lab.plugged import BOX_LAN
from tests.lab.topology import PUPIL1, PUPIL2, wait_for

IMAGE = Path(os.environ.get("LOLLIPOP_IMAGE", ROOT / "build/image/lollipop-x86.img"))
PAGE = "https://www.lab.test/"
pytestmark = [
    pytest.mark.image,
    pytest.mark.timeout(7200),
    pytest.mark.skipif(bool(MISSING), reason=f"needs {', '.join(MISSING)}"),
    pytest.mark.skipif(not IMAGE.exists(), reason="needs `make image-x86`"),
]


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wired]:
    with wired(IMAGE, tmp_path_factory.mktemp("box")) as school:
        school.settle()
        school.plug("gateway")
        school.lease()
        yield school


def test_the_box_gives_devices_their_addresses(school: Wired) -> None:
    assert school.address(PUPIL1).startswith("10.93.")
    assert school.address(PUPIL1) != school.address(PUPIL2)


def test_a_page_comes_through_the_box_and_is_read(school: Wired) -> None:
    page = school.fetch(PAGE)
    assert "200" in page.splitlines()[0], page
    assert "Romans" in page
    assert f"x-from: {BOX_LAN[0]}" in page.lower(), "the site sees the box, and not the device"


def test_nobody_trusts_the_box_who_has_not_its_certificate(school: Wired) -> None:
    page = school.fetch(PAGE, "--cacert", str(school.lab.folder / "roots.pem"))
    assert "self-signed" in page or "issuer" in page, page


def test_what_a_child_writes_in_distress_becomes_a_capture(school: Wired) -> None:
    assert "thank you" in school.fetch("https://www.lab.test/form", "--data-urlencode", f"note={SAD}")
    found = lambda: ("www.lab.test", "Suicide") in {(host, what) for _, host, what in school.captures()}  # noqa: E731  # asked often
    wait_for("the capture", found, seconds=180, why=school.box.journal)


def test_a_pause_holds_for_the_one_device(school: Wired) -> None:
    done = school.box.lollipop("ban", school.address(PUPIL2), "--minutes", "30", "--reason", "Let us talk first.")
    assert done.returncode == 0, done.stdout
    wait_for("the pause", lambda: "Romans" not in school.fetch(PAGE, place=PUPIL2), seconds=120)
    assert "Romans" in school.fetch(PAGE)
