"""A time in which the store could not be written, from the first failure until everything that waited is stored."""

import time

from appliance.core.incident_log import IncidentLog
from appliance.model import Event, SpoolFull


class Trouble:
    """`text` is for the health page and empty when all is well."""

    def __init__(self, incidents: IncidentLog) -> None:
        self._incidents = incidents
        self._since: float | None = None
        self._reason = ""
        self._failing = False
        self._lasted = 0.0
        self._waited = self._dropped = 0

    @property
    def text(self) -> str:
        if self._since is None:
            return ""
        return f"The store cannot be written: {self._reason}. Nothing is lost meanwhile: events wait in the spool."

    def failed(self, reason: str) -> None:
        self._since = self._since or time.monotonic()
        self._reason = reason
        self._failing = True

    def stored(self, events: tuple[Event, ...]) -> None:
        """A batch was stored: the store can be written again, and what comes now is what waited."""
        if self._since is None:
            return
        if self._failing:
            self._failing = False
            self._lasted = time.monotonic() - self._since
        self._waited += len(events)
        self._dropped += sum(event.dropped for event in events if isinstance(event, SpoolFull))

    def caught_up(self) -> None:
        """Every spool was read to its end without a failure."""
        if self._since is None:
            return
        lasted = self._lasted or time.monotonic() - self._since
        lost = f"{self._dropped} events found no room and were lost" if self._dropped else "Nothing was lost"
        self._incidents.tell(
            "store",
            f"The store could not be written for {lasted:.0f} s: {self._reason}. {lost}; {self._waited} events waited.",
            "core",
        )
        self._since, self._lasted, self._waited, self._dropped, self._failing = None, 0.0, 0, 0, False
