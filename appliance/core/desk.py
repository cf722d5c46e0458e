"""What people ask of `core` through the console and the command line, and its answers."""

import asyncio
import time
import uuid
from collections.abc import Callable

from appliance.actions.ban import clock
from appliance.core.asks import AskError, seconds_allowed, words_allowed
from appliance.core.hub import Hub
from appliance.core.network_link import NetworkLink
from appliance.core.pauses import Outcome, Pauses
from appliance.core.recorder import Recorder
from appliance.core.seating import Seating
from appliance.core.store_thread import StoreThread
from appliance.core.trouble import Trouble
from appliance.core.whom import Whom
from appliance.errors import StorageError
from appliance.model import Ban, Person
from appliance.wire import AskBan, AskLift, Done, Refused, Status


class Desk:
    """Answers asks. It never raises for what a person may have got wrong. `helpers` gives those that are here, and what
    troubles them; `trying_until` when a trial of a way to plug in ends."""

    def __init__(
        self,
        store: StoreThread,
        seating: Seating,
        hub: Hub,
        network: NetworkLink,
        pauses: Pauses,
        recorder: Recorder,
        trouble: Trouble,
    ) -> None:
        self._whom = Whom(store, seating)
        self._hub = hub
        self._network = network
        self._pauses = pauses
        self._recorder = recorder
        self._trouble = trouble
        self.helpers: Callable[[], tuple[tuple[str, ...], str]] = lambda: ((), "")
        self.trying_until: Callable[[], float] = float
        self._started = time.time()

    async def ban(self, ask: AskBan) -> Done | Refused:
        now = time.time()
        try:
            whom = await self._whom.asked(ask.device, ask.person)
            until = now + seconds_allowed(ask.seconds)
            reason, by = words_allowed(ask.reason), words_allowed(ask.by)
        except (AskError, StorageError) as error:
            return Refused(text=str(error))
        wanted = Ban(
            id=uuid.uuid4().hex,
            device=whom.name,
            addresses=() if isinstance(whom, Person) else whom.addresses,
            since=now,
            until=until,
            reason=reason,
            by=by,
            person=whom.id if isinstance(whom, Person) else "",
            mac="" if isinstance(whom, Person) else whom.mac,
        )
        outcome = await self._pauses.begin(wanted)
        return _done(f"{whom.name}: internet paused until {clock(until, now)}.", outcome)

    async def lift(self, ask: AskLift) -> Done | Refused:
        # The settings may have lost a device that is still banned, and a person may have left: the name is in the ban.
        bans = tuple(ban for ban in self._pauses.in_force if _is_asked(ban, ask))
        name = bans[0].device if bans else ""
        if not bans:
            try:
                whom = await self._whom.asked(ask.device, ask.person)
            except (AskError, StorageError) as error:
                return Refused(text=str(error))
            name, bans = whom.name, self._pauses.of(whom)
        if not bans:
            return Done(text=f"{name}: the internet was not paused.")
        outcome = await self._pauses.lift(bans, ask.by)
        return _done(f"{name}: the internet is no longer paused.", outcome)

    async def status(self) -> Status:
        helpers, helpers_trouble = self.helpers()
        return Status(
            started=self._started,
            workers=self._hub.states,
            bans=self._pauses.in_force,
            spool_waiting=await asyncio.to_thread(self._recorder.waiting),
            store_trouble=self._trouble.text,
            network=self._network.state,
            network_well=self._network.well,
            helpers=helpers,
            helpers_trouble=helpers_trouble,
            conditions=self._network.conditions,
            trying_until=self.trying_until(),
        )


def _is_asked(ban: Ban, ask: AskLift) -> bool:
    """By the words that stand in the ban."""
    if ask.person:
        return ask.person in {ban.person, ban.device if ban.person else ""}
    return ban.device == ask.device


def _done(text: str, outcome: Outcome) -> Done:
    if outcome.missing:
        text += f" Not confirmed in time by {', '.join(outcome.missing)}."
    if outcome.unstored:
        text += " The store cannot be written now: a restart before it can would undo this."
    return Done(text=text, in_force_ms=outcome.ms, missing=outcome.missing)
