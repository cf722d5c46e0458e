"""Backups, as `machine` carries them out."""

from appliance.config import Home
from appliance.errors import MachineError
from appliance.machine.commands import Backup, FindBackups, KeepBackups, KitCode, Restore
from appliance.machine.sticks import Sticks
from appliance.machine.working import Tell


class Backups:
    """Each of these is a job for `Working`: it tells how far it is, and returns the sentence at its end. They raise
    errors of ours. `found` is what the last search found."""

    def __init__(self, home: Home, sticks: Sticks) -> None:
        self._home = home
        self._sticks = sticks
        self.found: tuple[Backup, ...] = ()

    async def back_up(self, tell: Tell) -> str:
        tell(None, "")
        raise MachineError("Backups are not made here.")

    async def try_backup(self, tell: Tell) -> str:
        return await self.back_up(tell)

    async def find(self, command: FindBackups, tell: Tell) -> str:
        del command
        return await self.back_up(tell)

    async def restore(self, command: Restore, tell: Tell) -> str:
        del command
        return await self.back_up(tell)

    async def keep(self, command: KeepBackups) -> str:
        """Where they go from now on, in a sentence."""
        del command
        raise MachineError("Backups are not made here.")

    async def kit_code(self, *, anew: bool) -> KitCode:
        """The code of the recovery kit; `anew`, another one."""
        del anew
        raise MachineError("Backups are not made here.")
