"""In an image /var lies in memory and is empty at each start: what folders Debian's packages left there is written down
for systemd-tmpfiles, which makes them anew."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

LIST = "usr/lib/tmpfiles.d/lollipop-image.conf"
# Of the package manager, which an image does not run; caches; and what `files/` mounts.
_LEFT_OUT = (
    "lib/apt",
    "lib/dpkg",
    "lib/systemd",
    "lib/ucf",
    "lib/initramfs-tools",
    "cache/apt",
    "cache/debconf",
    "log/journal",
    "tmp",
)


def lines(root: Path) -> Iterator[str]:
    """Of tmpfiles.d: folders with their owners and modes, and links. Numbers and not names, which are the same."""
    var = root / "var"
    for folder, folders, files in os.walk(var):
        folders.sort()
        here = Path(folder)
        for name in sorted(
            [*folders, *(name for name in files if (here / name).is_symlink())]
        ):  # some lead nowhere yet
            path = here / name
            relative = path.relative_to(var).as_posix()
            if relative in _LEFT_OUT:
                folders.remove(name)
                continue
            if path.is_symlink():
                yield f"L /var/{relative} - - - - {path.readlink()}"
                continue
            had = path.lstat()
            yield f"d /var/{relative} {stat.S_IMODE(had.st_mode):04o} {had.st_uid} {had.st_gid} -"


def write(root: Path) -> None:
    (root / LIST).write_text("".join(f"{line}\n" for line in lines(root)), encoding="utf-8")
