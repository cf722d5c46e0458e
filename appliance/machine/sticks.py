"""Sticks that are plugged in: which there are, what is on them, and a way to what is on them.

A stick is mounted by us alone (the unit has a mount namespace of its own) and only while it is used, so that it may be
pulled out whenever nothing is said to be under way. Nothing on it is run, and no link on it is followed.
"""

import contextlib
import re
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import msgspec

from appliance.errors import MachineError
from appliance.machine.commands import Stick
from appliance.machine.tools import ToolError, call
from appliance.model import Frozen

BUNDLES = "*.raucb"
BACKUPS = "Lollipop backups"
MOST_SHOWN = 20
_KNOWN = ("vfat", "exfat", "ntfs", "ext4", "ext3", "ext2")
_DRIVERS = {"ntfs": "ntfs3"}
_COLUMNS = "NAME,PATH,FSTYPE,LABEL,UUID,SIZE,TRAN,MOUNTPOINTS"
_SECONDS = 20.0
_WRITING_SECONDS = 300.0  # a slow stick may have much to write yet
_MB = 1_000_000
_NAME = re.compile(r"[\w][\w .+-]{0,199}")


class Plugged(Frozen):
    """A file system on something that is plugged in by USB. `name` is what people are shown, and what they answer."""

    name: str
    device: str
    kind: str
    bytes: int


class Sticks:
    """`folder` is where sticks are mounted."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._seen: dict[Plugged, Stick] = {}

    async def look(self) -> tuple[Stick, ...]:
        """Those that can be read. A stick is opened once, when it is new: its light should not blink for ever. What
        could not be read now is tried again."""
        found = {one: self._seen.get(one) or await self._read(one) for one in await plugged()}
        self._seen = {one: stick for one, stick in found.items() if stick}
        return tuple(stick or _unread(one) for one, stick in found.items())

    def forget(self) -> None:
        """What is on them may have changed."""
        self._seen = {}

    @asynccontextmanager
    async def opened(self, name: str, *, write: bool = False) -> AsyncIterator[Path]:
        """The folder of a stick while it is used. Raises MachineError."""
        found = next((one for one in await plugged() if one.name == name), None)
        if found is None:
            raise MachineError(f"The stick {name} is not plugged in any more.")
        async with self._mounted(found, write=write) as folder:
            yield folder

    async def _read(self, one: Plugged) -> Stick | None:
        with contextlib.suppress(MachineError, OSError):
            async with self._mounted(one, write=False) as folder:
                return Stick(
                    name=one.name,
                    megabytes=one.bytes // _MB,
                    free_megabytes=shutil.disk_usage(folder).free // _MB,
                    updates=bundles(folder),
                    has_backups=(folder / BACKUPS).is_dir(),
                )
        return None

    @asynccontextmanager
    async def _mounted(self, one: Plugged, *, write: bool) -> AsyncIterator[Path]:
        options = f"{'rw' if write else 'ro'},nosuid,nodev,noexec,nosymfollow"
        driver = _DRIVERS.get(one.kind, one.kind)
        with _place(self._folder) as folder:
            try:
                await call("mount", "-t", driver, "-o", options, one.device, str(folder), seconds=_SECONDS)
            except ToolError as error:
                raise MachineError(f"The stick {one.name} cannot be read: {error.said}") from error
            try:
                yield folder
            finally:
                await _let_go(folder)


@contextlib.contextmanager
def _place(below: Path) -> Iterator[Path]:
    """An own one each time: another may let go of the same stick at this moment."""
    below.mkdir(parents=True, exist_ok=True)
    place = Path(mkdtemp(dir=below))
    try:
        yield place
    finally:
        with contextlib.suppress(OSError):
            place.rmdir()


def _unread(one: Plugged) -> Stick:
    return Stick(name=one.name, megabytes=one.bytes // _MB, free_megabytes=0)


async def _let_go(folder: Path) -> None:
    """What was written is on the stick when this returns; one that was pulled out is let go all the same."""
    try:
        await call("umount", str(folder), seconds=_WRITING_SECONDS)
    except ToolError:
        with contextlib.suppress(ToolError):
            await call("umount", "--lazy", str(folder), seconds=_SECONDS)


async def plugged() -> tuple[Plugged, ...]:
    """Raises ToolError where Debian cannot say."""
    return found_in(await call("lsblk", "--json", "--bytes", "--output", _COLUMNS, seconds=_SECONDS))


def found_in(listing: str) -> tuple[Plugged, ...]:
    """From `lsblk`'s JSON. A disk that the box itself uses is no stick, though it may hang on USB as well."""
    found: list[Plugged] = []
    for disk in msgspec.json.decode(listing).get("blockdevices", []):
        parts = [disk, *_below(disk)]
        if disk.get("tran") == "usb" and not any(any(part.get("mountpoints") or ()) for part in parts):
            found.extend(_plugged(part, found) for part in parts if part.get("fstype") in _KNOWN)
    return tuple(found)


def bundles(folder: Path) -> tuple[str, ...]:
    """Names of files that could be updates, newest name first; those that could not be asked for are left out."""
    names = (path.name for path in folder.glob(BUNDLES) if path.is_file() and not path.is_symlink())
    return tuple(sorted(filter(_NAME.fullmatch, names), reverse=True)[:MOST_SHOWN])


def _below(device: dict[str, Any]) -> list[dict[str, Any]]:
    children = device.get("children", [])
    return [*children, *(below for child in children for below in _below(child))]


def _plugged(part: dict[str, Any], others: list[Plugged]) -> Plugged:
    """Two may have one label: the second is told by what the kernel calls it too."""
    label = re.sub(r"[^\w .+-]", "", part.get("label") or "").strip(" .+-")
    name = label or f"stick {part['name']}"
    if name in {one.name for one in others}:
        name = f"{name} {part['name']}"
    return Plugged(name=name, device=part["path"], kind=part["fstype"], bytes=int(part.get("size") or 0))
