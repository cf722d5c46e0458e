"""Who vanished without a goodbye, and came back. What it tells ends up on the health page."""

import asyncio
import time

from appliance.core.incident_log import IncidentLog
from appliance.model import Frozen
from appliance.wire import Hello

COMES_BACK_SECONDS = 10.0


class _Gone(Frozen):
    pid: int
    at: float


class Presence:
    """Of workers, web and watch: a command that was interrupted is no incident, and the portal calls for each page."""

    def __init__(self, incidents: IncidentLog, patience: float = COMES_BACK_SECONDS) -> None:
        self._incidents = incidents
        self._patience = patience
        self._gone: dict[str, _Gone] = {}

    def came(self, hello: Hello) -> None:
        name = hello.name or hello.role
        gone = self._gone.pop(name, None)
        if gone is None or gone.pid == hello.pid:
            return
        away = time.monotonic() - gone.at
        self._incidents.tell("stopped", f"{name} stopped by itself and came back after {away:.1f} s.", name)

    def vanished(self, hello: Hello) -> None:
        if hello.role in {"cli", "portal", "front"}:
            return
        name = hello.name or hello.role
        gone = _Gone(pid=hello.pid, at=time.monotonic())
        self._gone[name] = gone
        asyncio.get_running_loop().call_later(self._patience, self._still_away, name, gone)

    def _still_away(self, name: str, gone: _Gone) -> None:
        if self._gone.get(name) is gone:
            del self._gone[name]
            text = f"{name} stopped by itself and was not back after {self._patience:.0f} s."
            self._incidents.tell("stopped", text, name)
