"""The rules that people accept, for the portal's desk."""

import time
from collections.abc import Callable

from appliance.aup.due import Answer, InForce, due
from appliance.core.store_thread import StoreThread
from appliance.model import Device, Person
from appliance.portal_wire import AnswerAup, Aup, AupPoint
from appliance.store import Store


class AupDesk:
    """What waits for whom, and what they said. Raises StorageError."""

    def __init__(self, store: StoreThread, now: Callable[[], float] = time.time) -> None:
        self._store = store
        self._now = now

    async def due(self, person: Person, since: float) -> Aup | None:
        waiting = await self._store.run(lambda store: _due(store, person, since))
        return _shown(waiting, person) if waiting else None

    async def answered(self, person: Person, said: AnswerAup, device: Device) -> None:
        """What was said to a version that is no longer in force is not kept: the new one waits."""
        answer = Answer(name=said.name, version=said.version, accepted=said.accepted, at=self._now())
        await self._store.run(lambda store: store.aup.answered(person, device.name, answer))


def _due(store: Store, person: Person, since: float) -> InForce | None:
    texts = store.aup.in_force()
    return due(texts, frozenset(person.groups), store.aup.answers_of(person.id), since) if texts else None


def _shown(one: InForce, person: Person) -> Aup:
    text = one.text
    return Aup(
        person=person.id,
        name=one.name,
        version=one.version,
        title=text.title,
        text=text.text,
        picture=text.picture,
        points=tuple(AupPoint(text=point.text, picture=point.picture) for point in text.points),
    )
