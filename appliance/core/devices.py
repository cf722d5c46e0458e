"""What the network's watch sees of devices, on its way to the store; and word of those that were never seen before."""

import asyncio
import contextlib
import time
from collections.abc import Callable, Sequence

import msgspec

from appliance.core.incident_log import IncidentLog
from appliance.core.store_thread import StoreThread
from appliance.errors import StorageError
from appliance.model import Device, Event, Handling, Visit
from appliance.network.watch.devices import guess, is_random
from appliance.store import Store
from appliance.store.devices import KEPT_ADDRESSES, Seen
from appliance.store.rows import DeviceRow
from appliance.wire import Sighted

GATHER_SECONDS = 3.0  # a new device says what it is within its first moments
ANNOUNCE_SECONDS = 60.0
WRITE_SECONDS = 300.0
TIDY_SECONDS = 86_400.0
FRESH_SECONDS = 10.0
MOST_WAITING = 8000
NAMED_AT_ONCE = 5


class Devices:
    """`found` hears of the MACs that are new. A device that only stays is written every five minutes."""

    def __init__(self, store: StoreThread, incidents: IncidentLog, found: Callable[[Sequence[str]], None]) -> None:
        self._store = store
        self._incidents = incidents
        self._found = found
        self._waiting: dict[str, Seen] = {}
        self._written: dict[str, Seen] = {}
        self._unannounced: list[str] = []
        self._announced_at = -ANNOUNCE_SECONDS
        self._tidied_at = -TIDY_SECONDS
        self._news = asyncio.Event()

    def sighted(self, said: Sighted) -> None:
        """The network's watch saw a device."""
        waiting, written = self._waiting.get(said.mac), self._written.get(said.mac)
        seen = _together(waiting or (msgspec.structs.replace(written, addresses=()) if written else None), said)
        if waiting is None and written and not _worth_writing(written, seen):
            return
        if waiting or len(self._waiting) < MOST_WAITING:
            self._waiting[said.mac] = seen
            self._news.set()

    def reload(self) -> None:
        """Devices changed in the store: one that was forgotten is new when it is seen again."""
        self._written.clear()

    async def run(self) -> None:
        while True:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._news.wait(), ANNOUNCE_SECONDS)
            await asyncio.sleep(GATHER_SECONDS)
            self._news.clear()
            await self.flush(time.monotonic())

    async def flush(self, now: float) -> None:
        """Write what waits, and tell what is new; what the store does not take is kept for the next time."""
        waiting, self._waiting = self._waiting, {}
        try:
            if waiting:
                await self._write(waiting)
            if self._unannounced and now - self._announced_at >= ANNOUNCE_SECONDS:
                await self._announce(now)
            if now - self._tidied_at >= TIDY_SECONDS:
                await self._store.run(lambda store: store.devices.forget_strangers(time.time()))
                self._tidied_at = now
        except StorageError:
            self._waiting = waiting | self._waiting

    async def _write(self, waiting: dict[str, Seen]) -> None:
        new = await self._store.run(lambda store: store.devices.see(waiting.values()))
        if len(self._written) > MOST_WAITING:
            self._written.clear()
        self._written.update((mac, self._with_those_before(seen)) for mac, seen in waiting.items())
        self._unannounced = [*self._unannounced, *new][-MOST_WAITING:]

    def _with_those_before(self, seen: Seen) -> Seen:
        before = self._written.get(seen.mac)
        addresses = dict.fromkeys((*(before.addresses if before else ()), *seen.addresses))
        return msgspec.structs.replace(seen, addresses=tuple(addresses)[-KEPT_ADDRESSES:])

    async def _announce(self, now: float) -> None:
        macs = tuple(self._unannounced)
        rows = await self._store.run(lambda store: _rows(store, macs))
        self._announced_at, self._unannounced = now, []
        self._found(macs)
        if rows:
            self._incidents.tell("new device", announcement(rows, len(macs)), "watch")


def placed(event: Event, device_at: Callable[[str], Device], now: float) -> Event:
    """A name that was asked for, with the device and who is at it now. One that waited is left as it is: somebody else
    may be at the device since."""
    if not isinstance(event, Visit) or event.handling is not Handling.ASKED or now - event.at > FRESH_SECONDS:
        return event
    device = device_at(event.client)
    person = device.person.id if device.person else ""
    return msgspec.structs.replace(event, device=device.name, person=person)


def announcement(rows: Sequence[DeviceRow], count: int) -> str:
    """In a sentence. `rows` are the first of them."""
    if count == 1:
        return f"A new device is on the network: {_described(rows[0])}."
    more = f", and {count - len(rows):,} more" if count > len(rows) else ""
    return f"{count:,} new devices are on the network: {'; '.join(map(_described, rows))}{more}."


def _described(row: DeviceRow) -> str:
    called = f"“{row.heard}”" if row.heard else ""
    made_up = "an address that it made up" if row.random else ""
    what = " ".join(filter(None, (row.kind or row.maker or "a device", called)))
    return f"{what} ({', '.join(filter(None, (*row.addresses[:1], row.mac, made_up)))})"


def _rows(store: Store, macs: Sequence[str]) -> list[DeviceRow]:
    return [row for mac in macs[:NAMED_AT_ONCE] if (row := store.devices.get(mac))]


def _together(before: Seen | None, said: Sighted) -> Seen:
    """What is known with what is said now."""
    kind = guess(said)
    known = before or Seen(mac=said.mac, at=said.at, random=is_random(said.mac))
    better = kind.kind and kind.weight >= known.weight
    return msgspec.structs.replace(
        known,
        at=max(known.at, said.at),
        addresses=tuple(dict.fromkeys((*known.addresses, *filter(None, (said.address,)))))[-KEPT_ADDRESSES:],
        heard=_printable(said.name) or known.heard,
        maker=_printable(said.maker) or known.maker,
        kind=kind.kind if better else known.kind,
        weight=kind.weight if better else known.weight,
    )


def _worth_writing(before: Seen, now: Seen) -> bool:
    if now.at - before.at >= WRITE_SECONDS or not set(now.addresses) <= set(before.addresses):
        return True
    return msgspec.structs.replace(now, at=before.at, addresses=before.addresses) != before


def _printable(text: str) -> str:
    return "".join(char for char in text if char.isprintable())
