"""In what two builds differ. Of one commit and one stage 1 they must not differ at all, but for the update's signature,
whose time and random part no two have alike."""

import hashlib
import tempfile
from collections.abc import Iterator
from pathlib import Path

from image.tools import run

_SIGNED = (".raucb",)
_BLOCK = 1 << 20


def differences(one: Path, other: Path) -> list[str]:
    """A line for each file that is not the same in both folders; of a root, for each file in it. Raises BuildError."""
    names = sorted({path.name for folder in (one, other) for path in folder.iterdir() if path.is_file()})
    found: list[str] = []
    for name in names:
        first, second = one / name, other / name
        if not (first.exists() and second.exists()):
            found.append(f"{name}: in one alone")
        elif first.suffix not in _SIGNED and _digest(first) != _digest(second):
            found.append(f"{name}: differs")
            if name.endswith(".squashfs"):
                found += _within(first, second)
    return found


def _within(first: Path, second: Path) -> Iterator[str]:
    """Lines for files of two roots."""
    with tempfile.TemporaryDirectory(prefix="lollipop-same-") as place:
        trees = [_unpacked(squashfs, Path(place) / name) for name, squashfs in (("one", first), ("other", second))]
        one, other = (_listed(tree) for tree in trees)
    for name in sorted({*one, *other}):
        if one.get(name) != other.get(name):
            yield f"  {name}"


def _unpacked(squashfs: Path, to: Path) -> Path:
    run("unsquashfs", "-quiet", "-no-progress", "-dest", to, squashfs)
    return to


def _listed(tree: Path) -> dict[str, tuple[int, int, int, str]]:
    """Mode, owner, group and content of each file by its name."""
    listed = {}
    for path in tree.rglob("*"):
        had = path.lstat()
        content = str(path.readlink()) if path.is_symlink() else _digest(path) if path.is_file() else ""
        listed[path.relative_to(tree).as_posix()] = (had.st_mode, had.st_uid, had.st_gid, content)
    return listed


def _digest(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
