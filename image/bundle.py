"""An update: the root of a new version, signed, which RAUC on a box writes into the slot that is not running."""

import os
import shutil
from pathlib import Path

from image.machines import Machine
from image.release import Release
from image.signing import Signer
from image.tools import remove_tree, run


def manifest(machine: Machine, release: Release) -> str:
    """verity: a box checks each block as it reads it, so a bundle on a slow stick is neither copied nor trusted."""
    return (
        f"[update]\ncompatible={machine.compatible}\nversion={release.version}\nbuild={release.commit}\n\n"
        "[bundle]\nformat=verity\n\n[image.rootfs]\nfilename=root.img\n"
    )


def make(to: Path, squashfs: Path, machine: Machine, release: Release, signer: Signer) -> None:
    """Raises BuildError."""
    content = to.parent / f"{to.stem}.content"
    if content.exists():
        remove_tree(content)
    content.mkdir(parents=True)
    os.link(squashfs, content / "root.img")
    (content / "manifest.raucm").write_text(manifest(machine, release), encoding="utf-8")
    to.unlink(missing_ok=True)
    signed = (f"--cert={signer.certificate}", f"--key={signer.key}")
    # The root is compressed as it is.
    run("nice", "rauc", "bundle", *signed, "--mksquashfs-args=-noD -noF", content, to)
    shutil.rmtree(content)
