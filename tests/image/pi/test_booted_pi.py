"""The Pi's image starts on QEMU's board for ARM: by UEFI, as a mini-PC does, and by U-Boot, as a Pi does."""

import os
import subprocess
import time
from pathlib import Path

import pytest

from image.esp import FOLDER
from image.tools import ROOT
from tests.image.booted import ARM, START_SECONDS, U_BOOT, Booted, missing, needs, overlay
from tests.image.test_booted import (
    seen,
    test_data_was_made_and_is_shut,  # noqa: F401  asked of this image too
    test_it_is_the_same_box_after_a_power_cut,  # noqa: F401
    test_nobody_can_log_in,  # noqa: F401
    test_nothing_failed,  # noqa: F401
    test_the_root_cannot_be_written,  # noqa: F401
)

IMAGE = Path(os.environ.get("LOLLIPOP_IMAGE_PI", ROOT / "build/image/lollipop-pi.img"))
_LACKING = sorted({*missing(ARM), *missing(U_BOOT)})
pytestmark = needs(*_LACKING, image=IMAGE, made_by="make image-pi")
_FIRST_MEBI = 65  # the table of parts, and the ESP


@pytest.fixture(scope="module")
def starts(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, str]]:
    """What was seen in the first start and, after a power cut, in the second: both by UEFI."""
    folder = tmp_path_factory.mktemp("pi")
    disk = overlay(IMAGE, folder)
    return [seen(disk, folder, ARM) for _ in range(2)]


def test_u_boot_starts_it_too(tmp_path: Path) -> None:
    """GRUB counts the start, and the box that it starts writes down which machine it is."""
    disk = overlay(IMAGE, tmp_path)
    assert "machine_id=" not in _grubenv(disk)
    with Booted(disk, tmp_path, kind=U_BOOT) as box:
        until = time.monotonic() + START_SECONDS
        while "machine_id=" not in _grubenv(disk):
            assert box.alive, box.serial()
            assert time.monotonic() < until, box.serial()
            time.sleep(10)
        assert "bootaa64.efi" in box.serial()
    assert "A_TRY=1\n" in _grubenv(disk)


def _grubenv(disk: Path) -> str:
    """From outside, while the machine may be writing on it."""
    first = disk.with_name("first.raw")
    copied = [
        "qemu-img",
        "dd",
        "-U",
        "-f",
        "qcow2",
        "-O",
        "raw",
        "bs=1M",
        f"count={_FIRST_MEBI}",
        f"if={disk}",
        f"of={first}",
    ]
    subprocess.run(copied, check=True, timeout=60)
    shown = ["mtype", "-i", f"{first}@@1M", f"::{FOLDER}/grubenv"]
    return subprocess.run(shown, capture_output=True, text=True, check=False, timeout=60).stdout
