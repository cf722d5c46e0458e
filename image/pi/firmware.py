"""The files in the first partition of a Pi's card, from which its own firmware starts U-Boot.

The same partition is the EFI system partition, where U-Boot finds GRUB. It is written once and is no part of versions A
and B: U-Boot and the trees stay as they were when the card was made.
"""

from pathlib import Path

from image.pi.device_trees import BOARDS, DeviceTreeError, check
from image.tools import BuildError

CONFIG = Path(__file__).with_name("config.txt")
# By the Pi 4's firmware. That of a Pi 5 is in the board, and asks for config.txt, the kernel and the tree alone.
_START = ("start4.elf", "fixup4.dat")
# The later Pi 5 (step D0) is asked for under the name of the maker's kernel, of which Linux's own differs.
_OTHER_NAMES = {"bcm2712d0-rpi-5-b.dtb": "bcm2712-d-rpi-5-b.dtb"}


class MissingFirmwareError(Exception):
    """A package that brings a file is not there. The text names the file."""


def firmware(root: Path) -> dict[str, bytes]:
    """What they hold, by their names. `root` has one kernel. Raises BuildError."""
    try:
        (modules,) = (root / "usr/lib/modules").iterdir()
        return {name: path.read_bytes() for name, path in files(root, modules.name).items()}
    except (ValueError, OSError, MissingFirmwareError, DeviceTreeError) as error:
        raise BuildError(f"not what a Pi starts with: {error}") from error


def files(root: Path, kernel: str) -> dict[str, Path]:
    """Name in the partition → where it is now. `root` holds Debian's raspi-firmware, u-boot-rpi and that kernel.

    Raises MissingFirmwareError, and DeviceTreeError where a tree lacks Ethernet, USB, the card or the watchdog.
    """
    trees = root / f"usr/lib/modules/{kernel}/dtb/broadcom"
    check(trees)
    wanted = {
        "config.txt": CONFIG,
        "u-boot.bin": root / "usr/lib/u-boot/rpi_arm64/u-boot.bin",
        **{name: root / "usr/lib/raspi-firmware" / name for name in _START},
        **{name: trees / name for board in BOARDS for name in board.files},
        **{name: trees / linux for name, linux in _OTHER_NAMES.items()},
    }
    if missing := [name for name, path in wanted.items() if not path.is_file()]:
        raise MissingFirmwareError(f"not in {root}: {', '.join(missing)}")
    return wanted
