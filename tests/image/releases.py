"""Further versions of a built image, to update a box to: its root unpacked, changed, and signed as the image's are."""

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Self

from image import bundle, release, root, signing
from image.machines import MACHINES
from image.release import Release
from image.signing import Signer
from image.tools import remove_tree

CORE, INIT = "opt/lollipop/app/appliance/core/__main__.py", "usr/lib/systemd/systemd"
_VERSION = "opt/lollipop/app/appliance/__init__.py"
_OS_RELEASE = "usr/lib/os-release"
_EPOCH = 1_700_000_000


class Releases:
    """Use it in a `with`. Bundles of the image at `built`, whose signer's key lies in `signer`, are made in `folder`,
    and stay there. `version` is that of the image; `after(n)` is the nth later one."""

    def __init__(self, built: Path, signer: Path, folder: Path) -> None:
        self.folder, self._signer, self._root = folder, signing.for_trying(signer), folder / "root"
        command = ["unsquashfs", "-quiet", "-no-progress", "-dest", self._root, built.with_suffix(".squashfs")]
        subprocess.run(command, check=True, timeout=900, stdout=subprocess.DEVNULL)
        said = (self._root / _OS_RELEASE).read_text()
        self.version = next(line.split("=")[1] for line in said.splitlines() if line.startswith("IMAGE_VERSION="))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        remove_tree(self._root)

    def after(self, number: int) -> str:
        head, _, last = self.version.rpartition(".")
        return f"{head}.{int(last) + number}"

    def whole(self, name: str, version: str, change: Callable[[Path], None] = lambda _: None) -> Path:
        """All of the image, called `version`; `change` has its root, which is as before afterwards."""
        squashed = self.folder / f"{name}.squashfs"
        kept = {path: (self._root / path).read_bytes() for path in (_VERSION, _OS_RELEASE, CORE, INIT)}
        try:
            release.name_version(self._root / _VERSION, version)
            told = self._root / _OS_RELEASE
            told.write_text(told.read_text().replace(self.version, version))
            change(self._root)
            for module in (_VERSION, CORE):  # what was compiled is not asked whether it is of today
                for compiled in (self._root / module).parent.glob(f"__pycache__/{Path(module).stem}.*"):
                    compiled.unlink()
            root.squash(self._root, squashed, _EPOCH)
        finally:
            for path, content in kept.items():
                (self._root / path).write_bytes(content)
        return self._bundle(name, squashed, version, self._signer)

    def small(self, name: str, version: str, machine: str = "x86", signer: str = "") -> Path:
        """Signed, but of nothing: enough for what is refused before it is written. `signer` is a stranger's name."""
        content = self.folder / f"{name}.squashfs"
        content.write_bytes(b"nothing to start" * 65536)
        by = signing.for_trying(self.folder / signer) if signer else self._signer
        return self._bundle(name, content, version, by, machine)

    def cut(self, name: str, whole: Path) -> Path:
        half = self.folder / f"{name}.raucb"
        shutil.copyfile(whole, half)
        with half.open("r+b") as file:
            file.truncate(half.stat().st_size // 2)
        return half

    def _bundle(self, name: str, squashed: Path, version: str, signer: Signer, machine: str = "x86") -> Path:
        made = self.folder / f"{name}.raucb"
        bundle.make(made, squashed, MACHINES[machine], Release(version, "tried", _EPOCH, ()), signer)
        squashed.unlink()
        return made


def broken_core(tree: Path) -> None:
    """It ends as it begins."""
    (tree / CORE).write_text('raise SystemExit("this version is broken")\n')


def no_init(tree: Path) -> None:
    """The kernel finds nothing that it could start."""
    (tree / INIT).write_text("no program\n")


def stick(to: Path, *files: Path, label: str = "UPDATES") -> list[str]:
    """A stick as people have them (FAT), as arguments of QEMU's."""
    kilobytes = sum(file.stat().st_size for file in files) // 1024 + 65536
    to.unlink(missing_ok=True)
    subprocess.run(["mkfs.vfat", "-C", "-F", "32", "-n", label, to, str(kilobytes)], check=True, capture_output=True)
    subprocess.run(["mcopy", "-i", to, *files, "::"], check=True, timeout=600)
    drive = f"driver=raw,node-name=stick,read-only=on,file.driver=file,file.filename={to}"
    return ["-blockdev", drive, "-device", "qemu-xhci", "-device", "usb-storage,id=stick,drive=stick,removable=on"]
