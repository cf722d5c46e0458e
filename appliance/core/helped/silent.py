"""Devices that are used while their helper is silent: switched off, removed, or in trouble."""

import time
from collections.abc import Callable, Sequence

from appliance.clock import steady
from appliance.core.helped.here import Here
from appliance.core.helped.roll import Roll
from appliance.core.seating import Seating
from appliance.model import Event, Handling, Visit

SILENT_SECONDS = 600.0
A_DAY = 86_400.0
_USED = frozenset({Handling.READ, Handling.BLOCKED, Handling.WARNED, Handling.BANNED})


class Silent:
    """`tell` hears of each such device once a day. A helper counts as away from when this was made, or it went."""

    def __init__(self, roll: Roll, here: Here, seating: Seating, tell: Callable[[str], None]) -> None:
        self._roll = roll
        self._here = here
        self._seating = seating
        self._tell = tell
        self._since = steady()
        self._left: dict[str, float] = {}
        self._told: dict[str, float] = {}

    def left(self, helper: str) -> None:
        self._left[helper] = steady()

    def heard(self, events: Sequence[Event]) -> None:
        """What was recorded just now. Visits that waited in a spool are no sign of today's use."""
        fresh = time.time() - SILENT_SECONDS
        for client in {
            one.client for one in events if isinstance(one, Visit) and one.handling in _USED and one.at > fresh
        }:
            self._used(client)

    def _used(self, client: str) -> None:
        device = self._seating.told_at(client)
        helpers, now = self._roll.of_mac(device.mac), steady()
        if not helpers or now - self._told.get(device.mac, -A_DAY) < A_DAY:
            return
        if any(one.id in self._here.ids for one in helpers):
            return
        away = now - max(self._left.get(one.id, self._since) for one in helpers)
        if away >= SILENT_SECONDS:
            self._told[device.mac] = now
            self._tell(
                f"{device.name} is used, but nothing was heard of its helper for {away / 60:.0f} minutes:"
                " it may have been switched off or removed."
            )
