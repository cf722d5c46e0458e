"""Backups, as `machine` carries them out. Each of the jobs for `Working` tells how far it is, and returns the sentence
at its end; they raise errors of ours, and OSError."""

import asyncio
import os
import secrets
import shutil
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from msgspec.structs import replace

from appliance import __version__
from appliance.backup import looking, putting
from appliance.backup.code import new_code, tidy_code
from appliance.backup.finding import backup_of, check_may_replace, chosen, school_id_of
from appliance.backup.gathering import Manifest, clear, gather, school_id, tags
from appliance.backup.keeping import Keeping
from appliance.backup.looking import NEWER
from appliance.backup.place import OnStick, Place
from appliance.backup.restic import NoRepositoryError, Restic, Snapshot
from appliance.config import Home
from appliance.errors import LollipopError, MachineError
from appliance.keywords.files import write
from appliance.machine import power
from appliance.machine.commands import Backup, BackupState, Begun, FindBackups, KitCode, Restore
from appliance.machine.sticks import Sticks
from appliance.machine.working import Tell

_KEPT = ("--keep-daily", "14", "--keep-weekly", "8")  # what a school erased is in no backup after eight weeks
_NOTHING_SET = "Nobody has said where backups go. Choose a place first."
_NONE = "There are no backups there."
_ROOM = "There is no room on the box to put the backup back: {} MB are needed, {} MB are free."
_MB = 1_000_000
_SPARE_MB = 200


class Backups:
    """`found` is what the last search found. `start_anew` starts the machine anew."""

    def __init__(
        self,
        home: Home,
        sticks: Sticks,
        clock: Callable[[], float] = time.time,
        start_anew: Callable[[], Awaitable[None]] = power.restart,
    ) -> None:
        self._home = home
        self._sticks = sticks
        self._clock = clock
        self._folder = home.machine_state / "backup"
        self._keeping = Keeping(self._folder)
        self._start_anew = start_anew
        self._searched = FindBackups()
        self.found: tuple[Backup, ...] = ()

    @property
    def state(self) -> BackupState:
        return self._keeping.state()

    async def keep(self, place: Place | None) -> Begun:
        await self._keeping.choose(place)
        return Begun(text="Backups go there from now on." if place else "No more backups are made.")

    def kit_code(self) -> KitCode:
        return KitCode(code=self._keeping.code())

    async def new_kit_code(self, tell: Tell) -> str:
        """First where backups are, then here: a power cut between leaves a box that says that its code does not fit."""
        tell(None, "The new code is put in force.")
        code, draft = new_code(), self._folder / "code.new"
        if self._keeping.place:
            write(draft, code.encode(), 0o600)
            try:
                async with self._opened(write=True) as restic:
                    with suppress(NoRepositoryError):
                        await restic.change_code(draft)
            finally:
                draft.unlink(missing_ok=True)
        self._keeping.take_code(code)
        return "There is a new backup code. Print the recovery kit again, and destroy the old sheet."

    async def back_up(self, tell: Tell) -> str:
        try:
            await self._back_up(tell)
        except (LollipopError, OSError) as error:
            self._keeping.note(replace(self._keeping.outcome, failed=_sentence(error)))
            raise
        self._keeping.note(replace(self._keeping.outcome, made_at=self._clock(), failed=""))
        return "The backup is made."

    async def try_backup(self, tell: Tell) -> str:
        try:
            await self._try(tell)
        except (LollipopError, OSError) as error:
            self._keeping.note(replace(self._keeping.outcome, trial_failed=_sentence(error)))
            raise
        self._keeping.note(replace(self._keeping.outcome, tried_at=self._clock(), trial_failed=""))
        return "The last backup was put back into a scratch place, and is whole."

    async def find(self, command: FindBackups, tell: Tell) -> str:
        tell(None, "Looking for backups.")
        self.found, self._searched = (), command
        async with self._opened(command.stick, command.code) as restic:
            snapshots = await restic.snapshots()
        self.found = tuple(backup_of(one) for one in reversed(snapshots))
        return f"{len(self.found)} backups were found." if self.found else _NONE

    async def restore(self, command: Restore, tell: Tell) -> str:
        where: Restore | FindBackups = command if command.code else self._searched
        code = tidy_code(where.code) if where.code else self._keeping.code()
        target = putting.restore_folder(self._home)
        shutil.rmtree(target, ignore_errors=True)
        try:
            async with self._opened(where.stick, code) as restic:
                snapshot = chosen(await restic.snapshots(), command.snapshot)
                check_may_replace(self._home, snapshot)
                found, manifest = await self._put_back(restic, snapshot, target, tell)
            await asyncio.to_thread(os.sync)  # what the next start takes is on the disk before it is told of it
            putting.make_ready(
                self._home, putting.Ready(id=secrets.token_hex(16), root=str(found.root), made_at=manifest.made_at)
            )
        except BaseException:
            shutil.rmtree(target, ignore_errors=True)
            raise
        self._keeping.take_code(code)
        await self._start_anew()
        return "The backup is put into its place while the box starts anew. It is back in a few minutes."

    async def _back_up(self, tell: Tell) -> None:
        tell(None, "Copying what the store holds.")
        try:
            gathered = await asyncio.to_thread(gather, self._home, self._folder, self._clock())
            async with self._opened(write=True) as restic:
                await _ready(restic)
                named = tags(gathered.manifest)
                await restic.backup(
                    gathered.folders, gathered.without, named, lambda share: tell(share, "Writing the backup.")
                )
                tell(None, "Forgetting backups that are too old.")
                await restic.forget(*_KEPT)
        finally:
            clear(self._folder)
            self._sticks.forget()

    async def _try(self, tell: Tell) -> None:
        target = self._folder / "trial"
        shutil.rmtree(target, ignore_errors=True)
        try:
            async with self._opened() as restic:
                snapshots = [
                    one for one in await restic.snapshots() if school_id_of(one) in {"", school_id(self._home)}
                ]
                if not snapshots:
                    raise MachineError(_NONE)
                await self._put_back(restic, snapshots[-1], target, tell)
        finally:
            shutil.rmtree(target, ignore_errors=True)

    async def _put_back(self, restic: Restic, snapshot: Snapshot, target: Path, tell: Tell) -> tuple[Home, Manifest]:
        """Below `target`, and looked at there."""
        _make_room(target, backup_of(snapshot).megabytes)
        tell(None, "Reading the backup.")
        await restic.restore(snapshot.id, target)
        tell(None, "Looking whether it is whole.")
        return await asyncio.to_thread(_looked_at, target, snapshot)

    @asynccontextmanager
    async def _opened(self, stick: str = "", code: str = "", *, write: bool = False) -> AsyncIterator[Restic]:
        """The repository: of a stick, else of the place that is set."""
        place = OnStick(stick=stick) if stick else self._keeping.place
        if place is None:
            raise MachineError(_NOTHING_SET)
        own = tidy_code(code) if code else self._keeping.code()
        if not isinstance(place, OnStick):
            restic = Restic(place, self._keeping, own)
            await restic.reach()
            yield restic
            return
        async with self._sticks.opened(place.stick, write=write) as folder:
            yield Restic(place, self._keeping, own, folder, read_only=not write)


async def _ready(restic: Restic) -> None:
    """A new place is prepared; locks that a power cut left are taken away."""
    try:
        await restic.snapshots()
    except NoRepositoryError:
        await restic.init()
    await restic.unlock()


def _make_room(folder: Path, megabytes: int) -> None:
    folder.mkdir(mode=0o700, parents=True)
    free = shutil.disk_usage(folder).free // _MB
    if free < megabytes + _SPARE_MB:
        raise MachineError(_ROOM.format(megabytes + _SPARE_MB, free))


def _sentence(error: Exception) -> str:
    return str(error) if isinstance(error, LollipopError) else "The disk of the box does not let a backup be made."


def _looked_at(restored: Path, snapshot: Snapshot) -> tuple[Home, Manifest]:
    home, manifest = looking.assemble(restored, snapshot.paths)
    if looking.is_newer(home, manifest):
        raise MachineError(NEWER.format(manifest.version, __version__))
    if wrong := looking.faults(home, manifest):
        raise MachineError(f"This backup is not whole: {' '.join(wrong[:5])}")
    return home, manifest
