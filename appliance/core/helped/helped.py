"""The helpers' part of `core`: what `helpers` says and is told, what the console asks of it, and what captures need."""

import asyncio
from collections.abc import Callable, Coroutine, Iterable, Sequence
from typing import Any, assert_never

from appliance.config import Home
from appliance.core.aup_desk import AupDesk
from appliance.core.helped.asks import HelperAsks
from appliance.core.helped.doubts import Doubts
from appliance.core.helped.enrolment import Enrolments
from appliance.core.helped.here import Here
from appliance.core.helped.link import HelpersLink
from appliance.core.helped.locks import Locks
from appliance.core.helped.log_ons import LogOns
from appliance.core.helped.orders import NO_SERVICE, Orders, Wanted
from appliance.core.helped.pictures import Pictures
from appliance.core.helped.pictures_trouble import PicturesTrouble
from appliance.core.helped.roll import Roll
from appliance.core.helped.silent import Silent
from appliance.core.hub import Hub
from appliance.core.incident_log import IncidentLog
from appliance.core.seating import Seating
from appliance.core.store_thread import StoreThread
from appliance.core.whom import Whom
from appliance.errors import StorageError
from appliance.helper_wire import (
    AskEnrol,
    AskWho,
    FromHelpers,
    HelperAsked,
    HelperHealth,
    HelperHere,
    HelperRulesSaid,
    HelperUser,
    OrderAnswered,
    Who,
)
from appliance.helpers.protocol import LogOff
from appliance.languages.catalogue import marked
from appliance.languages.catalogue import said as in_words_of
from appliance.languages.choosing import Language
from appliance.model import Captured, Device, Event, Notice, Noticed
from appliance.school_choices import words_of
from appliance.wire import Connection, Done, Refused, ToCore

LOOK_SECONDS = 1.0
LOOKS = 60  # between two times that who is here is written
DECLINED = marked(
    "You did not agree to the school’s rules for computers, so you are logged off. Please talk to a grown-up."
)


class Helped:
    """`changed` hears of captures of which there is something new."""

    def __init__(
        self,
        home: Home,
        store: StoreThread,
        hub: Hub,
        seating: Seating,
        incidents: IncidentLog,
        changed: Callable[[Iterable[int]], None],
    ) -> None:
        self._store = store
        self._link = HelpersLink()
        self._roll = Roll(home, store, hub)
        self._here = Here(self._roll, seating)
        self._locks = Locks(store, hub, self._roll.tell)
        self._roll.locks = self._locks.in_force
        self._orders = Orders(store, self._link, changed)
        self._pictures = Pictures(store, self._link, self._roll, self._here, self._orders)
        self._enrolments = Enrolments(store, self._link, self._roll, seating)
        doubts = Doubts(lambda text: incidents.tell("helper", text, "core"))
        self._log_ons = LogOns(store, self._link, self._here, seating, AupDesk(store), self._declined, doubts)
        self._incidents = incidents
        self._pictures_trouble = PicturesTrouble(lambda text: incidents.tell("pictures", text, "helpers"))
        self._silent = Silent(self._roll, self._here, seating, lambda text: incidents.tell("helper", text, "core"))
        whom = Whom(store, seating)
        self._asks = HelperAsks(whom, seating, self._roll, self._here, self._orders, self._locks, self._pictures)
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def here(self) -> tuple[str, ...]:
        """The ids of the helpers that are here."""
        return self._here.ids

    @property
    def trouble(self) -> str:
        """Why helpers cannot do what they should, in a sentence; empty where they can."""
        return self._pictures_trouble.text if self._link.is_there else NO_SERVICE

    def feels(self, trouble: str) -> None:
        """What `helpers` says of itself, each second."""
        self._pictures_trouble.heard(trouble)

    def when_pictures_go(self, call: Callable[[], None]) -> None:
        """Some were marked to go."""
        self._pictures.gone = call

    async def load(self) -> None:
        """Raises StorageError."""
        await self._orders.load()
        await self._pictures.load()
        await self._locks.load()
        await self._log_ons.load()
        await self._roll.load()

    async def reload(self) -> tuple[str, ...]:
        """Something changed in the store. Gives who did not take it up in time. Raises StorageError."""
        missing = await self._roll.load()
        for helper in self._here.ids:
            if self._roll.get(helper) is None:
                self._gone(helper)
        await self._log_ons.reload()
        return missing

    async def run(self) -> None:
        async with asyncio.TaskGroup() as group:
            for part in (self._locks.run(), self._log_ons.run(), self._pictures.resume(), self._catch_up()):
                group.create_task(part)

    async def _catch_up(self) -> None:
        while True:
            await self._enrolments.still_here(self._here.ids)
            for _ in range(LOOKS):
                await asyncio.sleep(LOOK_SECONDS)
                await self._orders.catch_up()

    async def close(self) -> None:
        """What became of orders is written first."""
        for task in self._tasks:
            task.cancel()
        self._pictures.close()
        await self._orders.close()

    # --- captures --------------------------------------------------------------------------------------------------

    def recorded(self, events: Sequence[Event]) -> None:
        """These were stored just now. Never waits."""
        self._pictures.recorded(events)
        self._silent.heard(events)
        for event in events:
            if isinstance(event, Noticed) and event.what is Notice.TAMPERED:
                self._incidents.tell("helper", f"{event.device}: its helper was stopped or changed.", "core")

    async def hide(self, event: Captured) -> None:
        """Raises StorageError."""
        await self._pictures.hide(event)

    async def answer(self, ask: HelperAsked) -> Done | Refused:
        return await self._asks.answer(ask)

    # --- the line --------------------------------------------------------------------------------------------------

    def join(self, line: Connection[ToCore]) -> None:
        """Whoever was here says so again on a new line."""
        self._all_gone()
        self._link.join(line)
        self._pictures.tell()

    def leave(self, line: Connection[ToCore]) -> None:
        if self._link.leave(line):
            self._orders.cut_off()
            self._all_gone()

    def heard(self, said: FromHelpers) -> None:
        """Never waits: what takes a while goes on beside the line, in order where that matters."""
        match said:
            case AskEnrol():
                self._later(self._enrolments.answer(said))
            case HelperHere():
                self._came(said) if said.here else self._gone(said.helper)
            case HelperUser():
                if said.helper in self._here.ids:
                    self._later(self._log_ons.said(said.helper, said.client, said.user))
            case HelperHealth():
                self._later(self._enrolments.healthy(said))
            case HelperRulesSaid():
                self._later(self._log_ons.answered(said))
            case OrderAnswered():
                self._orders.answered(said)
            case AskWho():
                self._link.send(Who(ask=said.ask, person=self._log_ons.person(said.user)))
            case _:
                assert_never(said)

    def _came(self, said: HelperHere) -> None:
        if self._roll.get(said.helper):
            self._here.came(said.helper, said.client)
            self._later(self._enrolments.seen(said))

    def _gone(self, helper: str) -> None:
        self._here.gone(helper)
        self._silent.left(helper)
        self._later(self._log_ons.gone(helper))

    def _all_gone(self) -> None:
        for helper in self._here.ids:
            self._gone(helper)

    def _declined(self, helper: str) -> None:
        self._later(self._log_off(helper, self._here.device_of(helper)))

    async def _log_off(self, helper: str, device: Device) -> None:
        do = LogOff(text=in_words_of(await self._language(), DECLINED))
        await self._orders.begin([Wanted(helper=helper, device=device, do=do)])

    async def _language(self) -> Language:
        """The school's first."""
        try:
            return (await self._store.run(words_of)).spoken.first
        except StorageError:
            return Language.ENGLISH

    def _later(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
