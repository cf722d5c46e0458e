"""From sources to an image and its update: what is made from what, and in which order."""

import gzip
import os
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from image import bundle, debian, disk, esp, layout, root
from image.machines import PI, Machine
from image.pi import hybrid_mbr
from image.release import Release
from image.signing import Signer
from image.tools import BuildError, remove_tree

_LEVEL = 6  # of gzip: 9 takes three times as long for one part in a hundred


@dataclass(frozen=True)
class Built:
    """Files. `bill` says what is in them."""

    image: Path
    update: Path
    root: Path
    bill: Path


def build(folder: Path, machine: Machine, release: Release, signer: Signer, say: Callable[[str], None]) -> Built:
    """Everything for one kind of machine, into `folder`. Raises BuildError."""
    if os.geteuid():
        raise BuildError("an image is built as root, because its files belong to a box's users")
    folder.mkdir(parents=True, exist_ok=True)
    name = f"lollipop-{machine.name}"
    built = Built(
        folder / f"{name}.img", folder / f"{name}.raucb", folder / f"{name}.squashfs", folder / f"{name}.cdx.json"
    )
    say("Debian and its kernel")
    tar = debian.base(machine)
    with tempfile.TemporaryDirectory(prefix="lollipop-image-", dir=folder) as place:
        tree, firmware = Path(place) / "root", Path(place) / "esp"
        try:
            say("a box from it")
            root.make(tree, tar, machine, release, signer.certificate)
            esp.make(firmware, tree, machine, release.epoch)
            for each in machine.only_for_esp:
                remove_tree(tree / each)
            say("one file of it")
            root.squash(tree, built.root, release.epoch)
            shutil.copyfile(tree / root.BILL, built.bill)
        finally:
            if tree.exists():
                remove_tree(tree)
        say("the disk")
        disk.write(built.image, {"esp": firmware, "rootA": built.root})
        if machine is PI:
            hybrid_mbr.let_old_firmware_find(built.image)
    say("the update")
    bundle.make(built.update, built.root, machine, release, signer)
    return built


def sizes(built: Built) -> str:
    """In MiB, a line for people. The slot's own check is `disk`'s."""
    slot, taken = built.root.stat().st_size, built.image.stat().st_blocks * 512
    whole, update = built.image.stat().st_size, built.update.stat().st_size
    slots = f"root {slot >> 20} of {layout.SLOT_MEBI}, update {update >> 20}"
    return f"image {whole >> 20} ({taken >> 20} on this disk), {slots}"


def pack(image: Path) -> Path:
    """`image` as people download it. Which time it was packed is not in it."""
    to = image.with_name(f"{image.name}.gz")
    with image.open("rb") as source, to.open("wb") as raw, gzip.GzipFile("", "wb", _LEVEL, raw, mtime=0) as target:
        shutil.copyfileobj(source, target, 1 << 20)
    return to
