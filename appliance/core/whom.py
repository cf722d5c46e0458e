"""Whom people mean when they ask something of `core`."""

from appliance.core.asks import AskError, NobodyError, device_called, person_called
from appliance.core.seating import Seating
from appliance.core.store_thread import StoreThread
from appliance.model import Device, Person


class Whom:
    def __init__(self, store: StoreThread, seating: Seating) -> None:
        self._store = store
        self._seating = seating

    async def asked(self, device: str, person: str) -> Device | Person:
        """A device; a person where one is asked for, or no device is called so. Raises AskError, StorageError."""
        if person:
            return await self._person(person)
        try:
            return device_called(device, self._seating.devices)
        except AskError as error:
            try:
                return await self._person(device)
            except NobodyError:
                raise error from None

    async def _person(self, words: str) -> Person:
        rows = await self._store.run(lambda store: store.people.named(words))
        guest = self._seating.person(words)
        return person_called(words, [row.person for row in rows] or ([guest] if guest else []))
