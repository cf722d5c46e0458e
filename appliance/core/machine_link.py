"""The line to `machine`, which looks after what is under Lollipop. A box without it (`make run`) says so."""

import asyncio
import contextlib
from pathlib import Path

from appliance.core.incident_log import IncidentLog
from appliance.errors import CoreAwayError, WireError
from appliance.machine.commands import Answer, Begun, Command, Look
from appliance.wire import AskMachine, Connection, MachineSaid, Refused

NOT_MANAGED = "The machine under Lollipop is not looked after from here."
SILENT = "The part of Lollipop that looks after the machine does not answer. Try again in a minute."
ANSWER_SECONDS = 60.0


class MachineLink:
    """One connection an ask: they are few. What changes something is told to the log of incidents, with who asked."""

    def __init__(self, path: Path, incidents: IncidentLog) -> None:
        self._path = path
        self._incidents = incidents

    async def answer(self, ask: AskMachine) -> MachineSaid | Refused:
        """Never raises for what could be foreseen."""
        if not self._path.exists():
            return Refused(text=NOT_MANAGED)
        answer = await self._ask(ask.command)
        if answer is None:
            return Refused(text=SILENT)
        if isinstance(answer, Begun) and not isinstance(ask.command, Look):
            self._incidents.tell("machine", f"{answer.text} Asked for by {ask.by}.", "machine")
        return MachineSaid(answer=answer)

    async def _ask(self, command: Command) -> Answer | None:
        """None where nobody answers in time."""
        line: Connection[Answer] | None = None
        with contextlib.suppress(CoreAwayError, WireError, TimeoutError, OSError):
            async with asyncio.timeout(ANSWER_SECONDS):
                line = await Connection[Answer].open(self._path, Answer)
                line.send(command)
                return await line.receive()
        if line is not None:
            line.close()
        return None
