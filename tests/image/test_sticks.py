"""Sticks as shops sell them, in a box that started: they are read, and a backup is written to them and tried."""

import shutil
import subprocess
from collections.abc import Iterator

import pytest

from appliance.machine.rauc import CUT, UNSIGNED
from tests.image.booted import IMAGE, MISSING, Booted, needs, overlay
from tests.image.test_updates import put

_FORMATS = {
    "VFAT": ("mkfs.vfat", "-F", "32", "-n", "VFAT"),
    "EXFAT": ("mkfs.exfat", "-L", "EXFAT"),
    "NTFS": ("mkntfs", "--force", "--quick", "--quiet", "--label", "NTFS"),
}
_LACKING = MISSING + [command[0] for command in _FORMATS.values() if not shutil.which(command[0])]
pytestmark = needs(*_LACKING, seconds=3600)
_DRIVERS = {"VFAT": "vfat", "EXFAT": "exfat", "NTFS": "ntfs3"}
_MEBI = 256
_WRITE = """
mount -t {1} /dev/disk/by-label/{0} /mnt
head -c 1000000 /dev/urandom >/mnt/wrong.raucb
umount /mnt
"""


@pytest.fixture(scope="module")
def box(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Booted]:
    folder = tmp_path_factory.mktemp("box")
    more = ["-device", "qemu-xhci"]
    for name, command in _FORMATS.items():
        stick = folder / name
        with stick.open("wb") as file:
            file.truncate(_MEBI << 20)
        subprocess.run([*command, stick], check=True, capture_output=True)
        more += ["-drive", f"if=none,id={name},format=raw,file={stick}", "-device", f"usb-storage,drive={name}"]
    with Booted(overlay(IMAGE, folder), folder, more) as box:
        box.wait_until_up()
        box.say("lollipop healthy --quick --within 900", 1000)
        yield box


@pytest.mark.parametrize("name", _FORMATS)
def test_what_is_on_it_is_read(box: Booted, name: str) -> None:
    box.say(_WRITE.format(name, _DRIVERS[name]))
    assert put(box, "wrong", name) in {CUT, UNSIGNED}, "which only whoever read it can say"


@pytest.mark.parametrize("name", _FORMATS)
def test_a_backup_goes_onto_it_and_is_whole(box: Booted, name: str) -> None:
    box.say(f"lollipop backup to stick {name}")
    assert "The backup is made." in box.say("lollipop backup now", 600)
    assert "is whole" in box.say("lollipop backup try", 600)
