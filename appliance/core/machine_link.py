"""The line to `machine`, which looks after what is under Lollipop. A box without it (`make run`) says so."""

import asyncio
import contextlib
import time
from pathlib import Path

from appliance.core.store_thread import StoreThread
from appliance.errors import CoreAwayError, StorageError, WireError
from appliance.machine import commands
from appliance.wire import AskMachine, Connection, MachineSaid, Refused

NOT_MANAGED = "The machine under Lollipop is not looked after from here."
SILENT = "The part of Lollipop that looks after the machine does not answer. Try again in a minute."
ANSWER_SECONDS = 60.0


class MachineLink:
    """One connection an ask: they are few. What is done goes into the audit trail, with who asked."""

    def __init__(self, path: Path, store: StoreThread) -> None:
        self._path = path
        self._store = store

    async def answer(self, ask: AskMachine) -> MachineSaid | Refused:
        """Never raises for what could be foreseen."""
        if not self._path.exists():
            return Refused(text=NOT_MANAGED)
        answer = await self._ask(ask.command)
        if answer is None:
            return Refused(text=SILENT)
        if not isinstance(ask.command, commands.Look) and not isinstance(answer, commands.Failed):
            await self._note(ask)
        return MachineSaid(answer=answer)

    async def _note(self, ask: AskMachine) -> None:
        """A full disk must not keep a box from being mended."""
        what, about = in_words(ask.command)
        with contextlib.suppress(StorageError):
            await self._store.run(lambda store: store.audit.add(time.time(), ask.by, what, about))

    async def _ask(self, command: commands.Command) -> commands.Answer | None:
        """None where nobody answers in time."""
        with contextlib.suppress(CoreAwayError, WireError, TimeoutError, OSError):
            async with asyncio.timeout(ANSWER_SECONDS):
                line = await Connection[commands.Answer].open(self._path, commands.Answer)
                try:
                    line.send(command)
                    return await line.receive()
                finally:
                    line.close()
        return None


_WORDS = {
    commands.StartOther: "newer version started",
    commands.Restart: "box restarted",
    commands.PowerOff: "box switched off",
    commands.BackUp: "backup begun",
    commands.TryBackup: "trial of a backup begun",
    commands.KeepBackups: "place for backups chosen",
    commands.AskKitCode: "backup code shown",
    commands.NewKitCode: "backup code renewed",
    commands.FindBackups: "backups looked for",
    commands.Restore: "backup restored",
    commands.LetIn: "SSH keys chosen",
    commands.ForgetEverything: "everything forgotten",
}


def in_words(command: commands.Command) -> tuple[str, str]:
    """For the audit trail: what was asked, and about what; never a code or a key. Pure."""
    match command:
        case commands.Update():
            return "update put in", "from a browser" if command.sent else command.file
        case commands.LetIn():
            return _WORDS[commands.LetIn], f"{len(command.keys)} keys"
        case commands.Restore():
            return _WORDS[commands.Restore], command.snapshot
        case _:
            return _WORDS[type(command)], "box"
