"""Devices that enrol, and what is heard of those that did."""

import time
from collections.abc import Callable, Sequence

from appliance.core.helped.link import HelpersLink
from appliance.core.helped.roll import Roll
from appliance.core.seating import Seating
from appliance.core.store_thread import StoreThread
from appliance.errors import StorageError
from appliance.helper_codes import digest_of
from appliance.helper_wire import AskEnrol, Enrolled, HelperHealth, HelperHere, NotEnrolled
from appliance.store import Store
from appliance.store.helpers import Enrolment

NOT_GOOD = "This code does not let a device in. Ask the school office for a new one."


class Enrolments:
    def __init__(self, store: StoreThread, link: HelpersLink, roll: Roll, seating: Seating) -> None:
        self._store = store
        self._link = link
        self._roll = roll
        self._seating = seating
        self._written: dict[str, HelperHere] = {}

    async def answer(self, ask: AskEnrol) -> None:
        """Whether a code is wrong, ended, used up or too late is not told."""
        asked = Enrolment(
            code=digest_of(ask.code),
            key=ask.key,
            kind=ask.kind,
            name=_plain(ask.name),
            system=_plain(ask.system),
            client=ask.client,
            mac=self._seating.device_at(ask.client).mac,
        )
        try:
            helper = await self._store.run(lambda store: store.helpers.enrol(asked, time.time()))
        except StorageError:
            why = "The box cannot write it down now. It is tried again by itself."
            self._link.send(NotEnrolled(ask=ask.ask, why=why, again=True))
            return
        if helper is None:
            self._link.send(NotEnrolled(ask=ask.ask, why=NOT_GOOD, again=False))
            return
        self._roll.add(helper)
        self._link.send(Enrolled(ask=ask.ask, helper=helper))

    async def seen(self, said: HelperHere) -> None:
        """What the store does not take now is written the next time."""
        mac, now = self._seating.device_at(said.client).mac, time.time()
        moved = self._roll.moved(said.helper, mac)
        if self._written.get(said.helper) == said and not moved:
            return
        words = {"mac": mac, "name": _plain(said.name), "system": _plain(said.system), "version": _plain(said.version)}
        if await self._write(lambda store: store.helpers.seen(said.helper, now, said.client, **words)):
            self._written[said.helper] = said

    async def still_here(self, helpers: Sequence[str]) -> None:
        if helpers:
            await self._write(lambda store: store.helpers.still_here(helpers, time.time()))

    async def healthy(self, said: HelperHealth) -> None:
        if self._roll.get(said.helper):
            await self._write(lambda store: store.helpers.health(said.helper, said.health, time.time()))

    async def _write(self, work: Callable[[Store], None]) -> bool:
        try:
            await self._store.run(work)
        except StorageError:
            return False
        return True


def _plain(words: str) -> str:
    """A device's own words, without what would not be seen."""
    return "".join(char for char in words if char.isprintable()).strip()[:200]
