"""Writes the disk without mounting anything or asking for a loop device."""

from pathlib import Path

from image import layout
from image.tools import BuildError, run

_BLOCK = 1024 * 1024


def write(to: Path, contents: dict[str, Path]) -> None:
    """`contents` are files by the name of the part that each fills. What is nothing but zeros takes no room. Raises
    BuildError."""
    to.unlink(missing_ok=True)
    with to.open("wb") as file:
        file.truncate(layout.size())
    run("sfdisk", "--quiet", "--no-reread", "--no-tell-kernel", to, stdin=layout.sfdisk())
    for part in layout.parts():
        if part.name in contents:
            _fill(to, part, contents[part.name])


def _fill(disk: Path, part: layout.Part, content: Path) -> None:
    size = content.stat().st_size
    if size > part.size:
        raise BuildError(
            f"{content.name} is {size // layout.MEBI} MiB, and {part.name} has room for {part.size // layout.MEBI}"
        )
    with content.open("rb") as source, disk.open("r+b") as target:
        position = part.start
        while block := source.read(_BLOCK):
            if block.strip(b"\0"):
                target.seek(position)
                target.write(block)
            position += len(block)
