"""USB storage, in a folder that is laid out as `/sys`."""

from pathlib import Path

import pytest

from endpoint.desktop.service.usb import Stick, Usb


def plug(root: Path, name: str, where: str, *, size: str = "15728640", removable: str = "1") -> Path:
    """A block device as the kernel shows it; `where` is its line."""
    line = root / "devices" / where
    device = line / "host6" / "target6:0:0" / "6:0:0:0"
    block = device / "block" / name
    block.mkdir(parents=True)
    for path, text in ((block / "size", size), (block / "removable", removable), (device / "delete", "")):
        path.write_text(text + "\n", encoding="ascii")
    for path, text in ((device / "vendor", "SanDisk "), (device / "model", "Ultra  ")):
        path.write_text(text, encoding="ascii")
    (block / "device").symlink_to(device)
    (root / "block").mkdir(exist_ok=True)
    (root / "block" / name).symlink_to(block)
    return device


USB = "pci0000:00/usb1/1-2/1-2:1.0"


def test_a_stick_is_seen_once_and_again_when_it_comes_back(tmp_path: Path) -> None:
    usb = Usb(tmp_path)
    assert usb.plugged_in() == ()
    plug(tmp_path, "sdb", USB)
    assert usb.plugged_in() == (Stick("sdb", "SanDisk Ultra", 15728640 * 512),)
    assert usb.plugged_in() == ()
    (tmp_path / "block" / "sdb").unlink()
    assert usb.plugged_in() == ()
    plug(tmp_path, "sdb", "pci0000:00/usb1/1-3/1-3:1.0")
    assert len(usb.plugged_in()) == 1


def test_a_hard_disk_on_usb_counts_and_one_inside_does_not(tmp_path: Path) -> None:
    plug(tmp_path, "sdb", USB, removable="0")
    plug(tmp_path, "sda", "pci0000:00/ata1", removable="0")
    assert [stick.name for stick in Usb(tmp_path).plugged_in()] == ["sdb"]


@pytest.mark.parametrize("name", ["loop0", "sr0", "zram0"])
def test_what_is_no_storage_of_somebodys_is_passed_over(tmp_path: Path, name: str) -> None:
    plug(tmp_path, name, USB)
    assert Usb(tmp_path).plugged_in() == ()


def test_a_reader_without_a_card_is_none_until_there_is_one(tmp_path: Path) -> None:
    device = plug(tmp_path, "sdc", USB, size="0")
    usb = Usb(tmp_path)
    assert usb.plugged_in() == ()
    (device / "block" / "sdc" / "size").write_text("2048\n", encoding="ascii")
    assert usb.plugged_in() == (Stick("sdc", "SanDisk Ultra", 1024 * 1024),)


def test_a_stick_is_cut_from_its_line(tmp_path: Path) -> None:
    plug(tmp_path, "sdb", USB)
    switch = tmp_path / "devices" / "pci0000:00" / "usb1" / "1-2" / "authorized"
    switch.write_text("1", encoding="ascii")
    usb = Usb(tmp_path)
    (stick,) = usb.plugged_in()
    assert usb.take_off(stick)
    assert switch.read_text(encoding="ascii") == "0"


def test_where_there_is_no_such_switch_the_disk_is_taken_away(tmp_path: Path) -> None:
    device = plug(tmp_path, "sdb", USB)
    usb = Usb(tmp_path)
    (stick,) = usb.plugged_in()
    assert usb.take_off(stick)
    assert (device / "delete").read_text(encoding="ascii") == "1"


def test_what_cannot_be_taken_off_is_known(tmp_path: Path) -> None:
    assert not Usb(tmp_path).take_off(Stick("sdz", "gone", 1))
