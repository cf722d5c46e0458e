"""When no worker can take the pupils' web traffic: it stays shut, or goes by unread, as the school chose.

`proxy.on_failure = "safe"` leaves the redirect in force, and connections are refused; where there are
`network.school_sites`, these are let by. `"open"` takes the redirect away. Both come after a while, loudly, and end as
soon as a worker is there again.
"""

import asyncio
from enum import StrEnum
from typing import Protocol

from appliance.config import Settings
from appliance.core.hub import Hub
from appliance.core.incident_log import IncidentLog

PATIENCE_SECONDS = 15.0  # a worker that was started again is back within five
LOOK_SECONDS = 1.0


class Redirects(Protocol):
    async def redirect(self, *, on: bool) -> str:
        """Empty when it is so; else what is wrong."""


class Passes(StrEnum):
    """What passes unread when no worker runs."""

    NOTHING = "nothing"
    SCHOOL = "only the school's sites pass, UNREAD"
    ALL = "web traffic passes UNREAD"


def chosen(settings: Settings) -> Passes:
    if settings.proxy.on_failure == "open":
        return Passes.ALL
    return Passes.SCHOOL if settings.network.school_sites else Passes.NOTHING


class Fallback:
    """Looks once a second whether any worker is alive. `choice` may change while it does."""

    def __init__(
        self,
        choice: Passes,
        hub: Hub,
        network: Redirects,
        incidents: IncidentLog,
        patience: float = PATIENCE_SECONDS,
    ) -> None:
        self.choice = choice
        self._hub = hub
        self._network = network
        self._incidents = incidents
        self._patience = patience
        self._open = False

    async def run(self) -> None:
        loop = asyncio.get_running_loop()
        alive_at = loop.time()
        while True:
            await asyncio.sleep(min(LOOK_SECONDS, self._patience))
            if self._hub.is_alive:
                alive_at = loop.time()
            await self._look(down=loop.time() - alive_at >= self._patience)

    async def _look(self, *, down: bool) -> None:
        down = down and self.choice is not Passes.NOTHING
        if down == self._open:
            return
        if await self._network.redirect(on=not down):
            return  # it is tried again in a second, and the link tells what is wrong
        self._open = down
        self._incidents.tell(
            "open" if down else "closed", _UNREAD.format(passes=self.choice) if down else _READ_AGAIN, "network"
        )


_UNREAD = "No worker is running: {passes}, as the school chose for this case."
_READ_AGAIN = "A worker is running again. Web traffic is read again."
