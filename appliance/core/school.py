"""The school's own terms, switches and ignore entries, and how it words itself: from the store to every worker,
whenever they change."""

import time

from appliance.core.hub import Hub
from appliance.core.incident_log import IncidentLog
from appliance.core.store_thread import StoreThread
from appliance.policy.own_terms import usable
from appliance.school_choices import words_of
from appliance.wire import Done


class SchoolRules:
    """An entry that a newer version cannot read any more is left out, and an incident; the rest holds."""

    def __init__(self, store: StoreThread, hub: Hub, incidents: IncidentLog) -> None:
        self._store = store
        self._hub = hub
        self._incidents = incidents

    async def load(self) -> tuple[str, ...]:
        """Tell every worker; gives the names of those that did not take it up in time. Raises StorageError."""
        policy, complaints = usable(await self._store.run(lambda store: store.school.load()))
        words = await self._store.run(words_of)
        for complaint in complaints:
            self._incidents.tell("own terms", complaint, "core")
        return await self._hub.announce_school(policy, words)

    async def reload(self) -> Done:
        """The same, as an answer to who changed something. Raises StorageError."""
        start = time.perf_counter()
        missing = await self.load()
        ms = (time.perf_counter() - start) * 1000
        return Done(text="The change is in force.", in_force_ms=ms, missing=missing)
