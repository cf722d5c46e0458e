"""A newer version into the slot that is not running, and what came of it."""

import asyncio
import os
import shutil
import stat
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from msgspec.structs import replace

from appliance import __version__
from appliance.config import Home
from appliance.errors import MachineError
from appliance.machine import coming_up
from appliance.machine.commands import Slot, Update
from appliance.machine.rauc import Bundle, Rauc, Status
from appliance.machine.sticks import Sticks
from appliance.machine.versions import newer
from appliance.machine.working import Tell

MOST_BYTES = 1_500_000_000
_PIECE = 4 * 1024 * 1024
_COPYING = 0.4  # of the way, where a stick is copied first
TRIED = (
    "Version {} was tried here and did not come up well. Wait for the next one, or say that it is to be tried again."
)
NO_SLOTS = "This box was not made from our image. Whoever set it up brings it up to date with Ansible."


class Updates:
    """`rauc` is what knows the slots."""

    def __init__(self, home: Home, sticks: Sticks, rauc: Rauc | None = None) -> None:
        self._folder = home.updates
        self._sent = home.sent
        self._state = home.machine_state
        self._staged = home.machine_state / "update.raucb"
        self._sticks = sticks
        self._rauc = rauc or Rauc(__version__)
        self._staged.unlink(missing_ok=True)  # of a power cut in the middle

    async def status(self) -> Status:
        """For people: a version that waits and was never tried is not a bad one. No slots where the box was not made
        from our image. Raises ToolError."""
        if not self._rauc.is_there:
            return Status(compatible="", slots=())
        return self._told(await self._rauc.status())

    @property
    def kept(self) -> coming_up.Kept:
        """What came of versions that were started here."""
        return coming_up.read(self._state)

    async def install(self, update: Update, tell: Tell) -> str:
        """Copied to where only root writes, looked at, put in; the next start is still the old version's. Raises
        MachineError."""
        status = await self._status()
        try:
            await self._stage(update, tell)
            tell(None, "Looking at its signature.")
            bundle = await self._rauc.look_at(self._staged)
            if wrong := refusal(bundle, status, "" if update.again else self.kept.failed):
                raise MachineError(wrong)
            await self._rauc.install(
                self._staged, lambda share: tell(_COPYING + (1 - _COPYING) * share, f"Putting in {bundle.version}.")
            )
        finally:
            self._staged.unlink(missing_ok=True)
        return f"Version {bundle.version} is put in. It begins when the box is started anew."

    async def prefer_other(self) -> None:
        """The next start is that of the other slot: a newer version that waits, or the one from before. Raises
        MachineError where there is none that could come up."""
        other = self._told(await self._status()).other
        if other is None or not other.version or not other.good:
            raise MachineError("No other version waits to be started. Put an update in first.")
        kept = self.kept
        if newer(other.version, self._rauc.running):
            kept = replace(kept, waits=other.version)
        else:  # by hand, away from this one: it is not to come back by itself
            kept = replace(kept, waits="", failed=self._rauc.running)
        coming_up.keep(self._state, kept)
        await self._rauc.mark("active", "other")

    async def _status(self) -> Status:
        if not self._rauc.is_there:
            raise MachineError(NO_SLOTS)
        return await self._rauc.status()

    def _told(self, status: Status) -> Status:
        return replace(status, slots=tuple(_named(slot, status, self.kept) for slot in status.slots))

    async def _stage(self, update: Update, tell: Tell) -> None:
        def told(share: float) -> None:
            tell(share * _COPYING, "Copying it.")

        if update.sent:
            try:
                await asyncio.to_thread(copy, self._sent / update.file, self._staged, told)
            finally:
                (self._sent / update.file).unlink(missing_ok=True)
            return
        if not update.stick:
            await asyncio.to_thread(copy, self._folder / update.file, self._staged, told)
            return
        async with self._sticks.opened(update.stick) as folder:
            await asyncio.to_thread(copy, folder / update.file, self._staged, told)


def _named(slot: Slot, status: Status, kept: coming_up.Kept) -> Slot:
    version = slot.version or kept.was.get(slot.name, "")
    waits = status.booted is not None and newer(version, status.booted.version) and version != kept.failed
    return replace(slot, version=version, good=slot.good or slot.booted or waits)


def refusal(bundle: Bundle, status: Status, failed: str = "") -> str:
    """Why a signed bundle is not put in here; empty where it may be. `failed` is a version that did not come up well.
    Pure."""
    running = status.booted
    if not bundle.version or not bundle.compatible:
        return "This update does not say which version it is, or for which machines."
    if bundle.compatible != status.compatible:
        return f"This update is for another kind of machine ({bundle.compatible}); this box is {status.compatible}."
    if running and bundle.version == running.version:
        return f"The box already runs version {bundle.version}."
    if running and not newer(bundle.version, running.version):
        return f"This is version {bundle.version}, and the box already runs {running.version}, which is newer."
    return TRIED.format(bundle.version) if bundle.version == failed else ""


def copy(source: Path, goal: Path, told: Callable[[float], None]) -> None:
    """A plain file of bounded size; a link is not followed. Raises MachineError."""
    try:
        descriptor = os.open(source, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError as error:
        raise MachineError(f"{source.name} cannot be read: {error.strerror}.") from error
    with os.fdopen(descriptor, "rb") as file:
        size = _size(file.fileno(), source.name)
        _check_room(goal.parent, size)
        try:
            _write(file, goal, size, told)
        except OSError as error:
            raise MachineError(
                f"{source.name} could not be copied: {error.strerror}. Was the stick pulled out?"
            ) from error


def _size(descriptor: int, name: str) -> int:
    found = os.fstat(descriptor)
    if not stat.S_ISREG(found.st_mode):
        raise MachineError(f"{name} is no file.")
    if found.st_size > MOST_BYTES:
        raise MachineError(f"{name} is too large to be an update.")
    return found.st_size


def _check_room(folder: Path, size: int) -> None:
    if shutil.disk_usage(folder).free < size + _PIECE:
        raise MachineError(f"There is no room for this update: it needs {size // 1_000_000:,} MB of the box's disk.")


def _write(file: BinaryIO, goal: Path, size: int, told: Callable[[float], None]) -> None:
    goal.unlink(missing_ok=True)
    with os.fdopen(os.open(goal, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as copied:
        while piece := file.read(_PIECE):
            copied.write(piece)
            told(copied.tell() / max(size, 1))
        copied.flush()
        os.fsync(copied.fileno())
