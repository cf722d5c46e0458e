"""`machine`: what runs as root for versions, backups, sticks, SSH and starting anew. It takes typed commands from
`core` alone, and speaks to Debian's own programs.

Only `core`'s user may connect (the socket's mode), and the kernel says who did (its credentials). Who among people may
ask for what is looked at by whoever asks `core`.
"""

import asyncio
import logging
import os
import signal
from typing import assert_never

from appliance import __version__
from appliance.config import Home, load
from appliance.errors import LollipopError, WireError
from appliance.machine import power
from appliance.machine.backups import Backups
from appliance.machine.commands import (
    Answer,
    AskKitCode,
    BackUp,
    Begun,
    Command,
    Failed,
    FindBackups,
    ForgetEverything,
    KeepBackups,
    LetIn,
    Look,
    Looked,
    NewKitCode,
    PowerOff,
    Restart,
    Restore,
    StartOther,
    TryBackup,
    Update,
)
from appliance.machine.first_stick import FirstStick
from appliance.machine.forgetting import Forgetting
from appliance.machine.looking import clock_is_set, model, sealed_by
from appliance.machine.ssh import Ssh
from appliance.machine.sticks import Sticks
from appliance.machine.updates import Updates
from appliance.machine.working import Working
from appliance.network.service import own_folder, user_id
from appliance.wire import Connection, listen

log = logging.getLogger("lollipop.machine")


class Machine:
    """The parts, and the commands that they carry out."""

    def __init__(self, home: Home) -> None:
        self.working = Working(home.machine_state)
        self._sticks = Sticks(home.machine_state / "sticks")
        self._updates = Updates(home, self._sticks)
        self._backups = Backups(home, self._sticks)
        self._ssh = Ssh(home.machine_state / "ssh")
        self._forgetting = Forgetting(home)
        self._first_stick = FirstStick(home, self._sticks)
        self._one_at_a_time = asyncio.Lock()

    async def help_to_begin(self) -> None:
        """Until it is cancelled: sticks that are plugged in while nobody has an account."""
        await self._first_stick.run(self._one_at_a_time)

    async def do(self, command: Command) -> Answer:
        """Never raises for what could be foreseen: the answer says what went wrong."""
        try:
            async with self._one_at_a_time:
                return await self._look() if isinstance(command, Look) else await self._do(command)
        except (LollipopError, OSError) as error:
            log.error("%s: %s", type(command).__name__, error)  # noqa: TRY400  # the sentence says it all
            return Failed(text=str(error))

    async def _look(self) -> Looked:
        status, sticks = await asyncio.gather(self._updates.status(), self._sticks.look(), return_exceptions=True)
        troubles = tuple(str(found) for found in (status, sticks) if isinstance(found, BaseException))
        kept = self._updates.kept
        return Looked(
            version=__version__,
            compatible="" if isinstance(status, BaseException) else status.compatible,
            failed=kept.failed,
            model=model(),
            slots=() if isinstance(status, BaseException) else status.slots,
            sticks=() if isinstance(sticks, BaseException) else sticks,
            backups=self._backups.found,
            backup=self._backups.state,
            work=self.working.now,
            ssh=self._ssh.keys(),
            sealed_by=await sealed_by(),
            clock_is_set=await clock_is_set(),
            troubles=(*troubles, kept.told) if kept.told else troubles,
        )

    async def _do(self, command: Command) -> Answer:
        begin = self.working.begin
        match command:
            case Look():
                return await self._look()
            case Update():
                return begin("update", lambda tell: self._updates.install(command, tell), "The update begins.")
            case BackUp() | TryBackup() | KeepBackups() | AskKitCode() | NewKitCode() | FindBackups() | Restore():
                return await self._of_backups(command)
            case LetIn():
                return Begun(text=await self._ssh.let_in(command.keys))
            case StartOther() | Restart() | PowerOff() | ForgetEverything():
                return await self._end(command)
        assert_never(command)

    async def _of_backups(  # noqa: PLR0911  # one line a command
        self, command: BackUp | TryBackup | KeepBackups | AskKitCode | NewKitCode | FindBackups | Restore
    ) -> Answer:
        begin, backups = self.working.begin, self._backups
        match command:
            case BackUp():
                return begin("backup", backups.back_up, "The backup begins.")
            case TryBackup():
                return begin("trial of a backup", backups.try_backup, "The last backup is being tried.")
            case KeepBackups():
                self.working.must_be_idle()
                return await backups.keep(command.place)
            case AskKitCode():
                return backups.kit_code()
            case NewKitCode():
                return begin("new backup code", backups.new_kit_code, "The new code is put in force.")
            case FindBackups():
                return begin("search for backups", lambda tell: backups.find(command, tell), "Looking for backups.")
            case Restore():
                return begin("restore", lambda tell: backups.restore(command, tell), "The backup is put back.")
        assert_never(command)

    async def _end(self, command: StartOther | Restart | PowerOff | ForgetEverything) -> Begun:
        """What ends this run of the machine. Raises MachineError in the middle of other work."""
        self.working.must_be_idle()
        match command:
            case StartOther():
                await self._updates.prefer_other()
            case ForgetEverything():
                await self._forgetting.begin()
            case PowerOff():
                await power.off()
                return Begun(text="The box switches itself off. Unplug it when its lights are out.")
            case Restart():
                pass
        await power.restart()
        return Begun(text="The box starts anew. It is back in about two minutes.")


async def serve(home: Home) -> None:
    """Take commands until SIGTERM or SIGINT. Raises ConfigError."""
    core = user_id(load(home).network.core_user, "network.core_user")
    own_folder(home.machine_state)
    machine = Machine(home)
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await _answer(Connection[Command](reader, writer, Command), machine, {0, core})

    server = await listen(home.machine_socket, answer)
    os.chown(home.machine_socket, core, -1)
    beginning = asyncio.create_task(machine.help_to_begin())
    await stop.wait()
    beginning.cancel()
    server.close()
    await machine.working.end()
    home.machine_socket.unlink(missing_ok=True)


async def _answer(connection: Connection[Command], machine: Machine, allowed: set[int]) -> None:
    try:
        if connection.peer_uid() not in allowed:
            log.warning("user %d asked for a change of the machine and was refused", connection.peer_uid())
            return
        while (command := await connection.receive()) is not None:
            connection.send(await machine.do(command))
            await connection.drain()
    except (WireError, OSError) as error:
        log.warning("a connection was closed: %s", error)
    finally:
        connection.close()
