"""The line to `network`, which holds bans in the kernel. A box without it (`make run`) is not worse off: workers hold
them too."""

import asyncio
import contextlib
from pathlib import Path

from appliance.core.incident_log import IncidentLog
from appliance.errors import CoreAwayError, WireError
from appliance.model import Ban, Condition
from appliance.network.commands import Answer, Applied, Apply, Around, Check, Command, Failed, LookAround, SetBans
from appliance.wire import Connection

NOT_MANAGED = "not managed here"
_SILENT = "the network process does not answer"
ANSWER_SECONDS = 2.0
RETRY_SECONDS = 0.5
CHECK_SECONDS = 10.0


class NetworkLink:
    """Keeps the line open. `state` is a sentence for the health page, `conditions` what is wrong around the box."""

    def __init__(self, path: Path, incidents: IncidentLog) -> None:
        self._path = path
        self._incidents = incidents
        self._line: Connection[Answer] | None = None
        self._one_at_a_time = asyncio.Lock()
        self._bans: tuple[Ban, ...] = ()
        self._redirect = True
        self._is_behind = False
        self._broke = asyncio.Event()
        self.well = True
        self.state = NOT_MANAGED
        self.conditions: tuple[Condition, ...] = ()

    async def set_bans(self, bans: tuple[Ban, ...]) -> str:
        """Empty when the network holds the list, or when there is no network to hold it; else what is wrong."""
        self._bans = bans
        if self._line is None:
            return "" if self.state == NOT_MANAGED else self.state
        answer = await self._ask(SetBans(bans=bans))
        return answer.text if isinstance(answer, Failed) else ""

    async def redirect(self, *, on: bool) -> str:
        """Web traffic to the workers, or past them. Empty when it is so, or when no network is managed here."""
        self._redirect = on
        return await self.apply()

    async def apply(self) -> str:
        """The rules as the settings have them now; what fails is tried again with every look. Empty when they hold, or
        when no network is managed here."""
        self._is_behind = True
        if self._line is None:
            return "" if self.state == NOT_MANAGED else self.state
        answer = await self._apply()
        self._note(answer)
        return answer.text if isinstance(answer, Failed) else ""

    async def run(self) -> None:
        """Connect, give the bans (`network` forgets them when it restarts), and look after the rules, for ever."""
        try:
            while True:
                if self._line is not None or await self._connect():
                    self._note(await self._check())
                    await self._look_around()
                await self._sleep()
        finally:
            self._drop()

    async def _check(self) -> Applied | Failed:
        """Web traffic may still go where another core, or this one before a restart of `network`, wanted it."""
        answer = await self._ask(Check())
        if isinstance(answer, Applied) and (self._is_behind or answer.redirect != self._redirect):
            return await self._apply()
        return answer

    async def _apply(self) -> Applied | Failed:
        answer = await self._ask(Apply(redirect=self._redirect))
        self._is_behind = isinstance(answer, Failed)
        return answer

    async def _look_around(self) -> None:
        """What is new is an incident, too: who asks later what was wrong that morning finds it."""
        answer = await self._exchange(LookAround())
        found = answer.conditions if isinstance(answer, Around) else ()
        for one in found:
            if one.kind not in {known.kind for known in self.conditions}:
                self._incidents.tell("around", one.text, "network")
        self.conditions = found

    async def _sleep(self) -> None:
        """Long while the line holds; it wakes us when it breaks."""
        self._broke.clear()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._broke.wait(), RETRY_SECONDS if self._line is None else CHECK_SECONDS)

    async def _connect(self) -> bool:
        if not self._path.exists():
            if self.state != NOT_MANAGED:
                self._note(Failed(text="the network process is not running"))
            return False
        try:
            self._line = await Connection[Answer].open(self._path, Answer)
        except CoreAwayError:
            self._note(Failed(text=_SILENT))
            return False
        await self._ask(SetBans(bans=self._bans))
        return True

    async def _ask(self, command: Command) -> Applied | Failed:
        answer = await self._exchange(command)
        return Failed(text=_SILENT) if answer is None or isinstance(answer, Around) else answer

    async def _exchange(self, command: Command) -> Answer | None:
        """One question at a time; a line that breaks, or is silent, is closed and opened anew, and gives None."""
        async with self._one_at_a_time:
            line = self._line
            if line is None:
                return None
            line.send(command)
            answer: Answer | None = None
            with contextlib.suppress(WireError, TimeoutError):
                answer = await asyncio.wait_for(line.receive(), ANSWER_SECONDS)
            if answer is None:
                self._drop()
            return answer

    def _drop(self) -> None:
        if self._line is not None:
            self._line.close()
        self._line, self.conditions = None, ()
        self._broke.set()

    def _note(self, answer: Applied | Failed) -> None:
        self.state = answer.text
        if self.well and isinstance(answer, Failed):
            self._incidents.tell("network", f"The network is not as it should be: {answer.text}.", "network")
        self.well = isinstance(answer, Applied)
