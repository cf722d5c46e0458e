"""Sticks: which there are, what is on them, and the way to it."""

import asyncio
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance.config import Home
from appliance.errors import MachineError
from appliance.first_run import FIRST_STICK
from appliance.machine.commands import Stick
from appliance.machine.first_stick import FirstStick
from appliance.machine.sticks import BACKUPS, Plugged, Sticks, bundles, found_in
from tests.machine.programs import Programs


def disk(name: str, tran: str = "usb", **more: object) -> dict[str, object]:
    return {"name": name, "path": f"/dev/{name}", "tran": tran, "mountpoints": [None], "size": 8_000_000_000, **more}


def part(name: str, kind: str | None = "vfat", label: str | None = None, at: str | None = None) -> dict[str, object]:
    return {
        "name": name,
        "path": f"/dev/{name}",
        "fstype": kind,
        "label": label,
        "size": 4_000_000_000,
        "mountpoints": [at],
    }


def listing(*disks: dict[str, object]) -> str:
    return json.dumps({"blockdevices": disks})


def test_what_hangs_on_usb_and_is_not_the_boxs_own() -> None:
    found = found_in(
        listing(
            disk("sda", tran="sata", children=[part("sda1", label="DATA")]),
            disk("sdb", children=[part("sdb1", at="/data"), part("sdb2", label="THE BOX")]),
            disk("sdc", children=[part("sdc1", label="BLUE"), part("sdc2", kind="crypto_LUKS", label="SECRET")]),
            disk("sdd", children=[part("sdd1", kind="exfat", label="BLUE"), part("sdd2", kind=None)]),
            disk("sde", fstype="ext4", label="../../etc"),
            disk("sdf", children=[part("sdf1", kind="ntfs")]),
        )
    )
    assert [(one.name, one.device) for one in found] == [
        ("BLUE", "/dev/sdc1"),
        ("BLUE sdd1", "/dev/sdd1"),
        ("etc", "/dev/sde"),
        ("stick sdf1", "/dev/sdf1"),
    ]
    assert found[0] == Plugged(name="BLUE", device="/dev/sdc1", kind="vfat", bytes=4_000_000_000)
    assert found_in('{"blockdevices": []}') == ()


def test_files_that_could_be_an_update(tmp_path: Path) -> None:
    for name in ("b-1.2.raucb", "a-1.3.raucb", ".hidden.raucb", "notes.txt", "-rf.raucb"):
        (tmp_path / name).write_text("x")
    (tmp_path / "link.raucb").symlink_to("/etc/shadow")
    (tmp_path / "folder.raucb").mkdir()
    assert bundles(tmp_path) == ("b-1.2.raucb", "a-1.3.raucb")


@pytest.fixture
def blue(tmp_path: Path, programs: Programs) -> Iterator[str]:
    """A real file system on a loop device; `lsblk` says that it hangs on USB."""
    if os.geteuid() != 0 or not shutil.which("mkfs.ext4"):
        pytest.skip("a stick needs root and mkfs.ext4")
    image = tmp_path / "stick.img"
    with image.open("wb") as file:
        file.truncate(16_000_000)
    subprocess.run(["mkfs.ext4", "-q", "-L", "BLUE", str(image)], check=True, capture_output=True)
    made = subprocess.run(["losetup", "--find", "--show", str(image)], capture_output=True, text=True, check=False)
    if made.returncode:
        pytest.skip("no loop device is to be had here")
    device = made.stdout.strip()
    entry = {**disk("sdx"), "path": device, "fstype": "ext4", "label": "BLUE", "size": 16_000_000}
    programs.stand_in("lsblk", listing(entry))
    yield device
    subprocess.run(["losetup", "--detach", device], check=True)


async def test_a_stick_is_written_looked_at_and_let_go(blue: str, tmp_path: Path, programs: Programs) -> None:
    sticks = Sticks(tmp_path / "mounted")
    async with sticks.opened("BLUE", write=True) as folder:
        (folder / "lollipop 1.3.raucb").write_bytes(b"x" * 1000)
        (folder / BACKUPS).mkdir()
    (seen,) = await sticks.look()
    assert 0 < seen.free_megabytes <= 16
    assert seen == Stick(
        name="BLUE",
        megabytes=16,
        free_megabytes=seen.free_megabytes,
        updates=("lollipop 1.3.raucb",),
        has_backups=True,
    )
    async with sticks.opened("BLUE") as folder:
        with pytest.raises(OSError, match="Read-only"):
            (folder / "more").touch()
    assert blue not in await asyncio.to_thread(Path("/proc/self/mountinfo").read_text)
    assert list((tmp_path / "mounted").iterdir()) == []


async def test_a_stick_is_opened_once_while_it_is_plugged_in(blue: str, tmp_path: Path, programs: Programs) -> None:
    del blue
    sticks = Sticks(tmp_path / "mounted")
    (first,) = await sticks.look()
    assert first.free_megabytes > 0
    programs.stand_in("mount", "no such stick", status=32)
    assert await sticks.look() == (first,)
    sticks.forget()
    assert [one.free_megabytes for one in await sticks.look()] == [0], "it is named, though it cannot be read"
    programs.stand_in("lsblk", listing())
    assert await sticks.look() == ()


async def test_one_that_was_pulled_out(tmp_path: Path, programs: Programs) -> None:
    programs.stand_in("lsblk", listing())
    with pytest.raises(MachineError, match="The stick BLUE is not plugged in any more"):
        async with Sticks(tmp_path / "mounted").opened("BLUE"):
            pass


async def test_one_that_cannot_be_read(tmp_path: Path, programs: Programs) -> None:
    programs.stand_in("lsblk", listing(disk("sdx", fstype="vfat", label="BLUE")))
    programs.stand_in("mount", "wrong fs type", status=32)
    with pytest.raises(MachineError, match="The stick BLUE cannot be read: wrong fs type"):
        async with Sticks(tmp_path / "mounted").opened("BLUE"):
            pass


async def test_what_could_not_be_read_is_tried_again(tmp_path: Path, programs: Programs) -> None:
    programs.stand_in("lsblk", listing(disk("sdx", fstype="vfat", label="BLUE")))
    programs.stand_in("mount", "can't open blockdev", status=32)
    sticks = Sticks(tmp_path / "mounted")
    assert [one.updates for one in await sticks.look()] == [()]
    programs.stand_in("mount")
    programs.stand_in("umount")
    for _ in range(2):
        assert [one.name for one in await sticks.look()] == ["BLUE"]
    assert [asked[0] for asked in programs.asked].count("mount") == 2, "and what was read once is not opened again"
    assert not list((tmp_path / "mounted").iterdir())


async def test_the_way_to_the_first_account_on_a_real_one(blue: str, tmp_path: Path, home: Home) -> None:
    del blue
    sticks = Sticks(tmp_path / "mounted")
    assert await FirstStick(home, sticks, lambda: "https://10.1.2.3:4443/sign-in/x").look()
    async with sticks.opened("BLUE") as folder:
        assert "https://10.1.2.3:4443/sign-in/x" in (folder / FIRST_STICK).read_text()
