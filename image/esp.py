"""The part that the firmware reads: Debian's signed shim and GRUB, and which slot is next. Updates leave it alone.

It holds as little as can be: what a version starts with (`files/boot/lollipop.cfg`) lies in its slot.
"""

import os
from pathlib import Path

from image import layout
from image.machines import PI, Machine
from image.pi.firmware import firmware
from image.tools import run

GRUB = Path(__file__).parent / "boot" / "grub.cfg"
FOLDER = "EFI/debian"  # where Debian's signed GRUB looks
_ENV_SIZE = 1024
FRESH = {"ORDER": "A B", "A_OK": "1", "A_TRY": "0", "B_OK": "0", "B_TRY": "0"}


def grubenv(values: dict[str, str]) -> bytes:
    """A block as `grub-editenv` writes it: GRUB overwrites it where it lies, so its size never changes."""
    text = "# GRUB Environment Block\n" + "".join(f"{name}={value}\n" for name, value in values.items())
    return text.encode().ljust(_ENV_SIZE, b"#")


def make(to: Path, root: Path, machine: Machine, epoch: int) -> None:
    """`root` is that of the box, which has the programs. Raises BuildError."""
    part = layout.parts()[0]
    to.unlink(missing_ok=True)
    with to.open("wb") as file:
        file.truncate(part.size)
    run("mkfs.vfat", "--invariant", "-F", "32", "-n", "ESP", "-i", "4C4F4C4C", to)
    files = {
        **{name: (root / path).read_bytes() for path, name in machine.starts},
        **(firmware(root) if machine is PI else {}),
        f"{FOLDER}/grub.cfg": GRUB.read_bytes(),
        f"{FOLDER}/grubenv": grubenv(FRESH),
    }
    for folder in ("EFI", "EFI/BOOT", FOLDER):
        run("mmd", "-i", to, f"::{folder}", env=_at(epoch))
    for name, content in files.items():
        source = to.with_suffix(".file")
        source.write_bytes(content)
        os.utime(source, (epoch, epoch))
        run("mcopy", "-m", "-i", to, source, f"::{name}", env=_at(epoch))
        source.unlink()


def _at(epoch: int) -> dict[str, str]:
    """mtools dates what it writes by this, in UTC."""
    return {"SOURCE_DATE_EPOCH": str(epoch), "TZ": "UTC"}
