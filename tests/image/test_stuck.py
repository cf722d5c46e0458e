"""A box that cannot start: whoever stands before it reads why, on the screen and on the serial line."""

from pathlib import Path

from tests.image.booted import IMAGE, MISSING, Booted, needs, overlay
from tests.lab.topology import wait_for

pytestmark = needs(*MISSING, seconds=3600)


def said_by(box: Booted) -> str:
    """All of it, once it was said."""
    said = lambda: " ".join(box.serial().split())  # noqa: E731  # asked often
    wait_for("the sentence", lambda: "tries again by itself" in said(), seconds=1500, why=box.serial)
    return said()


def test_a_disk_that_is_too_small(tmp_path: Path) -> None:
    with Booted(overlay(IMAGE, tmp_path, gigabytes=2), tmp_path) as box:
        assert "This disk is too small. It has 2.1 GB, and Lollipop needs 8 GB or more." in said_by(box)


def test_a_stick_with_lollipop_that_was_left_in(tmp_path: Path) -> None:
    other = overlay(IMAGE, tmp_path, name="other")
    stick = ("-drive", f"if=none,id=other,format=qcow2,file={other}", "-device", "qemu-xhci")
    with Booted(overlay(IMAGE, tmp_path), tmp_path, (*stick, "-device", "usb-storage,drive=other")) as box:
        assert "There are two disks with Lollipop in this computer" in said_by(box)
