"""Which files the first partition of a Pi's card gets."""

import shutil
from pathlib import Path

import pytest

from image.machines import PI
from image.pi.device_trees import DeviceTreeError
from image.pi.firmware import CONFIG, MissingFirmwareError, files, firmware
from image.tools import BuildError
from tests.image.pi.test_device_trees import lay_out

pytestmark = pytest.mark.skipif(shutil.which("dtc") is None, reason="needs dtc (device-tree-compiler)")
KERNEL = "7.3.4+deb13-arm64"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name in (
        "usr/lib/u-boot/rpi_arm64/u-boot.bin",
        "usr/lib/raspi-firmware/start4.elf",
        "usr/lib/raspi-firmware/fixup4.dat",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(name.encode())
    trees = tmp_path / f"usr/lib/modules/{KERNEL}/dtb/broadcom"
    trees.mkdir(parents=True)
    lay_out(trees)
    return tmp_path


def test_every_board_finds_its_tree_under_the_name_by_which_it_asks(root: Path) -> None:
    found = files(root, KERNEL)
    assert {name for name in found if name.endswith(".dtb")} == {
        "bcm2711-rpi-4-b.dtb",
        "bcm2712-rpi-5-b.dtb",
        "bcm2712-d-rpi-5-b.dtb",
        "bcm2712d0-rpi-5-b.dtb",
    }
    assert found["bcm2712d0-rpi-5-b.dtb"] == found["bcm2712-d-rpi-5-b.dtb"]
    assert {"start4.elf", "fixup4.dat", "config.txt", "u-boot.bin"} < found.keys()


def test_the_configuration_starts_a_file_that_is_there(root: Path) -> None:
    lines = [line for line in CONFIG.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    said = dict(line.split("=", 1) for line in lines)
    assert len(said) == len(lines)
    assert said["kernel"] in files(root, KERNEL)
    assert (said["arm_64bit"], said["os_check"], said["upstream_kernel"]) == ("1", "0", "1")
    assert all(len(line) <= 98 for line in CONFIG.read_text(encoding="utf-8").splitlines() if not line.startswith("#"))


@pytest.mark.parametrize("name", ["usr/lib/u-boot/rpi_arm64/u-boot.bin", "usr/lib/raspi-firmware/fixup4.dat"])
def test_a_missing_file_is_named(root: Path, name: str) -> None:
    (root / name).unlink()
    with pytest.raises(MissingFirmwareError, match=Path(name).name):
        files(root, KERNEL)


def test_a_kernel_that_does_not_know_the_pi_5_is_refused(root: Path) -> None:
    (root / f"usr/lib/modules/{KERNEL}/dtb/broadcom/bcm2712-rpi-5-b.dtb").unlink()
    with pytest.raises(DeviceTreeError, match="bcm2712-rpi-5-b"):
        files(root, KERNEL)


def test_what_the_files_hold_goes_onto_the_card(root: Path) -> None:
    assert firmware(root)["u-boot.bin"] == b"usr/lib/u-boot/rpi_arm64/u-boot.bin"
    (root / "usr/lib/modules/7.4.0").mkdir()
    with pytest.raises(BuildError, match="not what a Pi starts with"):
        firmware(root)


def test_the_root_keeps_nothing_that_only_the_card_s_first_part_is_made_from(root: Path) -> None:
    sources = {path.relative_to(root) for path in files(root, KERNEL).values() if path != CONFIG}
    left = {source for source in sources if not any(source.is_relative_to(each) for each in PI.only_for_esp)}
    assert {source.suffix for source in left} == {".dtb"}, "of trees the kernel's package has those of all boards"
