"""The whole beginning of a Pi's card, read back by mtools and sfdisk."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from image import disk, esp, layout
from image.machines import PI
from image.pi import hybrid_mbr
from tests.image.pi.test_firmware import root  # noqa: F401  a fixture

pytestmark = [
    pytest.mark.skipif(not shutil.which("mcopy"), reason="needs mtools"),
    pytest.mark.skipif(not shutil.which("dtc"), reason="needs dtc (device-tree-compiler)"),
]


@pytest.fixture
def card(root: Path, tmp_path: Path) -> Path:  # noqa: F811  the fixture
    for path, _ in PI.starts:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(b"GRUB")
    first, image = tmp_path / "esp", tmp_path / "pi.img"
    esp.make(first, root, PI, 1_700_000_000)
    disk.write(image, {"esp": first})
    hybrid_mbr.let_old_firmware_find(image)
    return image


def read(card: Path, name: str) -> bytes:
    part = f"{card}@@{layout.parts()[0].start}"
    return subprocess.run(["mcopy", "-i", part, f"::{name}", "-"], capture_output=True, check=True).stdout


def test_the_pi_finds_its_firmware_and_u_boot_finds_grub(card: Path) -> None:
    assert b"kernel=u-boot.bin" in read(card, "config.txt")
    assert read(card, "u-boot.bin") == b"usr/lib/u-boot/rpi_arm64/u-boot.bin"
    assert read(card, "bcm2712d0-rpi-5-b.dtb")[:4] == b"\xd0\r\xfe\xed"
    assert read(card, "EFI/BOOT/BOOTAA64.EFI") == b"GRUB"
    assert read(card, "EFI/debian/grub.cfg") == esp.GRUB.read_bytes()
    assert len(read(card, "EFI/debian/grubenv")) == 1024


def test_both_tables_name_the_first_part(card: Path) -> None:
    tables = {}
    for label, way in (("gpt", ()), ("dos", ("--label-nested", "dos"))):
        shown = subprocess.run(["/usr/sbin/sfdisk", "--json", *way, str(card)], capture_output=True, check=True).stdout
        tables[label] = json.loads(shown)["partitiontable"]
    assert tables["gpt"]["label"] == "gpt"
    first = tables["gpt"]["partitions"][0]
    (old,) = [part for part in tables["dos"]["partitions"] if part["type"] == "c"]
    assert (old["start"], old["size"], old["bootable"]) == (first["start"], first["size"], True)
